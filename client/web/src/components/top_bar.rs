//! The bar over the screens outside a room: whose page this is, and light or dark.

use yew::{Callback, Html, component, html, use_effect_with, use_state};

use super::icon::{Icon, drawn};
use crate::browser::theme::{self, Theme};
use crate::wording::BRAND;

/// The bar.
pub fn top_bar() -> Html {
    html! {
        <header class="top-bar">
            <a class="wordmark" href="/">
                <span class="wordmark-flame">{ drawn(Icon::Flame) }</span>
                { BRAND }
            </a>
            <ThemeButton />
        </header>
    }
}

/// Light or dark, the other of what is shown.
#[component]
pub fn ThemeButton() -> Html {
    let shown = use_state(|| Theme::Dark);
    {
        let shown = shown.clone();
        use_effect_with((), move |()| shown.set(theme::present()));
    }
    let other = shown.other();
    let onclick = {
        let shown = shown.clone();
        Callback::from(move |_| {
            theme::choose(other);
            shown.set(other);
        })
    };
    let (icon, label) = match other {
        Theme::Light => (Icon::Sun, "Use the light theme"),
        Theme::Dark => (Icon::Moon, "Use the dark theme"),
    };
    html! {
        <button type="button" class="icon-button" aria-label={label} title={label} {onclick}>
            { drawn(icon) }
        </button>
    }
}
