//! Each primitive, asked through the operations of a suite.

use super::VectorFault;
use super::case::{Answer, Case};
use crate::suite::{KnownKeys, SuiteFault};
use burnroom_shared::hash::sha256;
use burnroom_shared::ids::{Signature, Slot};
use burnroom_shared::point::Point;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use zeroize::Zeroizing;

/// The kinds of cases.
pub(super) const SECTIONS: [&str; 7] = ["sha256", "hmac", "hkdf", "wrap", "aead", "ecdsa", "ecdh"];

pub(super) async fn ask<S: KnownKeys>(
    suite: &S,
    section: &'static str,
    case: &Case<'_>,
) -> Result<Answer, VectorFault> {
    match section {
        "sha256" => Ok(Answer::from(sha256(&case.bytes("message")?) == case.array("digest")?)),
        "hmac" => ask_hmac(suite, case).await,
        "hkdf" => ask_hkdf(suite, case).await,
        "wrap" => ask_wrap(suite, case).await,
        "aead" => ask_aead(suite, case).await,
        "ecdsa" => ask_ecdsa(suite, case).await,
        _ => ask_ecdh(suite, case).await,
    }
}

async fn ask_hmac<S: KnownKeys>(suite: &S, case: &Case<'_>) -> Result<Answer, VectorFault> {
    let (message, claimed) = (case.bytes("message")?, case.array("mac")?);
    let key = suite.known_mac_key(&case.bytes("key")?).await.map_err(case.suite())?;
    let mac = suite.mac(&key, &message).await.map_err(case.suite())?;
    let holds = suite.mac_holds(&key, &message, &claimed).await.map_err(case.suite())?;
    // Both operations have to say the same; where they do not, neither answer would be right.
    if holds != (mac == claimed) {
        return Err(case.suite()(SuiteFault));
    }
    Ok(Answer::from(holds))
}

async fn ask_hkdf<S: KnownKeys>(suite: &S, case: &Case<'_>) -> Result<Answer, VectorFault> {
    let (salt, info, output) = (case.bytes("salt")?, case.bytes("info")?, case.bytes("output")?);
    let key = suite.import_base_key(&case.bytes("key")?).await.map_err(case.suite())?;
    let derived = suite.derive_bytes(&key, &salt, &info).await.map_err(case.suite())?;
    Ok(Answer::from(!output.is_empty() && derived.starts_with(&output)))
}

async fn ask_wrap<S: KnownKeys>(suite: &S, case: &Case<'_>) -> Result<Answer, VectorFault> {
    let (secret, slot) = (case.array("secret")?, Slot(case.array("slot")?));
    let key = suite.known_wrap_key(&case.array("key")?).await.map_err(case.suite())?;
    let Some(opened) = suite.unwrap(&slot, &key).await else {
        return Ok(Answer::No);
    };
    let direct = suite.import_base_key(&secret).await.map_err(case.suite())?;
    let opened = suite.derive_bytes(&opened, &[], &[]).await.map_err(case.suite())?;
    let direct = suite.derive_bytes(&direct, &[], &[]).await.map_err(case.suite())?;
    let secret = suite.known_epoch_secret(&secret).await.map_err(case.suite())?;
    let wrapped = suite.wrap(&secret, &key).await.map_err(case.suite())?;
    Ok(Answer::from(wrapped == slot && opened == direct))
}

async fn ask_aead<S: KnownKeys>(suite: &S, case: &Case<'_>) -> Result<Answer, VectorFault> {
    let (iv, additional) = (case.array("iv")?, case.bytes("additional")?);
    let (plaintext, sealed) = (case.bytes("plaintext")?, case.bytes("sealed")?);
    let key = Zeroizing::new(case.array("key")?);
    let key = suite.import_aead_key(key).await.map_err(case.suite())?;
    let Some(opened) = suite.open(&key, &iv, &additional, &sealed).await else {
        return Ok(Answer::No);
    };
    let again = suite.seal(&key, &iv, &additional, &plaintext).await.map_err(case.suite())?;
    Ok(Answer::from(*opened == plaintext && again == sealed))
}

async fn ask_ecdsa<S: KnownKeys>(suite: &S, case: &Case<'_>) -> Result<Answer, VectorFault> {
    // Another length is no signature of this protocol: the decoder refuses it before any suite sees it.
    let Ok(signature) = case.bytes("signature")?.try_into() else {
        return Ok(Answer::No);
    };
    let Ok(key) = Point::decode(case.array("key")?) else {
        return Ok(Answer::No);
    };
    let message = case.bytes("message")?;
    let holds = suite.verify(&key, &message, &Signature(signature)).await;
    holds.map(Answer::from).map_err(case.suite())
}

/// A suite keeps the shared secret to itself, so the keys that it gives are compared, by what they wrap.
async fn ask_ecdh<S: KnownKeys>(suite: &S, case: &Case<'_>) -> Result<Answer, VectorFault> {
    let public = case.bytes("public")?.try_into().ok();
    let Some(public) = public.and_then(|bytes| Point::decode(bytes).ok()) else {
        return Ok(Answer::No);
    };
    let private: [u8; 32] = case.array("private")?;
    let own = point_of(&private).ok_or(SuiteFault).map_err(case.suite())?;
    let key = suite.known_agreement_key(&private, &own).await.map_err(case.suite())?;
    let agreed = suite.agree_wrap_key(&key, &public, b"salt", b"info").await.map_err(case.suite())?;
    let shared = suite.import_base_key(&case.bytes("shared")?).await.map_err(case.suite())?;
    let shared = suite.derive_bytes(&shared, b"salt", b"info").await.map_err(case.suite())?;
    let expected = suite.known_wrap_key(&shared).await.map_err(case.suite())?;
    let secret = suite.known_epoch_secret(&[7; 32]).await.map_err(case.suite())?;
    let one = suite.wrap(&secret, &agreed).await.map_err(case.suite())?;
    let other = suite.wrap(&secret, &expected).await.map_err(case.suite())?;
    Ok(Answer::from(one == other))
}

/// The public point of a private key.
pub(super) fn point_of(private: &[u8; 32]) -> Option<Point> {
    let secret = p256::SecretKey::from_slice(private).ok()?;
    let bytes = secret.public_key().to_sec1_point(false);
    Point::decode(bytes.as_bytes().try_into().ok()?).ok()
}
