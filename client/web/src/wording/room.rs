//! What the room says: the banner, the notes in its log, what became of a message, the time that is left.

use std::borrow::Cow;
use std::rc::Rc;

use burnroom_engine::effect::{Flaw, Fork, NotSent};
use burnroom_shared::log::Departure;

use super::refusal;
use crate::clock::{MINUTE_MS, SECOND_MS, counted, span_in_words};
use crate::view::draft::Fit;
use crate::view::log::{Delivery, Note};
use crate::view::people::{Assurance, Member, People, Presence};
use crate::view::room::Banner;

/// The one thing to say above the composer.
#[must_use]
pub fn banner(banner: Banner, now_ms: u64) -> Cow<'static, str> {
    let sentence = match banner {
        Banner::Lost { retry_ms } => {
            let seconds = counted(retry_ms.saturating_sub(now_ms).div_ceil(SECOND_MS), "second");
            return format!("Lost the relay. Trying again in {seconds}.").into();
        }
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

fn forked(fork: Fork) -> &'static str {
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

/// A line of the log about something that happened.
#[must_use]
pub fn note(note: &Note, people: &People) -> String {
    match note {
        Note::Opened => "You opened this room.".into(),
        Note::CameLater => "Messages from before you came are not shown to you.".into(),
        Note::Arrived(id) => format!("{} came in. Compare your code aloud.", people.name_of(*id)),
        Note::Departed(id, Departure::Left) => format!("{} left.", people.name_of(*id)),
        Note::Departed(id, Departure::Lost) => {
            format!("{} was away for too long and has no seat any more, says the relay.", people.name_of(*id))
        }
        Note::Departed(id, Departure::Displaced) => {
            format!("The relay gave the seat of {}, who was away, to somebody with the link.", people.name_of(*id))
        }
        Note::Missing(id) => format!("A message of {}'s is no longer held by the relay.", people.name_of(*id)),
        Note::Back => "Back. Nothing you typed was lost.".into(),
        Note::Compared(ids) => {
            let names: Vec<Rc<str>> = ids.iter().map(|id| people.name_of(*id)).collect();
            format!("You compared the code with {}. It matched.", listed(&names))
        }
        Note::Suspect(id, flaw) => suspect(&people.name_of(*id), *flaw),
        Note::Refused(why) => refusal::sentence(*why).into(),
    }
}

fn suspect(name: &str, flaw: Flaw) -> String {
    match flaw {
        Flaw::Unauthentic => {
            format!("An unauthentic message in {name}'s name arrived. It is not shown.")
        }
        Flaw::Unreadable => format!("{name} sent something unreadable."),
        Flaw::NoKey => format!("{name} sent something that this device has no key for."),
    }
}

/// "Ada", "Ada and Bo", "Ada, Bo and Cy".
#[must_use]
pub fn listed(names: &[Rc<str>]) -> String {
    match names {
        [] => "nobody".into(),
        [only] => only.to_string(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What became of one's own message; nothing for other people's.
#[must_use]
pub fn delivery(delivery: Delivery) -> Option<&'static str> {
    match delivery {
        Delivery::Received => None,
        Delivery::Sending => Some("sending"),
        Delivery::Sent => Some("sent"),
        Delivery::NotSent(NotSent::TooLong) => Some("Not sent: too long. Your words are still here."),
        Delivery::NotSent(NotSent::Empty) => Some("Not sent: there is nothing in it."),
        Delivery::NotSent(NotSent::TooMany) => Some("Not sent: too many are waiting. Your words are still here."),
        Delivery::NotSent(NotSent::Ended) => Some("Not sent. Your words are still here."),
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
        Presence::Away => format!("away · {known}").into(),
        Presence::Here | Presence::Gone => known.into(),
    }
}

/// What is known of a member.
#[must_use]
pub fn assurance(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Oneself => "you",
        Assurance::NotCompared => "not compared yet",
        Assurance::Compared => "compared",
        Assurance::Intruder => "not vouched for, gets no keys",
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

/// What a burn means.
pub const BURN_MEANS: &str =
    "Everything said here is erased on every device that is connected, at once. This cannot be undone.";
/// The question before leaving.
pub const LEAVE_QUESTION: &str = "Leave the room?";
/// What leaving means.
pub const LEAVE_MEANS: &str =
    "What was said here is erased from this page. The others go on. You need the link to come back.";

/// The question before a burn.
#[must_use]
pub fn burn_question(people: usize) -> String {
    if people < 2 {
        return "Burn the room?".into();
    }
    format!("Burn the room for all {people}?")
}

#[cfg(test)]
mod tests {
    use super::{fit, listed, time_announcement};
    use crate::view::draft::Fit;

    #[test]
    fn names_are_listed_as_one_would_say_them() {
        assert_eq!(listed(&["Ada".into()]), "Ada");
        assert_eq!(listed(&["Ada".into(), "Bo".into()]), "Ada and Bo");
        assert_eq!(listed(&["Ada".into(), "Bo".into(), "Cy".into()]), "Ada, Bo and Cy");
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(fit(Fit::OverCharacters { over: 1 }).unwrap(), "Too long by 1 character.");
        assert_eq!(fit(Fit::OverCharacters { over: 120 }).unwrap(), "Too long by 120 characters.");
        assert_eq!(time_announcement(10_000), "The room burns in 10 seconds. Nothing is kept.");
        assert_eq!(time_announcement(300_000), "The room burns in 5 minutes.");
    }
}
