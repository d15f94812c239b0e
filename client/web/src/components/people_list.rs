//! Who is here, and what is known of each. A rail on wide screens, a sheet on narrow ones; the same list.

use std::rc::Rc;

use yew::{AttrValue, Html, Properties, classes, component, html};

use super::icon::{Icon, drawn};
use super::person_mark::person_mark;
use crate::verbs::{Verb, Verbs};
use crate::view::people::{Assurance, Member, People, Presence};
use crate::view::room::Sheet;
use crate::wording::room::known_of;

/// Whose list.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PeopleListProps {
    /// Everyone.
    pub people: Rc<People>,
    /// Seats.
    pub capacity: u16,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The list.
#[component]
pub fn PeopleList(props: &PeopleListProps) -> Html {
    let count = props.people.present_count();
    html! {
        <div class="people">
            <p class="people-count small">{ format!("{count} of {} here", props.capacity) }</p>
            <ul class="people-list" role="list">
                { for props.people.present().map(row) }
            </ul>
            <button type="button" class="button quiet leave-button"
                onclick={props.verbs.asking(Verb::Open(Sheet::LeaveQuestion))}>
                { drawn(Icon::Leave) }
                { "Leave the room" }
            </button>
        </div>
    }
}

fn row(member: &Member) -> Html {
    let name = AttrValue::from(Rc::clone(&member.name));
    html! {
        <li class={classes!("person", (member.presence == Presence::Away).then_some("away"))} key={member.key()}>
            { person_mark(&name, member.colour()) }
            <span class="person-words">
                <span class="person-name">
                    <bdi>{ &name }</bdi>
                    if member.name_clashes { <span class="key-tail">{ member.key_tail() }</span> }
                    if member.owner { <span class="owner-mark">{ "owner" }</span> }
                </span>
                <span class={classes!("small", "assurance", weight(member.assurance))}>
                    { known_of(member) }
                </span>
            </span>
            { mark(member.assurance) }
        </li>
    }
}

fn weight(assurance: Assurance) -> Option<&'static str> {
    match assurance {
        Assurance::Oneself | Assurance::NotCompared => None,
        Assurance::Compared => Some("good"),
        Assurance::Intruder => Some("bad"),
    }
}

fn mark(assurance: Assurance) -> Html {
    match assurance {
        Assurance::Oneself => html! {},
        Assurance::NotCompared => html! { <span class="code-ring" aria-hidden="true" /> },
        Assurance::Compared => html! { <span class="good">{ drawn(Icon::Tick) }</span> },
        Assurance::Intruder => html! { <span class="bad">{ drawn(Icon::Warning) }</span> },
    }
}
