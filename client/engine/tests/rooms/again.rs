//! Pages that lost their seat and came back under their id: what they and the others make of what was before (R72).

use crate::owners::{READY_MS, all_ready, has_shown, three};
use crate::simulator::{Frame, World};
use burnroom_engine::effect::Notice;
use burnroom_engine::input::Deed;
use burnroom_shared::frame::decode_ephemeral;
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

#[test]
fn r72_whoever_has_another_seat_has_the_title_in_force_and_gives_it_on() {
    let (mut world, [ada, bob, eve]) = three(20);
    world.cut(bob);
    world.own(ada, Deed::Rename("Neon".to_owned()));
    world.settle();
    world.drop_peer(bob, Departure::Lost);
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, eve]);
    let title = world.peers[bob].notices.iter().rfind(|notice| matches!(notice, Notice::Title(_)));
    assert_eq!(title, Some(&Notice::Title(Some("Neon".to_owned()))));
}

#[test]
fn r39_what_was_kept_back_from_a_seat_that_is_lost_is_kept_back_no_more() {
    let (mut world, [ada, bob, eve]) = three(19);
    world.say(ada, "kept back");
    let post = world.peers[ada].up.pop_back().unwrap();
    world.relay_frame(ada, post);
    let heard = world.peers[bob].down.drain(..).collect::<Vec<_>>();
    heard.into_iter().for_each(|frame| world.hear(bob, frame));
    world.linger(1_100, 0);
    // What Bob has seen by that comes to Eve, and the text does not.
    let pulse = world.peers[bob].up.pop_back().unwrap();
    world.relay_frame(bob, pulse);
    let pulse = world.peers[eve].down.pop_back().unwrap();
    assert!(matches!(&pulse, Frame::Binary(bytes) if decode_ephemeral(bytes).is_some()), "a pulse");
    world.hear(eve, pulse);
    world.cut(eve);
    world.drop_peer(eve, Departure::Lost);
    world.now_ms += 600_000;
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, eve]);
    assert!(has_shown(&world, eve, &Notice::Reseated));
    assert!(!has_shown(&world, eve, &Notice::Withheld(true)));
}
