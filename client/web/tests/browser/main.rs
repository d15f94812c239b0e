//! What only a browser can answer: WebCrypto against the standards' vectors and the protocol's own, against RustCrypto in
//! both directions, and whole rooms of members over either. On the host this binary is empty.

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what it expects by failing"
)]

mod crossing;
mod points;
mod keys;
mod together;
mod room;
mod relay;

use burnroom_engine::link::{Link, LinkKeys, Parameters};
use burnroom_engine::suite::Suite as _;
use burnroom_engine::vectors::{self, ROOMS, STANDARDS, WYCHEPROOF};
use burnroom_shared::ids::Signature;
use burnroom_web::web_crypto::WebCrypto;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use zeroize::Zeroizing;

wasm_bindgen_test_configure!(run_in_browser);

pub(crate) fn suite() -> WebCrypto {
    WebCrypto::of_browser().expect("the test page is a secure context")
}

#[wasm_bindgen_test]
async fn every_case_of_the_standards_holds() {
    assert_eq!(vectors::primitives(&suite(), STANDARDS).await, Ok(19));
}

#[wasm_bindgen_test]
async fn every_case_of_wycheproof_holds() {
    let asked = vectors::primitives(&suite(), WYCHEPROOF).await;
    assert!(asked.as_ref().is_ok_and(|cases| *cases > 800), "{asked:?}");
}

#[wasm_bindgen_test]
async fn every_derivation_is_as_it_is_written() {
    assert_eq!(vectors::derivations(&suite()).await, Ok(15));
}

#[wasm_bindgen_test]
async fn rooms_of_another_program_open_here() {
    assert_eq!(vectors::rooms(&suite(), ROOMS).await, Ok(58));
}

#[wasm_bindgen_test]
async fn a_changed_case_is_noticed() {
    let changed = STANDARDS.replacen("b0344c61d8db38535ca8afceaf0bf12b", "c0344c61d8db38535ca8afceaf0bf12b", 1);
    assert_ne!(changed, STANDARDS);
    assert!(vectors::primitives(&suite(), &changed).await.is_err());
}

#[wasm_bindgen_test]
async fn a_signature_holds_for_its_key_and_message_only() {
    let suite = suite();
    let (key, public) = suite.make_signing_key().await.unwrap();
    let (_, other) = suite.make_signing_key().await.unwrap();
    let signature = suite.sign(&key, b"yes").await.unwrap();
    assert_eq!(suite.verify(&public, b"yes", &signature).await, Ok(true));
    assert_eq!(suite.verify(&public, b"no", &signature).await, Ok(false));
    assert_eq!(suite.verify(&other, b"yes", &signature).await, Ok(false));
    assert_eq!(suite.verify(&public, b"yes", &Signature([0; 64])).await, Ok(false));
}

#[wasm_bindgen_test]
async fn both_ends_of_an_agreement_open_the_same_secret() {
    let suite = suite();
    let (ours, our_point) = suite.make_agreement_key().await.unwrap();
    let (theirs, their_point) = suite.make_agreement_key().await.unwrap();
    let here = suite.agree_wrap_key(&ours, &their_point, b"salt", b"info").await.unwrap();
    let there = suite.agree_wrap_key(&theirs, &our_point, b"salt", b"info").await.unwrap();
    let secret = suite.make_epoch_secret().await.unwrap();
    let mut slot = suite.wrap(&secret, &here).await.unwrap();
    let own = suite.unwrap(&slot, &here).await.expect("one's own slot opens");
    let opened = suite.unwrap(&slot, &there).await.expect("the other end's key opens the slot");
    let derived = suite.derive_bytes(&opened, b"", b"x").await;
    assert_eq!(derived, suite.derive_bytes(&own, b"", b"x").await);
    slot.0[39] ^= 1;
    assert!(suite.unwrap(&slot, &there).await.is_none());
}

#[wasm_bindgen_test]
async fn a_sealed_body_opens_only_as_it_was_sealed() {
    let suite = suite();
    let key = suite.import_aead_key(Zeroizing::new([9; 32])).await.unwrap();
    let sealed = suite.seal(&key, &[1; 12], b"header", b"body").await.unwrap();
    let opened = suite.open(&key, &[1; 12], b"header", &sealed).await;
    assert_eq!(opened.as_deref().map(Vec::as_slice), Some(&b"body"[..]));
    assert!(suite.open(&key, &[1; 12], b"Header", &sealed).await.is_none());
    assert!(suite.open(&key, &[1; 12], b"header", &[]).await.is_none());
}

#[wasm_bindgen_test]
async fn two_rooms_never_share_an_address() {
    let suite = suite();
    let mut rooms = Vec::new();
    for _ in 0..2 {
        let link = Link::new(Parameters::PLAIN, &suite).unwrap();
        let again = Link::parse(&link.fragment()).unwrap();
        let keys = LinkKeys::derive(&suite, &link).await.unwrap();
        assert_eq!(LinkKeys::derive(&suite, &again).await.unwrap().room, keys.room);
        rooms.push(keys.room);
    }
    assert_ne!(rooms.first(), rooms.last());
}
