//! A name, sealed again under the link in force, so that newcomers can read it.

use super::act::Act;
use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::Label;
use crate::ids::{MemberId, SealedName, Transcript};

/// A member's name under the link in force (R74).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// T_0 of the room.
    pub genesis: Transcript,
    /// Generation of the link that it is sealed under.
    pub generation: u32,
    /// Whose.
    pub member: MemberId,
    /// In which incarnation.
    pub incarnation: u32,
    /// The name.
    pub name: SealedName,
}

impl Act for Profile {
    const LABEL: Label = Label::NAME;

    fn encode(&self) -> Vec<u8> {
        Writer::new()
            .bytes(&self.genesis.0)
            .u32(self.generation)
            .bytes(&self.member.0)
            .u32(self.incarnation)
            .bytes(&self.name.0)
            .finish()
    }

    fn decode(blob: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(blob);
        let act = Self {
            genesis: Transcript::read(&mut reader)?,
            generation: reader.u32()?,
            member: MemberId::read(&mut reader)?,
            incarnation: reader.u32()?,
            name: SealedName::read(&mut reader)?,
        };
        reader.finish().map(|()| act)
    }

    fn signer(&self) -> MemberId {
        self.member
    }
}
