//! Keys from bytes that everybody knows, for the vectors that the browser is asked in tests. The page never links this.

use burnroom_engine::suite::{KnownKeys, SuiteFault};
use burnroom_shared::ids::to_base64;
use burnroom_shared::point::Point;
use js_sys::{Object, Uint8Array};
use wasm_bindgen::JsCast as _;
use web_sys::CryptoKey;

use super::ask::{named, object, settled, usages};
use super::{AES_GCM, AES_KW, CURVE, ECDH, HMAC, RAW, SHA256, WebCrypto};
use super::{AeadKey, AgreementKey, BaseKey, MacKey, NewSecret, SigningKey, WrapKey};

/// Shows tests the browser's own object, to ask it for what it must not say.
macro_rules! shown {
    ($($name:ident),*) => {$(
        impl AsRef<CryptoKey> for $name {
            fn as_ref(&self) -> &CryptoKey {
                &self.0
            }
        }
    )*};
}

shown!(AeadKey, AgreementKey, BaseKey, MacKey, NewSecret, SigningKey, WrapKey);

impl WebCrypto {
    async fn import_known(
        &self,
        format: &str,
        key: &Object,
        algorithm: &Object,
        extractable: bool,
        uses: &[&str],
    ) -> Result<CryptoKey, SuiteFault> {
        let asked = self.subtle.import_key_with_object(format, key, algorithm, extractable, &usages(uses));
        settled(asked).await?.dyn_into().map_err(|_| SuiteFault)
    }
}

impl KnownKeys for WebCrypto {
    async fn known_agreement_key(&self, private: &[u8; 32], public: &Point) -> Result<AgreementKey, SuiteFault> {
        let (_, coordinates) = public.as_bytes().split_at(1);
        let (x, y) = coordinates.split_at(32);
        let key = object(&[
            ("kty", "EC".into()),
            ("crv", CURVE.into()),
            ("x", to_base64(x).into()),
            ("y", to_base64(y).into()),
            ("d", to_base64(private).into()),
        ]);
        let algorithm = object(&[("name", ECDH.into()), ("namedCurve", CURVE.into())]);
        self.import_known("jwk", &key, &algorithm, false, &["deriveKey"]).await.map(AgreementKey)
    }

    async fn known_mac_key(&self, bytes: &[u8]) -> Result<MacKey, SuiteFault> {
        let algorithm = object(&[("name", HMAC.into()), ("hash", SHA256.into())]);
        let key = Uint8Array::from(bytes);
        self.import_known(RAW, &key, &algorithm, false, &["sign", "verify"]).await.map(MacKey)
    }

    async fn known_wrap_key(&self, bytes: &[u8; 32]) -> Result<WrapKey, SuiteFault> {
        let key = Uint8Array::from(bytes.as_slice());
        let uses = ["wrapKey", "unwrapKey"];
        self.import_known(RAW, &key, &named(AES_KW), false, &uses).await.map(WrapKey)
    }

    async fn known_epoch_secret(&self, bytes: &[u8; 32]) -> Result<NewSecret, SuiteFault> {
        let key = Uint8Array::from(bytes.as_slice());
        self.import_known(RAW, &key, &named(AES_GCM), true, &["encrypt"]).await.map(NewSecret)
    }
}
