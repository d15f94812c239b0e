//! Rooms in a map in memory: they are gone when they burn, when the relay stops, and when it crashes.

use super::map::{Addresses, Found, Map};
use crate::budget::Budget;
use crate::clock::Clock;
use crate::config::RoomLimits;
use crate::countdown::{self, Spans};
use crate::hearth::Hearth;
use crate::pin::Pin;
use crate::room::{Command, Room, Terms};
use crate::runtimes::Runtimes;
use burnroom_shared::api::{CreateRoom, Created};
use burnroom_shared::frame::BurnCause;
use burnroom_shared::ids::RoomId;
use burnroom_shared::log::Genesis;
use burnroom_shared::refusal::Refusal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_util::task::TaskTracker;

/// Every room of this relay.
pub struct Rooms {
    map: Arc<Map>,
    limits: RoomLimits,
    budget: Arc<Budget>,
    clock: Arc<dyn Clock>,
    runtimes: Runtimes,
    tasks: TaskTracker,
    is_closing: AtomicBool,
}

burnroom_shared::debug_by_name!(Rooms);

impl Rooms {
    /// No rooms yet.
    #[must_use]
    pub fn new(limits: RoomLimits, clock: Arc<dyn Clock>, runtimes: Runtimes) -> Self {
        Self {
            map: Arc::default(),
            budget: Budget::new(limits.memory),
            limits,
            clock,
            runtimes,
            tasks: TaskTracker::new(),
            is_closing: AtomicBool::new(false),
        }
    }

    /// Makes a room of a request whose values have been judged, and starts its countdown.
    ///
    /// # Errors
    /// [`Refusal::RoomExists`], [`Refusal::RelayFull`], [`Refusal::ShuttingDown`].
    pub fn create(&self, request: CreateRoom) -> Result<Created, Refusal> {
        let pin = Pin::random(&mut rand::rngs::SysRng).map_err(|_| Refusal::RelayFull)?;
        let now = self.clock.now();
        let deadline_ms = now.wall_ms.saturating_add(u64::from(request.ttl_s) * 1_000);
        let created = Created { created_ms: now.wall_ms, deadline_ms, pin: pin.reveal() };
        let id = request.room;
        let terms = terms(request, now.wall_ms, deadline_ms);
        let room = Room::new(terms, pin, &self.limits, Arc::clone(&self.budget), now);
        let addresses = Addresses::new(id, &self.map, Arc::clone(&self.budget));
        let hearth = Arc::new(Hearth::new(room, Arc::clone(&self.clock), Box::new(addresses)));
        let runtime = self.runtimes.of(&id).clone();
        self.keep(id, Found { hearth: Arc::clone(&hearth), runtime: runtime.clone() })?;
        let spans = Spans { empty_after: self.limits.empty_after, embers: self.limits.embers };
        self.tasks.spawn_on(countdown::run(hearth, spans), &runtime);
        Ok(created)
    }

    fn keep(&self, id: RoomId, found: Found) -> Result<(), Refusal> {
        // Read under the lock: whoever closes the relay sets it first and takes the lock after.
        let is_closing = || self.is_closing.load(Ordering::SeqCst);
        let judge = || if is_closing() { Err(Refusal::ShuttingDown) } else { Ok(()) };
        self.map.keep(id, found, self.limits.rooms, judge)
    }

    /// The room at an address, whether that is of its link in force or of an older one.
    ///
    /// # Errors
    /// [`Refusal::RoomNotFound`], [`Refusal::ShuttingDown`].
    pub fn find(&self, id: &RoomId) -> Result<Found, Refusal> {
        if self.is_closing.load(Ordering::SeqCst) {
            return Err(Refusal::ShuttingDown);
        }
        self.map.find(id).ok_or(Refusal::RoomNotFound)
    }

    /// Keeps track of what runs for a room until [`Rooms::close`].
    #[must_use]
    pub fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Burns every room and waits until their connections are closed. No room is made from here on.
    pub async fn close(&self) {
        self.is_closing.store(true, Ordering::SeqCst);
        for hearth in self.map.all() {
            // Refused only if it has burned already: by itself, or at another of its addresses.
            let _ = hearth.apply(Command::End(BurnCause::Shutdown));
        }
        self.tasks.close();
        self.tasks.wait().await;
    }
}

fn terms(request: CreateRoom, created_ms: u64, deadline_ms: u64) -> Terms {
    Terms {
        genesis: Genesis {
            parameters: request.parameters,
            room: request.room,
            entry_hash: request.entry_hash,
            created_ms,
            creator: request.creator,
        },
        deadline_ms,
        capacity: request.capacity,
        title: request.title,
    }
}
