//! A text as a QR code: the matrix as the outline of one path, drawn by whoever asks.
//! Pure; it knows no colours and no page. Markup strings would be refused by Trusted Types, a path is data.

mod grid;
mod words;

use std::fmt::Write as _;

use grid::Grid;
use words::Size;

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

/// The outline of `text`; `None` if it is longer than any link.
#[must_use]
pub fn outline(text: &str) -> Option<QrOutline> {
    let size = Size::holding(text.len())?;
    let grid = Grid::of(size, &words::words(text.as_bytes(), size));
    let mut path = String::new();
    for y in 0..grid.side {
        let mut x = 0;
        while x < grid.side {
            let width = (x..grid.side).take_while(|x| grid.is_dark(*x, y)).count();
            if width > 0 {
                let (left, top) = (x + QUIET_ZONE, y + QUIET_ZONE);
                // Writing to a String cannot fail.
                let _ = write!(path, "M{left} {top}h{width}v1h-{width}z");
            }
            x += width.max(1);
        }
    }
    Some(QrOutline { side: grid.side + 2 * QUIET_ZONE, path })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rqrr::PreparedImage;

    use super::{QUIET_ZONE, outline};

    const LINK: &str = "https://burnroom.example/r#EAECAwQFBgcICQoLDA0ODw0";
    /// Pixels a module, for a reader that looks at a picture.
    const PIXELS: usize = 4;

    /// Every dark module, from the path alone.
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

    /// What a reader that knows nothing of this page makes of the drawing.
    fn read(text: &str) -> String {
        let drawn = outline(text).unwrap();
        let dark: BTreeSet<_> = painted(&drawn.path).into_iter().collect();
        let pixels = drawn.side * PIXELS;
        let mut picture =
            PreparedImage::prepare_from_bitmap(pixels, pixels, |x, y| dark.contains(&(x / PIXELS, y / PIXELS)));
        let found = picture.detect_grids();
        assert_eq!(found.len(), 1, "{text}");
        found[0].decode().unwrap().1
    }

    #[test]
    fn links_of_every_length_are_read_back() {
        assert_eq!(read(LINK), LINK);
        for length in [1, 14, 15, 42, 62, 84, 106, 122, 152, 180, 181, 213] {
            let text: String = LINK.chars().cycle().take(length).collect();
            assert_eq!(read(&text), text);
        }
    }

    #[test]
    fn a_quiet_zone_lies_around_it() {
        let drawn = outline(LINK).unwrap();
        let dark = painted(&drawn.path);
        let (near, far) = (QUIET_ZONE, drawn.side - QUIET_ZONE - 1);
        assert!(dark.contains(&(near, near)) && dark.contains(&(far, near)) && dark.contains(&(near, far)));
        assert!(dark.iter().all(|(x, y)| (near..=far).contains(x) && (near..=far).contains(y)));
    }

    #[test]
    fn what_is_too_long_is_said() {
        assert_eq!(outline(&"x".repeat(214)), None);
    }
}
