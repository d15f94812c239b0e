//! The lobby: one promise, one big action, a place for a link.

use web_sys::KeyboardEvent;
use yew::{Callback, Html, NodeRef, Properties, component, html, use_effect_with, use_node_ref, use_state};

use crate::browser::dialog;
use crate::browser::random;
use crate::browser::settings::{Setting, kept};
use crate::components::ask_field::{AskField, ask_field};
use crate::components::create_card::{CreateCard, create_card};
use crate::components::top_bar::top_bar;
use crate::names;
use crate::verbs::{Verb, Verbs};
use crate::view::lobby::{Lobby, Notice, Wish};
use crate::wording::notice::{NextStep, next_step, sentence};
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
    let (link, card) = (use_node_ref(), use_node_ref());
    {
        // What has to be said first takes the focus when it comes.
        let card = card.clone();
        use_effect_with(lobby.notice, move |_| dialog::focus(&card));
    }
    let unfolded = use_state(|| false);
    let toggle = {
        let unfolded = unfolded.clone();
        Callback::from(move |_| unfolded.set(!*unfolded))
    };
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
            { top_bar() }
            <main class="lobby-main">
                if let Some(notice) = lobby.notice { { notice_card(notice, card, &chosen) } }
                <div class="promise">
                    <h1>{ PROMISE }</h1>
                    <p class="lead">{ PROMISE_MEANS }</p>
                </div>
                <div class="lobby-card">
                    { create_card(&CreateCard {
                        wish: &wish,
                        now_ms: *now_ms,
                        east_of_utc_min: *east_of_utc_min,
                        creating: lobby.creating,
                        unfolded: *unfolded,
                        toggle,
                        changed,
                        create,
                    }) }
                    { ask_field(&AskField {
                        id: "link",
                        label: "Have a link?",
                        button: "Open",
                        placeholder: "Paste it here",
                        inputmode: "url",
                        disabled: false,
                        field: link,
                        asked: verbs.asking_with(Verb::OpenLink),
                    }) }
                </div>
                <dl class="truths">
                    { for TRUE_LINES.iter().map(|(what, means)| html! { <div><dt>{ *what }</dt><dd>{ *means }</dd></div> }) }
                </dl>
            </main>
        </div>
    }
}

/// What has to be said before anything else, with the one thing to do about it.
fn notice_card(notice: Notice, card: NodeRef, chosen: &Callback<NextStep>) -> Html {
    let step = next_step(notice);
    html! {
        <section ref={card} class="notice" role="status" tabindex="-1">
            <p>{ sentence(notice) }</p>
            <button type="button" class="button quiet" onclick={chosen.reform(move |_| step)}>{ step.label() }</button>
        </section>
    }
}

/// Generated names, or the name that this device was asked to keep.
fn first_wish() -> Wish {
    let name = kept(Setting::Name);
    let remember = name.is_some();
    let name = name.unwrap_or_else(|| names::person(random::number()));
    Wish::new(names::room(random::number()), name, remember)
}
