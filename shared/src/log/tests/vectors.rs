//! One small room whose hashes another program computed from the words of PROTOCOL.md alone.
//!
//! The keys are those of the hands, signatures are zeros. Whoever writes a client can begin by arriving here.

use super::hand::Hand;
use super::stage::{START_MS, act, empty, move_on, tell};
use crate::hash::sha256;
use crate::ids::MemberId;
use crate::log::{Change, Departure, State};
use crate::signed::{OwnerAct, Power};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Two come; a rekey; locked; put off; a fresh key; a resync; another link; who lacks it asks and is answered; a name; somebody goes. And the act that
/// changed the link.
fn lived() -> (State, OwnerAct) {
    let (mut state, one, two) = (empty(), Hand::unsigned(0), Hand::unsigned(1));
    tell(&mut state, one.joins()).unwrap();
    tell(&mut state, two.joins()).unwrap();
    let change = one.rekeys(&state, &[one.id(), two.id()]);
    tell(&mut state, change).unwrap();
    act(&mut state, &one, Power::Lock).unwrap();
    act(&mut state, &one, Power::Extend { deadline_ms: START_MS + 7_200_000 }).unwrap();
    let fresh = Change::Fresh(one.sign(one.fresh(&state)));
    tell(&mut state, fresh).unwrap();
    let resync = Change::Resync(two.sign(two.resync(&state)));
    tell(&mut state, resync).unwrap();
    let readdress = one.owner_act(&state, Power::Readdress(Box::new(one.readdress(&state, None))));
    move_on(&mut state, &one, None);
    let relink = Change::Relink(two.sign(two.relink(&state)));
    tell(&mut state, relink).unwrap();
    let linkbox = one.linkbox(&state, two.id());
    assert_eq!(
        hex(&linkbox.box_context()),
        "61a327f5ad092077780bb48377be69f3309c7e36084b9bee384ac9175e73a05a",
        "what an answer's box belongs to"
    );
    tell(&mut state, Change::Linkbox(Box::new(one.sign(linkbox)))).unwrap();
    let profile = Change::Profile(Box::new(one.sign(one.profile(&state))));
    tell(&mut state, profile).unwrap();
    tell(&mut state, Change::Left(two.id(), Departure::Replaced)).unwrap();
    (state, readdress)
}

#[test]
fn the_hashes_are_as_they_are_written() {
    let (state, changed) = lived();
    let one = Hand::unsigned(0);
    assert_eq!(hex(&one.id().0), "5b7f9d531a5c93bcfea66c06688e3d98");
    let expected = [
        (state.origin().0, "58d1bfff121397e37f97328c95f0849a1bc0276cbf956cb77dc30df5a42f1285", "T_0"),
        (state.epoch().transcript.0, "cfa41b998064a4e8474014be248cc6b4510bc0a614e5d6f3b4151112f3c2ba0f", "T"),
        (state.standing, "c35cf8af2a1e293d2948f1c8f62c4735bd33d3db7e14ed8244f51fcc2a4e03b8", "standing hash"),
        (state.head().hash.0, "7de5dde690237ab4640b928e04e4a84302ecd92980cc35bc130befd0010e879d", "L"),
        (changed.box_context(), "d388ced8ba61b745961e640c7b96d08a72b4a0db461c90e01fd1686f88f0007d", "context"),
        (sha256(&state.encode()), "26d8888f363d96c7c09b408cad0962f248a7e5c5e0eadeb74dcd41c8507f45bb", "R"),
    ];
    for (hash, written, name) in expected {
        assert_eq!(hex(&hash), written, "{name}");
    }
    let Power::Readdress(readdress) = &changed.power else { panic!("another act") };
    let boxed = &readdress.boxes[0];
    let agreement = super::hand::point(99);
    let binding = |to: &MemberId| {
        crate::signed::Boxed::binding(&changed.box_context(), &one.id(), to, &agreement, &boxed.ephemeral)
    };
    assert_eq!(hex(&binding(&boxed.to)), "893ea1424d79eff802db46751d3ce00324ad9c93098743917141945e717d8a25", "H");
}
