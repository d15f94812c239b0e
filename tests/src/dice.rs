//! Chance that repeats: whoever rolls with the same seed rolls the same.

/// Splitmix64: enough to pick what fails.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice of their own for each thing that a story names by numbers, so that what one rolls moves no other.
    #[must_use]
    pub fn of(numbers: &[u64]) -> Self {
        let mut dice = Self(0);
        for number in numbers {
            dice.0 = dice.draw() ^ number;
        }
        dice
    }

    /// One of 0 to `sides` - 1.
    ///
    /// # Panics
    /// Without sides.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.draw() % sides
    }

    /// True once in so many.
    pub fn once_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
