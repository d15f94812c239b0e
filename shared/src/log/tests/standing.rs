//! Whoever has just come is told the state that everyone has, or finds that its own joining led elsewhere: R14.

use super::hand::{Hand, point};
use super::stage::{act, move_on, post, rekey_for_all, seated, tell};
use crate::ids::{EntryHash, ErasureCommitment, LogHash, MemberId, RoomId, Transcript};
use crate::log::snapshot::Snapshot;
use crate::log::state::NEVER_AGAIN;
use crate::log::{Change, Departure, Genesis, Invalid, Seat, State};
use crate::signed::{Announcement, Power};

/// A state in which everything has something in it, and the joining that was the last event.
fn joined() -> (State, Change) {
    let (mut state, hands) = seated(5);
    let [one, two, three, four, five] = <[Hand; 5]>::try_from(hands).ok().unwrap();
    tell(&mut state, Change::Left(five.id(), Departure::Lost)).unwrap();
    let fresh = Change::Fresh(two.sign(two.fresh(&state)));
    tell(&mut state, fresh).unwrap();
    move_on(&mut state, &one, Some(four.id()));
    rekey_for_all(&mut state, &one);
    move_on(&mut state, &one, None);
    for power in [Power::Close, Power::Extend { deadline_ms: state.head().time_ms + 3_600_000 }] {
        act(&mut state, &one, power).unwrap();
    }
    let changes = [
        Change::Resync(two.sign(two.resync(&state))),
        Change::Relink(two.sign(two.relink(&state))),
        Change::Relink(three.sign(three.relink(&state))),
        Change::Profile(Box::new(one.sign(one.profile(&state)))),
    ];
    changes.into_iter().for_each(|change| tell(&mut state, change).unwrap());
    let answer = Change::Linkbox(Box::new(one.sign(one.linkbox(&state, two.id()))));
    tell(&mut state, answer).unwrap();
    let joining = Hand::new(5).joins_now(&state);
    tell(&mut state, joining.clone()).unwrap();
    (state, joining)
}

/// What a newcomer makes of `state`; `None` if it does not even decode.
fn told(state: &State) -> Option<State> {
    Snapshot::decode(&state.encode()).ok().map(Snapshot::claims_hold)
}

type Lie = (&'static str, fn(&mut State));

/// What was there before does not matter to a lie.
fn done<T>(_: T) {}

/// Tells of other seats from the first mark on: a seat is written down once.
fn set_seats(state: &mut State, change: impl Fn(&mut Vec<Seat>)) {
    for mark in &mut state.trail {
        let mut seats = mark.seats.to_vec();
        change(&mut seats);
        mark.seats = seats.into();
    }
}

/// The seat of the first hand, with other things in it.
fn other_seat(generation: u32, joined_seq: u64, bend: impl Fn(Announcement) -> Announcement) -> Seat {
    let one = Hand::new(0);
    Seat::new(&one.sign(bend(one.announcement())), generation, joined_seq)
}

const WHO_IS_THERE: &[Lie] = &[
    ("somebody gone is forgotten", |state| {
        let first = state.departed.keys().next().copied();
        done(first.map(|first| state.departed.remove(&first)));
    }),
    ("somebody is gone who never came", |state| done(state.departed.insert(MemberId([1; 16]), 0))),
    ("somebody removed may come back", |state| done(state.departed.insert(Hand::new(3).id(), 0))),
    ("somebody who left was removed", |state| done(state.departed.insert(Hand::new(4).id(), NEVER_AGAIN))),
    ("a seat fewer", |state| set_seats(state, |seats| done(seats.remove(0)))),
    ("a seat more", |state| {
        set_seats(state, |seats| seats.insert(0, Seat::new(&Hand::new(6).sign(Hand::new(6).announcement()), 0, 0)));
    }),
    ("another announcement", |state| {
        let erasure = ErasureCommitment([9; 32]);
        set_seats(state, |seats| seats[0] = other_seat(0, 1, |good| Announcement { erasure, ..good }));
    }),
    ("another agreement key", |state| {
        let agreement = point(96);
        set_seats(state, |seats| seats[0] = other_seat(0, 1, |good| Announcement { agreement, ..good }));
    }),
    ("a seat of another link", |state| set_seats(state, |seats| seats[0] = other_seat(1, 1, |good| good))),
    ("a seat taken before", |state| set_seats(state, |seats| seats[0] = other_seat(0, 0, |good| good))),
    ("a fresh key withheld", |state| {
        let two = Hand::new(1);
        set_seats(state, |seats| seats[1] = Seat::new(&two.sign(two.announcement()), 0, 2));
    }),
    ("a fresh key that came later", |state| {
        let two = Hand::new(1);
        let genesis = state.origin();
        let fresh = crate::signed::Fresh { genesis, agreement: point(101), ..two.fresh(state) };
        let fresh = two.sign(crate::signed::Fresh { number: 1, ..fresh });
        set_seats(state, |seats| seats[1] = seats[1].with_fresh(&fresh, seats[1].keyed_seq() + 1));
    }),
];

const WHAT_OWNERS_DID: &[Lie] = &[
    ("an owner more", |state| done(state.owners.insert(Hand::new(2).id()))),
    ("an owner fewer", |state| {
        let first = state.owners.iter().next().copied();
        done(first.map(|first| state.owners.remove(&first)));
    }),
    ("locked", |state| state.rules.locked = true),
    ("not closed", |state| state.rules.closed = false),
    ("no deadline", |state| state.rules.deadline_ms = None),
    ("another deadline", |state| state.rules.deadline_ms = state.rules.deadline_ms.map(|at_ms| at_ms + 1)),
    ("an earlier act is the last", |state| state.rules.seq -= 1),
    ("another generation", |state| state.address.generation += 1),
    ("another address", |state| state.address.room = RoomId([99; 16])),
    ("another entry", |state| state.address.entry_hash = EntryHash([99; 32])),
    ("a link of another moment", |state| state.address.seq -= 1),
];

const WHO_ASKED: &[Lie] = &[
    ("nobody asked", |state| state.address.asked.clear()),
    ("an asking fewer", |state| done(state.address.asked.pop())),
    ("in another order", |state| state.address.asked.reverse()),
    ("somebody else asked", |state| state.address.asked[1].member = Hand::new(5).id()),
    ("who has another link", |state| state.address.asked[0].has = 0),
    ("who asked more often", |state| state.address.asked[0].times += 1),
    ("who has its answer", |state| state.address.asked[1].open = false),
    ("who has none", |state| state.address.asked[0].open = true),
    ("by somebody else", |state| done(state.address.asked[0].answered.insert(Hand::new(2).id()))),
    ("by nobody", |state| state.address.asked[0].answered.clear()),
    ("somebody has not said its name", |state| state.address.named.clear()),
    ("somebody has", |state| done(state.address.named.insert(Hand::new(2).id()))),
];

const WHICH_EPOCH: &[Lie] = &[
    ("number", |state| state.epoch.number += 1),
    ("T", |state| state.epoch.transcript = Transcript([9; 32])),
    ("author", |state| state.epoch.author = Hand::new(1).id()),
    ("at", |state| {
        state.epoch.at += 1;
        state.trail.remove(0);
    }),
    ("seq", |state| state.epoch.seq += 1),
    ("time", |state| state.epoch.time_ms -= 1),
    ("somebody is not listed", |state| done(state.epoch.list.pop())),
    ("somebody else is", |state| state.epoch.list[1].id = Hand::new(5).id()),
    ("in another order", |state| state.epoch.list.reverse()),
    ("nobody resynced", |state| state.resyncs.0.clear()),
    ("twice", |state| state.resyncs.0.push(state.resyncs.0[0])),
    ("somebody else did", |state| state.resyncs.0[0].member = Hand::new(2).id()),
    ("for another epoch", |state| state.resyncs.0[0].transcript = Transcript([9; 32])),
    ("at another place", |state| state.resyncs.0[0].seq += 1),
    ("at another time", |state| state.resyncs.0[0].time_ms += 1),
    ("and it counts later", |state| state.resyncs.0[0].counts_from_ms += 1),
];

const WHERE_THE_LOG_IS: &[Lie] = &[
    ("the head's time", |state| state.trail.last_mut().unwrap().time_ms += 1),
    ("the head's L", |state| state.trail.last_mut().unwrap().hash = LogHash([9; 32])),
    ("the head changed nobody", |state| state.trail.last_mut().unwrap().roster_changed = false),
    ("the L before", |state| state.trail.iter_mut().rev().nth(1).unwrap().hash = LogHash([9; 32])),
    ("an event fewer", |state| done(state.trail.pop())),
    ("an event more", |state| state.trail.push(state.head.clone())),
    ("an event left out", |state| {
        let place = state.trail.len() - 2;
        state.trail.remove(place);
    }),
];

#[test]
fn r14_no_part_of_a_state_can_be_told_otherwise_with_the_same_log() {
    let (lived, joining) = joined();
    assert!(told(&lived).unwrap().has_just(&joining), "the truth is believed");
    let mut decoded = 0;
    for (what, lie) in [WHO_IS_THERE, WHAT_OWNERS_DID, WHO_ASKED, WHICH_EPOCH, WHERE_THE_LOG_IS].concat() {
        let mut bent = lived.clone();
        lie(&mut bent);
        assert!(bent.encode() != lived.encode(), "{what} is another state");
        let Some(told) = told(&bent) else { continue };
        assert!(!told.has_just(&joining), "{what}");
        decoded += 1;
    }
    assert!(decoded >= 50, "{decoded} lies got as far as the hash");
}

/// Whatever byte is another: refused, or found by the hash, or nothing but what the next rekey or post shows.
#[test]
fn r14_a_state_changed_in_any_byte_is_not_what_ones_joining_led_to() {
    let (lived, joining) = joined();
    let bytes = lived.encode();
    let (mut found, mut left) = (0, 0);
    for place in 0..bytes.len() {
        let mut mangled = bytes.clone();
        mangled[place] ^= 1 << (place % 8);
        let Ok(snapshot) = Snapshot::decode(&mangled) else { continue };
        let mut told = snapshot.claims_hold();
        if !told.has_just(&joining) {
            found += 1;
            continue;
        }
        left += 1;
        (told.genesis, told.origin) = (lived.genesis.clone(), lived.origin);
        told.epoch.posts = lived.epoch.posts;
        for (told, lived) in told.epoch.list.iter_mut().zip(&lived.epoch.list) {
            (told.next, told.seen) = (lived.next, lived.seen);
        }
        let marks_before = lived.trail.len() - 1;
        told.trail[..marks_before].clone_from_slice(&lived.trail[..marks_before]);
        assert!(told == lived, "byte {place}");
    }
    assert!(found > 300 && left > 300, "{found} found, {left} left");
}

#[test]
fn r14_another_joining_or_another_event_is_not_ones_own() {
    let (mut lived, joining) = joined();
    let other = Hand::new(7);
    let later = other.joins_now(&lived);
    assert!(!lived.has_just(&later));
    tell(&mut lived, later.clone()).unwrap();
    assert!(!lived.has_just(&joining), "somebody came after");
    assert!(lived.has_just(&later));
    assert!(!lived.has_just(&Change::Owner(other.id())));
}

#[test]
fn r14_what_posts_count_up_shows_at_the_next_post() {
    let (mut lived, hands) = seated(2);
    let said = post(hands[0].header(&lived));
    tell(&mut lived, said).unwrap();
    let joining = Hand::new(2).joins_now(&lived);
    tell(&mut lived, joining.clone()).unwrap();
    let lies: [fn(&mut State); 3] = [
        |state| state.epoch.list[0].next = 0,
        |state| state.epoch.list[0].next += 1,
        |state| state.epoch.list[0].seen = state.head.seq + 1,
    ];
    for lie in lies {
        let mut bent = lived.clone();
        lie(&mut bent);
        let mut told = told(&bent).unwrap();
        assert!(told.has_just(&joining));
        let next = post(hands[0].header(&lived));
        assert!(tell(&mut told, next.clone()).is_err(), "invalid where it stands: a fork");
        assert_eq!(tell(&mut lived.clone(), next), Ok(()));
    }
}

#[test]
fn r14_another_beginning_shows_at_the_next_rekey() {
    let (mut lived, hands) = seated(2);
    let joining = Hand::new(2).joins_now(&lived);
    tell(&mut lived, joining.clone()).unwrap();
    let true_beginning = lived.genesis().clone();
    let others = [
        Genesis { created_ms: true_beginning.created_ms + 1, ..true_beginning.clone() },
        Genesis { creator: hands[1].id(), ..true_beginning },
    ];
    let ids: Vec<_> = lived.seats().iter().map(Seat::id).collect();
    let rekey = hands[0].rekeys(&lived, &ids);
    for genesis in others {
        let mut told = told(&State { genesis, ..lived.clone() }).unwrap();
        assert_eq!(tell(&mut told, rekey.clone()), Err(Invalid::ElsewhereMade));
    }
    assert_eq!(tell(&mut lived, rekey), Ok(()));
}
