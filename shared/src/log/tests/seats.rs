//! Who may take a seat, and with which keys: R13, R28, R32.

use super::hand::Hand;
use super::stage::{empty, pair, tell};
use crate::ids::{RoomId, Transcript};
use crate::limits::CAPACITY_MAX;
use crate::log::{Change, Departure, Invalid};
use crate::signed::{Announcement, Fresh};

#[test]
fn r13_a_seat_is_taken_once_here_and_by_its_own_key() {
    let (mut state, one, two) = pair();
    assert_eq!(tell(&mut state, one.joins()), Err(Invalid::AlreadySeated));
    let three = Hand::new(2);
    let elsewhere = Announcement { room: RoomId([0; 16]), ..three.announcement() };
    assert_eq!(tell(&mut state, Change::Joined(three.sign(elsewhere))), Err(Invalid::ElsewhereMade));
    let stolen = two.sign(three.announcement());
    assert_eq!(tell(&mut state, Change::Joined(stolen)), Err(Invalid::NotItsSigner));
}

#[test]
fn r13_who_left_returns_only_with_a_higher_incarnation() {
    let (mut state, _, mut two) = pair();
    tell(&mut state, Change::Left(two.id(), Departure::Lost)).unwrap();
    assert_eq!(tell(&mut state, Change::Left(two.id(), Departure::Lost)), Err(Invalid::NotSeated));
    assert_eq!(tell(&mut state, two.joins()), Err(Invalid::AlreadySeated));
    two.incarnation = 1;
    assert_eq!(tell(&mut state, two.joins()), Ok(()));
}

#[test]
fn r13_no_more_than_the_capacity_are_seated() {
    let mut state = empty();
    let most = u8::try_from(CAPACITY_MAX).unwrap();
    for number in 0..most {
        tell(&mut state, Hand::new(number).joins()).unwrap();
    }
    assert_eq!(tell(&mut state, Hand::new(most).joins()), Err(Invalid::Overfull));
}

#[test]
fn r32_who_came_back_is_listed_and_not_keyed() {
    let (mut state, one, mut two) = pair();
    assert!(state.seats().iter().all(|seat| state.is_keyed(seat)));
    tell(&mut state, Change::Left(two.id(), Departure::Lost)).unwrap();
    two.incarnation = 1;
    tell(&mut state, two.joins()).unwrap();
    let keyed: Vec<_> = state.seats().iter().map(|seat| state.is_keyed(seat)).collect();
    assert_eq!((keyed, state.epoch().list.len()), (vec![true, false], 2));
    let change = one.rekeys(&state, &[one.id(), two.id()]);
    tell(&mut state, change).unwrap();
    assert!(state.seats().iter().all(|seat| state.is_keyed(seat)));
}

#[test]
fn r28_a_key_is_renewed_once_for_each_rekey_that_used_it() {
    let (mut state, one, two) = pair();
    let skipped = Fresh { number: 2, ..one.fresh(&state) };
    assert_eq!(tell(&mut state, Change::Fresh(one.sign(skipped))), Err(Invalid::WrongNumber));
    let elsewhere = Fresh { genesis: Transcript([0; 32]), ..one.fresh(&state) };
    assert_eq!(tell(&mut state, Change::Fresh(one.sign(elsewhere))), Err(Invalid::ElsewhereMade));
    let fresh = one.sign(one.fresh(&state));
    tell(&mut state, Change::Fresh(fresh)).unwrap();
    assert_eq!(state.seat(&one.id()).unwrap().agreement_number(), 1);
    let again = one.sign(one.fresh(&state));
    assert_eq!(tell(&mut state, Change::Fresh(again)), Err(Invalid::Repeated));
    tell(&mut state, Change::Left(two.id(), Departure::Left)).unwrap();
    let change = one.rekeys(&state, &[one.id()]);
    tell(&mut state, change).unwrap();
    let again = one.sign(one.fresh(&state));
    assert_eq!(tell(&mut state, Change::Fresh(again)), Ok(()));
}
