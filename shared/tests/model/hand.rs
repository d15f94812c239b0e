//! The three members. The log takes signatures for checked, so these are zeros; only a member's own hand makes its acts.

use burnroom_shared::envelope::{Header, Lane};
use burnroom_shared::hash::sha256;
use burnroom_shared::ids::{
    Confirm, Digest, EntryHash, ErasureCommitment, MemberId, NameCommitment, RoomId, Signature, Slot, VouchMac,
};
use burnroom_shared::log::{Change, Genesis, Post, State};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, OwnerAct, Power, Readdress, Rekey, Resync, Signed, Verified};
use p256::ecdsa::SigningKey;
use std::sync::LazyLock;

/// How many there are.
pub(crate) const MEMBERS: usize = 3;

static POINTS: LazyLock<Vec<Point>> = LazyLock::new(|| {
    let point = |seed: u8| {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        Point::decode(key.verifying_key().to_sec1_point(false).as_bytes().try_into().unwrap()).unwrap()
    };
    (1..=8).map(point).collect()
});

pub(crate) fn id(member: usize) -> MemberId {
    MemberId::of(&POINTS[member])
}

pub(crate) fn empty() -> State {
    State::new(Genesis {
        parameters: 0x10,
        room: RoomId([7; 16]),
        entry_hash: EntryHash([8; 32]),
        created_ms: 1_800_000_000_000,
        creator: id(0),
    })
}

fn signed<A: Act>(member: usize, act: A) -> Verified<A> {
    Signed::own(act, Signature([0; 64])).verified_under(POINTS[member])
}

pub(crate) fn joins(member: usize, room: RoomId) -> Change {
    Change::Joined(signed(
        member,
        Announcement {
            signing: POINTS[member],
            agreement: POINTS[member + 4],
            room,
            incarnation: 0,
            erasure: ErasureCommitment([u8::try_from(member).unwrap(); 32]),
            name: NameCommitment([0; 32]),
            vouch: VouchMac([2; 32]),
        },
    ))
}

/// A rekey on top of what its author has seen. `number` tells two of one author apart: each has a secret of its own.
pub(crate) fn rekeys(member: usize, state: &State, list: &[MemberId], number: u8) -> Change {
    let head = state.head();
    Change::Rekey(Box::new(signed(
        member,
        Rekey {
            generation: state.address().generation,
            room: state.address().room,
            genesis: state.origin(),
            previous: state.epoch().transcript,
            epoch: state.epoch().number + 1,
            at: head.seq,
            log_at: head.hash,
            author: id(member),
            incarnation: 0,
            ephemeral: POINTS[7],
            slots: list.iter().map(|id| (*id, Slot([number; 40]))).collect(),
            confirm: Confirm([number; 32]),
            vouch: VouchMac([5; 32]),
        },
    )))
}

pub(crate) fn posts(member: usize, state: &State) -> Option<Change> {
    let listed = state.epoch().listed(&id(member))?;
    let header = Header {
        lane: Lane::Durable,
        sender: id(member),
        transcript: state.epoch().transcript,
        counter: listed.next,
        seen: state.head().seq,
        log_seen: state.head().hash,
    };
    Some(Change::Post(Post { header, digest: Digest(sha256(&header.encode())) }))
}

pub(crate) fn resyncs(member: usize, state: &State) -> Change {
    let transcript = state.epoch().transcript;
    Change::Resync(signed(member, Resync { transcript, member: id(member), incarnation: 0 }))
}

pub(crate) fn owns(member: usize, state: &State, power: Power) -> Change {
    Change::OwnerAct(Box::new(signed(
        member,
        OwnerAct {
            genesis: state.origin(),
            generation: state.address().generation,
            owner: id(member),
            incarnation: 0,
            at: state.head().seq,
            log_at: state.head().hash,
            power,
        },
    )))
}

/// Removes somebody, and with it changes the link.
pub(crate) fn kicks(member: usize, state: &State, whom: usize) -> Change {
    let generation = u8::try_from(state.address().generation).unwrap();
    let readdress = Readdress {
        room: RoomId([20 + generation; 16]),
        entry_hash: EntryHash([20 + generation; 32]),
        removed: Some(id(whom)),
        title: None,
        boxes: Vec::new(),
    };
    owns(member, state, Power::Readdress(Box::new(readdress)))
}
