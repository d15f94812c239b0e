//! What a cell looks like, from how far it is from catching: paper, scorched, charred, glowing, gone.
//! Pure table look-ups; the table is made once for the paper of the present theme.

/// How long before it catches a cell begins to brown, in ignition units.
pub const SCORCH: i32 = 110;
/// How long a cell glows after it has caught; thin, so that bright cells stay under a twentieth of the screen.
pub const RIM: i32 = 12;

/// An opaque colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// A cell as the canvas wants it.
pub type Pixel = [u8; 4];

/// Nothing left: the page behind shows.
pub const CLEAR: Pixel = [0, 0, 0, 0];

const BROWN: Rgb = Rgb(92, 52, 24);
const CHAR: Rgb = Rgb(14, 10, 8);
const DEEP_RED: Rgb = Rgb(150, 28, 8);
const EMBER: Rgb = Rgb(255, 122, 47);
const WHITE_HOT: Rgb = Rgb(255, 226, 170);

/// Two papers' way from whole to gone, by time to ignition.
#[derive(Clone, Debug)]
pub struct Palette {
    paper: Vec<Pixel>,
    note: Vec<Pixel>,
}

impl Palette {
    /// The colours of `paper` and of the blank `note`s that lie on it.
    #[must_use]
    pub fn new(paper: Rgb, note: Rgb) -> Self {
        Self { paper: burn_of(paper), note: burn_of(note) }
    }

    /// The colour of a cell that catches in `until` units (negative: caught that long ago).
    #[must_use]
    pub fn at(&self, until: i32, note: bool) -> Pixel {
        let table = if note { &self.note } else { &self.paper };
        if until < -RIM {
            return CLEAR;
        }
        let index = usize::try_from(until.min(SCORCH) + RIM).unwrap_or_default();
        table.get(index).copied().unwrap_or(CLEAR)
    }
}

/// Every colour of one paper, from just gone (index 0) to untouched (the last).
fn burn_of(paper: Rgb) -> Vec<Pixel> {
    (-RIM..=SCORCH).map(|until| opaque(colour_of(paper, until))).collect()
}

fn colour_of(paper: Rgb, until: i32) -> Rgb {
    /// Where the char begins, in units before ignition.
    const CHARRED: i32 = 16;
    /// Where the brown is deepest.
    const BROWNED: i32 = 44;
    match until {
        until if until >= BROWNED => blend(BROWN, paper, until - BROWNED, SCORCH - BROWNED),
        until if until >= CHARRED => blend(CHAR, BROWN, until - CHARRED, BROWNED - CHARRED),
        until if until > 0 => blend(DEEP_RED, CHAR, until, CHARRED),
        until if until > -RIM / 2 => blend(EMBER, DEEP_RED, until + RIM / 2, RIM / 2),
        until => blend(WHITE_HOT, EMBER, until + RIM, RIM / 2),
    }
}

/// `part` of `whole` on the way from one colour to the other.
fn blend(from: Rgb, to: Rgb, part: i32, whole: i32) -> Rgb {
    let channel = |from: u8, to: u8| {
        let mixed = i32::from(from) + (i32::from(to) - i32::from(from)) * part / whole.max(1);
        u8::try_from(mixed.clamp(0, 255)).unwrap_or_default()
    };
    Rgb(channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}

fn opaque(Rgb(red, green, blue): Rgb) -> Pixel {
    [red, green, blue, u8::MAX]
}

#[cfg(test)]
mod tests {
    use super::{CLEAR, Palette, RIM, Rgb, SCORCH};

    const PAPER: Rgb = Rgb(19, 17, 16);
    const NOTE: Rgb = Rgb(40, 36, 33);

    #[test]
    fn paper_far_ahead_is_untouched_and_paper_behind_is_gone() {
        let palette = Palette::new(PAPER, NOTE);
        assert_eq!(palette.at(SCORCH, false), [19, 17, 16, 255]);
        assert_eq!(palette.at(5_000, true), [40, 36, 33, 255]);
        assert_eq!(palette.at(-RIM - 1, false), CLEAR);
    }

    #[test]
    fn only_the_thin_rim_is_bright() {
        let palette = Palette::new(PAPER, NOTE);
        for until in 20..SCORCH {
            assert!(palette.at(until, false)[0] < 110, "bright at {until}");
        }
        assert!(palette.at(-RIM, false)[0] > 200);
    }
}
