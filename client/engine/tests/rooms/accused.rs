//! A relay that wants somebody to take its own words for a thief's, or to wait for it for ever in good faith: by numbering
//! late what it has refused too often to be remembered or what was said before a seat was lost (R35, R36), and by asking
//! for patience without end (R75). And one that would have nobody find what it has told, by taking the seat away (R72).

use super::{READY_MS, fork, three};
use crate::simulator::{Frame, START_MS, World};
use burnroom_engine::effect::{Ended, Fork, Notice};
use burnroom_engine::input::{Command, Input};
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::{EventFrame, Refused, RelayFrame, SequencedEvent, encode_frame};
use burnroom_shared::ids::Digest;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;

fn blames_a_thief(world: &World, place: usize) -> bool {
    world.peers[place].notices.contains(&Notice::Ended(Ended::KeyMisused))
}

fn digest(frame: &Frame) -> Option<Digest> {
    let Frame::Binary(bytes) = frame else { return None };
    Some(Envelope::decode(&bytes[1..]).unwrap().digest())
}

/// The relay says that it has no time for the first post on its way, and drops what follows; what it was, if there was one.
fn has_no_time(world: &mut World, place: usize, retry_after_ms: u64) -> Option<Frame> {
    let posts: Vec<_> = world.peers[place].up.drain(..).filter(|frame| digest(frame).is_some()).collect();
    let first = posts.into_iter().next()?;
    let no = RelayFrame::Refused {
        refusal: Refusal::TooFast,
        of: Refused::Post,
        digest: digest(&first),
        retry_after_ms: Some(retry_after_ms),
        tries_left: None,
    };
    world.hear(place, Frame::Text(encode_frame(&no)));
    Some(first)
}

#[test]
fn r35_what_was_said_before_a_seat_was_lost_is_ones_own_when_it_is_numbered_after() {
    for departure in [Departure::Left, Departure::Lost, Departure::Displaced, Departure::Replaced] {
        let mut world = three(71);
        world.say(1, "kept back");
        let post = world.peers[1].up.pop_back().unwrap();
        world.cut(1);
        world.drop_peer(1, departure);
        // It has another seat under its id, and nobody makes another epoch yet: the post is as valid as it was.
        while !world.peers[1].notices.contains(&Notice::Reseated) {
            world.linger(100, 0);
            loop {
                for peer in &mut world.peers {
                    peer.up.retain(|frame| !matches!(frame, Frame::Text(text) if text.contains("\"type\":\"rekey\"")));
                }
                if !world.step() {
                    break;
                }
            }
        }
        let head = world.state.as_ref().unwrap().head().seq;
        world.relay_frame(1, post);
        assert_eq!(world.state.as_ref().unwrap().head().seq, head + 1, "{departure:?}: the control: it is numbered");
        world.pass(40_000);
        assert!(!blames_a_thief(&world, 1), "{departure:?}: it is its own");
        assert_eq!((fork(&world, 1), world.peers[1].sent()), (None, 1), "{departure:?}");
        for other in [0, 2] {
            assert_eq!(world.peers[other].texts(), ["kept back"], "{departure:?}, member {other}");
        }
    }
}

#[test]
fn r72_another_log_is_found_by_whoever_was_told_it_and_takes_its_seat_again() {
    for lies in [false, true] {
        let mut world = three(74);
        let head = world.state.as_ref().unwrap().head().clone();
        if lies {
            let event = EventFrame::Owner { id: world.peers[2].id };
            let lie = SequencedEvent { seq: head.seq + 1, time_ms: head.time_ms, event };
            world.hear(1, Frame::Text(encode_frame(&RelayFrame::Event(lie))));
        }
        world.cut(1);
        world.drop_peer(1, Departure::Lost);
        world.pass(READY_MS);
        assert_eq!(fork(&world, 1), lies.then_some(Fork::AnotherRoom));
        assert_eq!(world.peers[1].notices.contains(&Notice::Reseated), !lies, "the control");
    }
}

#[test]
fn r36_a_post_that_was_refused_is_recognised_however_many_were_refused_since() {
    let mut world = three(72);
    (0..16).for_each(|number| world.say(0, &format!("text {number}")));
    let first = has_no_time(&mut world, 0, 0).unwrap();
    let mut refused = 1;
    while refused < 300 {
        world.linger(1_000, 0);
        refused += usize::from(has_no_time(&mut world, 0, 0).is_some());
    }
    world.peers[0].up.clear();
    world.relay_frame(0, first);
    world.settle();
    assert!(!blames_a_thief(&world, 0), "only the relay has ever had it");
    assert_eq!(fork(&world, 0), Some(Fork::LyingRefusal));
}

#[test]
fn r75_a_relay_that_asks_for_patience_for_ever_is_said_to_take_nothing() {
    let mut world = three(73);
    world.say(0, "in a while");
    let told = |world: &World| world.peers[0].notices.contains(&Notice::Unanswered(true));
    for second in 0..30 {
        has_no_time(&mut world, 0, 500);
        world.linger(1_000, 0);
        assert!(second >= 9 || !told(&world), "{second} s: too soon");
    }
    assert!(told(&world), "thirty seconds, and nobody was told");
    // As soon as it has time, all is well.
    world.pass(READY_MS);
    assert_eq!(world.peers[1].texts(), ["in a while"]);
    let last = world.peers[0].notices.iter().rev().find(|notice| matches!(notice, Notice::Unanswered(_)));
    assert_eq!(last, Some(&Notice::Unanswered(false)));
}

#[test]
fn r75_a_relay_that_drops_new_keys_only_is_said_to_take_nothing() {
    for (kind, drops) in [("\"type\":\"rekey\"", true), ("\"type\":\"fresh\"", true), ("", false)] {
        let mut world = three(75);
        // Ten minutes after the last epoch there is another, and everyone has a new key.
        for tenth in 0..6_500 {
            world.linger(100, 0);
            if tenth % 100 == 0 {
                let tick = RelayFrame::Tick { now_ms: START_MS + world.now_ms, deadline_ms: u64::MAX };
                (0..3).for_each(|place| world.hear(place, Frame::Text(encode_frame(&tick))));
            }
            loop {
                for peer in &mut world.peers {
                    peer.up.retain(|frame| !matches!(frame, Frame::Text(text) if drops && text.contains(kind)));
                }
                if !world.step() {
                    break;
                }
            }
        }
        let told = |place: usize| world.peers[place].notices.contains(&Notice::Unanswered(true));
        assert!((0..3).all(|place| told(place) == drops), "{kind}: {:?}", [0, 1, 2].map(told));
    }
}

#[test]
fn r42_who_is_moved_about_while_it_starts_a_comparison_does_not_start_without_end() {
    let mut world = three(76);
    world.pass(30_000);
    world.input(0, Input::Do(Command::Compare));
    let (id, mut starts) = (world.peers[2].id, 0);
    for round in 0..50 {
        let posts: Vec<_> = world.peers[0].up.drain(..).collect();
        starts += posts.iter().filter(|frame| digest(frame).is_some()).count();
        // Others than it has named are here by the time that its start is numbered.
        world.hear(0, Frame::Text(encode_frame(&RelayFrame::Presence { id, away: round % 2 == 0 })));
        posts.into_iter().for_each(|post| world.relay_frame(0, post));
        let heard: Vec<_> = world.peers[0].down.drain(..).collect();
        heard.into_iter().for_each(|frame| world.hear(0, frame));
    }
    assert_eq!(starts, 1, "in no time at all");
    world.pass(READY_MS);
    assert!(world.peers[0].fingerprint().is_some() || world.peers[0].comparison().is_some(), "it is tried again");
}
