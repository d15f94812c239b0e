//! What a room may cost, how long it may stand empty and how long it waits for somebody: flags, defaults and their reasons.

use super::{duration, size};
use crate::bucket::Rate;
use std::time::Duration;

/// Flags about rooms.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Rooms")]
pub struct RoomLimits {
    /// Most rooms at a time. A quiet room of ten costs some 100 kB.
    #[arg(long, env = "BURNROOM_ROOMS", default_value_t = 5_000)]
    pub rooms: usize,

    /// A room with nobody in it burns after this time. Long enough to share a link and come back.
    #[arg(long, env = "BURNROOM_EMPTY_AFTER", default_value = "10m", value_parser = duration::parse)]
    pub empty_after: Duration,

    /// A seat whose connection broke is kept this long. Long enough for a tunnel or a dead battery.
    #[arg(long, env = "BURNROOM_GRACE", default_value = "10m", value_parser = duration::parse)]
    pub grace: Duration,

    /// In a full room whoever comes takes the seat that has been without a connection longest, from this time on.
    #[arg(long, env = "BURNROOM_DISPLACE_AFTER", default_value = "60s", value_parser = duration::parse)]
    pub displace_after: Duration,

    /// What a room keeps for those who come back. Beyond, it lets go of the oldest posts' bodies.
    #[arg(long, env = "BURNROOM_BACKLOG", default_value = "8MiB", value_parser = size::parse, value_name = "SIZE")]
    pub backlog: usize,

    /// What all rooms together keep for those who come back. Beyond, whichever room posts lets go first.
    #[arg(long, env = "BURNROOM_MEMORY", default_value = "512MiB", value_parser = size::parse, value_name = "SIZE")]
    pub memory: usize,

    /// After a burn, connections stay open this long, only to pass on who erased.
    #[arg(long, env = "BURNROOM_EMBERS", default_value = "3s", value_parser = duration::parse)]
    pub embers: Duration,

    /// Posts of one seat; one above 4 KiB counts as several. Far above what a person types, far below what fills the
    /// others' lines: 80 KiB a second.
    #[arg(long, env = "BURNROOM_POSTS", default_value = "40+20/s")]
    pub posts: Rate,

    /// Seats taken in one room. A full room at once; then no faster than rekeys, so that whoever comes and goes without
    /// end cannot keep the others waiting for a key.
    #[arg(long, env = "BURNROOM_JOINS", default_value = "120+1/s")]
    pub joins: Rate,

    /// Rekeys of one room. Each costs every member a key agreement.
    #[arg(long, env = "BURNROOM_REKEYS", default_value = "6+1/s")]
    pub rekeys: Rate,

    /// What owners do in one room. A change of the link costs every member a key agreement.
    #[arg(long, env = "BURNROOM_OWNER_ACTS", default_value = "8+1/s")]
    pub owner_acts: Rate,

    /// Posts of one seat that are not kept (who is typing, who has read what); one above 4 KiB counts as several. Beyond,
    /// they are dropped without a word.
    #[arg(long, env = "BURNROOM_EPHEMERALS", default_value = "20+4/s")]
    pub ephemerals: Rate,

    /// Pages of the past that one seat asks for. Each is up to 1 MiB.
    #[arg(long, env = "BURNROOM_PAGES", default_value = "40+10/s")]
    pub pages: Rate,

    /// Wrong PINs of one room in ten minutes. At twelve, a whole day of guessing opens one room in six hundred.
    #[arg(long, env = "BURNROOM_WRONG_PINS", default_value_t = 12)]
    pub wrong_pins: usize,
}
