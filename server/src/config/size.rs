//! Sizes as a person writes them: a whole number of bytes, or of KiB, MiB or GiB. Owns the spelling and nothing else.

/// Text that is not a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASize;

impl std::fmt::Display for NotASize {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("expected a whole number of bytes, or with a unit of KiB, MiB or GiB, such as 8MiB")
    }
}

impl std::error::Error for NotASize {}

/// Reads `4096`, `64KiB`, `8MiB`, `1GiB`.
///
/// # Errors
/// [`NotASize`] for anything else, zero included: no size here means "none" or "any".
pub fn parse(text: &str) -> Result<usize, NotASize> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let number: usize = digits.parse().map_err(|_| NotASize)?;
    let unit: usize = match text.strip_prefix(digits) {
        Some("") => 1,
        Some("KiB") => 1 << 10,
        Some("MiB") => 1 << 20,
        Some("GiB") => 1 << 30,
        _ => return Err(NotASize),
    };
    number.checked_mul(unit).filter(|size| *size > 0).ok_or(NotASize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_or_without_a_unit_and_nothing_else() {
        assert_eq!(parse("4096"), Ok(4_096));
        assert_eq!(parse("8MiB"), Ok(8 * 1024 * 1024));
        assert_eq!(parse("1GiB"), Ok(1 << 30));
        for text in ["", "KiB", "0", "0MiB", "-1", "1.5MiB", "1 MiB", "1MB", "1mib", "18446744073709551615KiB"] {
            assert_eq!(parse(text), Err(NotASize), "{text}");
        }
    }
}
