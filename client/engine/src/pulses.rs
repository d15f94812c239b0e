//! Signs of life beside the log: what each of the others has seen, who is silent, and what the relay keeps back (R38, R39).
//!
//! Owns times and what was heard. Sealing, signatures and the log are the caller's.

use burnroom_shared::envelope::Header;
use burnroom_shared::ids::{LogHash, MemberId};
use burnroom_shared::log::State;
use burnroom_shared::sorted::{SortedMap, SortedSet};

/// Between two pulses of a member of a room of at most [`FEW`], ms.
const INTERVAL_MS: u64 = 30_000;
/// From more members on the interval grows, so that a room's pulses together do not.
const FEW: usize = 50;
/// Interval for each member above [`FEW`], ms.
const EACH_MS: u64 = 600;
/// A new epoch is answered within this time, ms.
const GREETING_MS: u64 = 2_000;
/// What was opened is acknowledged within this time, ms, and in rooms of more than ten later by [`RECEIPT_EACH_MS`] each.
const RECEIPT_MS: u64 = 1_000;
/// See [`RECEIPT_MS`].
const RECEIPT_EACH_MS: u64 = 100;
/// Intervals of silence, or of standing still, that are shown.
const SILENT_INTERVALS: u64 = 3;

/// What is known of one of the others.
#[derive(Clone, Copy, Debug)]
struct Other {
    /// The last count in this epoch: what is not higher was heard before.
    counter: Option<u32>,
    /// The last event that it has processed.
    seen: u64,
    /// Its last sign of life, on the steady clock, ms.
    heard_ms: u64,
    /// Since when it has not processed what this device has, on the steady clock, ms.
    behind_ms: Option<u64>,
    /// Since when it is away, by the relay's word, on the steady clock, ms: that time is no silence. The time before is,
    /// however often it comes back.
    away_ms: Option<u64>,
}

impl Other {
    /// From `since_ms` to now it could not be heard.
    fn excuse(&mut self, since_ms: u64, now_ms: u64) {
        let excused = |from_ms: u64| from_ms + now_ms.saturating_sub(since_ms.max(from_ms));
        (self.heard_ms, self.behind_ms) = (excused(self.heard_ms), self.behind_ms.map(excused));
    }
}

/// A claim about an event that has not come here.
#[derive(Clone, Copy, Debug)]
struct Ahead {
    seen: u64,
    hash: LogHash,
    since_ms: u64,
}

/// The head that the relay announced on taking this device up again, while it is not reached.
#[derive(Clone, Copy, Debug)]
struct Promised {
    head: u64,
    /// Since when nothing of it has come, on the steady clock, ms.
    since_ms: u64,
}

/// What a pulse turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Nothing to object to.
    Fine,
    /// Its sender's log is another than this device's.
    Differs,
}

/// The room's pulses.
#[derive(Debug, Default)]
pub(crate) struct Pulses {
    count: u32,
    members: usize,
    next_ms: Option<u64>,
    receipt_ms: Option<u64>,
    others: SortedMap<MemberId, Other>,
    ahead: SortedMap<MemberId, Ahead>,
    promised: Option<Promised>,
    /// Since when this device's own line is down, on the steady clock, ms.
    down_ms: Option<u64>,
    withheld: bool,
    shown: Vec<(MemberId, u64)>,
}

impl Pulses {
    /// An epoch with a key here: everyone says soon that it has arrived, one after the other.
    pub(crate) fn epoch(&mut self, me: MemberId, list: &[MemberId], now_ms: u64) {
        self.members = list.len();
        self.count = 0;
        let place = u64::try_from(list.iter().position(|id| *id == me).unwrap_or(0)).unwrap_or(0);
        let spread_ms = if self.members > FEW { self.interval_ms() } else { GREETING_MS };
        let greeting_ms = now_ms + spread_ms * place / u64::try_from(self.members.max(1)).unwrap_or(1);
        self.next_ms = (self.members > 1).then_some(greeting_ms);
        self.others.retain(|id, _| list.contains(id));
        self.ahead.retain(|id, _| list.contains(id));
        for id in list.iter().filter(|id| **id != me) {
            let fresh = Other { counter: None, seen: 0, heard_ms: now_ms, behind_ms: None, away_ms: None };
            self.others.entry(*id).or_insert(fresh).counter = None;
        }
    }

    /// The key is gone: nothing is said until there is another.
    pub(crate) fn stop(&mut self) {
        self.next_ms = None;
        self.receipt_ms = None;
    }

    /// The line broke: nothing has come since then, on the steady clock, ms.
    pub(crate) fn line_broke(&mut self, since_ms: u64) {
        self.down_ms.get_or_insert(since_ms);
        self.promised = None;
    }

    /// The line is back and nothing is missed any more.
    pub(crate) fn line_is_back(&mut self, now_ms: u64, is_away: impl Fn(&MemberId) -> bool) {
        let down_ms = self.down_ms.take().unwrap_or(now_ms);
        for other in self.others.values_mut() {
            let since_ms = other.away_ms.take().unwrap_or(down_ms);
            other.excuse(since_ms, now_ms);
        }
        let away: Vec<_> = self.others.keys().filter(|id| is_away(id)).copied().collect();
        away.iter().for_each(|id| self.went(id, now_ms));
    }

    /// Somebody is away, the relay says.
    pub(crate) fn went(&mut self, id: &MemberId, now_ms: u64) {
        if let Some(other) = self.others.get_mut(id) {
            other.away_ms.get_or_insert(now_ms);
        }
    }

    /// Somebody came back.
    pub(crate) fn came_back(&mut self, id: &MemberId, now_ms: u64) {
        if let Some(other) = self.others.get_mut(id)
            && let Some(away_ms) = other.away_ms.take()
        {
            other.excuse(away_ms, now_ms);
        }
    }

    /// The relay says that its log reaches up to `head`, and that all of it follows.
    pub(crate) fn promised(&mut self, head: u64, now_ms: u64) {
        self.promised = Some(Promised { head, since_ms: now_ms });
    }

    /// An event has come.
    pub(crate) fn advanced(&mut self, head: u64, now_ms: u64) {
        self.promised = self.promised.filter(|promised| promised.head > head);
        if let Some(promised) = &mut self.promised {
            promised.since_ms = now_ms;
        }
    }

    /// Something was opened here: its sender wants to know.
    pub(crate) fn opened(&mut self, now_ms: u64) {
        let many = u64::try_from(self.members).unwrap_or(0).saturating_mul(RECEIPT_EACH_MS);
        let due_ms = now_ms + RECEIPT_MS.max(many);
        self.receipt_ms = Some(self.receipt_ms.map_or(due_ms, |before| before.min(due_ms)));
    }

    /// The count for a pulse, if one is due.
    pub(crate) fn due(&mut self, now_ms: u64) -> Option<u32> {
        let is_due = [self.next_ms, self.receipt_ms].into_iter().flatten().any(|at_ms| at_ms <= now_ms);
        if !is_due || self.next_ms.is_none() {
            return None;
        }
        self.next_ms = Some(now_ms + self.interval_ms());
        self.receipt_ms = None;
        let count = self.count;
        self.count = self.count.saturating_add(1);
        Some(count)
    }

    /// When a pulse is due, or something is to be shown because nothing came, on the steady clock, ms.
    pub(crate) fn next_ms(&self, now_ms: u64) -> Option<u64> {
        let patience_ms = self.patience_ms();
        let silence = self.others.values().flat_map(|other| [Some(other.heard_ms), other.behind_ms]);
        let ahead = self.ahead.values().map(|ahead| Some(ahead.since_ms));
        let promised = self.promised.map(|promised| promised.since_ms);
        let over = silence.chain(ahead).chain([promised]).flatten().map(|since_ms| since_ms + patience_ms);
        let said = self.next_ms.and(self.receipt_ms);
        over.chain(self.next_ms).chain(said).filter(|at_ms| *at_ms > now_ms).min()
    }

    /// True if a pulse with this header can be news.
    pub(crate) fn is_news(&self, header: &Header) -> bool {
        let last = self.others.get(&header.sender).map(|other| other.counter);
        last.is_some_and(|last| last.is_none_or(|last| header.counter > last))
    }

    /// Takes a pulse whose signature and seal hold.
    pub(crate) fn heard(&mut self, header: &Header, state: &State, now_ms: u64) -> Heard {
        let Some(other) = self.others.get_mut(&header.sender) else { return Heard::Fine };
        other.counter = Some(header.counter);
        if header.seen > state.head().seq {
            let claim = Ahead { seen: header.seen, hash: header.log_seen, since_ms: now_ms };
            self.ahead.entry(header.sender).or_insert(claim);
        } else if state.mark(header.seen).is_some_and(|mark| mark.hash != header.log_seen) {
            return Heard::Differs;
        }
        self.saw(&header.sender, header.seen, now_ms);
        Heard::Fine
    }

    /// A post says what its sender has seen, too.
    pub(crate) fn saw(&mut self, id: &MemberId, seen: u64, now_ms: u64) {
        if let Some(other) = self.others.get_mut(id) {
            other.heard_ms = now_ms;
            if seen > other.seen {
                (other.seen, other.behind_ms) = (seen, None);
            }
        }
    }

    /// The log has grown: compares what others had said about it before.
    pub(crate) fn reached(&mut self, state: &State) -> Heard {
        let head = state.head().seq;
        let mut heard = Heard::Fine;
        self.ahead.retain(|_, ahead| {
            if ahead.seen <= head && state.mark(ahead.seen).is_some_and(|mark| mark.hash != ahead.hash) {
                heard = Heard::Differs;
            }
            ahead.seen > head
        });
        heard
    }

    /// Who gives no sign of life, or stands still while the log goes on.
    pub(crate) fn silent(
        &mut self,
        head: u64,
        now_ms: u64,
        is_away: impl Fn(&MemberId) -> bool,
    ) -> SortedSet<MemberId> {
        let patience_ms = self.patience_ms();
        for other in self.others.values_mut() {
            if other.seen >= head {
                other.behind_ms = None;
            } else {
                other.behind_ms.get_or_insert(now_ms);
            }
        }
        let is_long = |since_ms: u64| now_ms.saturating_sub(since_ms) >= patience_ms;
        let is_silent = |other: &Other| is_long(other.heard_ms) || other.behind_ms.is_some_and(is_long);
        let silent = self.others.iter().filter(|(id, other)| is_silent(other) && !is_away(id));
        silent.map(|(id, _)| *id).collect()
    }

    /// Whether the relay keeps something back that comes after `head`; `None` if that has not changed.
    pub(crate) fn withheld(&mut self, head: u64, now_ms: u64) -> Option<bool> {
        let patience_ms = self.patience_ms();
        let is_long = |since_ms: u64| now_ms.saturating_sub(since_ms) >= patience_ms;
        let withheld = self.ahead.values().any(|ahead| ahead.seen > head && is_long(ahead.since_ms))
            || self.promised.is_some_and(|promised| promised.head > head && is_long(promised.since_ms));
        let changed = withheld != self.withheld;
        self.withheld = withheld;
        changed.then_some(withheld)
    }

    /// How far each of the others has come, if that has changed since it was last shown.
    pub(crate) fn show(&mut self) -> Option<Vec<(MemberId, u64)>> {
        let reached: Vec<_> = self.others.iter().map(|(id, other)| (*id, other.seen)).collect();
        if reached == self.shown {
            return None;
        }
        self.shown.clone_from(&reached);
        Some(reached)
    }

    fn interval_ms(&self) -> u64 {
        if self.members <= FEW { INTERVAL_MS } else { u64::try_from(self.members).unwrap_or(0) * EACH_MS }
    }

    fn patience_ms(&self) -> u64 {
        SILENT_INTERVALS * self.interval_ms()
    }
}
