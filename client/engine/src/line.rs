//! The connection as the session sees it: up, down and to be tried again, or catching up. Owns the seat's token.
//!
//! A connection that breaks is no departure: the seat is kept, the log goes on, and whoever comes back processes what
//! it missed in order before it says anything (R63).

use crate::input::Now;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::frame::{MemberFrame, Resume};
use burnroom_shared::ids::{MemberId, SeatToken};
use burnroom_shared::limits::VERSION;

/// Shortest pause before trying again, ms. The first is at most twice as long, and each may be twice the one before.
const PAUSE_MIN_MS: u64 = 500;
/// Longest pause, ms.
const PAUSE_MAX_MS: u64 = 8_000;
/// How long a connection may take until the relay says that the seat is taken up again, ms.
const PATIENCE_MS: u64 = 10_000;

/// A connection on which nothing came for so long is dead, ms: the relay says what time it is three times as often.
const SILENCE_MS: u64 = 30_000;

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Frames come and go.
    Up,
    /// Broken; tried again then, on the steady clock, ms.
    Down { retry_ms: u64 },
    /// Asked for; given up then, on the steady clock, ms.
    Connecting { until_ms: u64 },
    /// Taken up; nothing is said before this event has been processed.
    CatchingUp { head: u64 },
}

/// What a look at the clock asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Open a connection.
    Connect,
    /// Give this one up.
    GiveUp,
    /// Nothing.
    Nothing,
}

/// The connection.
#[derive(Debug)]
pub(crate) struct Line {
    phase: Phase,
    attempts: u32,
    token: SeatToken,
    /// When the last frame came, on the steady clock, ms.
    heard_ms: u64,
}

impl Line {
    /// Up, with the token for the next time.
    pub(crate) fn new(token: SeatToken, now: Now) -> Self {
        Self { phase: Phase::Up, attempts: 0, token, heard_ms: now.steady_ms }
    }

    /// A frame came.
    pub(crate) fn heard(&mut self, now: Now) {
        self.heard_ms = now.steady_ms;
    }

    fn dead_ms(&self) -> u64 {
        self.heard_ms.saturating_add(SILENCE_MS)
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase
    }

    pub(crate) fn is_up(&self) -> bool {
        self.phase == Phase::Up
    }

    /// True while the log comes in: also what was missed of it.
    pub(crate) fn is_heard(&self) -> bool {
        matches!(self.phase, Phase::Up | Phase::CatchingUp { .. })
    }

    /// Since when nothing can have come, on the steady clock, ms: a line that is found dead has been so since its last frame.
    pub(crate) fn deaf_since_ms(&self, now: Now) -> u64 {
        if now.steady_ms >= self.dead_ms() { self.heard_ms } else { now.steady_ms }
    }

    /// The relay gave another token.
    pub(crate) fn renewed(&mut self, token: SeatToken) {
        self.token = token;
    }

    /// It broke: says when it is tried again. Pauses grow and are drawn at random, so that a room that lost its relay
    /// does not come back as one, the first time neither.
    pub(crate) fn broke<S: Suite>(&mut self, suite: &S, now: Now) -> Result<(), SuiteFault> {
        self.attempts = self.attempts.saturating_add(1);
        let longest = PAUSE_MIN_MS.saturating_mul(1 << self.attempts.min(8)).min(PAUSE_MAX_MS);
        let mut random = [0; 2];
        suite.random(&mut random)?;
        let spread = longest - PAUSE_MIN_MS + 1;
        let pause_ms = PAUSE_MIN_MS + u64::from(u16::from_be_bytes(random)) % spread;
        self.phase = Phase::Down { retry_ms: now.steady_ms + pause_ms };
        Ok(())
    }

    /// The person, or the network coming back, wants it tried now.
    pub(crate) fn hurry(&mut self, now: Now) {
        if let Phase::Down { .. } = self.phase {
            self.attempts = 0;
            self.phase = Phase::Down { retry_ms: now.steady_ms };
        }
    }

    /// Looks at the clock.
    pub(crate) fn due(&mut self, now: Now) -> Due {
        match self.phase {
            Phase::Down { retry_ms } if now.steady_ms >= retry_ms => {
                self.phase = Phase::Connecting { until_ms: now.steady_ms + PATIENCE_MS };
                Due::Connect
            }
            Phase::Connecting { until_ms } if now.steady_ms >= until_ms => Due::GiveUp,
            Phase::Up | Phase::CatchingUp { .. } if now.steady_ms >= self.dead_ms() => Due::GiveUp,
            _ => Due::Nothing,
        }
    }

    /// When [`Line::due`] has something to do, on the steady clock, ms.
    pub(crate) fn next_ms(&self) -> Option<u64> {
        match self.phase {
            Phase::Down { retry_ms: at_ms } | Phase::Connecting { until_ms: at_ms } => Some(at_ms),
            Phase::Up | Phase::CatchingUp { .. } => Some(self.dead_ms()),
        }
    }

    /// The frame that takes the seat up again.
    pub(crate) fn resume(&self, id: MemberId, seq: u64) -> MemberFrame {
        MemberFrame::Resume(Resume { version: VERSION, id, token: self.token, seq })
    }

    /// The relay took it up: what happened up to `head` follows.
    pub(crate) fn resumed(&mut self, token: SeatToken, head: u64) {
        self.token = token;
        self.phase = Phase::CatchingUp { head };
    }

    /// An event was processed: true if it was the last that was missed.
    pub(crate) fn reached(&mut self, seq: u64) -> bool {
        let caught_up = matches!(self.phase, Phase::CatchingUp { head } if seq >= head);
        if caught_up {
            self.phase = Phase::Up;
            self.attempts = 0;
        }
        caught_up
    }
}
