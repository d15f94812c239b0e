//! The room's head: time, name, code, people, asking in, burning. Two rows on a phone so that no name is cut.

use yew::{Html, html};

use super::code_chip::code_chip;
use super::icon::{Icon, drawn};
use super::ring::Ring;
use crate::verbs::{Verb, Verbs};
use crate::view::room::{Room, Sheet};

/// Which room.
#[derive(Clone, Copy, Debug)]
pub struct RoomHeader<'room> {
    /// The room.
    pub room: &'room Room,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
    /// Who is asked.
    pub verbs: &'room Verbs,
}

/// The head.
pub fn room_header(head: RoomHeader<'_>) -> Html {
    let RoomHeader { room, now_ms, verbs } = head;
    let people = room.people.present_count();
    html! {
        <header class="room-header">
            <Ring countdown={room.countdown} {now_ms} />
            <h1 class="room-title" dir="auto">{ &*room.title }</h1>
            { code_chip(room, verbs) }
            <button type="button" class="button quiet share-button" aria-label="Ask someone in"
                onclick={verbs.asking(Verb::Open(Sheet::Share))}>
                { drawn(Icon::Share) }
                <span>{ "Ask in" }</span>
            </button>
            <button type="button" class="button quiet people-button"
                aria-label={format!("People, {people} here")}
                onclick={verbs.asking(Verb::Open(Sheet::People))}>
                { drawn(Icon::People) }
                <span class="numerals">{ people }</span>
            </button>
            if room.may_burn() {
                <button type="button" class="button danger burn-button"
                    onclick={verbs.asking(Verb::Open(Sheet::BurnQuestion))}>
                    { drawn(Icon::Flame) }
                    <span>{ "Burn" }</span>
                </button>
            }
        </header>
    }
}
