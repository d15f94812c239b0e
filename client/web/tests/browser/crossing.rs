//! What one suite makes the other takes, and nothing else: the browser's WebCrypto and the native members' RustCrypto, every
//! operation, in both directions.

use super::suite;
use burnroom_engine::rust_crypto::RustCrypto;
use burnroom_engine::suite::Suite;
use burnroom_shared::ids::{Signature, Slot};
use wasm_bindgen_test::wasm_bindgen_test;
use zeroize::Zeroizing;

/// Lengths around the block of AES and of SHA-256, a post's smallest body, and a long one.
const LENGTHS: [usize; 12] = [0, 1, 15, 16, 17, 55, 56, 63, 64, 65, 256, 34_816];
/// Signatures and agreements are random: more than a few, so that a leading zero is not a matter of luck.
const TIMES: usize = 32;

/// Bytes that are not all alike.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect()
}

async fn seals<A: Suite, B: Suite>(here: &A, there: &B) {
    for length in LENGTHS {
        let (body, header) = (bytes(length), bytes(length % 97));
        let mut iv = [0; 12];
        here.random(&mut iv).unwrap();
        let ours = here.import_aead_key(Zeroizing::new([7; 32])).await.unwrap();
        let theirs = there.import_aead_key(Zeroizing::new([7; 32])).await.unwrap();
        let mut sealed = here.seal(&ours, &iv, &header, &body).await.unwrap();
        let opened = there.open(&theirs, &iv, &header, &sealed).await;
        assert_eq!(opened.as_deref(), Some(&body), "{length}");
        *sealed.last_mut().unwrap() ^= 1;
        assert!(there.open(&theirs, &iv, &header, &sealed).await.is_none(), "{length}");
    }
}

#[wasm_bindgen_test]
async fn what_one_suite_seals_the_other_opens() {
    seals(&suite(), &RustCrypto::new()).await;
    seals(&RustCrypto::new(), &suite()).await;
}

/// The same signature with the other of the two `s` that hold: anybody can make it.
fn malleated(signature: &Signature) -> Signature {
    let parsed = p256::ecdsa::Signature::from_slice(&signature.0).unwrap();
    let (r, s) = (parsed.r(), parsed.s());
    Signature(p256::ecdsa::Signature::from_scalars(*r.as_ref(), -*s.as_ref()).unwrap().to_bytes().into())
}

async fn signs<A: Suite, B: Suite>(here: &A, there: &B) {
    let (key, public) = here.make_signing_key().await.unwrap();
    for time in 0..TIMES {
        let message = bytes(time * 31);
        let mut signature = here.sign(&key, &message).await.unwrap();
        assert_eq!(there.verify(&public, &message, &signature).await, Ok(true), "{time}");
        let other = malleated(&signature);
        assert_ne!(other, signature);
        assert_eq!(there.verify(&public, &message, &other).await, Ok(true), "{time}: as it holds everywhere (R5)");
        assert_eq!(there.verify(&public, b"another", &signature).await, Ok(false), "{time}");
        signature.0[time] ^= 1;
        assert_eq!(there.verify(&public, &message, &signature).await, Ok(false), "{time}");
    }
}

#[wasm_bindgen_test]
async fn what_one_suite_signs_holds_for_the_other() {
    signs(&suite(), &RustCrypto::new()).await;
    signs(&RustCrypto::new(), &suite()).await;
}

async fn wraps<A: Suite, B: Suite>(here: &A, there: &B) {
    for time in 0..TIMES {
        let (salt, info) = (bytes(time), bytes(2 * time));
        let (ours, our_point) = here.make_agreement_key().await.unwrap();
        let (theirs, their_point) = there.make_agreement_key().await.unwrap();
        let wrap = here.agree_wrap_key(&ours, &their_point, &salt, &info).await.unwrap();
        let unwrap = there.agree_wrap_key(&theirs, &our_point, &salt, &info).await.unwrap();
        let secret = here.make_epoch_secret().await.unwrap();
        let Slot(mut slot) = here.wrap(&secret, &wrap).await.unwrap();
        let own = here.unwrap(&Slot(slot), &wrap).await.expect("one's own slot");
        let opened = there.unwrap(&Slot(slot), &unwrap).await.expect("the other's slot");
        let handed_on = there.unwrap_bytes(&Slot(slot), &unwrap).await.expect("the same, as bytes");
        let handed_on = here.import_base_key(handed_on.as_slice()).await.unwrap();
        let derived = here.derive_bytes(&own, &salt, &info).await.unwrap();
        assert_eq!(there.derive_bytes(&opened, &salt, &info).await.unwrap(), derived, "{time}");
        assert_eq!(here.derive_bytes(&handed_on, &salt, &info).await.unwrap(), derived, "{time}");
        slot[time] ^= 1;
        assert!(there.unwrap(&Slot(slot), &unwrap).await.is_none(), "{time}");
        assert!(there.unwrap_bytes(&Slot(slot), &unwrap).await.is_none(), "{time}");
    }
}

#[wasm_bindgen_test]
async fn what_one_suite_wraps_the_other_unwraps() {
    wraps(&suite(), &RustCrypto::new()).await;
    wraps(&RustCrypto::new(), &suite()).await;
}

async fn agrees<A: Suite, B: Suite>(here: &A, there: &B) {
    for time in 0..TIMES {
        let (salt, info) = (bytes(time), bytes(3 * time));
        let (ours, our_point) = here.make_agreement_key().await.unwrap();
        let (theirs, their_point) = there.make_agreement_key().await.unwrap();
        let sealing = here.agree_aead_key(&ours, &their_point, &salt, &info).await.unwrap();
        let opening = there.agree_aead_key(&theirs, &our_point, &salt, &info).await.unwrap();
        let sealed = here.seal(&sealing, &[5; 12], &info, b"the link").await.unwrap();
        let opened = there.open(&opening, &[5; 12], &info, &sealed).await;
        assert_eq!(opened.as_deref().map(Vec::as_slice), Some(&b"the link"[..]), "{time}");
        let elsewhere = there.agree_aead_key(&theirs, &our_point, &salt, b"elsewhere").await.unwrap();
        assert!(there.open(&elsewhere, &[5; 12], &info, &sealed).await.is_none(), "{time}");
    }
}

#[wasm_bindgen_test]
async fn what_one_suite_seals_after_an_agreement_the_other_opens() {
    agrees(&suite(), &RustCrypto::new()).await;
    agrees(&RustCrypto::new(), &suite()).await;
}

async fn derives<A: Suite, B: Suite>(here: &A, there: &B) {
    for length in LENGTHS.map(|length| length.min(1_024)) {
        let (salt, info, message) = (bytes(length), bytes(length / 2), bytes(length));
        let ours = here.import_base_key(&[9; 32]).await.unwrap();
        let theirs = there.import_base_key(&[9; 32]).await.unwrap();
        let derived = here.derive_bytes(&ours, &salt, &info).await.unwrap();
        assert_eq!(there.derive_bytes(&theirs, &salt, &info).await.unwrap(), derived, "{length}");
        let our_mac_key = here.derive_mac_key(&ours, &salt, &info).await.unwrap();
        let their_mac_key = there.derive_mac_key(&theirs, &salt, &info).await.unwrap();
        let mut mac = here.mac(&our_mac_key, &message).await.unwrap();
        assert_eq!(there.mac_holds(&their_mac_key, &message, &mac).await, Ok(true), "{length}");
        mac[31] ^= 1;
        assert_eq!(there.mac_holds(&their_mac_key, &message, &mac).await, Ok(false), "{length}");
        let our_key = here.derive_aead_key(&ours, &salt, &info).await.unwrap();
        let their_key = there.derive_aead_key(&theirs, &salt, &info).await.unwrap();
        let sealed = here.seal(&our_key, &[3; 12], &salt, &message).await.unwrap();
        assert_eq!(there.open(&their_key, &[3; 12], &salt, &sealed).await.as_deref(), Some(&message), "{length}");
    }
}

#[wasm_bindgen_test]
async fn what_one_suite_derives_the_other_derives() {
    derives(&suite(), &RustCrypto::new()).await;
    derives(&RustCrypto::new(), &suite()).await;
}
