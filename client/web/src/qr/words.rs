//! A text as the words of a QR code (ISO/IEC 18004, byte mode, correction level M): data, padding, correction, in the
//! order in which they are drawn.

/// What a size of code can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// Its number, 1 to 10.
    pub(super) version: usize,
    /// Words in all.
    words: usize,
    /// Blocks that are corrected apart.
    blocks: usize,
    /// Words of correction a block.
    correction: usize,
}

/// Words in all, blocks, words of correction a block: by version, from 1. Ten hold 213 bytes, more than any link.
const SIZES: [(usize, usize, usize); 10] = [
    (26, 1, 10),
    (44, 1, 16),
    (70, 1, 26),
    (100, 2, 18),
    (134, 2, 24),
    (172, 4, 16),
    (196, 4, 18),
    (242, 4, 22),
    (292, 5, 22),
    (346, 5, 26),
];

/// Says that bytes follow.
const BYTE_MODE: u8 = 0b0100;
/// What fills a code up, in turn.
const PADDING: [u8; 2] = [0xEC, 0x11];
/// The field of the correction words: x^8 + x^4 + x^3 + x^2 + 1.
const FIELD: u8 = 0x1D;

impl Size {
    /// The smallest that holds so many bytes.
    pub(super) fn holding(bytes: usize) -> Option<Self> {
        let sizes = SIZES.iter().zip(1..).map(|((words, blocks, correction), version)| Self {
            version,
            words: *words,
            blocks: *blocks,
            correction: *correction,
        });
        sizes.into_iter().find(|size| size.head() + bytes <= size.data())
    }

    /// Modules a side.
    pub(super) fn side(self) -> usize {
        17 + 4 * self.version
    }

    fn data(self) -> usize {
        self.words - self.blocks * self.correction
    }

    /// Words that mode and length take, rounded up by half a word at the end.
    fn head(self) -> usize {
        if self.has_long_count() { 3 } else { 2 }
    }

    fn has_long_count(self) -> bool {
        self.version >= 10
    }
}

/// All words of a text, as they are drawn. The text fits into the size.
pub(super) fn words(text: &[u8], size: Size) -> Vec<u8> {
    let data = data(text, size);
    let short = size.words / size.blocks - size.correction;
    let short_blocks = size.blocks - size.words % size.blocks;
    let divisor = divisor(size.correction);
    let mut rest = data.as_slice();
    let mut blocks = Vec::new();
    for block in 0..size.blocks {
        let length = short + usize::from(block >= short_blocks);
        let (own, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        blocks.push((own, correction(own, &divisor)));
        rest = after;
    }
    let in_turn = |place: usize| blocks.iter().filter_map(move |(own, _)| own.get(place));
    let corrected = |place: usize| blocks.iter().filter_map(move |(_, words)| words.get(place));
    (0..=short).flat_map(in_turn).chain((0..size.correction).flat_map(corrected)).copied().collect()
}

/// Mode, length, text, an end and padding. Everything lies half a word off, since the mode takes four bits.
fn data(text: &[u8], size: Size) -> Vec<u8> {
    let [.., high, low] = text.len().to_be_bytes();
    let count: &[u8] = if size.has_long_count() { &[high, low] } else { &[low] };
    let mut words = Vec::with_capacity(size.data());
    let mut half = BYTE_MODE;
    for byte in count.iter().chain(text) {
        words.push(half << 4 | byte >> 4);
        half = byte & 0x0F;
    }
    words.push(half << 4);
    words.extend(PADDING.into_iter().cycle().take(size.data().saturating_sub(words.len())));
    words
}

/// The polynomial that gives so many words of correction, without its leading one.
fn divisor(degree: usize) -> Vec<u8> {
    let mut terms = vec![0; degree];
    if let Some(last) = terms.last_mut() {
        *last = 1;
    }
    let mut root = 1;
    for _ in 0..degree {
        let mut before = 0;
        for term in terms.iter_mut().rev() {
            (*term, before) = (times(*term, root) ^ before, *term);
        }
        root = times(root, 2);
    }
    terms
}

/// The remainder of the division.
fn correction(data: &[u8], divisor: &[u8]) -> Vec<u8> {
    let mut rest = vec![0; divisor.len()];
    for word in data {
        let factor = word ^ rest.first().copied().unwrap_or(0);
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = 0;
        }
        for (to, term) in rest.iter_mut().zip(divisor) {
            *to ^= times(*term, factor);
        }
    }
    rest
}

/// Multiplication in the field.
fn times(left: u8, right: u8) -> u8 {
    (0..8).rev().fold(0, |product, bit| {
        let doubled = (product << 1) ^ ((product >> 7) * FIELD);
        doubled ^ ((right >> bit & 1) * left)
    })
}

#[cfg(test)]
mod tests {
    use super::{Size, correction, divisor, times, words};

    #[test]
    fn sizes_hold_what_the_standard_says() {
        for (bytes, version) in [(0, 1), (14, 1), (15, 2), (62, 4), (63, 5), (180, 9), (181, 10), (213, 10)] {
            assert_eq!(Size::holding(bytes).unwrap().version, version, "{bytes}");
        }
        assert_eq!(Size::holding(214), None);
    }

    #[test]
    fn the_field_and_the_correction_are_the_standards() {
        assert_eq!((times(2, 128), times(0x57, 1), times(0, 9)), (0x1D, 0x57, 0));
        // ISO/IEC 18004, annex I: 01234567 in a code of version 1, level M.
        let data = [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11];
        let expected = [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55];
        assert_eq!(correction(&data, &divisor(10)), expected);
    }

    #[test]
    fn every_size_is_filled() {
        for bytes in 0..=213 {
            let size = Size::holding(bytes).unwrap();
            assert_eq!(words(&vec![b'a'; bytes], size).len(), size.words, "{bytes}");
        }
    }
}
