//! What a member makes to say: joins, acts, headers and posts, right where the log stands. Its signatures are real, its
//! seals are not.

use super::{Link, Member, key, public};
use burnroom_shared::envelope::{Envelope, Header, Lane, unsigned};
use burnroom_shared::frame::{Base64, Join, MemberFrame, SignedBytes};
use burnroom_shared::ids::{
    BoxedSecret, Confirm, Digest, ErasureCommitment, MemberId, NameCommitment, Signature, Slot, VouchMac,
};
use burnroom_shared::limits::{SEALED_NAME_BYTES, VERSION};
use burnroom_shared::log::Seat;
use burnroom_shared::signed::{Act, Announcement, Boxed, OwnerAct, Power, Readdress, Rekey, Signed, signing_input};
use p256::ecdsa::signature::Signer as _;

/// What the bodies of posts are made of here.
pub(crate) const POST_FILLER: u8 = 8;

impl Member {
    pub(crate) fn announcement(&self) -> Announcement {
        Announcement {
            signing: public(&self.key),
            agreement: public(&key(99)),
            room: self.link.room,
            incarnation: self.incarnation,
            erasure: ErasureCommitment([1; 32]),
            name: NameCommitment([2; 32]),
            vouch: VouchMac([2; 32]),
        }
    }

    pub(crate) fn joining(&self) -> Join {
        Join {
            version: VERSION,
            entry: self.link.entry,
            announcement: self.signed(self.announcement()),
            name: Base64(vec![3; SEALED_NAME_BYTES]),
            pin: None,
        }
    }

    pub(crate) fn signed<A: Act>(&self, act: A) -> SignedBytes {
        let signature: p256::ecdsa::Signature = self.key.sign(&signing_input(&act));
        SignedBytes::from(&Signed::own(act, Signature(signature.to_bytes().into())))
    }

    /// A rekey for everyone seated.
    pub(crate) fn rekey(&self) -> Rekey {
        let state = self.state();
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
            ephemeral: public(&key(98)),
            slots: state.seats().iter().map(|seat| (seat.id(), Slot([4; 40]))).collect(),
            confirm: Confirm([5; 32]),
            vouch: VouchMac([6; 32]),
        }
    }

    /// Makes it.
    pub(crate) async fn rekeys(&mut self) {
        let rekey = MemberFrame::Rekey(self.signed(self.rekey()));
        self.say(&rekey).await;
    }

    /// What it does as an owner who has read everything.
    pub(crate) fn owner_act(&self, power: Power) -> OwnerAct {
        let state = self.state();
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

    /// Does it.
    pub(crate) async fn rule(&mut self, power: Power) {
        let act = MemberFrame::OwnerAct(self.signed(self.owner_act(power)));
        self.say(&act).await;
    }

    /// The room behind another link, for everyone but this member and whoever is removed.
    pub(crate) fn readdress(&self, link: &Link, removed: Option<MemberId>) -> Readdress {
        let stays = |id: &MemberId| *id != self.id() && Some(*id) != removed;
        Readdress {
            room: link.room,
            entry_hash: link.entry_hash(),
            removed,
            title: None,
            boxes: self.state().seats().iter().map(Seat::id).filter(stays).map(boxed).collect(),
        }
    }

    /// The header of its next post.
    pub(crate) fn header(&self) -> Header {
        let state = self.state();
        Header {
            lane: Lane::Durable,
            sender: self.id(),
            transcript: state.epoch().transcript,
            counter: state.epoch().listed(&self.id()).map_or(0, |listed| listed.next),
            seen: state.head().seq,
            log_seen: state.head().hash,
        }
    }
}

/// A box that nobody sealed.
pub(crate) fn boxed(to: MemberId) -> Boxed {
    Boxed { to, ephemeral: public(&key(97)), sealed: BoxedSecret([5; 32]) }
}

/// A post with a body of `length` bytes that nobody sealed.
pub(crate) fn envelope(header: &Header, length: usize) -> Vec<u8> {
    let mut bytes = unsigned(header, &[7; 12], &vec![POST_FILLER; length + 16]);
    bytes.extend_from_slice(&[9; 64]);
    bytes
}

/// What a refusal names a post by.
pub(crate) fn digest(envelope: &[u8]) -> Digest {
    Envelope::decode(envelope).unwrap().digest()
}
