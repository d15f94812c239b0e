//! Every command and every refusal of a room, told by members that sign for real.

mod absence;
mod deeds;
mod door;
mod guessing;
mod past;
mod powers;
pub(crate) mod stage;

use super::*;
use crate::connection::Frame;
use burnroom_shared::api::CreateRoom;
use burnroom_shared::envelope::Header;
use burnroom_shared::frame::{EventFrame, Hello, SequencedPost};
use burnroom_shared::ids::{LogHash, RoomId, Transcript};
use burnroom_shared::limits::SEALED_NAME_BYTES;
use burnroom_shared::log::Departure;
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::signed::{Announcement, Fresh, Rekey};
use stage::{
    ENTRY, Hand, ROOM, START, after, event, joining, keyed_pair, long_post, parsed, post, posting, refused, room, tell,
};
use std::time::Duration;

#[test]
fn r14_a_newcomer_gets_the_state_with_its_own_joining_and_the_others_get_the_event() {
    let (mut room, one, two) = (room(0x10), Hand::new(1), Hand::new(2));
    tell(&mut room, Command::Join(joining(&one)), START).unwrap();
    let told = tell(&mut room, Command::Join(joining(&two)), after(5)).unwrap();
    let joined = event(&told);
    assert_eq!((joined.seq, joined.time_ms), (2, START.wall_ms + 5));
    assert!(matches!(joined.event, EventFrame::Joined { .. }));
    assert!(matches!(&told[..], [Delivery::Others(but, _), Delivery::One(only, _)] if *but == two.id() && only == but));
    let Delivery::One(_, frame) = &told[1] else { panic!("no hello") };
    let RelayFrame::Hello(hello) = parsed(frame) else { panic!("no hello") };
    let Hello { now_ms, deadline_ms, capacity, snapshot, names, away, token, title } = *hello;
    assert_eq!((now_ms, deadline_ms, capacity), (START.wall_ms + 5, START.wall_ms + 3_600_000, 3));
    assert_eq!(Snapshot::decode(&snapshot.0).unwrap().claims_hold(), *room.log());
    assert_eq!(names.iter().map(|name| name.id).collect::<Vec<_>>(), [one.id(), two.id()]);
    assert!(title.is_some() && away.is_empty());
    assert_eq!(token, stage::token(&two, 0).reveal());
}

#[test]
fn r13_a_seat_is_refused_for_each_reason_by_its_name() {
    let (mut room, _, _) = keyed_pair(0x10);
    let three = Hand::new(3);
    let elsewhere = Announcement { room: RoomId([0; 16]), ..three.announcement() };
    let name = |length| Base64(vec![6; length]);
    let cases = [
        (Joining { entry_hash: EntryHash([0; 32]), ..*joining(&three) }, Refusal::EntryWrong),
        (Joining { name: name(SEALED_NAME_BYTES - 1), ..*joining(&three) }, Refusal::OutOfRange),
        (Joining { name: name(SEALED_NAME_BYTES + 1), ..*joining(&three) }, Refusal::OutOfRange),
        (Joining { announcement: three.sign(elsewhere), ..*joining(&three) }, Refusal::BadAnnouncement),
        (*joining(&Hand::new(2)), Refusal::Stale),
    ];
    for (joining, refusal) in cases {
        let told = tell(&mut room, Command::Join(Box::new(joining)), START);
        assert_eq!(refused(told), Some(refusal));
    }
    tell(&mut room, Command::Join(joining(&three)), START).unwrap();
    let full = tell(&mut room, Command::Join(joining(&Hand::new(4))), START);
    assert_eq!(refused(full), Some(Refusal::RoomFull));
}

#[test]
fn whoever_comes_and_goes_without_end_does_so_no_faster_than_the_room_can_rekey() {
    let (mut room, ..) = keyed_pair(0x10);
    let mut churn = |tenth: u64| {
        let mut guest = Hand::new(3);
        guest.incarnation = u32::try_from(tenth).unwrap();
        let joined = tell(&mut room, Command::Join(joining(&guest)), after(tenth * 100));
        joined?;
        tell(&mut room, Command::Leave(guest.id(), Departure::Left), after(tenth * 100))
    };
    let told: Vec<_> = (1..=600).map(&mut churn).collect();
    let joined = told.iter().filter(|told| told.is_ok()).count();
    assert!((160..=180).contains(&joined), "{joined} in a minute");
    assert!(told.iter().all(|told| told.is_ok() || refused(told.clone()) == Some(Refusal::TooFast)));
}

#[test]
fn r31_a_post_goes_to_everyone_as_it_came_with_its_number() {
    let (mut room, one, _) = keyed_pair(0x10);
    let envelope = post(&one.header(room.log()));
    let told = tell(&mut room, posting(one.id(), &envelope), after(7)).unwrap();
    let [Delivery::Everyone(Frame::Binary(frame))] = &told[..] else { panic!("{told:?}") };
    let sequenced = SequencedPost { seq: 4, time_ms: START.wall_ms + 7, envelope: &envelope };
    assert_eq!(SequencedPost::decode(frame), Ok(sequenced));
}

#[test]
fn r31_a_post_is_refused_as_stale_or_as_a_fork() {
    let (mut room, one, two) = keyed_pair(0x10);
    let good = one.header(room.log());
    let cases = [
        (one.id(), Header { counter: 1, ..good }, Refusal::Stale),
        (one.id(), Header { seen: good.seen + 1, ..good }, Refusal::Stale),
        (one.id(), Header { transcript: Transcript([0; 32]), ..good }, Refusal::Stale),
        (one.id(), Header { log_seen: LogHash([0; 32]), ..good }, Refusal::Fork),
        (two.id(), good, Refusal::Stale),
        (one.id(), Header { sender: two.id(), ..good }, Refusal::Stale),
    ];
    for (member, header, refusal) in cases {
        let envelope = post(&header);
        assert_eq!(refused(tell(&mut room, posting(member, &envelope), START)), Some(refusal));
    }
    let envelope = post(&good);
    assert!(tell(&mut room, posting(one.id(), &envelope), START).is_ok());
}

#[test]
fn a_seat_posts_forty_at_once_and_then_twenty_a_second_and_others_are_not_held_back() {
    let (mut room, one, two) = keyed_pair(0x10);
    let send = |room: &mut Room, hand: &Hand, now| {
        let envelope = post(&hand.header(room.log()));
        tell(room, posting(hand.id(), &envelope), now)
    };
    assert!((0..40).all(|_| send(&mut room, &one, START).is_ok()));
    let wait = Denied::for_now(Refusal::TooFast, Duration::from_millis(50));
    assert_eq!(send(&mut room, &one, START), Err(wait));
    assert!(send(&mut room, &two, START).is_ok());
    assert!(send(&mut room, &one, after(50)).is_ok());
    assert_eq!(send(&mut room, &one, after(50)), Err(wait));
}

#[test]
fn a_seat_that_posts_all_that_fits_cannot_fill_the_lines_of_slow_readers() {
    let (mut room, one, _) = keyed_pair(0x10);
    let mut passed = 0;
    for tenth in 0..600 {
        let envelope = long_post(&one.header(room.log()), &[9; 65_000]);
        passed += tell(&mut room, posting(one.id(), &envelope), after(tenth * 100)).map_or(0, |_| envelope.len());
    }
    assert!((4_000_000..6_000_000).contains(&passed), "{passed} bytes in a minute");
}

#[test]
fn r22_acts_are_refused_as_stale_or_as_a_fork() {
    let (mut room, one, two) = keyed_pair(0x10);
    let idle = one.rekeys(room.log());
    assert_eq!(refused(tell(&mut room, idle, START)), Some(Refusal::Stale), "no reason");
    tell(&mut room, Command::Leave(two.id(), Departure::Lost), START).unwrap();
    let forked = Rekey { log_at: LogHash([0; 32]), ..one.rekey(room.log()) };
    let forked = Command::Rekey(Box::new(one.sign(forked)));
    assert_eq!(refused(tell(&mut room, forked, START)), Some(Refusal::Fork));
    let gone = Command::Resync(two.sign(two.resync(room.log())));
    assert_eq!(refused(tell(&mut room, gone, START)), Some(Refusal::Stale));
    let skipped = Fresh { number: 2, ..one.fresh(room.log()) };
    let skipped = Command::Fresh(one.sign(skipped));
    assert_eq!(refused(tell(&mut room, skipped, START)), Some(Refusal::Stale));

    let fresh = one.sign(one.fresh(room.log()));
    let told = tell(&mut room, Command::Fresh(fresh), START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Fresh(_)));
    let resync = one.sign(one.resync(room.log()));
    let told = tell(&mut room, Command::Resync(resync), START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Resync(_)));
    let rekey = one.rekeys(room.log());
    let told = tell(&mut room, rekey, START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Rekey(_)));
}

#[test]
fn rekeys_are_paced_for_the_room_and_junk_uses_nothing_up() {
    let (mut room, one, mut two) = keyed_pair(0x10);
    for _ in 0..20 {
        let idle = one.rekeys(room.log());
        assert_eq!(refused(tell(&mut room, idle, START)), Some(Refusal::Stale));
    }
    let mut rekey = |room: &mut Room, now| {
        tell(room, Command::Leave(two.id(), Departure::Lost), now).unwrap();
        two.incarnation += 1;
        tell(room, Command::Join(joining(&two)), now).unwrap();
        let rekey = one.rekeys(room.log());
        tell(room, rekey, now)
    };
    // One of the six went into the pair's first key.
    assert!((0..5).all(|_| rekey(&mut room, START).is_ok()));
    assert_eq!(rekey(&mut room, START), Err(Denied::for_now(Refusal::TooFast, Duration::from_secs(1))));
    assert!(rekey(&mut room, after(1_000)).is_ok());
}

#[test]
fn r60_the_pin_makes_an_owner_and_an_owner_needs_none() {
    let (mut room, one, two) = keyed_pair(0x10);
    let claim = |hand: &Hand, pin: &str| Command::Claim { member: hand.id(), pin: pin.to_owned().into() };
    assert_eq!(tell(&mut room, claim(&one, "junk"), START), Ok(Vec::new()));
    assert_eq!(refused(tell(&mut room, claim(&two, "000000"), START)), Some(Refusal::PinWrong));
    let told = tell(&mut room, claim(&two, "123456"), START).unwrap();
    assert_eq!(event(&told).event, EventFrame::Owner { id: two.id() });
    assert!(room.log().is_owner(&two.id()));
    let three = Hand::new(3);
    tell(&mut room, Command::Join(joining(&three)), START).unwrap();
    for _ in 0..3 {
        assert_eq!(refused(tell(&mut room, claim(&three, "000000"), START)), Some(Refusal::PinWrong));
    }
    let locked = Denied { tries_left: Some(0), ..Denied::for_now(Refusal::PinLocked, Duration::from_secs(600)) };
    assert_eq!(tell(&mut room, claim(&three, "123456"), START), Err(locked));
    assert_eq!(tell(&mut room, claim(&two, "000000"), START), Ok(Vec::new()), "an owner is not affected");
}

#[test]
fn r61_owners_burn_and_others_only_where_anyone_may() {
    let (mut room, _, two) = keyed_pair(0x10);
    let burn = |hand: &Hand| Command::Burn { member: hand.id() };
    assert_eq!(refused(tell(&mut room, burn(&two), START)), Some(Refusal::NotOwner));
    assert!(tell(&mut room, burn(&Hand::new(1)), START).is_ok());

    let (mut room, _, two) = keyed_pair(0x12);
    assert_eq!(refused(tell(&mut room, burn(&Hand::new(3)), START)), Some(Refusal::NotOwner), "not seated");
    let told = tell(&mut room, burn(&two), START).unwrap();
    let [Delivery::Last(frame)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(parsed(frame), RelayFrame::Burned { cause: BurnCause::Command, seats: 2 });
    for command in [Command::Tick, burn(&two), Command::Join(joining(&Hand::new(3)))] {
        assert_eq!(refused(tell(&mut room, command, START)), Some(Refusal::RoomNotFound));
    }
}

#[test]
fn a_room_is_described_to_whoever_has_the_link() {
    let (room, ..) = keyed_pair(0x10);
    assert_eq!(room.describe(&ROOM, Some(&EntryHash([0; 32])), START), Err(Refusal::EntryWrong));
    let description = room.describe(&ROOM, Some(&EntryHash::of(&ENTRY)), START).unwrap();
    assert_eq!((description.seats, description.capacity), (2, 3));
    assert!(!description.locked && !description.history && description.title.is_some());
}

#[test]
fn time_in_the_log_never_goes_back_with_the_wall_clock() {
    let (mut room, one, _) = keyed_pair(0x10);
    let back = Now { wall_ms: 5, ..START };
    let envelope = post(&one.header(room.log()));
    assert!(tell(&mut room, posting(one.id(), &envelope), back).is_ok());
    assert_eq!(room.log().head().time_ms, START.wall_ms);
}

#[test]
fn debug_of_what_creates_and_joins_holds_no_secret() {
    let typed = || "123456".to_owned().into();
    let joining = Joining { pin: Some(typed()), ..*joining(&Hand::new(1)) };
    let claim = Command::Claim { member: Hand::new(1).id(), pin: typed() };
    let shown = format!("{:?} {joining:?} {claim:?}", room(0x10));
    assert!(!shown.contains("123456") && shown.contains("Pin(..)") && shown.contains("Typed(..)"));
    let request = CreateRoom {
        room: ROOM,
        entry_hash: EntryHash::of(&ENTRY),
        parameters: 0x10,
        ttl_s: 60,
        capacity: 2,
        creator: MemberId::NOBODY,
        title: None,
    };
    assert!(!format!("{request:?}").contains("[7, 7"));
}
