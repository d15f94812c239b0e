//! The truth in another order, or not all of it, with numbers that fit: reordered within and across senders, something left
//! out and the rest moved up, two members told two stories.

use super::{READY_MS, Stage, VICTIMS, Victim, numbered, renumbered, three};
use crate::simulator::Frame;
use burnroom_engine::effect::{Fork, Notice};
use burnroom_shared::envelope::{Envelope, Header};
use burnroom_shared::frame::{EventFrame, SequencedPost};
use burnroom_shared::log::Departure;

fn header(frame: &Frame) -> Option<Header> {
    let Frame::Binary(bytes) = frame else { return None };
    let post = SequencedPost::decode(bytes).ok()?;
    Some(Envelope::decode(post.envelope).ok()?.header)
}

/// The places of Ada's two posts and of Bob's one in what is owed.
fn posts(victim: &Victim) -> ([usize; 2], usize) {
    let of = |place: usize| {
        let id = victim.world.peers[place].id;
        let is_its = |(_, frame): &(usize, &Frame)| header(frame).is_some_and(|header| header.sender == id);
        victim.owed.iter().enumerate().filter(is_its).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let [adas, bobs] = [of(0), of(1)];
    assert_eq!((adas.len(), bobs.len()), (2, 1), "two of Ada's and one of Bob's");
    ([adas[0], adas[1]], bobs[0])
}

/// Where a post of Ada's and one of Bob's follow one another. Both had read the same: neither order contradicts them.
fn neighbours(victim: &Victim) -> (usize, usize) {
    let ([first, second], other) = posts(victim);
    if other < first {
        (other, first)
    } else if other > second {
        (second, other)
    } else {
        (first, other)
    }
}

#[test]
fn r31_two_posts_of_one_sender_in_another_order_are_a_fork() {
    for stage in VICTIMS {
        let mut victim = stage(three(21));
        let ([first, second], _) = posts(&victim);
        let mut told = victim.owed.clone();
        told.swap(first, second);
        let texts = victim.texts().len();
        victim.tell(&told);
        victim.is_caught(Fork::InvalidEvent, "swapped");
        let heard: Vec<_> = victim.texts().split_off(texts);
        assert!(!heard.contains(&"from Ada again".to_owned()), "{heard:?}");
        stage(three(21)).works();
    }
}

/// A lie that can be: tells it, lets what the others have seen come through, and wants it found by that.
fn crosses(stage: Stage, seed: u64, lie: &str, bend: impl Fn(&mut Vec<Frame>, &Victim)) {
    let mut victim = stage(three(seed));
    let mut told = victim.owed.clone();
    bend(&mut told, &victim);
    victim.tell(&told);
    assert_eq!(victim.fork(), None, "{lie}, {}: it can be", victim.what);
    victim.hear_pulses(60_000);
    if victim.fork().is_none() {
        // What was left out at the end is not here yet: it comes, at a place that is not its own.
        let next = victim.owed.last().unwrap().clone();
        let (seq, time_ms) = numbered(&next).unwrap();
        victim.hear([renumbered(&next, seq + 1, time_ms)]);
        victim.is_found(lie);
    } else {
        victim.is_caught(Fork::LogDiffers, lie);
    }
    let texts = victim.texts();
    let mut once = texts.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), texts.len(), "{lie}, {}: shown twice", victim.what);
}

#[test]
fn r39_posts_of_two_senders_in_another_order_are_found_by_a_pulse() {
    for stage in VICTIMS {
        crosses(stage, 22, "swapped across senders", |told, victim| {
            let (one, next) = neighbours(victim);
            told.swap(one, next);
            told.truncate(next + 1);
        });
    }
}

#[test]
fn r31_what_was_said_in_knowledge_of_the_other_order_does_not_fit() {
    for stage in VICTIMS {
        let mut victim = stage(three(23));
        let (one, next) = neighbours(&victim);
        let mut told = victim.owed.clone();
        told.swap(one, next);
        // The title was changed by somebody who had read both.
        victim.tell(&told);
        victim.is_found("another order");
    }
}

#[test]
fn r31_a_post_left_out_and_the_rest_moved_up_is_a_fork() {
    for stage in VICTIMS {
        let left_out = posts(&stage(three(24)));
        for at in [left_out.0[0], left_out.0[1], left_out.1] {
            let mut victim = stage(three(24));
            let mut told = victim.owed.clone();
            drop(told.remove(at));
            victim.tell(&told);
            // By the counter of who said it, or by what the next one had read.
            victim.is_found("left out");
        }
    }
}

#[test]
fn r12_a_post_left_out_without_more_is_a_gap() {
    for stage in VICTIMS {
        let mut victim = stage(three(25));
        let mut told = victim.owed.clone();
        drop(told.remove(0));
        victim.hear(told);
        victim.is_caught(Fork::InvalidEvent, "a gap");
    }
}

#[test]
fn r39_a_text_left_out_at_the_end_and_something_else_in_its_place_is_found() {
    for stage in VICTIMS {
        crosses(stage, 26, "another one in its place", |told, victim| {
            let ([first, _], other) = posts(victim);
            told.truncate(first.min(other));
            let id = victim.world.peers[1].id;
            told.push(super::event_at(0, 0, EventFrame::Owner { id }));
        });
    }
}

#[test]
fn r39_a_departure_that_only_one_is_told_of_is_found_by_whoever_left_not() {
    for stage in VICTIMS {
        let mut victim = stage(three(27));
        let id = victim.world.peers[1].id;
        let gone = super::event_at(0, 0, EventFrame::Left { id, departure: Departure::Left });
        victim.tell(&[gone]);
        assert_eq!(victim.fork(), None, "{}: it can be", victim.what);
        let departed = Notice::Departed(id, Departure::Left);
        assert!(victim.world.peers[victim.place].notices.contains(&departed), "the relay's word is shown as that");
        victim.world.say(victim.place, "without Bob");
        assert!(!victim.world.peers[victim.place].up.iter().any(header_up), "sealed for who is gone");
        // The truth comes, at the next place: Bob, who has left, says something.
        let owed = victim.owed.clone();
        victim.hear(owed.into_iter().skip(1));
        victim.is_caught(Fork::InvalidEvent, "somebody who left");
    }
}

/// True for a durable post on its way up.
fn header_up(frame: &Frame) -> bool {
    let Frame::Binary(bytes) = frame else { return false };
    Envelope::decode(&bytes[1..]).is_ok_and(|post| post.header.lane == burnroom_shared::envelope::Lane::Durable)
}

#[test]
fn r12_another_time_for_one_is_found_by_a_pulse() {
    for stage in VICTIMS {
        let mut victim = stage(three(28));
        let owed = victim.owed.clone();
        for frame in &owed {
            let (seq, time_ms) = numbered(frame).unwrap();
            victim.hear([renumbered(frame, seq, time_ms + 1)]);
            if victim.fork().is_some() {
                break;
            }
        }
        victim.hear_pulses(READY_MS);
        victim.is_found("another time");
    }
}
