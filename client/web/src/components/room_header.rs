//! The room's head: time, name, code, people, asking in, burning. Two rows on a phone so that no name is cut.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use super::code_chip::CodeChip;
use super::icon::{Drawn, Icon};
use super::ring::Ring;
use crate::verbs::{Verb, Verbs};
use crate::view::room::{Room, Sheet};

/// Which room.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct RoomHeaderProps {
    /// The room.
    pub room: Rc<Room>,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The head.
#[component]
pub fn RoomHeader(props: &RoomHeaderProps) -> Html {
    let RoomHeaderProps { room, now_ms, verbs } = props;
    let people = room.people.present_count();
    html! {
        <header class="room-header">
            <Ring countdown={room.countdown} now_ms={*now_ms} />
            <h1 class="room-title" dir="auto">{ &*room.title }</h1>
            <CodeChip comparison={room.comparison.clone()} all_compared={room.people.all_compared()} distrusts={room.distrusts} {verbs} />
            <button type="button" class="button quiet share-button" aria-label="Ask someone in"
                onclick={verbs.asking(Verb::Open(Sheet::Share))}>
                <Drawn icon={Icon::Share} />
                <span>{ "Ask in" }</span>
            </button>
            <button type="button" class="button quiet people-button"
                aria-label={format!("People, {people} here")}
                onclick={verbs.asking(Verb::Open(Sheet::People))}>
                <Drawn icon={Icon::People} />
                <span class="numerals">{ people }</span>
            </button>
            if room.may_burn() {
                <button type="button" class="button danger burn-button"
                    onclick={verbs.asking(Verb::Open(Sheet::BurnQuestion))}>
                    <Drawn icon={Icon::Flame} />
                    <span>{ "Burn" }</span>
                </button>
            }
        </header>
    }
}
