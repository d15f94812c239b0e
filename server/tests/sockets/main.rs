//! The relay over real sockets: every story starts a relay of its own, and members that sign for real.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod stories;
mod returning;
mod owners;
mod links;
mod door;
mod past;
mod bad_input;
mod hostile;
mod burns;
mod limits;
mod http;
#[cfg(target_os = "linux")]
mod forgetting;
mod member;
mod relay;
