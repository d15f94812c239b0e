//! The lines of a room's log about what happened, and by whom.

use std::rc::Rc;

use burnroom_engine::effect::{Done, Flaw};
use burnroom_shared::frame::Refused;
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;

use super::refusal;
use crate::clock::{MINUTE_MS, SECOND_MS, span_in_words, time_of_day};
use crate::view::log::Note;
use crate::view::people::People;

/// A line of the log about something that happened.
#[must_use]
pub fn note(note: &Note, people: &People, east_of_utc_min: i32) -> String {
    let name = |id: &MemberId| people.name_of(*id);
    let line = match note {
        Note::Opened => "You opened this room.",
        Note::CameLater => "Messages from before you came are not shown to you.",
        Note::CameLaterWithHistory => "You came in here.",
        Note::Reseated => "Your seat was gone, and you took a new one. What was said meanwhile is not here.",
        Note::Back => "Back. Nothing you typed was lost.",
        Note::LinkCame => "The room's new link has reached this device.",
        Note::NoLink => "That is not a whole link of a room. Copy it again, all of it.",
        Note::WrongLink => "That is not this room's link in force. Ask somebody inside for the new one.",
        Note::Postponed => "The connection is down: this is done as soon as it is back.",
        Note::Refused(of, why) => refused(*of, *why),
        Note::Arrived(id) if people.is_intruder(*id) => {
            return ["A seat was taken by ", &name(id), INTRUDED].concat();
        }
        Note::Arrived(id) => return [&name(id), " came in. Compare your code aloud."].concat(),
        Note::Departed(id, departure) => return departed(&name(id), *departure),
        Note::Missing(id) => return ["A message of ", &name(id), "'s is no longer held by the relay."].concat(),
        Note::Compared(ids) => {
            let names: Vec<Rc<str>> = ids.iter().map(name).collect();
            return ["You compared the code with ", &listed(&names), ". It matched."].concat();
        }
        Note::Suspect(id, Flaw::Unauthentic) if people.is_oneself(*id) => {
            "Something came in your name that this device did not sign. It is not shown."
        }
        Note::Suspect(id, flaw) => return suspect(&name(id), *flaw),
        Note::PinShown(id) if people.is_oneself(*id) => "You have shown the PIN and are an owner now.",
        Note::PinShown(id) => {
            return ["The relay says that ", &name(id), " has shown the PIN and is an owner now."].concat();
        }
        Note::Done { by, done, until_ms } => {
            return did(&people.subject(*by), done, people, &time_of_day(*until_ms, east_of_utc_min));
        }
    };
    line.to_owned()
}

/// What an intruder did and is left with.
const INTRUDED: &str = ", who cannot show that they have the link. They get no keys and can read nothing.";

fn departed(name: &str, departure: Departure) -> String {
    match departure {
        Departure::Left => [name, " left."].concat(),
        Departure::Lost => [name, " was away for too long and has no seat any more, says the relay."].concat(),
        Departure::Displaced => {
            ["The relay gave the seat of ", name, ", who was away, to somebody with the link."].concat()
        }
        Departure::Replaced => {
            ["The relay gave the seat of ", name, ", who was away, to somebody with the PIN."].concat()
        }
    }
}

/// What an owner did, and what it means for everyone.
fn did(who: &str, done: &Done, people: &People, until: &str) -> String {
    match done {
        Done::Removed(id) => [who, " removed ", &people.object(*id), ". The room has a new link."].concat(),
        Done::ChangedLink => [who, " changed the room's link."].concat(),
        Done::Locked => [who, " locked the room: nobody new can come in."].concat(),
        Done::Unlocked => [who, " unlocked the room: the link lets people in again."].concat(),
        Done::Closed => [who, " closed the room: nobody can write. The countdown runs."].concat(),
        Done::Reopened => [who, " reopened the room: everyone can write again."].concat(),
        Done::Extended { by_ms } => {
            [who, " gave the room ", &span_in_words(whole(*by_ms)), " more. It burns at ", until, "."].concat()
        }
        Done::Renamed => [who, " gave the room another name."].concat(),
        Done::HandedOver(id) => [who, " handed the room over to ", &people.object(*id), "."].concat(),
    }
}

/// Two devices know a deadline to within a few ms of each other, and nobody is given "4 minutes and 59.9 seconds".
fn whole(by_ms: u64) -> u64 {
    let unit_ms = if by_ms < MINUTE_MS { SECOND_MS } else { MINUTE_MS };
    by_ms.saturating_add(unit_ms / 2) / unit_ms * unit_ms
}

fn suspect(name: &str, flaw: Flaw) -> String {
    match flaw {
        Flaw::Unauthentic => {
            ["Something came in ", name, "'s name that their device did not sign. It is not shown."].concat()
        }
        Flaw::Unreadable => [name, " sent something that does not open. It is not shown."].concat(),
        Flaw::NoKey => [name, " sent something that this device has no key for."].concat(),
    }
}

/// Why something was not done. Of what owners do, the relay checks one number by itself.
fn refused(of: Refused, why: Refusal) -> &'static str {
    match (of, why) {
        (Refused::OwnerAct, Refusal::OutOfRange) => "Not done: a room lasts for 24 hours at most.",
        (Refused::OwnerAct, Refusal::Stale) => "Not done: another owner was quicker. Look at the room, then try again.",
        (_, why) => refusal::sentence(why),
    }
}

/// "Ada", "Ada and Bo", "Ada, Bo and Cy".
#[must_use]
pub fn listed(names: &[Rc<str>]) -> String {
    match names {
        [] => "nobody".into(),
        [only] => only.to_string(),
        [first @ .., last] => [&first.join(", "), " and ", &**last].concat(),
    }
}

#[cfg(test)]
mod tests {
    use burnroom_engine::effect::{Done, Flaw};
    use burnroom_shared::ids::MemberId;

    use super::{listed, note};
    use crate::clock::{HOUR_MS, MINUTE_MS};
    use crate::view::log::Note;
    use crate::view::people::{Assurance, Member, People};

    const ME: MemberId = MemberId([1; 16]);
    const BEN: MemberId = MemberId([2; 16]);
    const EVE: MemberId = MemberId([9; 16]);
    const TWIN: MemberId = MemberId([7; 16]);

    fn told(by: MemberId, done: Done) -> String {
        let mut people = People::default();
        people
            .update(vec![Member::new(ME, "fox", Assurance::Oneself), Member::new(BEN, "Ben", Assurance::NotCompared)]);
        note(&Note::Done { by, done, until_ms: 14 * HOUR_MS + 32 * MINUTE_MS }, &people, 0)
    }

    fn told_of(note_of: &Note) -> String {
        let mut people = People::default();
        people.update(vec![
            Member::new(ME, "fox", Assurance::Oneself),
            Member::new(BEN, "Ben", Assurance::NotCompared),
            Member::new(EVE, "Eve", Assurance::Intruder),
            Member::new(TWIN, "Веn", Assurance::NotCompared),
        ]);
        note(note_of, &people, 0)
    }

    #[test]
    fn what_came_in_somebodys_name_is_told_with_whose_and_what_became_of_it() {
        let suspect = |id, flaw| told_of(&Note::Suspect(id, flaw));
        assert_eq!(
            suspect(EVE, Flaw::Unauthentic),
            "Something came in Eve's name that their device did not sign. It is not shown."
        );
        assert_eq!(
            suspect(ME, Flaw::Unauthentic),
            "Something came in your name that this device did not sign. It is not shown."
        );
        assert_eq!(suspect(EVE, Flaw::Unreadable), "Eve sent something that does not open. It is not shown.");
        assert_eq!(suspect(EVE, Flaw::NoKey), "Eve sent something that this device has no key for.");
    }

    #[test]
    fn an_intruder_is_not_welcomed() {
        let intruded =
            "A seat was taken by Eve, who cannot show that they have the link. They get no keys and can read nothing.";
        assert_eq!(told_of(&Note::Arrived(EVE)), intruded);
        assert_eq!(told_of(&Note::Arrived(BEN)), "Ben (0202) came in. Compare your code aloud.");
    }

    #[test]
    fn whoever_could_be_taken_for_another_is_told_apart_wherever_they_are_named() {
        assert_eq!(
            told_of(&Note::Done { by: TWIN, done: Done::Closed, until_ms: 0 }).split(' ').nth(1),
            Some("(0707)")
        );
        assert_eq!(
            told_of(&Note::Compared(vec![BEN, EVE])),
            "You compared the code with Ben (0202) and Eve. It matched."
        );
    }

    #[test]
    fn names_are_listed_as_one_would_say_them() {
        assert_eq!(listed(&["Ada".into()]), "Ada");
        assert_eq!(listed(&["Ada".into(), "Bo".into()]), "Ada and Bo");
        assert_eq!(listed(&["Ada".into(), "Bo".into(), "Cy".into()]), "Ada, Bo and Cy");
    }

    #[test]
    fn what_owners_do_is_told_with_who_and_what_follows() {
        assert_eq!(told(ME, Done::Removed(BEN)), "You removed Ben. The room has a new link.");
        assert_eq!(told(BEN, Done::HandedOver(ME)), "Ben handed the room over to you.");
        for by_ms in [15 * MINUTE_MS, 15 * MINUTE_MS - 40, 15 * MINUTE_MS + 40] {
            let longer = told(BEN, Done::Extended { by_ms });
            assert_eq!(longer, "Ben gave the room 15 minutes more. It burns at 14:32.");
        }
        let little = told(BEN, Done::Extended { by_ms: 19_980 });
        assert_eq!(little, "Ben gave the room 20 seconds more. It burns at 14:32.");
    }
}
