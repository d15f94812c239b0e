//! What a session is told: what the socket did, what the person wants, that time has passed.

use crate::link::Link;
use burnroom_shared::frame::TypedPin;
use burnroom_shared::ids::MemberId;

/// Two clocks at one moment. Countdowns are kept on both, and whichever says "over" first is believed (R50).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The device's wall clock, ms since 1970. May jump.
    pub wall_ms: u64,
    /// A clock that only goes forward, ms since any fixed moment. May stop while the device sleeps.
    pub steady_ms: u64,
}

impl Now {
    /// What the wall clock will show when the steady clock reads `steady_ms`.
    #[must_use]
    pub fn wall_at(self, steady_ms: u64) -> u64 {
        self.wall_ms.saturating_add(steady_ms.saturating_sub(self.steady_ms))
    }
}

/// One input.
pub enum Input {
    /// The socket is open.
    Connected,
    /// A text frame came.
    Text(String),
    /// A binary frame came.
    Binary(Vec<u8>),
    /// The socket is closed, with its close code (1006 where there was none).
    Closed(u16),
    /// The person wants something.
    Do(Command),
    /// The moment asked for with [`crate::effect::Effect::WakeAt`] has come, or the device woke up.
    Woke,
}

burnroom_shared::debug_by_name!(Input: Connected | Text | Binary | Closed | Do | Woke);

/// The person's own number for a text: names it until the relay has numbered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftId(pub u64);

/// What only an owner can do.
#[derive(Clone, PartialEq, Eq)]
pub enum Deed {
    /// Removes somebody for good. The room gets another link with it.
    Kick(MemberId),
    /// Gives the room another link.
    ChangeLink,
    /// Lets nobody new in.
    Lock,
    /// Lets people in again.
    Unlock,
    /// Lets nobody write.
    Close,
    /// Lets people write again.
    Reopen,
    /// Lets the room burn so much later, ms; at most 24 h after it was made.
    Extend {
        /// By how much.
        by_ms: u64,
    },
    /// Gives the room another title.
    Rename(String),
    /// Makes somebody else an owner in one's own place.
    HandOver(MemberId),
}

burnroom_shared::debug_by_name!(Deed:
    Kick | ChangeLink | Lock | Unlock | Close | Reopen | Extend | Rename | HandOver
);

/// What a person can ask for.
pub enum Command {
    /// Says a text to everyone.
    Say {
        /// The caller's number for it, never used before in this session.
        draft: DraftId,
        /// At most 4,000 grapheme clusters and 32 KiB.
        text: String,
    },
    /// Starts a comparison with everyone who is here.
    Compare,
    /// The person says that the codes match: marks everyone whom the comparison covered.
    Match,
    /// The person says that the codes differ.
    Mismatch,
    /// Shows the PIN to the relay to become an owner.
    Claim(TypedPin),
    /// Tries a broken connection again at once.
    Reconnect,
    /// Does what only an owner can.
    Own(Deed),
    /// Goes on with a link that somebody gave, since the one in force did not reach this device.
    TakeLink(Link),
    /// Burns the room for everyone.
    Burn,
    /// Gives the seat back and ends the session.
    Leave,
    /// The page shows nothing of the room any more: only now is the erasure token sent (R53).
    PageEmptied,
}

burnroom_shared::debug_by_name!(Command:
    Say | Compare | Match | Mismatch | Claim | Reconnect | Own | TakeLink | Burn | Leave | PageEmptied
);
