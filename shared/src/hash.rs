//! SHA-256 with a label in front: every hash of the protocol says what it is for (R1).
//!
//! A label is one length byte and its ASCII text, so no label is the start of another's input.

use sha2::{Digest, Sha256};

/// What a hash, a signature, a MAC or a derived key is for. Each text is used for exactly one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label(&'static str);

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        impl Label {
            $($(#[$doc])* pub const $name: Self = Self(concat!("burnroom/1 ", $text));)*
            /// Every label, for the test that no two are alike.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

labels! {
    /// HKDF info: the room's address at the relay.
    ROOM = "room";
    /// HKDF info: what is shown to the relay on joining.
    ENTRY = "entry";
    /// HKDF info: the HMAC key by which members vouch to each other.
    VOUCH = "vouch";
    /// HKDF info: the HMAC key that salts key-encryption keys.
    WRAP = "wrap";
    /// HKDF info: the AES-GCM key of names and title. Also leads the additional data of a sealed name.
    PROFILE = "profile";
    /// Leads the additional data of the sealed title.
    TITLE = "title";
    /// SHA-256 of the entry token, which is all that the relay holds.
    ENTRY_HASH = "entry hash";
    /// T_0, the transcript before the first epoch.
    GENESIS = "genesis";
    /// A member id from a signing key.
    MEMBER = "member";
    /// The commitment to the erasure token.
    ERASED = "erased";
    /// The commitment to a member's name.
    NAME_COMMITMENT = "name commitment";
    /// What a log has led to, as one hash.
    STANDING = "standing";
    /// One step of the log.
    LOG = "log";
    /// Signature over an announcement; also its hash.
    ANNOUNCEMENT = "announcement";
    /// Signature over a fresh agreement key.
    FRESH = "fresh";
    /// Signature over a rekey.
    REKEY = "rekey";
    /// Signature over a resync.
    RESYNC = "resync";
    /// Signature over what an owner does.
    OWNER_ACT = "owner act";
    /// Signature over the asking for a room's new link.
    RELINK = "relink";
    /// Signature over the handing of a room's new link to one member.
    LINKBOX = "linkbox";
    /// Signature over a name that was sealed again.
    NAME = "name";
    /// What a box in an act belongs to: the act without its boxes.
    BOX_CONTEXT = "box context";
    /// What one box is bound to.
    BOX = "box";
    /// HMAC under `wrap`: the salt of a box's key.
    BOX_SALT = "box salt";
    /// HKDF info: a box's key.
    BOX_KEY = "box key";
    /// Signature over a post.
    POST = "post";
    /// MAC of the link's holders over an announcement.
    VOUCH_ANNOUNCEMENT = "vouch announcement";
    /// MAC of the link's holders over a transcript.
    VOUCH_REKEY = "vouch rekey";
    /// P, the public pre-image of a rekey.
    PREIMAGE = "rekey preimage";
    /// T, the transcript of an epoch.
    TRANSCRIPT = "transcript";
    /// HMAC under `wrap`: the salt of a key-encryption key.
    WRAP_SALT = "wrap salt";
    /// HKDF info: a key-encryption key.
    WRAP_KEY = "wrap key";
    /// HKDF info: the confirmation of an epoch secret.
    CONFIRM = "confirm";
    /// HKDF info: a member's first chain key.
    CHAIN = "chain";
    /// HKDF info: the key of an epoch's ephemeral posts.
    EPHEMERAL = "ephemeral";
    /// HMAC under a chain key: the message key.
    MESSAGE_KEY = "message key";
    /// HMAC under a chain key: the next chain key.
    NEXT_CHAIN = "next chain";
    /// The id of a fingerprint session.
    COMPARE = "compare";
    /// The hash of who takes part in a fingerprint session.
    COMPARE_MEMBERS = "compare members";
    /// The commitment to a nonce.
    COMPARE_COMMIT = "compare commit";
    /// HKDF info: the five words.
    COMPARE_WORDS = "compare words";
    /// HKDF info: the seven emoji.
    COMPARE_EMOJI = "compare emoji";
    /// HKDF info: the twelve digits.
    COMPARE_DIGITS = "compare digits";
}

impl Label {
    /// The length byte and the text: what stands at the front of whatever is hashed, signed or derived.
    #[must_use]
    pub fn bytes(self) -> Vec<u8> {
        let length = u8::try_from(self.0.len()).unwrap_or(u8::MAX);
        let mut bytes = Vec::with_capacity(1 + self.0.len());
        bytes.push(length);
        bytes.extend_from_slice(self.0.as_bytes());
        bytes
    }

    /// The label followed by `parts`, in order, as they are: for fixed-length parts, or one variable part at the end.
    #[must_use]
    pub fn then(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut bytes = self.bytes();
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        bytes
    }

    /// SHA-256 of [`Label::then`].
    #[must_use]
    pub fn hash(self, parts: &[&[u8]]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.bytes());
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().into()
    }
}

/// Plain SHA-256: the digest of an event's signed bytes, which carry their own label when signed.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn r01_no_two_labels_are_alike_and_none_leads_another() {
        let encoded: BTreeSet<_> = Label::ALL.iter().map(|label| label.bytes()).collect();
        assert_eq!(encoded.len(), Label::ALL.len());
        for one in &encoded {
            assert!(encoded.iter().all(|other| one == other || !other.starts_with(one)));
        }
    }

    #[test]
    fn sha256_of_the_standard_example() {
        // FIPS 180-4, "abc".
        assert_eq!(sha256(b"abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
    }
}
