//! The link in force, handed by somebody who has it to a member that asked.

use super::act::Act;
use super::boxed::Boxed;
use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::Label;
use crate::ids::{MemberId, Transcript};

/// The link in force for one member that asked (R19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkbox {
    /// T_0 of the room.
    pub genesis: Transcript,
    /// Generation of the link in force, whose secret is inside.
    pub generation: u32,
    /// Who hands it over.
    pub from: MemberId,
    /// In which incarnation.
    pub incarnation: u32,
    /// The generation whose `wrap` key salts the box: the last that the other has.
    pub has: u32,
    /// Number of the other's agreement key that the box was made for, 0 for the announcement's.
    pub number: u32,
    /// The box.
    pub boxed: Boxed,
}

impl Linkbox {
    /// What the box belongs to (R18).
    #[must_use]
    pub fn box_context(&self) -> [u8; 32] {
        Label::BOX_CONTEXT.hash(&[&self.write_head().finish()])
    }

    fn write_head(&self) -> Writer {
        Writer::new()
            .bytes(&self.genesis.0)
            .u32(self.generation)
            .bytes(&self.from.0)
            .u32(self.incarnation)
            .u32(self.has)
            .u32(self.number)
    }
}

impl Act for Linkbox {
    const LABEL: Label = Label::LINKBOX;

    fn encode(&self) -> Vec<u8> {
        self.boxed.write(self.write_head()).finish()
    }

    fn decode(blob: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(blob);
        let act = Self {
            genesis: Transcript::read(&mut reader)?,
            generation: reader.u32()?,
            from: MemberId::read(&mut reader)?,
            incarnation: reader.u32()?,
            has: reader.u32()?,
            number: reader.u32()?,
            boxed: Boxed::read(&mut reader)?,
        };
        reader.finish().map(|()| act)
    }

    fn signer(&self) -> MemberId {
        self.from
    }
}
