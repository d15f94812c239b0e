//! What the door says.

use burnroom_engine::effect::{Ended, Fork};

use burnroom_shared::refusal::Refusal;

use super::refusal;
use crate::clock::{MINUTE_MS, SECOND_MS, span_in_words};
use crate::view::door::{Shut, Sign};

/// "8 minutes left · 2 of 5 inside".
#[must_use]
pub fn sign(sign: &Sign, now_ms: u64) -> String {
    let left = span_in_words(sign.countdown.left_ms(now_ms));
    format!("{left} left · {} of {} inside", sign.inside, sign.capacity)
}

/// What is said of a full room: that it is, when that may pass, and that it may have passed.
#[must_use]
pub fn full(free_in_ms: Option<u64>) -> (&'static str, Option<String>) {
    match free_in_ms {
        None => ("Every seat is taken.", None),
        Some(0) => ("Every seat was taken. One may be free now.", None),
        Some(left_ms) => ("Every seat is taken.", Some(format!(" One may become free in {}.", seconds(left_ms)))),
    }
}

/// "43 s", and "2 minutes" where seconds do not matter.
fn seconds(left_ms: u64) -> String {
    if left_ms > MINUTE_MS { span_in_words(left_ms) } else { format!("{} s", left_ms.div_ceil(SECOND_MS)) }
}

/// Why the door does not open.
#[must_use]
pub fn shut(why: Shut) -> &'static str {
    match why {
        Shut::NoAnswer => "The relay does not answer. Your link is still here.",
        Shut::Refused(Refusal::RoomLocked) | Shut::Ended(Ended::Refused(Refusal::RoomLocked)) => {
            "That room is locked: nobody new is let in. Ask somebody inside to unlock it. This page sees when they do."
        }
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
    use super::{full, sign};
    use crate::clock::{Countdown, MINUTE_MS};
    use crate::view::door::Sign;

    #[test]
    fn the_sign_tells_time_and_seats() {
        let countdown = Countdown { deadline_ms: 8 * MINUTE_MS, span_ms: 8 * MINUTE_MS };
        let door = Sign {
            title: None,
            countdown,
            inside: 2,
            capacity: 5,
            history: false,
            free_at_ms: None,
            pin_refused: None,
        };
        assert_eq!(sign(&door, 0), "8 minutes left · 2 of 5 inside");
    }

    #[test]
    fn r65_a_full_room_says_in_seconds_when_a_seat_may_become_free() {
        let says = |left_ms| full(left_ms).1.unwrap();
        assert_eq!(says(Some(42_001)), " One may become free in 43 s.");
        assert_eq!(says(Some(1)), " One may become free in 1 s.");
        assert_eq!(says(Some(9 * MINUTE_MS)), " One may become free in 9 minutes.");
        assert!(full(None).1.is_none() && full(Some(0)).1.is_none() && full(None) != full(Some(0)));
    }
}
