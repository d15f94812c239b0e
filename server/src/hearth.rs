//! A room in use: the room, and the lines of whoever is connected to it. Makes every command one step for everyone.
//!
//! A seat has one line or none. Whoever resumes it gets a new one, and of the old one nothing is heard any more.
//! A command is applied and its frames are owed under one lock, so every outbox has the same order, the log's. Nothing
//! is written, verified or waited for under it. After the burn the room is gone and only its embers are left.

mod lit;
mod embers;
mod line;

pub use line::{Line, Opening};

use crate::clock::{Clock, Now};
use crate::connection::Frame;
use crate::outbox::Outbox;
use crate::refused::Denied;
use crate::room::{Command, Door, Joining, Outlook, Resuming, Room};
use crate::token::Token;
use burnroom_shared::api::Description;
use burnroom_shared::ids::{EntryHash, RoomId};
use burnroom_shared::log::{Departure, Seat};
use burnroom_shared::point::Point;
use burnroom_shared::refusal::Refusal;
use embers::Embers;
use lit::Lit;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A room in use.
pub struct Hearth {
    phase: Mutex<Phase>,
    /// The room's own, under a lock of its own: asked before a signature is verified for anybody.
    door: Mutex<Door>,
    clock: Arc<dyn Clock>,
    outlook_changed: Notify,
    burned: CancellationToken,
    cold: CancellationToken,
    opened: AtomicU64,
    listing: Box<dyn Listing>,
}

/// The addresses at which a room is found. Asked with the room's lock held.
pub trait Listing: Send + Sync {
    /// Makes the room found at one more address.
    ///
    /// # Errors
    /// [`Refusal::RoomExists`] if a room was or is found there already; [`Refusal::RelayFull`].
    fn add(&self, room: RoomId) -> Result<(), Refusal>;

    /// Takes back what was just added.
    fn remove(&self, room: &RoomId);

    /// Takes the room, which has burned, off all its addresses.
    fn clear(&self);
}

enum Phase {
    Lit(Box<Lit>),
    Embers(Embers),
}

burnroom_shared::debug_by_name!(Hearth);

impl Hearth {
    /// Puts a room to use, which `listing` has at its first address. It is cleared once, at the burn.
    #[must_use]
    pub fn new(room: Room, clock: Arc<dyn Clock>, listing: Box<dyn Listing>) -> Self {
        Self {
            door: Mutex::new(Door::of(room.log())),
            phase: Mutex::new(Phase::Lit(Box::new(Lit::new(room)))),
            clock,
            outlook_changed: Notify::new(),
            burned: CancellationToken::new(),
            cold: CancellationToken::new(),
            opened: AtomicU64::new(0),
            listing,
        }
    }

    /// Asks whether somebody who came to address `at` has the link, without the room's lock: before a signature is
    /// verified for them.
    ///
    /// # Errors
    /// As [`Door::admit`].
    pub fn admit(&self, at: &RoomId, shown: &EntryHash) -> Result<(), Refusal> {
        self.door().admit(at, Some(shown))
    }

    /// A connection has been opened.
    #[must_use]
    pub fn opened(&self) -> Opening {
        Opening::new(self.opened.fetch_add(1, Ordering::Relaxed))
    }

    /// Seats somebody, whose frames go to `outbox` from here on.
    ///
    /// # Errors
    /// What the room says.
    pub fn join(&self, joining: Box<Joining>, opening: Opening, outbox: Outbox) -> Result<Line, Denied> {
        let id = joining.announcement.act().id();
        let mut phase = self.phase();
        let Phase::Lit(lit) = &mut *phase else {
            return Err(Refusal::RoomNotFound.into());
        };
        let deliveries = lit.room.apply(Command::Join(joining), self.clock.now())?;
        lit.replace(id);
        let line = lit.connect(Line::new(id, opening), outbox);
        lit.deliver(deliveries);
        drop(phase);
        self.outlook_changed.notify_one();
        Ok(line)
    }

    /// Takes a seat up again: what was missed goes to `outbox`, and everything from here on. Says under which key its
    /// member signs. What was connected before hears that it was replaced. What was opened before and asks later is
    /// replaced already: its member gave it up, and words that were on their way must not take the seat from its next line.
    ///
    /// # Errors
    /// What the room says; [`Refusal::Replaced`]; [`Refusal::RoomNotFound`] after the burn.
    pub fn resume(&self, resuming: Resuming, opening: Opening, outbox: Outbox) -> Result<(Line, Point), Denied> {
        let id = resuming.id;
        let mut phase = self.phase();
        let Phase::Lit(lit) = &mut *phase else {
            return Err(Refusal::RoomNotFound.into());
        };
        if lit.has_newer(&id, opening) {
            return Err(Refusal::Replaced.into());
        }
        let key = lit.room.log().seat(&id).map(Seat::signing);
        let deliveries = lit.room.apply(Command::Resume(resuming), self.clock.now())?;
        let key = key.ok_or(Refusal::SeatGone)?;
        lit.replace(id);
        let line = lit.connect(Line::new(id, opening), outbox);
        lit.deliver(deliveries);
        drop(phase);
        self.outlook_changed.notify_one();
        Ok((line, key))
    }

    /// Frees the seat of a line, or takes the line off the embers.
    pub fn leave(&self, line: Line) {
        self.hang_up(line, Command::Leave(line.id(), Departure::Left));
    }

    /// A line broke: its seat waits.
    pub fn lost(&self, line: Line) {
        self.hang_up(line, Command::Away(line.id()));
    }

    fn hang_up(&self, line: Line, command: Command<'_>) {
        let mut phase = self.phase();
        match &mut *phase {
            Phase::Lit(lit) => {
                if !lit.is_on(line) {
                    return;
                }
                lit.lines.retain(|(other, _)| *other != line);
                let now = self.clock.now();
                // A log that is too long to say that somebody left says so when the seat has waited.
                let told = lit.room.apply(command, now).or_else(|_| lit.room.apply(Command::Away(line.id()), now));
                if let Ok(deliveries) = told {
                    lit.deliver(deliveries);
                }
                self.outlook_changed.notify_one();
            }
            Phase::Embers(embers) => {
                embers.leave(line);
                if embers.is_cold() {
                    self.cold.cancel();
                }
            }
        }
    }

    /// Does what a member asks for on its line.
    ///
    /// # Errors
    /// As [`Hearth::apply`]; [`Refusal::Replaced`] on a line that is not its seat's any more.
    pub fn ask(&self, line: Line, command: Command<'_>) -> Result<(), Denied> {
        self.apply_if(|lit, command| lit.judge(line, command), command)
    }

    /// Does what a command says and owes everyone the frames that follow from it.
    ///
    /// # Errors
    /// What the room says; [`Refusal::RoomNotFound`] after the burn.
    pub fn apply(&self, command: Command<'_>) -> Result<(), Denied> {
        self.apply_if(|_, _| Ok(()), command)
    }

    /// Says what time it is, and gives new tokens to those whose own are old.
    pub fn tick(&self) {
        // Refused only after the burn.
        let _ = self.apply(Command::Tick);
        let stale = match &*self.phase() {
            Phase::Lit(lit) => lit.room.stale_tokens(self.clock.now()),
            Phase::Embers(_) => Vec::new(),
        };
        for id in stale {
            // Without randomness the token stays for now.
            let Ok(next) = Token::random(&mut rand::rngs::SysRng) else { return };
            let _ = self.apply(Command::Renew(id, next));
        }
    }

    fn apply_if(
        &self,
        judge: impl FnOnce(&Lit, &Command<'_>) -> Result<(), Denied>,
        command: Command<'_>,
    ) -> Result<(), Denied> {
        let mut phase = self.phase();
        let Phase::Lit(lit) = &mut *phase else {
            return Err(Refusal::RoomNotFound.into());
        };
        judge(lit, &command)?;
        if matches!(command, Command::OwnerAct(_)) {
            return self.rule(lit, command);
        }
        let deliveries = lit.room.apply(command, self.clock.now())?;
        lit.deliver(deliveries);
        if lit.room.is_burned() {
            self.burn_down(phase);
        }
        Ok(())
    }

    /// Does what an owner says. The room's next address is its own before anybody hears of it, or nothing happens.
    fn rule(&self, lit: &mut Lit, command: Command<'_>) -> Result<(), Denied> {
        let now = self.clock.now();
        let next = lit.room.next_address(&command, now)?;
        next.map_or(Ok(()), |room| self.listing.add(room))?;
        match lit.room.apply(command, now) {
            Ok(deliveries) => lit.deliver(deliveries),
            Err(denied) => {
                next.iter().for_each(|room| self.listing.remove(room));
                return Err(denied);
            }
        }
        *self.door() = Door::of(lit.room.log());
        self.outlook_changed.notify_one();
        Ok(())
    }

    /// Everyone has been told. Lets go of the room, whose memory is wiped as it is freed, and of its place in the map.
    fn burn_down(&self, mut phase: MutexGuard<'_, Phase>) {
        let Phase::Lit(lit) = &mut *phase else { return };
        let embers = Embers::of(std::mem::take(&mut lit.lines));
        if embers.is_cold() {
            self.cold.cancel();
        }
        *phase = Phase::Embers(embers);
        drop(phase);
        self.burned.cancel();
        self.listing.clear();
    }

    /// After the burn, passes what a connection says on to the other bare connections, if it is an erasure.
    pub fn pass(&self, from: Line, frame: &Frame) {
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
    /// As [`Door::admit`]; [`Refusal::RoomNotFound`] after the burn.
    pub fn describe(&self, at: &RoomId, shown: Option<&EntryHash>) -> Result<Description, Refusal> {
        match &*self.phase() {
            Phase::Lit(lit) => lit.room.describe(at, shown, self.clock.now()),
            Phase::Embers(_) => Err(Refusal::RoomNotFound),
        }
    }

    /// When it has to burn, and what time it is for the room; `None` once it has.
    #[must_use]
    pub fn outlook(&self) -> Option<(Outlook, Now)> {
        match &*self.phase() {
            Phase::Lit(lit) => Some((lit.room.outlook(), lit.room.present(self.clock.now()))),
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

    /// Waits for somebody to come, go, break off or come back, or for an owner to put the end off. For one waiter.
    pub async fn outlook_changed(&self) {
        self.outlook_changed.notified().await;
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        // Read and set as a whole.
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        // The room refuses as a whole or applies as a whole; a panic between the two would leave one frame unsaid,
        // which its members notice, and is no reason to take the room from all of them.
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
pub(crate) mod tests;
