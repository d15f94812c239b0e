//! Changes to inputs, drawn from a seed: what a fuzzer does first, and the same in every run.

/// Splitmix64.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Begins at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 0 to `sides` minus one.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).unwrap_or(0)
    }
}

/// Values that mean something to whoever wrote a decoder in a hurry.
const TELLING: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'"', b'{', b','];

/// One to four changes: bits, bytes, telling values, a cut, a piece said twice, a piece of another input.
#[must_use]
pub fn mangle(dice: &mut Dice, input: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=dice.roll(4) {
        if bytes.is_empty() {
            bytes.push(dice.byte());
            continue;
        }
        let place = dice.roll(bytes.len());
        match dice.roll(7) {
            0 => bytes[place] ^= 1 << dice.roll(8),
            1 => bytes[place] = dice.byte(),
            2 => bytes[place] = TELLING[dice.roll(TELLING.len())],
            3 => bytes.truncate(place),
            4 => bytes.insert(place, dice.byte()),
            5 => {
                let piece = bytes[place..].iter().take(1 + dice.roll(40)).copied().collect::<Vec<_>>();
                bytes.splice(place..place, piece);
            }
            _ => {
                let from = dice.roll(other.len().max(1));
                let piece = other.iter().skip(from).take(1 + dice.roll(60)).copied().collect::<Vec<_>>();
                let end = (place + piece.len()).min(bytes.len());
                bytes.splice(place..end, piece);
            }
        }
    }
    bytes
}
