//! The countdown: a ring that empties and the time in digits. The one thing on the page that always moves.

use yew::{Html, classes, html};

use crate::clock::{Countdown, Urgency, left_short};
use crate::wording::room::time_announcement;

/// Into how many parts the ring is divided: finer than can be seen.
const PARTS: u64 = 1_000;

/// The ring, at a moment given in milliseconds since 1970.
pub fn ring(countdown: Countdown, now_ms: u64) -> Html {
    let gone = PARTS.saturating_sub(countdown.parts_left(now_ms, PARTS));
    let urgency = match countdown.urgency(now_ms) {
        Urgency::Quiet => "quiet",
        Urgency::Warn => "warn",
        Urgency::Ember => "ember",
    };
    let text = left_short(countdown.left_ms(now_ms));
    let announcement = countdown.announced_ms(now_ms).map(time_announcement).unwrap_or_default();
    html! {
        <div class={classes!("ring", urgency)} title="Time until the room burns">
            <svg viewBox="0 0 38 38" aria-hidden="true" focusable="false">
                <circle class="ring-track" cx="19" cy="19" r="16" />
                <circle class="ring-left" cx="19" cy="19" r="16" pathLength={PARTS.to_string()}
                    stroke-dasharray={PARTS.to_string()} stroke-dashoffset={gone.to_string()} />
            </svg>
            <span class="numerals" role="timer" aria-live="off">
                <span class="visually-hidden">{ "Burns in " }</span>{ text }
            </span>
            <span class="visually-hidden" role="status">{ announcement }</span>
        </div>
    }
}
