//! When each cell of the paper catches: distance from the spark, ragged by noise, blank notes a little early.
//! Pure; computed once before the first flame. Later frames only compare numbers.

use super::noise;
use crate::rect::Rect;

/// Cells of the whole canvas: enough for a frayed edge, few enough for a slow phone.
const CELLS: f32 = 37_000.0;
/// Ignition times run from 0 to this.
pub const LAST_IGNITION: u16 = 1_000;
/// What distance counts.
const DISTANCE_WEIGHT: f32 = 0.72;
/// What noise counts.
const NOISE_WEIGHT: f32 = 0.38;
/// How much earlier a note catches than the paper around it.
const NOTE_HEAD_START: f32 = 0.015;

/// The ignition time of every cell, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Ignition {
    /// Cells a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// Time of each cell, 0 to [`LAST_IGNITION`].
    pub times: Vec<u16>,
    /// Which cells belong to a blank note.
    pub notes: Vec<bool>,
}

impl Ignition {
    /// Lays paper of `width` by `height` pixels with blank `notes` on it and a spark at a pixel.
    #[must_use]
    pub fn lay(width: f32, height: f32, notes: &[Rect], spark: (f32, f32), seed: u32) -> Self {
        let (width, height) = (width.max(1.0), height.max(1.0));
        let cell = (width * height / CELLS).sqrt().max(1.0);
        let (columns, rows) = (cells(width / cell), cells(height / cell));
        let reach = farthest(width, height, spark);
        let mut heats = Vec::with_capacity(columns * rows);
        let mut noted = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (cx, cy) = (centre(column), centre(row));
                let (x, y) = (cx * cell, cy * cell);
                let note = notes.iter().any(|note| note.holds(x, y));
                let distance = (x - spark.0).hypot(y - spark.1) / reach;
                let head_start = if note { NOTE_HEAD_START } else { 0.0 };
                let ragged = NOISE_WEIGHT * noise::at(cx, cy, seed);
                heats.push(DISTANCE_WEIGHT * distance + ragged - head_start);
                noted.push(note);
            }
        }
        Self { columns, rows, times: normalise(&heats), notes: noted }
    }
}

/// How many whole cells, at least one.
fn cells(count: f32) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive count of a few hundred")]
    let whole = count.ceil().max(1.0) as usize;
    whole
}

fn centre(index: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred cells a side")]
    let centre = index as f32 + 0.5;
    centre
}

/// Distance from the spark to the farthest corner.
fn farthest(width: f32, height: f32, spark: (f32, f32)) -> f32 {
    let across = spark.0.max(width - spark.0);
    let down = spark.1.max(height - spark.1);
    across.hypot(down).max(1.0)
}

/// Stretches heats to the whole of 0 to [`LAST_IGNITION`].
fn normalise(heats: &[f32]) -> Vec<u16> {
    let low = heats.iter().copied().fold(f32::INFINITY, f32::min);
    let high = heats.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let span = (high - low).max(f32::EPSILON);
    heats
        .iter()
        .map(|heat| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1,000 by construction")]
            let time = ((heat - low) / span * f32::from(LAST_IGNITION)).round() as u16;
            time.min(LAST_IGNITION)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Ignition, LAST_IGNITION, Rect};

    const PHONE: (f32, f32) = (390.0, 844.0);

    fn phone(notes: &[Rect]) -> Ignition {
        Ignition::lay(PHONE.0, PHONE.1, notes, (195.0, 844.0), 3)
    }

    #[test]
    fn every_cell_catches_once_between_the_first_and_the_last_moment() {
        let map = phone(&[]);
        assert_eq!(map.times.len(), map.columns * map.rows);
        assert_eq!(map.times.iter().min(), Some(&0));
        assert_eq!(map.times.iter().max(), Some(&LAST_IGNITION));
    }

    #[test]
    fn the_canvas_stays_near_its_budget_of_cells_on_any_screen() {
        for (width, height) in [PHONE, (320.0, 568.0), (1440.0, 900.0), (3840.0, 2160.0)] {
            let map = Ignition::lay(width, height, &[], (0.0, 0.0), 1);
            assert!(map.times.len() < 38_500, "{width}x{height}: {}", map.times.len());
            assert!(map.times.len() > 36_000, "{width}x{height}: {}", map.times.len());
        }
        assert!(Ignition::lay(0.0, 0.0, &[], (0.0, 0.0), 1).times.len() == 1);
    }

    #[test]
    fn the_front_climbs_from_the_spark() {
        let map = phone(&[]);
        let mean = |row: usize| -> f64 {
            let cells = &map.times[row * map.columns..(row + 1) * map.columns];
            cells.iter().map(|time| f64::from(*time)).sum::<f64>() / cells.len() as f64
        };
        assert!(mean(map.rows - 1) < mean(map.rows / 2));
        assert!(mean(map.rows / 2) < mean(0));
    }

    #[test]
    fn a_note_catches_before_the_paper_it_lies_on() {
        let note = Rect { x: 40.0, y: 300.0, width: 200.0, height: 60.0 };
        let (bare, noted) = (phone(&[]), phone(&[note]));
        let inside: Vec<usize> = (0..noted.notes.len()).filter(|cell| noted.notes[*cell]).collect();
        assert!(!inside.is_empty());
        assert!(inside.iter().all(|cell| noted.times[*cell] < bare.times[*cell]));
        let outside = (0..noted.notes.len()).filter(|cell| !noted.notes[*cell]);
        assert!(outside.into_iter().all(|cell| noted.times[cell].abs_diff(bare.times[cell]) <= 1));
    }
}
