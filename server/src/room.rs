//! One room, as the relay knows it: its log, its seats, its PIN, and who is owed which frame.
//!
//! Bodies are opaque here, and nothing reads a clock or a socket: `now` comes in, deliveries go out. A refused command
//! leaves the log as it was.

mod join;
mod hello;
mod acts;
mod command;

pub use command::{Command, Delivery, Joining};

use crate::bucket::{Bucket, Rate};
use crate::clock::Now;
use crate::config::RoomLimits;
use crate::pin::{Pin, PinGate};
use crate::refused::Denied;
use burnroom_shared::api::Description;
use burnroom_shared::frame::{Base64, BurnCause, RelayFrame};
use burnroom_shared::ids::{EntryHash, MemberId};
use burnroom_shared::log::{Change, Event, Genesis, Invalid, State};
use burnroom_shared::refusal::Refusal;
use command::text;
use subtle::ConstantTimeEq as _;

/// Bit of the parameter byte: newcomers can read what was said before.
pub const HISTORY: u8 = 0b01;
/// Bit of the parameter byte: anyone may burn.
pub const ANYONE_MAY_BURN: u8 = 0b10;

/// What a room is made with.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What is in its origin.
    pub genesis: Genesis,
    /// When it burns, wall clock, ms since 1970.
    pub deadline_ms: u64,
    /// Seats there are.
    pub capacity: u16,
    /// The sealed title.
    pub title: Option<Base64>,
}

/// How often things may happen in a room.
#[derive(Clone, Copy, Debug)]
pub struct Paces {
    joins: Rate,
    posts: Rate,
    rekeys: Rate,
}

/// One room.
#[derive(Debug)]
pub struct Room {
    terms: Terms,
    log: State,
    places: Vec<Place>,
    pin: PinGate,
    paces: Paces,
    joins: Bucket,
    rekeys: Bucket,
    empty_since_ms: Option<u64>,
    is_burned: bool,
}

/// What the relay keeps of a seat beside the log.
#[derive(Debug)]
struct Place {
    id: MemberId,
    name: Base64,
    posts: Bucket,
}

/// What a countdown has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// When the room burns, wall clock, ms since 1970.
    pub deadline_ms: u64,
    /// Since when nobody is seated, ms of uptime.
    pub empty_since_ms: Option<u64>,
}

impl Room {
    /// A room in which nothing has happened. It counts as empty from now on.
    #[must_use]
    pub fn new(terms: Terms, pin: Pin, limits: &RoomLimits, now: Now) -> Self {
        Self {
            log: State::new(terms.genesis.clone()),
            terms,
            places: Vec::new(),
            pin: PinGate::new(pin, limits.wrong_pins),
            paces: Paces { joins: limits.joins, posts: limits.posts, rekeys: limits.rekeys },
            joins: Bucket::default(),
            rekeys: Bucket::default(),
            empty_since_ms: Some(now.uptime_ms),
            is_burned: false,
        }
    }

    /// Does what a command says, or refuses it.
    ///
    /// # Errors
    /// [`Denied`]; the log is as it was.
    pub fn apply(&mut self, command: Command<'_>, now: Now) -> Result<Vec<Delivery>, Denied> {
        if self.is_burned {
            return Err(Refusal::RoomNotFound.into());
        }
        match command {
            Command::Join(joining) => self.join(joining, now).map_err(Denied::from),
            Command::Leave(id, departure) => self.leave(id, departure, now),
            Command::Fresh(fresh) => self.fresh(fresh, now),
            Command::Rekey(rekey) => self.rekey(rekey, now),
            Command::Resync(resync) => self.resync(resync, now),
            Command::Post { member, post, envelope } => self.post(member, post, envelope, now),
            Command::Claim { member, pin } => self.claim(member, &pin, now),
            Command::Burn { member } => self.burn_by(&member),
            Command::End(cause) => Ok(self.burn(cause)),
            Command::Tick => Ok(vec![self.tick(now)]),
        }
    }

    /// The state of the log.
    #[must_use]
    pub fn log(&self) -> &State {
        &self.log
    }

    /// True after the burn: nothing is applied any more.
    #[must_use]
    pub fn is_burned(&self) -> bool {
        self.is_burned
    }

    /// When it has to burn.
    #[must_use]
    pub fn outlook(&self) -> Outlook {
        Outlook { deadline_ms: self.terms.deadline_ms, empty_since_ms: self.empty_since_ms }
    }

    /// What whoever holds the link may know before joining.
    ///
    /// # Errors
    /// [`Refusal::EntryWrong`].
    pub fn describe(&self, entry_hash: &EntryHash, now: Now) -> Result<Description, Refusal> {
        self.admit(entry_hash)?;
        Ok(Description {
            now_ms: now.wall_ms,
            deadline_ms: self.terms.deadline_ms,
            seats: self.seats_taken(),
            capacity: self.terms.capacity,
            locked: false,
            history: self.terms.genesis.parameters & HISTORY != 0,
            title: self.terms.title.clone(),
        })
    }

    fn admit(&self, shown: &EntryHash) -> Result<(), Refusal> {
        admit(&self.terms.genesis.entry_hash, shown)
    }

    fn seats_taken(&self) -> u16 {
        u16::try_from(self.log.seats().len()).unwrap_or(u16::MAX)
    }

    fn tick(&self, now: Now) -> Delivery {
        Delivery::Everyone(text(&RelayFrame::Tick { now_ms: now.wall_ms, deadline_ms: self.terms.deadline_ms }))
    }

    fn burn_by(&mut self, member: &MemberId) -> Result<Vec<Delivery>, Denied> {
        let anyone_may = self.terms.genesis.parameters & ANYONE_MAY_BURN != 0;
        let is_seated = self.log.seat(member).is_some();
        if self.log.is_owner(member) || (anyone_may && is_seated) {
            Ok(self.burn(BurnCause::Command))
        } else {
            Err(Refusal::NotOwner.into())
        }
    }

    fn burn(&mut self, cause: BurnCause) -> Vec<Delivery> {
        self.is_burned = true;
        let seats = self.seats_taken();
        vec![Delivery::Last(text(&RelayFrame::Burned { cause, seats }))]
    }

    /// Numbers a change and takes it into the log.
    fn sequence(&mut self, change: Change, now: Now) -> Result<Event, Invalid> {
        let event = self.log.next(change, now.wall_ms);
        self.log.apply(&event).map(|()| event)
    }
}

/// Asks in constant time whether somebody who shows `shown` has the link of a room that holds `held`.
///
/// # Errors
/// [`Refusal::EntryWrong`].
pub fn admit(held: &EntryHash, shown: &EntryHash) -> Result<(), Refusal> {
    if held.0.ct_eq(&shown.0).into() { Ok(()) } else { Err(Refusal::EntryWrong) }
}

#[cfg(test)]
pub(crate) mod tests;
