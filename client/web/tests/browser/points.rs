//! What the browser itself makes of points that are none, beside what the client's decoder makes of them. An engine may take
//! what it likes: nothing that the decoder refuses ever gets as far (R3).
//!
//! As of 2026 Chromium 156 and Firefox 153 take a compressed point, WebKitGTK 2.50 does not. WebKitGTK imports any 65 bytes,
//! and computes with points that are not on the curve: whoever sends such learns of the private key, and of both coordinates
//! zero comes a secret that everybody knows. `-- --nocapture` prints what the browser at hand makes of each.

use super::room::{Over, Room};
use burnroom_engine::link::Parameters;
use burnroom_shared::ids::to_base64;
use burnroom_shared::point::Point;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use web_sys::{CryptoKey, SubtleCrypto};

/// The generator of P-256 (SEC 2, 2.4.2).
const X: &str = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
const Y: &str = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
/// The point of the curve whose x is 5, and p + 5, which stands for the same and fits into 32 bytes.
const FIVE: &str = "0000000000000000000000000000000000000000000000000000000000000005";
const P_AND_FIVE: &str = "ffffffff00000001000000000000000000000001000000000000000000000004";
const Y_OF_FIVE: &str = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
/// A y that is not the generator's.
const OFF: &str = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f4";
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is no point here, by a name for the record.
fn none() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("off the curve", point(4, X, OFF)),
        ("both coordinates zero", point(4, ZERO, ZERO)),
        ("x not below p", point(4, P_AND_FIVE, Y_OF_FIVE)),
        ("hybrid, even", point(6, X, Y)),
        ("hybrid, odd", point(7, X, Y)),
        ("no such tag", point(5, X, Y)),
        ("compressed", [&[3], hex(X).as_slice()].concat()),
        ("the identity", vec![0]),
        ("the identity, in 65 bytes", vec![0; 65]),
        ("one byte more", [point(4, X, Y), vec![0]].concat()),
        ("nothing", Vec::new()),
    ]
}

/// No point either. Of WebKitGTK 2.50 these end the process of the page that computes with them, so no browser is asked.
fn none_that_end_pages() -> [Vec<u8>; 3] {
    [point(2, X, Y), point(3, X, Y), point(3, X, ZERO)]
}

fn hex(digits: &str) -> Vec<u8> {
    let (pairs, _) = digits.as_bytes().as_chunks::<2>();
    pairs.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn point(tag: u8, x: &str, y: &str) -> Vec<u8> {
    [&[tag], hex(x).as_slice(), hex(y).as_slice()].concat()
}

/// How far something that came for a key got.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Went {
    Refused,
    Imported,
    /// The browser computed with it, and one's own private key.
    AgreedOn,
}

fn decoded(bytes: &[u8]) -> bool {
    bytes.try_into().is_ok_and(|bytes| Point::decode(bytes).is_ok())
}

fn object(fields: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value).unwrap();
    }
    object
}

async fn done(asked: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(asked.ok()?).await.ok()
}

/// The browser, asked as no code of the client's asks it.
struct Browser {
    subtle: SubtleCrypto,
    own: JsValue,
}

impl Browser {
    async fn new() -> Self {
        let subtle = web_sys::window().unwrap().crypto().unwrap().subtle();
        let uses = Array::of1(&"deriveBits".into());
        let pair = done(subtle.generate_key_with_object(&ecdh(), false, &uses)).await.unwrap();
        Self { subtle, own: Reflect::get(&pair, &"privateKey".into()).unwrap() }
    }

    async fn asked(&self, format: &str, key: &Object) -> Went {
        let imported = self.subtle.import_key_with_object(format, key, &ecdh(), true, &Array::new());
        let Some(theirs) = done(imported).await else { return Went::Refused };
        let agree = object(&[("name", &"ECDH".into()), ("public", &theirs)]);
        let own: &CryptoKey = self.own.unchecked_ref();
        match done(self.subtle.derive_bits_with_object(&agree, own, 256)).await {
            Some(_) => Went::AgreedOn,
            None => Went::Imported,
        }
    }

    async fn raw(&self, bytes: &[u8]) -> Went {
        self.asked("raw", &Uint8Array::from(bytes)).await
    }
}

fn ecdh() -> Object {
    object(&[("name", &"ECDH".into()), ("namedCurve", &"P-256".into())])
}

fn jwk(x: &str, y: &str) -> Object {
    let (x, y) = (to_base64(&hex(x)).into(), to_base64(&hex(y)).into());
    object(&[("kty", &"EC".into()), ("crv", &"P-256".into()), ("x", &x), ("y", &y)])
}

#[wasm_bindgen_test]
async fn points_that_are_none_are_refused_whatever_the_browser_makes_of_them() {
    let browser = Browser::new().await;
    let good = [point(4, X, Y), point(4, FIVE, Y_OF_FIVE)];
    for good in good {
        assert!(decoded(&good));
        assert_eq!(browser.raw(&good).await, Went::AgreedOn);
    }
    for (what, bytes) in none() {
        console_log!("{what}: {:?}", browser.raw(&bytes).await);
        assert!(!decoded(&bytes), "{what}");
    }
    for bytes in none_that_end_pages() {
        assert!(!decoded(&bytes), "{:?}", bytes.first());
    }
    assert_eq!(browser.asked("jwk", &jwk(X, Y)).await, Went::AgreedOn);
    for (what, x, y) in [("off the curve", X, OFF), ("x not below p", P_AND_FIVE, Y_OF_FIVE)] {
        console_log!("{what}, as a JSON key: {:?}", browser.asked("jwk", &jwk(x, y)).await);
    }
}

/// What the creator heard, once a newcomer was announced with this for an agreement key.
async fn heard_of(agreement: [u8; Point::LENGTH]) -> Vec<String> {
    let mut room = Room::of(Parameters::PLAIN, Over::WebCrypto, &[]).await;
    room.join_with(agreement).await;
    room.heard(0)
}

#[wasm_bindgen_test]
async fn r03_a_member_announced_with_a_point_that_is_none_is_refused_by_the_client() {
    let good = point(4, X, Y).try_into().unwrap();
    assert_eq!(
        heard_of(good).await,
        ["InvalidEvent"],
        "a point, so what is looked at is its signature, which is of another"
    );
    let sized = none().into_iter().map(|(_, bytes)| bytes).chain(none_that_end_pages());
    let sized: Vec<_> = sized.filter_map(|bytes| bytes.try_into().ok()).collect();
    assert!(sized.len() >= 10);
    for bytes in sized {
        assert_eq!(heard_of(bytes).await, ["BadFrame"], "{bytes:?}");
    }
}
