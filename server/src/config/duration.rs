//! Durations as a person writes them: a whole number and a unit. Owns the spelling and nothing else.

use std::time::Duration;

/// Text that is not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADuration;

impl std::fmt::Display for NotADuration {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("expected a whole number with a unit of ms, s, m or h, such as 10m")
    }
}

impl std::error::Error for NotADuration {}

/// Longest duration a flag may say: longer than any room lives, short enough never to overflow a sum.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// Reads `250ms`, `10s`, `5m`, `24h`.
///
/// # Errors
/// [`NotADuration`] for anything else, zero included: no time here means "never" or "at once".
pub fn parse(text: &str) -> Result<Duration, NotADuration> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let number: u64 = digits.parse().map_err(|_| NotADuration)?;
    let unit_ms: u64 = match text.strip_prefix(digits) {
        Some("ms") => 1,
        Some("s") => 1_000,
        Some("m") => 60_000,
        Some("h") => 3_600_000,
        _ => return Err(NotADuration),
    };
    let duration = number.checked_mul(unit_ms).map(Duration::from_millis);
    duration.filter(|duration| !duration.is_zero() && *duration <= LONGEST).ok_or(NotADuration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_and_nothing_else() {
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(parse("24h"), Ok(Duration::from_secs(86_400)));
        for text in ["", "10", "s", "0s", "-1s", "1.5s", "1 s", "1d", "18446744073709551615h"] {
            assert_eq!(parse(text), Err(NotADuration), "{text}");
        }
    }
}
