//! A text as a QR code: the matrix as the outline of one path, drawn by whoever asks.
//! Pure; it knows no colours and no page. Markup strings would be refused by Trusted Types, a path is data.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around the code; readers need four.
pub const QUIET_ZONE: i32 = 4;

/// A code, ready to be drawn in a square of `side` modules.
#[derive(Clone, PartialEq, Eq)]
pub struct QrOutline {
    /// Width and height with the quiet zone, in modules.
    pub side: i32,
    /// The dark modules, as the `d` of one SVG path: one rectangle a run.
    pub path: String,
}

burnroom_shared::debug_by_name!(QrOutline);

/// The outline of `text`; `None` if it is longer than any code can hold.
#[must_use]
pub fn outline(text: &str) -> Option<QrOutline> {
    let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while let Some(left) = (x..code.size()).find(|x| code.get_module(*x, y)) {
            let right = (left..code.size()).find(|x| !code.get_module(*x, y)).unwrap_or(code.size());
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h{width}v1h-{width}z", left + QUIET_ZONE, y + QUIET_ZONE, width = right - left);
            x = right;
        }
    }
    Some(QrOutline { side: code.size() + 2 * QUIET_ZONE, path })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rqrr::PreparedImage;

    use super::{QUIET_ZONE, outline};

    const LINK: &str = "https://burnroom.example/r#EAECAwQFBgcICQoLDA0ODw0";
    /// Pixels a module, for a reader that looks at a picture.
    const PIXELS: i32 = 4;

    /// Every dark module, from the path alone.
    fn painted(path: &str) -> Vec<(i32, i32)> {
        let mut modules = Vec::new();
        for run in path.split('M').skip(1) {
            let (corner, rest) = run.split_once('h').unwrap();
            let (x, y) = corner.split_once(' ').unwrap();
            let width: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            modules.extend((x..x + width).map(|x| (x, y)));
        }
        modules
    }

    /// What a reader that knows nothing of this page makes of the drawing.
    fn read(text: &str) -> String {
        let drawn = outline(text).unwrap();
        let dark: BTreeSet<_> = painted(&drawn.path).into_iter().collect();
        let pixels = usize::try_from(drawn.side * PIXELS).unwrap();
        let module = |pixel: usize| i32::try_from(pixel).unwrap() / PIXELS;
        let mut picture =
            PreparedImage::prepare_from_bitmap(pixels, pixels, |x, y| dark.contains(&(module(x), module(y))));
        let found = picture.detect_grids();
        assert_eq!(found.len(), 1, "{text}");
        found[0].decode().unwrap().1
    }

    #[test]
    fn links_of_every_length_are_read_back() {
        assert_eq!(read(LINK), LINK);
        for length in [1, 14, 15, 42, 62, 84, 106, 152, 213, 300] {
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
        assert_eq!(outline(&"x".repeat(2_332)), None);
    }
}
