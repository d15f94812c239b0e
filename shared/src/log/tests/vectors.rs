//! One small room whose hashes another program computed from the words of PROTOCOL.md alone.
//!
//! The keys are those of the hands, signatures are zeros. Whoever writes a client can begin by arriving here.

use super::hand::Hand;
use super::stage::{START_MS, act, empty, move_on, tell};
use crate::envelope::Envelope;
use crate::hash::sha256;
use crate::ids::MemberId;
use crate::log::{Change, Departure, Post, State};
use crate::signed::{OwnerAct, Power};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Two come; a rekey; a post; locked; put off; a fresh key; a resync; another link; who lacks it asks and is answered; a name; somebody goes. And the act that
/// changed the link.
fn lived() -> (State, OwnerAct) {
    let (mut state, one, two) = (empty(), Hand::unsigned(0), Hand::unsigned(1));
    tell(&mut state, one.joins()).unwrap();
    tell(&mut state, two.joins()).unwrap();
    let change = one.rekeys(&state, &[one.id(), two.id()]);
    tell(&mut state, change).unwrap();
    let post = [&one.header(&state).encode()[..], &[9; 12], &[14; 32], &[15; 64]].concat();
    let envelope = Envelope::decode(&post).unwrap();
    tell(&mut state, Change::Post(Post { header: envelope.header, digest: envelope.digest() })).unwrap();
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
        (state.epoch().transcript.0, "8a6c993f920a2b9b23eefb92f5f3dc79ace2924991dfdfb7c768e8cbb52dda9c", "T"),
        (state.standing, "5fddf2b39ca067320a725f525535b3bfbc8b6a104ce10b1a30cc85f2561ea3a8", "standing hash"),
        (state.head().hash.0, "539d4139e90b5870d2dea04aec2140306956ee5bbc1ce3498338dfcaa852df95", "L"),
        (changed.box_context(), "801b7b9d6a305cfa31f8376b867e873b36d05db70c8388b8867db924339322b7", "context"),
        (sha256(&state.encode()), "b68f24027f6febfcd8f05312dc9c84cdd9539901c71b41bf1aa95327ace08379", "R"),
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
    assert_eq!(hex(&binding(&boxed.to)), "c32ae3844bd8f11c6cd835061aa38852a082ef3d0d23043a7c1f1d8376a1ba10", "H");
}
