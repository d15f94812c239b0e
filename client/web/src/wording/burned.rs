//! What the burned screen says: what is known, and the one thing that cannot be promised.

use burnroom_shared::frame::BurnCause;

use crate::clock::counted;
use crate::view::burned::Burned;

/// The headline.
pub const GONE: &str = "This room is gone.";
/// What cannot be promised.
pub const CANNOT_PROMISE: &str = "A photo, a copy or a memory does not burn.";

/// How it ended.
#[must_use]
pub fn cause(cause: BurnCause) -> &'static str {
    match cause {
        BurnCause::Deadline => "Its time was over.",
        BurnCause::Command => "It was burned for everyone.",
        BurnCause::Empty => "Nobody was in it any more.",
        BurnCause::Shutdown => "The relay is being restarted, and every room on it burned.",
    }
}

/// "4 of 5 devices confirmed that they erased it."
#[must_use]
pub fn erased(burned: &Burned) -> String {
    if burned.seats <= 1 {
        return "This device has erased it.".into();
    }
    let seats = counted(u64::from(burned.seats), "device");
    format!("{} of {seats} confirmed that they erased it.", burned.erased)
}

#[cfg(test)]
mod tests {
    use burnroom_shared::frame::BurnCause;

    use super::erased;
    use crate::view::burned::{Burned, Pyre};

    #[test]
    fn the_count_says_only_what_was_reported() {
        let cause = BurnCause::Deadline;
        let burned = |erased, seats| Burned { cause, erased, seats, pyre: Pyre::default() };
        assert_eq!(erased(&burned(4, 5)), "4 of 5 devices confirmed that they erased it.");
        assert_eq!(erased(&burned(1, 1)), "This device has erased it.");
    }
}
