//! How often something may happen: a rate, and the bucket that holds one giver of it to that rate.
//! Reads no clock; times are milliseconds of a clock that never goes back. A refusal costs the bucket nothing.

use std::str::FromStr;
use std::time::Duration;

/// `BURST+COUNT/UNIT` (units `s`, `m`, `h`): so many at once, then so many a second, minute or hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    burst: u32,
    count: u32,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
    Hour,
}

impl Unit {
    fn micros(self) -> u64 {
        match self {
            Self::Second => 1_000_000,
            Self::Minute => 60_000_000,
            Self::Hour => 3_600_000_000,
        }
    }
}

/// Text that is not a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARate;

impl std::fmt::Display for NotARate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("expected BURST+COUNT/UNIT with a unit of s, m or h, such as 40+20/s")
    }
}

impl std::error::Error for NotARate {}

impl FromStr for Rate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Self, NotARate> {
        let (burst, rest) = text.split_once('+').ok_or(NotARate)?;
        let (count, unit) = rest.split_once('/').ok_or(NotARate)?;
        let whole = |digits: &str| digits.parse().ok().filter(|&number: &u32| number > 0);
        Ok(Self {
            burst: whole(burst).ok_or(NotARate)?,
            count: whole(count).ok_or(NotARate)?,
            unit: match unit {
                "s" => Unit::Second,
                "m" => Unit::Minute,
                "h" => Unit::Hour,
                _ => return Err(NotARate),
            },
        })
    }
}

impl Rate {
    /// Time that one takes to grow back, µs.
    fn interval_us(self) -> u64 {
        self.unit.micros().div_ceil(u64::from(self.count))
    }

    /// How far ahead of the clock a bucket may be and still give so many, µs.
    fn slack_us(self, count: u32) -> u64 {
        self.interval_us() * u64::from(self.burst - self.at_once(count))
    }

    /// So many as can be had at all: what weighs more than a burst waits for a whole one.
    fn at_once(self, count: u32) -> u32 {
        count.clamp(1, self.burst)
    }
}

/// What one giver has left, as the moment at which it is full again (the generic cell rate algorithm: one number).
#[derive(Clone, Copy, Debug, Default)]
pub struct Bucket {
    full_at_us: u64,
}

impl Bucket {
    /// How long until there is one to take; `None` if there is one now.
    #[must_use]
    pub fn wait(&self, rate: Rate, now_ms: u64) -> Option<Duration> {
        self.wait_for(1, rate, now_ms)
    }

    /// How long until there are so many; `None` if there are now.
    #[must_use]
    pub fn wait_for(&self, count: u32, rate: Rate, now_ms: u64) -> Option<Duration> {
        let earliest = self.full_at_us.saturating_sub(rate.slack_us(count));
        let now_us = now_ms.saturating_mul(1_000);
        (earliest > now_us).then(|| Duration::from_micros(earliest - now_us))
    }

    /// Takes one.
    ///
    /// # Errors
    /// How long until there is one.
    pub fn take(&mut self, rate: Rate, now_ms: u64) -> Result<(), Duration> {
        self.take_many(1, rate, now_ms)
    }

    /// Takes so many at once.
    ///
    /// # Errors
    /// How long until there are.
    pub fn take_many(&mut self, count: u32, rate: Rate, now_ms: u64) -> Result<(), Duration> {
        self.wait_for(count, rate, now_ms).map_or(Ok(()), Err)?;
        let now_us = now_ms.saturating_mul(1_000);
        let taken_us = rate.interval_us().saturating_mul(u64::from(rate.at_once(count)));
        self.full_at_us = self.full_at_us.max(now_us).saturating_add(taken_us);
        Ok(())
    }

    /// True if nothing is missing, so that forgetting the bucket changes nothing.
    #[must_use]
    pub fn is_full(&self, now_ms: u64) -> bool {
        self.full_at_us <= now_ms.saturating_mul(1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_rate_is_written_in_one_way() {
        assert_eq!("40+20/s".parse(), Ok(Rate { burst: 40, count: 20, unit: Unit::Second }));
        for text in ["", "40", "40+20", "40+20/d", "0+1/s", "1+0/s", "-1+1/s", "1+1/s ", "4294967296+1/s"] {
            assert_eq!(text.parse::<Rate>(), Err(NotARate), "{text}");
        }
    }

    #[test]
    fn a_burst_at_once_then_one_at_a_time() {
        let rate: Rate = "6+1/s".parse().unwrap();
        let mut bucket = Bucket::default();
        assert!((0..6).all(|_| bucket.take(rate, 5_000).is_ok()));
        assert_eq!(bucket.take(rate, 5_000), Err(Duration::from_secs(1)));
        assert_eq!(bucket.take(rate, 5_999), Err(Duration::from_millis(1)));
        assert_eq!(bucket.take(rate, 6_000), Ok(()));
        assert!(!bucket.is_full(11_999) && bucket.is_full(12_000));
    }

    #[test]
    fn many_at_once_weigh_as_much_as_one_after_another() {
        let rate: Rate = "40+20/s".parse().unwrap();
        let mut bucket = Bucket::default();
        assert_eq!((bucket.take_many(16, rate, 0), bucket.take_many(16, rate, 0)), (Ok(()), Ok(())));
        assert_eq!(bucket.take_many(16, rate, 0), Err(Duration::from_millis(400)));
        assert_eq!((bucket.take_many(8, rate, 0), bucket.take(rate, 0)), (Ok(()), Err(Duration::from_millis(50))));
        assert_eq!(bucket.take_many(16, rate, 800), Ok(()));
        assert_eq!(Bucket::default().take_many(u32::MAX, rate, 0), Ok(()), "more than a burst counts as one");
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_gives_more_than_burst_and_rate(
            steps in proptest::collection::vec(0u64..700, 1..300),
            burst in 1u32..20,
            count in 1u32..50,
        ) {
            let rate = Rate { burst, count, unit: Unit::Second };
            let (mut bucket, mut now, mut given) = (Bucket::default(), 0, 0u64);
            for step in steps {
                now += step;
                given += u64::from(bucket.take(rate, now).is_ok());
                prop_assert!(given <= u64::from(burst) + now * u64::from(count) / 1_000);
            }
            prop_assert!(given > 0);
        }
    }
}
