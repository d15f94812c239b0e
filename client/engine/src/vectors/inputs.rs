//! What every derivation starts from: secrets that anybody can repeat, and whose they are.

use super::primitives::point_of;
use crate::suite::SuiteFault;
use burnroom_shared::ids::{MemberId, Transcript};
use burnroom_shared::point::Point;

/// Version 1, anyone may burn, secret 00 01 … 0f.
pub(super) const FRAGMENT: &str = "EgABAgMEBQYHCAkKCwwNDg8";
/// Private keys of two members and of an ephemeral pair: 32 equal bytes each, below the order of the curve.
pub(super) const ADA: [u8; 32] = [0x11; 32];
pub(super) const BOB: [u8; 32] = [0x22; 32];
pub(super) const EPHEMERAL: [u8; 32] = [0x33; 32];
/// Stands for the hash of a rekey that the vectors do not spell out.
pub(super) const PREIMAGE: [u8; 32] = [0x44; 32];
pub(super) const TRANSCRIPT: Transcript = Transcript([0x55; 32]);
pub(super) const EPOCH_SECRET: [u8; 32] = [0x66; 32];
pub(super) const NONCES: [[u8; 32]; 2] = [[0x77; 32], [0x88; 32]];
pub(super) const IV: [u8; 12] = [0x99; 12];
pub(super) const MESSAGE_ID: [u8; 16] = [0xaa; 16];
pub(super) const SESSION: [u8; 16] = [0xbb; 16];
/// Secret of the room's next link: 10 11 … 1f.
pub(super) const NEXT_SECRET: [u8; 16] = [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];
pub(super) const ERASURE_TOKEN: [u8; 16] = [0xab; 16];
/// Of the commitment to Ada's name.
pub(super) const SALT: [u8; 16] = [0xac; 16];

/// Id and public key of whoever has a private key.
pub(super) fn member(private: &[u8; 32]) -> Result<(MemberId, Point), SuiteFault> {
    let signing = point_of(private).ok_or(SuiteFault)?;
    Ok((MemberId::of(&signing), signing))
}
