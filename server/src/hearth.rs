//! A room in use: the room, and the outboxes of whoever is seated in it. Makes every command one step for everyone.
//!
//! A command is applied and its frames are owed under one lock, so every outbox has the same order, the log's. Nothing
//! is written, verified or waited for under it. After the burn the room is gone and only its embers are left.

mod embers;

use crate::clock::{Clock, Now};
use crate::connection::Frame;
use crate::outbox::Outbox;
use crate::refused::Denied;
use crate::room::{self, Command, Delivery, Joining, Outlook, Room};
use burnroom_shared::api::Description;
use burnroom_shared::ids::{EntryHash, MemberId};
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;
use embers::Embers;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A room in use.
pub struct Hearth {
    phase: Mutex<Phase>,
    entry_hash: EntryHash,
    clock: Arc<dyn Clock>,
    roster_changed: Notify,
    burned: CancellationToken,
    cold: CancellationToken,
    forget: Forget,
}

/// Takes a burned room out of wherever it is kept.
pub type Forget = Box<dyn Fn() + Send + Sync>;

enum Phase {
    Lit(Box<Lit>),
    Embers(Embers),
}

struct Lit {
    room: Room,
    seated: Vec<(MemberId, Outbox)>,
}

impl std::fmt::Debug for Hearth {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Hearth(..)")
    }
}

impl Hearth {
    /// Puts a room to use. `forget` is called once, at the burn.
    #[must_use]
    pub fn new(room: Room, clock: Arc<dyn Clock>, forget: Forget) -> Self {
        Self {
            entry_hash: room.log().genesis().entry_hash,
            phase: Mutex::new(Phase::Lit(Box::new(Lit { room, seated: Vec::new() }))),
            clock,
            roster_changed: Notify::new(),
            burned: CancellationToken::new(),
            cold: CancellationToken::new(),
            forget,
        }
    }

    /// Asks whether somebody has the link, without the lock: before a signature is verified for them.
    ///
    /// # Errors
    /// [`Refusal::EntryWrong`].
    pub fn admit(&self, shown: &EntryHash) -> Result<(), Refusal> {
        room::admit(&self.entry_hash, shown)
    }

    /// Seats somebody, whose frames go to `outbox` from here on.
    ///
    /// # Errors
    /// What the room says.
    pub fn join(&self, joining: Box<Joining>, outbox: Outbox) -> Result<(), Refusal> {
        let id = joining.announcement.act().id();
        let mut phase = self.phase();
        let Phase::Lit(lit) = &mut *phase else {
            return Err(Refusal::RoomNotFound);
        };
        let told = lit.room.apply(Command::Join(joining), self.clock.now());
        let deliveries = told.map_err(|denied| denied.refusal)?;
        lit.seated.push((id, outbox));
        lit.deliver(deliveries);
        drop(phase);
        self.roster_changed.notify_one();
        Ok(())
    }

    /// Frees a seat, or takes a connection off the embers.
    pub fn leave(&self, id: MemberId, departure: Departure) {
        let mut phase = self.phase();
        match &mut *phase {
            Phase::Lit(lit) => {
                lit.seated.retain(|(seated, _)| *seated != id);
                if let Ok(deliveries) = lit.room.apply(Command::Leave(id, departure), self.clock.now()) {
                    lit.deliver(deliveries);
                }
                self.roster_changed.notify_one();
            }
            Phase::Embers(embers) => {
                embers.leave(id);
                if embers.is_cold() {
                    self.cold.cancel();
                }
            }
        }
    }

    /// Does what a command says and owes everyone the frames that follow from it.
    ///
    /// # Errors
    /// What the room says; [`Refusal::RoomNotFound`] after the burn.
    pub fn apply(&self, command: Command<'_>) -> Result<(), Denied> {
        let mut phase = self.phase();
        let Phase::Lit(lit) = &mut *phase else {
            return Err(Refusal::RoomNotFound.into());
        };
        let deliveries = lit.room.apply(command, self.clock.now())?;
        lit.deliver(deliveries);
        if lit.room.is_burned() {
            self.burn_down(phase);
        }
        Ok(())
    }

    /// Everyone has been told. Lets go of the room, whose memory is wiped as it is freed, and of its place in the map.
    fn burn_down(&self, mut phase: MutexGuard<'_, Phase>) {
        let Phase::Lit(lit) = &mut *phase else { return };
        let embers = Embers::of(std::mem::take(&mut lit.seated));
        if embers.is_cold() {
            self.cold.cancel();
        }
        *phase = Phase::Embers(embers);
        drop(phase);
        self.burned.cancel();
        (self.forget)();
    }

    /// After the burn, passes what a connection says on to the other bare connections, if it is an erasure.
    pub fn pass(&self, from: MemberId, frame: &Frame) {
        if let Phase::Embers(embers) = &mut *self.phase() {
            embers.pass(from, frame);
        }
    }

    /// Closes every bare connection.
    pub fn put_out(&self) {
        if let Phase::Embers(embers) = &*self.phase() {
            embers.put_out();
        }
    }

    /// What whoever holds the link may know before joining.
    ///
    /// # Errors
    /// [`Refusal::EntryWrong`], [`Refusal::RoomNotFound`] after the burn.
    pub fn describe(&self, entry_hash: &EntryHash) -> Result<Description, Refusal> {
        match &*self.phase() {
            Phase::Lit(lit) => lit.room.describe(entry_hash, self.clock.now()),
            Phase::Embers(_) => Err(Refusal::RoomNotFound),
        }
    }

    /// When it has to burn; `None` once it has.
    #[must_use]
    pub fn outlook(&self) -> Option<(Outlook, Now)> {
        match &*self.phase() {
            Phase::Lit(lit) => Some((lit.room.outlook(), self.clock.now())),
            Phase::Embers(_) => None,
        }
    }

    /// True after the burn.
    #[must_use]
    pub fn is_burned(&self) -> bool {
        self.burned.is_cancelled()
    }

    /// Waits for the burn.
    pub async fn burned(&self) {
        self.burned.cancelled().await;
    }

    /// Waits until nobody is connected any more after the burn.
    pub async fn cold(&self) {
        self.cold.cancelled().await;
    }

    /// Waits for somebody to come or go. For one waiter.
    pub async fn roster_changed(&self) {
        self.roster_changed.notified().await;
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        // The room refuses as a whole or applies as a whole; a panic between the two would leave one frame unsaid,
        // which its members notice, and is no reason to take the room from all of them.
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lit {
    fn deliver(&self, deliveries: Vec<Delivery>) {
        for delivery in deliveries {
            match delivery {
                Delivery::Everyone(frame) => self.owe(&frame, |_| true),
                Delivery::Others(but, frame) => self.owe(&frame, |id| id != but),
                Delivery::One(only, frame) => self.owe(&frame, |id| id == only),
                Delivery::Last(frame) => {
                    self.seated.iter().for_each(|(_, outbox)| outbox.replace(frame.clone()));
                }
            }
        }
    }

    fn owe(&self, frame: &Frame, whom: impl Fn(MemberId) -> bool) {
        let owed = self.seated.iter().filter(|(id, _)| whom(*id));
        owed.for_each(|(_, outbox)| outbox.push(frame.clone()));
    }
}
