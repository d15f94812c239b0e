//! The countdown: a ring that empties and the time in digits. The one thing on the page that always moves.

use yew::{Html, Properties, classes, component, html, use_effect_with, use_node_ref};

use crate::browser::style;
use crate::clock::{Countdown, Urgency, left_short};
use crate::wording::room::time_announcement;

/// Which end.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct RingProps {
    /// When the room burns.
    pub countdown: Countdown,
    /// The present, milliseconds since 1970.
    pub now_ms: u64,
}

/// The ring.
#[component]
pub fn Ring(props: &RingProps) -> Html {
    let arc = use_node_ref();
    let left = props.countdown.fraction(props.now_ms);
    {
        let arc = arc.clone();
        use_effect_with(left.to_bits(), move |_| {
            style::set(&arc, "stroke-dashoffset", &format!("{:.4}", 1.0 - left));
        });
    }
    let urgency = match props.countdown.urgency(props.now_ms) {
        Urgency::Quiet => "quiet",
        Urgency::Warn => "warn",
        Urgency::Ember => "ember",
    };
    let text = left_short(props.countdown.left_ms(props.now_ms));
    let announcement = props.countdown.announced_ms(props.now_ms).map(time_announcement).unwrap_or_default();
    html! {
        <div class={classes!("ring", urgency)} title="Time until the room burns">
            <svg viewBox="0 0 38 38" aria-hidden="true" focusable="false">
                <circle class="ring-track" cx="19" cy="19" r="16" />
                <circle ref={arc} class="ring-left" cx="19" cy="19" r="16" pathLength="1" />
            </svg>
            <span class="numerals" role="timer" aria-live="off">
                <span class="visually-hidden">{ "Burns in " }</span>{ text }
            </span>
            <span class="visually-hidden" role="status">{ announcement }</span>
        </div>
    }
}
