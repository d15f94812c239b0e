//! How WebCrypto is asked: parameter objects in, one awaited promise, bytes out. Every failure is the same failure.

use burnroom_engine::suite::SuiteFault;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A parameter object.
pub(super) fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// A parameter object that is only a name.
pub(super) fn named(algorithm: &str) -> Object {
    object(&[("name", algorithm.into())])
}

/// What a key may be used for.
pub(super) fn usages(uses: &[&str]) -> JsValue {
    uses.iter().map(|usage| JsValue::from_str(usage)).collect::<Array>().into()
}

/// What was asked for, once it is there.
pub(super) async fn settled(asked: Result<Promise, JsValue>) -> Result<JsValue, SuiteFault> {
    let promise = asked.map_err(|_| SuiteFault)?;
    JsFuture::from(promise).await.map_err(|_| SuiteFault)
}

/// The bytes of an answer; the browser's own copy is overwritten, since some answers are keys.
pub(super) fn bytes(answer: &JsValue) -> Result<Vec<u8>, SuiteFault> {
    if !answer.has_type::<js_sys::ArrayBuffer>() {
        return Err(SuiteFault);
    }
    let answer = Uint8Array::new(answer);
    let copy = answer.to_vec();
    answer.fill(0, 0, answer.length());
    Ok(copy)
}
