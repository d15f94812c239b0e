//! What has to be said before anything else, with the one thing to do about it. It takes the focus when it comes.

use yew::{Callback, Html, Properties, component, html, use_node_ref};

use crate::browser::dialog::use_focus;
use crate::view::lobby::Notice;
use crate::wording::notice::{NextStep, next_step, sentence};

/// What is said.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NoticeCardProps {
    /// The notice.
    pub notice: Notice,
    /// Called with what the person wants to do.
    pub chosen: Callback<NextStep>,
}

/// The card.
#[component]
pub fn NoticeCard(props: &NoticeCardProps) -> Html {
    let card = use_node_ref();
    use_focus(card.clone());
    let step = next_step(props.notice);
    let onclick = props.chosen.reform(move |_| step);
    html! {
        <section ref={card} class="notice" role="status" tabindex="-1">
            <p>{ sentence(props.notice) }</p>
            <button type="button" class="button quiet" {onclick}>{ step.label() }</button>
        </section>
    }
}
