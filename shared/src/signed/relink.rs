//! "The new link did not reach me": asks the others for it.

use super::act::Act;
use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::Label;
use crate::ids::{MemberId, Transcript};

/// "The new link did not reach me": asks the others for it (R19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relink {
    /// T_0 of the room.
    pub genesis: Transcript,
    /// Generation of the link in force, which the member does not have.
    pub generation: u32,
    /// Who asks.
    pub member: MemberId,
    /// In which incarnation.
    pub incarnation: u32,
    /// The last generation that it has.
    pub has: u32,
}

impl Act for Relink {
    const LABEL: Label = Label::RELINK;

    fn encode(&self) -> Vec<u8> {
        Writer::new()
            .bytes(&self.genesis.0)
            .u32(self.generation)
            .bytes(&self.member.0)
            .u32(self.incarnation)
            .u32(self.has)
            .finish()
    }

    fn decode(blob: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(blob);
        let act = Self {
            genesis: Transcript::read(&mut reader)?,
            generation: reader.u32()?,
            member: MemberId::read(&mut reader)?,
            incarnation: reader.u32()?,
            has: reader.u32()?,
        };
        reader.finish().map(|()| act)
    }

    fn signer(&self) -> MemberId {
        self.member
    }
}
