//! A button that puts a text on the clipboard and says so for two seconds, without changing its width.

use yew::{AttrValue, Callback, Classes, Html, Properties, classes, component, html, use_state};

use super::icon::{Icon, drawn};
use crate::browser::{clipboard, moment};

/// How long the button says what it did, milliseconds.
const SAID_FOR_MS: i32 = 2_000;

/// What became of the last copying.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    NotTried,
    Copied,
    Refused,
}

/// What is copied.
#[derive(Clone, PartialEq, Properties)]
pub struct CopyButtonProps {
    /// The text.
    pub text: AttrValue,
    /// What the button says at first.
    pub label: AttrValue,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

burnroom_shared::debug_by_name!(CopyButtonProps);

/// The button.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let outcome = use_state(|| Outcome::NotTried);
    let onclick = {
        let text = props.text.clone();
        let outcome = outcome.clone();
        Callback::from(move |_| {
            let outcome = outcome.clone();
            let done = Callback::from(move |copied| {
                outcome.set(if copied { Outcome::Copied } else { Outcome::Refused });
                let outcome = outcome.clone();
                moment::after(SAID_FOR_MS, move || outcome.set(Outcome::NotTried));
            });
            clipboard::copy(text.to_string(), done);
        })
    };
    let (icon, says) = match *outcome {
        Outcome::NotTried => (Icon::Copy, props.label.as_str()),
        Outcome::Copied => (Icon::Tick, "Copied"),
        Outcome::Refused => (Icon::Cross, "Not copied"),
    };
    html! {
        <button type="button" class={classes!("button", "copy", props.class.clone())} {onclick}>
            { drawn(icon) }
            // The first words keep the width while others are shown over them.
            <span class="copy-label">
                <span class={classes!((*outcome != Outcome::NotTried).then_some("unseen"))}>{ &props.label }</span>
                if *outcome != Outcome::NotTried { <span class="copy-outcome">{ says }</span> }
            </span>
            <span class="visually-hidden" role="status">
                { if *outcome == Outcome::NotTried { "" } else { says } }
            </span>
        </button>
    }
}
