//! How often the simulated relay lets things happen: the rates that the real one has by default.

/// Rekeys of one room: six at once, then one a second.
pub(crate) const REKEYS: Rate = Rate { burst: 6, interval_ms: 1_000 };
/// Posts of one seat: forty at once, then one every 50 ms.
pub(crate) const POSTS: Rate = Rate { burst: 40, interval_ms: 50 };

#[derive(Clone, Copy)]
pub(crate) struct Rate {
    burst: u64,
    interval_ms: u64,
}

/// One giver of something, as the moment at which nothing is missing any more, ms.
#[derive(Default)]
pub(crate) struct Pace {
    full_at_ms: u64,
}

impl Pace {
    /// How long to wait, ms; nothing if there is one to take now.
    pub(crate) fn wait(&self, rate: Rate, now_ms: u64) -> Option<u64> {
        let slack_ms = rate.interval_ms * (rate.burst - 1);
        let wait_ms = self.full_at_ms.saturating_sub(slack_ms).saturating_sub(now_ms);
        (wait_ms > 0).then_some(wait_ms)
    }

    pub(crate) fn take(&mut self, rate: Rate, now_ms: u64) {
        self.full_at_ms = self.full_at_ms.max(now_ms) + rate.interval_ms;
    }
}
