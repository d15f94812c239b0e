//! One room, as the relay knows it: its log and what is kept of it, its seats, its PIN, and who is owed which frame.
//!
//! Bodies are opaque here, and nothing reads a clock or a socket: `now` comes in, deliveries go out. A refused command
//! leaves the log as it was.

mod join;
mod away;
mod hello;
mod powers;
mod acts;
mod past;
mod backlog;
mod command;
mod door;

pub use command::{Command, Delivery, Joining, Resuming};
pub use door::Door;

use crate::bucket::{Bucket, Rate};
use crate::budget::Budget;
use crate::clock::Now;
use crate::config::RoomLimits;
use crate::connection::Frame;
use crate::pin::{Pin, PinGate};
use crate::refused::Denied;
use crate::token::Tokens;
use backlog::{Backlog, Bounds};
use burnroom_shared::api::Description;
use burnroom_shared::frame::{Base64, BurnCause, EventFrame, RelayFrame};
use burnroom_shared::ids::{EntryHash, MemberId, RoomId};
use burnroom_shared::log::{Change, Event, Genesis, Invalid, State};
use burnroom_shared::refusal::Refusal;
use command::{event_frame, text};
use std::sync::Arc;
use std::time::Duration;

/// Bit of the parameter byte: newcomers can read what was said before.
pub const HISTORY: u8 = 0b01;
/// Bit of the parameter byte: anyone may burn.
pub const ANYONE_MAY_BURN: u8 = 0b10;
/// How long what was written to a connection may have been on its way when it broke, ms: the dead are found out sooner.
const ON_ITS_WAY_MS: u64 = 120_000;

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
    owner_acts: Rate,
    ephemerals: Rate,
    pages: Rate,
}

impl From<&RoomLimits> for Paces {
    fn from(limits: &RoomLimits) -> Self {
        let RoomLimits { joins, posts, rekeys, owner_acts, ephemerals, pages, .. } = *limits;
        Self { joins, posts, rekeys, owner_acts, ephemerals, pages }
    }
}

/// How long a seat waits for its member, ms.
#[derive(Clone, Copy, Debug)]
struct Leeway {
    /// Then it is freed.
    grace_ms: u64,
    /// Then somebody else may have it, if no other is free.
    displace_after_ms: u64,
}

/// One room.
#[derive(Debug)]
pub struct Room {
    terms: Terms,
    /// When it was made, on both clocks.
    made: Now,
    log: State,
    backlog: Backlog,
    places: Vec<Place>,
    pin: PinGate,
    paces: Paces,
    leeway: Leeway,
    joins: Bucket,
    rekeys: Bucket,
    owner_acts: Bucket,
    empty_since_ms: Option<u64>,
    is_burned: bool,
}

/// What the relay keeps of a seat beside the log.
#[derive(Debug)]
struct Place {
    id: MemberId,
    name: Base64,
    posts: Bucket,
    ephemerals: Bucket,
    pages: Bucket,
    tokens: Tokens,
    /// Since when nobody is on the line, ms of uptime.
    away_since_ms: Option<u64>,
}

impl Place {
    fn new(id: MemberId, name: Base64, tokens: Tokens) -> Self {
        let [posts, ephemerals, pages] = [Bucket::default(); 3];
        Self { id, name, posts, ephemerals, pages, tokens, away_since_ms: None }
    }
}

/// What a countdown has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// When the room burns, wall clock, ms since 1970.
    pub deadline_ms: u64,
    /// Since when nobody is seated, ms of uptime.
    pub empty_since_ms: Option<u64>,
    /// When the first seat that is away has to be freed, ms of uptime.
    pub sweep_at_ms: Option<u64>,
}

impl Room {
    /// A room in which nothing has happened. It counts as empty from now on.
    #[must_use]
    pub fn new(terms: Terms, pin: Pin, limits: &RoomLimits, budget: Arc<Budget>, now: Now) -> Self {
        let leeway = Leeway { grace_ms: ms(limits.grace), displace_after_ms: ms(limits.displace_after) };
        let needed_ms = leeway.grace_ms + ON_ITS_WAY_MS;
        let bounds = Bounds::new(limits.backlog, needed_ms, terms.genesis.parameters & HISTORY != 0);
        Self {
            backlog: Backlog::new(bounds, budget),
            leeway,
            log: State::new(terms.genesis.clone()),
            terms,
            made: now,
            places: Vec::new(),
            pin: PinGate::new(pin, limits.wrong_pins),
            paces: Paces::from(limits),
            joins: Bucket::default(),
            rekeys: Bucket::default(),
            owner_acts: Bucket::default(),
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
        let now = self.present(now);
        match command {
            Command::Join(joining) => self.join(joining, now),
            Command::Resume(resuming) => self.resume(resuming, now).map_err(Denied::from),
            Command::Leave(id, departure) => self.leave(id, departure, now),
            Command::Away(id) => self.away(id, now),
            Command::Renew(id, next) => self.renew(id, next, now),
            Command::Fresh(fresh) => self.fresh(fresh, now),
            Command::Rekey(rekey) => self.rekey(rekey, now),
            Command::Resync(resync) => self.resync(resync, now),
            Command::OwnerAct(act) => self.owner_act(act, now),
            Command::Relink(relink) => self.relink(relink, now),
            Command::Linkbox(linkbox) => self.linkbox(linkbox, now),
            Command::Profile(profile) => self.profile(profile, now),
            Command::Post { member, post, envelope } => self.post(member, post, envelope, now),
            Command::Ephemeral { header, envelope } => self.ephemeral(&header, envelope, now),
            Command::Past { member, before, limit } => self.past(member, (before, limit), now),
            Command::Claim { member, pin } => self.claim(member, &pin, now),
            Command::Burn { member } => self.burn_by(&member),
            Command::End(cause) => Ok(self.burn(cause)),
            Command::Sweep => Ok(self.sweep(now)),
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

    /// What time it is for the room: as the wall clock says, but never less than has passed since the room was made. Who
    /// sets the wall clock back keeps no room longer than its time to live.
    #[must_use]
    pub fn present(&self, now: Now) -> Now {
        let passed_ms = now.uptime_ms.saturating_sub(self.made.uptime_ms);
        Now { wall_ms: now.wall_ms.max(self.made.wall_ms.saturating_add(passed_ms)), ..now }
    }

    /// When it has to burn.
    #[must_use]
    pub fn outlook(&self) -> Outlook {
        let away = self.places.iter().filter_map(|place| place.away_since_ms);
        let sweep_at_ms = away.min().map(|since_ms| since_ms + self.leeway.grace_ms);
        Outlook { deadline_ms: self.terms.deadline_ms, empty_since_ms: self.empty_since_ms, sweep_at_ms }
    }

    /// What whoever holds the link may know before joining.
    ///
    /// # Errors
    /// As [`Door::admit`].
    pub fn describe(&self, at: &RoomId, shown: Option<&EntryHash>, now: Now) -> Result<Description, Refusal> {
        self.admit(at, shown)?;
        Ok(Description {
            now_ms: self.present(now).wall_ms,
            deadline_ms: self.terms.deadline_ms,
            seats: self.seats_taken(),
            capacity: self.terms.capacity,
            locked: self.log.rules().locked,
            history: self.has_history(),
            free_in_ms: self.free_in_ms(now),
            title: self.terms.title.clone(),
        })
    }

    fn admit(&self, at: &RoomId, shown: Option<&EntryHash>) -> Result<(), Refusal> {
        Door::of(&self.log).admit(at, shown)
    }

    fn seats_taken(&self) -> u16 {
        u16::try_from(self.log.seats().len()).unwrap_or(u16::MAX)
    }

    fn tick(&mut self, now: Now) -> Delivery {
        let on_the_line = self.places.iter_mut().filter(|place| place.away_since_ms.is_none());
        on_the_line.for_each(|place| place.tokens.settle(now.uptime_ms));
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

    /// Numbers a change that is not a post, and keeps its frame for whoever is away.
    fn publish(&mut self, change: Change, content: EventFrame, now: Now) -> Result<Frame, Invalid> {
        let event = self.sequence(change, now)?;
        let frame = event_frame(&event, content);
        self.backlog.keep(frame.clone(), now.uptime_ms);
        Ok(frame)
    }

    /// Numbers a change and takes it into the log.
    fn sequence(&mut self, change: Change, now: Now) -> Result<Event, Invalid> {
        let event = self.log.next(change, now.wall_ms);
        self.log.apply(&event).map(|()| event)
    }
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
pub(crate) mod tests;
