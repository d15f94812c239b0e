//! What all requests of one relay share: its rooms, its limits, its clock. Decides nothing by itself.

use crate::addresses::{Crowd, Pace};
use crate::bucket::Rate;
use crate::clock::Clock;
use crate::config::{Config, Origin};
use crate::outbox::Slack;
use crate::rooms::Rooms;
use crate::runtimes::Runtimes;
use crate::socket::Patience;
use crate::telemetry::Telemetry;
use std::net::IpAddr;
use std::sync::Arc;

/// One relay.
pub struct Relay {
    pub(crate) rooms: Rooms,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) telemetry: Telemetry,
    /// Connections, in all.
    pub(crate) connections: Arc<Crowd>,
    /// Connections, of each client.
    pub(crate) neighbours: Arc<Crowd>,
    pub(crate) creations: Pace,
    pub(crate) entries: Pace,
    pub(crate) public_origin: Option<Origin>,
    pub(crate) trusted_proxies: Vec<IpAddr>,
    pub(crate) patience: Patience,
    pub(crate) slack: Slack,
    pub(crate) acts: Rate,
}

burnroom_shared::debug_by_name!(Relay);

impl Relay {
    /// A relay without rooms.
    #[must_use]
    pub fn new(config: Config, clock: Arc<dyn Clock>, runtimes: Runtimes) -> Self {
        let Config { public_origin, rooms, sockets, addresses, listen: _, threads: _ } = config;
        Self {
            rooms: Rooms::new(rooms, Arc::clone(&clock), runtimes),
            clock,
            telemetry: Telemetry::default(),
            connections: Crowd::new(sockets.connections, usize::MAX),
            neighbours: Crowd::new(usize::MAX, addresses.connections_per_address),
            creations: Pace::new(addresses.creations),
            entries: Pace::new(addresses.entries),
            public_origin,
            trusted_proxies: addresses.trusted_proxies,
            patience: Patience::from(&sockets),
            slack: Slack { frames: sockets.outbox_frames, bytes: sockets.outbox_bytes },
            acts: sockets.acts,
        }
    }
}
