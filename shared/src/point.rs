//! A public key as it travels: exactly 65 bytes, `04 ‖ x ‖ y`, both below p, on the curve.
//!
//! One engine computes with points that are not on the curve, which would hand its private key to whoever sent them,
//! and engines differ on compressed and hybrid points. So every point is judged here before any of them sees it (R3).

use crate::codec::{DecodeError, Reader};
use p256::elliptic_curve::point::AffineCoordinates as _;

/// First byte of a point whose coordinates both follow.
const UNCOMPRESSED: u8 = 0x04;
/// Length of a coordinate, bytes.
const COORDINATE: usize = 32;

/// An uncompressed P-256 point that is on the curve and is not the identity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point([u8; 65]);

impl Point {
    /// Length in bytes.
    pub const LENGTH: usize = 65;

    /// Judges 65 bytes.
    ///
    /// # Errors
    /// [`DecodeError::NotAPoint`] unless they are an uncompressed point of P-256.
    pub fn decode(bytes: [u8; 65]) -> Result<Self, DecodeError> {
        let (x, y) = coordinates(&bytes).ok_or(DecodeError::NotAPoint)?;
        // Not by way of the library's decoder: that one also opens compressed points, which are none here, and brings
        // into the page what it takes to do so.
        let on_curve = p256::AffinePoint::from_coordinates(x.into(), y.into()).is_some();
        if bool::from(on_curve) { Ok(Self(bytes)) } else { Err(DecodeError::NotAPoint) }
    }

    /// Takes a point off a reader.
    ///
    /// # Errors
    /// [`DecodeError::Short`] or [`DecodeError::NotAPoint`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.array().and_then(Self::decode)
    }

    /// The 65 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }
}

/// x and y of an uncompressed point; none if the bytes are of another form.
fn coordinates(bytes: &[u8; Point::LENGTH]) -> Option<(&[u8; COORDINATE], &[u8; COORDINATE])> {
    let rest = bytes.strip_prefix(&[UNCOMPRESSED])?;
    let (x, rest) = rest.split_first_chunk()?;
    Some((x, rest.first_chunk()?))
}

crate::debug_by_name!(Point);

#[cfg(test)]
mod tests {
    use super::*;

    /// The generator of P-256 (SEC 2, 2.4.2).
    const G: [u8; 65] = {
        let mut bytes = [4; 65];
        let x = [
            0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03,
            0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
        ];
        let y = [
            0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce,
            0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
        ];
        let mut i = 0;
        while i < 32 {
            bytes[1 + i] = x[i];
            bytes[33 + i] = y[i];
            i += 1;
        }
        bytes
    };

    #[test]
    fn r03_a_point_on_the_curve_is_taken_as_it_is() {
        assert_eq!(Point::decode(G).map(|point| *point.as_bytes()), Ok(G));
    }

    #[test]
    fn r03_a_coordinate_that_is_not_below_p_is_refused_even_where_it_stands_for_one_on_the_curve() {
        // x = 5 is on the curve, and p + 5 fits into 32 bytes.
        let y = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
        let p_and_5 = "ffffffff00000001000000000000000000000001000000000000000000000004";
        let digit = |digits: &str, place: usize| u8::from_str_radix(&digits[2 * place..2 * place + 2], 16).unwrap();
        let mut good = [0; 65];
        (good[0], good[32]) = (UNCOMPRESSED, 5);
        (0..32).for_each(|place| good[33 + place] = digit(y, place));
        assert!(Point::decode(good).is_ok(), "the control");
        let mut second = good;
        (0..32).for_each(|place| second[1 + place] = digit(p_and_5, place));
        assert_eq!(Point::decode(second), Err(DecodeError::NotAPoint));
    }

    #[test]
    fn r03_off_curve_hybrid_compressed_and_identity_are_refused() {
        let mut off_curve = G;
        off_curve[64] ^= 1;
        let mut hybrid = G;
        hybrid[0] = 0x07;
        let mut hybrid_even = G;
        hybrid_even[0] = 0x06;
        let mut compressed_tag = G;
        compressed_tag[0] = 0x02;
        let mut x_not_reduced = G;
        x_not_reduced[1..33].fill(0xff);
        let mut y_not_reduced = G;
        y_not_reduced[33..].fill(0xff);
        let mut origin = [0; 65];
        origin[0] = 0x04;
        let off = [off_curve, x_not_reduced, y_not_reduced, origin];
        for bytes in off.into_iter().chain([hybrid, hybrid_even, compressed_tag, [0; 65], [4; 65]]) {
            assert_eq!(Point::decode(bytes), Err(DecodeError::NotAPoint));
        }
    }
}
