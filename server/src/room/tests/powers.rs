//! What owners do to a room, who may not, and what follows for whom.

use super::*;
use burnroom_shared::ids::SealedTitle;
use burnroom_shared::limits::SEALED_TITLE_BYTES;
use burnroom_shared::signed::{OwnerAct, Power, Readdress};
use stage::{boxed, joining_later, keyed_pair_with, next_entry, next_room, readdress, resuming};

/// Member 1 does it.
fn rule(room: &mut Room, power: Power, now: Now) -> Result<Vec<Delivery>, Denied> {
    let act = Hand::new(1).rules(room.log(), power);
    tell(room, act, now)
}

fn say(room: &mut Room, hand: &Hand) -> Option<Refusal> {
    let envelope = post(&hand.header(room.log()));
    refused(tell(room, posting(hand.id(), &envelope), START))
}

fn extension(by_ms: u64) -> Power {
    Power::Extend { deadline_ms: START.wall_ms + by_ms }
}

const HOUR_MS: u64 = 3_600_000;

#[test]
fn r66_an_act_is_for_owners_of_this_room_now_and_once() {
    let (mut room, one, two) = keyed_pair(0x10);
    let log = room.log().clone();
    let good = one.owner_act(&log, Power::Lock);
    let cases = [
        (two.sign(two.owner_act(&log, Power::Lock)), Refusal::NotOwner),
        (two.sign(good.clone()), Refusal::Stale),
        (Hand::new(9).sign(Hand::new(9).owner_act(&log, Power::Lock)), Refusal::Stale),
        (one.sign(OwnerAct { genesis: Transcript([0; 32]), ..good.clone() }), Refusal::Stale),
        (one.sign(OwnerAct { generation: 1, ..good.clone() }), Refusal::Stale),
        (one.sign(OwnerAct { incarnation: 1, ..good.clone() }), Refusal::Stale),
        (one.sign(OwnerAct { log_at: LogHash([0; 32]), ..good.clone() }), Refusal::Fork),
        (one.sign(OwnerAct { at: good.at + 1, ..good.clone() }), Refusal::Stale),
        (one.sign(OwnerAct { at: u64::MAX, ..good.clone() }), Refusal::Stale),
        (one.sign(OwnerAct { power: Power::Unlock, ..good.clone() }), Refusal::Stale),
        (one.sign(OwnerAct { power: Power::HandOver(Hand::new(9).id()), ..good.clone() }), Refusal::Stale),
    ];
    for (act, refusal) in cases {
        let shown = format!("{:?}", act.act());
        assert_eq!(refused(tell(&mut room, Command::OwnerAct(Box::new(act)), START)), Some(refusal), "{shown}");
    }
    let act = || Command::OwnerAct(Box::new(one.sign(good.clone())));
    let told = tell(&mut room, act(), START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::OwnerAct(_)));
    rule(&mut room, Power::Unlock, START).unwrap();
    assert_eq!(refused(tell(&mut room, act(), START)), Some(Refusal::Stale), "said again, it is what was said before");
}

#[test]
fn r66_acts_are_paced_for_the_room_and_junk_uses_nothing_up() {
    let (mut room, _, two) = keyed_pair(0x10);
    for _ in 0..20 {
        let junk = two.rules(room.log(), Power::Lock);
        assert_eq!(refused(tell(&mut room, junk, START)), Some(Refusal::NotOwner));
    }
    for number in 0..8 {
        let power = if number % 2 == 0 { Power::Lock } else { Power::Unlock };
        rule(&mut room, power, START).unwrap();
    }
    assert_eq!(rule(&mut room, Power::Lock, START), Err(Denied::for_now(Refusal::TooFast, Duration::from_secs(1))));
    rule(&mut room, Power::Lock, after(1_000)).unwrap();
}

#[test]
fn r67_in_a_locked_room_nobody_is_seated_and_whoever_is_away_comes_back() {
    let (mut room, _, two) = keyed_pair(0x10);
    let head = room.log().head().seq;
    tell(&mut room, Command::Away(two.id()), START).unwrap();
    rule(&mut room, Power::Lock, START).unwrap();
    assert!(room.describe(&ROOM, Some(&EntryHash::of(&ENTRY)), START).unwrap().locked);
    let pins = [None, Some("123456"), Some("000000")];
    for pin in pins.map(|pin| pin.map(|pin| pin.to_owned().into())) {
        let joining = Box::new(Joining { pin, ..*joining(&Hand::new(3)) });
        assert_eq!(refused(tell(&mut room, Command::Join(joining), START)), Some(Refusal::RoomLocked));
    }
    assert_eq!(room.pin.judge(Hand::new(3).id(), &"1".to_owned().into(), 0).unwrap_err().tries_left, Some(2));
    tell(&mut room, Command::Resume(resuming(&two, 0, head)), START).unwrap();
    rule(&mut room, Power::Unlock, START).unwrap();
    tell(&mut room, Command::Join(joining(&Hand::new(3))), START).unwrap();
}

#[test]
fn r67_in_a_closed_room_nobody_writes_and_the_rest_goes_on() {
    let (mut room, one, two) = keyed_pair(0x10);
    rule(&mut room, Power::Close, START).unwrap();
    assert_eq!(say(&mut room, &one), Some(Refusal::RoomClosed));
    assert_eq!(say(&mut room, &two), Some(Refusal::RoomClosed));
    tell(&mut room, Command::Join(joining(&Hand::new(3))), START).unwrap();
    let rekey = two.rekeys(room.log());
    tell(&mut room, rekey, START).unwrap();
    assert_eq!(say(&mut room, &two), Some(Refusal::RoomClosed));
    assert_eq!(rule(&mut room, Power::Close, START).map_err(|denied| denied.refusal), Err(Refusal::Stale));
    rule(&mut room, Power::Reopen, START).unwrap();
    assert_eq!(say(&mut room, &two), None);
}

#[test]
fn r68_a_room_burns_later_but_never_sooner_and_everyone_hears_when() {
    let (mut room, one, _) = keyed_pair(0x10);
    assert_eq!(room.outlook().deadline_ms, START.wall_ms + HOUR_MS);
    for by_ms in [0, 1, HOUR_MS - 1, HOUR_MS, 24 * HOUR_MS + 1, u64::MAX - START.wall_ms] {
        assert_eq!(refused(rule(&mut room, extension(by_ms), START)), Some(Refusal::OutOfRange), "{by_ms}");
    }
    let told = rule(&mut room, extension(2 * HOUR_MS), after(5)).unwrap();
    let [Delivery::Everyone(act), Delivery::Everyone(tick)] = &told[..] else { panic!("{told:?}") };
    assert!(matches!(parsed(act), RelayFrame::Event(_)));
    let deadline_ms = START.wall_ms + 2 * HOUR_MS;
    assert_eq!(parsed(tick), RelayFrame::Tick { now_ms: START.wall_ms + 5, deadline_ms });
    assert_eq!(room.outlook().deadline_ms, deadline_ms);
    assert_eq!(room.describe(&ROOM, Some(&EntryHash::of(&ENTRY)), START).unwrap().deadline_ms, deadline_ms);
    assert_eq!(refused(rule(&mut room, extension(2 * HOUR_MS), START)), Some(Refusal::OutOfRange));
    let over = after(3 * HOUR_MS);
    assert_eq!(refused(rule(&mut room, extension(3 * HOUR_MS), over)), Some(Refusal::OutOfRange), "over already");
    rule(&mut room, extension(24 * HOUR_MS), START).unwrap();
    assert!(room.log().is_owner(&one.id()));
}

#[test]
fn r69_whoever_is_handed_the_room_owns_it_instead() {
    let (mut room, one, two) = keyed_pair(0x10);
    rule(&mut room, Power::HandOver(two.id()), START).unwrap();
    assert_eq!(refused(rule(&mut room, Power::Lock, START)), Some(Refusal::NotOwner));
    assert_eq!(refused(tell(&mut room, Command::Burn { member: one.id() }, START)), Some(Refusal::NotOwner));
    let act = two.rules(room.log(), Power::Lock);
    tell(&mut room, act, START).unwrap();
    assert!(tell(&mut room, Command::Burn { member: two.id() }, START).is_ok());
}

#[test]
fn r69_with_the_room_goes_the_right_to_come_back_by_the_pin() {
    let (mut room, one, two) = keyed_pair(0x10);
    rule(&mut room, Power::HandOver(two.id()), START).unwrap();
    let claim = Command::Claim { member: one.id(), pin: "123456".to_owned().into() };
    assert_eq!(refused(tell(&mut room, claim, START)), Some(Refusal::PinWrong), "the PIN that was right before");
    assert!(!room.log().is_owner(&one.id()) && room.log().is_owner(&two.id()));
}

#[test]
fn r16_a_title_is_what_newcomers_get_and_a_new_link_leaves_only_one_they_can_read() {
    let (mut room, one, _) = keyed_pair(0x10);
    let title = |room: &Room| {
        let address = room.log().address();
        room.describe(&address.room, Some(&address.entry_hash), START).unwrap().title.map(|title| title.0)
    };
    let sealed = |byte| Box::new(SealedTitle([byte; SEALED_TITLE_BYTES]));
    rule(&mut room, Power::Rename(sealed(50)), START).unwrap();
    assert_eq!(title(&room), Some(vec![50; SEALED_TITLE_BYTES]));
    let Power::Readdress(next) = readdress(room.log(), &one, None) else { panic!("no readdress") };
    let with_title = Readdress { title: Some(sealed(51)), ..*next };
    rule(&mut room, Power::Readdress(Box::new(with_title)), START).unwrap();
    assert_eq!(title(&room), Some(vec![51; SEALED_TITLE_BYTES]));
    let without = readdress(room.log(), &one, None);
    rule(&mut room, without, START).unwrap();
    assert_eq!(title(&room), None);
}

#[test]
fn r17_a_change_of_the_link_is_refused_if_its_boxes_or_its_removal_are_wrong() {
    let (mut room, one, two) = keyed_pair(0x10);
    let three = Hand::new(3);
    tell(&mut room, Command::Join(joining(&three)), START).unwrap();
    let Power::Readdress(good) = readdress(room.log(), &one, Some(&two)) else { panic!("no readdress") };
    let good = *good;
    let strangers: Vec<_> = (10..110).map(|number| boxed(Hand::new(number).id())).collect();
    let boxes = |ids: &[MemberId]| Readdress { boxes: ids.iter().copied().map(boxed).collect(), ..good.clone() };
    let cases = [
        boxes(&[two.id(), three.id()]),
        boxes(&[one.id(), three.id()]),
        boxes(&[three.id(), three.id()]),
        boxes(&[Hand::new(9).id()]),
        Readdress { boxes: strangers, ..good.clone() },
        Readdress { removed: Some(one.id()), ..good.clone() },
        Readdress { removed: Some(Hand::new(9).id()), ..good.clone() },
        Readdress { room: ROOM, ..good.clone() },
    ];
    for readdress in cases {
        let told = rule(&mut room, Power::Readdress(Box::new(readdress)), START);
        assert_eq!(refused(told), Some(Refusal::Stale));
    }
    rule(&mut room, Power::Readdress(Box::new(good)), START).unwrap();
    let again = readdress(room.log(), &one, Some(&two));
    assert_eq!(refused(rule(&mut room, again, START)), Some(Refusal::Stale), "gone already");
}

#[test]
fn r17_r70_whoever_is_removed_hears_it_loses_everything_and_enters_nowhere() {
    for is_away in [false, true] {
        let (mut room, one, two) = keyed_pair_with(0x10, &["--grace", "1h"]);
        let head = room.log().head().seq;
        if is_away {
            tell(&mut room, Command::Away(two.id()), START).unwrap();
        }
        let kick = readdress(room.log(), &one, Some(&two));
        let told = rule(&mut room, kick, START).unwrap();
        let [Delivery::Everyone(frame), Delivery::Dismiss(whom, Refusal::Kicked)] = &told[..] else {
            panic!("{told:?}")
        };
        assert!(matches!(parsed(frame), RelayFrame::Event(_)));
        assert_eq!((*whom, room.log().seat(&two.id()).is_none(), room.ids_away()), (two.id(), true, vec![]));
        assert_eq!(room.outlook().sweep_at_ms, None);
        for number in 0..2 {
            let resume = Command::Resume(resuming(&two, number, head));
            assert_eq!(refused(tell(&mut room, resume, START)), Some(Refusal::Kicked));
        }
        let mut later = Hand::new(2);
        later.incarnation = 1;
        assert_eq!(refused(tell(&mut room, Command::Join(joining(&later)), START)), Some(Refusal::LinkChanged));
        assert_eq!(refused(tell(&mut room, Command::Join(joining_later(&later, 1)), START)), Some(Refusal::Kicked));
        let with_old_entry = Joining { entry_hash: EntryHash::of(&ENTRY), ..*joining_later(&Hand::new(3), 1) };
        let told = tell(&mut room, Command::Join(Box::new(with_old_entry)), START);
        assert_eq!(refused(told), Some(Refusal::EntryWrong));
        tell(&mut room, Command::Join(joining_later(&Hand::new(3), 1)), START).unwrap();
    }
}

#[test]
fn r17_after_a_change_the_old_address_says_so_to_anyone_and_only_rekeys_under_the_new_link_count() {
    let (mut room, one, two) = keyed_pair(0x10);
    let old = one.rekeys(room.log());
    let change = readdress(room.log(), &one, None);
    rule(&mut room, change, START).unwrap();
    for shown in [None, Some(EntryHash([0; 32])), Some(EntryHash::of(&ENTRY)), Some(EntryHash::of(&next_entry(1)))] {
        assert_eq!(room.describe(&ROOM, shown.as_ref(), START).err(), Some(Refusal::LinkChanged));
    }
    let describe = |shown| room.describe(&next_room(1), Some(&EntryHash::of(&shown)), START);
    assert_eq!(describe(ENTRY).err(), Some(Refusal::EntryWrong));
    assert_eq!(describe(next_entry(1)).unwrap().seats, 2);
    assert_eq!(refused(tell(&mut room, old, START)), Some(Refusal::Stale));
    let rekey = two.rekeys(room.log());
    tell(&mut room, rekey, START).unwrap();
}

#[test]
fn r19_r74_the_link_is_asked_for_handed_over_and_names_are_said_again() {
    let (mut room, one, two) = keyed_pair(0x10);
    let early = two.sign(two.relink(room.log(), 0));
    assert_eq!(refused(tell(&mut room, Command::Relink(early), START)), Some(Refusal::Stale), "it has it");
    let change = readdress(room.log(), &one, None);
    rule(&mut room, change, START).unwrap();

    let unasked = one.sign(one.linkbox(room.log(), &two, 0));
    assert_eq!(refused(tell(&mut room, Command::Linkbox(Box::new(unasked)), START)), Some(Refusal::Stale));
    let relink = two.sign(two.relink(room.log(), 0));
    let told = tell(&mut room, Command::Relink(relink.clone()), START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Relink(_)));
    assert_eq!(refused(tell(&mut room, Command::Relink(relink), START)), Some(Refusal::Stale), "it is open");
    let linkbox = one.sign(one.linkbox(room.log(), &two, 0));
    let told = tell(&mut room, Command::Linkbox(Box::new(linkbox.clone())), START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Linkbox(_)));
    assert_eq!(refused(tell(&mut room, Command::Linkbox(Box::new(linkbox)), START)), Some(Refusal::Stale), "answered");

    let profile = two.sign(two.profile(room.log(), 60));
    let told = tell(&mut room, Command::Profile(Box::new(profile.clone())), START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Profile(_)));
    assert_eq!(refused(tell(&mut room, Command::Profile(Box::new(profile)), START)), Some(Refusal::Stale));
    let told = tell(&mut room, Command::Join(joining_later(&Hand::new(3), 1)), START).unwrap();
    let Some(Delivery::One(_, frame)) = told.get(1) else { panic!("{told:?}") };
    let RelayFrame::Hello(hello) = parsed(frame) else { panic!("no hello") };
    let names: Vec<_> = hello.names.iter().map(|name| (name.id, name.name.0[0])).collect();
    assert_eq!(names, [(one.id(), 6), (two.id(), 60), (Hand::new(3).id(), 6)]);
}

#[test]
fn r51_a_locked_room_that_everyone_left_is_empty_like_any_other() {
    let (mut room, one, two) = keyed_pair(0x10);
    rule(&mut room, Power::Lock, START).unwrap();
    for hand in [&one, &two] {
        tell(&mut room, Command::Leave(hand.id(), Departure::Left), after(7)).unwrap();
    }
    assert_eq!(room.outlook().empty_since_ms, Some(START.uptime_ms + 7));
}
