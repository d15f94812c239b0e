//! The door: a room seen from outside, and one button. Looking takes no seat.

use burnroom_engine::effect::Ended;
use web_sys::HtmlInputElement;
use yew::{
    Callback, Html, InputEvent, NodeRef, Properties, SubmitEvent, TargetCast as _, UseStateHandle, component, hook,
    html, use_effect_with, use_node_ref, use_state,
};

use crate::browser::dialog::use_focus;
use crate::browser::random;
use crate::browser::settings::{Setting, kept};
use crate::components::ask_field::{AskField, ask_field};
use crate::components::name_field::{NameField, name_field};
use crate::components::pin_sheet::together;
use crate::components::switch::{Switch, switch};
use crate::components::top_bar::top_bar;
use crate::names;
use crate::verbs::{Verb, Verbs};
use crate::view::door::{Door, Shut, Sign};
use crate::wording::door::{full, may_try_again, needs_link, shut, sign};
use crate::wording::{REMEMBER_NAME, history, refusal};

/// The door as it stands.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct DoorPageProps {
    /// The door.
    pub door: Door,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
    /// Who is asked.
    pub verbs: Verbs,
}

/// The page.
#[component]
pub fn DoorPage(props: &DoorPageProps) -> Html {
    let DoorPageProps { door, now_ms, verbs } = props;
    let heading = use_node_ref();
    use_focus(heading.clone());
    let entry = use_entry();
    let (known, says) = match door {
        Door::Looking => (None, "Looking for the room…".to_owned()),
        Door::Open(open) | Door::Joining(Some(open)) => (Some(open), sign(open, *now_ms)),
        Door::Joining(None) => (None, "Coming in…".to_owned()),
        Door::Shut(why) => (None, shut(*why).to_owned()),
    };
    html! {
        <div class="page door">
            { top_bar() }
            <main class="door-main">
                <section class="card door-card">
                    <h1 ref={heading} tabindex="-1" dir="auto">
                        { called(door, known.and_then(|sign| sign.title.as_deref())) }
                    </h1>
                    <p class="door-sign numerals" role="status">{ says }</p>
                    { known.map(|sign| fullness(sign, *now_ms)).unwrap_or_default() }
                    if let Door::Shut(why) = door {
                        { ways_out(*why, verbs) }
                    } else {
                        { come_in(&entry, known, Moment { now_ms: *now_ms, joining: matches!(door, Door::Joining(_)) }, verbs) }
                    }
                </section>
            </main>
        </div>
    }
}

/// What stands over the door: the room's name as soon as it is known.
fn called(door: &Door, title: Option<&str>) -> String {
    let instead = match door {
        Door::Looking | Door::Open(_) | Door::Joining(_) => "A burn room",
        Door::Shut(Shut::Ended(Ended::Lost)) => "You are outside",
        Door::Shut(_) => "The door stays shut",
    };
    title.unwrap_or(instead).to_owned()
}

/// What there is to say of a room without a free seat. Nobody is read a countdown aloud, only that it is over.
fn fullness(sign: &Sign, now_ms: u64) -> Html {
    if !sign.is_full() {
        return html! {};
    }
    let (says, counting) = full(sign.free_in_ms(now_ms));
    html! {
        <p class="door-full small numerals" role="status">{ says }<span aria-live="off">{ counting.unwrap_or_default() }</span></p>
    }
}

fn ways_out(why: Shut, verbs: &Verbs) -> Html {
    html! {
        <div class="answers">
            if may_try_again(why) {
                <button type="button" class="button primary big" onclick={verbs.asking(Verb::LookAgain)}>{ "Try again" }</button>
            }
            if needs_link(why) {
                { ask_field(&AskField {
                    id: "link",
                    label: "The link",
                    button: "Open",
                    placeholder: "Paste it here",
                    inputmode: "url",
                    disabled: false,
                    field: NodeRef::default(),
                    asked: verbs.asking_with(Verb::OpenLink),
                }) }
            }
            <button type="button" class="button quiet big" onclick={verbs.asking(Verb::GoToLobby)}>{ "To the lobby" }</button>
        </div>
    }
}

/// What a person fills in before coming in; it stays while the door changes.
struct Entry {
    name: UseStateHandle<String>,
    remember: UseStateHandle<bool>,
    /// Folded away until it is asked for: hardly anybody has one.
    pin: UseStateHandle<Option<String>>,
}

/// The name that is kept on this device, or another.
#[hook]
fn use_entry() -> Entry {
    let name = use_state(String::new);
    let remember = use_state(|| false);
    let pin = use_state(|| None::<String>);
    {
        let (name, remember) = (name.clone(), remember.clone());
        use_effect_with((), move |()| {
            let known = kept(Setting::Name);
            remember.set(known.is_some());
            name.set(known.unwrap_or_else(|| names::person(random::number())));
        });
    }
    Entry { name, remember, pin }
}

/// Sets a state to whatever it is called with.
fn setter<T: 'static>(state: &UseStateHandle<T>) -> Callback<T> {
    let state = state.clone();
    Callback::from(move |value| state.set(value))
}

fn pin_field(pin: &UseStateHandle<Option<String>>, sign: Option<&Sign>) -> Html {
    let set = setter(pin);
    let typed = set.reform(|event: InputEvent| Some(event.target_unchecked_into::<HtmlInputElement>().value()));
    let says = sign.and_then(|sign| sign.pin_refused).map(refusal::sentence);
    match pin.as_ref().or(says.is_some().then_some(&String::new())) {
        None => html! {
            <button type="button" class="text-button" onclick={set.reform(|_| Some(String::new()))}>
                { "I have the owner PIN" }
            </button>
        },
        Some(value) => html! {
            <div class="field">
                <label class="label" for="pin">{ "Owner PIN" }</label>
                <input id="pin" class="input numerals" type="text" inputmode="numeric" autocomplete="off" maxlength="7"
                    aria-describedby="pin-says" aria-invalid={says.is_some().to_string()}
                    value={value.clone()} oninput={typed} />
                <p id="pin-says" class="says-bad" role="status">{ says.unwrap_or_default() }</p>
            </div>
        },
    }
}

/// When the door is looked at, and whether the person has knocked.
#[derive(Clone, Copy)]
struct Moment {
    now_ms: u64,
    joining: bool,
}

/// What the one button says, and whether it can be pressed. An owner's PIN opens even where others have to wait.
fn button(sign: Option<&Sign>, has_pin: bool, Moment { now_ms, joining }: Moment) -> (&'static str, bool) {
    match sign {
        _ if joining => ("Coming in…", false),
        None => ("Join", false),
        Some(sign) if sign.is_waiting(now_ms) => ("Join", has_pin),
        Some(sign) if sign.is_full() && sign.free_at_ms.is_none() => ("It is full. Try anyway", true),
        Some(_) => ("Join", true),
    }
}

/// A name and the one button. The layout is the same while the relay is still being asked.
fn come_in(entry: &Entry, sign: Option<&Sign>, moment: Moment, verbs: &Verbs) -> Html {
    let pin = entry.pin.as_deref().map(together).filter(|pin| !pin.is_empty());
    let (label, enabled) = button(sign, pin.is_some(), moment);
    let onsubmit = {
        let (verbs, name, remember) = (verbs.clone(), (*entry.name).clone(), *entry.remember);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            verbs.ask(Verb::Join { name: name.clone(), remember, pin: pin.clone() });
        })
    };
    html! {
        <form class="come-in" {onsubmit}>
            { name_field(&NameField {
                id: "name",
                label: "You are called",
                dice_label: "Another name",
                value: (*entry.name).clone().into(),
                make: names::person,
                changed: setter(&entry.name),
            }) }
            { switch(&Switch {
                id: "remember",
                label: REMEMBER_NAME,
                consequence: None,
                on: *entry.remember,
                changed: setter(&entry.remember),
            }) }
            <p class="small fact">{ history(sign.is_some_and(|sign| sign.history)) }</p>
            { pin_field(&entry.pin, sign) }
            <div class="pinned">
                <button type="submit" class="button primary big" disabled={!enabled}>{ label }</button>
            </div>
        </form>
    }
}
