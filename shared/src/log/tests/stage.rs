//! Rooms to begin with, and how they are told what happens.

use super::hand::Hand;
use crate::envelope::Header;
use crate::ids::{Digest, EntryHash, MemberId, RoomId};
use crate::log::{Change, Genesis, Invalid, Post, State};
use crate::signed::Power;

/// Where every room here is, under its first link.
pub(super) const ROOM: RoomId = RoomId([7; 16]);
/// When every room here was made, ms.
pub(super) const START_MS: u64 = 1_800_000_000_000;

pub(super) fn post(header: Header) -> Change {
    Change::Post(Post { header, digest: Digest([6; 32]) })
}

/// Made by the first hand; nobody has come.
pub(super) fn empty() -> State {
    State::new(Genesis {
        parameters: 0x10,
        room: ROOM,
        entry_hash: EntryHash([8; 32]),
        created_ms: START_MS,
        creator: Hand::new(0).id(),
    })
}

/// Applies `change` a second after the head, and asks that a refusal changed nothing.
pub(super) fn tell(state: &mut State, change: Change) -> Result<(), Invalid> {
    let event = state.next(change, state.head().time_ms + 1_000);
    let before = state.encode();
    let told = state.apply(&event);
    assert!(told.is_ok() || before == state.encode(), "a refused event left a trace");
    told
}

/// `hand` does `power` as the next event.
pub(super) fn act(state: &mut State, hand: &Hand, power: Power) -> Result<(), Invalid> {
    let change = hand.acts(state, power);
    tell(state, change)
}

/// Gives the room its next link, and removes `removed` or nobody.
pub(super) fn move_on(state: &mut State, owner: &Hand, removed: Option<MemberId>) {
    let change = owner.readdresses(state, removed);
    tell(state, change).unwrap();
}

/// So many members with a key for all of them; the first is the owner.
pub(super) fn seated(count: u8) -> (State, Vec<Hand>) {
    let (mut state, hands) = (empty(), (0..count).map(Hand::new).collect::<Vec<_>>());
    hands.iter().for_each(|hand| tell(&mut state, hand.joins()).unwrap());
    rekey_for_all(&mut state, &hands[0]);
    (state, hands)
}

/// A rekey by `author` for everybody who is seated.
pub(super) fn rekey_for_all(state: &mut State, author: &Hand) {
    let ids: Vec<_> = state.seats().iter().map(crate::log::Seat::id).collect();
    let change = author.rekeys(state, &ids);
    tell(state, change).unwrap();
}

/// Two members with a key for both.
pub(super) fn pair() -> (State, Hand, Hand) {
    let (state, hands) = seated(2);
    let [one, two] = <[Hand; 2]>::try_from(hands).ok().unwrap();
    (state, one, two)
}
