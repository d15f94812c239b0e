//! What the last screen says: what is known, and the one thing that cannot be promised.

use burnroom_shared::frame::BurnCause;

use crate::clock::counted;
use crate::view::burned::Ending;

/// The headline.
#[must_use]
pub fn headline(ending: Ending) -> &'static str {
    match ending {
        Ending::Burn { .. } => "This room is gone.",
        Ending::Removed => "You were removed from this room.",
        Ending::SaidToBeRemoved => "You are no longer in this room.",
    }
}

/// What cannot be promised.
pub const CANNOT_PROMISE: &str = "A photo, a copy or a memory does not burn.";

/// How it ended.
#[must_use]
pub fn cause(ending: Ending) -> &'static str {
    match ending {
        Ending::Burn { cause: BurnCause::Deadline, .. } => "Its time was over.",
        Ending::Burn { cause: BurnCause::Command, .. } => "It was burned for everyone.",
        Ending::Burn { cause: BurnCause::Empty, .. } => "Nobody was in it any more.",
        Ending::Burn { cause: BurnCause::Shutdown, .. } => "The relay is being restarted, and every room on it burned.",
        Ending::Removed => "An owner removed you. The others go on under a new link, and yours opens nothing any more.",
        Ending::SaidToBeRemoved => {
            "The relay says that an owner removed you while you were away. If so, the others have a new link."
        }
    }
}

/// "4 of 5 devices confirmed that they erased it."
#[must_use]
pub fn erased(ending: Ending) -> String {
    match ending {
        Ending::Burn { erased, seats, .. } if seats > 1 => {
            let seats = counted(u64::from(seats), "device");
            format!("{erased} of {seats} confirmed that they erased it.")
        }
        Ending::Burn { .. } | Ending::Removed | Ending::SaidToBeRemoved => "This device has erased it.".into(),
    }
}

#[cfg(test)]
mod tests {
    use burnroom_shared::frame::BurnCause;

    use super::erased;
    use crate::view::burned::Ending;

    #[test]
    fn the_count_says_only_what_was_reported() {
        let burn = |erased, seats| Ending::Burn { cause: BurnCause::Deadline, erased, seats };
        assert_eq!(erased(burn(4, 5)), "4 of 5 devices confirmed that they erased it.");
        assert_eq!(erased(burn(1, 1)), "This device has erased it.");
        assert_eq!(erased(Ending::Removed), "This device has erased it.");
    }
}
