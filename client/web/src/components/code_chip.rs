//! How the code stands, in one line that opens the sheet: calm until compared, red only when it differed.

use yew::{Html, Properties, classes, component, html};

use super::icon::{Drawn, Icon};
use crate::verbs::{Verb, Verbs};
use crate::view::comparison::Comparison;
use crate::view::room::Sheet;
use crate::wording::comparison::{Standing, standing};

/// Which code.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct CodeChipProps {
    /// Where the comparison stands.
    pub comparison: Comparison,
    /// Whether everyone here has been compared.
    pub all_compared: bool,
    /// Whether a code differed and none has matched since.
    pub distrusts: bool,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The chip.
#[component]
pub fn CodeChip(props: &CodeChipProps) -> Html {
    let standing = standing(props.distrusts, props.all_compared);
    let (class, mark) = match standing {
        Standing::NotCompared => ("open", html! { <span class="code-ring" /> }),
        Standing::Compared => ("compared", html! { <Drawn icon={Icon::Tick} /> }),
        Standing::Differed => ("differed", html! { <Drawn icon={Icon::Warning} /> }),
    };
    html! {
        <button type="button" class={classes!("code-chip", class)}
            onclick={props.verbs.asking(Verb::Open(Sheet::Compare))}>
            <span class="code-standing">{ mark }{ standing.label() }</span>
            if standing == Standing::NotCompared {
                if let Some(code) = props.comparison.code() {
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
