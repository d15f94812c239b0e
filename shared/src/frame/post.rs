//! Binary frames: a member's sealed post, the same as the relay numbered it, and erasure tokens.

use crate::codec::{DecodeError, Reader};
use crate::limits::SEALED_FRAME_MAX;
use crate::refusal::Refusal;

/// First byte of a binary frame from a member: a sealed post follows.
const TAG_POST: u8 = 1;
/// First byte of a binary frame from the relay: number, time and a sealed post follow.
const TAG_SEQUENCED: u8 = 2;
/// First byte of a binary frame from the relay: an ephemeral post follows.
const TAG_EPHEMERAL: u8 = 3;
/// Bytes in front of the envelope in a sequenced post: tag, seq, time.
pub const SEQUENCED_PREFIX: usize = 1 + 8 + 8;
/// Largest binary frame a member may send, bytes.
pub const POST_FRAME_MAX: usize = 1 + SEALED_FRAME_MAX;
/// Length of an erasure frame, the only kind that passes after the burn, bytes.
pub const ERASURE_FRAME: usize = 16;

/// A member's post as a binary frame.
#[must_use]
pub fn encode_post(envelope: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(1 + envelope.len());
    frame.push(TAG_POST);
    frame.extend_from_slice(envelope);
    frame
}

/// The envelope in a member's binary frame.
///
/// # Errors
/// [`Refusal::TooLarge`] above [`POST_FRAME_MAX`], [`Refusal::BadFrame`] for another tag.
pub fn decode_post(frame: &[u8]) -> Result<&[u8], Refusal> {
    match frame.split_first() {
        _ if frame.len() > POST_FRAME_MAX => Err(Refusal::TooLarge),
        Some((&TAG_POST, envelope)) => Ok(envelope),
        _ => Err(Refusal::BadFrame),
    }
}

/// An ephemeral post as the relay passes it on.
#[must_use]
pub fn encode_ephemeral(envelope: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(1 + envelope.len());
    frame.push(TAG_EPHEMERAL);
    frame.extend_from_slice(envelope);
    frame
}

/// The envelope in a relay's binary frame, if that is an ephemeral post.
#[must_use]
pub fn decode_ephemeral(frame: &[u8]) -> Option<&[u8]> {
    match frame.split_first() {
        Some((&TAG_EPHEMERAL, envelope)) => Some(envelope),
        _ => None,
    }
}

/// A post as the relay numbered it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SequencedPost<'a> {
    /// Its place in the log.
    pub seq: u64,
    /// The relay's wall clock, ms since 1970.
    pub time_ms: u64,
    /// The envelope's bytes, as the sender made them.
    pub envelope: &'a [u8],
}

crate::debug_by_name!(SequencedPost<'_>);

impl<'a> SequencedPost<'a> {
    /// The binary frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut frame = Vec::with_capacity(SEQUENCED_PREFIX + self.envelope.len());
        frame.push(TAG_SEQUENCED);
        frame.extend_from_slice(&self.seq.to_be_bytes());
        frame.extend_from_slice(&self.time_ms.to_be_bytes());
        frame.extend_from_slice(self.envelope);
        frame
    }

    /// Judges the form of a relay's binary frame, the envelope aside.
    ///
    /// # Errors
    /// [`DecodeError`] for another tag or too few bytes.
    pub fn decode(frame: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(frame);
        if reader.u8()? != TAG_SEQUENCED {
            return Err(DecodeError::OutOfRange);
        }
        Ok(Self { seq: reader.u64()?, time_ms: reader.u64()?, envelope: reader.rest() })
    }
}
