//! That the browser keeps keys to itself, whichever way they came to be: no form of export gives one away.

use super::suite;
use burnroom_engine::suite::Suite as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::CryptoKey;
use zeroize::Zeroizing;

/// Every form in which a browser exports a key.
const FORMS: [&str; 4] = ["raw", "jwk", "pkcs8", "spki"];

/// The forms in which the browser gives a key away.
async fn given_away(key: &CryptoKey) -> Vec<&'static str> {
    let subtle = web_sys::window().unwrap().crypto().unwrap().subtle();
    let mut given = Vec::new();
    for form in FORMS {
        let asked: Result<_, JsValue> = subtle.export_key(form, key);
        if let Ok(promise) = asked
            && JsFuture::from(promise).await.is_ok()
        {
            given.push(form);
        }
    }
    given
}

#[wasm_bindgen_test]
async fn keys_stay_inside_the_browser() {
    let suite = suite();
    let (signing, _) = suite.make_signing_key().await.unwrap();
    let (agreement, _) = suite.make_agreement_key().await.unwrap();
    let (_, their_point) = suite.make_agreement_key().await.unwrap();
    let wrap = suite.agree_wrap_key(&agreement, &their_point, b"salt", b"info").await.unwrap();
    let secret = suite.make_epoch_secret().await.unwrap();
    assert_eq!(given_away(secret.as_ref()).await, ["raw", "jwk"], "wrapping is an export, so this one can be");
    let slot = suite.wrap(&secret, &wrap).await.unwrap();
    let unwrapped = suite.unwrap(&slot, &wrap).await.unwrap();
    let imported = suite.import_base_key(&[1; 32]).await.unwrap();
    let mac = suite.derive_mac_key(&imported, b"salt", b"info").await.unwrap();
    let aead = suite.derive_aead_key(&imported, b"salt", b"info").await.unwrap();
    let message = suite.import_aead_key(Zeroizing::new([1; 32])).await.unwrap();
    let agreed = suite.agree_aead_key(&agreement, &their_point, b"salt", b"info").await.unwrap();
    let keys: [&CryptoKey; 9] = [
        signing.as_ref(),
        agreement.as_ref(),
        wrap.as_ref(),
        unwrapped.as_ref(),
        imported.as_ref(),
        mac.as_ref(),
        aead.as_ref(),
        message.as_ref(),
        agreed.as_ref(),
    ];
    for key in keys {
        assert!(!key.extractable(), "{key:?}");
        assert_eq!(given_away(key).await, [""; 0], "{key:?}");
    }
}
