//! One task per room: says the time, frees seats that nobody came back to, burns the room when it is over, and puts out
//! the embers.
//!
//! The wall clock may jump either way, so nothing is scheduled ahead of the next tick: whatever is due is worked out
//! anew from the clocks each time. Set ahead, the wall clock burns a room early; set back, it keeps none longer.

use crate::clock::Now;
use crate::hearth::Hearth;
use crate::room::{Command, Outlook};
use burnroom_shared::frame::BurnCause;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// Time between two ticks, ms.
const TICK_MS: u64 = 10_000;
/// Time between two ticks at the end, ms.
const LAST_TICK_MS: u64 = 1_000;
/// How long the end is, ms.
const LAST_MS: u64 = 60_000;

/// How long a room may be empty and how long its embers glow.
#[derive(Clone, Copy, Debug)]
pub struct Spans {
    /// With nobody seated.
    pub empty_after: Duration,
    /// After the burn.
    pub embers: Duration,
}

/// What is to be done at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Burn(BurnCause),
    Sweep,
    Wait(Duration),
}

/// Runs until the room has burned and its connections are closed.
pub async fn run(hearth: Arc<Hearth>, spans: Spans) {
    burn_in_time(&hearth, spans.empty_after).await;
    tokio::select! {
        () = hearth.cold() => {}
        () = sleep(spans.embers) => hearth.put_out(),
    }
}

async fn burn_in_time(hearth: &Hearth, empty_after: Duration) {
    let mut has_ticked = true;
    while let Some((outlook, now)) = hearth.outlook() {
        match due(outlook, now, empty_after) {
            Due::Burn(cause) => {
                // Refused only if somebody else has burned it by now.
                let _ = hearth.apply(Command::End(cause));
            }
            Due::Sweep => {
                let _ = hearth.apply(Command::Sweep);
            }
            Due::Wait(wait) => {
                if !std::mem::replace(&mut has_ticked, true) {
                    hearth.tick();
                }
                tokio::select! {
                    biased;
                    () = hearth.burned() => {}
                    () = hearth.outlook_changed() => {}
                    () = sleep(wait) => has_ticked = false,
                }
            }
        }
    }
}

fn due(outlook: Outlook, now: Now, empty_after: Duration) -> Due {
    let left_ms = outlook.deadline_ms.saturating_sub(now.wall_ms);
    if left_ms == 0 {
        return Due::Burn(BurnCause::Deadline);
    }
    let empty_in = outlook.empty_since_ms.map(|since_ms| {
        let empty_for = Duration::from_millis(now.uptime_ms.saturating_sub(since_ms));
        empty_after.saturating_sub(empty_for)
    });
    if empty_in == Some(Duration::ZERO) {
        return Due::Burn(BurnCause::Empty);
    }
    let sweep_in = outlook.sweep_at_ms.map(|at_ms| Duration::from_millis(at_ms.saturating_sub(now.uptime_ms)));
    if sweep_in == Some(Duration::ZERO) {
        return Due::Sweep;
    }
    let tick = Duration::from_millis(until_tick_ms(left_ms));
    Due::Wait([empty_in, sweep_in].into_iter().flatten().fold(tick, Duration::min))
}

/// Time until what is left is a whole multiple of the distance between ticks; the last of them is the deadline.
fn until_tick_ms(left_ms: u64) -> u64 {
    let step_ms = if left_ms > LAST_MS { TICK_MS } else { LAST_TICK_MS };
    match left_ms % step_ms {
        0 => step_ms,
        part_ms => part_ms,
    }
}

#[cfg(test)]
mod tests;
