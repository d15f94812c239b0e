//! What owners set for everyone: how long the room lives, who comes in, who writes, its name, its link.

use burnroom_engine::input::Deed;
use burnroom_shared::limits::TTL_MAX_S;
use yew::{Html, NodeRef, html};

use super::ask_field::{AskField, ask_field};
use super::sheet::SheetFrame;
use crate::clock::{HOUR_MS, MINUTE_MS, SECOND_MS, time_of_day};
use crate::verbs::{Verb, Verbs};
use crate::view::room::Room;
use crate::view::sheet::{Question, Sheet};
use crate::wording::owner::{CHANGE_LINK, CLOSE, Control, LOCK, MORE_TIME, REOPEN, UNLOCK};

/// By how much a room can be made to last longer at once, and what the button says.
const LONGER: [(u64, &str); 3] = [(5 * MINUTE_MS, "+5 min"), (15 * MINUTE_MS, "+15 min"), (HOUR_MS, "+1 h")];
/// No room has more than this left, however often it is made to last longer.
const LEFT_MAX_MS: u64 = TTL_MAX_S as u64 * SECOND_MS;

/// The sheet, at a moment and in a time zone.
pub fn room_sheet(room: &Room, now_ms: u64, east_of_utc_min: i32, verbs: &Verbs) -> Html {
    let (lock, lock_deed) = if room.rules.locked { (UNLOCK, Deed::Unlock) } else { (LOCK, Deed::Lock) };
    let (close, close_deed) = if room.rules.closed { (REOPEN, Deed::Reopen) } else { (CLOSE, Deed::Close) };
    let left_ms = room.countdown.left_ms(now_ms);
    let longer = LONGER.into_iter().map(|(by_ms, label)| {
        let asks = verbs.asking(Verb::Own(Deed::Extend { by_ms }));
        let disabled = left_ms.saturating_add(by_ms) > LEFT_MAX_MS;
        html! { <button type="button" class="chip" {disabled} onclick={asks}>{ label }</button> }
    });
    html! {
        <SheetFrame key="room" title="Room controls" class="controls" {verbs}>
            <div class="control" role="group" aria-label="More time">
                <p>
                    { "Burns at " }
                    <span class="numerals">{ time_of_day(room.countdown.deadline_ms, east_of_utc_min) }</span>
                </p>
                <p class="small">{ MORE_TIME }</p>
                <div class="chips">{ for longer }</div>
            </div>
            { control(lock, Verb::Own(lock_deed), verbs) }
            { control(close, Verb::Own(close_deed), verbs) }
            { control(CHANGE_LINK, Verb::Open(Sheet::Ask(Question::ChangeLink)), verbs) }
            { ask_field(&AskField {
                id: "rename",
                label: "Another name for the room",
                button: "Rename",
                placeholder: &room.title,
                inputmode: "text",
                disabled: false,
                field: NodeRef::default(),
                asked: verbs.asking_with(|title| Verb::Own(Deed::Rename(title))),
            }) }
        </SheetFrame>
    }
}

/// What a press does, and the button.
fn control(control: Control, verb: Verb, verbs: &Verbs) -> Html {
    html! {
        <div class="control">
            <button type="button" class="button quiet" onclick={verbs.asking(verb)}>{ control.act }</button>
            <p class="small">{ control.means }</p>
        </div>
    }
}
