//! What a room begins with, and the chain of its events: R10, R12.

use super::hand::Hand;
use super::stage::{START_MS, empty, pair};
use crate::ids::{EntryHash, MemberId, RoomId};
use crate::log::{Change, Departure, Event, Genesis, Invalid};

#[test]
fn r10_everything_a_room_begins_with_is_in_its_origin() {
    let genesis = empty().genesis().clone();
    let others = [
        Genesis { parameters: 0x11, ..genesis.clone() },
        Genesis { room: RoomId([0; 16]), ..genesis.clone() },
        Genesis { entry_hash: EntryHash([0; 32]), ..genesis.clone() },
        Genesis { created_ms: START_MS + 1, ..genesis.clone() },
        Genesis { creator: MemberId::NOBODY, ..genesis.clone() },
    ];
    assert!(others.iter().all(|other| other.transcript() != genesis.transcript()));
}

#[test]
fn r12_events_come_in_order_and_time_never_goes_back() {
    let (mut state, one) = (empty(), Hand::new(0));
    for (seq, time_ms) in [(0, START_MS), (2, START_MS), (1, START_MS - 1)] {
        let event = Event { seq, time_ms, change: one.joins() };
        assert_eq!(state.apply(&event), Err(Invalid::OutOfOrder));
    }
    assert_eq!(state.apply(&Event { seq: 1, time_ms: START_MS, change: one.joins() }), Ok(()));
}

#[test]
fn r12_the_log_hash_names_every_part_of_an_event() {
    let (state, one, two) = pair();
    let hash = |change: Change, time_ms| {
        let mut state = state.clone();
        state.apply(&Event { seq: state.head().seq + 1, time_ms, change }).unwrap();
        state.head().hash
    };
    let now = state.head().time_ms;
    let base = hash(Change::Left(two.id(), Departure::Left), now);
    assert_ne!(base, hash(Change::Left(two.id(), Departure::Left), now + 1));
    assert_ne!(base, hash(Change::Left(two.id(), Departure::Lost), now));
    assert_ne!(base, hash(Change::Left(one.id(), Departure::Left), now));
    assert_ne!(base, hash(Change::Owner(two.id()), now));
}
