//! What this device's person wants to do as an owner, from the wish to the signed act in the log.
//!
//! An act is bound to the log at one event; where another owner was faster it is decided again on what is so now (R66).

use crate::identity::Identity;
use crate::input::{Deed, Now};
use crate::links::{Derived, Links};
use crate::profile::{self, ProfileFault};
use crate::roster::Roster;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::ids::{Digest, MemberId};
use burnroom_shared::limits::TTL_MAX_S;
use burnroom_shared::log::State;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{OwnerAct, Power, Readdress, Signed};
use std::collections::VecDeque;

/// Wishes that are kept while they cannot be done.
const WANTED_MAX: usize = 16;
/// Links that come with acts of one's own are kept for so many acts.
const SENT_MAX: usize = 16;
/// Acts of one's own that are recognised when they come back: one every five seconds for as long as a room lasts.
const MADE_MAX: usize = 17_280;
/// How often one wish is tried again before its person is told.
const TRIES_MAX: u32 = 8;
/// An act that is neither numbered nor refused is made again after this time, ms.
const ANSWER_MS: u64 = 5_000;
/// How long to wait before an act is made again that the log had overtaken, ms: by then the log is here.
const AGAIN_MS: u64 = 250;

/// An act on its way.
struct Sent<S: Suite> {
    digest: Digest,
    next: Option<Derived<S>>,
}

/// What there is to do.
pub(crate) struct Owning<S: Suite> {
    wanted: VecDeque<Deed>,
    sent: VecDeque<Sent<S>>,
    made: VecDeque<Digest>,
    /// When the act that was sent for the first wish is given up, on the steady clock, ms.
    answer_ms: Option<u64>,
    not_before_ms: u64,
    tries: u32,
    /// An act was sent for the first wish and has been neither numbered nor refused.
    asking: bool,
}

/// Why a wish comes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoAct {
    /// It is so already, or whom it is about has left.
    Moot,
    /// What the person is told.
    Refused(Refusal),
    /// The suite failed.
    Suite(SuiteFault),
}

impl From<SuiteFault> for NoAct {
    fn from(fault: SuiteFault) -> Self {
        Self::Suite(fault)
    }
}

impl From<ProfileFault> for NoAct {
    fn from(fault: ProfileFault) -> Self {
        match fault {
            ProfileFault::NotAName => Self::Refused(Refusal::OutOfRange),
            ProfileFault::Suite(fault) => Self::Suite(fault),
        }
    }
}

impl<S: Suite> Default for Owning<S> {
    fn default() -> Self {
        let (sent, made) = (VecDeque::new(), VecDeque::new());
        Self { wanted: VecDeque::new(), sent, made, answer_ms: None, not_before_ms: 0, tries: 0, asking: false }
    }
}

impl<S: Suite> Owning<S> {
    /// Takes a wish; false if too many wait.
    pub(crate) fn want(&mut self, deed: Deed) -> bool {
        let has_place = self.wanted.len() < WANTED_MAX;
        if has_place {
            self.wanted.push_back(deed);
        }
        has_place
    }

    /// The wish to act on now, if there is one.
    pub(crate) fn due(&mut self, now: Now) -> Option<Deed> {
        if self.answer_ms.is_some_and(|at_ms| now.steady_ms >= at_ms) {
            self.answer_ms = None;
        }
        let may = self.answer_ms.is_none() && now.steady_ms >= self.not_before_ms;
        self.wanted.front().filter(|_| may).cloned()
    }

    /// True while an act for the first wish is on its way.
    pub(crate) fn is_asking(&self) -> bool {
        self.asking
    }

    /// When [`Owning::due`] may have one, on the steady clock, ms.
    pub(crate) fn next_ms(&self) -> Option<u64> {
        self.wanted.front().map(|_| self.answer_ms.unwrap_or(self.not_before_ms))
    }

    /// An act for the first wish is on its way; `next`: the link that it brings.
    pub(crate) fn sent(&mut self, digest: Digest, next: Option<Derived<S>>, now: Now) {
        self.made.push_back(digest);
        self.made.drain(..self.made.len().saturating_sub(MADE_MAX));
        self.sent.push_back(Sent { digest, next });
        self.sent.drain(..self.sent.len().saturating_sub(SENT_MAX));
        self.answer_ms = Some(now.steady_ms + ANSWER_MS);
        self.asking = true;
    }

    /// The first wish is done with.
    pub(crate) fn drop_first(&mut self) {
        self.wanted.pop_front();
        (self.answer_ms, self.tries, self.asking) = (None, 0, false);
    }

    /// An act of one's own is in the log: the link that it brings. `Err`: this device made no such act (R35).
    pub(crate) fn done(&mut self, digest: &Digest) -> Result<Option<Derived<S>>, ()> {
        let place = self.made.iter().position(|made| made == digest).ok_or(())?;
        self.made.remove(place);
        let place = self.sent.iter().position(|sent| sent.digest == *digest);
        let sent = place.and_then(|place| self.sent.remove(place));
        self.drop_first();
        Ok(sent.and_then(|sent| sent.next))
    }

    /// The relay refused the act. True if it will be made again.
    pub(crate) fn refused(&mut self, refusal: Refusal, again_ms: u64, now: Now) -> bool {
        (self.answer_ms, self.asking) = (None, false);
        self.tries += 1;
        let passes = matches!(refusal, Refusal::Stale | Refusal::TooFast | Refusal::RoomExists | Refusal::RelayFull);
        if !passes || self.tries >= TRIES_MAX {
            self.drop_first();
            return false;
        }
        let overtaken = matches!(refusal, Refusal::Stale | Refusal::RoomExists);
        self.not_before_ms = if overtaken { now.steady_ms + AGAIN_MS } else { again_ms };
        true
    }

    /// The connection is back: whatever was on its way and is not in the log was lost.
    pub(crate) fn line_is_back(&mut self) {
        self.answer_ms = None;
    }
}

/// What an act is made from.
pub(crate) struct Ground<'a, S: Suite> {
    pub(crate) suite: &'a S,
    pub(crate) links: &'a Links<S>,
    pub(crate) identity: &'a Identity<S>,
    pub(crate) state: &'a State,
    pub(crate) roster: &'a Roster,
    pub(crate) title: Option<&'a str>,
    /// When the room burns, relay's ms.
    pub(crate) deadline_ms: u64,
}

impl<S: Suite> Ground<'_, S> {
    /// Makes the act at the head of the log, and the link that it brings.
    pub(crate) async fn make(&self, deed: &Deed) -> Result<(Signed<OwnerAct>, Option<Derived<S>>), NoAct> {
        let me = self.identity.id();
        if !self.state.is_owner(&me) {
            return Err(NoAct::Refused(Refusal::NotOwner));
        }
        let rules = self.state.rules();
        let unless = |is_so: bool, power: Power| if is_so { Err(NoAct::Moot) } else { Ok(power) };
        let power = match deed {
            Deed::Kick(id) => return self.readdress(Some(*id)).await,
            Deed::ChangeLink => return self.readdress(None).await,
            Deed::Lock => unless(rules.locked, Power::Lock)?,
            Deed::Unlock => unless(!rules.locked, Power::Unlock)?,
            Deed::Close => unless(rules.closed, Power::Close)?,
            Deed::Reopen => unless(!rules.closed, Power::Reopen)?,
            Deed::Extend { by_ms } => self.extend(*by_ms)?,
            Deed::Rename(title) => {
                Power::Rename(Box::new(profile::seal_title(self.suite, self.links.keys(), title).await?))
            }
            Deed::HandOver(to) => {
                unless(self.state.seat(to).is_none() || self.state.is_owner(to), Power::HandOver(*to))?
            }
        };
        Ok((self.identity.sign(self.suite, self.act(power)).await?, None))
    }

    fn extend(&self, by_ms: u64) -> Result<Power, NoAct> {
        let last_ms = self.state.genesis().created_ms.saturating_add(u64::from(TTL_MAX_S) * 1_000);
        let deadline_ms = self.deadline_ms.saturating_add(by_ms).min(last_ms);
        let is_later = deadline_ms > self.deadline_ms;
        if is_later { Ok(Power::Extend { deadline_ms }) } else { Err(NoAct::Refused(Refusal::OutOfRange)) }
    }

    fn act(&self, power: Power) -> OwnerAct {
        let head = self.state.head();
        OwnerAct {
            genesis: self.state.origin(),
            generation: self.state.address().generation,
            owner: self.identity.id(),
            incarnation: self.identity.incarnation(),
            at: head.seq,
            log_at: head.hash,
            power,
        }
    }

    /// Another link, with a box for everyone who stays and has the one before (R17, R18).
    async fn readdress(&self, removed: Option<MemberId>) -> Result<(Signed<OwnerAct>, Option<Derived<S>>), NoAct> {
        if removed.is_some_and(|id| self.state.seat(&id).is_none()) {
            return Err(NoAct::Moot);
        }
        let me = self.identity.id();
        let next = Derived::new(self.suite, self.links.link().parameters()).await?;
        let title = match self.title {
            None => None,
            Some(title) => Some(Box::new(profile::seal_title(self.suite, next.keys(), title).await?)),
        };
        let keys = next.keys();
        let readdress = Readdress { room: keys.room, entry_hash: keys.entry_hash, removed, title, boxes: Vec::new() };
        let mut act = self.act(Power::Readdress(Box::new(readdress)));
        let context = act.box_context();
        let mut boxes = Vec::new();
        let stays = self.state.seats().iter().filter(|seat| seat.id() != me && Some(seat.id()) != removed);
        for seat in stays.filter(|seat| self.roster.is_vouched(&seat.id())) {
            let ends = self.links.ends(self.links.generation(), context, (me, seat.id()), seat.agreement());
            boxes.push(ends.ok_or(SuiteFault)?.seal(self.suite, next.link().secret()).await?);
        }
        if let Power::Readdress(readdress) = &mut act.power {
            readdress.boxes = boxes;
        }
        Ok((self.identity.sign(self.suite, act).await?, Some(next)))
    }
}
