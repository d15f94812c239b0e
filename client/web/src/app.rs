//! The root: the one place where view, session and verbs meet. It draws the stage and passes on what is asked.

use yew::{Html, component, html, use_callback, use_effect_with, use_reducer_eq};

use crate::browser::moment::{self, use_seconds};
use crate::browser::theme;
use crate::pages::burned::BurnedPage;
use crate::pages::door::DoorPage;
use crate::pages::lobby::LobbyPage;
use crate::pages::room::RoomPage;
use crate::verbs::{Verb, Verbs};
use crate::view::room::RoomChange;
use crate::view::{Action, Stage, View};

/// The app.
#[component]
pub fn App() -> Html {
    let view = use_reducer_eq(|| View::new(moment::now_ms(), moment::east_of_utc_min()));
    use_effect_with((), |()| theme::apply());
    let told = use_callback(view.dispatcher(), |now_ms, view| view.dispatch(Action::Tick { now_ms }));
    use_seconds(told);
    let verbs = Verbs::new(use_callback(view.dispatcher(), |verb, view| {
        if let Some(action) = own_action(&verb) {
            view.dispatch(action);
        }
    }));
    stage(&view, &verbs)
}

/// What a verb does to the view alone, without the session.
#[must_use]
pub fn own_action(verb: &Verb) -> Option<Action> {
    let change = match verb {
        Verb::Type(draft) => RoomChange::Typed(draft.as_str().into()),
        Verb::KeepPin => RoomChange::PinKept,
        Verb::Open(sheet) => RoomChange::Sheet(Some(*sheet)),
        Verb::Close => RoomChange::Sheet(None),
        Verb::Redraft(number) => RoomChange::Redrafted(*number),
        Verb::GoToLobby => return Some(Action::ToLobby(None)),
        _ => return None,
    };
    Some(Action::InRoom(change))
}

/// The page of a stage.
#[must_use]
pub fn stage(view: &View, verbs: &Verbs) -> Html {
    let View { now_ms, east_of_utc_min, stage, .. } = view;
    match stage {
        Stage::Lobby(lobby) => html! {
            <LobbyPage lobby={lobby.clone()} now_ms={*now_ms} east_of_utc_min={*east_of_utc_min} {verbs} />
        },
        Stage::Door(door) => html! { <DoorPage door={door.clone()} now_ms={*now_ms} {verbs} /> },
        Stage::Room(room) => html! {
            <RoomPage {room} now_ms={*now_ms} east_of_utc_min={*east_of_utc_min} {verbs} />
        },
        Stage::Burned(burned) => html! { <BurnedPage burned={burned.clone()} {verbs} /> },
    }
}
