//! A question before something that cannot be undone: what it means, the act, and the way back.

use yew::{Html, html};

use super::sheet::SheetFrame;
use crate::verbs::{Verb, Verbs};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'room> {
    /// Which question; another one is another sheet.
    pub name: &'static str,
    /// The question.
    pub title: String,
    /// What it means.
    pub means: &'static str,
    /// The act, in words and to ask for.
    pub act: (&'static str, Verb),
    /// The way back, in words.
    pub keep: &'static str,
    /// Who is asked.
    pub verbs: &'room Verbs,
}

/// The question.
pub fn question(asked: &Question<'_>) -> Html {
    let Question { name, title, means, act: (label, act), keep, verbs } = asked;
    html! {
        <SheetFrame key={*name} title={title.clone()} class="question" verbs={*verbs}>
            <p>{ *means }</p>
            <div class="answers">
                <button type="button" class="button danger-fill big burn-now" onclick={verbs.asking(act.clone())}>
                    { *label }
                </button>
                <button type="button" class="button quiet big" onclick={verbs.asking(Verb::Close)}>{ *keep }</button>
            </div>
        </SheetFrame>
    }
}
