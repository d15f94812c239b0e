//! The clocks of one machine: steady time is the runtime's, which is paused; wall time can be set.

use burnroom::clock::{Clock as RelayClock, Now as RelayNow};
use burnroom_engine::input::Now;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::time::{Duration, Instant};

/// What wall clocks say when a story begins, ms since 1970.
const START_MS: u64 = 1_800_000_000_000;

/// Clones are the same clock.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    started: Instant,
    set_by_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Right, and starting now.
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), set_by_ms: Arc::default() }
    }

    /// Another machine's, which agrees until one of them is set.
    pub(crate) fn another(&self) -> Self {
        Self { started: self.started, set_by_ms: Arc::default() }
    }

    /// Sets the wall clock forward, or back.
    pub(crate) fn set_by(&self, ms: i64) {
        self.set_by_ms.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> Now {
        let steady_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap();
        let set_by_ms = self.set_by_ms.load(Ordering::SeqCst);
        Now { wall_ms: (START_MS + steady_ms).saturating_add_signed(set_by_ms), steady_ms }
    }

    /// The moment at which the steady clock reads this.
    pub(crate) fn at(&self, steady_ms: u64) -> Instant {
        self.started + Duration::from_millis(steady_ms)
    }
}

impl RelayClock for Clock {
    fn now(&self) -> RelayNow {
        let Now { wall_ms, steady_ms } = self.now();
        RelayNow { wall_ms, uptime_ms: steady_ms }
    }
}
