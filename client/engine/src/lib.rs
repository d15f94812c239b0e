//! The whole end-to-end protocol as a state machine: inputs in, effects out, one input finished before the next.
//!
//! No socket, no clock, no storage: time arrives with each input, randomness comes from the crypto suite. Asynchronous
//! only because WebCrypto is. Rule numbers (`R12`) are PROTOCOL.md's.
//!
//! A module uses only modules listed below it.

#[cfg(test)]
mod redaction;
pub mod session;
mod joining;
mod burned;
mod seated;
mod owning;
mod authoring;
mod hold;
mod unanswered;
mod outgoing;
mod line;
mod pulses;
#[cfg(feature = "vectors")]
pub mod vectors;
mod history;
mod replay;
mod believing;
mod secrets;
mod epoch;
mod roster;
mod links;
mod boxes;
mod sealed;
mod identity;
mod countdown;
pub mod profile;
pub mod fingerprint;
pub mod effect;
pub mod input;
pub mod link;
pub mod emoji;
pub mod words;
pub mod chain;
pub mod content;
pub mod text;
pub mod padding;
#[cfg(feature = "rust-crypto")]
pub mod rust_crypto;
pub mod suite;
