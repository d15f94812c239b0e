//! Schedules: the relay from its sockets down and the engine that ships, in one thread, over streams in memory and on
//! paused time, so that a minute of broken connections takes milliseconds.
//!
//! `BURNROOM_SEED` tells one schedule again, by the number that a failure names. The same seed draws the same faults;
//! of things that happen in one instant the runtime picks which comes first.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a schedule fails by panicking"
)]

mod storms;
mod crowds;
mod silence;
mod ends;
mod room;
mod member;
mod line;
mod relay;
mod clock;
mod seeds;
