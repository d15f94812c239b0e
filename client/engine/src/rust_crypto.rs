//! The suite for whoever has no WebCrypto: native members, simulations, tests. RustCrypto's crates, nothing of our own.
//!
//! Owns the handles' bytes, which are wiped when a handle is dropped and never printed. Every future is ready at once.

use crate::suite::{Suite, SuiteFault};
use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_kw::KwAes256;
use burnroom_shared::ids::{Signature, Slot};
use burnroom_shared::point::Point;
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use p256::ecdsa::signature::Signer as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::Sha256;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use zeroize::Zeroizing;

#[cfg(feature = "vectors")]
mod known;
#[cfg(feature = "seeded")]
mod seeded;

/// Draws of 32 bytes before giving up on a private key: each misses with a chance below 2^-31.
const SCALAR_DRAWS: usize = 4;

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        pub struct $name($inner);

        burnroom_shared::debug_by_name!($name);
    )*};
}

handles! {
    /// ECDSA P-256 private key.
    SigningKey(p256::ecdsa::SigningKey);
    /// ECDH P-256 private key.
    AgreementKey(p256::SecretKey);
    /// HKDF input key.
    BaseKey(Zeroizing<Vec<u8>>);
    /// A new epoch secret.
    NewSecret(Zeroizing<[u8; 32]>);
    /// AES-256-KW key.
    WrapKey(Zeroizing<[u8; 32]>);
    /// HMAC-SHA256 key.
    MacKey(Zeroizing<Vec<u8>>);
    /// AES-256-GCM key.
    AeadKey(Zeroizing<[u8; 32]>);
}

/// Where randomness comes from.
#[derive(Debug)]
enum Source {
    /// The operating system's generator.
    System,
    /// A generator that anyone with the seed can repeat.
    #[cfg(feature = "seeded")]
    Seeded(Box<seeded::Generator>),
}

/// RustCrypto's crates as a [`Suite`].
#[derive(Debug)]
pub struct RustCrypto(Source);

impl RustCrypto {
    /// Draws from the operating system's generator.
    #[must_use]
    pub fn new() -> Self {
        Self(Source::System)
    }

    /// Draws from a generator that anyone with the seed can repeat: for simulations, never for people.
    #[cfg(feature = "seeded")]
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Box::new(seeded::Generator::new(seed))))
    }

    fn scalar(&self) -> Result<p256::SecretKey, SuiteFault> {
        for _ in 0..SCALAR_DRAWS {
            let bytes = self.bytes()?;
            if let Ok(scalar) = p256::SecretKey::from_slice(bytes.as_slice()) {
                return Ok(scalar);
            }
        }
        Err(SuiteFault)
    }

    fn bytes(&self) -> Result<Zeroizing<[u8; 32]>, SuiteFault> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.random(bytes.as_mut_slice())?;
        Ok(bytes)
    }
}

impl Default for RustCrypto {
    fn default() -> Self {
        Self::new()
    }
}

/// The result of a future that never waits, as all of this suite's are; `None` if it would wait.
pub fn ready<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

fn point(public: &p256::PublicKey) -> Result<Point, SuiteFault> {
    let bytes = public.to_sec1_point(false);
    let bytes = bytes.as_bytes().try_into().map_err(|_| SuiteFault)?;
    Point::decode(bytes).map_err(|_| SuiteFault)
}

fn expand(key: &[u8], salt: &[u8], info: &[u8], output: &mut [u8]) -> Result<(), SuiteFault> {
    Hkdf::<Sha256>::new(Some(salt), key).expand(info, output).map_err(|_| SuiteFault)
}

fn keyed(key: &MacKey) -> Result<Hmac<Sha256>, SuiteFault> {
    Hmac::new_from_slice(&key.0).map_err(|_| SuiteFault)
}

fn cipher(key: &AeadKey) -> Aes256Gcm {
    Aes256Gcm::new(&(*key.0).into())
}

impl Suite for RustCrypto {
    type SigningKey = SigningKey;
    type AgreementKey = AgreementKey;
    type BaseKey = BaseKey;
    type NewSecret = NewSecret;
    type WrapKey = WrapKey;
    type MacKey = MacKey;
    type AeadKey = AeadKey;

    fn random(&self, bytes: &mut [u8]) -> Result<(), SuiteFault> {
        match &self.0 {
            Source::System => SysRng.try_fill_bytes(bytes).map_err(|_| SuiteFault),
            #[cfg(feature = "seeded")]
            Source::Seeded(generator) => {
                generator.fill(bytes);
                Ok(())
            }
        }
    }

    async fn make_signing_key(&self) -> Result<(SigningKey, Point), SuiteFault> {
        let secret = self.scalar()?;
        let public = point(&secret.public_key())?;
        Ok((SigningKey(secret.into()), public))
    }

    async fn make_agreement_key(&self) -> Result<(AgreementKey, Point), SuiteFault> {
        let secret = self.scalar()?;
        let public = point(&secret.public_key())?;
        Ok((AgreementKey(secret), public))
    }

    async fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<Signature, SuiteFault> {
        let signature: p256::ecdsa::Signature = key.0.try_sign(message).map_err(|_| SuiteFault)?;
        Ok(Signature(signature.to_bytes().into()))
    }

    async fn verify(&self, key: &Point, message: &[u8], signature: &Signature) -> Result<bool, SuiteFault> {
        Ok(burnroom_shared::verify::holds(key, message, signature))
    }

    async fn import_base_key(&self, bytes: &[u8]) -> Result<BaseKey, SuiteFault> {
        Ok(BaseKey(Zeroizing::new(bytes.to_vec())))
    }

    async fn derive_bytes(&self, key: &BaseKey, salt: &[u8], info: &[u8]) -> Result<Zeroizing<[u8; 32]>, SuiteFault> {
        let mut bytes = Zeroizing::new([0; 32]);
        expand(&key.0, salt, info, bytes.as_mut_slice())?;
        Ok(bytes)
    }

    async fn derive_mac_key(&self, key: &BaseKey, salt: &[u8], info: &[u8]) -> Result<MacKey, SuiteFault> {
        let mut bytes = Zeroizing::new(vec![0; 32]);
        expand(&key.0, salt, info, &mut bytes)?;
        Ok(MacKey(bytes))
    }

    async fn derive_aead_key(&self, key: &BaseKey, salt: &[u8], info: &[u8]) -> Result<AeadKey, SuiteFault> {
        self.derive_bytes(key, salt, info).await.map(AeadKey)
    }

    async fn mac(&self, key: &MacKey, message: &[u8]) -> Result<[u8; 32], SuiteFault> {
        Ok(keyed(key)?.chain_update(message).finalize().into_bytes().into())
    }

    async fn mac_holds(&self, key: &MacKey, message: &[u8], mac: &[u8; 32]) -> Result<bool, SuiteFault> {
        let code = keyed(key)?.chain_update(message);
        Ok(code.verify(&(*mac).into()).is_ok())
    }

    async fn import_aead_key(&self, bytes: Zeroizing<[u8; 32]>) -> Result<AeadKey, SuiteFault> {
        Ok(AeadKey(bytes))
    }

    async fn seal(
        &self,
        key: &AeadKey,
        iv: &[u8; 12],
        additional: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SuiteFault> {
        let payload = Payload { msg: plaintext, aad: additional };
        cipher(key).encrypt(&(*iv).into(), payload).map_err(|_| SuiteFault)
    }

    async fn open(&self, key: &AeadKey, iv: &[u8; 12], additional: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let payload = Payload { msg: sealed, aad: additional };
        let plaintext = cipher(key).decrypt(&(*iv).into(), payload).ok()?;
        Some(Zeroizing::new(plaintext))
    }

    async fn make_epoch_secret(&self) -> Result<NewSecret, SuiteFault> {
        self.bytes().map(NewSecret)
    }

    async fn agree_wrap_key(
        &self,
        key: &AgreementKey,
        with: &Point,
        salt: &[u8],
        info: &[u8],
    ) -> Result<WrapKey, SuiteFault> {
        agree(key, with, salt, info).map(WrapKey)
    }

    async fn agree_aead_key(
        &self,
        key: &AgreementKey,
        with: &Point,
        salt: &[u8],
        info: &[u8],
    ) -> Result<AeadKey, SuiteFault> {
        self.import_aead_key(agree(key, with, salt, info)?).await
    }

    async fn wrap(&self, secret: &NewSecret, key: &WrapKey) -> Result<Slot, SuiteFault> {
        let mut slot = [0; Slot::LENGTH];
        KwAes256::new(&(*key.0).into()).wrap_key(secret.0.as_slice(), &mut slot).map_err(|_| SuiteFault)?;
        Ok(Slot(slot))
    }

    async fn unwrap(&self, slot: &Slot, key: &WrapKey) -> Option<BaseKey> {
        let mut secret = Zeroizing::new(vec![0; 32]);
        KwAes256::new(&(*key.0).into()).unwrap_key(&slot.0, &mut secret).ok()?;
        Some(BaseKey(secret))
    }

    async fn unwrap_bytes(&self, slot: &Slot, key: &WrapKey) -> Option<Zeroizing<[u8; 32]>> {
        let mut secret = Zeroizing::new([0; 32]);
        KwAes256::new(&(*key.0).into()).unwrap_key(&slot.0, secret.as_mut_slice()).ok()?;
        Some(secret)
    }
}

/// ECDH, then HKDF-SHA256, to 32 bytes.
fn agree(key: &AgreementKey, with: &Point, salt: &[u8], info: &[u8]) -> Result<Zeroizing<[u8; 32]>, SuiteFault> {
    let with = p256::PublicKey::from_sec1_bytes(with.as_bytes()).map_err(|_| SuiteFault)?;
    let shared = key.0.diffie_hellman(&with);
    let mut bytes = Zeroizing::new([0; 32]);
    expand(shared.raw_secret_bytes(), salt, info, bytes.as_mut_slice())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
