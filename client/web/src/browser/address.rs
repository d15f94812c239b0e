//! The address bar: which page, and a link's fragment, which is taken out of sight the moment it is read.

use web_sys::window;

/// The path of the page for making a room.
pub const LOBBY_PATH: &str = "/";
/// The path of a room's link.
pub const ROOM_PATH: &str = "/r";

/// The page's path.
#[must_use]
pub fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// The page's origin, `https://host`.
#[must_use]
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Takes the fragment, without its `#`, out of the address bar and out of this entry of the history.
#[must_use]
pub fn take_fragment() -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    let fragment = hash.strip_prefix('#')?.to_owned();
    show(&path());
    Some(fragment)
}

/// Shows another path in the address bar without loading anything and without a new entry in the history.
pub fn show(path: &str) {
    let history = window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
}
