//! What is kept of a line, what is only counted, and that what was typed is in none of it.

use burnroom_shared::envelope::{Header, Lane, unsigned};
use burnroom_shared::frame::{
    EventFrame, MemberFrame, RelayFrame, SequencedEvent, SequencedPost, encode_ephemeral, encode_frame, encode_post,
};
use burnroom_shared::ids::{LogHash, MemberId, Transcript};
use burnroom_shared::log::Departure;

use super::{BYTES_MAX, Capture, Kind, POSTS_MAX, PostNumber, Tally, Way};
use crate::view::dissection::{Part, dissect};

const ADA: MemberId = MemberId([2; 16]);

fn envelope(lane: Lane, counter: u32, sealed: &[u8]) -> Vec<u8> {
    let header =
        Header { lane, sender: ADA, transcript: Transcript([3; 32]), counter, seen: 6, log_seen: LogHash([5; 32]) };
    let mut bytes = unsigned(&header, &[7; 12], sealed);
    bytes.extend_from_slice(&[8; 64]);
    bytes
}

fn post(counter: u32) -> Vec<u8> {
    envelope(Lane::Durable, counter, &[0xC5; 272])
}

fn numbered(seq: u64, envelope: &[u8]) -> Vec<u8> {
    SequencedPost { seq, time_ms: 1_000 * seq, envelope }.encode()
}

/// Whether `text` stands anywhere in what is kept.
fn holds(capture: &Capture, text: &str) -> bool {
    capture.kept().iter().any(|kept| kept.frame.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[test]
fn a_post_that_comes_back_numbered_is_the_one_that_went_out() {
    let mut capture = Capture::default();
    capture.binary(Way::Out, &encode_post(&post(4)));
    assert_eq!(capture.kept()[0].place, None, "the relay has not numbered it yet");
    capture.binary(Way::In, &numbered(7, &post(4)));
    capture.binary(Way::In, &numbered(8, &post(5)));
    let kept: Vec<_> = capture.kept().iter().map(|kept| (kept.number, kept.way, kept.place)).collect();
    let own = (PostNumber(1), Way::Out, Some((7, 7_000)));
    assert_eq!(kept, [own, (PostNumber(2), Way::In, Some((8, 8_000)))]);
    assert_eq!(*capture.kept()[0].frame, *encode_post(&post(4)), "byte for byte what left this device");
    let counts: Vec<_> = capture.tallies().iter().map(|tally| (tally.way, tally.frames)).collect();
    assert_eq!(counts, [(Way::Out, 1), (Way::In, 2)], "and each crossing is counted");
}

#[test]
fn only_so_much_is_kept_and_all_of_it_is_counted() {
    let mut capture = Capture::default();
    let crossed = u32::try_from(POSTS_MAX).unwrap() + 10;
    for counter in 0..crossed {
        capture.binary(Way::In, &numbered(u64::from(counter), &post(counter)));
    }
    assert_eq!((capture.kept().len(), capture.let_go()), (POSTS_MAX, 10));
    assert_eq!(capture.kept()[0].place.unwrap().0, 10, "the oldest go first");
    for counter in 0..8 {
        capture.binary(Way::Out, &encode_post(&envelope(Lane::Durable, counter, &vec![9; 60_000])));
    }
    let bytes: usize = capture.kept().iter().map(|kept| kept.frame.len()).sum();
    assert!(bytes <= BYTES_MAX && !capture.kept().is_empty(), "{bytes}");
    assert_eq!(capture.kept().len() as u64 + capture.let_go(), u64::from(crossed) + 8);
}

#[test]
fn whatever_else_crosses_is_counted_by_its_kind_and_not_kept() {
    let mut capture = Capture::default();
    let claim = encode_frame(&MemberFrame::Claim { pin: "481920".into() });
    let left = EventFrame::Left { id: ADA, departure: Departure::Left };
    let event = encode_frame(&RelayFrame::Event(SequencedEvent { seq: 3, time_ms: 4, event: left }));
    let tick = encode_frame(&RelayFrame::Tick { now_ms: 1, deadline_ms: 2 });
    let pulse = envelope(Lane::Ephemeral, 0, &[1; 272]);
    capture.text(Way::Out, &claim);
    capture.text(Way::In, &event);
    capture.text(Way::In, &tick);
    capture.text(Way::In, &tick);
    capture.binary(Way::Out, &encode_post(&pulse));
    capture.binary(Way::In, &encode_ephemeral(&pulse));
    capture.binary(Way::In, &[0xFF; 70_000]);
    let kinds: Vec<_> = capture.tallies().iter().map(|tally| (tally.way, tally.kind, tally.frames)).collect();
    let expected = [
        (Way::Out, Kind::Pin, 1),
        (Way::In, Kind::Coming, 1),
        (Way::In, Kind::Time, 2),
        (Way::Out, Kind::Pulse, 1),
        (Way::In, Kind::Pulse, 1),
        (Way::In, Kind::Word, 1),
    ];
    assert_eq!(kinds, expected);
    assert!(capture.kept().is_empty());
    let ticks = Tally { way: Way::In, kind: Kind::Time, frames: 2, bytes: 2 * tick.len() as u64 };
    assert_eq!(capture.tallies()[2], ticks);
}

#[test]
fn a_text_in_the_clear_would_be_found() {
    let text = "meet me at the old mill";
    let mut capture = Capture::default();
    capture.binary(Way::Out, &encode_post(&post(0)));
    assert!(!holds(&capture, text));
    let mut planted = vec![0; 272];
    planted[40..40 + text.len()].copy_from_slice(text.as_bytes());
    capture.binary(Way::Out, &encode_post(&envelope(Lane::Durable, 1, &planted)));
    assert!(holds(&capture, text), "the control: planted, it is found");
}

#[test]
fn the_parts_of_a_post_are_the_post() {
    let mut capture = Capture::default();
    capture.binary(Way::Out, &encode_post(&post(4)));
    capture.binary(Way::In, &numbered(8, &post(5)));
    for (kept, parts) in capture.kept().iter().zip([10, 12]) {
        let dissection = dissect(kept).unwrap();
        let again: Vec<u8> = dissection.parts.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
        assert_eq!((again.as_slice(), dissection.parts.len()), (&*kept.frame, parts));
        assert_eq!((dissection.padded, dissection.header.seen), (256, 6));
        let part = |wanted| dissection.parts.iter().find(|(part, _)| *part == wanted).map(|(_, bytes)| *bytes);
        assert_eq!(part(Part::Sender), Some(&ADA.0[..]));
        assert_eq!(part(Part::Signature), Some(&[8; 64][..]));
    }
}

#[test]
fn nothing_prints_what_crossed() {
    let mut capture = Capture::default();
    capture.binary(Way::Out, &encode_post(&post(0)));
    assert_eq!(capture.kept().len(), 1, "the control: there is something to print");
    assert_eq!(format!("{capture:?}"), "Capture(..)");
}
