//! The door: what can be known of a room without taking a seat in it, and going in.
//! Opening a link only looks; a seat is taken when the person says so.

use std::rc::Rc;

use burnroom_engine::effect::{Ended, Fork};
use burnroom_shared::refusal::Refusal;

use crate::clock::Countdown;

/// What the relay tells those who hold the link.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What was wrong with the PIN that was shown here last.
    pub pin_refused: Option<Refusal>,
}

impl Sign {
    /// Whether every seat is taken.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.inside >= self.capacity
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
