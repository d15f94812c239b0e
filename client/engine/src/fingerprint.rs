//! Comparing identities by commit and reveal: everyone fixes a nonce before anyone shows one, so nobody can steer the
//! code that all of them read aloud (R40 to R49).
//!
//! Events of the log and moments come in, posts and notices go out; no I/O and no clock. Knows sessions, not the log:
//! whoever calls says who is present and vouched. Invariant: of every session at most one nonce is revealed, and only
//! after everyone's commitment is in the log.
//!
//! The rules, each with a hostile test of its number:
//! - R40 session id, participants' hash and commitments bind T, starter, counter, order, ids and signing keys;
//! - R41 one joins a session only if its participants are exactly those here who are vouched for, oneself included;
//! - R42 and only if none is live, the last of the same participants began 20 s ago or more, and fewer than 5 began
//!   within 10 minutes (the last two not if the person here asked);
//! - R43 one commitment each: a second one, or one of somebody else, ends the session and names its author;
//! - R44 the nonce is revealed once, when one's own commitment and one of every other participant is in the log;
//! - R45 and not after 20 s, after a participant's departure, or for a session that is not the current one;
//! - R46 a nonce that does not fit, comes before all commitments, comes twice or from outside ends the session and
//!   names its author;
//! - R47 a session that is over accepts nothing any more, and its nonces are wiped;
//! - R48 after three sessions that broke off at one member, none is joined with it unless the person here asked;
//! - R49 words, pictures and digits come from all nonces in the order of the participants.

pub(crate) mod form;
pub(crate) mod gathering;

use crate::content::Body;
use crate::effect::{Break, Comparison};
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::ids::{MemberId, Transcript};
use burnroom_shared::point::Point;
use burnroom_shared::sorted::{SortedMap, SortedSet};
use gathering::{Gathering, Progress};
use std::collections::VecDeque;
use zeroize::Zeroizing;

/// Pause between the beginnings of two sessions of the same members, ms: time to read the first one.
const PAUSE_MS: u64 = 20_000;
/// Sessions joined within [`WINDOW_MS`] before somebody has to ask here: each is a try at an equal code.
const SESSIONS_MAX: usize = 5;
/// See [`SESSIONS_MAX`], ms.
const WINDOW_MS: u64 = 600_000;
/// Sessions broken off at one member before somebody has to ask here: who sees the code first can drop it.
const BREAKS_MAX: u8 = 3;

/// What a comparison wants done.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Post this.
    Post(Body),
    /// Show this.
    Show(Comparison),
}

/// Who wants a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Clients only, or somebody elsewhere.
    Automatic,
    /// The person here has asked and has not seen a code since.
    Asked,
}

/// A start as it stands in the log, and what is true here at that place.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// T of the epoch in which it was said.
    pub transcript: Transcript,
    /// Who said it.
    pub starter: MemberId,
    /// Its counter as logged.
    pub counter: u32,
    /// Whom it names, in its order.
    pub named: &'a [MemberId],
    /// Everyone here who is vouched for, oneself included, with the keys they sign with.
    pub present: &'a [(MemberId, Point)],
    /// Whether the person here wants it.
    pub wish: Wish,
}

/// Why a session was not joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJoined {
    /// It names others than are here, or somebody twice, or not the one who starts it, or not oneself (R41).
    OtherMembers,
    /// There is nobody else (R41).
    Alone,
    /// Another one is live (R42).
    Busy,
    /// The last one began less than 20 s ago (R42).
    TooSoon,
    /// Five began within ten minutes (R42).
    TooMany,
    /// Three were broken off at one who takes part (R48).
    Distrusted,
    /// It is one that was joined before (R47).
    Repeated,
    /// No nonce could be drawn.
    Suite(SuiteFault),
}

#[derive(Debug)]
struct Begun {
    session: [u8; 16],
    at_ms: u64,
    members: SortedSet<MemberId>,
}

/// Every comparison that this device takes part in, one at a time.
#[derive(Debug)]
pub struct Comparisons {
    me: MemberId,
    live: Option<Gathering>,
    /// Whom the code covers that is on the screen.
    shown: Option<Vec<MemberId>>,
    /// The last sessions joined, oldest first.
    begun: VecDeque<Begun>,
    broke_off: SortedMap<MemberId, u8>,
}

impl Comparisons {
    /// None so far.
    #[must_use]
    pub fn new(me: MemberId) -> Self {
        Self { me, live: None, shown: None, begun: VecDeque::new(), broke_off: SortedMap::new() }
    }

    /// This device has another seat: nothing of what was going on goes on. What bounds how often it joins stays.
    pub fn again(&mut self) {
        (self.live, self.shown) = (None, None);
    }

    /// A start in the log: joins if every rule allows it.
    ///
    /// # Errors
    /// [`NotJoined`]: nothing changed.
    pub fn started<S: Suite>(&mut self, suite: &S, start: &Start<'_>, now_ms: u64) -> Result<Vec<Step>, NotJoined> {
        let members = self.in_order(start)?;
        if self.live.is_some() {
            return Err(NotJoined::Busy);
        }
        let session = gathering::session_id(&start.transcript, &start.starter, start.counter);
        if self.begun.iter().any(|begun| begun.session == session) {
            return Err(NotJoined::Repeated);
        }
        if start.wish == Wish::Automatic {
            self.may_join_unasked(start.named, now_ms)?;
        }
        let gathering = Gathering::begin(suite, self.me, session, &members, now_ms).map_err(NotJoined::Suite)?;
        Ok(self.join(gathering, now_ms))
    }

    fn join(&mut self, gathering: Gathering, now_ms: u64) -> Vec<Step> {
        let session = gathering.session();
        let members = gathering.members().iter().copied().collect();
        self.begun.push_back(Begun { session, at_ms: now_ms, members });
        if self.begun.len() > SESSIONS_MAX {
            self.begun.pop_front();
        }
        self.shown = None;
        let steps = vec![
            Step::Show(Comparison::Gathering { members: gathering.members().to_vec() }),
            Step::Post(Body::Commit { session, commitment: gathering.own_commitment() }),
        ];
        self.live = Some(gathering);
        steps
    }

    /// R41: the participants with their keys, in the order of the start.
    fn in_order(&self, start: &Start<'_>) -> Result<Vec<(MemberId, Point)>, NotJoined> {
        let keys: SortedMap<_, _> = start.present.iter().copied().collect();
        let named: SortedSet<_> = start.named.iter().copied().collect();
        let same = named.len() == start.named.len() && named.iter().eq(keys.keys());
        if !same || !named.contains(&self.me) || !named.contains(&start.starter) {
            return Err(NotJoined::OtherMembers);
        }
        if named.len() < 2 {
            return Err(NotJoined::Alone);
        }
        let with_key = |id: &MemberId| keys.get(id).map(|key| (*id, *key));
        Ok(start.named.iter().filter_map(with_key).collect())
    }

    /// Whether a session of these would be joined now without anybody asking: what a start by itself waits for.
    ///
    /// # Errors
    /// [`NotJoined`]: the reason.
    pub fn may_join_unasked(&self, members: &[MemberId], now_ms: u64) -> Result<(), NotJoined> {
        let since = |begun: &Begun| now_ms.saturating_sub(begun.at_ms);
        if self.live.is_some() {
            return Err(NotJoined::Busy);
        }
        if self.last_of(members).is_some_and(|last| since(last) < PAUSE_MS) {
            return Err(NotJoined::TooSoon);
        }
        let recent = self.begun.iter().filter(|begun| since(begun) < WINDOW_MS);
        if recent.count() >= SESSIONS_MAX {
            return Err(NotJoined::TooMany);
        }
        let breaks = |id: &MemberId| self.broke_off.get(id).copied().unwrap_or_default();
        if members.iter().any(|id| breaks(id) >= BREAKS_MAX) {
            return Err(NotJoined::Distrusted);
        }
        Ok(())
    }

    /// From when on others join a session without being asked: a start that is said before comes to nothing.
    #[must_use]
    pub fn open_from_ms(&self, members: &[MemberId]) -> u64 {
        self.last_of(members).map_or(0, |last| last.at_ms.saturating_add(PAUSE_MS))
    }

    /// The last session, if it was of the same members. Whoever came since has read nothing yet.
    fn last_of(&self, members: &[MemberId]) -> Option<&Begun> {
        let is_same = |last: &&Begun| members.iter().copied().collect::<SortedSet<_>>() == last.members;
        self.begun.back().filter(is_same)
    }

    /// A commitment in the log, one's own included.
    pub fn committed(&mut self, from: MemberId, session: [u8; 16], commitment: [u8; 32], now_ms: u64) -> Vec<Step> {
        let Some(live) = self.live_one(&session) else {
            return Vec::new();
        };
        match live.commit(from, commitment, now_ms) {
            Progress::Reveal(nonce) => vec![Step::Post(Body::Reveal { session, nonce })],
            Progress::Broken(cause) => self.break_off(cause),
            Progress::Waiting | Progress::Complete => Vec::new(),
        }
    }

    /// A nonce in the log, one's own included.
    ///
    /// # Errors
    /// [`SuiteFault`]: the session is over without a code.
    pub async fn revealed<S: Suite>(
        &mut self,
        suite: &S,
        from: MemberId,
        session: [u8; 16],
        nonce: [u8; 32],
    ) -> Result<Vec<Step>, SuiteFault> {
        let Some(live) = self.live_one(&session) else {
            return Ok(Vec::new());
        };
        match live.reveal(from, Zeroizing::new(nonce)) {
            Progress::Complete => self.complete(suite).await,
            Progress::Broken(cause) => Ok(self.break_off(cause)),
            Progress::Waiting | Progress::Reveal(_) => Ok(Vec::new()),
        }
    }

    async fn complete<S: Suite>(&mut self, suite: &S) -> Result<Vec<Step>, SuiteFault> {
        // Taken out before the first await: whatever happens then, the session is over.
        let Some(done) = self.live.take() else {
            return Ok(Vec::new());
        };
        let fingerprint = form::derive(suite, &done.session(), done.members_hash(), &done.nonces()).await?;
        let members = done.members().to_vec();
        self.shown = Some(members.clone());
        Ok(vec![Step::Show(Comparison::Ready { members, fingerprint })])
    }

    /// A member gave its seat back or lost it.
    pub fn left(&mut self, id: MemberId) -> Vec<Step> {
        let takes_part = |live: &Gathering| live.members().contains(&id);
        if self.live.as_ref().is_some_and(takes_part) { self.break_off(Break::Left(id)) } else { Vec::new() }
    }

    /// Time has passed.
    pub fn tick(&mut self, now_ms: u64) -> Vec<Step> {
        match &self.live {
            Some(live) if now_ms >= live.ends_ms() => self.break_off(Break::Silence),
            _ => Vec::new(),
        }
    }

    /// When [`Comparisons::tick`] has something to do, on the steady clock, ms.
    #[must_use]
    pub fn next_ms(&self) -> Option<u64> {
        self.live.as_ref().map(Gathering::ends_ms)
    }

    /// Whether a post that is not numbered yet still matters: asked before it is sealed, and sealed again (R45).
    #[must_use]
    pub fn wants(&self, body: &Body, now_ms: u64) -> bool {
        match body {
            Body::Commit { session, .. } | Body::Reveal { session, .. } => {
                self.live.as_ref().is_some_and(|live| live.session() == *session && now_ms < live.ends_ms())
            }
            Body::Text(_) | Body::Compare(_) | Body::History(_) | Body::Pulse => true,
        }
    }

    /// The person says that the code on the screen matches: whom it covers. Answered once.
    pub fn matched(&mut self) -> Option<Vec<MemberId>> {
        self.shown.take()
    }

    /// The person says that the code on the screen differs, or puts it away. False if there is none.
    pub fn differed(&mut self) -> bool {
        self.shown.take().is_some()
    }

    fn live_one(&mut self, session: &[u8; 16]) -> Option<&mut Gathering> {
        self.live.as_mut().filter(|live| live.session() == *session)
    }

    fn break_off(&mut self, cause: Break) -> Vec<Step> {
        let Some(over) = self.live.take() else {
            return Vec::new();
        };
        let named = match cause {
            Break::Silence => over.silent(),
            Break::Left(id) | Break::Misbehaved(id) => vec![id],
            Break::Alone => Vec::new(),
        };
        for id in named.into_iter().filter(|id| *id != self.me) {
            let breaks = self.broke_off.entry(id).or_default();
            *breaks = breaks.saturating_add(1);
        }
        vec![Step::Show(Comparison::Broken { cause })]
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod in_the_middle;
#[cfg(test)]
mod table;
