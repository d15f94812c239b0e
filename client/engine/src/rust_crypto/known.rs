//! Keys from known bytes, for the vectors. Not part of the suite.

use super::{AgreementKey, MacKey, NewSecret, RustCrypto, WrapKey};
use crate::suite::{KnownKeys, SuiteFault};
use burnroom_shared::point::Point;
use zeroize::Zeroizing;

impl KnownKeys for RustCrypto {
    async fn known_agreement_key(&self, private: &[u8; 32], _: &Point) -> Result<AgreementKey, SuiteFault> {
        let secret = p256::SecretKey::from_slice(private).map_err(|_| SuiteFault)?;
        Ok(AgreementKey(secret))
    }

    async fn known_mac_key(&self, bytes: &[u8]) -> Result<MacKey, SuiteFault> {
        Ok(MacKey(Zeroizing::new(bytes.to_vec())))
    }

    async fn known_wrap_key(&self, bytes: &[u8; 32]) -> Result<WrapKey, SuiteFault> {
        Ok(WrapKey(Zeroizing::new(*bytes)))
    }

    async fn known_epoch_secret(&self, bytes: &[u8; 32]) -> Result<NewSecret, SuiteFault> {
        Ok(NewSecret(Zeroizing::new(*bytes)))
    }
}
