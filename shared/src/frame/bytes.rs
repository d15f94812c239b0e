//! Bytes in JSON: base64url, and signed acts made of them.

use crate::codec::DecodeError;
use crate::ids::{Signature, from_base64, to_base64};
use crate::signed::{Act, Signed};
use serde::{Deserialize, Serialize};

/// Bytes in JSON: base64url without padding.
#[derive(Clone, PartialEq, Eq)]
pub struct Base64(pub Vec<u8>);

crate::debug_by_name!(Base64);

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
