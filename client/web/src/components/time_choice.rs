//! How long the room lives: six chips for the usual, a slider for the rest, and when that would be.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, TargetCast as _, classes, html};

use crate::clock::{span_in_words, time_of_day};
use crate::view::lobby::TimeToLive;

/// The present choice.
#[derive(Clone, Debug)]
pub struct TimeChoice {
    /// How long.
    pub chosen: TimeToLive,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
    /// Minutes east of UTC.
    pub east_of_utc_min: i32,
    /// Called with another choice.
    pub changed: Callback<TimeToLive>,
}

/// The choice.
pub fn time_choice(props: &TimeChoice) -> Html {
    let chosen = props.chosen;
    let oninput = props.changed.reform(|event: InputEvent| {
        let stop = event.target_unchecked_into::<HtmlInputElement>().value();
        TimeToLive::at_stop(stop.parse().unwrap_or_default())
    });
    let burns_at = time_of_day(props.now_ms.saturating_add(chosen.ms()), props.east_of_utc_min);
    html! {
        <fieldset class="field time-choice">
            <legend class="label">
                { "It burns after" }
                <span class="time-chosen">{ span_in_words(chosen.ms()) }</span>
            </legend>
            <div class="chips">
                { for TimeToLive::PRESETS.into_iter().map(|preset| chip(preset, chosen, &props.changed)) }
            </div>
            <input class="slider" type="range" min="0" max={TimeToLive::LAST_STOP.to_string()} step="1"
                value={chosen.stop().to_string()} aria-label="Time until it burns"
                aria-valuetext={span_in_words(chosen.ms())} {oninput} />
            <p class="small">{ "Burns at " }<span class="numerals">{ burns_at }</span></p>
        </fieldset>
    }
}

fn chip(preset: TimeToLive, chosen: TimeToLive, changed: &Callback<TimeToLive>) -> Html {
    let pressed = preset == chosen;
    html! {
        <button type="button" class={classes!("chip", pressed.then_some("chosen"))}
            aria-pressed={pressed.to_string()} onclick={changed.reform(move |_| preset)}>
            { short(preset) }
        </button>
    }
}

/// "5 min", "1 h".
fn short(preset: TimeToLive) -> String {
    let minutes = preset.ms() / crate::clock::MINUTE_MS;
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h", minutes / 60) }
}
