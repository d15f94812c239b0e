//! A post taken apart: which of a frame's bytes are what. All of them, in order: put together again they are the frame.

use burnroom_shared::envelope::{Envelope, Header};
use burnroom_shared::ids::{LogHash, MemberId, Signature, Transcript};

use super::capture::{Kept, Way};

/// What bytes of a post are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// That the frame holds a post.
    Tag,
    /// Its place in the room's log.
    Number,
    /// The relay's time of it.
    Time,
    /// Version of the protocol, and whether the post is in the log.
    Version,
    /// The sender's id.
    Sender,
    /// Which keys are in force.
    Epoch,
    /// Which of the sender's keys it is sealed with.
    Counter,
    /// The last event that the sender had read.
    Seen,
    /// The log up to there, as one hash.
    LogSeen,
    /// The random start of the seal.
    Iv,
    /// The padded text, encrypted, with the tag of the seal.
    Sealed,
    /// The sender's signature.
    Signature,
}

/// Length of the tag of a seal, bytes.
const SEAL: usize = 16;
/// Parts of a header and what comes before the ciphertext, and their lengths in bytes.
const HEAD: [(Part, usize); 7] = [
    (Part::Version, 2),
    (Part::Sender, MemberId::LENGTH),
    (Part::Epoch, Transcript::LENGTH),
    (Part::Counter, 4),
    (Part::Seen, 8),
    (Part::LogSeen, LogHash::LENGTH),
    (Part::Iv, 12),
];

/// A post, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Dissection<'frame> {
    /// What its header says.
    pub header: Header,
    /// Length of the text and what else is under the seal, as padded, bytes.
    pub padded: usize,
    /// Every byte of the frame.
    pub parts: Vec<(Part, &'frame [u8])>,
}

burnroom_shared::debug_by_name!(Dissection<'_>);

/// Takes a post apart; none if it is none.
#[must_use]
pub fn dissect(kept: &Kept) -> Option<Dissection<'_>> {
    let bytes = kept.envelope();
    let envelope = Envelope::decode(bytes).ok()?;
    let mut rest = &*kept.frame;
    let mut parts = Vec::new();
    let mut take = |part, length| {
        let (taken, left) = rest.split_at_checked(length)?;
        rest = left;
        parts.push((part, taken));
        Some(())
    };
    take(Part::Tag, 1)?;
    if kept.way == Way::In {
        take(Part::Number, 8)?;
        take(Part::Time, 8)?;
    }
    for (part, length) in HEAD {
        take(part, length)?;
    }
    take(Part::Sealed, envelope.sealed.len())?;
    take(Part::Signature, Signature::LENGTH)?;
    Some(Dissection { header: envelope.header, padded: envelope.sealed.len().saturating_sub(SEAL), parts })
}

/// Bytes as people compare them: hexadecimal, four at a time.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let mut text = String::with_capacity(bytes.len() * 9 / 4);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push(' ');
        }
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xF));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn bytes_are_written_in_fours() {
        assert_eq!(hex(&[0, 0x0A, 0xF0, 0xFF, 0x12]), "000af0ff 12");
        assert_eq!(hex(&[]), "");
    }
}
