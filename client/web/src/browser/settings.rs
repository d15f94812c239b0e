//! What the person asked this device to keep: a name, a theme. Nothing is written that nobody asked for.

use web_sys::{Storage, window};

/// A setting that may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The person's name, if "Remember on this device" is on.
    Name,
    /// Light or dark, if the person chose.
    Theme,
}

impl Setting {
    fn key(self) -> &'static str {
        match self {
            Self::Name => "burnroom.name",
            Self::Theme => "burnroom.theme",
        }
    }
}

/// Storage may be missing or forbidden: then nothing is kept, and nothing breaks.
fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// What is kept.
#[must_use]
pub fn kept(setting: Setting) -> Option<String> {
    storage()?.get_item(setting.key()).ok().flatten()
}

/// Keeps a value because the person asked.
pub fn keep(setting: Setting, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(setting.key(), value);
    }
}

/// Forgets it.
pub fn forget(setting: Setting) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(setting.key());
    }
}
