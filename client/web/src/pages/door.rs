//! The door: a room seen from outside, and one button. Looking takes no seat.

use burnroom_engine::effect::Ended;
use web_sys::HtmlInputElement;
use yew::{
    Callback, Html, InputEvent, NodeRef, Properties, SubmitEvent, TargetCast as _, UseStateHandle, component, html,
    use_effect_with, use_node_ref, use_state,
};

use crate::browser::dialog::use_focus;
use crate::browser::random;
use crate::browser::settings::{Setting, kept};
use crate::components::name_field::{NameField, name_field};
use crate::components::switch::{Switch, switch};
use crate::components::top_bar::TopBar;
use crate::names;
use crate::verbs::{Verb, Verbs};
use crate::view::door::{Door, Shut, Sign};
use crate::wording::door::{may_try_again, shut, sign};
use crate::wording::{NO_HISTORY, REMEMBER_NAME};

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
    let heading = use_node_ref();
    use_focus(heading.clone());
    html! {
        <div class="page door">
            <TopBar />
            <main class="door-main">{ inside(props, &heading) }</main>
        </div>
    }
}

fn inside(props: &DoorPageProps, heading: &NodeRef) -> Html {
    let DoorPageProps { door, now_ms, verbs } = props;
    let title = match door {
        Door::Open(sign) | Door::Joining(Some(sign)) => sign.title.clone(),
        Door::Looking | Door::Joining(None) | Door::Shut(_) => None,
    };
    let says = match door {
        Door::Looking => "Looking for the room…".to_owned(),
        Door::Open(open) | Door::Joining(Some(open)) => sign(open, *now_ms),
        Door::Joining(None) => "Coming in…".to_owned(),
        Door::Shut(why) => shut(*why).to_owned(),
    };
    html! {
        <section class="card door-card">
            <h1 ref={heading} tabindex="-1" dir="auto">
                { called(door, title.as_deref()) }
            </h1>
            <p class="door-sign numerals" role="status">{ says }</p>
            { match door {
                Door::Shut(why) => ways_out(*why, verbs),
                Door::Looking => html! { <ComeIn sign={None::<Sign>} joining=false {verbs} /> },
                Door::Open(sign) => html! { <ComeIn sign={sign.clone()} joining=false {verbs} /> },
                Door::Joining(sign) => html! { <ComeIn sign={sign.clone()} joining=true {verbs} /> },
            } }
        </section>
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

fn ways_out(why: Shut, verbs: &Verbs) -> Html {
    html! {
        <div class="answers">
            if may_try_again(why) {
                <button type="button" class="button primary big" onclick={verbs.asking(Verb::LookAgain)}>{ "Try again" }</button>
            }
            <button type="button" class="button quiet big" onclick={verbs.asking(Verb::GoToLobby)}>{ "To the lobby" }</button>
        </div>
    }
}

/// What it takes to come in.
#[derive(Clone, Debug, PartialEq, Properties)]
struct ComeInProps {
    sign: Option<Sign>,
    joining: bool,
    verbs: Verbs,
}

/// The owner's PIN: folded away, since hardly anybody has one.
fn pin_field(pin: &UseStateHandle<Option<String>>) -> Html {
    let typed = {
        let pin = pin.clone();
        Callback::from(move |event: InputEvent| {
            pin.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
        })
    };
    let unfold = {
        let pin = pin.clone();
        Callback::from(move |_| pin.set(Some(String::new())))
    };
    match pin.as_ref() {
        None => html! {
            <button type="button" class="text-button" onclick={unfold}>{ "I have the owner PIN" }</button>
        },
        Some(value) => html! {
            <div class="field">
                <label class="label" for="pin">{ "Owner PIN" }</label>
                <input id="pin" class="input numerals" type="text" inputmode="numeric" autocomplete="off" maxlength="7"
                    value={value.clone()} oninput={typed} />
            </div>
        },
    }
}

/// A name and the one button. The layout is the same while the relay is still being asked.
#[component]
fn ComeIn(props: &ComeInProps) -> Html {
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
    let onsubmit = {
        let (verbs, name, remember) = (props.verbs.clone(), (*name).clone(), *remember);
        // Shown in two halves, it may be copied with the space between them.
        let pin = pin.as_ref().map(|typed| typed.split_whitespace().collect::<String>());
        let pin = pin.filter(|typed| !typed.is_empty());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            verbs.ask(Verb::Join { name: name.clone(), remember, pin: pin.clone() });
        })
    };
    let named = {
        let name = name.clone();
        Callback::from(move |chosen| name.set(chosen))
    };
    let remembered = {
        let remember = remember.clone();
        Callback::from(move |chosen| remember.set(chosen))
    };
    let label = match &props.sign {
        _ if props.joining => "Coming in…",
        Some(sign) if sign.is_full() => "It is full. Try anyway",
        _ => "Join",
    };
    let waiting = props.joining || props.sign.is_none();
    html! {
        <form class="come-in" {onsubmit}>
            { name_field(&NameField {
                id: "name",
                label: "You are called",
                dice_label: "Another name",
                value: (*name).clone().into(),
                make: names::person,
                changed: named,
            }) }
            { switch(&Switch {
                id: "remember",
                label: REMEMBER_NAME,
                consequence: None,
                on: *remember,
                changed: remembered,
            }) }
            <p class="small fact">{ NO_HISTORY }</p>
            { pin_field(&pin) }
            <div class="pinned">
                <button type="submit" class="button primary big" disabled={waiting}>{ label }</button>
            </div>
        </form>
    }
}
