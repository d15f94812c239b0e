//! A seat without a connection: who hears of it, who may have it, what is missed, and how long it waits.

use super::*;
use crate::token::Token;
use stage::{keyed_pair_with, resuming, token};

fn presence(id: MemberId, away: bool) -> RelayFrame {
    RelayFrame::Presence { id, away }
}

/// What a resumed seat is owed: the head that it is told, and the numbers of the events that follow.
fn missed(told: &[Delivery]) -> (u64, Vec<u64>) {
    let Some(Delivery::Missed(_, frames)) = told.first() else { panic!("{told:?}") };
    let mut frames = frames.iter();
    let RelayFrame::Resumed(resumed) = parsed(frames.next().unwrap()) else { panic!("not resumed") };
    let number = |frame: &Frame| match frame {
        Frame::Binary(bytes) => SequencedPost::decode(bytes).unwrap().seq,
        text @ Frame::Text(_) => match parsed(text) {
            RelayFrame::Event(event) => event.seq,
            other => panic!("{other:?}"),
        },
    };
    (resumed.head, frames.map(number).collect())
}

/// Says something as `hand`.
fn say(room: &mut Room, hand: &Hand, now: Now) -> Result<Vec<Delivery>, Denied> {
    let envelope = post(&hand.header(room.log()));
    tell(room, posting(hand.id(), &envelope), now)
}

#[test]
fn r63_others_hear_who_is_away_and_back_and_the_log_says_nothing() {
    let (mut room, one, two) = keyed_pair(0x10);
    let head = room.log().head().seq;
    let told = tell(&mut room, Command::Away(two.id()), START).unwrap();
    let [Delivery::Others(but, frame)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*but, parsed(frame)), (two.id(), presence(two.id(), true)));
    let told = tell(&mut room, Command::Join(joining(&Hand::new(3))), START).unwrap();
    let RelayFrame::Hello(hello) = parsed(match &told[1] {
        Delivery::One(_, frame) => frame,
        other => panic!("{other:?}"),
    }) else {
        panic!("no hello")
    };
    assert_eq!(hello.away, [two.id()]);
    assert_eq!(room.describe(&ROOM, Some(&EntryHash::of(&ENTRY)), START).unwrap().seats, 3, "the seat is taken");
    say(&mut room, &one, START).unwrap();

    let told = tell(&mut room, Command::Resume(resuming(&two, 0, head)), START).unwrap();
    assert_eq!(missed(&told), (head + 2, vec![head + 1, head + 2]));
    let [Delivery::Missed(whom, frames), Delivery::Others(but, frame)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*whom, *but, parsed(frame)), (two.id(), two.id(), presence(two.id(), false)));
    let RelayFrame::Resumed(resumed) = parsed(&frames[0]) else { panic!("not resumed") };
    assert_eq!((resumed.token, resumed.away), (token(&two, 1).reveal(), vec![]));
    assert_eq!(resumed.deadline_ms, START.wall_ms + 3_600_000);

    let again = tell(&mut room, Command::Resume(resuming(&two, 1, head + 2)), START).unwrap();
    assert_eq!(missed(&again), (head + 2, vec![]));
    assert_eq!(again.len(), 1, "nobody had heard that it was away");
}

#[test]
fn r63_a_seat_is_taken_up_with_its_token_from_its_joining_on_and_not_from_the_future() {
    let (mut room, one, two) = keyed_pair(0x10);
    let head = room.log().head().seq;
    tell(&mut room, Command::Away(two.id()), START).unwrap();
    let wrong = || Token::from(burnroom_shared::ids::SeatToken([0; 16]));
    let cases = [
        Resuming { shown: wrong(), ..resuming(&two, 0, head) },
        Resuming { shown: token(&one, 0), ..resuming(&two, 0, head) },
        Resuming { id: Hand::new(3).id(), ..resuming(&two, 0, head) },
        resuming(&two, 0, head + 1),
        resuming(&two, 0, u64::MAX),
        resuming(&two, 0, 1),
        resuming(&two, 0, 0),
    ];
    for resuming in cases {
        assert_eq!(refused(tell(&mut room, Command::Resume(resuming), START)), Some(Refusal::SeatGone));
    }
    for number in 0..2 {
        tell(&mut room, Command::Resume(resuming(&two, number, 2)), START).unwrap();
    }
    let old = tell(&mut room, Command::Resume(resuming(&two, 0, head)), START);
    assert_eq!(refused(old), Some(Refusal::SeatGone), "its follower has been shown");
    tell(&mut room, Command::Leave(two.id(), Departure::Left), START).unwrap();
    let dead = tell(&mut room, Command::Resume(resuming(&two, 2, head)), START);
    assert_eq!(refused(dead), Some(Refusal::SeatGone), "the token died with the seat");
}

#[test]
fn r63_a_seat_is_freed_when_its_grace_is_over() {
    let (mut room, one, two) = keyed_pair_with(0x10, &["--grace", "5s"]);
    tell(&mut room, Command::Away(two.id()), after(1_000)).unwrap();
    tell(&mut room, Command::Away(one.id()), after(2_000)).unwrap();
    assert_eq!(room.outlook().sweep_at_ms, Some(START.uptime_ms + 6_000));
    assert_eq!(tell(&mut room, Command::Sweep, after(5_999)), Ok(Vec::new()));
    let told = tell(&mut room, Command::Sweep, after(6_000)).unwrap();
    assert_eq!(event(&told).event, EventFrame::Left { id: two.id(), departure: Departure::Lost });
    let outlook = room.outlook();
    assert_eq!((outlook.sweep_at_ms, outlook.empty_since_ms), (Some(START.uptime_ms + 7_000), None));
    let late = tell(&mut room, Command::Resume(resuming(&two, 0, 3)), after(6_000));
    assert_eq!(refused(late), Some(Refusal::SeatGone));
    tell(&mut room, Command::Sweep, after(7_500)).unwrap();
    let outlook = room.outlook();
    assert_eq!((outlook.sweep_at_ms, outlook.empty_since_ms), (None, Some(START.uptime_ms + 7_500)));
}

#[test]
fn r65_in_a_full_room_the_seat_that_has_been_away_longest_goes_to_whoever_comes() {
    let (mut room, one, two) = keyed_pair(0x10);
    tell(&mut room, Command::Join(joining(&Hand::new(3))), START).unwrap();
    let (four, five) = (Hand::new(4), Hand::new(5));
    let come = |room: &mut Room, hand: &Hand, now| tell(room, Command::Join(joining(hand)), now);
    assert_eq!(refused(come(&mut room, &four, START)), Some(Refusal::RoomFull));
    tell(&mut room, Command::Away(two.id()), after(1_000)).unwrap();
    tell(&mut room, Command::Away(one.id()), after(2_000)).unwrap();
    assert_eq!(refused(come(&mut room, &four, after(60_999))), Some(Refusal::RoomFull));
    assert_eq!(refused(come(&mut room, &one, after(70_000))), Some(Refusal::Stale), "and nobody lost a seat");

    let told = come(&mut room, &four, after(70_000)).unwrap();
    let [Delivery::Others(first, left), Delivery::Others(second, joined), Delivery::One(newcomer, _)] = &told[..]
    else {
        panic!("{told:?}")
    };
    assert!([first, second, newcomer].iter().all(|id| **id == four.id()), "the newcomer has it in its hello");
    let [RelayFrame::Event(left), RelayFrame::Event(joined)] = [left, joined].map(parsed) else { panic!("{told:?}") };
    assert_eq!(left.event, EventFrame::Left { id: two.id(), departure: Departure::Displaced });
    assert!(matches!(joined.event, EventFrame::Joined { .. }));
    assert_eq!(joined.seq, left.seq + 1);
    let gone = tell(&mut room, Command::Resume(resuming(&two, 0, 3)), after(70_000));
    assert_eq!(refused(gone), Some(Refusal::SeatGone));
    tell(&mut room, Command::Resume(resuming(&one, 0, 3)), after(70_000)).unwrap();
    assert_eq!(refused(come(&mut room, &five, after(90_000))), Some(Refusal::RoomFull), "nobody is away");
}

#[test]
fn r65_a_full_room_says_when_the_seat_that_has_been_away_longest_can_be_had() {
    let (mut room, one, two) = keyed_pair(0x10);
    let free_in_ms = |room: &Room, now| room.describe(&ROOM, Some(&EntryHash::of(&ENTRY)), now).unwrap().free_in_ms;
    let come = |room: &mut Room, now| tell(room, Command::Join(joining(&Hand::new(4))), now).unwrap_err();
    tell(&mut room, Command::Away(two.id()), after(1_000)).unwrap();
    assert_eq!(free_in_ms(&room, after(1_000)), None, "a seat is free");
    tell(&mut room, Command::Join(joining(&Hand::new(3))), START).unwrap();
    tell(&mut room, Command::Away(one.id()), after(2_000)).unwrap();
    let wait = Duration::from_millis(42_999);
    assert_eq!(come(&mut room, after(18_001)), Denied::for_now(Refusal::RoomFull, wait));
    assert_eq!(free_in_ms(&room, after(18_001)), Some(42_999));
    assert_eq!([61_000, 99_000].map(|ms| free_in_ms(&room, after(ms))), [Some(0), Some(0)]);
    tell(&mut room, Command::Resume(resuming(&two, 0, 3)), after(18_001)).unwrap();
    assert_eq!(free_in_ms(&room, after(18_001)), Some(43_999), "the other's");
    tell(&mut room, Command::Resume(resuming(&one, 0, 3)), after(18_001)).unwrap();
    assert_eq!(free_in_ms(&room, after(18_001)), None, "nobody is away");
    assert_eq!(come(&mut room, after(18_001)), Denied::from(Refusal::RoomFull));
}

#[test]
fn r65_a_seat_that_is_freed_before_it_could_be_displaced_is_free_then() {
    let (mut room, _, two) = keyed_pair_with(0x10, &["--grace", "5s"]);
    tell(&mut room, Command::Join(joining(&Hand::new(3))), START).unwrap();
    tell(&mut room, Command::Away(two.id()), START).unwrap();
    let full = tell(&mut room, Command::Join(joining(&Hand::new(4))), after(1_000));
    assert_eq!(full, Err(Denied::for_now(Refusal::RoomFull, Duration::from_secs(4))));
    tell(&mut room, Command::Sweep, after(5_000)).unwrap();
    tell(&mut room, Command::Join(joining(&Hand::new(4))), after(5_000)).unwrap();
}

#[test]
fn r63_tokens_on_a_line_that_lives_are_renewed_and_those_before_them_end() {
    let (mut room, one, two) = keyed_pair(0x10);
    tell(&mut room, Command::Away(two.id()), START).unwrap();
    assert_eq!(room.stale_tokens(after(1_799_999)), []);
    assert_eq!(room.stale_tokens(after(1_800_000)), [one.id()], "nobody is on the other's line");
    let told = tell(&mut room, Command::Renew(one.id(), token(&one, 1)), after(1_800_000)).unwrap();
    let [Delivery::One(only, frame)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*only, parsed(frame)), (one.id(), RelayFrame::Token { token: token(&one, 1).reveal() }));
    tell(&mut room, Command::Tick, after(1_860_000)).unwrap();
    tell(&mut room, Command::Away(one.id()), after(1_860_000)).unwrap();
    let old = tell(&mut room, Command::Resume(resuming(&one, 0, 3)), after(1_860_000));
    assert_eq!(refused(old), Some(Refusal::SeatGone));
    tell(&mut room, Command::Resume(resuming(&one, 1, 3)), after(1_860_000)).unwrap();
}

#[test]
fn r64_posts_over_the_bound_lose_their_bodies_and_nothing_else() {
    let (mut room, one, two) = keyed_pair_with(0x10, &["--backlog", "6KiB"]);
    tell(&mut room, Command::Away(two.id()), START).unwrap();
    let head = room.log().head().seq;
    let mut posts = Vec::new();
    for _ in 0..12 {
        let header = one.header(room.log());
        posts.push(post(&header));
        say(&mut room, &one, START).unwrap();
    }
    let told = tell(&mut room, Command::Resume(resuming(&two, 0, head)), START).unwrap();
    assert_eq!(missed(&told), (head + 12, (head + 1..=head + 12).collect()));
    let Delivery::Missed(_, frames) = &told[0] else { panic!("nothing missed") };
    let whole = frames.iter().filter(|frame| matches!(frame, Frame::Binary(_))).count();
    assert!((1..12).contains(&whole), "{whole}");
    for (place, (frame, envelope)) in frames.iter().skip(1).zip(&posts).enumerate() {
        let decoded = burnroom_shared::envelope::Envelope::decode(envelope).unwrap();
        match frame {
            Frame::Binary(bytes) => assert_eq!(SequencedPost::decode(bytes).unwrap().envelope, envelope),
            text @ Frame::Text(_) => {
                assert!(place < 12 - whole, "the oldest go first");
                let RelayFrame::Event(event) = parsed(text) else { panic!("no event") };
                let header = Base64(decoded.header.encode());
                assert_eq!(event.event, EventFrame::Trimmed { header, digest: decoded.digest() });
            }
        }
    }
}

#[test]
fn r64_a_room_whose_records_fill_its_bound_takes_no_posts_until_old_ones_may_go() {
    let flags = ["--backlog", "8KiB", "--posts", "1000+1/s", "--grace", "10s"];
    let (mut room, one, two) = keyed_pair_with(0x10, &flags);
    let mut posts = 0;
    let full = loop {
        match say(&mut room, &one, START) {
            Ok(_) => posts += 1,
            Err(denied) => break denied.refusal,
        }
    };
    assert_eq!(full, Refusal::RelayFull);
    assert!(posts > 8, "{posts}");
    let rekey = two.rekeys(room.log());
    assert_eq!(refused(tell(&mut room, rekey, START)), Some(Refusal::Stale), "judged as ever");
    assert!(say(&mut room, &one, after(130_000)).is_err(), "somebody may still come back for them");
    say(&mut room, &one, after(130_001)).unwrap();
    tell(&mut room, Command::Away(two.id()), after(130_001)).unwrap();
    let behind = tell(&mut room, Command::Resume(resuming(&two, 0, 2)), after(130_001));
    assert_eq!(refused(behind), Some(Refusal::SeatGone), "what it missed is forgotten");
    let head = room.log().head().seq;
    tell(&mut room, Command::Resume(resuming(&two, 0, head - 1)), after(130_001)).unwrap();
}

#[test]
fn where_all_rooms_together_keep_too_much_a_room_takes_no_posts() {
    let (mut room, one, two) = keyed_pair_with(0x10, &["--memory", "4KiB"]);
    let refusal = (0..40).find_map(|_| refused(say(&mut room, &one, START)));
    assert_eq!(refusal, Some(Refusal::RelayFull));
    tell(&mut room, Command::Leave(two.id(), Departure::Left), START).unwrap();
}
