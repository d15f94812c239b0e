//! The room: its head, what was said, where one types, who is here, and what lies over it.

use std::rc::Rc;

use yew::{Html, html};

use crate::components::banner::banner_line;
use crate::components::compare_sheet::compare_sheet;
use crate::components::composer::Composer;
use crate::components::people_list::people_list;
use crate::components::pin_sheet::pin_sheet;
use crate::components::question::question;
use crate::components::relay_sheet::{RelaySheet, relay_sheet};
use crate::components::room_header::{RoomHeader, room_header};
use crate::components::room_log::RoomLog;
use crate::components::room_sheet::room_sheet;
use crate::components::share_sheet::share_sheet;
use crate::components::sheet::SheetFrame;
use crate::verbs::Verbs;
use crate::view::room::Room;
use crate::view::sheet::Sheet;
use crate::wording::room::placeholder;

/// The page, at a moment in milliseconds since 1970 and so many minutes east of UTC.
pub fn room_page(room: &Rc<Room>, now_ms: u64, east_of_utc_min: i32, verbs: &Verbs) -> Html {
    html! {
        <div class="page room">
            { room_header(RoomHeader { room, now_ms, verbs }) }
            <main class="room-main">
                <RoomLog log={&room.log} people={&room.people} invitation={&room.invitation} rules={room.rules}
                    {east_of_utc_min} {verbs} />
                <div class="dock">
                    { banner_line(room, now_ms, verbs) }
                    <Composer draft={Rc::clone(&room.draft)} placeholder={placeholder(room)}
                        locked={room.is_silenced() || room.rules.closed} {verbs} />
                </div>
            </main>
            <aside class="rail" aria-label="People">{ people_list(room, verbs) }</aside>
            { sheet(room, now_ms, east_of_utc_min, verbs) }
        </div>
    }
}

/// What lies over the room. Each has a key, which makes a new dialog of it, so that focus starts afresh.
fn sheet(room: &Room, now_ms: u64, east_of_utc_min: i32, verbs: &Verbs) -> Html {
    match room.sheet {
        None => html! {},
        Some(Sheet::Share) => share_sheet(room, verbs),
        Some(Sheet::Compare) => compare_sheet(room, verbs),
        Some(Sheet::People) => html! {
            <SheetFrame key="people" title="People" class="people-sheet" {verbs}>{ people_list(room, verbs) }</SheetFrame>
        },
        Some(Sheet::Room) => room_sheet(room, now_ms, east_of_utc_min, verbs),
        Some(Sheet::Relay(open)) => relay_sheet(RelaySheet { room, open, east_of_utc_min, verbs }),
        Some(Sheet::Pin) => pin_sheet(room, now_ms, verbs),
        Some(Sheet::Ask(what)) => question(what, room, verbs),
    }
}
