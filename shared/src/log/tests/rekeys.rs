//! When a new epoch is valid, and when somebody may ask for one: R22, R23, R26.

use super::hand::Hand;
use super::stage::{pair, post, tell};
use crate::ids::{Confirm, LogHash, MemberId, RoomId, Slot, Transcript, VouchMac};
use crate::limits::{REKEY_AFTER_MS, REKEY_AFTER_POSTS};
use crate::log::{Change, Departure, Invalid};
use crate::signed::{Rekey, Resync};

#[test]
fn r22_a_rekey_fits_the_room_the_epoch_and_the_log() {
    let (mut state, one, two) = pair();
    tell(&mut state, Hand::new(2).joins()).unwrap();
    let ids = [one.id(), two.id()];
    let good = one.rekey(&state, &ids);
    let cases = [
        (Rekey { generation: 1, ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { room: RoomId([0; 16]), ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { genesis: Transcript([0; 32]), ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { previous: Transcript([0; 32]), ..good.clone() }, Invalid::AnotherEpoch),
        (Rekey { epoch: good.epoch + 1, ..good.clone() }, Invalid::AnotherEpoch),
        (Rekey { at: good.at + 1, ..good.clone() }, Invalid::WrongReference),
        (Rekey { at: 1, ..good.clone() }, Invalid::WrongReference),
        (Rekey { log_at: LogHash([0; 32]), ..good.clone() }, Invalid::Forked),
        (Rekey { incarnation: 1, ..good.clone() }, Invalid::NotSeated),
        (Rekey { author: MemberId([9; 16]), ..good.clone() }, Invalid::NotItsSigner),
        (Rekey { slots: vec![(two.id(), Slot([3; 40]))], ..good.clone() }, Invalid::WrongList),
        (Rekey { slots: good.slots.iter().rev().copied().collect(), ..good.clone() }, Invalid::WrongList),
        (Rekey { slots: [good.slots.clone(), good.slots.clone()].concat(), ..good.clone() }, Invalid::WrongList),
    ];
    for (rekey, invalid) in cases {
        assert_eq!(tell(&mut state, Change::Rekey(Box::new(one.sign(rekey)))), Err(invalid));
    }
    let foreign = Change::Rekey(Box::new(two.sign(good.clone())));
    assert_eq!(tell(&mut state, foreign), Err(Invalid::NotItsSigner));
    assert_eq!(tell(&mut state, Change::Rekey(Box::new(one.sign(good)))), Ok(()));
}

#[test]
fn r22_an_author_was_seated_at_its_read_mark() {
    let (mut state, one, two) = pair();
    let (three, at) = (Hand::new(2), state.head().clone());
    tell(&mut state, three.joins()).unwrap();
    let early = Rekey { at: at.seq, log_at: at.hash, ..three.rekey(&state, &[one.id(), two.id(), three.id()]) };
    assert_eq!(tell(&mut state, Change::Rekey(Box::new(three.sign(early)))), Err(Invalid::NotSeated));
}

#[test]
fn r23_a_rekey_needs_a_reason() {
    let (mut state, one, two) = pair();
    let ids = [one.id(), two.id()];
    let idle = one.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, idle), Err(Invalid::NoProgress));

    let mut narrowed = state.clone();
    let change = one.rekeys(&narrowed, &ids[..1]);
    assert_eq!(tell(&mut narrowed, change), Err(Invalid::NoProgress), "leaving somebody out is no reason");

    let mut roster = state.clone();
    tell(&mut roster, Change::Left(two.id(), Departure::Left)).unwrap();
    let change = one.rekeys(&roster, &ids[..1]);
    assert_eq!(tell(&mut roster, change), Ok(()));

    let mut aged = state.clone();
    let event = aged.next(one.rekeys(&aged, &ids), state.epoch().time_ms + REKEY_AFTER_MS - 1);
    assert_eq!(aged.apply(&event), Err(Invalid::NoProgress));
    let event = aged.next(one.rekeys(&aged, &ids), state.epoch().time_ms + REKEY_AFTER_MS);
    assert_eq!(aged.apply(&event), Ok(()));

    for _ in 0..REKEY_AFTER_POSTS {
        let change = post(two.header(&state));
        let event = state.next(change, 0);
        state.apply(&event).unwrap();
    }
    let change = one.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, change), Ok(()));
}

#[test]
fn r23_a_wider_list_is_a_reason() {
    let (mut state, one, two, three) = {
        let (mut state, one, two) = pair();
        let three = Hand::new(2);
        tell(&mut state, three.joins()).unwrap();
        let change = one.rekeys(&state, &[one.id(), two.id()]);
        tell(&mut state, change).unwrap();
        (state, one, two, three)
    };
    let other = three.rekeys(&state, &[one.id(), three.id()]);
    assert_eq!(tell(&mut state, other), Err(Invalid::NoProgress), "as many, but not all of those before");
    let wider = three.rekeys(&state, &[one.id(), two.id(), three.id()]);
    assert_eq!(tell(&mut state, wider), Ok(()));
}

#[test]
fn r26_a_resync_is_answered_by_another_and_asked_once() {
    let (mut state, one, two) = pair();
    let ids = [one.id(), two.id()];
    let wrong = Resync { transcript: state.origin(), ..two.resync(&state) };
    assert_eq!(tell(&mut state, Change::Resync(two.sign(wrong))), Err(Invalid::AnotherEpoch));
    let resync = two.sign(two.resync(&state));
    tell(&mut state, Change::Resync(resync.clone())).unwrap();
    assert_eq!(tell(&mut state, Change::Resync(resync)), Err(Invalid::Repeated));
    let same = one.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, same), Err(Invalid::NoProgress));
    let another = two.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, another), Ok(()));
}

#[test]
fn r26_whoever_was_left_out_may_ask_and_whoever_came_later_may_not() {
    let (mut state, one, two) = pair();
    let three = Hand::new(2);
    tell(&mut state, three.joins()).unwrap();
    let change = three.rekeys(&state, &[three.id()]);
    tell(&mut state, change).unwrap();
    let four = Hand::new(3);
    tell(&mut state, four.joins()).unwrap();
    let late = Change::Resync(four.sign(four.resync(&state)));
    assert_eq!(tell(&mut state, late), Err(Invalid::NotSeated));
    let left_out = Change::Resync(one.sign(one.resync(&state)));
    assert_eq!(tell(&mut state, left_out), Ok(()));
    let head = state.head();
    assert!(state.is_resync_pending(head.time_ms));
    let ids = [one.id(), two.id()];
    assert!(state.calls_for_rekey(two.id(), head.seq, &ids, head.time_ms));
}

#[test]
fn r24_what_only_one_member_can_judge_decides_nothing() {
    let (mut state, one, two) = pair();
    tell(&mut state, Change::Left(two.id(), Departure::Left)).unwrap();
    let good = one.rekey(&state, &[one.id()]);
    let junk = [
        Rekey { slots: vec![(one.id(), Slot([0; 40]))], ..good.clone() },
        Rekey { confirm: Confirm([0; 32]), ..good.clone() },
        Rekey { vouch: VouchMac([0; 32]), ..good },
    ];
    for rekey in junk {
        let mut state = state.clone();
        assert_eq!(tell(&mut state, Change::Rekey(Box::new(one.sign(rekey)))), Ok(()));
        assert_eq!(state.epoch().number, 2, "the epoch advances for everyone");
        let resync = Change::Resync(one.sign(one.resync(&state)));
        assert_eq!(tell(&mut state, resync), Ok(()), "and whoever has no key of it says so");
    }
}
