//! The burn on the screen: blank notes on paper, a front that climbs, nothing left. It never holds a text.
//! Everything but `sheet` is pure and tested natively; `sheet` is the one canvas.

pub mod sheet;
pub mod flames;
pub mod licks;
pub mod colour;
pub mod ignition;
mod noise;
