//! The screens on which trust is at stake: what the relay sees, what no honest relay does, who is not who they seem.

use std::rc::Rc;

use burnroom_engine::effect::{Flaw, Fork};
use burnroom_shared::envelope::{Header, Lane, unsigned};
use burnroom_shared::frame::{SequencedPost, encode_post};
use burnroom_shared::ids::{LogHash, RoomId, Transcript};

use super::{NOW_MS, id, inside, roster, talk};
use crate::clock::MINUTE_MS;
use crate::view::Stage;
use crate::view::capture::{Capture, PostNumber, Way};
use crate::view::log::Note;
use crate::view::people::{Assurance, Member};
use crate::view::room::RoomChange;
use crate::view::sheet::Sheet;

/// A screen by its name.
pub(super) fn planted(name: &str) -> Option<Stage> {
    let sees = |open| vec![crossed(), RoomChange::Sheet(Some(Sheet::Relay(open)))];
    let suspect = |flaw| vec![RoomChange::Noted(Note::Suspect(id(2), flaw))];
    let forked = |fork| vec![RoomChange::Forked(fork)];
    let changes = match name {
        "relay" => sees(None),
        "relay-open" => sees(Some(PostNumber(8))),
        "relay-nothing" => vec![RoomChange::Sheet(Some(Sheet::Relay(None)))],
        "fork-event" => forked(Fork::InvalidEvent),
        "fork-frame" => forked(Fork::BadFrame),
        "fork-room" => forked(Fork::AnotherRoom),
        "fork-log" => forked(Fork::LogDiffers),
        "fork-refusal" => forked(Fork::LyingRefusal),
        "fork-stay" => vec![RoomChange::Forked(Fork::LogDiffers), RoomChange::Sheet(None)],
        "intruder" => vec![intruder(), RoomChange::Noted(Note::Arrived(id(9)))],
        "intruder-people" => vec![intruder(), RoomChange::Sheet(Some(Sheet::People))],
        "unauthentic" => suspect(Flaw::Unauthentic),
        "unreadable" => suspect(Flaw::Unreadable),
        "no-key" => suspect(Flaw::NoKey),
        "names-alike" => vec![roster(false), names(), RoomChange::Sheet(Some(Sheet::People))],
        _ => return None,
    };
    Some(inside(talk(), changes))
}

fn intruder() -> RoomChange {
    with(Member::new(id(9), "nameless", Assurance::Intruder))
}

fn names() -> RoomChange {
    with(Member::new(id(11), "You", Assurance::NotCompared))
}

fn with(member: Member) -> RoomChange {
    match roster(false) {
        RoomChange::Roster(mut people) => {
            people.push(member);
            RoomChange::Roster(people)
        }
        other => other,
    }
}

/// As much as crosses while the talk is said: bytes that look like what they stand for.
fn crossed() -> RoomChange {
    let mut capture = Capture::default();
    capture.room = Some(RoomId(noise(1)));
    capture.text(Way::Out, &["{\"type\":\"join\"", &" ".repeat(900)].concat());
    for (seq, author) in [(1, 2), (2, 1), (3, 1), (4, 5), (5, 2), (6, 2), (7, 1), (8, 1)] {
        let header = Header {
            lane: Lane::Durable,
            sender: id(author),
            transcript: Transcript(noise(7)),
            counter: u32::from(seq) / 2,
            seen: u64::from(seq) + 3,
            log_seen: LogHash(noise(seq)),
        };
        let mut envelope = unsigned(&header, &noise(seq + 20), &noise::<272>(seq + 40));
        envelope.extend_from_slice(&noise::<64>(seq + 60));
        let time_ms = NOW_MS - 20 * MINUTE_MS + u64::from(seq) * MINUTE_MS;
        if author == 1 {
            capture.binary(Way::Out, &encode_post(&envelope));
        }
        if seq < 8 {
            capture.binary(Way::In, &SequencedPost { seq: seq.into(), time_ms, envelope: &envelope }.encode());
        }
    }
    RoomChange::Crossed(Rc::new(capture))
}

/// Bytes without a pattern, the same at each look.
fn noise<const LENGTH: usize>(seed: u8) -> [u8; LENGTH] {
    let mut state = (u32::from(seed) * 2_654_435_761) | 1;
    [0; LENGTH].map(|_: u8| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    })
}
