//! When it is this device's turn to make the next epoch.
//!
//! Everyone sees the same need at the same time; whoever sits longest acts at once, the others a little later each, so
//! that one absent or hostile member delays the room and never stops it (R25).

use crate::input::Now;
use crate::roster::Roster;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::ids::{Digest, MemberId, Transcript};
use burnroom_shared::log::State;
use std::collections::VecDeque;

/// A seat waits this much longer than the one seated before it, ms.
const RANK_STEP_MS: u64 = 1_500;
/// From this rank on, seats wait [`LATE_MS`] and a random part of [`LATE_SPREAD_MS`].
const LATE_RANK: usize = 10;
/// See [`LATE_RANK`]; ms.
const LATE_MS: u64 = 15_000;
/// See [`LATE_RANK`]; ms.
const LATE_SPREAD_MS: u64 = 3_000;
/// A rekey that was sent and neither numbered nor refused is given up after this time, ms.
const ANSWER_MS: u64 = 5_000;
/// A rekey refused as stale again, with nothing new in the log, is made again this much later each time, ms.
const STALE_STEP_MS: u64 = 1_000;
/// Own rekeys that are recognised, until one is in force: as many as a relay can have made in an hour of refusing.
const SENT_MAX: usize = 16_384;
/// At most so many [`STALE_STEP_MS`].
const STALE_STEPS_MAX: u32 = 10;

/// A need that has been seen.
#[derive(Clone, Copy, Debug)]
struct Need {
    transcript: Transcript,
    due_ms: u64,
}

/// What is to be done now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Make a rekey for these.
    Rekey(Vec<MemberId>),
    /// Look again when the steady clock reads this, ms.
    Later(u64),
    /// No rekey is needed.
    Rest,
}

/// The need and what was done about it.
#[derive(Debug, Default)]
pub(crate) struct Authoring {
    need: Option<Need>,
    sent_ms: Option<u64>,
    not_before_ms: u64,
    stale_at: Option<(u64, u32)>,
    /// Digests of what was sent to follow the epoch in force, the last [`SENT_MAX`].
    made: VecDeque<Digest>,
}

impl Authoring {
    /// Judges the need anew. `is_good`: whether the epoch in force has a key here.
    pub(crate) fn turn<S: Suite>(
        &mut self,
        suite: &S,
        state: &State,
        roster: &Roster,
        me: MemberId,
        is_good: bool,
        clocks: (Now, u64),
    ) -> Result<Turn, SuiteFault> {
        let (now, relay_now_ms) = clocks;
        let list = roster.vouched(state);
        let epoch_list: Vec<_> = state.epoch().list.iter().map(|listed| listed.id).collect();
        let all_keyed = list.iter().all(|id| state.seat(id).is_some_and(|seat| state.is_keyed(seat)));
        let wanted = !is_good
            || !state.is_epoch_addressed()
            || list != epoch_list
            || !all_keyed
            || state.is_resync_pending(relay_now_ms)
            || state.is_epoch_old(relay_now_ms);
        let allowed = list.contains(&me) && state.calls_for_rekey(me, state.head().seq, &list, relay_now_ms);
        if !(wanted && allowed) {
            self.need = None;
            // A resync that does not count yet will: look again then.
            let counts_from_ms = state.resync_counts_from_ms().filter(|from_ms| *from_ms > relay_now_ms);
            let later = |from_ms: u64| Turn::Later(now.steady_ms.saturating_add(from_ms - relay_now_ms));
            return Ok(counts_from_ms.map_or(Turn::Rest, later));
        }
        let transcript = state.epoch().transcript;
        let due_ms = match self.need {
            Some(need) if need.transcript == transcript => need.due_ms,
            _ => {
                let due_ms = now.steady_ms + wait_ms(suite, state, me, relay_now_ms)?;
                self.need = Some(Need { transcript, due_ms });
                due_ms
            }
        };
        let answer_ms = self.sent_ms.map_or(0, |sent| sent + ANSWER_MS);
        let due_ms = due_ms.max(self.not_before_ms).max(answer_ms);
        Ok(if now.steady_ms >= due_ms { Turn::Rekey(list) } else { Turn::Later(due_ms) })
    }

    /// One's own rekey is on its way.
    pub(crate) fn sent(&mut self, digest: Digest, now: Now) {
        self.sent_ms = Some(now.steady_ms);
        self.made.push_back(digest);
        self.made.drain(..self.made.len().saturating_sub(SENT_MAX));
    }

    /// True if this device made the rekey with this digest (R35).
    pub(crate) fn is_own(&self, digest: &Digest) -> bool {
        self.made.contains(digest)
    }

    /// True while a rekey of this device's is needed, was sent, and none is in force.
    pub(crate) fn is_asking(&self) -> bool {
        self.need.is_some() && !self.made.is_empty()
    }

    /// When a rekey sent now counts as lost, on the steady clock, ms.
    pub(crate) fn answer_ms(&self, now: Now) -> u64 {
        now.steady_ms + ANSWER_MS
    }

    /// The connection broke: whatever was on its way may be lost.
    pub(crate) fn line_broke(&mut self) {
        self.sent_ms = None;
    }

    /// Somebody's rekey is in force.
    pub(crate) fn settled(&mut self) {
        *self = Self { not_before_ms: self.not_before_ms, ..Self::default() };
    }

    /// The relay wants to hear of no rekey before this, on the steady clock, ms.
    pub(crate) fn refused_until(&mut self, steady_ms: u64) {
        self.sent_ms = None;
        self.not_before_ms = steady_ms;
    }

    /// The log had moved on. Where it has not, the relay's word is doubted more slowly each time.
    pub(crate) fn refused_as_stale(&mut self, head: u64, now: Now) {
        self.sent_ms = None;
        let again = self.stale_at.filter(|(at, _)| *at == head).map_or(0, |(_, again)| again + 1);
        self.stale_at = Some((head, again));
        if again > 0 {
            self.not_before_ms = now.steady_ms + STALE_STEP_MS * u64::from(again.min(STALE_STEPS_MAX));
        }
    }
}

/// How long the seat of `me` waits: by rank, the author of an epoch that somebody could not use last of all.
fn wait_ms<S: Suite>(suite: &S, state: &State, me: MemberId, relay_now_ms: u64) -> Result<u64, SuiteFault> {
    let seats = state.seats();
    let is_faulty_author = state.epoch().author == me && state.is_resync_pending(relay_now_ms);
    let place = seats.iter().position(|seat| seat.id() == me).unwrap_or(seats.len());
    let rank = if is_faulty_author { seats.len() } else { place };
    if rank < LATE_RANK {
        return Ok(RANK_STEP_MS * u64::try_from(rank).unwrap_or(0));
    }
    let mut random = [0; 2];
    suite.random(&mut random)?;
    Ok(LATE_MS + u64::from(u16::from_be_bytes(random)) % LATE_SPREAD_MS)
}
