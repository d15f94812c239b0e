//! Byte strings of fixed length, one type for each meaning, so that none stands in for another.
//!
//! As text they are base64url without padding. `Debug` prints the type's name only: an address or an id in a log
//! would be a trace of who met whom.

use crate::codec::{DecodeError, Reader};
use crate::hash::Label;
use crate::point::Point;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Encodes bytes as base64url without padding.
#[must_use]
pub fn to_base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes base64url without padding; spare bits must be zero.
///
/// # Errors
/// [`DecodeError::NotBase64`].
pub fn from_base64(text: &str) -> Result<Vec<u8>, DecodeError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| DecodeError::NotBase64)
}

macro_rules! fixed_bytes {
    ($($(#[$doc:meta])* $name:ident[$length:literal];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// Length in bytes.
            pub const LENGTH: usize = $length;

            /// The bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }

            /// Takes the bytes off a reader.
            ///
            /// # Errors
            /// [`DecodeError::Short`] if fewer are left.
            pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                reader.array().map(Self)
            }
        }

        crate::debug_by_name!($name);

        impl std::str::FromStr for $name {
            type Err = DecodeError;

            fn from_str(text: &str) -> Result<Self, DecodeError> {
                let bytes = from_base64(text)?;
                bytes.try_into().map(Self).map_err(|_| DecodeError::OutOfRange)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&to_base64(&self.0))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(|_| serde::de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
    )*};
}

fixed_bytes! {
    /// A room's address at the relay, derived from the link's secret.
    RoomId[16];
    /// Shown to the relay on joining; derived from the link's secret. Not for logs, not for comparison: hash it.
    Entry[32];
    /// SHA-256 of an [`Entry`]: what the relay holds.
    EntryHash[32];
    /// A member: SHA-256 of its signing key, cut to 16 bytes.
    MemberId[16];
    /// `L_s`: the hash of the log up to and including event `s`.
    LogHash[32];
    /// `T`: the transcript of an epoch. Equal transcripts mean equal secrets.
    Transcript[32];
    /// `P`: the public pre-image of a rekey.
    Preimage[32];
    /// SHA-256 of an event's signed bytes.
    Digest[32];
    /// The labelled hash of an announcement.
    AnnouncementHash[32];
    /// The commitment to an erasure token, published in an announcement.
    ErasureCommitment[32];
    /// The commitment to a member's name, published in an announcement.
    NameCommitment[32];
    /// Proof that a member's client erased the room: revealed after the burn.
    ErasureToken[16];
    /// Shows the relay that a connection belongs to a seat. Random, kept in memory only, new at every resume.
    SeatToken[16];
    /// A MAC by which holders of the link vouch for an announcement or a rekey.
    VouchMac[32];
    /// ECDSA P-256 with SHA-256, raw `r ‖ s`. Never hashed or deduplicated: `s` may be high or low.
    Signature[64];
    /// An epoch secret under one member's key-encryption key (AES-KW, RFC 3394).
    Slot[40];
    /// A link's secret in a box for one member: ciphertext and tag.
    BoxedSecret[32];
    /// A member's name under the link's profile key: IV, ciphertext of constant length, tag.
    SealedName[174];
    /// The room's title under the link's profile key: IV, ciphertext of constant length, tag.
    SealedTitle[158];
    /// Derived from an epoch secret; commits a rekey to it.
    Confirm[32];
}

impl EntryHash {
    /// The hash of an entry token.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self(Label::ENTRY_HASH.hash(&[&entry.0]))
    }
}

impl ErasureCommitment {
    /// The commitment to a token.
    #[must_use]
    pub fn to(token: &ErasureToken) -> Self {
        Self(Label::ERASED.hash(&[&token.0]))
    }
}

impl NameCommitment {
    /// Bytes of the salt that keeps a name from being guessed from its commitment.
    pub const SALT: usize = 16;

    /// The commitment to a name (R16).
    #[must_use]
    pub fn to(salt: &[u8; Self::SALT], name: &str) -> Self {
        Self(Label::NAME_COMMITMENT.hash(&[salt, name.as_bytes()]))
    }
}

impl MemberId {
    /// No member: the creator of a room made by a bare API call.
    pub const NOBODY: Self = Self([0; 16]);

    /// The id that belongs to a signing key (R8).
    #[must_use]
    pub fn of(signing: &Point) -> Self {
        let hash = Label::MEMBER.hash(&[signing.as_bytes()]);
        let mut id = [0; 16];
        id.copy_from_slice(hash.split_at(16).0);
        Self(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_strict_base64url() {
        let id = RoomId([0xfb; 16]);
        let text = to_base64(&id.0);
        assert_eq!(text.parse::<RoomId>(), Ok(id));
        assert_eq!(format!("{text}=").parse::<RoomId>(), Err(DecodeError::NotBase64));
        assert_eq!("".parse::<RoomId>(), Err(DecodeError::OutOfRange));
        // 16 bytes leave four spare bits in the last character: "-w" ends in zeros, "-x" does not.
        let spare = format!("{}x", &text[..21]);
        assert_eq!(spare.parse::<RoomId>(), Err(DecodeError::NotBase64));
    }

    #[test]
    fn debug_prints_the_name_only() {
        assert_eq!(format!("{:?}", Entry([0x41; 32])), "Entry(..)");
        assert_eq!(format!("{:?}", RoomId([0x41; 16])), "RoomId(..)");
    }
}
