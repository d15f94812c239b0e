//! Many sessions and one relay in one thread: virtual time, seeded order, no socket.
//!
//! The relay here is honest unless a test bends it: it numbers what the shared log accepts and refuses the rest. Frames
//! between it and each member wait in two queues, and a seeded scheduler picks which moves next. A world can be
//! *interleaved*: then devices stop at every call of their suite, and frames move in between.

mod ghost;
mod relay;
mod world;
mod peer;
mod toy;
mod pace;
mod dice;

pub(crate) use ghost::Ghost;
pub(crate) use pace::{POSTS, Pace, REKEYS};
pub(crate) use toy::{Double, Toy};
pub(crate) use world::{Bend, Sim};

use burnroom_engine::rust_crypto::RustCrypto;
use burnroom_shared::ids::MemberId;

/// A world with real cryptography.
pub(crate) type World = Sim<RustCrypto>;

pub(crate) const START_MS: u64 = 1_800_000_000_000;
/// How long the rooms of the simulator last, seconds.
pub(crate) const TTL_S: u32 = 3_600;

/// A frame on its way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Frame {
    Text(String),
    Binary(Vec<u8>),
    Closed(u16),
    Opened,
}

/// A post that the relay numbered, and who was listed then.
pub(crate) struct Numbered {
    pub(crate) seq: u64,
    pub(crate) sender: MemberId,
    pub(crate) list: Vec<MemberId>,
}
