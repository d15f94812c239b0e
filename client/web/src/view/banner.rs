//! The one thing to say above the composer: the worst that is true now. It also says whether anything may be sent.

use burnroom_engine::effect::{Fork, Keys};

use super::room::{Line, Room};

/// The one thing to say above the composer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// The order of the room was tampered with.
    Forked(Fork),
    /// The person said that the code did not match.
    Differed,
    /// The connection broke; it is tried again then, milliseconds since 1970.
    Lost {
        /// See above.
        retry_ms: u64,
    },
    /// The seat is gone; another is asked for then, milliseconds since 1970.
    Unseated {
        /// See above.
        retry_ms: u64,
    },
    /// The connection is being taken up again.
    Returning,
    /// The link in force has not reached this device.
    LacksLink,
    /// The relay does not take what this device sends.
    Unanswered,
    /// The relay keeps something back.
    Withheld,
    /// An owner closed the room.
    Closed,
    /// Keys have not come for so long that leaving is offered.
    Stuck,
    /// Keys take longer than they should.
    ChangingSlowly,
    /// Keys are being changed.
    ChangingKeys,
    /// The first key has not come yet.
    AwaitingKey,
}

impl Room {
    /// The worst that is true now.
    #[must_use]
    pub fn banner(&self) -> Option<Banner> {
        if let Some(fork) = self.fork {
            return Some(Banner::Forked(fork));
        }
        if self.distrusts {
            return Some(Banner::Differed);
        }
        match self.line {
            Line::Up => {}
            Line::Down { retry_ms } => return Some(Banner::Lost { retry_ms }),
            Line::Unseated { retry_ms } => return Some(Banner::Unseated { retry_ms }),
            Line::Returning => return Some(Banner::Returning),
        }
        if self.rules.lacks_link {
            return Some(Banner::LacksLink);
        }
        if self.unanswered {
            return Some(Banner::Unanswered);
        }
        if self.withheld {
            return Some(Banner::Withheld);
        }
        if self.rules.closed {
            return Some(Banner::Closed);
        }
        match self.keys {
            Keys::Ready => None,
            Keys::Waiting => Some(Banner::AwaitingKey),
            Keys::Changing => Some(Banner::ChangingKeys),
            Keys::Slow => Some(Banner::ChangingSlowly),
            Keys::Stuck => Some(Banner::Stuck),
        }
    }

    /// Whether something is so wrong that nothing may be sent, not even later.
    #[must_use]
    pub fn is_silenced(&self) -> bool {
        self.is_forked() || self.distrusts
    }
}
