//! How many may be in the room: two is "just us"; a press is one more or fewer, the field takes any number.

use burnroom_shared::limits::{CAPACITY_MAX, CAPACITY_MIN};
use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, InputEvent, Properties, TargetCast as _, component, html, use_state};

use super::icon::{Icon, drawn};

/// The present number.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PeopleStepperProps {
    /// Seats.
    pub capacity: u16,
    /// Called with the wanted number.
    pub changed: Callback<u16>,
}

/// The stepper.
#[component]
pub fn PeopleStepper(props: &PeopleStepperProps) -> Html {
    let capacity = props.capacity;
    let step = |to: u16| props.changed.reform(move |_| to);
    // What is being typed is kept here: the page is drawn anew every second, and would put the old number back.
    let typed = use_state(|| None::<String>);
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            typed.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
        })
    };
    let onchange = {
        let typed = typed.clone();
        props.changed.reform(move |event: Event| {
            typed.set(None);
            let number = event.target_unchecked_into::<HtmlInputElement>().value();
            number.trim().parse().unwrap_or(capacity)
        })
    };
    let shown = (*typed).clone().unwrap_or_else(|| capacity.to_string());
    html! {
        <div class="field stepper-row">
            <label class="label" for="capacity">
                { "People" }
                <span class="small">{ if capacity == CAPACITY_MIN { "Just the two of you" } else { "You included" } }</span>
            </label>
            <div class="stepper">
                <button type="button" class="icon-button framed" aria-label="One person fewer"
                    disabled={capacity <= CAPACITY_MIN} onclick={step(capacity.saturating_sub(1))}>
                    { drawn(Icon::Minus) }
                </button>
                <input id="capacity" class="input stepper-number" type="text" inputmode="numeric"
                    autocomplete="off" value={shown} {oninput} {onchange} />
                <button type="button" class="icon-button framed" aria-label="One person more"
                    disabled={capacity >= CAPACITY_MAX} onclick={step(capacity.saturating_add(1))}>
                    { drawn(Icon::Plus) }
                </button>
            </div>
        </div>
    }
}
