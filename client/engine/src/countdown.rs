//! When the room burns, on this device's two clocks. What the relay says later can only make it earlier (R50); later it
//! becomes only by what an owner signs (R68).

use crate::input::Now;
use burnroom_shared::limits::TTL_MAX_S;

/// The longest that anything is kept, ms.
const DAY_MS: u64 = TTL_MAX_S as u64 * 1_000;

/// Time left since the hello. Saturating throughout: a relay may say any time it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Countdown {
    entered: Now,
    relay_entered_ms: u64,
    left_ms: u64,
}

impl Countdown {
    /// From a hello that came `entered`: the relay's clock, its deadline, and when the room was made.
    ///
    /// However the relay lies about the deadline and the time, nothing is kept for more than 24 h from here (R11).
    pub(crate) fn new(entered: Now, relay_now_ms: u64, deadline_ms: u64, created_ms: u64) -> Self {
        let last_ms = created_ms.saturating_add(DAY_MS);
        let left_ms = deadline_ms.min(last_ms).saturating_sub(relay_now_ms).min(DAY_MS);
        Self { entered, relay_entered_ms: relay_now_ms, left_ms }
    }

    /// The same, but over at `end` at the latest, whatever time the relay says it is.
    pub(crate) fn over_by(self, end: Now) -> Self {
        let by_wall_ms = end.wall_ms.saturating_sub(self.entered.wall_ms);
        let by_steady_ms = end.steady_ms.saturating_sub(self.entered.steady_ms);
        Self { left_ms: self.left_ms.min(by_wall_ms).min(by_steady_ms), ..self }
    }

    /// The relay's clock as it must be now.
    pub(crate) fn relay_now_ms(&self, now: Now) -> u64 {
        self.relay_entered_ms.saturating_add(now.steady_ms.saturating_sub(self.entered.steady_ms))
    }

    /// Takes over an earlier deadline; true if it was one.
    pub(crate) fn lower(&mut self, deadline_ms: u64) -> bool {
        let left_ms = deadline_ms.saturating_sub(self.relay_entered_ms);
        let is_earlier = left_ms < self.left_ms;
        self.left_ms = self.left_ms.min(left_ms);
        is_earlier
    }

    /// Takes over a later deadline that an owner signed; by how much it is later, ms (R68). Never more than 24 h from
    /// the entering.
    pub(crate) fn raise(&mut self, deadline_ms: u64) -> u64 {
        let left_ms = deadline_ms.saturating_sub(self.relay_entered_ms).min(DAY_MS);
        let by_ms = left_ms.saturating_sub(self.left_ms);
        self.left_ms = self.left_ms.max(left_ms);
        by_ms
    }

    /// The deadline on the relay's clock, ms since 1970.
    pub(crate) fn relay_ms(&self) -> u64 {
        self.relay_entered_ms.saturating_add(self.left_ms)
    }

    /// The deadline on the wall clock, ms since 1970.
    pub(crate) fn wall_ms(&self) -> u64 {
        self.entered.wall_ms.saturating_add(self.left_ms)
    }

    /// The deadline on the steady clock, ms.
    pub(crate) fn steady_ms(&self) -> u64 {
        self.entered.steady_ms.saturating_add(self.left_ms)
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
    fn r11_no_clock_that_a_relay_can_claim_keeps_a_room_longer_than_a_day() {
        let day_ms = 86_400_000;
        let claims = [0, 1, 1_800_000_000_000, u64::MAX - 1, u64::MAX];
        for number in 0..claims.len().pow(3) {
            let [now_ms, deadline_ms, created_ms] = [1, 5, 25].map(|step| claims[number / step % claims.len()]);
            let entered = at(1_800_000_000_000, 7_000);
            let mut countdown = Countdown::new(entered, now_ms, deadline_ms, created_ms);
            assert!(countdown.steady_ms() <= entered.steady_ms + day_ms, "{now_ms} {deadline_ms} {created_ms}");
            assert!(countdown.is_over(at(entered.wall_ms + day_ms, 7_000)));
            assert!(countdown.relay_now_ms(at(0, 9_000)) >= now_ms);
            let _ = (countdown.lower(0), countdown.clock_offset_ms());
            assert!(countdown.is_over(entered));
        }
    }

    #[test]
    fn r68_a_signed_deadline_raises_it_and_never_past_24_hours() {
        let mut countdown = Countdown::new(at(0, 0), 10_000, 70_000, 10_000);
        assert_eq!((countdown.raise(100_000), countdown.steady_ms(), countdown.relay_ms()), (30_000, 90_000, 100_000));
        assert_eq!((countdown.raise(80_000), countdown.steady_ms()), (0, 90_000), "never earlier by this door");
        assert_eq!((countdown.raise(u64::MAX), countdown.steady_ms()), (86_400_000 - 90_000, 86_400_000));
        assert!(countdown.lower(60_000), "the relay may still end it earlier");
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
