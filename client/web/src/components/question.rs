//! A question before something that cannot be undone: what it means, the act, and the way back.

use burnroom_engine::input::Deed;
use yew::{Html, classes, html};

use super::sheet::SheetFrame;
use crate::verbs::{Verb, Verbs};
use crate::view::room::Room;
use crate::view::sheet::Question;
use crate::wording::question::{Asked, asked};

/// The question.
pub fn question(question: Question, room: &Room, verbs: &Verbs) -> Html {
    let Asked { title, means, act, keep } = asked(question, room);
    let mark = (question == Question::Burn).then_some("burn-now");
    html! {
        <SheetFrame key="question" {title} class={classes!("question", (question == Question::Forked).then_some("bad"))} {verbs}>
            <p>{ means }</p>
            <div class="answers">
                <button type="button" class={classes!("button", "danger-fill", "big", mark)}
                    onclick={verbs.asking(verb(question))}>{ act }</button>
                <button type="button" class="button quiet big" onclick={verbs.asking(Verb::Close)}>{ keep }</button>
            </div>
        </SheetFrame>
    }
}

/// What a yes asks for.
fn verb(question: Question) -> Verb {
    match question {
        Question::Burn => Verb::Burn,
        Question::Leave | Question::Forked => Verb::Leave,
        Question::Remove(id) => Verb::Own(Deed::Kick(id)),
        Question::HandOver(id) => Verb::Own(Deed::HandOver(id)),
        Question::ChangeLink => Verb::Own(Deed::ChangeLink),
    }
}
