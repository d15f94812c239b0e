//! What is inside a post: an id and a body, in one canonical form (R2, R37).
//!
//! Strict: one kind byte for each body, exact lengths, UTF-8, the bounds of a text on decoding too, since a member's
//! client may be any program. Owns no padding and no keys. `Debug` prints kinds, never what was said.

use crate::text;
use burnroom_shared::codec::{DecodeError, Reader};
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::CAPACITY_MAX;
use zeroize::Zeroizing;

const TEXT: u8 = 1;
const COMPARE: u8 = 2;
const COMMIT: u8 = 3;
const REVEAL: u8 = 4;
const HISTORY: u8 = 5;
const PULSE: u8 = 16;
/// Secrets in one post: with padding it stays below the largest frame.
pub const BUNDLE_MAX: usize = 1_400;

/// One thing said, by a person or by a client.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// Random: a second content of the same sender with it is the first one again.
    pub id: [u8; 16],
    /// What is said.
    pub body: Body,
}

/// What is said.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// A text for everyone.
    Text(String),
    /// Starts a comparison of these, in this order.
    Compare(Vec<MemberId>),
    /// A member's commitment in a comparison.
    Commit {
        /// Which comparison.
        session: [u8; 16],
        /// To what.
        commitment: [u8; 32],
    },
    /// What a member committed to.
    Reveal {
        /// Which comparison.
        session: [u8; 16],
        /// The nonce.
        nonce: [u8; 32],
    },
    /// Secrets of earlier epochs, for whoever came later, in a room with history.
    History(Bundle),
    /// "I am here, and this is what I have seen": all of it is in the header. Never in the log.
    Pulse,
}

/// Secrets of epochs: u32 number, 32 bytes each.
#[derive(Clone, PartialEq, Eq)]
pub struct Bundle(Zeroizing<Vec<u8>>);

burnroom_shared::debug_by_name!(Bundle);

impl Bundle {
    /// Bytes of one entry.
    const ENTRY: usize = 4 + 32;

    /// Puts at most [`BUNDLE_MAX`] together.
    #[must_use]
    pub fn new<'a>(secrets: impl Iterator<Item = (u32, &'a [u8; 32])>) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(BUNDLE_MAX * Self::ENTRY));
        for (epoch, secret) in secrets.take(BUNDLE_MAX) {
            bytes.extend_from_slice(&epoch.to_be_bytes());
            bytes.extend_from_slice(secret);
        }
        Self(bytes)
    }

    /// Each epoch with its secret.
    pub fn secrets(&self) -> impl Iterator<Item = (u32, &[u8; 32])> {
        let (entries, _) = self.0.as_chunks::<{ Self::ENTRY }>();
        entries.iter().filter_map(|entry| {
            let (epoch, secret) = entry.split_first_chunk()?;
            Some((u32::from_be_bytes(*epoch), secret.first_chunk()?))
        })
    }

    fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (entries, rest) = bytes.as_chunks::<{ Self::ENTRY }>();
        if !rest.is_empty() {
            return Err(DecodeError::Short);
        }
        let in_range = (1..=BUNDLE_MAX).contains(&entries.len());
        if in_range { Ok(Self(Zeroizing::new(bytes.to_vec()))) } else { Err(DecodeError::OutOfRange) }
    }
}

impl Body {
    /// The kind byte and the bytes that follow the id, in pieces.
    fn parts(&self) -> (u8, Vec<&[u8]>) {
        match self {
            Self::Text(text) => (TEXT, vec![text.as_bytes()]),
            Self::Compare(members) => (COMPARE, members.iter().map(|id| &id.0[..]).collect()),
            Self::Commit { session, commitment } => (COMMIT, vec![session, commitment]),
            Self::Reveal { session, nonce } => (REVEAL, vec![session, nonce]),
            Self::History(bundle) => (HISTORY, vec![&bundle.0]),
            Self::Pulse => (PULSE, vec![]),
        }
    }

    fn read(kind: u8, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match kind {
            TEXT => read_text(reader.rest()),
            COMPARE => read_members(reader.rest()),
            COMMIT => Ok(Self::Commit { session: reader.array()?, commitment: reader.array()? }),
            HISTORY => Bundle::read(reader.rest()).map(Self::History),
            PULSE => Ok(Self::Pulse),
            REVEAL => Ok(Self::Reveal { session: reader.array()?, nonce: reader.array()? }),
            _ => Err(DecodeError::OutOfRange),
        }
    }
}

burnroom_shared::debug_by_name!(Body: Text | Compare | Commit | Reveal | History | Pulse);

impl std::fmt::Debug for Content {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id: _, body } = self;
        formatter.debug_struct("Content").field("body", body).finish_non_exhaustive()
    }
}

impl Content {
    /// `kind ‖ id ‖ body`: a text is UTF-8 to the end, members are 16 bytes each to the end.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let (kind, parts) = self.body.parts();
        let length = 1 + self.id.len() + parts.iter().map(|part| part.len()).sum::<usize>();
        // All at once: growing would leave pieces of the text behind in freed memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        bytes.push(kind);
        bytes.extend_from_slice(&self.id);
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        bytes
    }

    /// Judges a content.
    ///
    /// # Errors
    /// [`DecodeError`] for another kind, another length, a text that is not UTF-8 or out of bounds, or members that are
    /// not 1 to 100.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let kind = reader.u8()?;
        let id = reader.array()?;
        let body = Body::read(kind, &mut reader)?;
        reader.finish()?;
        Ok(Self { id, body })
    }
}

fn read_text(bytes: &[u8]) -> Result<Body, DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::OutOfRange)?;
    text::check(text).map_err(|_| DecodeError::OutOfRange)?;
    Ok(Body::Text(text.to_owned()))
}

fn read_members(bytes: &[u8]) -> Result<Body, DecodeError> {
    let (members, rest) = bytes.as_chunks::<{ MemberId::LENGTH }>();
    if !(1..=usize::from(CAPACITY_MAX)).contains(&members.len()) {
        return Err(DecodeError::OutOfRange);
    }
    if !rest.is_empty() {
        return Err(DecodeError::Short);
    }
    Ok(Body::Compare(members.iter().copied().map(MemberId).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn content(body: Body) -> Content {
        Content { id: [9; 16], body }
    }

    fn bodies() -> [Body; 4] {
        [
            Body::Text("hello, 世界".to_owned()),
            Body::Compare(vec![MemberId([1; 16]), MemberId([2; 16])]),
            Body::Commit { session: [3; 16], commitment: [4; 32] },
            Body::Reveal { session: [5; 16], nonce: [6; 32] },
        ]
    }

    #[test]
    fn r37_every_kind_comes_back_as_it_was_said() {
        for body in bodies() {
            let content = content(body);
            let encoded = content.encode();
            assert_eq!(encoded.capacity(), encoded.len());
            assert_eq!(Content::decode(&encoded).as_ref(), Ok(&content));
        }
    }

    #[test]
    fn r02_what_is_cut_or_has_a_tail_is_refused() {
        for body in bodies() {
            let open_ended = matches!(body, Body::Text(_) | Body::Compare(_));
            let encoded = content(body).encode();
            let longer = [&encoded[..], &[0]].concat();
            assert!(Content::decode(&encoded[..16]).is_err());
            assert!(open_ended || Content::decode(&encoded[..encoded.len() - 1]).is_err());
            assert_eq!(Content::decode(&longer).is_ok(), longer[0] == TEXT);
        }
    }

    #[test]
    fn r02_unknown_kinds_and_texts_out_of_bounds_are_refused() {
        let say = |text: &[u8]| Content::decode(&[&[TEXT][..], &[0; 16], text].concat());
        assert!(say(b"x").is_ok());
        for bad in [&b""[..], b" ", b"\xff", b"\xed\xa0\x80", &[b'x'; 4_001], &[b' '; 33_000]] {
            assert_eq!(say(bad).err(), Some(DecodeError::OutOfRange));
        }
        for kind in (0..=u8::MAX).filter(|kind| ![TEXT, COMPARE, COMMIT, REVEAL, HISTORY, PULSE].contains(kind)) {
            let bytes = [&[kind][..], &[0; 16], &[b'x'; 48]].concat();
            assert_eq!(Content::decode(&bytes).err(), Some(DecodeError::OutOfRange));
        }
        let compare = |members: usize| Content::decode(&[&[COMPARE][..], &[0; 16], &vec![1; members * 16]].concat());
        assert!(compare(0).is_err() && compare(101).is_err());
        assert!(compare(1).is_ok() && compare(100).is_ok());
    }

    #[test]
    fn nothing_prints_what_was_said() {
        let printed = format!("{:?}", bodies().map(content));
        for secret in ["hello", "世", "3, 3", "4, 4", "5, 5", "6, 6", "9"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("Body::Text"), "{printed}");
    }

    proptest! {
        #[test]
        fn r02_whatever_decodes_is_canonical(kind in 0..6_u8, rest in proptest::collection::vec(any::<u8>(), 0..80)) {
            let bytes = [&[kind], &rest[..]].concat();
            if let Ok(content) = Content::decode(&bytes) {
                prop_assert_eq!(&**content.encode(), &bytes[..]);
            }
        }
    }
}
