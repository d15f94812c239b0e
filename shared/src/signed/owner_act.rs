//! What an owner does to a room. Bound to the log at one event, so that nobody can say it again later (R66).

use super::act::Act;
use super::boxed::Boxed;
use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::Label;
use crate::ids::{EntryHash, LogHash, MemberId, RoomId, SealedTitle, Transcript};
use crate::limits::CAPACITY_MAX;

/// What an owner does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerAct {
    /// T_0 of the room.
    pub genesis: Transcript,
    /// Generation of the link in force.
    pub generation: u32,
    /// Who does it.
    pub owner: MemberId,
    /// In which incarnation.
    pub incarnation: u32,
    /// The event up to which the owner had read.
    pub at: u64,
    /// L at that event.
    pub log_at: LogHash,
    /// What.
    pub power: Power,
}

/// What owners can do. [`Power::kind`] is also the kind in the log hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Power {
    /// Gives the room another link, and removes somebody with it or nobody.
    Readdress(Box<Readdress>),
    /// Lets nobody new in.
    Lock,
    /// Lets people in again.
    Unlock,
    /// Lets the room burn later.
    Extend {
        /// When, relay's ms since 1970: at most 24 h after the creation.
        deadline_ms: u64,
    },
    /// Gives the room another title.
    Rename(Box<SealedTitle>),
    /// Lets nobody write.
    Close,
    /// Lets people write again.
    Reopen,
    /// Makes somebody else an owner in one's own place.
    HandOver(MemberId),
}

/// The next generation of the link (R17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readdress {
    /// The room's address from now on.
    pub room: RoomId,
    /// SHA-256 of the entry token from now on.
    pub entry_hash: EntryHash,
    /// Who is removed.
    pub removed: Option<MemberId>,
    /// The title, sealed under the new link.
    pub title: Option<Box<SealedTitle>>,
    /// The new secret for each of those who stay, in the order of their seats, without the owner.
    pub boxes: Vec<Boxed>,
}

impl Power {
    /// The kind number in the log hash, and in the signed bytes.
    #[must_use]
    pub fn kind(&self) -> u8 {
        match self {
            Self::Readdress(_) => 6,
            Self::Lock => 10,
            Self::Unlock => 11,
            Self::Extend { .. } => 12,
            Self::Rename(_) => 14,
            Self::Close => 15,
            Self::Reopen => 16,
            Self::HandOver(_) => 18,
        }
    }

    fn write(&self, writer: Writer) -> Writer {
        let writer = writer.u8(self.kind());
        match self {
            Self::Readdress(readdress) => {
                let writer = readdress.write_head(writer);
                writer.list(&readdress.boxes, |writer, boxed| boxed.write(writer))
            }
            Self::Extend { deadline_ms } => writer.u64(*deadline_ms),
            Self::Rename(title) => writer.bytes(&title.0),
            Self::HandOver(to) => writer.bytes(&to.0),
            Self::Lock | Self::Unlock | Self::Close | Self::Reopen => writer,
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match reader.u8()? {
            6 => Self::Readdress(Box::new(Readdress::read(reader)?)),
            10 => Self::Lock,
            11 => Self::Unlock,
            12 => Self::Extend { deadline_ms: reader.u64()? },
            14 => Self::Rename(Box::new(SealedTitle::read(reader)?)),
            15 => Self::Close,
            16 => Self::Reopen,
            18 => Self::HandOver(MemberId::read(reader)?),
            _ => return Err(DecodeError::OutOfRange),
        })
    }
}

impl Readdress {
    fn write_head(&self, writer: Writer) -> Writer {
        let writer = writer.bytes(&self.room.0).bytes(&self.entry_hash.0);
        let writer = optional(writer, self.removed.as_ref().map(|id| &id.0[..]));
        optional(writer, self.title.as_ref().map(|title| &title.0[..]))
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            room: RoomId::read(reader)?,
            entry_hash: EntryHash::read(reader)?,
            removed: if flag(reader)? { Some(MemberId::read(reader)?) } else { None },
            title: if flag(reader)? { Some(Box::new(SealedTitle::read(reader)?)) } else { None },
            boxes: reader.list(usize::from(CAPACITY_MAX), Boxed::read)?,
        })
    }
}

/// `0`, or `1` and the bytes.
fn optional(writer: Writer, bytes: Option<&[u8]>) -> Writer {
    match bytes {
        None => writer.u8(0),
        Some(bytes) => writer.u8(1).bytes(bytes),
    }
}

fn flag(reader: &mut Reader<'_>) -> Result<bool, DecodeError> {
    match reader.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(DecodeError::OutOfRange),
    }
}

impl OwnerAct {
    /// What the boxes of a [`Readdress`] belong to: the act without them (R18).
    #[must_use]
    pub fn box_context(&self) -> [u8; 32] {
        let head = self.write_head(Writer::new());
        let head = match &self.power {
            Power::Readdress(readdress) => readdress.write_head(head.u8(self.power.kind())),
            other => other.write(head),
        };
        Label::BOX_CONTEXT.hash(&[&head.finish()])
    }

    fn write_head(&self, writer: Writer) -> Writer {
        writer
            .bytes(&self.genesis.0)
            .u32(self.generation)
            .bytes(&self.owner.0)
            .u32(self.incarnation)
            .u64(self.at)
            .bytes(&self.log_at.0)
    }
}

impl Act for OwnerAct {
    const LABEL: Label = Label::OWNER_ACT;

    fn encode(&self) -> Vec<u8> {
        self.power.write(self.write_head(Writer::new())).finish()
    }

    fn decode(blob: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(blob);
        let act = Self {
            genesis: Transcript::read(&mut reader)?,
            generation: reader.u32()?,
            owner: MemberId::read(&mut reader)?,
            incarnation: reader.u32()?,
            at: reader.u64()?,
            log_at: LogHash::read(&mut reader)?,
            power: Power::read(&mut reader)?,
        };
        reader.finish().map(|()| act)
    }

    fn signer(&self) -> MemberId {
        self.owner
    }
}
