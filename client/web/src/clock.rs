//! Time as a person reads it: what is left, when it ends, when something was said.
//! Pure: the present comes in as a number, and nothing here ticks or asks what time it is.

/// Milliseconds of a second.
pub const SECOND_MS: u64 = 1_000;
/// Milliseconds of a minute.
pub const MINUTE_MS: u64 = 60 * SECOND_MS;
/// Milliseconds of an hour.
pub const HOUR_MS: u64 = 60 * MINUTE_MS;

/// Below this a countdown shows seconds; above it seconds would only be restless.
const SECONDS_SHOWN_BELOW_MS: u64 = 10 * MINUTE_MS;
/// Below this the countdown warns.
const WARN_BELOW_MS: u64 = 5 * MINUTE_MS;
/// The last minute glows.
const EMBER_BELOW_MS: u64 = MINUTE_MS;
/// When a screen reader is told, in milliseconds left, longest first.
const ANNOUNCED_AT_MS: [u64; 4] = [10 * MINUTE_MS, 5 * MINUTE_MS, MINUTE_MS, 10 * SECOND_MS];

/// A room's end and its whole span, both by this device's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Countdown {
    /// When the room burns, in milliseconds since 1970 by this device's clock.
    pub deadline_ms: u64,
    /// How long the room lives in all; the full ring.
    pub span_ms: u64,
}

/// How pressing the time left is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// More than five minutes.
    Quiet,
    /// Five minutes or less.
    Warn,
    /// The last minute.
    Ember,
}

impl Countdown {
    /// Milliseconds left; zero once it is over.
    #[must_use]
    pub fn left_ms(self, now_ms: u64) -> u64 {
        self.deadline_ms.saturating_sub(now_ms)
    }

    /// How many of `parts` equal parts of the span are left, to the nearest.
    #[must_use]
    pub fn parts_left(self, now_ms: u64, parts: u64) -> u64 {
        let left = self.left_ms(now_ms).saturating_mul(parts).saturating_add(self.span_ms / 2);
        left.checked_div(self.span_ms).unwrap_or(0).min(parts)
    }

    /// How pressing it is now.
    #[must_use]
    pub fn urgency(self, now_ms: u64) -> Urgency {
        match self.left_ms(now_ms) {
            left if left <= EMBER_BELOW_MS => Urgency::Ember,
            left if left <= WARN_BELOW_MS => Urgency::Warn,
            _ => Urgency::Quiet,
        }
    }

    /// The last announced threshold that has been reached, if any: it changes exactly when a screen
    /// reader should hear something, so the text may stand in a live region all the time.
    #[must_use]
    pub fn announced_ms(self, now_ms: u64) -> Option<u64> {
        let left = self.left_ms(now_ms);
        ANNOUNCED_AT_MS.into_iter().filter(|at| *at < self.span_ms && left <= *at).min()
    }
}

/// The countdown beside the ring: "2 h 10", "24 min", "9:41".
#[must_use]
pub fn left_short(left_ms: u64) -> String {
    if left_ms >= HOUR_MS {
        let minutes = left_ms / MINUTE_MS;
        return format!("{} h {:02}", minutes / 60, minutes % 60);
    }
    if left_ms >= SECONDS_SHOWN_BELOW_MS {
        return format!("{} min", left_ms / MINUTE_MS);
    }
    // Rounded up: "0:00" is for when it is over.
    let seconds = left_ms.div_ceil(SECOND_MS);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A span in words: "10 minutes", "1 hour", "1 hour 30 minutes", "45 seconds".
#[must_use]
pub fn span_in_words(span_ms: u64) -> String {
    if span_ms < MINUTE_MS {
        return counted(span_ms.div_ceil(SECOND_MS), "second");
    }
    let minutes = span_ms / MINUTE_MS;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => counted(minutes, "minute"),
        (hours, 0) => counted(hours, "hour"),
        (hours, minutes) => format!("{} {}", counted(hours, "hour"), counted(minutes, "minute")),
    }
}

/// "1 device", "3 devices".
#[must_use]
pub fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// A time of day, "14:32", from milliseconds since 1970 and this device's minutes east of UTC.
#[must_use]
pub fn time_of_day(at_ms: u64, east_of_utc_min: i32) -> String {
    let shift = i64::from(east_of_utc_min) * MINUTE_MS.cast_signed();
    let local = at_ms.saturating_add_signed(shift) / MINUTE_MS;
    format!("{:02}:{:02}", local / 60 % 24, local % 60)
}

#[cfg(test)]
mod tests {
    use super::{Countdown, HOUR_MS, MINUTE_MS, SECOND_MS, Urgency, left_short, span_in_words, time_of_day};

    const END: Countdown = Countdown { deadline_ms: HOUR_MS, span_ms: HOUR_MS };

    fn at_left(left_ms: u64) -> u64 {
        END.deadline_ms - left_ms
    }

    #[test]
    fn what_is_left_reads_as_a_person_would_say_it() {
        for (left, text) in [
            (24 * HOUR_MS, "24 h 00"),
            (2 * HOUR_MS + 10 * MINUTE_MS, "2 h 10"),
            (HOUR_MS - 1, "59 min"),
            (10 * MINUTE_MS, "10 min"),
            (10 * MINUTE_MS - 1, "10:00"),
            (9 * MINUTE_MS + 41 * SECOND_MS, "9:41"),
            (1, "0:01"),
            (0, "0:00"),
        ] {
            assert_eq!(left_short(left), text);
        }
    }

    #[test]
    fn a_span_reads_in_words() {
        for (span, text) in [
            (30 * SECOND_MS, "30 seconds"),
            (MINUTE_MS, "1 minute"),
            (10 * MINUTE_MS, "10 minutes"),
            (HOUR_MS, "1 hour"),
            (90 * MINUTE_MS, "1 hour 30 minutes"),
            (24 * HOUR_MS, "24 hours"),
        ] {
            assert_eq!(span_in_words(span), text);
        }
    }

    #[test]
    fn the_last_minutes_change_tone() {
        assert_eq!(END.urgency(at_left(6 * MINUTE_MS)), Urgency::Quiet);
        assert_eq!(END.urgency(at_left(5 * MINUTE_MS)), Urgency::Warn);
        assert_eq!(END.urgency(at_left(MINUTE_MS)), Urgency::Ember);
        assert_eq!(END.urgency(END.deadline_ms + 1), Urgency::Ember);
    }

    #[test]
    fn each_threshold_is_announced_once_and_never_at_the_start() {
        assert_eq!(END.announced_ms(at_left(11 * MINUTE_MS)), None);
        assert_eq!(END.announced_ms(at_left(9 * MINUTE_MS)), Some(10 * MINUTE_MS));
        assert_eq!(END.announced_ms(at_left(30 * SECOND_MS)), Some(MINUTE_MS));
        assert_eq!(END.announced_ms(at_left(3 * SECOND_MS)), Some(10 * SECOND_MS));
        let short = Countdown { deadline_ms: 10 * MINUTE_MS, span_ms: 10 * MINUTE_MS };
        assert_eq!(short.announced_ms(1), None);
    }

    #[test]
    fn the_ring_is_full_at_first_and_empty_at_the_end() {
        assert_eq!(END.parts_left(0, 1_000), 1_000);
        assert_eq!(END.parts_left(at_left(HOUR_MS / 2), 1_000), 500);
        assert_eq!(END.parts_left(END.deadline_ms + 5, 1_000), 0);
        assert_eq!(Countdown::default().parts_left(0, 1_000), 0);
    }

    #[test]
    fn a_time_of_day_is_local() {
        let noon_utc = 36 * HOUR_MS;
        assert_eq!(time_of_day(noon_utc, 0), "12:00");
        assert_eq!(time_of_day(noon_utc, 330), "17:30");
        assert_eq!(time_of_day(noon_utc, -13 * 60), "23:00");
    }
}
