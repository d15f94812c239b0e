//! A log as somebody has it, cheap to copy and to tell from another.

use burnroom_shared::ids::{LogHash, MemberId};
use burnroom_shared::log::{Change, Event, Invalid, Seat, State};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Every event of the model comes a second after the one before: times are the relay's, and no part of what is checked.
const STEP_MS: u64 = 1_000;

/// A log as somebody has it.
#[derive(Clone)]
pub(crate) struct View {
    pub(crate) state: Arc<State>,
    /// L after each event, from the beginning.
    pub(crate) history: Arc<Vec<LogHash>>,
    /// Everyone who was ever removed in it.
    pub(crate) removed: Arc<Vec<MemberId>>,
    /// Everyone of whom the relay ever said that it showed the PIN.
    pub(crate) said_to_own: Arc<Vec<MemberId>>,
}

impl View {
    pub(crate) fn new(state: State) -> Self {
        let history = Arc::new(vec![state.head().hash]);
        Self { state: Arc::new(state), history, removed: Arc::default(), said_to_own: Arc::default() }
    }

    /// The log with one more event.
    pub(crate) fn after(&self, change: Change) -> Result<Self, Invalid> {
        let mut said_to_own = Arc::clone(&self.said_to_own);
        if let Change::Owner(id) = &change {
            Arc::make_mut(&mut said_to_own).push(*id);
        }
        let mut state = State::clone(&self.state);
        let time_ms = state.head().time_ms + STEP_MS;
        let event = Event { seq: state.head().seq + 1, time_ms, change };
        state.apply(&event)?;
        let mut history = Vec::clone(&self.history);
        history.push(state.head().hash);
        let mut removed = Vec::clone(&self.removed);
        let gone = self.state.seats().iter().map(Seat::id).filter(|id| state.is_kicked(id));
        removed.extend(gone.collect::<Vec<_>>());
        Ok(Self { state: Arc::new(state), history: Arc::new(history), removed: Arc::new(removed), said_to_own })
    }

    pub(crate) fn len(&self) -> usize {
        self.history.len() - 1
    }

    /// Nobody who was removed sits, or is listed for a key that the link in force made.
    pub(crate) fn keeps_out_the_removed(&self) -> bool {
        self.removed.iter().all(|id| {
            let listed = self.state.is_epoch_addressed() && self.state.epoch().listed(id).is_some();
            self.state.seat(id).is_none() && !listed && self.state.is_kicked(id)
        })
    }
}

// Two logs with one hash are one log: that is what the model checks (`agreement`), and not what it relies on, so the whole
// state is compared.
impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        self.history == other.history && self.state == other.state
    }
}

impl Eq for View {}

impl Hash for View {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.history.hash(hasher);
        self.state.encode().hash(hasher);
    }
}

impl std::fmt::Debug for View {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seats = self.state.seats().len();
        let epoch = self.state.epoch().number;
        write!(formatter, "View({} events, {seats} seats, epoch {epoch})", self.len())
    }
}
