//! What hostile members and crowds can do to a room: it is ready again soon after.

use crate::pair;
use crate::simulator::{Ghost, World};
use burnroom_engine::effect::{Keys, Notice};
use burnroom_shared::frame::Refused;
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Seat;
use burnroom_shared::refusal::Refusal;

fn ready(world: &World) -> usize {
    world.peers.iter().filter(|peer| peer.connected && peer.keys() == Some(Keys::Ready)).count()
}

fn everyone(world: &World) -> Vec<MemberId> {
    world.state.as_ref().unwrap().seats().iter().map(Seat::id).collect()
}

#[test]
fn r25_an_intruder_that_keys_only_itself_does_not_stop_the_room() {
    let (mut world, ada, bob) = pair(101);
    let ghost = Ghost::new(666);
    ghost.sits_down(&mut world);
    ghost.rekeys(&mut world, &[ghost.id()]);
    world.pass(5_000);
    assert_eq!(ready(&world), 2);
    world.say(ada, "still here");
    world.pass(1_000);
    assert_eq!(world.peers[bob].texts(), ["still here"]);
}

#[test]
fn r26_bad_epochs_in_a_row_keep_nobody_out_for_long() {
    let mut world = World::new(102);
    let ada = world.create("Ada", "alone among strangers");
    world.pass(3_000);
    for (round, within_ms) in [(0, 2_000), (1, 4_000), (2, 8_000)] {
        let ghost = Ghost::new(666 + round);
        ghost.sits_down(&mut world);
        let list = everyone(&world);
        ghost.rekeys(&mut world, &list);
        world.settle();
        world.pass(within_ms);
        assert_eq!(world.peers[ada].keys(), Some(Keys::Ready), "after bad epoch {round}");
    }
}

#[test]
fn r26_a_resync_that_the_relay_had_no_time_for_is_said_again() {
    let mut world = World::new(104);
    let ada = world.create("Ada", "busy");
    world.pass(3_000);
    let ghost = Ghost::new(666);
    ghost.sits_down(&mut world);
    let list = everyone(&world);
    ghost.rekeys(&mut world, &list);
    while world.peers[ada].up.is_empty() {
        assert!(world.step());
    }
    world.peers[ada].up.clear();
    world.refuse_for(ada, Refused::Resync, Refusal::TooFast, None, Some(400));
    world.pass(300);
    assert_eq!(world.peers[ada].keys(), Some(Keys::Changing));
    world.pass(1_000);
    assert_eq!(world.peers[ada].keys(), Some(Keys::Ready));
}

#[test]
fn r26_whoever_asks_for_every_epoch_is_answered_ever_more_rarely() {
    let (mut world, ada, bob) = pair(105);
    let ghost = Ghost::new(666);
    ghost.sits_down(&mut world);
    // The first rekey for a reason of its own; the ghost is seated at its read mark and may ask from then on.
    let eve = world.join("Eve");
    world.pass(3_000);
    let mut asked = 0;
    for _ in 0..500 {
        let number = world.state.as_ref().unwrap().epoch().number;
        if number > asked {
            asked = number;
            ghost.resyncs(&mut world);
        }
        world.pass(1_000);
    }
    assert!([ada, bob, eve].iter().all(|place| world.peers[*place].keys() == Some(Keys::Ready)));
    let epochs = world.state.as_ref().unwrap().epoch().number;
    assert!((20..=70).contains(&epochs), "one in eight seconds and the first few: {epochs} epochs");
}

#[test]
fn a_hundred_who_come_at_once_are_soon_ready() {
    let mut world = World::new(103);
    world.create("0", "crowd");
    for n in 1..100 {
        world.join(&n.to_string());
    }
    world.pass(15_000);
    assert_eq!(ready(&world), 100);
    let epochs = world.state.as_ref().unwrap().epoch().number;
    assert!(epochs <= 20, "{epochs} rekeys");
    world.say(99, "hello, all");
    world.pass(1_000);
    let heard = world.peers.iter().filter(|peer| peer.texts() == ["hello, all"]).count();
    assert_eq!(heard, 99);
    assert!(!world.peers.iter().any(|peer| peer.notices.iter().any(|notice| matches!(notice, Notice::Forked(_)))));
}

#[test]
fn thirty_who_come_one_after_another_on_slow_lines_are_ready_soon_after_the_last() {
    let mut world = World::new(106);
    world.create("0", "crowd");
    for n in 1..30 {
        world.join(&n.to_string());
        world.linger(300, 40);
    }
    world.pass(5_000);
    assert_eq!(ready(&world), 30);
}

#[test]
fn r25_a_dozen_silent_members_in_front_delay_the_room_by_seconds() {
    let mut world = World::new(107);
    world.create("0", "crowd");
    for n in 1..15 {
        world.join(&n.to_string());
    }
    world.pass(5_000);
    // Their lines are dead and the relay has not noticed: whatever they would do is lost.
    world.peers.iter_mut().take(12).for_each(|peer| peer.connected = false);
    let late = world.join("late");
    world.pass(18_500);
    assert_eq!((ready(&world), world.peers[late].keys()), (4, Some(Keys::Ready)));
}
