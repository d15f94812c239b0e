//! Showing the owner's PIN from inside a room: what became of it.

use crate::clock::SECOND_MS;

/// What became of the last try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PinTry {
    /// None that was refused.
    #[default]
    Fresh,
    /// It was wrong.
    Wrong {
        /// How many wrong ones are left, if the relay said.
        tries_left: Option<u8>,
    },
    /// Too many were wrong: none is looked at before then, milliseconds since 1970.
    LockedOut {
        /// See above.
        until_ms: u64,
    },
}

impl PinTry {
    /// How long none is looked at, seconds.
    #[must_use]
    pub fn locked_for_s(self, now_ms: u64) -> u64 {
        match self {
            Self::LockedOut { until_ms } => until_ms.saturating_sub(now_ms).div_ceil(SECOND_MS),
            Self::Fresh | Self::Wrong { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PinTry;

    #[test]
    fn a_lockout_passes_by_itself() {
        let locked = PinTry::LockedOut { until_ms: 600_000 };
        assert_eq!(locked.locked_for_s(0), 600);
        assert_eq!(locked.locked_for_s(599_001), 1);
        assert_eq!(locked.locked_for_s(600_000), 0);
        assert_eq!(PinTry::Wrong { tries_left: Some(2) }.locked_for_s(0), 0);
    }
}
