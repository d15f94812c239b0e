//! After the end. The words are there before the first flame, and a screen reader is on the heading from the start.

use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref, use_state};

use crate::browser::dialog::use_focus;
use crate::components::icon::{Icon, drawn};
use crate::fire::sheet::Fire;
use crate::verbs::{Verb, Verbs};
use crate::view::burned::Burned;
use crate::wording::burned::{CANNOT_PROMISE, cause, erased, headline};

/// How it ended.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct BurnedPageProps {
    /// The end.
    pub burned: Burned,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The page.
#[component]
pub fn BurnedPage(props: &BurnedPageProps) -> Html {
    let BurnedPageProps { burned, verbs } = props;
    let heading = use_node_ref();
    use_focus(heading.clone());
    {
        // The page has been redrawn without the room by the time effects run.
        let verbs = verbs.clone();
        use_effect_with((), move |()| verbs.ask(Verb::PageEmptied));
    }
    let burning = use_state(|| true);
    let burned_down = {
        let burning = burning.clone();
        Callback::from(move |()| burning.set(false))
    };
    html! {
        <div class="page burned">
            <main class="burned-main">
                <span class="burned-ember" aria-hidden="true">{ drawn(Icon::Flame) }</span>
                <h1 ref={heading} tabindex="-1">{ headline(burned.ending) }</h1>
                <p>{ cause(burned.ending) }</p>
                <p class="numerals" role="status">{ erased(burned.ending) }</p>
                <p class="small">{ CANNOT_PROMISE }</p>
                <div class="answers">
                    <button type="button" class="button primary big" onclick={verbs.asking(Verb::GoToLobby)}>
                        { "Back to the lobby" }
                    </button>
                </div>
            </main>
            if *burning {
                <Fire notes={burned.pyre.notes.clone()} spark={burned.pyre.spark} {burned_down} />
            }
        </div>
    }
}
