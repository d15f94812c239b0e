//! The public room log: who is seated, which epoch is in force, what everyone must have seen. One function decides.
//!
//! [`State::apply`] is pure. The relay applies what it is about to sequence, each client what the relay sequenced;
//! both refuse the same events, so a client that must refuse one knows that the relay is not honest (R12).
//! Signatures arrive checked ([`Verified`](crate::signed::Verified)); secrets, slots and vouchers are nobody's business
//! here (R24).

pub mod snapshot;
mod apply;
mod rule;
mod judge;
mod standing;
mod parts;
mod state;
mod address;
mod resyncs;
mod seat;
mod event;

pub use address::{Address, Asking};
pub use event::{Change, Departure, Event, Invalid, Post};
pub use judge::Ruling;
pub use seat::Seat;
pub use state::{Epoch, Genesis, Listed, Mark, POSTED_MAX, State, TRAIL_MAX, UNKEYED_MAX};

#[cfg(test)]
mod tests;
