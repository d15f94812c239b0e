//! When the room burns, on this device's two clocks. What the relay says later can only make it earlier (R50).

use crate::input::Now;
use burnroom_shared::limits::TTL_MAX_S;

/// Deadlines kept since the hello.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Countdown {
    entered: Now,
    relay_entered_ms: u64,
    deadline_ms: u64,
}

impl Countdown {
    /// From a hello that came `entered`: the relay's clock, its deadline, and when the room was made.
    ///
    /// However the relay lies about the deadline, nothing is kept beyond 24 h after the creation.
    pub(crate) fn new(entered: Now, relay_now_ms: u64, deadline_ms: u64, created_ms: u64) -> Self {
        let last_ms = created_ms.saturating_add(u64::from(TTL_MAX_S) * 1_000);
        Self { entered, relay_entered_ms: relay_now_ms, deadline_ms: deadline_ms.min(last_ms) }
    }

    /// The relay's clock as it must be now.
    pub(crate) fn relay_now_ms(&self, now: Now) -> u64 {
        self.relay_entered_ms + now.steady_ms.saturating_sub(self.entered.steady_ms)
    }

    /// Takes over an earlier deadline; true if it was one.
    pub(crate) fn lower(&mut self, deadline_ms: u64) -> bool {
        let is_earlier = deadline_ms < self.deadline_ms;
        self.deadline_ms = self.deadline_ms.min(deadline_ms);
        is_earlier
    }

    /// The deadline on the wall clock, ms since 1970.
    pub(crate) fn wall_ms(&self) -> u64 {
        self.entered.wall_ms + self.deadline_ms.saturating_sub(self.relay_entered_ms)
    }

    /// The deadline on the steady clock, ms.
    pub(crate) fn steady_ms(&self) -> u64 {
        self.entered.steady_ms + self.deadline_ms.saturating_sub(self.relay_entered_ms)
    }

    /// The wall clock minus the relay's at entering, ms.
    pub(crate) fn clock_offset_ms(&self) -> i64 {
        self.entered.wall_ms.cast_signed().wrapping_sub(self.relay_entered_ms.cast_signed())
    }

    /// True once either clock says that the time is over.
    pub(crate) fn is_over(&self, now: Now) -> bool {
        now.wall_ms >= self.wall_ms() || now.steady_ms >= self.steady_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall_ms: u64, steady_ms: u64) -> Now {
        Now { wall_ms, steady_ms }
    }

    #[test]
    fn r50_either_clock_ends_it() {
        let countdown = Countdown::new(at(1_000_000, 50), 2_000_000, 2_060_000, 2_000_000);
        assert_eq!((countdown.wall_ms(), countdown.steady_ms()), (1_060_000, 60_050));
        assert!(!countdown.is_over(at(1_059_999, 60_049)));
        assert!(countdown.is_over(at(1_060_000, 51)), "the wall clock jumped, or the device slept");
        assert!(countdown.is_over(at(5, 60_050)), "the wall clock was set back");
    }

    #[test]
    fn r50_a_deadline_is_only_lowered_and_never_past_24_hours() {
        let day_ms = 86_400_000;
        let mut countdown = Countdown::new(at(0, 0), 10_000, u64::MAX, 10_000);
        assert_eq!(countdown.steady_ms(), day_ms);
        assert!(!countdown.lower(u64::MAX));
        assert!(countdown.lower(70_000));
        assert_eq!(countdown.steady_ms(), 60_000);
        assert!(!countdown.lower(80_000));
        assert_eq!(countdown.steady_ms(), 60_000);
        assert!(countdown.lower(0), "a deadline in the past");
        assert!(countdown.is_over(at(0, 0)));
    }
}
