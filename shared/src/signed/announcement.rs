//! Who asks for a seat: keys, where, and the voucher of somebody who has the link.

use super::act::Act;
use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::Label;
use crate::ids::{AnnouncementHash, ErasureCommitment, MemberId, NameCommitment, RoomId, VouchMac};
use crate::point::Point;

/// Who asks for a seat: keys, where, and the voucher of somebody who has the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// ECDSA P-256 key; the member's id is its hash.
    pub signing: Point,
    /// First ECDH P-256 key.
    pub agreement: Point,
    /// The room's address under the link in force: also says of which generation that is.
    pub room: RoomId,
    /// 0 for a new id; one more each time the same page takes a seat again.
    pub incarnation: u32,
    /// Commitment to the token that will say "erased" after the burn.
    pub erasure: ErasureCommitment,
    /// Commitment to the name that the seat goes by, under whichever link it is sealed (R16).
    pub name: NameCommitment,
    /// HMAC under the link's vouch key over everything above (R9).
    pub vouch: VouchMac,
}

impl Announcement {
    /// What the voucher is over.
    #[must_use]
    pub fn vouch_input(&self) -> Vec<u8> {
        Label::VOUCH_ANNOUNCEMENT.then(&[&self.unvouched()])
    }

    /// The member's id.
    #[must_use]
    pub fn id(&self) -> MemberId {
        MemberId::of(&self.signing)
    }

    /// The hash that rekeys name this announcement by.
    #[must_use]
    pub fn hash(&self) -> AnnouncementHash {
        AnnouncementHash(Label::ANNOUNCEMENT.hash(&[&self.encode()]))
    }

    fn unvouched(&self) -> Vec<u8> {
        Writer::new()
            .bytes(self.signing.as_bytes())
            .bytes(self.agreement.as_bytes())
            .bytes(&self.room.0)
            .u32(self.incarnation)
            .bytes(&self.erasure.0)
            .bytes(&self.name.0)
            .finish()
    }
}

impl Act for Announcement {
    const LABEL: Label = Label::ANNOUNCEMENT;

    fn encode(&self) -> Vec<u8> {
        Writer::new().bytes(&self.unvouched()).bytes(&self.vouch.0).finish()
    }

    fn decode(blob: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(blob);
        let act = Self {
            signing: Point::read(&mut reader)?,
            agreement: Point::read(&mut reader)?,
            room: RoomId::read(&mut reader)?,
            incarnation: reader.u32()?,
            erasure: ErasureCommitment::read(&mut reader)?,
            name: NameCommitment::read(&mut reader)?,
            vouch: VouchMac::read(&mut reader)?,
        };
        reader.finish().map(|()| act)
    }

    fn signer(&self) -> MemberId {
        self.id()
    }
}
