//! A new epoch: a fresh secret, wrapped once for each member of its list; P and T, which everyone computes.

use super::act::Act;
use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::{Label, sha256};
use crate::ids::{AnnouncementHash, Confirm, LogHash, MemberId, Preimage, RoomId, Slot, Transcript, VouchMac};
use crate::limits::CAPACITY_MAX;
use crate::point::Point;

/// A new epoch: a fresh secret, wrapped once for each member of its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rekey {
    /// Generation of the link.
    pub generation: u32,
    /// The room's address.
    pub room: RoomId,
    /// T_0: whoever was told another beginning finds this rekey invalid.
    pub genesis: Transcript,
    /// T of the epoch before.
    pub previous: Transcript,
    /// Number of the new epoch: one more than the one before.
    pub epoch: u32,
    /// The event up to which the author had read.
    pub at: u64,
    /// L at that event.
    pub log_at: LogHash,
    /// Who made it.
    pub author: MemberId,
    /// In which incarnation.
    pub incarnation: u32,
    /// ECDH key made for this rekey alone.
    pub ephemeral: Point,
    /// The members, in the order of their seats, each with its slot.
    pub slots: Vec<(MemberId, Slot)>,
    /// HKDF of the secret: whoever opens a slot checks it against this.
    pub confirm: Confirm,
    /// HMAC under the link's vouch key over T.
    pub vouch: VouchMac,
}

/// A listed member's keys as of a rekey's `at`, as P names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedKeys {
    /// Whose.
    pub id: MemberId,
    /// The hash of the announcement that took the seat.
    pub announcement: AnnouncementHash,
    /// The agreement key in force.
    pub agreement: Point,
}

impl Rekey {
    /// P: SHA-256 over all that is public about this rekey and over each listed member's keys (R20).
    #[must_use]
    pub fn preimage(&self, keys: &[ListedKeys]) -> Preimage {
        let listed = Writer::new().list(keys, |writer, key| {
            writer.bytes(&key.id.0).bytes(&key.announcement.0).bytes(key.agreement.as_bytes())
        });
        Preimage(Label::PREIMAGE.hash(&[&self.head(), &listed.finish()]))
    }

    /// T: commits to P, to every slot and to the secret (R21).
    #[must_use]
    pub fn transcript(&self, preimage: &Preimage) -> Transcript {
        let slots: Vec<u8> = self.slots.iter().flat_map(|(_, slot)| slot.0).collect();
        Transcript(Label::TRANSCRIPT.hash(&[&preimage.0, &sha256(&slots), &self.confirm.0]))
    }

    /// What the voucher is over.
    #[must_use]
    pub fn vouch_input(transcript: &Transcript) -> Vec<u8> {
        Label::VOUCH_REKEY.then(&[&transcript.0])
    }

    /// The listed ids, in order.
    pub fn list(&self) -> impl Iterator<Item = MemberId> + '_ {
        self.slots.iter().map(|(id, _)| *id)
    }

    /// The slot of `id`.
    #[must_use]
    pub fn slot(&self, id: &MemberId) -> Option<&Slot> {
        self.slots.iter().find(|(listed, _)| listed == id).map(|(_, slot)| slot)
    }

    fn head(&self) -> Vec<u8> {
        Writer::new()
            .u32(self.generation)
            .bytes(&self.room.0)
            .bytes(&self.genesis.0)
            .bytes(&self.previous.0)
            .u32(self.epoch)
            .u64(self.at)
            .bytes(&self.log_at.0)
            .bytes(&self.author.0)
            .u32(self.incarnation)
            .bytes(self.ephemeral.as_bytes())
            .finish()
    }
}

impl Act for Rekey {
    const LABEL: Label = Label::REKEY;

    fn encode(&self) -> Vec<u8> {
        Writer::new()
            .bytes(&self.head())
            .list(&self.slots, |writer, (id, slot)| writer.bytes(&id.0).bytes(&slot.0))
            .bytes(&self.confirm.0)
            .bytes(&self.vouch.0)
            .finish()
    }

    fn decode(blob: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(blob);
        let act = Self {
            generation: reader.u32()?,
            room: RoomId::read(&mut reader)?,
            genesis: Transcript::read(&mut reader)?,
            previous: Transcript::read(&mut reader)?,
            epoch: reader.u32()?,
            at: reader.u64()?,
            log_at: LogHash::read(&mut reader)?,
            author: MemberId::read(&mut reader)?,
            incarnation: reader.u32()?,
            ephemeral: Point::read(&mut reader)?,
            slots: reader.list(usize::from(CAPACITY_MAX), |slot| Ok((MemberId::read(slot)?, Slot::read(slot)?)))?,
            confirm: Confirm::read(&mut reader)?,
            vouch: VouchMac::read(&mut reader)?,
        };
        reader.finish().map(|()| act)
    }

    fn signer(&self) -> MemberId {
        self.author
    }
}
