//! What the relay and every client must judge alike: byte layouts, frames, refusals, and the public room log with its validity.
//!
//! Hashes and P-256 curve arithmetic only. No secrets, no randomness, no clock, no I/O, no async: whatever both sides
//! decide from public data is decided here, once, so that they cannot disagree. Rule numbers (`R12`) are PROTOCOL.md's.
//!
//! A module uses only modules listed below it.

pub mod api;
pub mod frame;
pub mod log;
pub mod envelope;
pub mod signed;
#[cfg(feature = "verify")]
pub mod verify;
pub mod refusal;
pub mod limits;
pub mod ids;
pub mod point;
pub mod hash;
pub mod codec;
pub mod sorted;
pub mod redacted;
