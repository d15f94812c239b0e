//! Padding: how long a text is, the relay learns only roughly (R37).
//!
//! `u32 length ‖ content ‖ zeros`, 256 bytes in all and above that a Padmé length. There is one padding for each content:
//! the total and every zero are checked, so that nothing can be hidden in it and no two sealed bodies mean the same.

use zeroize::Zeroizing;

/// Bytes of every short plaintext: most of what people say in one message is not told apart.
const SHORTEST: usize = 256;
/// Bytes of the length in front.
const PREFIX: usize = 4;

/// Pads a content, whose own copy is wiped.
///
/// Contents are bounded far below 4 GiB by what an envelope may hold; a longer one would not unpad.
#[must_use]
pub fn pad(content: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let total = padded_len(content.len());
    // All at once: growing would leave pieces of the content behind in freed memory.
    let mut padded = Zeroizing::new(Vec::with_capacity(total));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(&content);
    drop(content);
    padded.resize(total, 0);
    padded
}

/// The content of a padded plaintext; `None` unless it is exactly what [`pad`] makes of it.
#[must_use]
pub fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<PREFIX>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (content, zeros) = rest.split_at_checked(length)?;
    let whole = padded.len() == padded_len(length) && zeros.iter().all(|byte| *byte == 0);
    whole.then_some(content)
}

/// Bytes of the padded form of a content.
#[must_use]
pub fn padded_len(content: usize) -> usize {
    padme(content.saturating_add(PREFIX)).max(SHORTEST)
}

/// The next length whose binary form ends in enough zeros: at most 12 % more, and O(log log n) bits are told
/// (Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019).
fn padme(length: usize) -> usize {
    let Some(exponent) = length.checked_ilog2() else {
        return length;
    };
    let significant = exponent.checked_ilog2().map_or(0, |bits| bits + 1);
    let mask = (1_usize << exponent.saturating_sub(significant)) - 1;
    length.saturating_add(mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn padded(content: &[u8]) -> Zeroizing<Vec<u8>> {
        pad(Zeroizing::new(content.to_vec()))
    }

    #[test]
    fn r37_short_contents_are_all_of_one_length() {
        for length in 0..=252 {
            assert_eq!(padded_len(length), 256);
        }
        assert_eq!(padded_len(253), 272);
    }

    #[test]
    fn padme_keeps_as_many_leading_bits_as_its_authors_say() {
        // E = floor(log2 L), S = floor(log2 E) + 1, the last E - S bits are zero.
        for (length, total) in
            [(256, 256), (257, 272), (1_000, 1_024), (1_025, 1_088), (32_768, 32_768), (32_769, 34_816)]
        {
            assert_eq!(padme(length), total, "{length}");
        }
    }

    #[test]
    fn r37_a_false_length_a_dirty_zero_or_another_total_is_refused() {
        let good = padded(b"content");
        assert_eq!(unpad(&good), Some(&b"content"[..]));
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 1;
            let content = (PREFIX..PREFIX + b"content".len()).contains(&place);
            assert_eq!(unpad(&bad).is_some(), content, "changed at {place}");
        }
        assert_eq!(unpad(&good[..255]), None);
        assert_eq!(unpad(&[&good[..], &[0]].concat()), None);
        assert_eq!(unpad(&[&good[..], &[0; 16]].concat()), None);
        assert_eq!(unpad(&[0xff; 256]), None);
        assert_eq!(unpad(&[0; 3]), None);
        assert_eq!(unpad(&[]), None);
    }

    proptest! {
        #[test]
        fn r37_what_was_padded_comes_back(content in proptest::collection::vec(any::<u8>(), 0..3_000)) {
            let padded = padded(&content);
            prop_assert_eq!(padded.len(), padded_len(content.len()));
            prop_assert!(padded.len() <= 256.max((content.len() + 4) * 112 / 100));
            prop_assert_eq!(unpad(&padded), Some(&content[..]));
        }

        #[test]
        fn r37_whatever_unpads_is_canonical(
            length in 0..400_u32,
            total in 0..600_usize,
            dirt in proptest::option::of((0..600_usize, any::<u8>())),
        ) {
            let mut bytes = vec![0; total];
            bytes.iter_mut().zip(length.to_be_bytes()).for_each(|(to, from)| *to = from);
            if let Some((place, value)) = dirt && place < total {
                bytes[place] = value;
            }
            if let Some(content) = unpad(&bytes) {
                prop_assert_eq!(&**padded(content), &bytes[..]);
            }
        }
    }
}
