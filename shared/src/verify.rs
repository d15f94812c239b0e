//! ECDSA P-256 with SHA-256 by the p256 crate, for whoever has no WebCrypto. Owns no key and signs nothing.

use crate::ids::Signature;
use crate::point::Point;
use p256::ecdsa::signature::Verifier as _;

/// True if `signature` (raw `r ‖ s`, high `s` accepted as WebCrypto does) over `message` holds under `key`.
#[must_use]
pub fn holds(key: &Point, message: &[u8], signature: &Signature) -> bool {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key.as_bytes());
    let signature = p256::ecdsa::Signature::from_slice(&signature.0);
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify(message, &signature).is_ok())
}
