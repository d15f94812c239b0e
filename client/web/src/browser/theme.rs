//! Light or dark: the system's choice until the person makes another, which is then kept.

use super::page::{document, matches};
use super::settings::{Setting, forget, keep, kept};

/// How the page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.word() == word)
    }
}

/// What the system asks for.
#[must_use]
pub fn of_system() -> Theme {
    if matches("(prefers-color-scheme: dark)") { Theme::Dark } else { Theme::Light }
}

/// What the page shows now.
#[must_use]
pub fn present() -> Theme {
    kept(Setting::Theme).and_then(|word| Theme::from_word(&word)).unwrap_or_else(of_system)
}

/// Shows a theme and keeps it; choosing what the system asks for forgets the choice.
pub fn choose(theme: Theme) {
    if theme == of_system() {
        forget(Setting::Theme);
    } else {
        keep(Setting::Theme, theme.word());
    }
    apply();
}

/// Shows the theme that was chosen, or the system's.
pub fn apply() {
    let Some(root) = document().and_then(|document| document.document_element()) else {
        return;
    };
    let chosen = kept(Setting::Theme).and_then(|word| Theme::from_word(&word));
    let _ = match chosen {
        Some(theme) => root.set_attribute("data-theme", theme.word()),
        None => root.remove_attribute("data-theme"),
    };
}
