//! Signs of life: who has seen how much, who is silent, and what a relay keeps back.

use crate::simulator::{Frame, World};
use burnroom_engine::effect::{Fork, Notice};
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::{SequencedPost, decode_ephemeral};

fn three(seed: u64) -> (World, [usize; 3]) {
    let mut world = World::new(seed);
    let ada = world.create("Ada", "Argon");
    world.settle();
    let bob = world.join("Bob");
    world.settle();
    let eve = world.join("Eve");
    world.pass(15_000);
    (world, [ada, bob, eve])
}

fn reached(world: &World, place: usize) -> Vec<u64> {
    let reached = |notice: &Notice| if let Notice::Reached(reached) = notice { Some(reached.clone()) } else { None };
    let reached = world.peers[place].notices.iter().rev().find_map(reached).unwrap_or_default();
    reached.into_iter().map(|(_, seen)| seen).collect()
}

fn sent_seq(world: &World, place: usize) -> u64 {
    let sent = |notice: &Notice| if let Notice::Sent { seq, .. } = notice { Some(*seq) } else { None };
    world.peers[place].notices.iter().rev().find_map(sent).unwrap()
}

#[test]
fn r39_a_text_is_known_to_have_arrived_within_seconds() {
    let (mut world, [ada, bob, eve]) = three(1);
    world.say(ada, "hello");
    world.settle();
    let seq = sent_seq(&world, ada);
    assert!(reached(&world, ada).iter().all(|seen| *seen < seq), "nobody has said so yet");
    world.pass(1_500);
    assert_eq!(reached(&world, ada).iter().filter(|seen| **seen >= seq).count(), 2);
    world.cut(eve);
    world.say(ada, "hello?");
    world.settle();
    let seq = sent_seq(&world, ada);
    world.peers[eve].wake_ms = None;
    world.pass(1_400);
    assert_eq!(reached(&world, ada).iter().filter(|seen| **seen >= seq).count(), 1, "one of two");
    let _ = bob;
}

#[test]
fn r39_who_gives_no_sign_of_life_for_three_intervals_is_shown() {
    let (mut world, [ada, bob, eve]) = three(2);
    let silent = |world: &World| world.peers[ada].roster().into_iter().filter(|member| member.silent).count();
    world.pass(120_000);
    assert_eq!(silent(&world), 0, "everyone pulses");
    // The relay says that Eve is here, and passes nothing of hers on.
    world.peers[eve].connected = false;
    world.pass(100_000);
    assert_eq!(silent(&world), 1);
    assert!(world.peers[ada].roster()[2].silent);
    let _ = bob;
}

#[test]
fn r39_a_tail_that_the_relay_keeps_back_is_noticed() {
    let (mut world, [ada, bob, eve]) = three(3);
    world.say(ada, "for everyone");
    // Of what goes to Eve the relay lets only pulses through.
    let withheld = |world: &World| {
        let withheld = |notice: &Notice| if let Notice::Withheld(withheld) = notice { Some(*withheld) } else { None };
        world.peers[eve].notices.iter().rev().find_map(withheld)
    };
    for _ in 0..1_000 {
        world.linger(100, 0);
        for place in [ada, bob] {
            while let Some(frame) = world.peers[place].up.pop_front() {
                world.relay_frame(place, frame);
            }
            while let Some(frame) = world.peers[place].down.pop_front() {
                world.hear(place, frame);
            }
        }
        world.peers[eve].up.clear();
        for frame in std::mem::take(&mut world.peers[eve].down) {
            let is_pulse = matches!(&frame, Frame::Binary(bytes) if decode_ephemeral(bytes).is_some());
            if is_pulse {
                world.hear(eve, frame);
            }
        }
        if withheld(&world).is_some() {
            break;
        }
    }
    assert_eq!(withheld(&world), Some(true));
    assert!((90_000..100_000).contains(&(world.now_ms - 15_000)), "{} ms", world.now_ms);
    assert!(world.peers[eve].texts().is_empty());
}

#[test]
fn r39_what_a_pulse_said_of_an_event_is_looked_at_when_that_comes() {
    for lies in [true, false] {
        let (mut world, [ada, bob, eve]) = three(5);
        world.say(ada, "hello");
        for place in [ada, bob] {
            while let Some(frame) = world.peers[place].up.pop_front() {
                world.relay_frame(place, frame);
            }
        }
        let heard = world.peers[bob].down.drain(..).collect::<Vec<_>>();
        heard.into_iter().for_each(|frame| world.hear(bob, frame));
        world.linger(1_100, 0);
        let pulse = world.peers[bob].up.pop_back().unwrap();
        world.relay_frame(bob, pulse);
        let Some(Frame::Binary(pulse)) = world.peers[eve].down.pop_back() else { panic!("a pulse") };
        let Some(Frame::Binary(post)) = world.peers[eve].down.pop_back() else { panic!("a post") };
        let mut post = SequencedPost::decode(&post).unwrap();
        assert_eq!(Envelope::decode(decode_ephemeral(&pulse).unwrap()).unwrap().header.seen, post.seq);
        // Bob has seen it; now Eve is told of another time.
        post.time_ms += u64::from(lies);
        world.hear(eve, Frame::Binary(pulse));
        world.hear(eve, Frame::Binary(post.encode()));
        let forked = world.peers[eve].notices.contains(&Notice::Forked(Fork::LogDiffers));
        assert_eq!((forked, world.peers[eve].texts().is_empty()), (lies, lies));
    }
}

#[test]
fn r38_pulses_that_are_junk_repeated_or_of_another_epoch_are_nothing() {
    let (mut world, [ada, bob, eve]) = three(4);
    world.say(ada, "hello");
    world.settle();
    let before = world.peers[eve].notices.len();
    world.linger(1_100, 0);
    let pulse = world.peers[bob].up.pop_back().unwrap();
    world.relay_frame(bob, pulse);
    let Some(Frame::Binary(good)) = world.peers[eve].down.pop_back() else { panic!("a pulse") };
    for place in 0..good.len() {
        let mut bent = good.clone();
        bent[place] ^= 1;
        // Version, lane and tag bent are no frame of an honest relay; everything else is dropped.
        if Envelope::decode(&bent[1..]).is_ok() && bent[0] == good[0] && bent[2] == good[2] {
            world.hear(eve, Frame::Binary(bent));
        }
    }
    let forked = |world: &World| world.peers[eve].notices.iter().any(|notice| matches!(notice, Notice::Forked(_)));
    assert!(!forked(&world));
    assert!(!world.peers[eve].notices[before..].iter().any(|notice| matches!(notice, Notice::Reached(_))));
    world.hear(eve, Frame::Binary(good.clone()));
    let shown = |world: &World| {
        world.peers[eve].notices[before..].iter().filter(|notice| matches!(notice, Notice::Reached(_))).count()
    };
    assert_eq!(shown(&world), 1, "the good one counts");
    world.hear(eve, Frame::Binary(good));
    assert_eq!(shown(&world), 1, "and only once");
}
