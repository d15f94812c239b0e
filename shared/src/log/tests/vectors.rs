//! One small room whose hashes another program computed from the words of PROTOCOL.md alone.
//!
//! The keys are those of the hands, signatures are zeros. Whoever writes a client can begin by arriving here.

use super::hand::Hand;
use super::stage::{act, empty, move_on, tell};
use crate::hash::sha256;
use crate::ids::MemberId;
use crate::log::{Change, Departure, State};
use crate::signed::{OwnerAct, Power};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Two come; a rekey; locked; another link; who lacks it asks and is answered; a name; somebody goes. And the act that
/// changed the link.
fn lived() -> (State, OwnerAct) {
    let (mut state, one, two) = (empty(), Hand::unsigned(0), Hand::unsigned(1));
    tell(&mut state, one.joins()).unwrap();
    tell(&mut state, two.joins()).unwrap();
    let change = one.rekeys(&state, &[one.id(), two.id()]);
    tell(&mut state, change).unwrap();
    act(&mut state, &one, Power::Lock).unwrap();
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
        (state.epoch().transcript.0, "0c619e46b02fabe3b8964d9fc309109496bbeef1f26e6a82680691cb42f95fbc", "T"),
        (state.head().hash.0, "1e77b0e1cdd7040af3d45021d66f3905a802612e63cd6e65d65fb02f7e846527", "L"),
        (changed.box_context(), "00ed9a4e22170dfdec9db16146fc5c98fa5d55d5ae2715e9131f863b844151e4", "context"),
        (sha256(&state.encode()), "42b1696253170a5d9417db765de6f17b584faff4f7a5147aedaf6c9edf3ea9af", "R"),
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
    assert_eq!(hex(&binding(&boxed.to)), "5378fd2db21ad29a2a20618c684b497b1937d6b4368b806b341ee90a2dd12050", "H");
}
