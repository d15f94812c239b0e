//! The door: what can be known of a room without taking a seat in it, and going in.
//! Opening a link only looks; a seat is taken when the person says so.

use std::rc::Rc;

use burnroom_engine::effect::{Ended, Fork};
use burnroom_shared::refusal::Refusal;

use crate::clock::Countdown;

/// What the relay tells those who hold the link.
#[derive(Clone, PartialEq, Eq)]
pub struct Sign {
    /// The room's name, opened with the link.
    pub title: Option<Rc<str>>,
    /// When the room burns.
    pub countdown: Countdown,
    /// Seats taken.
    pub inside: u16,
    /// Seats.
    pub capacity: u16,
    /// Whether newcomers can read what was said before.
    pub history: bool,
    /// If every seat is taken and one of them is away: when somebody new can have that one, by this device's clock.
    pub free_at_ms: Option<u64>,
    /// What was wrong with the PIN that was shown here last.
    pub pin_refused: Option<Refusal>,
}

impl std::fmt::Debug for Sign {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { title: _, countdown: _, inside, capacity, history, free_at_ms, pin_refused } = self;
        let mut shown = formatter.debug_struct("Sign");
        shown.field("inside", inside).field("capacity", capacity).field("history", history);
        shown.field("free_at_ms", free_at_ms).field("pin_refused", pin_refused).finish_non_exhaustive()
    }
}

impl Sign {
    /// Whether every seat is taken.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.inside >= self.capacity
    }

    /// How long until somebody new can have a seat of a full room; `None` if nobody can tell.
    #[must_use]
    pub fn free_in_ms(&self, now_ms: u64) -> Option<u64> {
        self.free_at_ms.filter(|_| self.is_full()).map(|at_ms| at_ms.saturating_sub(now_ms))
    }

    /// Whether knocking is of no use yet, except with the PIN.
    #[must_use]
    pub fn is_waiting(&self, now_ms: u64) -> bool {
        self.free_in_ms(now_ms).is_some_and(|left_ms| left_ms > 0)
    }
}

/// The door on the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Door {
    /// The relay has been asked about the room.
    Looking,
    /// The room is there.
    Open(Sign),
    /// The person has asked to come in.
    Joining(Option<Sign>),
    /// It does not open.
    Shut(Shut),
}

/// Why it does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    /// The relay did not answer.
    NoAnswer,
    /// The relay said no to looking.
    Refused(Refusal),
    /// The session ended, before or after coming in.
    Ended(Ended),
    /// The relay did what no honest relay does, before coming in.
    Forked(Fork),
}

impl Door {
    /// Whether it opens by what others do, inside: for a room that is full, or locked.
    #[must_use]
    pub fn is_up_to_others(&self) -> bool {
        match self {
            Self::Open(sign) => sign.is_full(),
            Self::Shut(Shut::Refused(why) | Shut::Ended(Ended::Refused(why))) => {
                matches!(why, Refusal::RoomFull | Refusal::RoomLocked)
            }
            Self::Looking | Self::Joining(_) | Self::Shut(_) => false,
        }
    }

    /// Whether the relay said nothing of the room, this time.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Shut(Shut::NoAnswer | Shut::Refused(Refusal::TooFast)))
    }
}
