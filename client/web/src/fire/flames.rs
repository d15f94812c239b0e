//! The burn from the first still frame to the last scrap: time in, pixels out.
//! Pure; it never sees a text, and the front only ever advances, so nothing flashes.

use super::colour::{CLEAR, Palette, Pixel, RIM, SCORCH};
use super::ignition::{Ignition, LAST_IGNITION};
use super::licks::{Feed, Licks};

/// Nothing moves yet: the words have gone, the notes are blank.
const STILL_MS: f64 = 150.0;
/// Until here the paper only browns.
const SCORCHED_MS: f64 = 450.0;
/// Until here the hole opens.
const OPENED_MS: f64 = 700.0;
/// Until here the front climbs.
const CLIMBED_MS: f64 = 1_600.0;
/// Until here the last scraps burn.
const SCRAPS_MS: f64 = 2_000.0;
/// The whole burn.
pub const BURN_MS: f64 = 2_200.0;

/// How far from the front a flame may be, in ignition units.
const REACH: i32 = 56;
/// The front when the hole has opened.
const OPENED_FRONT: f64 = 130.0;
/// The front when only scraps are left.
const CLIMBED_FRONT: f64 = 860.0;

/// One burning sheet.
#[derive(Clone, Debug)]
pub struct Flames {
    ignition: Ignition,
    palette: Palette,
    licks: Option<Licks>,
    frame: u32,
}

impl Flames {
    /// Lights `ignition` in the colours of `palette`.
    #[must_use]
    pub fn new(ignition: Ignition, palette: Palette, seed: u32) -> Self {
        let licks = Some(Licks::new(ignition.columns, ignition.rows, seed));
        Self { ignition, palette, licks, frame: 0 }
    }

    /// Cells a row and rows: the size of the canvas.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.ignition.columns, self.ignition.rows)
    }

    /// Leaves the small flames out from now on: the device is slow.
    pub fn calm(&mut self) {
        self.licks = None;
    }

    /// Paints the sheet as it is `elapsed_ms` after the words went, as rows of RGBA.
    pub fn paint(&mut self, elapsed_ms: f64, rgba: &mut [u8]) {
        let front = front_at(elapsed_ms);
        self.feed(front);
        let fade = fade_at(elapsed_ms);
        let cells = self.ignition.times.iter().zip(&self.ignition.notes);
        for ((cell, (time, note)), pixel) in cells.enumerate().zip(rgba.chunks_exact_mut(4)) {
            let mut colour = self.palette.at(i32::from(*time) - front, *note);
            if let Some(lick) = self.licks.as_ref().and_then(|licks| licks.at(cell)) {
                colour = over(lick, colour);
            }
            let [red, green, blue, alpha] = colour;
            pixel.copy_from_slice(&[red, green, blue, faded(alpha, fade)]);
        }
    }

    /// Every second frame the flames take a step; more would be hectic.
    fn feed(&mut self, front: i32) {
        self.frame = self.frame.wrapping_add(1);
        let Some(licks) = self.licks.as_mut().filter(|_| self.frame.is_multiple_of(2)) else {
            return;
        };
        let times = &self.ignition.times;
        licks.rise(|cell| {
            let until = times.get(cell).map_or(i32::MAX, |time| i32::from(*time).saturating_sub(front));
            match until {
                until if (-RIM..0).contains(&until) => Feed::Front,
                until if (-REACH..REACH).contains(&until) => Feed::Near,
                _ => Feed::Cold,
            }
        });
    }
}

/// Where the front is, in ignition units; it never goes back.
fn front_at(elapsed_ms: f64) -> i32 {
    let last = f64::from(LAST_IGNITION) + f64::from(RIM) + 1.0;
    let unlit = -f64::from(SCORCH);
    let front = match elapsed_ms {
        ms if ms <= STILL_MS => unlit,
        ms if ms <= SCORCHED_MS => between(unlit, 0.0, (ms - STILL_MS) / (SCORCHED_MS - STILL_MS)),
        ms if ms <= OPENED_MS => {
            let share = (ms - SCORCHED_MS) / (OPENED_MS - SCORCHED_MS);
            between(0.0, OPENED_FRONT, share * share)
        }
        ms if ms <= CLIMBED_MS => {
            let share = (ms - OPENED_MS) / (CLIMBED_MS - OPENED_MS);
            between(OPENED_FRONT, CLIMBED_FRONT, share)
        }
        ms => between(CLIMBED_FRONT, last, (ms - CLIMBED_MS) / (SCRAPS_MS - CLIMBED_MS)),
    };
    #[expect(clippy::cast_possible_truncation, reason = "between -110 and 1,013")]
    let whole = front.min(last).round() as i32;
    whole
}

/// How much of the canvas still shows, 0 to 1.
fn fade_at(elapsed_ms: f64) -> f64 {
    (1.0 - (elapsed_ms - SCRAPS_MS) / (BURN_MS - SCRAPS_MS)).clamp(0.0, 1.0)
}

fn between(from: f64, to: f64, share: f64) -> f64 {
    from + (to - from) * share
}

fn faded(alpha: u8, fade: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255 by construction")]
    let faded = (f64::from(alpha) * fade).round() as u8;
    faded
}

/// A translucent flame over what is there; over nothing it stays translucent.
fn over(flame: Pixel, below: Pixel) -> Pixel {
    if below == CLEAR {
        return flame;
    }
    let [red, green, blue, alpha] = flame;
    let [below_red, below_green, below_blue, below_alpha] = below;
    let channel = |flame: u8, below: u8| {
        let share = u16::from(alpha);
        let mixed = (u16::from(flame) * share + u16::from(below) * (255 - share)) / 255;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    [channel(red, below_red), channel(green, below_green), channel(blue, below_blue), below_alpha.max(alpha)]
}

#[cfg(test)]
mod tests {
    use super::{BURN_MS, Flames, front_at};
    use crate::fire::colour::{Palette, Rgb};
    use crate::fire::ignition::Ignition;

    /// The share of bright cells above which a burn would flash.
    const BRIGHT_SHARE: f64 = 0.05;

    fn sheet() -> Flames {
        let ignition = Ignition::lay(390.0, 844.0, &[], (195.0, 844.0), 11);
        Flames::new(ignition, Palette::new(Rgb(19, 17, 16), Rgb(40, 36, 33)), 5)
    }

    fn frames() -> impl Iterator<Item = f64> {
        (0..138).map(|frame| f64::from(frame) * 16.0)
    }

    #[test]
    fn the_front_only_advances() {
        let fronts: Vec<i32> = frames().map(front_at).collect();
        assert!(fronts.is_sorted(), "{fronts:?}");
    }

    #[test]
    fn paper_is_whole_at_first_and_gone_at_the_end() {
        let mut flames = sheet();
        let (columns, rows) = flames.size();
        let mut rgba = vec![0; columns * rows * 4];
        flames.paint(100.0, &mut rgba);
        assert!(rgba.chunks(4).all(|pixel| pixel == [19, 17, 16, 255]));
        flames.paint(BURN_MS, &mut rgba);
        assert!(rgba.chunks(4).all(|pixel| pixel[3] == 0));
    }

    #[test]
    fn bright_cells_stay_few() {
        let mut flames = sheet();
        let (columns, rows) = flames.size();
        let mut rgba = vec![0; columns * rows * 4];
        let mut brightest = 0.0_f64;
        for ms in frames() {
            flames.paint(ms, &mut rgba);
            let bright = rgba.chunks(4).filter(|p| p[0] > 220 && p[1] > 110 && p[3] > 128).count();
            brightest = brightest.max(bright as f64 / (columns * rows) as f64);
        }
        assert!(brightest > 0.002, "a fire without a glow: {brightest}");
        assert!(brightest < BRIGHT_SHARE, "{brightest}");
    }
}
