//! The stories: what people do with Burnroom, told against the built relay.
//!
//! `native` speaks through the engine, `refusals` through bare sockets, `browser` through Chromium.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story fails by panicking"
)]

mod browser;
mod native;
mod refusals;
