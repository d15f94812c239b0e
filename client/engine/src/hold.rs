//! Whether a text may be sealed now, and how long it has not been so (R32).

use crate::effect::Keys;
use crate::input::Now;
use crate::roster::Roster;
use burnroom_shared::log::{Seat, State};

/// How long somebody who came holds the room's texts back so that they can read them too, ms.
const ARRIVAL_MS: u64 = 2_000;
/// From then on a person is told that it takes long, ms.
const SLOW_MS: u64 = 5_000;
/// From then on a person is offered to leave, ms.
const STUCK_MS: u64 = 30_000;

/// The state of the keys as a person is shown it.
#[derive(Debug, Default)]
pub(crate) struct Hold {
    since_ms: Option<u64>,
    shown: Option<Keys>,
    was_ready: bool,
}

impl Hold {
    /// Judges anew; what to show, if that changed.
    pub(crate) fn judge(&mut self, is_open: bool, now: Now) -> Option<Keys> {
        let keys = if is_open {
            self.since_ms = None;
            self.was_ready = true;
            Keys::Ready
        } else {
            let held_ms = now.steady_ms.saturating_sub(*self.since_ms.get_or_insert(now.steady_ms));
            match held_ms {
                STUCK_MS.. => Keys::Stuck,
                SLOW_MS.. => Keys::Slow,
                _ if self.was_ready => Keys::Changing,
                _ => Keys::Waiting,
            }
        };
        (self.shown.replace(keys) != Some(keys)).then_some(keys)
    }

    /// When the next judgement will differ by time alone, on the steady clock, ms.
    pub(crate) fn next_ms(&self, now: Now) -> Option<u64> {
        let since = self.since_ms?;
        [since + SLOW_MS, since + STUCK_MS].into_iter().find(|at| *at > now.steady_ms)
    }
}

/// True if a text sealed under the epoch in force goes to those who should have it, and to nobody else.
pub(crate) fn is_open(state: &State, roster: &Roster, has_keys: bool, now: Now) -> bool {
    let listed_are_here =
        state.epoch().list.iter().all(|listed| {
            roster.is_vouched(&listed.id) && state.seat(&listed.id).is_some_and(|seat| state.is_keyed(seat))
        });
    let somebody_new = arrival_over_ms(state, roster).is_some_and(|over_ms| over_ms > now.steady_ms);
    has_keys && state.is_epoch_addressed() && listed_are_here && !somebody_new
}

/// When somebody who came no longer holds texts back, on the steady clock, ms.
pub(crate) fn arrival_over_ms(state: &State, roster: &Roster) -> Option<u64> {
    Some(roster.last_arrival_ms(unlisted(state, roster))? + ARRIVAL_MS)
}

fn unlisted<'a>(state: &'a State, roster: &'a Roster) -> impl Iterator<Item = burnroom_shared::ids::MemberId> + 'a {
    let unlisted = state.seats().iter().filter(|seat| !state.is_keyed(seat));
    unlisted.map(Seat::id).filter(|id| roster.is_vouched(id))
}
