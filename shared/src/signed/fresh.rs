//! A new agreement key of somebody seated: the one before can be forgotten soon.

use super::act::Act;
use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::Label;
use crate::ids::{MemberId, Transcript};
use crate::point::Point;

/// A new agreement key of somebody seated: the old one can be forgotten soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// T_0 of the room.
    pub genesis: Transcript,
    /// Whose key.
    pub member: MemberId,
    /// Of which incarnation.
    pub incarnation: u32,
    /// 1 for the first after the announcement's key, then one more each time.
    pub number: u32,
    /// The key.
    pub agreement: Point,
}

impl Act for Fresh {
    const LABEL: Label = Label::FRESH;

    fn encode(&self) -> Vec<u8> {
        Writer::new()
            .bytes(&self.genesis.0)
            .bytes(&self.member.0)
            .u32(self.incarnation)
            .u32(self.number)
            .bytes(self.agreement.as_bytes())
            .finish()
    }

    fn decode(blob: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(blob);
        let act = Self {
            genesis: Transcript::read(&mut reader)?,
            member: MemberId::read(&mut reader)?,
            incarnation: reader.u32()?,
            number: reader.u32()?,
            agreement: Point::read(&mut reader)?,
        };
        reader.finish().map(|()| act)
    }

    fn signer(&self) -> MemberId {
        self.member
    }
}
