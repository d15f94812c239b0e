//! A member that signs for real, with keys as deterministic as its number. Makes what would be valid as the next event;
//! whoever wants something wrong changes a field.

use super::stage::ROOM;
use crate::envelope::{Header, Lane};
use crate::ids::{
    BoxedSecret, Confirm, EntryHash, ErasureCommitment, MemberId, NameCommitment, RoomId, SealedName, SealedTitle,
    Signature, Slot, VouchMac,
};
use crate::log::{Change, Seat, State};
use crate::point::Point;
use crate::signed::{
    Act, Announcement, Boxed, Fresh, Linkbox, OwnerAct, Power, Profile, Readdress, Rekey, Relink, Resync, Signed,
    Verified, signing_input,
};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use std::sync::LazyLock;

/// A member with a key of its own.
pub(super) struct Hand {
    /// `None` signs with zeros.
    key: Option<SigningKey>,
    public: Point,
    /// How often it has come back.
    pub(super) incarnation: u32,
}

/// The public keys of the private keys that are one number in every byte, from 1 on. Made once: each takes a while.
static POINTS: LazyLock<Vec<Point>> =
    LazyLock::new(|| (1..u8::MAX).map(|seed| public_of(&SigningKey::from_slice(&[seed; 32]).unwrap())).collect());

/// The public key of the private key that is `seed` in every byte.
pub(super) fn point(seed: u8) -> Point {
    POINTS[usize::from(seed) - 1]
}

fn public_of(key: &SigningKey) -> Point {
    Point::decode(key.verifying_key().to_sec1_point(false).as_bytes().try_into().unwrap()).unwrap()
}

/// A box for `to`. Nobody opens it: what is inside is not public.
pub(super) fn boxed(to: MemberId) -> Boxed {
    Boxed { to, ephemeral: point(97), sealed: BoxedSecret([10; 32]) }
}

impl Hand {
    pub(super) fn new(number: u8) -> Self {
        let key = SigningKey::from_slice(&[number + 1; 32]).unwrap();
        Self { public: point(number + 1), key: Some(key), incarnation: 0 }
    }

    /// The same member, in a hurry: the log takes signatures for checked, so where only it is asked they may be empty.
    pub(super) fn unsigned(number: u8) -> Self {
        Self { key: None, ..Self::new(number) }
    }

    pub(super) fn id(&self) -> MemberId {
        MemberId::of(&self.public)
    }

    pub(super) fn sign<A: Act>(&self, act: A) -> Verified<A> {
        let signature = self.key.as_ref().map_or([0; 64], |key| {
            let signature: p256::ecdsa::Signature = key.sign(&signing_input(&act));
            signature.to_bytes().into()
        });
        Signed::own(act, Signature(signature)).verified_under(self.public)
    }

    /// For a seat under the link that the room was made with.
    pub(super) fn announcement(&self) -> Announcement {
        Announcement {
            signing: self.public,
            agreement: point(99),
            room: ROOM,
            incarnation: self.incarnation,
            erasure: ErasureCommitment([1; 32]),
            name: NameCommitment([13; 32]),
            vouch: VouchMac([2; 32]),
        }
    }

    /// Takes a seat under the link that the room was made with.
    pub(super) fn joins(&self) -> Change {
        Change::Joined(self.sign(self.announcement()))
    }

    /// Takes a seat under the link in force.
    pub(super) fn joins_now(&self, state: &State) -> Change {
        let room = state.address().room;
        Change::Joined(self.sign(Announcement { room, ..self.announcement() }))
    }

    pub(super) fn rekey(&self, state: &State, list: &[MemberId]) -> Rekey {
        Rekey {
            generation: state.address().generation,
            room: state.address().room,
            genesis: state.origin(),
            previous: state.epoch().transcript,
            epoch: state.epoch().number + 1,
            at: state.head().seq,
            log_at: state.head().hash,
            author: self.id(),
            incarnation: self.incarnation,
            ephemeral: point(98),
            slots: list.iter().map(|id| (*id, Slot([3; 40]))).collect(),
            confirm: Confirm([4; 32]),
            vouch: VouchMac([5; 32]),
        }
    }

    pub(super) fn rekeys(&self, state: &State, list: &[MemberId]) -> Change {
        Change::Rekey(Box::new(self.sign(self.rekey(state, list))))
    }

    /// Of its next post.
    pub(super) fn header(&self, state: &State) -> Header {
        Header {
            lane: Lane::Durable,
            sender: self.id(),
            transcript: state.epoch().transcript,
            counter: state.epoch().listed(&self.id()).map_or(0, |listed| listed.next),
            seen: state.head().seq,
            log_seen: state.head().hash,
        }
    }

    pub(super) fn fresh(&self, state: &State) -> Fresh {
        let number = state.seat(&self.id()).map_or(0, Seat::agreement_number) + 1;
        let agreement = point(100 + u8::try_from(number % 100).unwrap());
        Fresh { genesis: state.origin(), member: self.id(), incarnation: self.incarnation, number, agreement }
    }

    pub(super) fn resync(&self, state: &State) -> Resync {
        Resync { transcript: state.epoch().transcript, member: self.id(), incarnation: self.incarnation }
    }

    pub(super) fn owner_act(&self, state: &State, power: Power) -> OwnerAct {
        OwnerAct {
            genesis: state.origin(),
            generation: state.address().generation,
            owner: self.id(),
            incarnation: self.incarnation,
            at: state.head().seq,
            log_at: state.head().hash,
            power,
        }
    }

    pub(super) fn acts(&self, state: &State, power: Power) -> Change {
        Change::OwnerAct(Box::new(self.sign(self.owner_act(state, power))))
    }

    /// The next link, with a box for everybody else but `removed`.
    pub(super) fn readdress(&self, state: &State, removed: Option<MemberId>) -> Readdress {
        let next = u8::try_from((state.address().generation + 1) % 200).unwrap();
        let stays = |id: &MemberId| *id != self.id() && Some(*id) != removed;
        Readdress {
            room: RoomId([20 + next; 16]),
            entry_hash: EntryHash([20 + next; 32]),
            removed,
            title: Some(Box::new(SealedTitle([11; 158]))),
            boxes: state.seats().iter().map(Seat::id).filter(stays).map(boxed).collect(),
        }
    }

    pub(super) fn readdresses(&self, state: &State, removed: Option<MemberId>) -> Change {
        self.acts(state, Power::Readdress(Box::new(self.readdress(state, removed))))
    }

    /// Asks for the link in force, having had all before it.
    pub(super) fn relink(&self, state: &State) -> Relink {
        let generation = state.address().generation;
        Relink {
            genesis: state.origin(),
            generation,
            member: self.id(),
            incarnation: self.incarnation,
            has: generation.saturating_sub(1),
        }
    }

    /// Answers what `to` has asked, or would ask.
    pub(super) fn linkbox(&self, state: &State, to: MemberId) -> Linkbox {
        let (address, generation) = (state.address(), state.address().generation);
        Linkbox {
            genesis: state.origin(),
            generation,
            from: self.id(),
            incarnation: self.incarnation,
            has: address.asking(&to).map_or(generation.saturating_sub(1), |asking| asking.has),
            number: state.seat(&to).map_or(0, Seat::agreement_number),
            boxed: boxed(to),
        }
    }

    pub(super) fn profile(&self, state: &State) -> Profile {
        Profile {
            genesis: state.origin(),
            generation: state.address().generation,
            member: self.id(),
            incarnation: self.incarnation,
            name: SealedName([12; 174]),
        }
    }
}
