//! The room's head: time, name, code, people, asking in, burning. Two rows on a phone so that no name is cut.

use yew::{Html, classes, html};

use super::code_chip::code_chip;
use super::icon::{Icon, drawn};
use super::ring::ring;
use crate::verbs::{Verb, Verbs};
use crate::view::room::Room;
use crate::view::sheet::{Question, Sheet};
use crate::wording::room::standing;

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
    let (mark, alarm, warns) = if room.people.has_intruder() {
        (Icon::Warning, "bad", ", one of them without the link")
    } else {
        (Icon::People, "", "")
    };
    html! {
        <header class="room-header">
            { ring(room.countdown, now_ms) }
            <h1 class="room-title" dir="auto">{ &*room.title }</h1>
            <p class="room-state small" role="status">{ for standing(room).map(|line| html! { <span>{ line }</span> }) }</p>
            if !room.is_forked() {
                { code_chip(room, verbs) }
                <button type="button" class="button quiet share-button" aria-label="Ask in"
                    onclick={verbs.asking(Verb::Open(Sheet::Share))}>
                    { drawn(Icon::Share) }
                    <span>{ "Ask in" }</span>
                </button>
            }
            <button type="button" class={classes!("button", "quiet", "people-button", alarm)}
                aria-label={["People, ", &people.to_string(), " here", warns].concat()}
                onclick={verbs.asking(Verb::Open(Sheet::People))}>
                { drawn(mark) }
                <span class="numerals">{ people }</span>
            </button>
            if room.may_burn() {
                <button type="button" class="button danger burn-button" disabled={room.burn_waits}
                    onclick={verbs.asking(Verb::Open(Sheet::Ask(Question::Burn)))}>
                    { drawn(Icon::Flame) }
                    <span>{ if room.burn_waits { "Waits" } else { "Burn" } }</span>
                </button>
            }
        </header>
    }
}
