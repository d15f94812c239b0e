//! Who is here, and what is known of each; for owners also what they can do about each.
//! A rail on wide screens, a sheet on narrow ones; the same list.

use std::rc::Rc;

use yew::{AttrValue, Html, classes, html};

use super::icon::{Icon, drawn};
use super::person_mark::person_mark;
use crate::verbs::{Verb, Verbs};
use crate::view::people::{Assurance, Member, Presence};
use crate::view::room::Room;
use crate::view::sheet::{Question, Sheet};
use crate::wording::relay::TITLE;
use crate::wording::room::{MISTAKABLE, SILENT, known_of};

/// The list.
pub fn people_list(room: &Room, verbs: &Verbs) -> Html {
    let count = room.people.present_count();
    let owned = room.is_owned() && !room.is_forked();
    html! {
        <div class="people">
            <p class="people-count small">{ format!("{count} of {} here", room.capacity) }</p>
            <ul class="people-list" role="list">
                { for room.people.present().map(|member| row(member, owned, verbs)) }
            </ul>
            <div class="people-foot">
                <button type="button" class="button quiet" onclick={verbs.asking(Verb::Open(Sheet::Relay(None)))}>
                    { TITLE }
                </button>
                if owned {
                    <button type="button" class="button quiet" onclick={verbs.asking(Verb::Open(Sheet::Room))}>
                        { drawn(Icon::Controls) }
                        { "Room controls" }
                    </button>
                } else if !room.is_forked() {
                    <button type="button" class="text-button" onclick={verbs.asking(Verb::Open(Sheet::Pin))}>
                        { "I have the owner PIN" }
                    </button>
                }
                <button type="button" class="button quiet" onclick={verbs.asking(Verb::Open(Sheet::Ask(Question::Leave)))}>
                    { drawn(Icon::Leave) }
                    { "Leave the room" }
                </button>
            </div>
        </div>
    }
}

fn row(member: &Member, owned: bool, verbs: &Verbs) -> Html {
    let class = classes!("person", (member.presence == Presence::Away).then_some("away"));
    if !owned || member.assurance == Assurance::Oneself {
        return html! { <li {class} key={member.key()}>{ person(member) }</li> };
    }
    html! {
        <li key={member.key()}>
            // One at a time lies open, which the browser sees to.
            <details class="person-more" name="person">
                <summary {class}>{ person(member) }{ drawn(Icon::Unfold) }</summary>
                <div class="person-acts">
                    if !member.owner && member.assurance != Assurance::Intruder {
                        { act(["Hand over to ", &member.name, "…"].concat(), "quiet", Question::HandOver(member.id), verbs) }
                    }
                    { act(["Remove ", &member.name, "…"].concat(), "danger", Question::Remove(member.id), verbs) }
                </div>
            </details>
        </li>
    }
}

fn act(label: String, weight: &'static str, question: Question, verbs: &Verbs) -> Html {
    html! {
        <button type="button" class={classes!("button", weight)} onclick={verbs.asking(Verb::Open(Sheet::Ask(question)))}>
            { label }
        </button>
    }
}

fn person(member: &Member) -> Html {
    let name = AttrValue::from(Rc::clone(&member.name));
    let (weight, mark) = weight_and_mark(member.assurance);
    html! {
        <>
            { person_mark(&name, member.colour()) }
            <span class="person-words">
                <span class="person-name">
                    <bdi>{ &name }</bdi>
                    if member.name_clashes { <span class="key-tail">{ member.key_tail() }</span> }
                    if member.owner { <span class="owner-mark">{ "owner" }</span> }
                </span>
                <span class={classes!("small", "assurance", weight)}>{ known_of(member) }</span>
                if member.name_clashes { <span class="small mistakable">{ MISTAKABLE }</span> }
                if member.presence == Presence::Silent { <span class="small silent">{ SILENT }</span> }
            </span>
            { mark }
        </>
    }
}

fn weight_and_mark(assurance: Assurance) -> (Option<&'static str>, Html) {
    match assurance {
        Assurance::Oneself => (None, html! {}),
        Assurance::NotCompared | Assurance::Unseen => (None, html! { <span class="code-ring" aria-hidden="true" /> }),
        Assurance::Compared => (Some("good"), html! { <span class="good">{ drawn(Icon::Tick) }</span> }),
        Assurance::Intruder => (Some("bad"), html! { <span class="bad">{ drawn(Icon::Warning) }</span> }),
    }
}
