//! What owners may do, and who is one: R60, R66, R67, R68, R69.

use super::hand::Hand;
use super::stage::{START_MS, act, move_on, pair, post, rekey_for_all, seated, tell};
use crate::envelope::{Header, Lane};
use crate::ids::{LogHash, MemberId, SealedTitle, Transcript};
use crate::limits::TTL_MAX_S;
use crate::log::{Change, Departure, Event, Invalid, State};
use crate::signed::{OwnerAct, Power};

const LAST_MS: u64 = START_MS + TTL_MAX_S as u64 * 1_000;

fn rename() -> Power {
    Power::Rename(Box::new(SealedTitle([1; 158])))
}

fn extend(deadline_ms: u64) -> Power {
    Power::Extend { deadline_ms }
}

/// Each power once, so that each is valid after those before it.
fn every_power(state: &State, owner: &Hand, heir: &Hand) -> Vec<Power> {
    vec![
        Power::Lock,
        Power::Unlock,
        Power::Close,
        Power::Reopen,
        extend(LAST_MS),
        rename(),
        Power::Readdress(Box::new(owner.readdress(state, None))),
        Power::HandOver(heir.id()),
    ]
}

#[test]
fn r60_an_owner_is_the_creator_or_shows_the_pin_and_is_seated() {
    let (mut state, one, two) = pair();
    assert!(state.is_owner(&one.id()) && !state.is_owner(&two.id()));
    tell(&mut state, Change::Owner(two.id())).unwrap();
    assert!(state.is_owner(&two.id()));
    tell(&mut state, Change::Left(two.id(), Departure::Left)).unwrap();
    assert!(!state.is_owner(&two.id()));
    assert_eq!(tell(&mut state, Change::Owner(two.id())), Err(Invalid::NotSeated));
}

#[test]
fn r66_an_act_is_an_owners_here_and_now() {
    let (mut state, one, two) = pair();
    let good = one.owner_act(&state, Power::Lock);
    let cases = [
        (OwnerAct { genesis: Transcript([0; 32]), ..good.clone() }, Invalid::ElsewhereMade),
        (OwnerAct { generation: 1, ..good.clone() }, Invalid::ElsewhereMade),
        (OwnerAct { owner: two.id(), ..good.clone() }, Invalid::NotItsSigner),
        (OwnerAct { owner: MemberId([9; 16]), ..good.clone() }, Invalid::NotItsSigner),
        (OwnerAct { incarnation: 1, ..good.clone() }, Invalid::NotSeated),
        (OwnerAct { at: good.at + 1, ..good.clone() }, Invalid::WrongReference),
        (OwnerAct { at: u64::MAX, ..good.clone() }, Invalid::WrongReference),
        (OwnerAct { at: 1, ..good.clone() }, Invalid::WrongReference),
        (OwnerAct { log_at: LogHash([0; 32]), ..good.clone() }, Invalid::Forked),
    ];
    for (wrong, invalid) in cases {
        assert_eq!(tell(&mut state, Change::OwnerAct(Box::new(one.sign(wrong)))), Err(invalid));
    }
    assert_eq!(act(&mut state, &two, Power::Lock), Err(Invalid::NotOwner));
    let stranger = Hand::new(2);
    assert_eq!(act(&mut state, &stranger, Power::Lock), Err(Invalid::NotSeated));
    assert_eq!(tell(&mut state, Change::OwnerAct(Box::new(one.sign(good)))), Ok(()));
}

#[test]
fn r66_no_act_is_valid_twice() {
    let (state, one, two) = pair();
    for power in every_power(&state, &one, &two) {
        let mut state = state.clone();
        // What the power undoes has to be so first, and is so again afterwards: only the reference tells the two apart.
        let set_up = match &power {
            Power::Unlock => Some(Power::Lock),
            Power::Reopen => Some(Power::Close),
            _ => None,
        };
        set_up.into_iter().for_each(|before| act(&mut state, &one, before).unwrap());
        let change = one.acts(&state, power.clone());
        let kind = change.kind();
        tell(&mut state, change.clone()).unwrap();
        let undo = match power {
            Power::Lock => Some(Power::Unlock),
            Power::Unlock => Some(Power::Lock),
            Power::Close => Some(Power::Reopen),
            Power::Reopen => Some(Power::Close),
            _ => None,
        };
        undo.into_iter().for_each(|after| act(&mut state, &one, after).unwrap());
        let again = tell(&mut state, change);
        let refused = matches!(again, Err(Invalid::WrongReference | Invalid::ElsewhereMade | Invalid::NotOwner));
        assert!(refused, "kind {kind}: {again:?}");
    }
}

#[test]
fn r66_the_second_of_two_owners_who_act_at_once_decides_again() {
    let (mut state, one, two) = pair();
    tell(&mut state, Change::Owner(two.id())).unwrap();
    let (lock, close) = (one.acts(&state, Power::Lock), two.acts(&state, Power::Close));
    tell(&mut state, lock).unwrap();
    assert_eq!(tell(&mut state, close), Err(Invalid::WrongReference));
    assert_eq!(act(&mut state, &two, Power::Close), Ok(()));
}

#[test]
fn r66_what_members_do_meanwhile_overtakes_no_act() {
    let (mut state, one, two) = pair();
    let lock = one.acts(&state, Power::Lock);
    let said = post(two.header(&state));
    tell(&mut state, said).unwrap();
    tell(&mut state, Hand::new(2).joins()).unwrap();
    assert_eq!(tell(&mut state, lock), Ok(()));
}

#[test]
fn r66_who_left_owns_nothing_and_comes_back_in_another_incarnation() {
    let (mut state, mut one, two) = pair();
    let before = one.acts(&state, Power::Lock);
    tell(&mut state, Change::Left(one.id(), Departure::Lost)).unwrap();
    assert_eq!(tell(&mut state, before.clone()), Err(Invalid::NotSeated));
    one.incarnation = 1;
    tell(&mut state, one.joins()).unwrap();
    assert_eq!(tell(&mut state, before), Err(Invalid::NotSeated));
    assert_eq!(act(&mut state, &two, Power::Lock), Err(Invalid::NotOwner));
    assert_eq!(act(&mut state, &one, Power::Lock), Ok(()));
}

#[test]
fn r66_an_act_for_the_link_before_is_void() {
    let (mut state, one, _) = pair();
    let stale = OwnerAct { generation: 0, ..one.owner_act(&state, Power::Lock) };
    move_on(&mut state, &one, None);
    let made_now = OwnerAct { generation: 0, ..one.owner_act(&state, Power::Lock) };
    for wrong in [stale, made_now] {
        assert_eq!(tell(&mut state, Change::OwnerAct(Box::new(one.sign(wrong)))), Err(Invalid::ElsewhereMade));
    }
    assert_eq!(act(&mut state, &one, Power::Lock), Ok(()));
}

#[test]
fn r66_the_log_tells_the_powers_apart() {
    let (state, one, two) = pair();
    let kinds: Vec<_> = every_power(&state, &one, &two).iter().map(Power::kind).collect();
    assert_eq!(kinds, [10, 11, 15, 16, 12, 14, 6, 18]);
    for power in every_power(&state, &one, &two) {
        let change = one.acts(&state, power.clone());
        assert_eq!((change.kind(), change.subject()), (power.kind(), one.id()));
        assert_eq!(change.changes_roster(), matches!(power, Power::Readdress(_)));
    }
}

#[test]
fn r67_nobody_is_seated_in_a_locked_room() {
    let (mut state, one, mut two) = pair();
    assert_eq!(act(&mut state, &one, Power::Unlock), Err(Invalid::Repeated));
    act(&mut state, &one, Power::Lock).unwrap();
    assert!(state.rules().locked);
    assert_eq!(act(&mut state, &one, Power::Lock), Err(Invalid::Repeated));
    let three = Hand::new(2);
    assert_eq!(tell(&mut state, three.joins()), Err(Invalid::Locked));
    tell(&mut state, Change::Left(two.id(), Departure::Displaced)).unwrap();
    two.incarnation = 1;
    assert_eq!(tell(&mut state, two.joins()), Err(Invalid::Locked), "nor anybody who was there");
    let next = act(&mut state, &one, Power::Close).and_then(|()| act(&mut state, &one, Power::Unlock));
    assert_eq!(next, Ok(()));
    assert_eq!(tell(&mut state, three.joins()), Ok(()));
}

#[test]
fn r67_a_locked_room_stays_locked_under_another_link() {
    let (mut state, one, _) = pair();
    act(&mut state, &one, Power::Lock).unwrap();
    move_on(&mut state, &one, None);
    let change = Hand::new(2).joins_now(&state);
    assert_eq!(tell(&mut state, change), Err(Invalid::Locked));
}

#[test]
fn r67_nobody_writes_in_a_closed_room_and_the_rest_goes_on() {
    let (mut state, one, two) = pair();
    assert_eq!(act(&mut state, &one, Power::Reopen), Err(Invalid::Repeated));
    act(&mut state, &one, Power::Close).unwrap();
    assert_eq!(act(&mut state, &one, Power::Close), Err(Invalid::Repeated));
    for hand in [&one, &two] {
        let said = post(hand.header(&state));
        assert_eq!(tell(&mut state, said), Err(Invalid::Closed));
    }
    let pulse = Header { lane: Lane::Ephemeral, ..two.header(&state) };
    assert_eq!(state.judge_ephemeral(&pulse), Ok(()));
    tell(&mut state, Hand::new(2).joins()).unwrap();
    rekey_for_all(&mut state, &two);
    let fresh = Change::Fresh(two.sign(two.fresh(&state)));
    tell(&mut state, fresh).unwrap();
    tell(&mut state, Change::Left(two.id(), Departure::Left)).unwrap();
    act(&mut state, &one, Power::Reopen).unwrap();
    let said = post(one.header(&state));
    assert_eq!(tell(&mut state, said), Ok(()));
}

#[test]
fn r68_a_deadline_only_moves_away_and_never_past_24_hours() {
    let (mut state, one, _) = pair();
    let now_ms = state.head().time_ms + 1_000;
    for wrong_ms in [0, START_MS, now_ms - 1, now_ms, LAST_MS + 1, u64::MAX] {
        assert_eq!(act(&mut state, &one, extend(wrong_ms)), Err(Invalid::WrongDeadline), "{wrong_ms}");
    }
    assert_eq!(state.rules().deadline_ms, None);
    let later_ms = START_MS + 3_600_000;
    act(&mut state, &one, extend(later_ms)).unwrap();
    for wrong_ms in [later_ms, later_ms - 1] {
        assert_eq!(act(&mut state, &one, extend(wrong_ms)), Err(Invalid::WrongDeadline), "{wrong_ms}");
    }
    for right_ms in [later_ms + 1, LAST_MS] {
        assert_eq!(act(&mut state, &one, extend(right_ms)), Ok(()));
        assert_eq!(state.rules().deadline_ms, Some(right_ms));
    }
    assert_eq!(act(&mut state, &one, extend(LAST_MS)), Err(Invalid::WrongDeadline));
}

#[test]
fn r68_a_deadline_lies_after_the_moment_it_is_set() {
    let (state, one, _) = pair();
    let at_ms = |deadline_ms| {
        let mut state = state.clone();
        let change = one.acts(&state, extend(deadline_ms));
        state.apply(&Event { seq: state.head().seq + 1, time_ms: LAST_MS - 10, change })
    };
    assert_eq!(at_ms(LAST_MS - 10), Err(Invalid::WrongDeadline));
    assert_eq!(at_ms(LAST_MS - 9), Ok(()));
}

#[test]
fn r69_who_hands_the_room_over_owns_it_no_more() {
    let (mut state, hands) = seated(3);
    let [one, two, three] = <[Hand; 3]>::try_from(hands).ok().unwrap();
    let stranger = Hand::new(3);
    assert_eq!(act(&mut state, &one, Power::HandOver(stranger.id())), Err(Invalid::NotSeated));
    assert_eq!(act(&mut state, &one, Power::HandOver(one.id())), Err(Invalid::Repeated));
    assert_eq!(act(&mut state, &two, Power::HandOver(two.id())), Err(Invalid::NotOwner));
    act(&mut state, &one, Power::HandOver(two.id())).unwrap();
    assert!(state.is_owner(&two.id()) && !state.is_owner(&one.id()));
    assert_eq!(act(&mut state, &one, Power::Lock), Err(Invalid::NotOwner));
    tell(&mut state, Change::Owner(three.id())).unwrap();
    assert_eq!(act(&mut state, &two, Power::HandOver(three.id())), Err(Invalid::Repeated), "owns it already");
    assert_eq!(act(&mut state, &two, Power::HandOver(one.id())), Ok(()));
}

#[test]
fn r69_a_creator_who_handed_it_over_does_not_get_it_back_by_coming_back() {
    let (mut state, mut one, two) = pair();
    act(&mut state, &one, Power::HandOver(two.id())).unwrap();
    tell(&mut state, Change::Left(one.id(), Departure::Lost)).unwrap();
    one.incarnation = 1;
    tell(&mut state, one.joins()).unwrap();
    assert!(!state.is_owner(&one.id()));
}
