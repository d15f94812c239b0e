//! A question before something that cannot be undone: what it means, the act, and the way back.

use yew::{AttrValue, Html, Properties, component, html};

use super::sheet::SheetFrame;
use crate::verbs::{Verb, Verbs};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct QuestionProps {
    /// The question.
    pub title: AttrValue,
    /// What it means.
    pub means: AttrValue,
    /// The act, in words.
    pub act_label: AttrValue,
    /// The act.
    pub act: Verb,
    /// The way back, in words.
    pub keep_label: AttrValue,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The question.
#[component]
pub fn Question(props: &QuestionProps) -> Html {
    html! {
        <SheetFrame title={props.title.clone()} class="question" verbs={&props.verbs}>
            <p>{ &props.means }</p>
            <div class="answers">
                <button type="button" class="button danger-fill big burn-now" onclick={props.verbs.asking(props.act.clone())}>
                    { &props.act_label }
                </button>
                <button type="button" class="button quiet big" onclick={props.verbs.asking(Verb::Close)}>
                    { &props.keep_label }
                </button>
            </div>
        </SheetFrame>
    }
}
