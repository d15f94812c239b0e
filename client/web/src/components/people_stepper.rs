//! How many may be in the room: two is "just us"; a press is one more or fewer, the field takes any number.

use burnroom_shared::limits::{CAPACITY_MAX, CAPACITY_MIN};
use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, Properties, TargetCast as _, component, html};

use super::icon::{Drawn, Icon};

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
    let onchange = props.changed.reform(move |event: Event| {
        let typed = event.target_unchecked_into::<HtmlInputElement>().value();
        typed.trim().parse().unwrap_or(capacity)
    });
    html! {
        <div class="field stepper-row">
            <label class="label" for="capacity">
                { "People" }
                <span class="small">{ if capacity == CAPACITY_MIN { "Just the two of you" } else { "You included" } }</span>
            </label>
            <div class="stepper">
                <button type="button" class="icon-button framed" aria-label="One person fewer"
                    disabled={capacity <= CAPACITY_MIN} onclick={step(capacity.saturating_sub(1))}>
                    <Drawn icon={Icon::Minus} />
                </button>
                <input id="capacity" class="input stepper-number" type="text" inputmode="numeric"
                    autocomplete="off" value={capacity.to_string()} {onchange} />
                <button type="button" class="icon-button framed" aria-label="One person more"
                    disabled={capacity >= CAPACITY_MAX} onclick={step(capacity.saturating_add(1))}>
                    <Drawn icon={Icon::Plus} />
                </button>
            </div>
        </div>
    }
}
