//! What one client address may ask for: flags, defaults and their reasons. Loopback is an address like any other.

use crate::bucket::Rate;
use std::net::IpAddr;

/// Flags about client addresses. An IPv6 address stands for its /64, which is what one household gets.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Client addresses")]
pub struct AddressLimits {
    /// Rooms made from one address. Enough for a class behind one router.
    #[arg(long, env = "BURNROOM_CREATIONS", default_value = "20+20/m")]
    pub creations: Rate,

    /// Sockets opened and rooms asked about from one address. Covers a full room that comes back at once.
    #[arg(long, env = "BURNROOM_ENTRIES", default_value = "200+10/s")]
    pub entries: Rate,

    /// Connections of one address at a time. Two full rooms behind one router.
    #[arg(long, env = "BURNROOM_CONNECTIONS_PER_ADDRESS", default_value_t = 256)]
    pub connections_per_address: usize,

    /// A proxy whose X-Forwarded-For is believed. Repeat for several; without it the header is ignored.
    #[arg(long = "trusted-proxy", env = "BURNROOM_TRUSTED_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
}
