//! What keeps the rooms of a relay. Owns where they are and how many there may be, not what happens in them.

mod memory;
mod map;

pub use map::Found;
pub use memory::Rooms;
