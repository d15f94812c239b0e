//! The lobby: one promise, one big action, a place for a link.

use web_sys::KeyboardEvent;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref, use_state};

use crate::browser::dialog;
use crate::browser::random;
use crate::browser::settings::{Setting, kept};
use crate::components::create_card::CreateCard;
use crate::components::link_field::LinkField;
use crate::components::notice_card::NoticeCard;
use crate::components::top_bar::TopBar;
use crate::names;
use crate::verbs::{Verb, Verbs};
use crate::view::lobby::{Lobby, Wish};
use crate::wording::notice::NextStep;
use crate::wording::{PROMISE, PROMISE_MEANS, TRUE_LINES};

/// The lobby as it stands.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LobbyPageProps {
    /// What it has to say.
    pub lobby: Lobby,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
    /// Minutes east of UTC.
    pub east_of_utc_min: i32,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The page.
#[component]
pub fn LobbyPage(props: &LobbyPageProps) -> Html {
    let LobbyPageProps { lobby, now_ms, east_of_utc_min, verbs } = props;
    let wish = use_state(|| Wish::new(String::new(), String::new(), false));
    {
        let wish = wish.clone();
        use_effect_with((), move |()| wish.set(first_wish()));
    }
    let link = use_node_ref();
    let create = {
        let (verbs, wish) = (verbs.clone(), wish.clone());
        Callback::from(move |()| verbs.ask(Verb::Create((*wish).clone())))
    };
    let chosen = {
        let (create, link) = (create.clone(), link.clone());
        Callback::from(move |step| match step {
            NextStep::NewRoom => create.emit(()),
            NextStep::PasteLink => dialog::focus(&link),
        })
    };
    let onkeydown = {
        let create = create.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                create.emit(());
            }
        })
    };
    let changed = {
        let wish = wish.clone();
        Callback::from(move |wished| wish.set(wished))
    };
    html! {
        <div class="page lobby" {onkeydown}>
            <TopBar />
            <main class="lobby-main">
                if let Some(notice) = lobby.notice { <NoticeCard {notice} {chosen} /> }
                <div class="promise">
                    <h1>{ PROMISE }</h1>
                    <p class="lead">{ PROMISE_MEANS }</p>
                </div>
                <div class="lobby-card">
                    <CreateCard wish={(*wish).clone()} now_ms={*now_ms} east_of_utc_min={*east_of_utc_min}
                        creating={lobby.creating} {changed} {create} />
                    <LinkField {verbs} field={link} />
                </div>
                <dl class="truths">
                    { for TRUE_LINES.iter().map(|(what, means)| html! { <div><dt>{ *what }</dt><dd>{ *means }</dd></div> }) }
                </dl>
            </main>
        </div>
    }
}

/// Generated names, or the name that this device was asked to keep.
fn first_wish() -> Wish {
    let name = kept(Setting::Name);
    let remember = name.is_some();
    let name = name.unwrap_or_else(|| names::person(random::number()));
    Wish::new(names::room(random::number()), name, remember)
}
