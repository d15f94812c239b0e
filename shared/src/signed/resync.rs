//! "The secret of this epoch is not good for me": asks for another rekey.

use super::act::Act;
use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::Label;
use crate::ids::{MemberId, Transcript};

/// "The secret of this epoch is not good for me": asks for another rekey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resync {
    /// T of the epoch that is not good.
    pub transcript: Transcript,
    /// Who asks.
    pub member: MemberId,
    /// In which incarnation.
    pub incarnation: u32,
}

impl Act for Resync {
    const LABEL: Label = Label::RESYNC;

    fn encode(&self) -> Vec<u8> {
        Writer::new().bytes(&self.transcript.0).bytes(&self.member.0).u32(self.incarnation).finish()
    }

    fn decode(blob: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(blob);
        let act = Self {
            transcript: Transcript::read(&mut reader)?,
            member: MemberId::read(&mut reader)?,
            incarnation: reader.u32()?,
        };
        reader.finish().map(|()| act)
    }

    fn signer(&self) -> MemberId {
        self.member
    }
}
