//! What one connection may cost and how long it may be silent: flags, defaults and their reasons.

use super::{duration, size};
use crate::bucket::Rate;
use std::time::Duration;

/// Flags about connections.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Connections")]
pub struct SocketLimits {
    /// Most connections at a time, in all. Each is one file descriptor.
    #[arg(long, env = "BURNROOM_CONNECTIONS", default_value_t = 10_000)]
    pub connections: usize,

    /// A connection says what it wants within this time.
    #[arg(long, env = "BURNROOM_FIRST_FRAME_WITHIN", default_value = "10s", value_parser = duration::parse)]
    pub first_frame_within: Duration,

    /// Silent members are pinged this often.
    #[arg(long, env = "BURNROOM_PING_EVERY", default_value = "20s", value_parser = duration::parse)]
    pub ping_every: Duration,

    /// A member from whom nothing came for this long is away. Two pings and some patience.
    #[arg(long, env = "BURNROOM_DEAD_AFTER", default_value = "45s", value_parser = duration::parse)]
    pub dead_after: Duration,

    /// Frames a member may fall behind before it is cut off.
    #[arg(long, env = "BURNROOM_OUTBOX_FRAMES", default_value_t = 256)]
    pub outbox_frames: usize,

    /// Bytes a member may fall behind before it is cut off. Sixty of the largest posts.
    #[arg(long, env = "BURNROOM_OUTBOX_BYTES", default_value = "4MiB", value_parser = size::parse, value_name = "SIZE")]
    pub outbox_bytes: usize,

    /// Signed acts (keys, rekeys, PINs) of one connection. Each costs the relay a signature check.
    #[arg(long, env = "BURNROOM_ACTS", default_value = "20+5/s")]
    pub acts: Rate,
}
