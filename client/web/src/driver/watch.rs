//! When to look again at a door that others may open: a full room's, or a locked one's. Owns how often; asks nobody.

use super::{Driver, Event, Visit};
use crate::browser::moment::{Timeout, steady_ms};
use crate::browser::page;

/// Between two looks while the page is seen, milliseconds: nobody stands there much longer for nothing, and a hundred who
/// do are no load.
const EVERY_MS: i32 = 10_000;
/// Between two looks however often somebody comes back to the page, milliseconds.
const APART_MS: u64 = 5_000;

/// A door that is being watched, since it was looked at last.
#[derive(Debug)]
pub(super) struct Watch {
    looked_ms: u64,
    /// Goes off once; after that the page is hidden until it is looked at, or the relay is being asked.
    _due: Option<Timeout>,
}

impl Watch {
    /// The door has just been looked at.
    pub(super) fn begin(visit: Visit, driver: &Driver) -> Self {
        let driver = driver.clone();
        Self { looked_ms: steady_ms(), _due: Timeout::new(EVERY_MS, move || driver.post(Event::LookDue(visit))) }
    }

    /// Whether this is the time to look again. If so, it is taken.
    pub(super) fn take_turn(&mut self) -> bool {
        let now_ms = steady_ms();
        let may = !page::is_hidden() && now_ms.saturating_sub(self.looked_ms) >= APART_MS;
        if may {
            self.looked_ms = now_ms;
        }
        may
    }
}
