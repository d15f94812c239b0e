//! An act as bytes, with a signature unchecked ([`Signed`]) or checked ([`Verified`]). Knows no kind of act.

use crate::codec::DecodeError;
use crate::hash::{Label, sha256};
use crate::ids::{Digest, MemberId, Signature};
use crate::point::Point;
use std::sync::Arc;

/// Something that is signed: its label and its canonical layout.
pub trait Act: Sized {
    /// Stands in front of the blob under the signature.
    const LABEL: Label;

    /// The canonical bytes.
    fn encode(&self) -> Vec<u8>;

    /// Judges the form of canonical bytes.
    ///
    /// # Errors
    /// [`DecodeError`] for whatever [`Act::encode`] would not have written.
    fn decode(blob: &[u8]) -> Result<Self, DecodeError>;

    /// The member that claims to have signed.
    fn signer(&self) -> MemberId;
}

/// An act with its bytes and a signature nobody has checked yet.
#[derive(Clone)]
pub struct Signed<A> {
    act: A,
    blob: Arc<[u8]>,
    signature: Signature,
}

impl<A: std::fmt::Debug> std::fmt::Debug for Signed<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { act, blob: _, signature: _ } = self;
        formatter.debug_tuple("Signed").field(act).finish()
    }
}

impl<A: Act> Signed<A> {
    /// Judges the form of an act as it came.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not canonical.
    pub fn decode(blob: &[u8], signature: Signature) -> Result<Self, DecodeError> {
        Ok(Self { act: A::decode(blob)?, blob: blob.into(), signature })
    }

    /// An act of one's own; the signature over [`signing_input`] was made elsewhere, since signing may be asynchronous.
    #[must_use]
    pub fn own(act: A, signature: Signature) -> Self {
        let blob = act.encode().into();
        Self { act, blob, signature }
    }

    /// The act.
    #[must_use]
    pub fn act(&self) -> &A {
        &self.act
    }

    /// The canonical bytes.
    #[must_use]
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// What the signature is over.
    #[must_use]
    pub fn signing_input(&self) -> Vec<u8> {
        A::LABEL.then(&[&self.blob])
    }

    /// SHA-256 of the blob, as the log has it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest(sha256(&self.blob))
    }

    /// States that the caller has checked the signature over [`Signed::signing_input`] under `key`.
    #[must_use]
    pub fn verified_under(self, key: Point) -> Verified<A> {
        Verified { signed: self, key }
    }

    /// Checks the signature with the p256 crate.
    #[cfg(feature = "verify")]
    #[must_use]
    pub fn verify(self, key: Point) -> Option<Verified<A>> {
        crate::verify::holds(&key, &self.signing_input(), &self.signature).then(|| self.verified_under(key))
    }
}

/// What an author signs for `act`: its label and its blob.
#[must_use]
pub fn signing_input<A: Act>(act: &A) -> Vec<u8> {
    A::LABEL.then(&[&act.encode()])
}

/// An act whose signature holds under [`Verified::key`].
#[derive(Clone, Debug)]
pub struct Verified<A> {
    signed: Signed<A>,
    key: Point,
}

impl<A: Act> Verified<A> {
    /// The act.
    #[must_use]
    pub fn act(&self) -> &A {
        &self.signed.act
    }

    /// The act with its bytes.
    #[must_use]
    pub fn signed(&self) -> &Signed<A> {
        &self.signed
    }

    /// True if the key under which it verified belongs to the member that claims to have signed (R8).
    #[must_use]
    pub fn is_by_its_signer(&self) -> bool {
        MemberId::of(&self.key) == self.signed.act.signer()
    }
}
