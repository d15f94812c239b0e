//! What the stories are told with: the built relay, native members, people in Chromium, and a wire that remembers.
//!
//! Owns no expectation about the product; those are in `tests/stories`. Whatever does not come within its deadline
//! panics with what was awaited.
//!
//! A module uses only modules listed below it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a harness fails a test by panicking"
)]

pub mod page;
pub mod chromium;
pub mod member;
pub mod forger;
pub mod room;
pub mod raw;
pub mod wire;
pub mod proxy;
pub mod weather;
pub mod stream;
pub mod dice;
pub mod websocket;
pub mod relay;
pub mod http;
pub mod sayings;
pub mod wait;
