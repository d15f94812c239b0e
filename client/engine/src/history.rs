//! Rooms with history: secrets of earlier epochs, kept for whoever comes, and the past as whoever has come fetches it and
//! reads it (R73).

use crate::believing::Disbelief;
use crate::content::Bundle;
use crate::effect::Earlier;
use crate::epoch::SecretBytes;
use crate::link::LinkKeys;
use crate::replay::{PastEvent, Replay};
use crate::secrets::{Commitment, Secrets};
use crate::suite::Suite;
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::PAGE_EVENTS_MAX;
use burnroom_shared::log::State;
use burnroom_shared::sorted::{SortedMap, SortedSet};
use std::cmp::Reverse;

/// Events that are replayed before anything else has its turn.
const SLICE: usize = 64;
/// A seat hands the secrets over this much later than the one seated before it, ms.
const RANK_STEP_MS: u64 = 1_500;
/// Secrets that nobody has handed over after this time, in which ten had their turn, are read without, ms.
const HANDED_MS: u64 = 20_000;
/// A page that has not come after this time is asked for again, ms.
const PAGE_MS: u64 = 10_000;

/// What came of a step of the replay.
pub(crate) enum Replayed {
    /// There is more to do.
    More,
    /// All of it has been read.
    Done(Vec<Earlier>),
    /// There is nothing to do now.
    Rest,
}

/// The past of one room.
pub(crate) struct History<S: Suite> {
    secrets: Secrets,
    /// What the replay has to arrive at; `None` for whoever has been here from the beginning, or has read all.
    goal: Option<State>,
    /// Latest first: pages come from the end, and what comes next is put at the end.
    events: SortedMap<Reverse<u64>, (u64, PastEvent)>,
    /// A page is asked for again at this time, on the steady clock, ms; `None` while none is asked for.
    asked_until_ms: Option<u64>,
    /// Whether there is more to be read than when it was read last.
    is_unread: bool,
    has_read: bool,
    /// When it is read with whatever is here, on the steady clock, ms: whoever had the rest may be gone.
    read_by_ms: Option<u64>,
    replay: Option<Replay<S>>,
    /// Epochs whose secrets others have handed over since the last newcomer.
    handed: SortedSet<u32>,
    /// When this device hands the secrets over, on the steady clock, ms.
    hand_ms: Option<u64>,
}

impl<S: Suite> Default for History<S> {
    fn default() -> Self {
        Self {
            secrets: Secrets::default(),
            goal: None,
            events: SortedMap::new(),
            asked_until_ms: None,
            is_unread: false,
            has_read: false,
            read_by_ms: None,
            replay: None,
            handed: SortedSet::new(),
            hand_ms: None,
        }
    }
}

impl<S: Suite> History<S> {
    /// For whoever came into a room in which something had happened.
    pub(crate) fn to_read(state: &State) -> Self {
        let goal = (state.head().seq > 1).then(|| state.clone());
        Self { goal, ..Self::default() }
    }

    /// For a page that has another seat: what it knew it still knows.
    pub(crate) fn again(&mut self, state: &State) {
        let secrets = std::mem::take(&mut self.secrets);
        *self = Self { secrets, ..Self::to_read(state) };
    }

    /// Keeps an epoch's secret for whoever comes.
    pub(crate) fn keep(&mut self, epoch: u32, secret: SecretBytes, now_ms: u64) {
        self.secrets.keep(epoch, secret);
        if self.goal.is_some() && !self.has_read {
            self.read_by_ms.get_or_insert(now_ms + HANDED_MS);
        }
    }

    /// Nobody has handed anything over in all that time.
    pub(crate) fn look(&mut self, now_ms: u64) {
        if self.read_by_ms.is_some_and(|at_ms| now_ms >= at_ms) {
            self.read_by_ms = None;
            self.is_unread |= !self.has_read;
        }
    }

    /// A rekey came whose secret is not for this device.
    pub(crate) fn lacks(&mut self, epoch: u32, commitment: Commitment) {
        self.secrets.lacks(epoch, commitment);
    }

    /// True if this device can tell others what was.
    pub(crate) fn is_complete(&self) -> bool {
        (self.goal.is_none() || self.has_read) && !self.secrets.is_empty()
    }

    /// An epoch lists somebody who has none of the secrets: whoever has them hands them over, the longest seated first.
    pub(crate) fn hand_over(&mut self, rank: usize, now_ms: u64) {
        self.handed.clear();
        self.hand_ms = Some(now_ms + RANK_STEP_MS * u64::try_from(rank).unwrap_or(0));
    }

    /// The posts that hand over every secret before the epoch `number`, if that is due now.
    pub(crate) fn bundles(&mut self, number: u32, now_ms: u64) -> Vec<Bundle> {
        if self.hand_ms.is_none_or(|at_ms| now_ms < at_ms) {
            return Vec::new();
        }
        self.hand_ms = None;
        let earlier: Vec<_> = self.secrets.below(number).collect();
        earlier.chunks(crate::content::BUNDLE_MAX).map(|chunk| Bundle::new(chunk.iter().copied())).collect()
    }

    /// Somebody handed over secrets of epochs before `number`. Only what has all that is known here is not handed over again.
    pub(crate) fn handed(&mut self, from: MemberId, bundle: &Bundle, number: u32) {
        self.handed
            .extend(bundle.secrets().filter(|(epoch, secret)| self.secrets.is(*epoch, secret)).map(|(epoch, _)| epoch));
        if self.secrets.below(number).all(|(epoch, _)| self.handed.contains(&epoch)) {
            self.hand_ms = None;
        }
        if self.goal.is_some() {
            self.secrets.take(from, bundle, number);
            self.is_unread |= !self.has_read;
        }
    }

    /// The page to ask for: events before this one, at most so many.
    pub(crate) fn page(&mut self, now_ms: u64) -> Option<(u64, u16)> {
        let before = self.missing_before()?;
        if self.asked_until_ms.is_some_and(|until_ms| now_ms < until_ms) {
            return None;
        }
        self.asked_until_ms = Some(now_ms + PAGE_MS);
        Some((before, PAGE_EVENTS_MAX))
    }

    /// A page has come to its end, or will not come: the next may be asked for from `at_ms` on.
    pub(crate) fn page_over(&mut self, at_ms: Option<u64>) {
        self.asked_until_ms = at_ms;
    }

    /// When there is something to do, on the steady clock, ms.
    pub(crate) fn next_ms(&self, now_ms: u64) -> Option<u64> {
        let page_ms = self.missing_before().and(self.asked_until_ms);
        let read_ms = self.has_work().then_some(now_ms + 1);
        [page_ms, read_ms, self.hand_ms, self.read_by_ms].into_iter().flatten().min()
    }

    /// True if event `seq` belongs to the past that is being fetched.
    pub(crate) fn is_past(&self, seq: u64) -> bool {
        self.goal.as_ref().is_some_and(|goal| seq <= goal.head().seq)
    }

    /// Takes an event of the past.
    pub(crate) fn collect(&mut self, seq: u64, time_ms: u64, event: PastEvent) {
        self.events.entry(Reverse(seq)).or_insert((time_ms, event));
        if self.missing_before().is_none_or(|before| before == seq) {
            self.asked_until_ms = None;
        }
    }

    fn missing_before(&self) -> Option<u64> {
        let head = self.goal.as_ref()?.head().seq;
        let lowest = self.events.keys().next_back().map_or(head + 1, |lowest| lowest.0);
        (lowest > 1).then_some(lowest)
    }

    fn has_work(&self) -> bool {
        self.goal.is_some() && (self.secrets.has_untried() || self.is_readable())
    }

    fn is_readable(&self) -> bool {
        self.missing_before().is_none() && (self.is_unread || self.replay.is_some())
    }

    /// Reads on. Secrets that come when all has been read are a reason to read again, if they are good.
    pub(crate) async fn replay(&mut self, suite: &S, link: &LinkKeys<S>) -> Result<Replayed, Disbelief> {
        let is_readable = self.is_readable();
        let Some(goal) = &self.goal else { return Ok(Replayed::Rest) };
        self.is_unread |= self.secrets.try_handed(suite, SLICE).await?;
        if !is_readable {
            return Ok(Replayed::Rest);
        }
        let mut replay = match self.replay.take() {
            Some(replay) => replay,
            None => {
                self.is_unread = false;
                Replay::new(goal)
            }
        };
        for (Reverse(seq), (time_ms, event)) in self.events.below(&Reverse(replay.seq())).rev().take(SLICE) {
            replay.event(suite, link, &mut self.secrets, (*seq, *time_ms), event).await?;
        }
        if replay.seq() < goal.head().seq {
            self.replay = Some(replay);
            return Ok(Replayed::More);
        }
        let said = replay.arrive(goal)?;
        self.has_read = true;
        if !self.secrets.is_any_missing(goal.epoch().number) {
            self.goal = None;
            self.events.clear();
        }
        Ok(Replayed::Done(said))
    }
}
