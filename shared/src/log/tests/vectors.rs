//! Rooms as another program computed them from the words of PROTOCOL.md alone, with real signatures: event by event, and
//! what it refuses. Whoever writes a client can begin by arriving where they arrive.

use super::told::{Beginning, Made, Room, Told, bytes, from_hex, hex, holds, rooms};
use crate::hash::{Label, sha256};
use crate::ids::{EntryHash, MemberId, RoomId};
use crate::log::snapshot::Snapshot;
use crate::log::{Change, Event, Genesis, Invalid, State};
use crate::signed::{Boxed, Power};

fn begin(beginning: &Beginning) -> State {
    let state = State::new(Genesis {
        parameters: beginning.parameters,
        room: RoomId(bytes(&beginning.room)),
        entry_hash: EntryHash(bytes(&beginning.entry_hash)),
        created_ms: beginning.created_ms,
        creator: MemberId(bytes(&beginning.creator)),
    });
    assert_eq!(hex(&state.origin().0), beginning.origin, "T_0");
    assert_eq!(hex(&state.head().hash.0), beginning.origin, "L_0");
    assert_eq!(hex(&state.standing), beginning.standing, "standing hash of nothing");
    assert_eq!(hex(&standing_of(&beginning.standing_bytes)), beginning.standing, "X of nothing");
    assert_eq!(hex(&state.encode()), beginning.state, "R of nothing");
    state
}

fn standing_of(standing_bytes: &str) -> [u8; 32] {
    Label::STANDING.hash(&[&from_hex(standing_bytes)])
}

/// What members make from secrets, as far as it is public.
fn compare_made(before: &State, state: &State, change: &Change, made: &Made) {
    let (context, from, boxes) = match change {
        Change::Rekey(_) => {
            assert_eq!(Some(hex(&state.epoch().transcript.0)), made.transcript, "T");
            return;
        }
        Change::OwnerAct(act) => match &act.act().power {
            Power::Readdress(readdress) => (act.act().box_context(), act.act().owner, readdress.boxes.clone()),
            _ => return,
        },
        Change::Linkbox(linkbox) => (linkbox.act().box_context(), linkbox.act().from, vec![linkbox.act().boxed]),
        _ => return,
    };
    assert_eq!(Some(hex(&context)), made.context, "context");
    let binding = |boxed: &Boxed| {
        let agreement = before.seat(&boxed.to).unwrap().agreement();
        hex(&Boxed::binding(&context, &from, &boxed.to, &agreement, &boxed.ephemeral))
    };
    let written = made.boxes.as_deref().unwrap_or_default().iter().map(|boxed| boxed.binding.clone());
    assert!(boxes.iter().map(binding).eq(written), "H of each box");
}

/// Compares all that the file says of one event.
fn compare(state: &State, change: &Change, told: &Told) {
    let place = |what: &str| format!("{what} of event {}", told.seq);
    assert_eq!((change.kind(), hex(&change.subject().0)), (told.kind, told.subject.clone()), "{}", place("subject"));
    assert_eq!(Some(hex(&change.digest().0)), told.digest, "{}", place("digest"));
    assert_eq!(Some(hex(&state.standing)), told.standing, "{}", place("standing hash"));
    assert_eq!(Some(hex(&sha256(&state.encode()))), told.state_sha256, "{}", place("R"));
    assert_eq!(Some(hex(&state.head().hash.0)), told.log, "{}", place("L"));
    if let Some(standing_bytes) = &told.standing_bytes {
        assert_eq!(standing_of(standing_bytes), state.standing, "{}", place("X"));
    }
}

/// Whoever is told R goes on from it like everyone.
fn taken_over(state: &State, change: &Change, told: &str) -> State {
    assert_eq!(hex(&state.encode()), told, "R");
    let snapshot = Snapshot::decode(&from_hex(told)).unwrap();
    assert!(snapshot.claims().iter().all(|claim| holds(&claim.key, &claim.message, &claim.signature)));
    let state = snapshot.claims_hold();
    assert!(state.has_just(change), "its head is not what R12 makes of it");
    state
}

fn refuse(state: &State, room: &Room) -> Vec<Invalid> {
    let here = room.refused.iter().filter(|told| told.seq == state.head().seq + 1);
    let refused = here.map(|told| {
        let mut room = state.clone();
        let event = Event { seq: told.seq, time_ms: told.time_ms, change: told.change(state) };
        let refused = room.apply(&event).expect_err(told.why.as_ref().unwrap());
        assert_eq!(room.encode(), state.encode(), "a refused event left a trace: {:?}", told.why);
        refused
    });
    refused.collect()
}

#[test]
fn r12_a_room_is_as_another_program_computed_it() {
    let mut shown = 0;
    for room in rooms() {
        let mut states = vec![begin(&room.beginning)];
        for told in &room.events {
            let before = states[0].clone();
            let change = told.change(&before);
            let event = Event { seq: told.seq, time_ms: told.time_ms, change: change.clone() };
            for state in &mut states {
                assert_eq!(state.apply(&event), Ok(()), "event {}", told.seq);
                compare(state, &change, told);
            }
            compare_made(&before, &states[0], &change, told.made_from.as_ref().unwrap_or(&Made::default()));
            if let Some(state) = &told.state {
                states.push(taken_over(&states[0], &change, state));
                shown += 1;
            }
        }
    }
    assert_eq!(shown, 4, "a newcomer's R, one for each that the file shows");
}

#[test]
fn r12_what_another_program_refuses_is_refused_here() {
    let mut refused = Vec::new();
    for room in rooms() {
        let mut state = begin(&room.beginning);
        for told in &room.events {
            refused.extend(refuse(&state, &room));
            let change = told.change(&state);
            state.apply(&Event { seq: told.seq, time_ms: told.time_ms, change }).unwrap();
        }
        refused.extend(refuse(&state, &room));
    }
    let by_the_rule = [
        Invalid::WrongCounter,
        Invalid::WrongReference,
        Invalid::NotOwner,
        Invalid::NoProgress,
        Invalid::NoProgress,
        Invalid::NoProgress,
        Invalid::Repeated,
        Invalid::ElsewhereMade,
        Invalid::WrongReference,
        Invalid::AlreadySeated,
        Invalid::NotOwner,
        Invalid::Closed,
        Invalid::AlreadySeated,
        Invalid::NoProgress,
    ];
    assert_eq!(refused, by_the_rule, "each for what the file says");
}

#[test]
fn r12_the_rooms_have_every_kind_of_event() {
    let rooms = rooms();
    let of = |kind: u8| rooms.iter().flat_map(|room| &room.events).any(|told| told.kind == kind);
    let absent: Vec<_> = (1..=18).filter(|kind| !of(*kind)).collect();
    assert!(absent.is_empty(), "no event of kinds {absent:?}");
}
