//! What the room says: the banner, what became of a message, what is known of people, the time that is left.

use std::borrow::Cow;

use burnroom_engine::effect::{Fork, NotSent};
use burnroom_shared::refusal::Refusal;

use super::refusal;
use crate::clock::{MINUTE_MS, SECOND_MS, counted, left_short, span_in_words};
use crate::view::banner::Banner;
use crate::view::draft::Fit;
use crate::view::log::{Delivery, Spread};
use crate::view::people::{Assurance, Member, Presence};
use crate::view::pin::PinTry;
use crate::view::room::Room;

/// The one thing to say above the composer.
#[must_use]
pub fn banner(banner: Banner, room: &Room, now_ms: u64) -> Cow<'static, str> {
    let sentence = match banner {
        Banner::Lost { retry_ms } => {
            return again("Lost the relay. Trying again in ", retry_ms.saturating_sub(now_ms), room.burn_waits).into();
        }
        Banner::Unseated { retry_ms } => {
            return again(UNSEATED, retry_ms.saturating_sub(now_ms), room.burn_waits).into();
        }
        Banner::Closed => {
            let closer = room.closed_by.map_or_else(|| "An owner".into(), |id| room.people.subject(id));
            return [&closer, " closed the room: nobody can write. The countdown runs."].concat().into();
        }
        Banner::LacksLink => {
            "The room has a new link, and it has not reached this device yet. The others are asked. You can also paste it."
        }
        Banner::Unanswered => {
            "The relay has not taken what you sent for ten seconds. You can wait, or leave: that erases what is here."
        }
        Banner::Withheld => "The relay is holding something back: others have seen messages that have not reached you.",
        Banner::Returning => "Lost the relay. Coming back…",
        Banner::Forked(fork) => forked(fork),
        Banner::Differed => "The words differ. Someone may be in the middle. Do not say anything private here.",
        Banner::Stuck => "No new keys for half a minute. What you wrote waits here. You can wait, or leave.",
        Banner::ChangingSlowly => "Still changing the keys. What you send goes out as soon as they are there.",
        Banner::ChangingKeys => "Changing the keys because someone came or went. Keep typing.",
        Banner::AwaitingKey => "Getting the room's key…",
    };
    sentence.into()
}

/// What became of the seat of who was away.
const UNSEATED: &str = "Your seat was given up or given to somebody else while you were away. Asking for another in ";

fn again(what: &str, wait_ms: u64, burn_waits: bool) -> String {
    let seconds = counted(wait_ms.div_ceil(SECOND_MS), "second");
    let burn = if burn_waits { " The burn goes out as soon as it is back." } else { "" };
    [what, &seconds, ".", burn].concat()
}

/// Who did what, and what to do.
#[must_use]
pub fn forked(fork: Fork) -> &'static str {
    match fork {
        Fork::InvalidEvent => {
            "The relay put something into this room that nobody here can have sent. Nothing more is sent. Leave, and meet another way."
        }
        Fork::BadFrame => {
            "The relay sent something that makes no sense. Nothing more is sent. Leave, and come in again."
        }
        Fork::AnotherRoom => "The relay leads this link to another room. Nothing is sent. Leave, and meet another way.",
        Fork::LogDiffers => {
            "The relay is showing people different rooms. Nothing more is sent. Leave, and meet another way."
        }
        Fork::LyingRefusal => {
            "The relay refuses again and again what is right. Nothing more is sent. Leave, and meet another way."
        }
    }
}

/// What became of one's own message; nothing for other people's that can be read.
#[must_use]
pub fn delivery(delivery: Delivery) -> Option<Cow<'static, str>> {
    let sentence = match delivery {
        Delivery::Received => return None,
        Delivery::Unreadable => "This message is no longer there to be read.",
        Delivery::Sending => "sending",
        Delivery::Sent(spread) => return Some(sent(spread)),
        Delivery::NotSent(NotSent::TooLong) => "Not sent: too long. Your words are still here.",
        Delivery::NotSent(NotSent::Empty) => "Not sent: there is nothing in it.",
        Delivery::NotSent(NotSent::TooMany) => "Not sent: too many are waiting. Your words are still here.",
        Delivery::NotSent(NotSent::Closed) => "Not sent: the room is closed. Your words are still here.",
        Delivery::NotSent(NotSent::Ended) => "Not sent. Your words are still here.",
    };
    Some(sentence.into())
}

/// "sent", then "delivered to 2 of 3"; between two people that is just "delivered".
fn sent(spread: Spread) -> Cow<'static, str> {
    match spread {
        Spread { delivered: 0, .. } => "sent".into(),
        Spread { of: 1, .. } => "delivered".into(),
        Spread { delivered, of } => format!("delivered to {delivered} of {of}").into(),
    }
}

/// The counter beside the composer; nothing while there is plenty of room.
#[must_use]
pub fn fit(fit: Fit) -> Option<String> {
    match fit {
        Fit::Nothing | Fit::Fits => None,
        Fit::Near { left } => Some(format!("{left} left")),
        Fit::OverCharacters { over } => Some(format!("Too long by {}.", counted(over as u64, "character"))),
        Fit::OverBytes { over } => Some(format!("Too long by {}.", counted(over as u64, "byte"))),
    }
}

/// What is known of a member, and whether they are away.
#[must_use]
pub fn known_of(member: &Member) -> Cow<'static, str> {
    let known = assurance(member.assurance);
    match member.presence {
        Presence::Away => ["away · ", known].concat().into(),
        Presence::Here | Presence::Silent | Presence::Gone => known.into(),
    }
}

/// Of a member whom the relay says to be here and whose device says nothing.
pub const SILENT: &str = "no sign of life for 90 s, though the relay says they are here";

/// Of a member whose name passes for another's.
pub const MISTAKABLE: &str = "another name looks alike: go by the key";

/// What is known of a member.
#[must_use]
pub fn assurance(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Oneself => "you",
        Assurance::NotCompared => "not compared yet",
        Assurance::Compared => "compared",
        Assurance::Unseen => "came under an earlier link; checked with the next key",
        Assurance::Intruder => "cannot show the link, gets no keys",
    }
}

/// What the empty composer says.
#[must_use]
pub fn placeholder(room: &Room) -> &'static str {
    match (room.is_silenced(), room.rules.closed) {
        (true, _) => "Nothing can be sent here",
        (false, true) => "The room is closed",
        (false, false) => "Say something",
    }
}

/// What holds for everyone, under the room's name.
pub fn standing(room: &Room) -> impl Iterator<Item = &'static str> {
    let lines = [
        (room.rules.locked, "Locked: nobody new can come in"),
        (room.rules.closed, "Closed: nobody can write"),
        (room.history, "Newcomers can read earlier messages"),
    ];
    lines.into_iter().filter_map(|(holds, line)| holds.then_some(line))
}

/// What became of showing the PIN: "That is not the PIN. 2 tries left."
#[must_use]
pub fn pin_try(tried: PinTry) -> Option<String> {
    match tried {
        PinTry::Fresh => None,
        PinTry::Wrong { tries_left: None } => Some(refusal::sentence(Refusal::PinWrong).to_owned()),
        PinTry::Wrong { tries_left: Some(left) } => {
            let tries = if left == 1 { "1 try".to_owned() } else { format!("{left} tries") };
            Some([refusal::sentence(Refusal::PinWrong), " ", &tries, " left."].concat())
        }
        PinTry::LockedOut { .. } => Some("Too many wrong PINs.".to_owned()),
    }
}

/// How long no PIN is looked at; apart, since it changes every second and is not to be read out each time.
#[must_use]
pub fn pin_again(tried: PinTry, now_ms: u64) -> Option<String> {
    match tried.locked_for_s(now_ms) {
        0 => None,
        seconds => Some(["Try again in ", &left_short(seconds * SECOND_MS), "."].concat()),
    }
}

/// Read out as the end comes near.
#[must_use]
pub fn time_announcement(left_ms: u64) -> String {
    if left_ms <= MINUTE_MS {
        let seconds = counted(left_ms / SECOND_MS, "second");
        return format!("The room burns in {seconds}. Nothing is kept.");
    }
    format!("The room burns in {}.", span_in_words(left_ms))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use burnroom_engine::effect::Fork;

    use super::{assurance, delivery, fit, forked, pin_again, pin_try, time_announcement};
    use crate::view::draft::Fit;
    use crate::view::log::{Delivery, Spread};
    use crate::view::people::Assurance;
    use crate::view::pin::PinTry;

    #[test]
    fn a_fork_says_who_did_what_and_what_to_do() {
        let forks = [Fork::InvalidEvent, Fork::BadFrame, Fork::AnotherRoom, Fork::LogDiffers, Fork::LyingRefusal];
        let says: BTreeSet<&str> = forks.into_iter().map(forked).collect();
        assert_eq!(says.len(), forks.len());
        for sentence in says {
            assert!(sentence.starts_with("The relay ") && sentence.contains(" Leave, and "), "{sentence}");
            assert!(sentence.contains("othing more is sent.") || sentence.contains("Nothing is sent."), "{sentence}");
        }
    }

    #[test]
    fn what_is_known_of_people_is_calm_but_for_an_intruder() {
        assert_eq!(assurance(Assurance::NotCompared), "not compared yet");
        assert_eq!(assurance(Assurance::Compared), "compared");
        assert_eq!(assurance(Assurance::Intruder), "cannot show the link, gets no keys");
    }

    #[test]
    fn how_far_a_text_came_is_said_in_words() {
        let says = |delivered, of| delivery(Delivery::Sent(Spread { delivered, of })).unwrap();
        assert_eq!([says(0, 0), says(0, 2)], ["sent", "sent"]);
        assert_eq!(says(1, 1), "delivered");
        assert_eq!([says(1, 3), says(3, 3)], ["delivered to 1 of 3", "delivered to 3 of 3"]);
    }

    #[test]
    fn a_wrong_pin_says_how_many_tries_are_left_and_a_lockout_how_long_it_lasts() {
        let wrong = |tries_left| pin_try(PinTry::Wrong { tries_left }).unwrap();
        assert_eq!(wrong(Some(2)), "That is not the PIN. 2 tries left.");
        assert_eq!(wrong(Some(1)), "That is not the PIN. 1 try left.");
        assert_eq!(wrong(None), "That is not the PIN.");
        let locked = PinTry::LockedOut { until_ms: 581_000 };
        assert_eq!(pin_again(locked, 0).unwrap(), "Try again in 9:41.");
        assert_eq!(pin_again(locked, 581_000), None);
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(fit(Fit::OverCharacters { over: 1 }).unwrap(), "Too long by 1 character.");
        assert_eq!(fit(Fit::OverCharacters { over: 120 }).unwrap(), "Too long by 120 characters.");
        assert_eq!(time_announcement(10_000), "The room burns in 10 seconds. Nothing is kept.");
        assert_eq!(time_announcement(300_000), "The room burns in 5 minutes.");
    }
}
