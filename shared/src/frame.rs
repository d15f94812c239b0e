//! What crosses a member's socket: control frames as JSON text, sealed posts and erasure tokens as binary.
//!
//! Form is judged here; whether a frame may come *now* is the relay's and the engine's to say.

use crate::codec::{DecodeError, Reader};
use crate::ids::{Digest, Entry, MemberId, SeatToken, Signature, from_base64, to_base64};
use crate::limits::{CONTROL_FRAME_MAX, SEALED_FRAME_MAX};
use crate::log::Departure;
use crate::refusal::Refusal;
use crate::signed::{Act, Signed};
use serde::{Deserialize, Serialize};

/// First byte of a binary frame from a member: a sealed post follows.
const TAG_POST: u8 = 1;
/// First byte of a binary frame from the relay: number, time and a sealed post follow.
const TAG_SEQUENCED: u8 = 2;
/// Bytes in front of the envelope in a sequenced post: tag, seq, time.
pub const SEQUENCED_PREFIX: usize = 1 + 8 + 8;
/// Largest binary frame a member may send, bytes.
pub const POST_FRAME_MAX: usize = 1 + SEALED_FRAME_MAX;
/// Length of an erasure frame, the only kind that passes after the burn, bytes.
pub const ERASURE_FRAME: usize = 16;

/// Bytes in JSON: base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base64(pub Vec<u8>);

impl Serialize for Base64 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_base64(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        from_base64(&text).map(Self).map_err(|_| serde::de::Error::custom("not base64url"))
    }
}

/// A signed act in JSON: its canonical bytes as one field, the signature as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedBytes {
    /// The canonical bytes.
    pub body: Base64,
    /// ECDSA P-256, raw.
    pub signature: Signature,
}

impl SignedBytes {
    /// Judges the form of the act.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not a canonical `A`.
    pub fn decode<A: Act>(&self) -> Result<Signed<A>, DecodeError> {
        Signed::decode(&self.body.0, self.signature)
    }
}

impl<A: Act> From<&Signed<A>> for SignedBytes {
    fn from(signed: &Signed<A>) -> Self {
        Self { body: Base64(signed.blob().to_vec()), signature: *signed.signature() }
    }
}

/// What a member says to the relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum MemberFrame {
    /// Asks for a seat: the first frame, and only once.
    Join(Join),
    /// Takes up a seat again after the connection broke: the first frame in place of [`MemberFrame::Join`].
    Resume(Resume),
    /// A new agreement key.
    Fresh(SignedBytes),
    /// A new epoch.
    Rekey(SignedBytes),
    /// The epoch's secret is not good here.
    Resync(SignedBytes),
    /// Shows the PIN to become an owner.
    Claim {
        /// As typed; anything but the six digits is wrong.
        pin: String,
    },
    /// Burns the room for everyone.
    Burn {},
    /// Gives the seat back.
    Leave {},
}

/// The first frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// [`crate::limits::VERSION`].
    pub version: u8,
    /// The entry token from the link.
    pub entry: Entry,
    /// The announcement.
    pub announcement: SignedBytes,
    /// The sealed name, exactly [`crate::limits::SEALED_NAME_BYTES`] bytes.
    pub name: Base64,
}

/// The first frame of a connection that goes on with a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// [`crate::limits::VERSION`].
    pub version: u8,
    /// Whose seat.
    pub id: MemberId,
    /// The last token that the relay gave for it.
    pub token: SeatToken,
    /// The last event that was processed.
    pub seq: u64,
}

/// What the relay says to a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RelayFrame {
    /// The seat is taken: everything there is to know. The newcomer's own joining is in it.
    Hello(Box<Hello>),
    /// The seat is taken up again. Every event from the one after [`Resume::seq`] follows, in order.
    Resumed(Resumed),
    /// A new token for the seat, for the next resume.
    Token {
        /// The token.
        token: SeatToken,
    },
    /// A connection broke, or was taken up again. Not in the log: a seat is kept meanwhile. The relay's word.
    Presence {
        /// Whose.
        id: MemberId,
        /// Whether nobody is on the line.
        away: bool,
    },
    /// The next event of the log that is not a post.
    Event(SequencedEvent),
    /// Time passes.
    Tick {
        /// The relay's wall clock, ms since 1970.
        now_ms: u64,
        /// When the room burns.
        deadline_ms: u64,
    },
    /// A no that leaves the connection open.
    Refused {
        /// Why.
        refusal: Refusal,
        /// What was refused.
        of: Refused,
        /// Of a post: the digest of the one refused.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        digest: Option<Digest>,
        /// When it is worth trying again, ms from now; absent if that is not a matter of time.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        retry_after_ms: Option<u64>,
    },
    /// The room is gone. Only erasure frames pass from here on.
    Burned {
        /// Why.
        cause: BurnCause,
        /// How many were seated.
        seats: u16,
    },
}

/// Which of a member's frames was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// A sealed post.
    Post,
    /// A fresh key.
    Fresh,
    /// A rekey.
    Rekey,
    /// A resync.
    Resync,
    /// A PIN.
    Claim,
    /// A burn.
    Burn,
}

/// Why a room burned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BurnCause {
    /// The countdown ended.
    Deadline,
    /// Somebody who may burned it.
    Command,
    /// Nobody was there any more.
    Empty,
    /// The relay is stopping.
    Shutdown,
}

/// What a newcomer gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The relay's wall clock, ms since 1970.
    pub now_ms: u64,
    /// When the room burns.
    pub deadline_ms: u64,
    /// How many seats the room has.
    pub capacity: u16,
    /// The state of the log after the newcomer's own joining ([`crate::log::snapshot`]).
    pub snapshot: Base64,
    /// Everyone's sealed name.
    pub names: Vec<SealedName>,
    /// Who is away.
    pub away: Vec<MemberId>,
    /// Takes up this seat again if the connection breaks.
    pub token: SeatToken,
    /// The sealed title, if the room was made with one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<Base64>,
}

/// What a resumed connection gets first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resumed {
    /// The relay's wall clock, ms since 1970.
    pub now_ms: u64,
    /// When the room burns.
    pub deadline_ms: u64,
    /// The token for the next time.
    pub token: SeatToken,
    /// The last event: what is not processed up to it follows now.
    pub head: u64,
    /// Who is away.
    pub away: Vec<MemberId>,
}

/// A member's name as it sealed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedName {
    /// Whose.
    pub id: MemberId,
    /// Sealed under the link's profile key.
    pub name: Base64,
}

/// A numbered event that is not a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequencedEvent {
    /// Its place in the log.
    pub seq: u64,
    /// The relay's wall clock, ms since 1970.
    pub time_ms: u64,
    /// What happened.
    pub event: EventFrame,
}

/// An event's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum EventFrame {
    /// Somebody took a seat.
    Joined {
        /// The announcement.
        announcement: SignedBytes,
        /// The sealed name.
        name: Base64,
    },
    /// A seat became free.
    Left {
        /// Whose.
        id: MemberId,
        /// Why.
        departure: Departure,
    },
    /// A new agreement key.
    Fresh(SignedBytes),
    /// A new epoch.
    Rekey(SignedBytes),
    /// An epoch's secret was not good for somebody.
    Resync(SignedBytes),
    /// A post whose body the relay no longer holds: its header and digest, so that chains and log go on.
    Trimmed {
        /// The header, [`crate::envelope::Header::LENGTH`] bytes.
        header: Base64,
        /// SHA-256 of header, IV and ciphertext.
        digest: Digest,
    },
    /// A seat showed the PIN.
    Owner {
        /// Whose.
        id: MemberId,
    },
}

/// Judges the form of a member's text frame; its length first.
///
/// # Errors
/// [`Refusal::TooLarge`] above [`CONTROL_FRAME_MAX`], [`Refusal::BadFrame`] for anything else that is wrong.
pub fn decode_member_frame(text: &str) -> Result<MemberFrame, Refusal> {
    if text.len() > CONTROL_FRAME_MAX {
        return Err(Refusal::TooLarge);
    }
    serde_json::from_str(text).map_err(|_| Refusal::BadFrame)
}

/// Judges the form of a relay's text frame.
///
/// # Errors
/// [`DecodeError::OutOfRange`] for whatever is not one.
pub fn decode_relay_frame(text: &str) -> Result<RelayFrame, DecodeError> {
    serde_json::from_str(text).map_err(|_| DecodeError::OutOfRange)
}

/// The text of a frame. Empty for nothing that this module defines.
pub fn encode_frame<F: Serialize>(frame: &F) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}

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

/// A post as the relay numbered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SequencedPost<'a> {
    /// Its place in the log.
    pub seq: u64,
    /// The relay's wall clock, ms since 1970.
    pub time_ms: u64,
    /// The envelope's bytes, as the sender made them.
    pub envelope: &'a [u8],
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r04_unknown_fields_types_and_lengths_are_refused() {
        assert_eq!(decode_member_frame(r#"{"type":"burn"}"#), Ok(MemberFrame::Burn {}));
        for text in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"type":"explode"}"#,
            r#"{"type":"burn","now":true}"#,
            r#"{"type":"claim","pin":123456}"#,
            r#"{"type":"join","version":1}"#,
            r#"{"type":"rekey","body":"*","signature":"A"}"#,
        ] {
            assert_eq!(decode_member_frame(text), Err(Refusal::BadFrame), "{text}");
        }
        let long = " ".repeat(CONTROL_FRAME_MAX + 1);
        assert_eq!(decode_member_frame(&long), Err(Refusal::TooLarge));
    }

    #[test]
    fn binary_frames_come_back() {
        assert_eq!(decode_post(&encode_post(b"sealed")), Ok(&b"sealed"[..]));
        assert_eq!(decode_post(&[]), Err(Refusal::BadFrame));
        assert_eq!(decode_post(&[9]), Err(Refusal::BadFrame));
        assert_eq!(decode_post(&vec![1; POST_FRAME_MAX + 1]), Err(Refusal::TooLarge));
        let post = SequencedPost { seq: 1, time_ms: 2, envelope: b"sealed" };
        assert_eq!(SequencedPost::decode(&post.encode()), Ok(post));
        assert_eq!(SequencedPost::decode(&[1; 40]), Err(DecodeError::OutOfRange));
        assert_eq!(SequencedPost::decode(&[2; 16]), Err(DecodeError::Short));
    }
}
