//! Value noise: the raggedness of a flame front. Pure and the same for the same seed.

/// Octaves: the first makes bays, the last makes frayed paper.
const OCTAVES: u32 = 3;
/// Cells between lattice points of the coarsest octave.
const COARSEST_CELLS: f32 = 24.0;

/// Noise at a cell, 0 to 1.
pub(super) fn at(x: f32, y: f32, seed: u32) -> f32 {
    let mut sum = 0.0;
    let mut weight = 0.5;
    let mut total = 0.0;
    let mut scale = 1.0 / COARSEST_CELLS;
    for octave in 0..OCTAVES {
        sum += weight * smooth(x * scale, y * scale, seed.wrapping_add(octave));
        total += weight;
        weight *= 0.5;
        scale *= 2.0;
    }
    sum / total
}

/// One octave: the four lattice corners around a point, eased between.
fn smooth(x: f32, y: f32, seed: u32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (right_share, bottom_share) = (ease(x - left), ease(y - top));
    let upper = mix(corner(left, top, seed), corner(left + 1.0, top, seed), right_share);
    let lower = mix(corner(left, top + 1.0, seed), corner(left + 1.0, top + 1.0, seed), right_share);
    mix(upper, lower, bottom_share)
}

/// The value of a lattice point, 0 to 1: an integer hash, not a random source.
fn corner(x: f32, y: f32, seed: u32) -> f32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lattice coordinates are small and never negative"
    )]
    let (x, y) = (x as u32, y as u32);
    let mut hash = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA6B) ^ seed;
    hash = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D);
    hash = (hash ^ (hash >> 12)).wrapping_mul(0x297A_2D39);
    f32::from((hash >> 16) as u16) / f32::from(u16::MAX)
}

fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn noise_stays_between_nothing_and_one_and_varies() {
        let (mut low, mut high) = (1.0_f32, 0.0_f32);
        for y in 0_u16..120 {
            for x in 0_u16..120 {
                let value = at(f32::from(x), f32::from(y), 7);
                assert!((0.0..=1.0).contains(&value));
                low = low.min(value);
                high = high.max(value);
            }
        }
        assert!(high - low > 0.5, "flat noise makes a straight front: {low} to {high}");
    }

    #[test]
    fn a_seed_gives_one_fire_and_another_seed_another() {
        assert!((at(3.3, 9.1, 1) - at(3.3, 9.1, 1)).abs() < f32::EPSILON);
        assert!((at(3.3, 9.1, 1) - at(3.3, 9.1, 2)).abs() > 1e-4);
    }
}
