//! The root: the one place where view, session and verbs meet. It draws the stage and passes on what is asked.

use yew::{Callback, Html, component, html, use_callback, use_effect_with, use_reducer_eq, use_state};

use crate::browser::moment::{self, use_seconds};
use crate::browser::{page, theme};
use crate::driver::Driver;
use crate::pages::burned::BurnedPage;
use crate::pages::door::DoorPage;
use crate::pages::lobby::LobbyPage;
use crate::pages::room::room_page;
use crate::verbs::{Verb, Verbs};
use crate::view::room::RoomChange;
use crate::view::{Action, Stage, View};

/// The app.
#[component]
pub fn App() -> Html {
    let view = use_reducer_eq(|| View::new(moment::now_ms(), moment::east_of_utc_min()));
    let driver = {
        let view = view.dispatcher();
        use_state(|| Driver::new(Callback::from(move |action| view.dispatch(action))))
    };
    use_effect_with((*driver).clone(), |driver| attend(driver.clone()));
    let told = use_callback(view.dispatcher(), |now_ms, view| view.dispatch(Action::Tick { now_ms }));
    use_seconds(told);
    let asked = use_callback((view.dispatcher(), (*driver).clone()), |verb, (view, driver)| match own_action(&verb) {
        Some(action) => view.dispatch(action),
        None => driver.ask(verb),
    });
    stage(&view, &Verbs::new(asked))
}

/// Lets the driver know what happens to the page, until the app is gone.
fn attend(driver: Driver) -> impl FnOnce() {
    theme::apply();
    driver.read_address();
    let (wake, online) = (driver.clone(), driver.clone());
    let (goes, changes) = (driver.clone(), driver);
    let listeners = [
        page::on_window("hashchange", move || changes.read_address()),
        page::on_window("online", move || online.wake()),
        page::on_document("visibilitychange", move || wake.wake()),
        // A page that goes away gives its seat back and keeps nothing, should the browser bring it back.
        page::on_window("pagehide", move || goes.ask(Verb::Leave)),
    ];
    move || drop(listeners)
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
        _ => return None,
    };
    Some(Action::InRoom(change))
}

/// The page of a stage.
pub fn stage(view: &View, verbs: &Verbs) -> Html {
    let View { now_ms, east_of_utc_min, stage, .. } = view;
    match stage {
        Stage::Lobby(lobby) => html! {
            <LobbyPage lobby={lobby.clone()} now_ms={*now_ms} east_of_utc_min={*east_of_utc_min} {verbs} />
        },
        Stage::Door(door) => html! { <DoorPage door={door.clone()} now_ms={*now_ms} {verbs} /> },
        Stage::Room(room) => room_page(room, *now_ms, *east_of_utc_min, verbs),
        Stage::Burned(burned) => html! { <BurnedPage burned={burned.clone()} {verbs} /> },
    }
}

#[cfg(test)]
mod tests;
