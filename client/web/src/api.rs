//! The relay's two HTTP calls: make a room, describe a room. An answer is waited for at most eight seconds.

use burnroom_shared::api::{CreateRoom, Created, Description, ENTRY_HEADER, Problem};
use burnroom_shared::frame::encode_frame;
use burnroom_shared::ids::{Entry, RoomId, to_base64};
use burnroom_shared::refusal::Refusal;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, RequestMode, Response};

/// How long an answer is waited for, milliseconds.
pub const PATIENCE_MS: u32 = 8_000;
/// The longest answer that is read, characters: a description is under a kilobyte.
const ANSWER_CHARS_MAX: usize = 16 * 1024;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiFault {
    /// The relay said no.
    Refused(Refusal),
    /// It did not answer in time, or nothing that makes sense.
    NoAnswer,
}

/// Makes a room.
///
/// # Errors
/// [`ApiFault`].
pub async fn create(wanted: &CreateRoom) -> Result<Created, ApiFault> {
    let request = request("POST");
    let headers = js_sys::Object::new();
    set(&headers, "content-type", "application/json");
    request.set_headers(&headers);
    request.set_body(&JsValue::from_str(&encode_frame(wanted)));
    ask("/api/rooms", &request).await
}

/// Describes a room to who holds its link.
///
/// # Errors
/// [`ApiFault`].
pub async fn describe(room: &RoomId, entry: &Entry) -> Result<Description, ApiFault> {
    let request = request("GET");
    let headers = js_sys::Object::new();
    set(&headers, ENTRY_HEADER, &to_base64(entry.as_bytes()));
    request.set_headers(&headers);
    ask(&format!("/api/rooms/{}", to_base64(room.as_bytes())), &request).await
}

fn request(method: &str) -> RequestInit {
    let request = RequestInit::new();
    request.set_method(method);
    request.set_mode(RequestMode::SameOrigin);
    request.set_cache(RequestCache::NoStore);
    request.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    request
}

fn set(headers: &js_sys::Object, name: &str, value: &str) {
    // Setting a field of a fresh plain object cannot fail.
    let _ = js_sys::Reflect::set(headers, &JsValue::from_str(name), &JsValue::from_str(value));
}

async fn ask<A: DeserializeOwned>(path: &str, request: &RequestInit) -> Result<A, ApiFault> {
    let (ok, text) = fetched(path, request).await.ok_or(ApiFault::NoAnswer)?;
    if ok {
        return serde_json::from_str(&text).map_err(|_| ApiFault::NoAnswer);
    }
    let problem: Problem = serde_json::from_str(&text).map_err(|_| ApiFault::NoAnswer)?;
    problem.refusal().map_or(Err(ApiFault::NoAnswer), |refusal| Err(ApiFault::Refused(refusal)))
}

/// Whether it went well, and the body.
async fn fetched(path: &str, request: &RequestInit) -> Option<(bool, String)> {
    let asked = web_sys::window()?.fetch_with_str_and_init(path, request);
    let response: Response = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    (text.len() <= ANSWER_CHARS_MAX).then(|| (response.ok(), text))
}
