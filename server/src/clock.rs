//! What time it is, twice: the wall clock that deadlines are said in, and one that never goes back for measuring.
//! Nothing decides by reading it: `now` is handed down to what decides.

use std::time::{SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// One moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Wall clock, ms since 1970. May jump either way.
    pub wall_ms: u64,
    /// Time since the relay started, ms. Never goes back.
    pub uptime_ms: u64,
}

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// This moment.
    fn now(&self) -> Now;
}

/// The machine's clocks.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// Begins to measure.
    #[must_use]
    pub fn start() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Now {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            wall_ms: u64::try_from(wall.as_millis()).unwrap_or(u64::MAX),
            uptime_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }
}
