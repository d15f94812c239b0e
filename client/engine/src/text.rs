//! What counts as a text and as a name, in characters as people count them (grapheme clusters, UAX #29).
//!
//! Judges and cleans; shows nothing. A text is never cut or changed. A name is shown beside other people's words, so
//! nothing in it may hide, reorder or fake what stands next to it.

use burnroom_shared::limits::{NAME_BYTES_MAX, NAME_GRAPHEMES_MAX, TEXT_BYTES_MAX, TEXT_GRAPHEMES_MAX};
use unicode_segmentation::UnicodeSegmentation as _;

/// Why a text is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Nothing in it but white space.
    Empty,
    /// More than 4,000 grapheme clusters or 32 KiB.
    TooLong,
}

/// Judges a text.
///
/// # Errors
/// [`TextFault`].
pub fn check(text: &str) -> Result<(), TextFault> {
    // Bytes first: counting clusters costs time in the length of what came.
    if text.len() > TEXT_BYTES_MAX {
        return Err(TextFault::TooLong);
    }
    if text.trim().is_empty() {
        return Err(TextFault::Empty);
    }
    if text.graphemes(true).nth(TEXT_GRAPHEMES_MAX).is_some() {
        return Err(TextFault::TooLong);
    }
    Ok(())
}

/// Characters as people count them.
#[must_use]
pub fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// A name or a title as it may be shown: without controls, bidirectional overrides and other unseen characters, white
/// space in single spaces. `None` if nothing is left, or more than 32 grapheme clusters or 128 bytes.
#[must_use]
pub fn clean_name(name: &str) -> Option<String> {
    let mut clean = String::with_capacity(name.len().min(NAME_BYTES_MAX));
    for word in name.split(|c: char| c.is_whitespace()) {
        let mut word = word.chars().filter(|c| !is_unseen(*c)).peekable();
        if word.peek().is_some() && !clean.is_empty() {
            clean.push(' ');
        }
        clean.extend(word);
        if clean.len() > NAME_BYTES_MAX {
            return None;
        }
    }
    let nothing = clean.chars().all(is_joiner);
    (!nothing && graphemes(&clean) <= NAME_GRAPHEMES_MAX).then_some(clean)
}

/// Joiners and variation selectors: part of many scripts and of many emoji, nothing on their own.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | ' ')
}

/// Controls, marks that turn the direction of what follows, and characters that take no room.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00ad}'
                | '\u{034f}'
                | '\u{061c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffc}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_has_at_most_4000_characters_as_people_count() {
        let family = "👩‍👩‍👧";
        assert_eq!(graphemes(family), 1);
        assert_eq!(check(&"語".repeat(4_000)), Ok(()));
        assert_eq!(check(&"語".repeat(4_001)), Err(TextFault::TooLong));
        assert_eq!(check(&family.repeat(1_800)), Ok(()));
        assert_eq!(check(&family.repeat(1_821)), Err(TextFault::TooLong));
        let zalgo = format!("a{}", "\u{301}".repeat(16_383));
        assert_eq!((zalgo.len(), check(&zalgo)), (32_767, Ok(())));
        assert_eq!(check(&format!("{zalgo}bc")), Err(TextFault::TooLong));
    }

    #[test]
    fn white_space_is_no_text() {
        for nothing in ["", " ", "\n\t\u{3000}"] {
            assert_eq!(check(nothing), Err(TextFault::Empty));
        }
        assert_eq!(check("\n."), Ok(()));
    }

    #[test]
    fn a_name_is_shown_without_what_cannot_be_seen() {
        let cases = [
            ("Ada", Some("Ada")),
            ("  Ada \n Lovelace ", Some("Ada Lovelace")),
            ("\u{202e}adA", Some("adA")),
            ("A\u{2066}d\u{2069}a\0\u{7f}", Some("Ada")),
            ("A\u{200b} \u{200b} da", Some("A da")),
            ("न्\u{200d}य", Some("न्\u{200d}य")),
            ("👩‍👩‍👧", Some("👩‍👩‍👧")),
            ("שלום", Some("שלום")),
            ("", None),
            (" \u{200b}\u{feff} ", None),
            ("\u{200d}\u{200d}", None),
            ("\u{3164}", None),
        ];
        for (name, clean) in cases {
            assert_eq!(clean_name(name).as_deref(), clean, "{name:?}");
        }
    }

    #[test]
    fn a_name_has_at_most_32_characters_and_128_bytes() {
        assert!(clean_name(&"語".repeat(32)).is_some());
        assert!(clean_name(&"語".repeat(33)).is_none());
        assert!(clean_name(&"👩‍👩‍👧".repeat(7)).is_some());
        assert!(clean_name(&"👩‍👩‍👧".repeat(8)).is_none());
    }

    proptest! {
        #[test]
        fn cleaning_a_clean_name_changes_nothing(name in "\\PC{0,40}|[\\x00-\\x20\u{200b}-\u{206f}a ]{0,20}") {
            if let Some(clean) = clean_name(&name) {
                prop_assert_eq!(clean_name(&clean), Some(clean));
            }
        }
    }
}
