//! Small flames above the front: heat that rises and is lost. Pure, and low on purpose; it decorates, the front tells.

use super::colour::Pixel;

/// Heat levels; the table has one colour fewer, since no heat has none.
const HOTTEST: u8 = 15;
/// One front cell in this many feeds a flame in a step.
const FED_ONE_IN: u32 = 4;
/// Rows that heat rises in a step: the front climbs fast, and slower flames would trail behind it as sparks.
const RISE_ROWS: usize = 3;

/// From nearly out to hot; the alpha keeps them thin.
const COLOURS: [Pixel; 15] = [
    [60, 12, 4, 26],
    [84, 16, 5, 44],
    [108, 22, 6, 62],
    [132, 28, 8, 82],
    [156, 36, 10, 102],
    [178, 46, 12, 122],
    [198, 58, 15, 142],
    [216, 72, 19, 160],
    [230, 88, 25, 176],
    [242, 104, 33, 190],
    [250, 122, 43, 202],
    [255, 142, 58, 212],
    [255, 166, 80, 220],
    [255, 192, 110, 226],
    [255, 218, 148, 230],
];

/// What a cell is to the flames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// It glows: it feeds flames.
    Front,
    /// Close to the front: flames may pass.
    Near,
    /// Too far from the front for a flame.
    Cold,
}

/// The heat over every cell.
#[derive(Clone, Debug)]
pub struct Licks {
    columns: usize,
    heat: Vec<u8>,
    dice: u32,
}

impl Licks {
    /// Cold air over `columns` by `rows` cells.
    #[must_use]
    pub fn new(columns: usize, rows: usize, seed: u32) -> Self {
        Self { columns, heat: vec![0; columns * rows], dice: seed | 1 }
    }

    /// One step: heat rises with loss, the front feeds it, and it goes out where nothing near burns any more.
    pub fn rise(&mut self, front: impl Fn(usize) -> Feed) {
        for cell in 0..self.heat.len() {
            let roll = self.roll();
            let heat = match front(cell) {
                Feed::Front if roll.is_multiple_of(FED_ONE_IN) => HOTTEST - spread(roll >> 8, 6),
                Feed::Front | Feed::Near => self.risen(cell, roll),
                Feed::Cold => 0,
            };
            if let Some(slot) = self.heat.get_mut(cell) {
                *slot = heat;
            }
        }
    }

    /// The flame over a cell, if there is one.
    #[must_use]
    pub fn at(&self, cell: usize) -> Option<Pixel> {
        let heat = usize::from(*self.heat.get(cell)?);
        COLOURS.get(heat.checked_sub(1)?).copied()
    }

    /// Heat that came up from below, drifting a cell to either side.
    fn risen(&self, cell: usize, roll: u32) -> u8 {
        let drift = usize::try_from((roll >> 3) % 3).unwrap_or_default();
        let below = (cell + RISE_ROWS * self.columns + drift).checked_sub(1);
        let loss = 2 + spread(roll >> 6, 4);
        below.and_then(|below| self.heat.get(below)).map_or(0, |heat| heat.saturating_sub(loss))
    }

    /// A small shift register; flames need variety, not secrecy.
    fn roll(&mut self) -> u32 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 17;
        self.dice ^= self.dice << 5;
        // Multiplied, since neighbouring draws are too alike and would burn in dashes.
        self.dice.wrapping_mul(0x9E37_79B1) >> 8
    }
}

/// A number below `sides` from a draw.
fn spread(roll: u32, sides: u32) -> u8 {
    u8::try_from(roll % sides).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Feed, Licks};

    #[test]
    fn flames_rise_from_the_front_and_go_out() {
        let (columns, rows) = (12, 40);
        let mut licks = Licks::new(columns, rows, 9);
        for _ in 0..30 {
            licks.rise(|cell| if cell / columns == rows - 1 { Feed::Front } else { Feed::Near });
        }
        let lit = |licks: &Licks, row: usize| {
            (0..columns).filter(|column| licks.at(row * columns + column).is_some()).count()
        };
        assert!(lit(&licks, rows - 4) > 0, "nothing rises");
        assert_eq!(lit(&licks, rows - 25), 0, "flames are to stay low");
        for _ in 0..30 {
            licks.rise(|_| Feed::Near);
        }
        assert!((0..columns * rows).all(|cell| licks.at(cell).is_none()));
    }
}
