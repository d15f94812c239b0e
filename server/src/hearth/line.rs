//! One connection to one seat, and its place among the connections of a room.

use burnroom_shared::ids::MemberId;

/// A connection's place in the order in which a room's connections were opened. No two are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening(u64);

impl Opening {
    pub(super) fn new(number: u64) -> Self {
        Self(number)
    }
}

/// One connection to one seat. No two in a room are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    id: MemberId,
    opening: Opening,
}

impl Line {
    pub(super) fn new(id: MemberId, opening: Opening) -> Self {
        Self { id, opening }
    }

    /// Whose seat it is connected to.
    #[must_use]
    pub fn id(&self) -> MemberId {
        self.id
    }

    /// True if its connection was opened after that one.
    pub(super) fn is_newer_than(&self, opening: Opening) -> bool {
        self.opening > opening
    }
}
