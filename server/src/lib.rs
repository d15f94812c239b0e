//! Burnroom's relay: rooms in memory that pass sealed envelopes along until they burn.
//!
//! It cannot decrypt, because it links nothing that can: hashes, curve arithmetic and signature checks only. The core
//! is [`room`], pure; around it lie thin layers: a lock and outboxes, a countdown, a socket, HTTP.
//!
//! A module uses only modules listed below it.

#[cfg(test)]
mod redaction;
pub mod start;
mod listener;
pub mod router;
mod api;
mod origin;
mod problem;
mod handshake;
pub mod relay;
pub mod assets;
pub mod headers;
pub mod telemetry;
mod descriptors;
pub mod membership;
pub mod rooms;
pub mod runtimes;
pub mod countdown;
pub mod hearth;
pub mod room;
pub mod pin;
pub mod token;
pub mod budget;
pub mod socket;
pub mod outbox;
pub mod connection;
pub mod addresses;
pub mod refused;
pub mod config;
pub mod clock;
pub mod bucket;
