//! Rooms in a map in memory: they are gone when they burn, when the relay stops, and when it crashes.

use crate::budget::Budget;
use crate::clock::Clock;
use crate::config::RoomLimits;
use crate::countdown::{self, Spans};
use crate::hearth::{Forget, Hearth};
use crate::pin::Pin;
use crate::room::{Command, Room, Terms};
use crate::runtimes::Runtimes;
use burnroom_shared::api::{CreateRoom, Created};
use burnroom_shared::frame::BurnCause;
use burnroom_shared::ids::RoomId;
use burnroom_shared::log::Genesis;
use burnroom_shared::refusal::Refusal;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::runtime::Handle;
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

/// Addresses are boxed: a map keeps the bytes of what was taken out of it, while a box is wiped as it is freed.
type Hearths = HashMap<Box<RoomId>, Arc<Hearth>>;

#[derive(Default)]
struct Map(Mutex<Hearths>);

impl std::fmt::Debug for Rooms {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Rooms(..)")
    }
}

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
        let hearth = Arc::new(Hearth::new(room, Arc::clone(&self.clock), self.forget(id)));
        self.keep(id, &hearth)?;
        let spans = Spans { empty_after: self.limits.empty_after, embers: self.limits.embers };
        self.tasks.spawn_on(countdown::run(hearth, spans), self.runtime_of(&id));
        Ok(created)
    }

    fn keep(&self, id: RoomId, hearth: &Arc<Hearth>) -> Result<(), Refusal> {
        let mut map = self.map.lock();
        // Read under the lock: whoever closes the relay sets it first and takes the lock after.
        if self.is_closing.load(Ordering::SeqCst) {
            return Err(Refusal::ShuttingDown);
        }
        let has_place = map.len() < self.limits.rooms;
        match map.entry(Box::new(id)) {
            Entry::Occupied(_) => Err(Refusal::RoomExists),
            Entry::Vacant(_) if !has_place => Err(Refusal::RelayFull),
            Entry::Vacant(place) => {
                place.insert(Arc::clone(hearth));
                Ok(())
            }
        }
    }

    fn forget(&self, id: RoomId) -> Forget {
        let map: Weak<Map> = Arc::downgrade(&self.map);
        Box::new(move || {
            let kept = map.upgrade().and_then(|map| map.lock().remove(&id));
            drop(kept);
        })
    }

    /// The room at an address.
    ///
    /// # Errors
    /// [`Refusal::RoomNotFound`], [`Refusal::ShuttingDown`].
    pub fn find(&self, id: &RoomId) -> Result<Arc<Hearth>, Refusal> {
        if self.is_closing.load(Ordering::SeqCst) {
            return Err(Refusal::ShuttingDown);
        }
        self.map.lock().get(id).cloned().ok_or(Refusal::RoomNotFound)
    }

    /// The runtime on which everything of the room at an address happens.
    #[must_use]
    pub fn runtime_of(&self, id: &RoomId) -> &Handle {
        self.runtimes.of(id)
    }

    /// Keeps track of what runs for a room until [`Rooms::close`].
    #[must_use]
    pub fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Burns every room and waits until their connections are closed. No room is made from here on.
    pub async fn close(&self) {
        self.is_closing.store(true, Ordering::SeqCst);
        let hearths: Vec<_> = self.map.lock().values().cloned().collect();
        for hearth in hearths {
            // Refused only if it has burned by itself meanwhile.
            let _ = hearth.apply(Command::End(BurnCause::Shutdown));
        }
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Map {
    fn lock(&self) -> MutexGuard<'_, Hearths> {
        // Every change of the map is one call.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
