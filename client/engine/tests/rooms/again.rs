//! Pages that lost their seat and came back under their id: what they and the others make of what was before (R72).

use crate::owners::{READY_MS, all_ready, has_shown, three};
use crate::simulator::World;
use burnroom_engine::effect::Notice;
use burnroom_engine::input::Deed;
use burnroom_shared::log::Departure;

#[test]
fn r37_what_was_numbered_before_its_seat_was_lost_is_not_shown_again() {
    for departure in [Departure::Lost, Departure::Displaced, Departure::Replaced] {
        let (mut world, [ada, bob, eve]) = three(17);
        world.say(bob, "once");
        // The relay numbers it, and the line breaks before its sender hears so.
        let frame = world.peers[bob].up.pop_back().unwrap();
        world.relay_frame(bob, frame);
        world.cut(bob);
        world.drop_peer(bob, departure);
        world.pass(READY_MS);
        all_ready(&world, &[ada, bob, eve]);
        assert_eq!(world.peers[bob].sent(), 1, "its sender said it again, and it was numbered again");
        assert_eq!(world.peers[ada].texts(), ["once"], "{departure:?}");
    }
}

#[test]
fn r68_an_extension_reaches_whoever_lost_its_seat_meanwhile() {
    let (mut world, [ada, bob, eve]) = three(18);
    let deadline = |world: &World, place: usize| {
        let at = |notice: &Notice| {
            if let Notice::Deadline { steady_ms, .. } = notice { Some(*steady_ms) } else { None }
        };
        world.peers[place].notices.iter().rev().find_map(at).unwrap()
    };
    world.cut(bob);
    world.own(ada, Deed::Extend { by_ms: 900_000 });
    world.settle();
    world.drop_peer(bob, Departure::Lost);
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, eve]);
    assert!(has_shown(&world, bob, &Notice::Reseated));
    assert_eq!(deadline(&world, bob), deadline(&world, ada));
}
