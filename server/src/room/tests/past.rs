//! Pages of the past, and posts that are not kept.

use super::*;
use burnroom_shared::envelope::{Envelope, Lane};
use burnroom_shared::frame::decode_ephemeral;
use burnroom_shared::limits::PAGE_EVENTS_MAX;
use burnroom_shared::signed::Power;
use stage::keyed_pair_with;

fn past(hand: &Hand, before: u64, limit: u16) -> Command<'static> {
    Command::Past { member: hand.id(), before, limit }
}

fn say(room: &mut Room, hand: &Hand, length: usize) {
    let envelope = long_post(&hand.header(room.log()), &vec![9; length]);
    tell(room, posting(hand.id(), &envelope), START).unwrap();
}

/// The numbers of a page's events, as its first frame and its other frames say them.
fn page(told: Result<Vec<Delivery>, Denied>) -> Vec<u64> {
    let told = told.unwrap();
    let [Delivery::Page(_, frames)] = &told[..] else { panic!("{told:?}") };
    let mut frames = frames.iter();
    let RelayFrame::Past { first, count } = parsed(frames.next().unwrap()) else { panic!("{told:?}") };
    let number = |frame: &Frame| match frame {
        Frame::Binary(bytes) => SequencedPost::decode(bytes).unwrap().seq,
        text @ Frame::Text(_) => match parsed(text) {
            RelayFrame::Event(event) => event.seq,
            other => panic!("{other:?}"),
        },
    };
    let numbers: Vec<_> = frames.map(number).collect();
    assert_eq!(numbers, (first..first + u64::from(count)).collect::<Vec<_>>());
    numbers
}

/// Members 1 and 2 say something, then 3 comes.
fn room_with_a_newcomer(parameters: u8) -> (Room, Hand, Hand) {
    let (mut room, one, two) = keyed_pair_with(parameters, &["--posts", "1000+1/s"]);
    for _ in 0..3 {
        say(&mut room, &one, 40);
        say(&mut room, &two, 40);
    }
    let three = Hand::new(3);
    tell(&mut room, Command::Join(joining(&three)), START).unwrap();
    (room, one, three)
}

#[test]
fn r73_without_history_nothing_from_before_ones_joining_is_told() {
    let (mut room, one, three) = room_with_a_newcomer(0x10);
    assert_eq!(page(tell(&mut room, past(&three, 11, 50), START)), [10], "its own joining");
    assert_eq!(page(tell(&mut room, past(&one, 11, 50), START)), (1..=10).collect::<Vec<_>>());
    assert_eq!(page(tell(&mut room, past(&one, 6, 2), START)), [4, 5]);
    for before in [0, 1, 9, 10, 12, u64::MAX] {
        assert_eq!(refused(tell(&mut room, past(&three, before, 50), START)), Some(Refusal::OutOfRange), "{before}");
    }
    for limit in [0, PAGE_EVENTS_MAX + 1, u16::MAX] {
        assert_eq!(refused(tell(&mut room, past(&one, 11, limit), START)), Some(Refusal::OutOfRange), "{limit}");
    }
    assert_eq!(refused(tell(&mut room, past(&Hand::new(9), 11, 1), START)), Some(Refusal::SeatGone));
}

#[test]
fn r73_with_history_a_newcomer_reads_from_the_beginning() {
    let (mut room, _, three) = room_with_a_newcomer(0x11);
    assert!(room.describe(&ROOM, Some(&EntryHash::of(&ENTRY)), START).unwrap().history);
    assert_eq!(page(tell(&mut room, past(&three, 11, PAGE_EVENTS_MAX), START)), (1..=10).collect::<Vec<_>>());
    assert_eq!(page(tell(&mut room, past(&three, 2, 5), START)), [1]);
    assert_eq!(refused(tell(&mut room, past(&three, 1, 5), START)), Some(Refusal::OutOfRange));
}

#[test]
fn r73_a_page_is_bounded_in_bytes_and_has_one_event_at_least() {
    let (mut room, one, _) = keyed_pair_with(0x11, &["--posts", "10000+1/s", "--backlog", "64MiB"]);
    for _ in 0..40 {
        say(&mut room, &one, 60_000);
    }
    assert_eq!(page(tell(&mut room, past(&one, 44, PAGE_EVENTS_MAX), START)).len(), 17, "of 60 kB in 1 MiB");
    assert_eq!(page(tell(&mut room, past(&one, 44, 1), START)), [43]);
}

#[test]
fn r73_pages_are_paced_for_each_seat() {
    let (mut room, one, two) = keyed_pair(0x10);
    assert!((0..40).all(|_| tell(&mut room, past(&one, 4, 1), START).is_ok()));
    let wait = Denied::for_now(Refusal::TooFast, Duration::from_millis(100));
    assert_eq!(tell(&mut room, past(&one, 4, 1), START), Err(wait));
    tell(&mut room, past(&two, 4, 1), START).unwrap();
    tell(&mut room, past(&one, 4, 1), after(100)).unwrap();
}

#[test]
fn r73_with_history_old_events_stay_where_without_they_go_and_bodies_are_said_to_be_gone() {
    let flags = ["--posts", "1000+1/s", "--backlog", "32KiB", "--grace", "1s"];
    for (parameters, first) in [(0x11, Some(1)), (0x10, None)] {
        let (mut room, one, _) = keyed_pair_with(parameters, &flags);
        for _ in 0..100 {
            say(&mut room, &one, 400);
        }
        let late = after(1_000_000);
        let envelope = post(&one.header(room.log()));
        tell(&mut room, posting(one.id(), &envelope), late).unwrap();
        let numbers = page(tell(&mut room, past(&one, 105, PAGE_EVENTS_MAX), late));
        assert_eq!(numbers.first().copied().filter(|first| *first == 1), first, "{numbers:?}");
        let told = tell(&mut room, past(&one, 105, PAGE_EVENTS_MAX), late).unwrap();
        let [Delivery::Page(_, frames)] = &told[..] else { panic!("{told:?}") };
        let trimmed = |frame: &&Frame| matches!(frame, Frame::Text(text) if text.contains("trimmed"));
        assert!(frames.iter().any(|frame| trimmed(&frame)) || parameters == 0x10);
        assert!(frames.iter().any(|frame| matches!(frame, Frame::Binary(_))), "the newest are whole");
    }
}

/// A newcomer has to read it all, so none of it goes: the room stops growing instead, and owners can still do what they can.
#[test]
fn r73_a_room_with_history_that_is_full_takes_nothing_new_but_what_keeps_it_in_hand() {
    let (mut room, one, two) = keyed_pair_with(0x11, &["--posts", "1000+1/s", "--backlog", "16KiB", "--grace", "1s"]);
    let send = |room: &mut Room, now| {
        let envelope = post(&one.header(room.log()));
        refused(tell(room, posting(one.id(), &envelope), now))
    };
    let full = (0..1_000).find_map(|_| send(&mut room, START));
    assert_eq!(full, Some(Refusal::RelayFull));
    assert_eq!(send(&mut room, after(100_000_000)), Some(Refusal::RelayFull), "nothing is ever old");
    for number in 0..8 {
        let power = if number % 2 == 0 { Power::Lock } else { Power::Unlock };
        let act = one.rules(room.log(), power);
        tell(&mut room, act, START).unwrap();
    }
    let three = Command::Join(joining(&Hand::new(3)));
    assert_eq!(refused(tell(&mut room, three, START)), Some(Refusal::RelayFull));
    let fresh = Command::Fresh(two.sign(two.fresh(room.log())));
    assert_eq!(refused(tell(&mut room, fresh, START)), Some(Refusal::RelayFull));
    let kick = one.rules(room.log(), stage::readdress(room.log(), &one, Some(&two)));
    tell(&mut room, kick, after(10_000)).unwrap();
    let rekey = one.rekeys(room.log());
    tell(&mut room, rekey, after(10_000)).unwrap();
    let head = room.log().head().seq;
    let numbers = page(tell(&mut room, past(&one, head + 1, PAGE_EVENTS_MAX), after(20_000)));
    assert_eq!(numbers.first(), Some(&1), "and all of it is there");

    let ruled = (0..200u64).find_map(|number| {
        let power = if number % 2 == 0 { Power::Lock } else { Power::Unlock };
        let act = one.rules(room.log(), power);
        refused(tell(&mut room, act, after(30_000 + number * 1_000)))
    });
    assert_eq!(ruled, Some(Refusal::RelayFull), "not without end either");
    tell(&mut room, Command::Leave(one.id(), Departure::Left), after(300_000)).unwrap();
}

fn ephemeral(hand: &Hand, room: &Room) -> Header {
    Header { lane: Lane::Ephemeral, counter: 7, ..hand.header(room.log()) }
}

fn pass(room: &mut Room, header: &Header, length: usize, now: Now) -> Result<Vec<Delivery>, Denied> {
    let envelope = long_post(header, &vec![9; length]);
    let decoded = Envelope::decode(&envelope).unwrap();
    tell(room, Command::Ephemeral { header: decoded.header, envelope: &envelope }, now)
}

#[test]
fn r38_an_ephemeral_post_goes_to_the_others_and_is_not_kept() {
    let (mut room, one, _) = keyed_pair(0x10);
    let before = room.log().encode();
    let header = ephemeral(&one, &room);
    let told = pass(&mut room, &header, 40, START).unwrap();
    let [Delivery::Passing(but, Frame::Binary(frame))] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*but, decode_ephemeral(frame)), (one.id(), Some(&long_post(&header, &[9; 40])[..])));
    assert_eq!((room.log().encode(), room.backlog.after(3).unwrap().len()), (before, 0));
}

#[test]
fn r38_what_does_not_fit_is_dropped_and_another_log_is_said() {
    let (mut room, one, _) = keyed_pair(0x10);
    let good = ephemeral(&one, &room);
    let dropped = [
        Header { lane: Lane::Durable, ..good },
        Header { transcript: Transcript([0; 32]), ..good },
        Header { seen: good.seen + 1, ..good },
        Header { seen: 0, ..good },
        Header { sender: Hand::new(9).id(), ..good },
    ];
    for header in dropped {
        assert_eq!(pass(&mut room, &header, 40, START), Ok(Vec::new()), "{header:?}");
    }
    let forked = Header { log_seen: LogHash([0; 32]), ..good };
    assert_eq!(refused(pass(&mut room, &forked, 40, START)), Some(Refusal::Fork));
    assert_eq!(pass(&mut room, &good, 40, START).unwrap().len(), 1);
}

#[test]
fn r38_beyond_twenty_at_once_and_four_a_second_they_are_dropped_without_a_word() {
    let (mut room, one, two) = keyed_pair(0x10);
    let (header, other) = (ephemeral(&one, &room), ephemeral(&two, &room));
    let mut passes = |header: &Header, length, now| pass(&mut room, header, length, now).unwrap().len();
    assert_eq!((0..40).map(|_| passes(&header, 40, START)).sum::<usize>(), 20);
    assert_eq!(passes(&other, 40, START), 1, "each seat has its own");
    assert_eq!((0..40).map(|_| passes(&header, 40, after(1_000))).sum::<usize>(), 4);
    assert_eq!((0..40).map(|_| passes(&header, 60_000, after(100_000))).sum::<usize>(), 1, "by their length");
}
