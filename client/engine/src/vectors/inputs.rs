//! What every derivation starts from: secrets that anybody can repeat, and whose they are.

use super::primitives::point_of;
use crate::suite::SuiteFault;
use burnroom_shared::ids::{AnnouncementHash, LogHash, MemberId, Transcript};
use burnroom_shared::point::Point;

/// Version 1, anyone may burn, secret 00 01 … 0f.
pub(super) const FRAGMENT: &str = "EgABAgMEBQYHCAkKCwwNDg8";
/// Private keys of two members and of an ephemeral pair: 32 equal bytes each, below the order of the curve.
pub(super) const ADA: [u8; 32] = [0x11; 32];
pub(super) const BOB: [u8; 32] = [0x22; 32];
pub(super) const EPHEMERAL: [u8; 32] = [0x33; 32];
/// A third, and the ephemeral pair of her box.
pub(super) const CYD: [u8; 32] = [0x24; 32];
pub(super) const CYD_EPHEMERAL: [u8; 32] = [0x35; 32];
/// Private agreement keys of Ada and Bob, and hashes of announcements that the vectors do not spell out.
pub(super) const ADA_AGREEMENT: [u8; 32] = [0x12; 32];
pub(super) const BOB_AGREEMENT: [u8; 32] = [0x23; 32];
pub(super) const ANNOUNCEMENTS: [AnnouncementHash; 2] = [AnnouncementHash([0x57; 32]), AnnouncementHash([0x58; 32])];
/// Stands for the hash of a rekey that the vectors do not spell out.
pub(super) const PREIMAGE: [u8; 32] = [0x44; 32];
pub(super) const TRANSCRIPT: Transcript = Transcript([0x55; 32]);
/// T of the epoch before the one that a rekey makes.
pub(super) const PREVIOUS: Transcript = Transcript([0x56; 32]);
/// The event up to which everybody has read, and L there.
pub(super) const SEEN: u64 = 300;
pub(super) const LOG_SEEN: LogHash = LogHash([0xee; 32]);
/// Whom a change of the link removes.
pub(super) const REMOVED: MemberId = MemberId([3; 16]);
pub(super) const EPOCH_SECRET: [u8; 32] = [0x66; 32];
pub(super) const NONCES: [[u8; 32]; 2] = [[0x77; 32], [0x88; 32]];
pub(super) const IV: [u8; 12] = [0x99; 12];
pub(super) const MESSAGE_ID: [u8; 16] = [0xaa; 16];
pub(super) const SESSION: [u8; 16] = [0xbb; 16];
/// What the room is called under its next link.
pub(super) const TITLE: &str = "Argon";
/// Secret of the room's next link: 10 11 … 1f.
pub(super) const NEXT_SECRET: [u8; 16] = [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];
pub(super) const ERASURE_TOKEN: [u8; 16] = [0xab; 16];
/// Ada's signature over her post, by RFC 6979: signatures are checked here and made nowhere.
pub(super) const POST_SIGNATURE: [u8; 64] = [
    0x9c, 0xb8, 0x4c, 0x2e, 0x8e, 0x25, 0x69, 0xbd, 0x96, 0xd8, 0x90, 0x2f, 0xc1, 0x07, 0x17, 0xd9, 0xae, 0x60, 0x42,
    0x01, 0x3b, 0xe7, 0x75, 0x37, 0xe0, 0xc3, 0x57, 0xd0, 0x31, 0xb5, 0x56, 0x70, 0x8c, 0x5e, 0xb7, 0xe1, 0x69, 0xc3,
    0xcf, 0x14, 0x20, 0x05, 0x01, 0x0b, 0x1f, 0xa4, 0x8e, 0x0a, 0x9c, 0xaf, 0x62, 0x88, 0x5a, 0x2f, 0x3d, 0x13, 0x7d,
    0xe3, 0xa4, 0xe9, 0x59, 0xc0, 0x16, 0x16,
];
/// Of the commitment to Ada's name.
pub(super) const SALT: [u8; 16] = [0xac; 16];

/// Id and public key of whoever has a private key.
pub(super) fn member(private: &[u8; 32]) -> Result<(MemberId, Point), SuiteFault> {
    let signing = point_of(private).ok_or(SuiteFault)?;
    Ok((MemberId::of(&signing), signing))
}
