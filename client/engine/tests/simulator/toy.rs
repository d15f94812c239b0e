//! A suite double: quick, stopping at every call, and no secret from anyone. What it keeps of cryptography is who can do
//! what *with the engine's calls*: a tag or a slot opens with the key that made it, a signature holds under its key.

use burnroom_engine::rust_crypto::RustCrypto;
use burnroom_engine::suite::{Suite, SuiteFault};
use burnroom_shared::hash::sha256;
use burnroom_shared::ids::{Signature, Slot};
use burnroom_shared::point::Point;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use std::cell::RefCell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use zeroize::Zeroizing;

/// A suite for simulations: repeatable.
pub(crate) trait Double: Suite + Sized + 'static {
    /// Draws from a generator that anyone with the seed can repeat.
    fn seeded(seed: u64) -> Self;
}

impl Double for RustCrypto {
    fn seeded(seed: u64) -> Self {
        Self::seeded(seed)
    }
}

impl Double for Toy {
    fn seeded(seed: u64) -> Self {
        Self(RustCrypto::seeded(seed))
    }
}

/// Polls until it is ready: whatever stops here goes on at once.
pub(crate) fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// The double. Randomness is the real suite's.
pub(crate) struct Toy(RustCrypto);

/// Points of the curve, each handed out once in a thread: 1 G, 2 G, …
struct Points {
    next: p256::ProjectivePoint,
}

thread_local! {
    static POINTS: RefCell<Points> = const { RefCell::new(Points { next: p256::ProjectivePoint::GENERATOR }) };
}

fn fresh_point() -> Point {
    POINTS.with_borrow_mut(|points| {
        let bytes = points.next.to_affine().to_sec1_point(false);
        points.next += p256::ProjectivePoint::GENERATOR;
        Point::decode(bytes.as_bytes().try_into().unwrap()).unwrap()
    })
}

/// Lets somebody else move first.
async fn stop() {
    let mut stopped = false;
    std::future::poll_fn(move |context| {
        if std::mem::replace(&mut stopped, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn mix(parts: &[&[u8]]) -> [u8; 32] {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&u32::try_from(part.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(part);
    }
    sha256(&bytes)
}

fn agreed(one: &Point, other: &Point) -> [u8; 32] {
    mix(&[b"dh", one.min(other).as_bytes(), one.max(other).as_bytes()])
}

fn signature(key: &Point, message: &[u8]) -> Signature {
    let half = mix(&[b"sign", key.as_bytes(), message]);
    Signature([half, half].concat().try_into().unwrap())
}

fn crypt(key: &[u8; 32], iv: &[u8; 12], text: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    for (number, chunk) in out.chunks_mut(32).enumerate() {
        let stream = mix(&[b"stream", key, iv, &number.to_be_bytes()]);
        chunk.iter_mut().zip(stream).for_each(|(byte, mask)| *byte ^= mask);
    }
    out
}

fn tag(key: &[u8; 32], iv: &[u8; 12], additional: &[u8], text: &[u8]) -> [u8; 16] {
    *mix(&[b"tag", key, iv, additional, text]).first_chunk().unwrap()
}

impl Suite for Toy {
    type SigningKey = Point;
    type AgreementKey = Point;
    type BaseKey = [u8; 32];
    type NewSecret = [u8; 32];
    type WrapKey = [u8; 32];
    type MacKey = [u8; 32];
    type AeadKey = [u8; 32];

    fn random(&self, bytes: &mut [u8]) -> Result<(), SuiteFault> {
        self.0.random(bytes)
    }

    async fn make_signing_key(&self) -> Result<(Point, Point), SuiteFault> {
        stop().await;
        let point = fresh_point();
        Ok((point, point))
    }

    async fn make_agreement_key(&self) -> Result<(Point, Point), SuiteFault> {
        stop().await;
        let point = fresh_point();
        Ok((point, point))
    }

    async fn sign(&self, key: &Point, message: &[u8]) -> Result<Signature, SuiteFault> {
        stop().await;
        Ok(signature(key, message))
    }

    async fn verify(&self, key: &Point, message: &[u8], made: &Signature) -> Result<bool, SuiteFault> {
        stop().await;
        Ok(signature(key, message) == *made)
    }

    async fn import_base_key(&self, bytes: &[u8]) -> Result<[u8; 32], SuiteFault> {
        stop().await;
        Ok(mix(&[b"base", bytes]))
    }

    async fn derive_bytes(&self, key: &[u8; 32], salt: &[u8], info: &[u8]) -> Result<Zeroizing<[u8; 32]>, SuiteFault> {
        stop().await;
        Ok(Zeroizing::new(mix(&[b"derive", key, salt, info])))
    }

    async fn derive_mac_key(&self, key: &[u8; 32], salt: &[u8], info: &[u8]) -> Result<[u8; 32], SuiteFault> {
        stop().await;
        Ok(mix(&[b"derive", key, salt, info]))
    }

    async fn derive_aead_key(&self, key: &[u8; 32], salt: &[u8], info: &[u8]) -> Result<[u8; 32], SuiteFault> {
        stop().await;
        Ok(mix(&[b"derive", key, salt, info]))
    }

    async fn mac(&self, key: &[u8; 32], message: &[u8]) -> Result<[u8; 32], SuiteFault> {
        stop().await;
        Ok(mix(&[b"mac", key, message]))
    }

    async fn mac_holds(&self, key: &[u8; 32], message: &[u8], mac: &[u8; 32]) -> Result<bool, SuiteFault> {
        stop().await;
        Ok(mix(&[b"mac", key, message]) == *mac)
    }

    async fn import_aead_key(&self, bytes: Zeroizing<[u8; 32]>) -> Result<[u8; 32], SuiteFault> {
        stop().await;
        Ok(*bytes)
    }

    async fn seal(
        &self,
        key: &[u8; 32],
        iv: &[u8; 12],
        additional: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SuiteFault> {
        stop().await;
        let tag = tag(key, iv, additional, plaintext);
        Ok([crypt(key, iv, plaintext), tag.to_vec()].concat())
    }

    async fn open(
        &self,
        key: &[u8; 32],
        iv: &[u8; 12],
        additional: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        stop().await;
        let (sealed, made) = sealed.split_at_checked(sealed.len().checked_sub(16)?)?;
        let text = crypt(key, iv, sealed);
        (tag(key, iv, additional, &text) == made).then(|| Zeroizing::new(text))
    }

    async fn make_epoch_secret(&self) -> Result<[u8; 32], SuiteFault> {
        stop().await;
        let mut secret = [0; 32];
        self.random(&mut secret)?;
        Ok(secret)
    }

    async fn agree_wrap_key(
        &self,
        key: &Point,
        with: &Point,
        salt: &[u8],
        info: &[u8],
    ) -> Result<[u8; 32], SuiteFault> {
        stop().await;
        Ok(mix(&[b"derive", &agreed(key, with), salt, info]))
    }

    async fn agree_aead_key(
        &self,
        key: &Point,
        with: &Point,
        salt: &[u8],
        info: &[u8],
    ) -> Result<[u8; 32], SuiteFault> {
        stop().await;
        Ok(mix(&[b"derive", &agreed(key, with), salt, info]))
    }

    async fn wrap(&self, secret: &[u8; 32], key: &[u8; 32]) -> Result<Slot, SuiteFault> {
        stop().await;
        let check = mix(&[b"slot", key, secret]);
        let bytes = [crypt(key, &[1; 12], secret), check[..8].to_vec()].concat();
        Ok(Slot(bytes.try_into().unwrap()))
    }

    async fn unwrap(&self, slot: &Slot, key: &[u8; 32]) -> Option<[u8; 32]> {
        self.unwrap_bytes(slot, key).await.map(|secret| mix(&[b"base", secret.as_slice()]))
    }

    async fn unwrap_bytes(&self, slot: &Slot, key: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
        stop().await;
        let secret: [u8; 32] = crypt(key, &[1; 12], &slot.0[..32]).try_into().unwrap();
        (mix(&[b"slot", key, &secret])[..8] == slot.0[32..]).then(|| Zeroizing::new(secret))
    }
}
