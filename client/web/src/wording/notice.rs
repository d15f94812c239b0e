//! What the lobby says first, and the one thing it offers to do about it.

use super::refusal;
use crate::view::lobby::Notice;

/// The one action of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Make a room.
    NewRoom,
    /// Paste the link.
    PasteLink,
}

impl NextStep {
    /// What the button says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NewRoom => "Create a new room",
            Self::PasteLink => "Paste the link",
        }
    }
}

/// The sentence.
#[must_use]
pub fn sentence(notice: Notice) -> &'static str {
    match notice {
        Notice::Burned => "That room was burned. Nothing of it is left on this page.",
        Notice::Left => "You left the room. What was said there is erased from this page.",
        Notice::LinkNeeded => "This page no longer has the link, so it cannot go back in. Paste it here.",
        Notice::LinkIncomplete => "This link is not complete. Copy it again, all of it.",
        Notice::LinkTooNew => "This link needs a newer version of this page. Load the page again.",
        Notice::Refused(why) => refusal::sentence(why),
        Notice::NoAnswer => "The relay does not answer. Try again.",
        Notice::ClocksApart => {
            "This device's clock and the relay's are more than two minutes apart. Set the clock, then try again."
        }
        Notice::NotAsAsked => "The relay made another room than you asked for. It was not entered.",
        Notice::NoKeys => "This browser could not make the keys for a room. Try a newer one.",
    }
}

/// What to do next.
#[must_use]
pub fn next_step(notice: Notice) -> NextStep {
    match notice {
        Notice::Burned
        | Notice::Left
        | Notice::Refused(_)
        | Notice::NoAnswer
        | Notice::NoKeys
        | Notice::ClocksApart
        | Notice::NotAsAsked => NextStep::NewRoom,
        Notice::LinkNeeded | Notice::LinkIncomplete | Notice::LinkTooNew => NextStep::PasteLink,
    }
}
