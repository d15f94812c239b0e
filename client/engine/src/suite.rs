//! The cryptography that the engine asks for, and nothing it does not: one trait, two implementations.
//!
//! Keys are handles. What a browser can keep from the page (private keys, epoch secrets, message keys) never appears
//! here as bytes; chain keys do, because WebCrypto has no ratchet whose key cannot be exported.

use burnroom_shared::ids::{Signature, Slot};
use burnroom_shared::point::Point;
use zeroize::Zeroizing;

/// The suite could not do what every suite can: no entropy, or an engine that refuses a standard operation.
/// Never why: error names differ between browsers and nothing may depend on them (R5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SuiteFault;

/// ECDH P-256, ECDSA P-256/SHA-256, HKDF-SHA256, HMAC-SHA256, AES-256-GCM, AES-256-KW.
///
/// Points come as [`Point`], which is on the curve: implementations need not check again.
#[expect(async_fn_in_trait, reason = "one task drives a session; nothing here is sent between threads")]
pub trait Suite {
    /// ECDSA P-256 private key, not extractable.
    type SigningKey;
    /// ECDH P-256 private key, not extractable.
    type AgreementKey;
    /// HKDF input key: a link's secret or an epoch's.
    type BaseKey;
    /// A new epoch secret that can only be wrapped (AES-GCM key, extractable because `wrapKey` wants it so).
    type NewSecret;
    /// AES-KW key made for one slot.
    type WrapKey;
    /// HMAC-SHA256 key of 32 bytes.
    type MacKey;
    /// AES-256-GCM key.
    type AeadKey;

    /// Fills `bytes` from the operating system's generator.
    ///
    /// # Errors
    /// [`SuiteFault`] without entropy.
    fn random(&self, bytes: &mut [u8]) -> Result<(), SuiteFault>;

    /// A new signing key pair.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn make_signing_key(&self) -> Result<(Self::SigningKey, Point), SuiteFault>;

    /// A new agreement key pair.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn make_agreement_key(&self) -> Result<(Self::AgreementKey, Point), SuiteFault>;

    /// ECDSA over `message` (SHA-256 inside), raw `r ‖ s`.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn sign(&self, key: &Self::SigningKey, message: &[u8]) -> Result<Signature, SuiteFault>;

    /// Whether an ECDSA signature holds; high `s` is accepted.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn verify(&self, key: &Point, message: &[u8], signature: &Signature) -> Result<bool, SuiteFault>;

    /// Takes raw bytes as an HKDF input key.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn import_base_key(&self, bytes: &[u8]) -> Result<Self::BaseKey, SuiteFault>;

    /// HKDF-SHA256 to 32 public or short-lived bytes.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn derive_bytes(
        &self,
        key: &Self::BaseKey,
        salt: &[u8],
        info: &[u8],
    ) -> Result<Zeroizing<[u8; 32]>, SuiteFault>;

    /// HKDF-SHA256 to a non-extractable HMAC key of 32 bytes.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn derive_mac_key(&self, key: &Self::BaseKey, salt: &[u8], info: &[u8]) -> Result<Self::MacKey, SuiteFault>;

    /// HKDF-SHA256 to a non-extractable AES-256-GCM key.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn derive_aead_key(&self, key: &Self::BaseKey, salt: &[u8], info: &[u8])
    -> Result<Self::AeadKey, SuiteFault>;

    /// HMAC-SHA256.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn mac(&self, key: &Self::MacKey, message: &[u8]) -> Result<[u8; 32], SuiteFault>;

    /// Whether an HMAC-SHA256 holds, in constant time.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn mac_holds(&self, key: &Self::MacKey, message: &[u8], mac: &[u8; 32]) -> Result<bool, SuiteFault>;

    /// Takes a message key into a non-extractable AES-256-GCM key.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn import_aead_key(&self, bytes: Zeroizing<[u8; 32]>) -> Result<Self::AeadKey, SuiteFault>;

    /// AES-256-GCM: ciphertext and 16-byte tag.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn seal(
        &self,
        key: &Self::AeadKey,
        iv: &[u8; 12],
        additional: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SuiteFault>;

    /// AES-256-GCM; `None` if the tag does not hold, whatever the reason.
    async fn open(
        &self,
        key: &Self::AeadKey,
        iv: &[u8; 12],
        additional: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>>;

    /// A new random epoch secret of 32 bytes.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn make_epoch_secret(&self) -> Result<Self::NewSecret, SuiteFault>;

    /// ECDH, then HKDF-SHA256 with `salt` and `info`, to an AES-256-KW key. The shared secret stays inside.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn agree_wrap_key(
        &self,
        key: &Self::AgreementKey,
        with: &Point,
        salt: &[u8],
        info: &[u8],
    ) -> Result<Self::WrapKey, SuiteFault>;

    /// ECDH, then HKDF-SHA256 with `salt` and `info`, to a non-extractable AES-256-GCM key. The shared secret stays inside.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn agree_aead_key(
        &self,
        key: &Self::AgreementKey,
        with: &Point,
        salt: &[u8],
        info: &[u8],
    ) -> Result<Self::AeadKey, SuiteFault>;

    /// AES-KW (RFC 3394) of an epoch secret.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn wrap(&self, secret: &Self::NewSecret, key: &Self::WrapKey) -> Result<Slot, SuiteFault>;

    /// Opens a slot into a non-extractable HKDF key; `None` if its integrity check fails.
    async fn unwrap(&self, slot: &Slot, key: &Self::WrapKey) -> Option<Self::BaseKey>;

    /// Opens a slot into bytes, for rooms whose newcomers are handed earlier secrets; `None` if its integrity check fails.
    async fn unwrap_bytes(&self, slot: &Slot, key: &Self::WrapKey) -> Option<Zeroizing<[u8; 32]>>;
}

/// Keys from bytes that everybody knows: what test vectors need beyond a [`Suite`]. Nothing that ships implements it.
#[cfg(feature = "vectors")]
#[expect(async_fn_in_trait, reason = "one task drives the vectors; nothing here is sent between threads")]
pub trait KnownKeys: Suite {
    /// An agreement key with its public point.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn known_agreement_key(&self, private: &[u8; 32], public: &Point) -> Result<Self::AgreementKey, SuiteFault>;

    /// An HMAC key of any length but zero.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn known_mac_key(&self, bytes: &[u8]) -> Result<Self::MacKey, SuiteFault>;

    /// An AES-256-KW key.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn known_wrap_key(&self, bytes: &[u8; 32]) -> Result<Self::WrapKey, SuiteFault>;

    /// An epoch secret.
    ///
    /// # Errors
    /// [`SuiteFault`].
    async fn known_epoch_secret(&self, bytes: &[u8; 32]) -> Result<Self::NewSecret, SuiteFault>;
}
