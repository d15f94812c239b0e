//! Everything that was once said, said once more later: with the next number, or with the one that it had.

use super::{VICTIMS, Victim, is_numbered, lived, numbered, renumbered, three};
use crate::simulator::{Frame, World};
use burnroom_engine::effect::{Fork, Notice};
use burnroom_engine::input::Deed;
use burnroom_shared::frame::{EventFrame, MemberFrame, RelayFrame, decode_member_frame, decode_relay_frame};
use burnroom_shared::log::Departure;
use std::collections::BTreeSet;

/// What kind of event a frame is.
fn kind(frame: &Frame) -> String {
    match frame {
        Frame::Text(text) => text.split("\"kind\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned(),
        _ => "post".to_owned(),
    }
}

/// Of every kind the first and the last that crossed, and every owner act.
fn crossed(world: &World) -> Vec<Frame> {
    let all: Vec<_> = world.frames.iter().filter(|frame| is_numbered(frame)).cloned().collect();
    let kinds: BTreeSet<_> = all.iter().map(kind).collect();
    let mut some = Vec::new();
    for of in &kinds {
        let mut these: Vec<_> = all.iter().filter(|frame| kind(frame) == *of).cloned().collect();
        these.dedup();
        let last = these.len() - 1;
        some.extend(these.into_iter().enumerate().filter(|(at, _)| of == "owner-act" || [0, last].contains(at)));
    }
    let every =
        ["fresh", "joined", "left", "linkbox", "owner", "owner-act", "post", "profile", "rekey", "relink", "resync"];
    assert!(kinds.iter().map(String::as_str).eq(every), "{kinds:?}");
    let mut frames: Vec<_> = some.into_iter().map(|(_, frame)| frame).collect();
    frames.sort_by_key(numbered);
    frames.dedup();
    frames
}

/// True for what the relay may say at any time: its word is all there is.
fn is_the_relays_word(frame: &Frame) -> bool {
    kind(frame) == "owner"
}

#[test]
fn r12_nothing_that_was_said_once_can_be_said_once_more() {
    for (at, stage) in VICTIMS.into_iter().enumerate() {
        let said = crossed(&stage(lived(2)).world);
        assert!(said.len() > 20);
        // Everything to the one, and to the others half of it each.
        let these = said.iter().enumerate().filter(|(nth, _)| at == 0 || nth % 2 == at % 2);
        for (_, frame) in these.filter(|(_, frame)| !is_the_relays_word(frame)) {
            let mut victim = stage(lived(2));
            let texts = victim.texts();
            victim.tell(std::slice::from_ref(frame));
            assert_eq!(victim.texts(), texts);
            victim.is_caught(Fork::InvalidEvent, &kind(frame));
        }
        // With the number that it had.
        let mut victim = stage(lived(2));
        victim.hear([said.last().unwrap().clone()]);
        victim.is_caught(Fork::InvalidEvent, "its old number");
    }
}

#[test]
fn r12_nothing_of_another_room_is_taken_for_something_of_this_one() {
    let elsewhere = crossed(&lived(3));
    for stage in VICTIMS {
        for frame in elsewhere.iter().filter(|frame| kind(frame) != "joined") {
            let mut victim = stage(three(4));
            victim.tell(std::slice::from_ref(frame));
            victim.is_caught(Fork::InvalidEvent, &kind(frame));
        }
    }
}

#[test]
fn r13_an_announcement_of_another_room_link_or_incarnation_seats_nobody() {
    let of_another_room = crossed(&lived(3)).into_iter().find(|frame| kind(frame) == "joined").unwrap();
    for stage in VICTIMS {
        let mut victim = stage(three(4));
        victim.tell(std::slice::from_ref(&of_another_room));
        victim.is_caught(Fork::InvalidEvent, "another room");

        let mut victim = stage(asked_before_the_link_changed(5));
        let late = asked(&victim);
        victim.tell(&[late]);
        victim.is_caught(Fork::InvalidEvent, "another link");

        let joinings = joinings(&left_and_came_back(6), 1);
        assert_eq!(joinings.len(), 2);
        for old in joinings {
            let mut victim = stage(left_and_came_back(6));
            victim.tell(&[left(&victim.world, 1), old]);
            victim.is_caught(Fork::InvalidEvent, "another incarnation");
        }
    }
}

/// Dan asked for a seat and was kept waiting; meanwhile the link has changed.
fn asked_before_the_link_changed(seed: u64) -> World {
    let mut world = three(seed);
    let dan = world.join("Dan");
    let join = world.peers[dan].up.pop_front().unwrap();
    world.peers[dan].connected = false;
    world.frames.push(join);
    world.own(0, Deed::ChangeLink);
    world.pass(super::READY_MS);
    world.share_from(0);
    world
}

/// What Dan asked with, as an event.
fn asked(victim: &Victim) -> Frame {
    let joins = victim.world.frames.iter().filter_map(|frame| match frame {
        Frame::Text(text) => match decode_member_frame(text) {
            Ok(MemberFrame::Join(join)) => Some(join),
            _ => None,
        },
        _ => None,
    });
    let seated: Vec<_> = victim.world.frames.iter().filter(|frame| is_numbered(frame)).collect();
    let is_seated = |announcement: &burnroom_shared::frame::SignedBytes| {
        seated.iter().any(|frame| match frame {
            Frame::Text(text) => matches!(decode_relay_frame(text), Ok(RelayFrame::Event(event))
                if matches!(&event.event, EventFrame::Joined { announcement: seated, .. } if seated == announcement)),
            _ => false,
        })
    };
    let join = joins.into_iter().find(|join| !is_seated(&join.announcement)).expect("Dan has no seat");
    super::event_at(0, 0, EventFrame::Joined { announcement: join.announcement, name: join.name })
}

fn left_and_came_back(seed: u64) -> World {
    let mut world = three(seed);
    world.drop_peer(1, Departure::Lost);
    let gone = Frame::Closed(burnroom_shared::refusal::Refusal::SeatGone.close_code());
    world.hear(1, gone);
    world.pass(40_000);
    let id = world.peers[1].id;
    assert_eq!(world.state.as_ref().unwrap().seat(&id).unwrap().incarnation(), 1, "he came back");
    world
}

fn left(world: &World, place: usize) -> Frame {
    super::event_at(0, 0, EventFrame::Left { id: world.peers[place].id, departure: Departure::Lost })
}

/// Every seat that it has taken, in order.
fn joinings(world: &World, place: usize) -> Vec<Frame> {
    let id = world.peers[place].id;
    let is_its = |frame: &&Frame| match frame {
        Frame::Text(text) => match decode_relay_frame(text) {
            Ok(RelayFrame::Event(event)) => match event.event {
                EventFrame::Joined { announcement, .. } => {
                    let announced = announcement.decode::<burnroom_shared::signed::Announcement>().unwrap();
                    announced.act().id() == id
                }
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    let mut joinings: Vec<_> = world.frames.iter().filter(is_its).cloned().collect();
    joinings.sort_by_key(numbered);
    joinings.dedup();
    joinings
}

#[test]
fn r38_a_pulse_that_was_heard_and_one_of_an_epoch_that_is_over_say_nothing() {
    for stage in VICTIMS {
        let mut victim = stage(lived(7));
        let pulses: Vec<_> = victim.world.frames.iter().filter(|frame| is_a_pulse(frame)).cloned().collect();
        assert!(pulses.len() > 10);
        let before = victim.world.peers[victim.place].notices.len();
        victim.hear(pulses);
        let after = &victim.world.peers[victim.place].notices[before..];
        assert!(!after.iter().any(|notice| matches!(notice, Notice::Reached(_))), "{}: {after:?}", victim.what);
        victim.works();
    }
}

fn is_a_pulse(frame: &Frame) -> bool {
    matches!(frame, Frame::Binary(bytes) if burnroom_shared::frame::decode_ephemeral(bytes).is_some())
}

#[test]
fn r14_a_hello_once_more_or_somebody_elses_is_a_fork_for_whoever_has_a_seat() {
    let is_hello = |frame: &&Frame| matches!(frame, Frame::Text(text) if text.contains("\"type\":\"hello\""));
    for stage in VICTIMS {
        let hellos: Vec<_> = stage(lived(8)).world.frames.iter().filter(is_hello).cloned().collect();
        assert!(hellos.len() >= 4);
        for hello in hellos {
            let mut victim = stage(lived(8));
            victim.hear([hello]);
            victim.is_caught(Fork::BadFrame, "hello");
        }
    }
}

#[test]
fn r63_a_resumption_that_nobody_asked_for_is_a_fork() {
    let is_resumed = |frame: &&Frame| matches!(frame, Frame::Text(text) if text.contains("\"type\":\"resumed\""));
    for stage in VICTIMS {
        let mut world = lived(9);
        world.cut(2);
        world.pass(30_000);
        let resumed = world.frames.iter().find(is_resumed).unwrap().clone();
        let mut victim = stage(world);
        victim.hear([resumed]);
        victim.is_caught(Fork::InvalidEvent, "resumed");
    }
}

#[test]
fn r12_what_is_next_fits_at_its_place_only() {
    for stage in VICTIMS {
        let victim = stage(three(10));
        let (last, before) = victim.owed.split_last().unwrap();
        let (seq, time_ms) = numbered(last).unwrap();
        for at in [0, seq - 1, seq + 1, u64::MAX] {
            let mut victim = stage(three(10));
            victim.hear(before.iter().cloned());
            victim.hear([renumbered(last, at, time_ms)]);
            victim.is_caught(Fork::InvalidEvent, &format!("at {at}"));
        }
        stage(three(10)).works();
    }
}
