//! The questions before what cannot be undone: one sentence each on what happens, and buttons that say what they do.

use std::borrow::Cow;

use super::room::forked;
use crate::view::room::Room;
use crate::view::sheet::Question;

/// A question in words.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// The question.
    pub title: String,
    /// What happens.
    pub means: Cow<'static, str>,
    /// The act.
    pub act: Cow<'static, str>,
    /// The way back.
    pub keep: &'static str,
}

burnroom_shared::debug_by_name!(Asked);

/// The question as a person reads it.
#[must_use]
pub fn asked(question: Question, room: &Room) -> Asked {
    match question {
        Question::Burn => Asked {
            title: burn_question(room.people.present_count()),
            means: "Everything said here is erased on every device that is connected, at once. This cannot be undone."
                .into(),
            act: "Burn for everyone".into(),
            keep: "Keep it",
        },
        Question::Forked => Asked {
            title: "Do not go on here".into(),
            means: room.fork.map_or("", forked).into(),
            act: "Leave the room".into(),
            keep: "Read what is here",
        },
        Question::Leave => Asked {
            title: "Leave the room?".into(),
            means: "What was said here is erased from this page. The others go on. You need the link to come back."
                .into(),
            act: "Leave".into(),
            keep: "Stay",
        },
        Question::Remove(id) => {
            let name = room.people.name_of(id);
            let wipes = "'s device wipes everything. Everyone else goes on.";
            Asked {
                title: ["Remove ", &name, "?"].concat(),
                means: ["The room gets a new link; ", &name, wipes].concat().into(),
                act: ["Remove ", &name].concat().into(),
                keep: "Keep them",
            }
        }
        Question::HandOver(id) => {
            let name = room.people.name_of(id);
            Asked {
                title: ["Hand the room over to ", &name, "?"].concat(),
                means: [&name, " becomes an owner in your place. Only they or the PIN can give that back."]
                    .concat()
                    .into(),
                act: "Hand it over".into(),
                keep: "Stay owner",
            }
        }
        Question::ChangeLink => Asked {
            title: "Change the link?".into(),
            means: "The old link opens nothing any more. Everyone who is inside stays and gets the new one.".into(),
            act: "Change the link".into(),
            keep: "Keep it",
        },
    }
}

fn burn_question(people: usize) -> String {
    if people < 2 {
        return "Burn the room?".into();
    }
    format!("Burn the room for all {people}?")
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use burnroom_shared::ids::MemberId;

    use super::asked;
    use crate::view::invitation::Invitation;
    use crate::view::people::{Assurance, Member};
    use crate::view::room::{Room, RoomChange};
    use crate::view::sheet::Question;

    #[test]
    fn a_removal_says_what_happens_to_whom() {
        let (me, ben) = (MemberId([1; 16]), MemberId([2; 16]));
        let mut room = Room::new("Neon", me, 5, Rc::new(Invitation::new("link", None)));
        room.apply(RoomChange::Roster(vec![Member::new(ben, "Ben", Assurance::NotCompared)]));
        let asked = asked(Question::Remove(ben), &room);
        assert_eq!(asked.title, "Remove Ben?");
        assert_eq!(asked.means, "The room gets a new link; Ben's device wipes everything. Everyone else goes on.");
        assert_eq!(asked.act, "Remove Ben");
    }
}
