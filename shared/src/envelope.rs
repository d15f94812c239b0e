//! A post as it crosses the relay: public header, IV, ciphertext with tag, signature. One frame, binary.
//!
//! The relay reads the header and nothing else; the header is the additional data of the AEAD and is signed with the rest.

use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::{Label, sha256};
use crate::ids::{Digest, LogHash, MemberId, Signature, Transcript};
use crate::limits::{SEALED_FRAME_MAX, VERSION};

/// Whether a post is in the log: the second byte of its envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Numbered and kept until the burn.
    Durable = 1,
    /// Passed on once, or dropped (R38).
    Ephemeral = 2,
}

impl Lane {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(Self::Durable),
            2 => Ok(Self::Ephemeral),
            _ => Err(DecodeError::OutOfRange),
        }
    }
}

/// Who says it, in which epoch, with which key, having seen what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Whether it is in the log.
    pub lane: Lane,
    /// The sender.
    pub sender: MemberId,
    /// T of the epoch whose chain seals it.
    pub transcript: Transcript,
    /// Position on the sender's chain; of an ephemeral post the sender's own count of those in this epoch.
    pub counter: u32,
    /// The last event the sender had processed.
    pub seen: u64,
    /// L at that event.
    pub log_seen: LogHash,
}

impl Header {
    /// Length in bytes: version, lane, sender, transcript, counter, seen, log hash.
    pub const LENGTH: usize = 1 + 1 + 16 + 32 + 4 + 8 + 32;

    /// The bytes: the AEAD's additional data.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        Writer::new()
            .u8(VERSION)
            .u8(self.lane as u8)
            .bytes(&self.sender.0)
            .bytes(&self.transcript.0)
            .u32(self.counter)
            .u64(self.seen)
            .bytes(&self.log_seen.0)
            .finish()
    }

    /// Takes a header off a reader.
    ///
    /// # Errors
    /// [`DecodeError::OutOfRange`] for another version or lane, [`DecodeError::Short`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.u8()? != VERSION {
            return Err(DecodeError::OutOfRange);
        }
        Ok(Self {
            lane: Lane::read(reader)?,
            sender: MemberId::read(reader)?,
            transcript: Transcript::read(reader)?,
            counter: reader.u32()?,
            seen: reader.u64()?,
            log_seen: LogHash::read(reader)?,
        })
    }
}

/// A whole post, borrowed from its frame.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The public header.
    pub header: Header,
    /// AES-GCM nonce, random.
    pub iv: [u8; 12],
    /// Ciphertext with its 16-byte tag at the end.
    pub sealed: &'a [u8],
    /// Over everything before it.
    pub signature: Signature,
    signed: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// AES-GCM tag, bytes.
    const TAG: usize = 16;
    /// What an envelope has beside its plaintext, bytes.
    pub const OVERHEAD: usize = Header::LENGTH + 12 + Self::TAG + Signature::LENGTH;

    /// Judges the form of an envelope.
    ///
    /// # Errors
    /// [`DecodeError`] for another version or lane, or a length outside `OVERHEAD + 1 ..= SEALED_FRAME_MAX`.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        if bytes.len() > SEALED_FRAME_MAX {
            return Err(DecodeError::OutOfRange);
        }
        if bytes.len() <= Self::OVERHEAD {
            return Err(DecodeError::Short);
        }
        let (signed, signature) = bytes.split_at(bytes.len() - Signature::LENGTH);
        let mut reader = Reader::new(signed);
        let header = Header::read(&mut reader)?;
        let iv = reader.array()?;
        let sealed = reader.rest();
        let signature = Signature::read(&mut Reader::new(signature))?;
        Ok(Self { header, iv, sealed, signature, signed, whole: bytes })
    }

    /// What the signature is over.
    #[must_use]
    pub fn signing_input(&self) -> Vec<u8> {
        Label::POST.then(&[self.signed])
    }

    /// SHA-256 of the whole post, as the log has it: what one member takes for said, everyone with that log does.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest(sha256(self.whole))
    }

    /// SHA-256 of everything but the signature, for which there is another that holds as well: what was said, by whom
    /// it was sealed, however it comes back.
    #[must_use]
    pub fn said(&self) -> Digest {
        Digest(sha256(self.signed))
    }
}

/// Header, IV and ciphertext: what is signed to make an envelope.
#[must_use]
pub fn unsigned(header: &Header, iv: &[u8; 12], sealed: &[u8]) -> Vec<u8> {
    let mut bytes = header.encode();
    bytes.extend_from_slice(iv);
    bytes.extend_from_slice(sealed);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header {
            lane: Lane::Durable,
            sender: MemberId([1; 16]),
            transcript: Transcript([2; 32]),
            counter: 3,
            seen: 4,
            log_seen: LogHash([5; 32]),
        }
    }

    fn envelope(body: usize) -> Vec<u8> {
        let mut bytes = unsigned(&header(), &[6; 12], &vec![7; body]);
        bytes.extend_from_slice(&[8; 64]);
        bytes
    }

    #[test]
    fn decoding_gives_back_every_field() {
        let bytes = envelope(17);
        let envelope = Envelope::decode(&bytes).unwrap();
        assert_eq!(envelope.header, header());
        assert_eq!((envelope.iv, envelope.sealed), ([6; 12], &[7; 17][..]));
        assert_eq!(envelope.signature, Signature([8; 64]));
        assert_eq!(header().encode().len(), Header::LENGTH);
    }

    #[test]
    fn r12_the_log_has_the_signature_too_and_what_was_said_is_known_without() {
        let (bytes, mut other) = (envelope(17), envelope(17));
        *other.last_mut().unwrap() ^= 1;
        let (one, other) = (Envelope::decode(&bytes).unwrap(), Envelope::decode(&other).unwrap());
        assert_eq!(one.digest().0, sha256(&bytes));
        assert_ne!(one.digest(), other.digest());
        assert_eq!(one.said(), other.said());
    }

    #[test]
    fn r02_lengths_version_and_lane_are_judged() {
        assert_eq!(Envelope::decode(&envelope(16)).err(), Some(DecodeError::Short));
        let largest = SEALED_FRAME_MAX - Header::LENGTH - 12 - 64;
        assert!(Envelope::decode(&envelope(largest)).is_ok());
        assert_eq!(Envelope::decode(&envelope(largest + 1)).err(), Some(DecodeError::OutOfRange));
        for (place, value) in [(0, 2), (1, 0), (1, 3)] {
            let mut bytes = envelope(17);
            bytes[place] = value;
            assert_eq!(Envelope::decode(&bytes).err(), Some(DecodeError::OutOfRange));
        }
    }
}
