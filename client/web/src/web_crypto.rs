//! The engine's crypto suite on WebCrypto. The only user of `SubtleCrypto`.
//!
//! Private keys, epoch secrets and message keys never leave the browser's own key objects. What the browser says about
//! a failure is not looked at: error names differ between engines, and nothing may depend on them (R5).

#[cfg(feature = "vectors")]
mod known_keys;
mod ask;

use burnroom_engine::suite::{Suite, SuiteFault};
use burnroom_shared::ids::{Signature, Slot};
use burnroom_shared::point::Point;
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Crypto, CryptoKey, SubtleCrypto};
use zeroize::Zeroizing;

use ask::{bytes, named, object, settled, usages};

const ECDSA: &str = "ECDSA";
const ECDH: &str = "ECDH";
const CURVE: &str = "P-256";
const SHA256: &str = "SHA-256";
const HKDF: &str = "HKDF";
const HMAC: &str = "HMAC";
const AES_GCM: &str = "AES-GCM";
const AES_KW: &str = "AES-KW";
const RAW: &str = "raw";

/// Bits of every symmetric key; always said, since engines differ where it is left out.
const KEY_BITS: u32 = 256;
/// Bits of an AES-GCM tag.
const TAG_BITS: u32 = 128;

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(CryptoKey);

        burnroom_shared::debug_by_name!($name);
    )*};
}

handles! {
    /// ECDSA P-256 private key, not extractable.
    SigningKey;
    /// ECDH P-256 private key, not extractable.
    AgreementKey;
    /// HKDF input key, not extractable.
    BaseKey;
    /// A new epoch secret: extractable, because `wrapKey` wants it so, and dropped as soon as it is wrapped.
    NewSecret;
    /// AES-256-KW key, not extractable.
    WrapKey;
    /// HMAC-SHA256 key, not extractable.
    MacKey;
    /// AES-256-GCM key, not extractable.
    AeadKey;
}

/// WebCrypto as a [`Suite`].
#[derive(Clone)]
pub struct WebCrypto {
    crypto: Crypto,
    subtle: SubtleCrypto,
}

burnroom_shared::debug_by_name!(WebCrypto);

impl WebCrypto {
    /// The browser's; `None` outside a secure context, where there is no `crypto.subtle`.
    #[must_use]
    pub fn of_browser() -> Option<Self> {
        let crypto = Reflect::get(&js_sys::global(), &JsValue::from_str("crypto")).ok()?;
        let subtle = Reflect::get(&crypto, &JsValue::from_str("subtle")).ok()?;
        Some(Self { crypto: crypto.dyn_into().ok()?, subtle: subtle.dyn_into().ok()? })
    }

    /// A key pair: the private half, not extractable, and the public half as a point.
    async fn key_pair(&self, algorithm: &str, uses: &[&str]) -> Result<(CryptoKey, Point), SuiteFault> {
        let of = object(&[("name", algorithm.into()), ("namedCurve", CURVE.into())]);
        let pair = settled(self.subtle.generate_key_with_object(&of, false, &usages(uses))).await?;
        let half = |which: &str| -> Result<CryptoKey, SuiteFault> {
            let key = Reflect::get(&pair, &JsValue::from_str(which)).map_err(|_| SuiteFault)?;
            key.dyn_into().map_err(|_| SuiteFault)
        };
        let public = bytes(&settled(self.subtle.export_key(RAW, &half("publicKey")?)).await?)?;
        let point = Point::decode(public.as_slice().try_into().map_err(|_| SuiteFault)?);
        Ok((half("privateKey")?, point.map_err(|_| SuiteFault)?))
    }

    async fn import(&self, raw: &[u8], algorithm: &Object, uses: &[&str]) -> Result<CryptoKey, SuiteFault> {
        let copy = Uint8Array::from(raw);
        let asked = self.subtle.import_key_with_object(RAW, &copy, algorithm, false, &usages(uses));
        // The browser has taken its own copy by now; this one may have held a key.
        copy.fill(0, 0, copy.length());
        settled(asked).await?.dyn_into().map_err(|_| SuiteFault)
    }

    async fn derive(
        &self,
        with: &Object,
        from: &CryptoKey,
        to: &Object,
        uses: &[&str],
    ) -> Result<CryptoKey, SuiteFault> {
        let asked = self.subtle.derive_key_with_object_and_object(with, from, to, false, &usages(uses));
        settled(asked).await?.dyn_into().map_err(|_| SuiteFault)
    }

    /// The shared secret as an HKDF key: its bytes stay inside.
    async fn agree(&self, key: &AgreementKey, with: &Point) -> Result<CryptoKey, SuiteFault> {
        let theirs = self.import(with.as_bytes(), &of_curve(ECDH), &[]).await?;
        let agree = object(&[("name", ECDH.into()), ("public", theirs.into())]);
        self.derive(&agree, &key.0, &named(HKDF), &["deriveKey"]).await
    }
}

fn hkdf(salt: &[u8], info: &[u8]) -> Object {
    object(&[
        ("name", HKDF.into()),
        ("hash", SHA256.into()),
        ("salt", Uint8Array::from(salt).into()),
        ("info", Uint8Array::from(info).into()),
    ])
}

fn ecdsa() -> Object {
    object(&[("name", ECDSA.into()), ("hash", SHA256.into())])
}

fn sized(algorithm: &str) -> Object {
    object(&[("name", algorithm.into()), ("length", KEY_BITS.into())])
}

fn gcm(iv: &[u8; 12], additional: &[u8]) -> Object {
    object(&[
        ("name", AES_GCM.into()),
        ("iv", Uint8Array::from(iv.as_slice()).into()),
        ("additionalData", Uint8Array::from(additional).into()),
        ("tagLength", TAG_BITS.into()),
    ])
}

fn of_curve(algorithm: &str) -> Object {
    object(&[("name", algorithm.into()), ("namedCurve", CURVE.into())])
}

impl Suite for WebCrypto {
    type SigningKey = SigningKey;
    type AgreementKey = AgreementKey;
    type BaseKey = BaseKey;
    type NewSecret = NewSecret;
    type WrapKey = WrapKey;
    type MacKey = MacKey;
    type AeadKey = AeadKey;

    fn random(&self, bytes: &mut [u8]) -> Result<(), SuiteFault> {
        self.crypto.get_random_values_with_u8_array(bytes).map(drop).map_err(|_| SuiteFault)
    }

    async fn make_signing_key(&self) -> Result<(SigningKey, Point), SuiteFault> {
        let (private, public) = self.key_pair(ECDSA, &["sign", "verify"]).await?;
        Ok((SigningKey(private), public))
    }

    async fn make_agreement_key(&self) -> Result<(AgreementKey, Point), SuiteFault> {
        let (private, public) = self.key_pair(ECDH, &["deriveKey"]).await?;
        Ok((AgreementKey(private), public))
    }

    async fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<Signature, SuiteFault> {
        let asked = self.subtle.sign_with_object_and_u8_array(&ecdsa(), &key.0, message);
        let signature = bytes(&settled(asked).await?)?;
        Ok(Signature(signature.as_slice().try_into().map_err(|_| SuiteFault)?))
    }

    async fn verify(&self, key: &Point, message: &[u8], signature: &Signature) -> Result<bool, SuiteFault> {
        let key = self.import(key.as_bytes(), &of_curve(ECDSA), &["verify"]).await?;
        let asked = self.subtle.verify_with_object_and_u8_array_and_u8_array(&ecdsa(), &key, &signature.0, message);
        settled(asked).await?.as_bool().ok_or(SuiteFault)
    }

    async fn import_base_key(&self, bytes: &[u8]) -> Result<BaseKey, SuiteFault> {
        self.import(bytes, &named(HKDF), &["deriveBits", "deriveKey"]).await.map(BaseKey)
    }

    async fn derive_bytes(&self, key: &BaseKey, salt: &[u8], info: &[u8]) -> Result<Zeroizing<[u8; 32]>, SuiteFault> {
        let asked = self.subtle.derive_bits_with_object(&hkdf(salt, info), &key.0, KEY_BITS);
        let derived = Zeroizing::new(bytes(&settled(asked).await?)?);
        Ok(Zeroizing::new(derived.as_slice().try_into().map_err(|_| SuiteFault)?))
    }

    async fn derive_mac_key(&self, key: &BaseKey, salt: &[u8], info: &[u8]) -> Result<MacKey, SuiteFault> {
        // Without a length the key would have 64 bytes.
        let to = object(&[("name", HMAC.into()), ("hash", SHA256.into()), ("length", KEY_BITS.into())]);
        self.derive(&hkdf(salt, info), &key.0, &to, &["sign", "verify"]).await.map(MacKey)
    }

    async fn derive_aead_key(&self, key: &BaseKey, salt: &[u8], info: &[u8]) -> Result<AeadKey, SuiteFault> {
        let uses = ["encrypt", "decrypt"];
        self.derive(&hkdf(salt, info), &key.0, &sized(AES_GCM), &uses).await.map(AeadKey)
    }

    async fn mac(&self, key: &MacKey, message: &[u8]) -> Result<[u8; 32], SuiteFault> {
        let asked = self.subtle.sign_with_str_and_u8_array(HMAC, &key.0, message);
        let mac = bytes(&settled(asked).await?)?;
        mac.as_slice().try_into().map_err(|_| SuiteFault)
    }

    async fn mac_holds(&self, key: &MacKey, message: &[u8], mac: &[u8; 32]) -> Result<bool, SuiteFault> {
        let asked = self.subtle.verify_with_str_and_u8_array_and_u8_array(HMAC, &key.0, mac, message);
        settled(asked).await?.as_bool().ok_or(SuiteFault)
    }

    async fn import_aead_key(&self, bytes: Zeroizing<[u8; 32]>) -> Result<AeadKey, SuiteFault> {
        let uses = ["encrypt", "decrypt"];
        self.import(bytes.as_slice(), &named(AES_GCM), &uses).await.map(AeadKey)
    }

    async fn seal(
        &self,
        key: &AeadKey,
        iv: &[u8; 12],
        additional: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SuiteFault> {
        let with = gcm(iv, additional);
        bytes(&settled(self.subtle.encrypt_with_object_and_u8_array(&with, &key.0, plaintext)).await?)
    }

    async fn open(&self, key: &AeadKey, iv: &[u8; 12], additional: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let with = gcm(iv, additional);
        let asked = self.subtle.decrypt_with_object_and_u8_array(&with, &key.0, sealed);
        bytes(&settled(asked).await.ok()?).ok().map(Zeroizing::new)
    }

    async fn make_epoch_secret(&self) -> Result<NewSecret, SuiteFault> {
        let uses = usages(&["encrypt"]);
        let asked = self.subtle.generate_key_with_object(&sized(AES_GCM), true, &uses);
        settled(asked).await?.dyn_into().map(NewSecret).map_err(|_| SuiteFault)
    }

    async fn agree_wrap_key(
        &self,
        key: &AgreementKey,
        with: &Point,
        salt: &[u8],
        info: &[u8],
    ) -> Result<WrapKey, SuiteFault> {
        let shared = self.agree(key, with).await?;
        let uses = ["wrapKey", "unwrapKey"];
        self.derive(&hkdf(salt, info), &shared, &sized(AES_KW), &uses).await.map(WrapKey)
    }

    async fn agree_aead_key(
        &self,
        key: &AgreementKey,
        with: &Point,
        salt: &[u8],
        info: &[u8],
    ) -> Result<AeadKey, SuiteFault> {
        let shared = self.agree(key, with).await?;
        self.derive(&hkdf(salt, info), &shared, &sized(AES_GCM), &["encrypt", "decrypt"]).await.map(AeadKey)
    }

    async fn wrap(&self, secret: &NewSecret, key: &WrapKey) -> Result<Slot, SuiteFault> {
        let asked = self.subtle.wrap_key_with_str(RAW, &secret.0, &key.0, AES_KW);
        let slot = bytes(&settled(asked).await?)?;
        Ok(Slot(slot.as_slice().try_into().map_err(|_| SuiteFault)?))
    }

    async fn unwrap(&self, slot: &Slot, key: &WrapKey) -> Option<BaseKey> {
        let asked = self.subtle.unwrap_key_with_u8_array_and_object_and_object(
            RAW,
            &slot.0,
            &key.0,
            &named(AES_KW),
            &named(HKDF),
            false,
            &usages(&["deriveBits", "deriveKey"]),
        );
        settled(asked).await.ok()?.dyn_into().map(BaseKey).ok()
    }

    async fn unwrap_bytes(&self, slot: &Slot, key: &WrapKey) -> Option<Zeroizing<[u8; 32]>> {
        let (wrapping, kind) = (named(AES_KW), sized(AES_GCM));
        let uses = usages(&["encrypt"]);
        let asked = self
            .subtle
            .unwrap_key_with_u8_array_and_object_and_object(RAW, &slot.0, &key.0, &wrapping, &kind, true, &uses);
        let secret: CryptoKey = settled(asked).await.ok()?.dyn_into().ok()?;
        let exported = Zeroizing::new(bytes(&settled(self.subtle.export_key(RAW, &secret)).await.ok()?).ok()?);
        exported.as_slice().try_into().map(Zeroizing::new).ok()
    }
}
