//! The room: its head, what was said, where one types, who is here, and what lies over it.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use crate::browser::page::use_parting_question;
use crate::components::banner::banner_line;
use crate::components::compare_sheet::CompareSheet;
use crate::components::composer::Composer;
use crate::components::people_list::PeopleList;
use crate::components::question::{Question, question};
use crate::components::room_header::{RoomHeader, room_header};
use crate::components::room_log::RoomLog;
use crate::components::share_sheet::ShareSheet;
use crate::components::sheet::SheetFrame;
use crate::verbs::{Verb, Verbs};
use crate::view::room::{Room, Sheet};
use crate::wording::room::{BURN_MEANS, LEAVE_MEANS, LEAVE_QUESTION, burn_question};

/// The room as it stands.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct RoomPageProps {
    /// The room.
    pub room: Rc<Room>,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
    /// Minutes east of UTC.
    pub east_of_utc_min: i32,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The page.
#[component]
pub fn RoomPage(props: &RoomPageProps) -> Html {
    use_parting_question();
    let RoomPageProps { room, now_ms, east_of_utc_min, verbs } = props;
    html! {
        <div class="page room">
            { room_header(RoomHeader { room, now_ms: *now_ms, verbs }) }
            <main class="room-main">
                <RoomLog log={&room.log} people={&room.people} invitation={&room.invitation}
                    east_of_utc_min={*east_of_utc_min} {verbs} />
                <div class="dock">
                    { banner_line(room.banner(), room.may_burn(), *now_ms, verbs) }
                    <Composer draft={Rc::clone(&room.draft)} locked={room.is_locked()} {verbs} />
                </div>
            </main>
            <aside class="rail" aria-label="People">
                <PeopleList people={&room.people} capacity={room.capacity} {verbs} />
            </aside>
            { sheet(room, verbs) }
        </div>
    }
}

/// What lies over the room. The key makes a new dialog of every sheet, so that focus starts afresh.
fn sheet(room: &Rc<Room>, verbs: &Verbs) -> Html {
    match room.sheet {
        None => html! {},
        Some(Sheet::Share) => {
            html! { <ShareSheet key="share" invitation={&room.invitation} {verbs} /> }
        }
        Some(Sheet::Compare) => html! {
            <CompareSheet key="compare" comparison={room.comparison.clone()} people={&room.people}
                may_burn={room.may_burn()} {verbs} />
        },
        Some(Sheet::People) => html! {
            <SheetFrame key="people" title="People" class="people-sheet" {verbs}>
                <PeopleList people={&room.people} capacity={room.capacity} {verbs} />
            </SheetFrame>
        },
        Some(Sheet::BurnQuestion) => question(&Question {
            name: "burn",
            title: burn_question(room.people.present_count()),
            means: BURN_MEANS,
            act: ("Burn for everyone", Verb::Burn),
            keep: "Keep it",
            verbs,
        }),
        Some(Sheet::LeaveQuestion) => question(&Question {
            name: "leave",
            title: LEAVE_QUESTION.to_owned(),
            means: LEAVE_MEANS,
            act: ("Leave", Verb::Leave),
            keep: "Stay",
            verbs,
        }),
    }
}
