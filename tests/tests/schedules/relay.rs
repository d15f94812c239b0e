//! The relay from its sockets down: rooms, countdowns and connections as they ship, without the network and HTTP.

use crate::clock::Clock;
use burnroom::config::Config;
use burnroom::connection::WebSocket;
use burnroom::membership::Visitor;
use burnroom::outbox::{Slack, outbox};
use burnroom::rooms::Rooms;
use burnroom::runtimes::Runtimes;
use burnroom::socket::{self, Patience};
use burnroom_shared::api::{CreateRoom, Created};
use burnroom_shared::ids::RoomId;
use burnroom_tests::dice::Dice;
use burnroom_tests::stream::{Pipe, pipe};
use burnroom_tests::weather::Weather;
use clap::Parser as _;
use std::sync::Arc;

/// What a line takes in unread, bytes: little, so that whoever does not read soon holds up whoever writes.
const UNREAD: usize = 4 * 1024;

/// A relay, and the weather in front of it. Clones are the same relay.
#[derive(Clone)]
pub(crate) struct Relay {
    pub(crate) clock: Clock,
    pub(crate) weather: Weather,
    rooms: Arc<Rooms>,
    config: Arc<Config>,
}

impl Relay {
    /// Starts one on this runtime.
    pub(crate) fn start(weather: Weather) -> Self {
        let config = Config::parse_from(["burnroom"]);
        let clock = Clock::start();
        let rooms = Rooms::new(config.rooms.clone(), Arc::new(clock.clone()), Runtimes::here());
        Self { clock, weather, rooms: Arc::new(rooms), config: Arc::new(config) }
    }

    /// The same relay, seen through other weather.
    pub(crate) fn through(&self, weather: Weather) -> Self {
        Self { weather, ..self.clone() }
    }

    pub(crate) fn create(&self, request: CreateRoom) -> Created {
        self.rooms.create(request).unwrap()
    }

    /// True while there is a room at this address.
    pub(crate) fn has(&self, room: &RoomId) -> bool {
        self.rooms.find(room).is_ok()
    }

    /// A line to a room through the weather, as `dice` have it. Nothing if none can be opened.
    pub(crate) fn open(&self, room: RoomId, dice: Dice) -> Option<Pipe> {
        if self.weather.is_down() {
            return None;
        }
        let ((member, near), (far, end)) = (pipe(UNREAD), pipe(UNREAD));
        let weather = self.weather.clone();
        tokio::spawn(async move { weather.pass(near, far, dice).await });
        tokio::spawn(self.clone().serve(room, end));
        Some(member)
    }

    /// What the relay does after a handshake.
    async fn serve(self, room: RoomId, stream: Pipe) {
        let connection = WebSocket::after_handshake(stream, Vec::new()).await;
        match self.rooms.find(&room) {
            Ok(found) => {
                let sockets = &self.config.sockets;
                let slack = Slack { frames: sockets.outbox_frames, bytes: sockets.outbox_bytes };
                let (outbox, outlet) = outbox(slack);
                let visitor = Visitor::new((room, found.hearth), outbox, Arc::new(self.clock.clone()), sockets.acts);
                socket::serve(connection, outlet, visitor, Patience::from(sockets)).await;
            }
            Err(refusal) => socket::refuse(connection, &refusal.into()).await,
        }
    }
}
