//! From everyone's nonces to what is read aloud: words, pictures and digits, each from its own output (R49).
//!
//! The nonces are the key, the participants the salt, the session is in the label: whoever changes one of them changes
//! all three forms.

use crate::effect::Fingerprint;
use crate::suite::{Suite, SuiteFault};
use crate::{emoji, words};
use burnroom_shared::hash::Label;
use zeroize::Zeroizing;

/// Twelve digits, 39.86 bits. What is left of 128 bits after the division is biased by less than 2^-88.
const DIGITS_MODULUS: u128 = 1_000_000_000_000;

/// The three forms of a session's fingerprint. `nonces`: everyone's, in the order of the participants.
///
/// # Errors
/// [`SuiteFault`].
pub(crate) async fn derive<S: Suite>(
    suite: &S,
    session: &[u8; 16],
    members_hash: &[u8; 32],
    nonces: &Zeroizing<Vec<u8>>,
) -> Result<Fingerprint, SuiteFault> {
    let key = suite.import_base_key(nonces).await?;
    let info = |label: Label| label.then(&[session]);
    let spoken = suite.derive_bytes(&key, members_hash, &info(Label::COMPARE_WORDS)).await?;
    let shown = suite.derive_bytes(&key, members_hash, &info(Label::COMPARE_EMOJI)).await?;
    let counted = suite.derive_bytes(&key, members_hash, &info(Label::COMPARE_DIGITS)).await?;
    Ok(Fingerprint {
        words: words::spoken(*spoken.first_chunk().ok_or(SuiteFault)?),
        emoji: emoji::shown(*shown.first_chunk().ok_or(SuiteFault)?),
        digits: digits(*counted.first_chunk().ok_or(SuiteFault)?),
    })
}

fn digits(bytes: [u8; 16]) -> String {
    format!("{:012}", u128::from_be_bytes(bytes) % DIGITS_MODULUS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust_crypto::{RustCrypto, ready};

    fn form(session: u8, members: u8, nonce: u8) -> Fingerprint {
        let nonces = Zeroizing::new(vec![nonce; 64]);
        let suite = RustCrypto::new();
        ready(derive(&suite, &[session; 16], &[members; 32], &nonces)).unwrap().unwrap()
    }

    #[test]
    fn r49_all_three_forms_depend_on_session_participants_and_nonces() {
        let one = form(1, 1, 1);
        for other in [form(2, 1, 1), form(1, 2, 1), form(1, 1, 2)] {
            assert_ne!(one.words, other.words);
            assert_ne!(one.emoji, other.emoji);
            assert_ne!(one.digits, other.digits);
        }
        assert!(one == form(1, 1, 1));
    }

    #[test]
    fn r49_there_are_always_twelve_digits() {
        assert_eq!(digits([0; 16]), "000000000000");
        assert_eq!(digits(999_999_999_999_u128.to_be_bytes()), "999999999999");
        assert_eq!(digits(1_000_000_000_001_u128.to_be_bytes()), "000000000001");
        assert_eq!(digits([0xff; 16]), "431768211455");
    }
}
