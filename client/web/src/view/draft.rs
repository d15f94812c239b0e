//! What is being typed, and whether it may be sent. Limits are counted as people count: grapheme clusters.
//! Nothing here is ever cut: a text that is too long stays whole and is refused.

use burnroom_shared::limits::{TEXT_BYTES_MAX, TEXT_GRAPHEMES_MAX};
use unicode_segmentation::UnicodeSegmentation as _;

/// From this share of the limit on, in per cent, the counter shows.
const COUNTER_FROM_PERCENT: usize = 90;

/// How a text stands against its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Nothing but white space: there is nothing to send.
    Nothing,
    /// Fits.
    Fits,
    /// Fits, and this many characters more.
    Near {
        /// Characters that still fit.
        left: usize,
    },
    /// Too long by this many characters.
    OverCharacters {
        /// Characters over the limit.
        over: usize,
    },
    /// Few enough characters, but this many bytes too long (long emoji sequences).
    OverBytes {
        /// Bytes over the limit.
        over: usize,
    },
}

impl Fit {
    /// How `text` stands.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::Nothing;
        }
        // A byte is the least a character can take: a short text needs no counting.
        if text.len() * 100 < TEXT_GRAPHEMES_MAX * COUNTER_FROM_PERCENT {
            return Self::Fits;
        }
        let characters = text.graphemes(true).count();
        if let Some(over) = characters.checked_sub(TEXT_GRAPHEMES_MAX + 1) {
            return Self::OverCharacters { over: over + 1 };
        }
        if let Some(over) = text.len().checked_sub(TEXT_BYTES_MAX + 1) {
            return Self::OverBytes { over: over + 1 };
        }
        if characters * 100 >= TEXT_GRAPHEMES_MAX * COUNTER_FROM_PERCENT {
            return Self::Near { left: TEXT_GRAPHEMES_MAX - characters };
        }
        Self::Fits
    }

    /// Whether it may be sent.
    #[must_use]
    pub fn sendable(self) -> bool {
        matches!(self, Self::Fits | Self::Near { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::{Fit, TEXT_BYTES_MAX, TEXT_GRAPHEMES_MAX};

    /// One character to a person, 25 bytes on the wire.
    const FAMILY: &str = "👨‍👩‍👧‍👦";

    #[test]
    fn white_space_alone_is_nothing_to_send() {
        assert_eq!(Fit::of(""), Fit::Nothing);
        assert_eq!(Fit::of(" \n\t "), Fit::Nothing);
    }

    #[test]
    fn the_counter_shows_from_nine_tenths() {
        assert_eq!(Fit::of(&"a".repeat(3_599)), Fit::Fits);
        assert_eq!(Fit::of(&"a".repeat(3_600)), Fit::Near { left: 400 });
        assert_eq!(Fit::of(&"a".repeat(TEXT_GRAPHEMES_MAX)), Fit::Near { left: 0 });
    }

    #[test]
    fn a_text_over_the_limit_says_by_how_much() {
        assert_eq!(Fit::of(&"a".repeat(TEXT_GRAPHEMES_MAX + 120)), Fit::OverCharacters { over: 120 });
        assert!(!Fit::of(&"a".repeat(TEXT_GRAPHEMES_MAX + 1)).sendable());
    }

    #[test]
    fn cjk_counts_by_character_and_long_emoji_by_byte() {
        assert!(Fit::of(&"火".repeat(2_000)).sendable());
        assert!(Fit::of(&"火".repeat(TEXT_GRAPHEMES_MAX)).sendable());
        let fitting = TEXT_BYTES_MAX / FAMILY.len();
        assert!(Fit::of(&FAMILY.repeat(fitting)).sendable());
        let bytes_over = FAMILY.len() * (fitting + 1) - TEXT_BYTES_MAX;
        assert_eq!(Fit::of(&FAMILY.repeat(fitting + 1)), Fit::OverBytes { over: bytes_over });
    }
}
