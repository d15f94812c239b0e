//! How the code stands, in one line that opens the sheet: calm until compared, red only when it differed.

use yew::{Html, classes, html};

use super::icon::{Icon, drawn};
use crate::verbs::{Verb, Verbs};
use crate::view::room::Room;
use crate::view::sheet::Sheet;
use crate::wording::comparison::{Standing, standing};

/// The chip: where the comparison stands, whether everyone here has been compared, and whether a code differed
/// since one matched are all the room's.
pub fn code_chip(room: &Room, verbs: &Verbs) -> Html {
    let standing = standing(room.distrusts, room.people.all_compared());
    let (class, mark) = match standing {
        Standing::NotCompared => ("open", html! { <span class="code-ring" /> }),
        Standing::Compared => ("compared", drawn(Icon::Tick)),
        Standing::Differed => ("differed", drawn(Icon::Warning)),
    };
    html! {
        <button type="button" class={classes!("code-chip", class)}
            onclick={verbs.asking(Verb::Open(Sheet::Compare))}>
            <span class="code-standing">{ mark }{ standing.label() }</span>
            if standing == Standing::NotCompared {
                if let Some(code) = room.comparison.code() {
                    <span class="code-peek">{ peek(&code.fingerprint.words) }</span>
                }
                <span class="code-do">{ "Compare" }</span>
            }
        </button>
    }
}

/// The first words, enough to recognise the code by.
fn peek(words: &[&'static str; 5]) -> String {
    let [first, second, ..] = words;
    format!("{first} {second} …")
}
