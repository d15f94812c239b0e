//! Putting something on the clipboard, or handing it to the system's own share sheet.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ShareData, window};
use yew::Callback;

/// Copies `text` and says whether it went.
pub fn copy(text: String, done: Callback<bool>) {
    let Some(window) = window() else {
        return;
    };
    spawn_local(async move {
        let promise = window.navigator().clipboard().write_text(&text);
        done.emit(JsFuture::from(promise).await.is_ok());
    });
}

/// Whether the system has a share sheet.
#[must_use]
pub fn can_share() -> bool {
    cfg!(target_arch = "wasm32")
        && window().is_some_and(|window| {
            js_sys::Reflect::has(&window.navigator(), &JsValue::from_str("share")).unwrap_or(false)
        })
}

/// Hands a link to the system's share sheet. A person who closes it again has changed their mind: nothing is said.
pub fn share(link: &str) {
    let Some(window) = window() else {
        return;
    };
    let card = ShareData::new();
    card.set_url(link);
    let promise = window.navigator().share_with_data(&card);
    spawn_local(async move {
        let _ = JsFuture::from(promise).await;
    });
}
