//! The squares of a QR code: what is the same in every code of a size, then the words, then the best of eight masks.

use super::words::Size;

/// Where the middles of the small squares lie, by version, from 1; the first is 6 wherever there is one.
const MIDDLES: [&[usize]; 10] =
    [&[], &[6, 18], &[6, 22], &[6, 26], &[6, 30], &[6, 34], &[6, 22, 38], &[6, 24, 42], &[6, 26, 46], &[6, 28, 50]];
/// The line and column of alternating squares.
const TIMING: usize = 6;
/// From this version on a code says its version.
const SAYS_VERSION_FROM: usize = 7;
/// Masks there are.
const MASKS: usize = 8;
/// What a reader looks for, with white before or after: nothing else should look like it.
const LIKE_FINDERS: [u16; 2] = [0b000_0101_1101, 0b101_1101_0000];

/// The squares; each is dark or not, and given or free.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// Squares a side.
    pub(super) side: usize,
    dark: Vec<bool>,
    given: Vec<bool>,
}

impl Grid {
    /// The code of these words.
    pub(super) fn of(size: Size, words: &[u8]) -> Self {
        let side = size.side();
        let mut grid = Self { side, dark: vec![false; side * side], given: vec![false; side * side] };
        grid.give(size);
        grid.fill(words);
        let masked = |mask| {
            let mut masked = grid.clone();
            masked.mask(mask);
            masked.say_format(mask);
            masked
        };
        (0..MASKS).map(masked).min_by_key(Self::penalty).unwrap_or(grid)
    }

    /// Whether a square is dark.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && self.dark.get(y * self.side + x).copied().unwrap_or(false)
    }

    /// A square that every code of the size has. Beyond the edge there is none.
    fn put(&mut self, x: usize, y: usize, dark: bool) {
        let place = y.wrapping_mul(self.side).wrapping_add(x);
        if x < self.side
            && let (Some(square), Some(given)) = (self.dark.get_mut(place), self.given.get_mut(place))
        {
            (*square, *given) = (dark, true);
        }
    }

    fn give(&mut self, size: Size) {
        let last = self.side - 1;
        for along in 0..self.side {
            self.put(along, TIMING, along % 2 == 0);
            self.put(TIMING, along, along % 2 == 0);
        }
        for (x, y) in [(3, 3), (last - 3, 3), (3, last - 3)] {
            self.rings(x, y, 4);
        }
        let middles = MIDDLES.get(size.version - 1).copied().unwrap_or_default();
        for x in middles {
            for y in middles {
                // The corners are the finders'.
                let corners = [(6, 6), (6, last - 6), (last - 6, 6)];
                if !corners.contains(&(*x, *y)) {
                    self.rings(*x, *y, 2);
                }
            }
        }
        // Room for the format, which depends on the mask.
        self.say_format(0);
        if size.version >= SAYS_VERSION_FROM {
            self.say_version(size.version);
        }
    }

    /// Rings around a middle: dark where a ring's number is 0, 1 or 3, light at 2 and 4. A small one ends at 2, dark.
    fn rings(&mut self, x: usize, y: usize, outermost: usize) {
        for down in 0..=2 * outermost {
            for along in 0..=2 * outermost {
                let ring = down.abs_diff(outermost).max(along.abs_diff(outermost));
                let dark = if outermost == 2 { ring != 1 } else { ring != 2 && ring != 4 };
                // Wraps to beyond the edge, where nothing is put.
                self.put((x + along).wrapping_sub(outermost), (y + down).wrapping_sub(outermost), dark);
            }
        }
    }

    /// Twice: level M, which is 00, and the mask, each protected.
    fn say_format(&mut self, mask: usize) {
        let rest = (0..10).fold(mask, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
        let bits = (mask << 10 | rest) ^ 0x5412;
        let last = self.side - 1;
        for bit in 0..15 {
            let dark = bits >> bit & 1 == 1;
            match bit {
                0..=5 => self.put(8, bit, dark),
                6 => self.put(8, 7, dark),
                7 => self.put(8, 8, dark),
                8 => self.put(7, 8, dark),
                _ => self.put(14 - bit, 8, dark),
            }
            if bit < 8 { self.put(last - bit, 8, dark) } else { self.put(8, last + bit - 14, dark) }
        }
        self.put(8, last - 7, true);
    }

    /// Twice: the version, protected.
    fn say_version(&mut self, version: usize) {
        let rest = (0..12).fold(version, |rest, _| (rest << 1) ^ ((rest >> 11) * 0x1F25));
        let bits = version << 12 | rest;
        for bit in 0..18 {
            let (far, near) = (self.side - 11 + bit % 3, bit / 3);
            let dark = bits >> bit & 1 == 1;
            self.put(far, near, dark);
            self.put(near, far, dark);
        }
    }

    /// The words, two columns at a time from the right, up and down in turn.
    fn fill(&mut self, words: &[u8]) {
        let mut bits = words.iter().flat_map(|word| (0..8).rev().map(move |bit| word >> bit & 1 == 1));
        let pairs = (0..self.side).rev().filter(|x| *x != TIMING).collect::<Vec<_>>();
        for (turn, pair) in pairs.chunks(2).enumerate() {
            for step in 0..self.side {
                let y = if turn % 2 == 0 { self.side - 1 - step } else { step };
                for x in pair {
                    let place = y * self.side + x;
                    if self.given.get(place) == Some(&false)
                        && let Some(square) = self.dark.get_mut(place)
                    {
                        *square = bits.next().unwrap_or(false);
                    }
                }
            }
        }
    }

    fn mask(&mut self, mask: usize) {
        for (place, (square, given)) in self.dark.iter_mut().zip(&self.given).enumerate() {
            let (x, y) = (place % self.side, place / self.side);
            let turned = match mask {
                0 => (x + y) % 2,
                1 => y % 2,
                2 => x % 3,
                3 => (x + y) % 3,
                4 => (x / 3 + y / 2) % 2,
                5 => x * y % 2 + x * y % 3,
                6 => (x * y % 2 + x * y % 3) % 2,
                _ => ((x + y) % 2 + x * y % 3) % 2,
            };
            *square ^= turned == 0 && !given;
        }
    }

    /// How hard it is to read: long runs, blocks, what looks like a finder, and more of one colour than of the other.
    fn penalty(&self) -> usize {
        let lines = (0..self.side).map(|line| self.line_penalty(|along| self.is_dark(along, line)));
        let columns = (0..self.side).map(|line| self.line_penalty(|along| self.is_dark(line, along)));
        let squares = (1..self.side).flat_map(|y| (1..self.side).map(move |x| (x, y)));
        let is_block = |(x, y): &(usize, usize)| {
            let dark = self.is_dark(*x, *y);
            [(x - 1, *y), (*x, y - 1), (x - 1, y - 1)].iter().all(|(x, y)| self.is_dark(*x, *y) == dark)
        };
        let dark = self.dark.iter().filter(|dark| **dark).count();
        let uneven = (dark * 20).abs_diff(self.dark.len() * 10) / self.dark.len().max(1);
        lines.sum::<usize>() + columns.sum::<usize>() + 3 * squares.filter(is_block).count() + 10 * uneven
    }

    fn line_penalty(&self, is_dark: impl Fn(usize) -> bool) -> usize {
        let (mut penalty, mut run, mut window, mut before) = (0, 0, 0_u16, None);
        for along in 0..self.side {
            let dark = is_dark(along);
            run = if before == Some(dark) { run + 1 } else { 1 };
            before = Some(dark);
            penalty += match run {
                5 => 3,
                6.. => 1,
                _ => 0,
            };
            window = (window << 1 | u16::from(dark)) & 0x7FF;
            if along >= 10 && LIKE_FINDERS.contains(&window) {
                penalty += 40;
            }
        }
        penalty
    }
}
