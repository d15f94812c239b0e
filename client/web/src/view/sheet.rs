//! What can lie over a room: a sheet to look at or act on, or a question before something that cannot be undone.

use burnroom_shared::ids::MemberId;

use super::capture::PostNumber;

/// What lies over the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Link, QR, PIN.
    Share,
    /// The code.
    Compare,
    /// Who is here, on narrow screens.
    People,
    /// What owners can set.
    Room,
    /// What crossed the line to the relay, one of the posts perhaps taken apart.
    Relay(Option<PostNumber>),
    /// A place for the owner's PIN.
    Pin,
    /// A question.
    Ask(Question),
}

/// What is asked before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// "Burn the room for all?"
    Burn,
    /// "Leave the room?"
    Leave,
    /// "Remove Ben?"
    Remove(MemberId),
    /// "Hand the room over to Ben?"
    HandOver(MemberId),
    /// "Change the link?"
    ChangeLink,
    /// The relay did what no honest relay does: go, or stay and read what is there.
    Forked,
}
