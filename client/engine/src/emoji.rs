//! The 64 pictures of a fingerprint: six bits each. Drawn by whoever shows them; the order is part of the protocol.

/// Pictures in a fingerprint: seven, 42 bits.
pub const SHOWN: usize = 7;
/// Bytes of which the first 42 bits are taken.
pub const SHOWN_BYTES: usize = 6;
/// Bits of one picture.
const BITS: u32 = 6;

/// What each picture is called: one easily said noun, no two of them alike to eye or ear.
pub const NAMES: [&str; 1 << BITS] = [
    "anchor",
    "apple",
    "balloon",
    "banana",
    "bell",
    "bicycle",
    "book",
    "bridge",
    "bus",
    "butterfly",
    "cactus",
    "cake",
    "camera",
    "candle",
    "carrot",
    "cat",
    "cherries",
    "clock",
    "cloud",
    "crown",
    "cup",
    "dice",
    "drum",
    "duck",
    "envelope",
    "eye",
    "fish",
    "flag",
    "flower",
    "ghost",
    "glasses",
    "grapes",
    "guitar",
    "hammer",
    "heart",
    "house",
    "key",
    "kite",
    "ladder",
    "lamp",
    "leaf",
    "lemon",
    "lighthouse",
    "magnet",
    "moon",
    "mountain",
    "mushroom",
    "pencil",
    "pizza",
    "rainbow",
    "ring",
    "robot",
    "rocket",
    "sailboat",
    "scissors",
    "snail",
    "snowman",
    "star",
    "sun",
    "tent",
    "tree",
    "turtle",
    "umbrella",
    "windmill",
];

/// The numbers of seven pictures, from the first 42 bits, most significant first.
#[must_use]
pub fn shown(bytes: [u8; SHOWN_BYTES]) -> [u8; SHOWN] {
    let bits = bytes.iter().fold(0_u64, |bits, byte| bits << u8::BITS | u64::from(*byte));
    let mut low = 8 * 6;
    [(); SHOWN].map(|()| {
        low -= BITS;
        let number = bits >> low & ((1 << BITS) - 1);
        u8::try_from(number).unwrap_or_default()
    })
}

/// What a picture is called; nothing for a number that no fingerprint has.
#[must_use]
pub fn name(number: u8) -> &'static str {
    NAMES.get(usize::from(number)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_picture_has_a_name_of_its_own() {
        assert_eq!(NAMES.iter().collect::<BTreeSet<_>>().len(), NAMES.len());
        assert_eq!((name(0), name(63), name(64)), ("anchor", "windmill", ""));
    }

    #[test]
    fn pictures_are_six_bits_each_from_the_front() {
        assert_eq!(shown([0; 6]), [0; 7]);
        assert_eq!(shown([0xff; 6]), [63; 7]);
        // 000001 000010 000011 000100 000101 000110 000111, then six bits that nobody looks at.
        assert_eq!(shown([0x04, 0x20, 0xc4, 0x14, 0x61, 0xff]), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(shown([0x04, 0x20, 0xc4, 0x14, 0x61, 0xc0]), [1, 2, 3, 4, 5, 6, 7]);
    }
}
