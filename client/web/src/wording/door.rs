//! What the door says.

use burnroom_engine::effect::{Ended, Fork};

use burnroom_shared::refusal::Refusal;

use super::refusal;
use crate::clock::span_in_words;
use crate::view::door::{Shut, Sign};

/// "8 minutes left · 2 of 5 inside".
#[must_use]
pub fn sign(sign: &Sign, now_ms: u64) -> String {
    let left = span_in_words(sign.countdown.left_ms(now_ms));
    format!("{left} left · {} of {} inside", sign.inside, sign.capacity)
}

/// Why the door does not open.
#[must_use]
pub fn shut(why: Shut) -> &'static str {
    match why {
        Shut::NoAnswer => "The relay does not answer. Your link is still here.",
        Shut::Refused(why) | Shut::Ended(Ended::Refused(why)) => refusal::sentence(why),
        Shut::Ended(Ended::Lost) => {
            "The connection to the relay broke, and your seat with it. Nothing you typed was lost."
        }
        Shut::Ended(Ended::Left) => "You left the room. What was said there is erased from this page.",
        Shut::Forked(fork) => forked(fork),
        Shut::Ended(Ended::Kicked) => refusal::sentence(Refusal::Kicked),
        Shut::Ended(Ended::KeyMisused) => {
            "Something came signed with this device's key that this device did not make. It left the room and erased it."
        }
        Shut::Ended(Ended::Suite) => "This browser could not do the room's encryption. It left the room and erased it.",
    }
}

fn forked(fork: Fork) -> &'static str {
    match fork {
        Fork::AnotherRoom => "The relay leads this link to another room. This device stayed outside.",
        Fork::BadFrame => "The relay sent something that makes no sense. This device stayed outside.",
        Fork::InvalidEvent | Fork::LogDiffers | Fork::LyingRefusal => {
            "The relay tells a story of this room that cannot be true. This device stayed outside."
        }
    }
}

/// Whether asking again can help.
#[must_use]
pub fn may_try_again(why: Shut) -> bool {
    match why {
        Shut::NoAnswer | Shut::Ended(Ended::Lost | Ended::Left) => true,
        Shut::Refused(why) | Shut::Ended(Ended::Refused(why)) => refusal::may_pass(why),
        Shut::Ended(Ended::Kicked | Ended::KeyMisused | Ended::Suite) | Shut::Forked(_) => false,
    }
}

/// Whether another link is what one needs.
#[must_use]
pub fn needs_link(why: Shut) -> bool {
    matches!(why, Shut::Refused(why) | Shut::Ended(Ended::Refused(why)) if matches!(why, Refusal::LinkChanged | Refusal::EntryWrong))
}

#[cfg(test)]
mod tests {
    use super::sign;
    use crate::clock::{Countdown, MINUTE_MS};
    use crate::view::door::Sign;

    #[test]
    fn the_sign_tells_time_and_seats() {
        let countdown = Countdown { deadline_ms: 8 * MINUTE_MS, span_ms: 8 * MINUTE_MS };
        let door = Sign { title: None, countdown, inside: 2, capacity: 5, history: false, pin_refused: None };
        assert_eq!(sign(&door, 0), "8 minutes left · 2 of 5 inside");
    }
}
