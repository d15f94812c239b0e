//! Becoming an owner by the PIN, from inside: a field, what became of the last try, and how long none is looked at.

use yew::{Html, NodeRef, html};

use super::ask_field::{AskField, ask_field};
use super::sheet::SheetFrame;
use crate::verbs::{Verb, Verbs};
use crate::view::pin::PinTry;
use crate::view::room::Room;
use crate::wording::owner::PIN_MEANS;
use crate::wording::room::{pin_again, pin_try};

/// The sheet, at a moment.
pub fn pin_sheet(room: &Room, now_ms: u64, verbs: &Verbs) -> Html {
    let tried = room.pin_try;
    let again = pin_again(tried, now_ms);
    let is_over = matches!(tried, PinTry::LockedOut { .. }) && again.is_none();
    html! {
        <SheetFrame key="pin" title="The owner PIN" class="pin-sheet" {verbs}>
            <p class="small">{ PIN_MEANS }</p>
            { ask_field(&AskField {
                id: "claim",
                label: "Owner PIN",
                button: "Show it",
                placeholder: "",
                inputmode: "numeric",
                disabled: again.is_some(),
                field: NodeRef::default(),
                asked: verbs.asking_with(|pin| Verb::Claim(together(&pin))),
            }) }
            <p class="says-bad numerals">
                <span role="status">{ pin_try(tried).filter(|_| !is_over).unwrap_or_default() }</span>
                { " " }{ again.unwrap_or_default() }
            </p>
        </SheetFrame>
    }
}

/// Shown in two halves, a PIN may be copied with the space between them.
#[must_use]
pub fn together(pin: &str) -> String {
    pin.split_whitespace().collect()
}
