//! A text as a QR code: the matrix as the outline of one path, drawn by whoever asks.
//! Pure; it knows no colours and no page. Markup strings would be refused by Trusted Types, a path is data.

use std::fmt::Write as _;

use fast_qr::QRBuilder;
use fast_qr::qr::QRCodeError;

/// Light modules around the code; readers need four.
pub const QUIET_ZONE: usize = 4;

/// A code, ready to be drawn in a square of `side` modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrOutline {
    /// Width and height with the quiet zone, in modules.
    pub side: usize,
    /// The dark modules, as the `d` of one SVG path: one rectangle a run.
    pub path: String,
}

/// The outline of `text`, or why there is none (it is too long).
///
/// # Errors
/// When `text` does not fit into the largest code.
pub fn outline(text: &str) -> Result<QrOutline, QRCodeError> {
    let code = QRBuilder::new(text).build()?;
    let mut path = String::new();
    for (y, row) in code.data.chunks(code.size.max(1)).take(code.size).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left.value() == right.value()) {
            if run.first().is_some_and(|module| module.value()) {
                let (left, top, width) = (x + QUIET_ZONE, y + QUIET_ZONE, run.len());
                // Writing to a String cannot fail.
                let _ = write!(path, "M{left} {top}h{width}v1h-{width}z");
            }
            x += run.len();
        }
    }
    Ok(QrOutline { side: code.size + 2 * QUIET_ZONE, path })
}

#[cfg(test)]
mod tests {
    use fast_qr::QRBuilder;

    use super::{QUIET_ZONE, outline};

    const LINK: &str = "https://burnroom.example/r#EAECAwQFBgcICQoLDA0ODw0";

    /// Every dark module of the matrix, from the path alone.
    fn painted(path: &str) -> Vec<(usize, usize)> {
        let mut modules = Vec::new();
        for run in path.split('M').skip(1) {
            let (corner, rest) = run.split_once('h').unwrap();
            let (x, y) = corner.split_once(' ').unwrap();
            let width: usize = rest.split_once('v').unwrap().0.parse().unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            modules.extend((x..x + width).map(|x| (x, y)));
        }
        modules
    }

    #[test]
    fn the_path_paints_exactly_the_dark_modules() {
        let code = QRBuilder::new(LINK).build().unwrap();
        let drawn = outline(LINK).unwrap();
        let mut expected = Vec::new();
        for y in 0..code.size {
            for x in 0..code.size {
                if code[y][x].value() {
                    expected.push((x + QUIET_ZONE, y + QUIET_ZONE));
                }
            }
        }
        assert_eq!(painted(&drawn.path), expected);
        assert_eq!(drawn.side, code.size + 8);
    }

    #[test]
    fn what_is_too_long_is_said() {
        assert!(outline(&"x".repeat(4_000)).is_err());
    }
}
