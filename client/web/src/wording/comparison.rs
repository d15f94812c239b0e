//! What the compare sheet says, and the code's own line in the header.

use burnroom_engine::effect::Break;

use crate::view::people::People;

/// How the code stands, in the header: never alarming unless something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody compared yet, or someone new has not been.
    NotCompared,
    /// Everyone here was compared.
    Compared,
    /// It did not match.
    Differed,
}

impl Standing {
    /// What the chip says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NotCompared => "Not compared yet",
            Self::Compared => "Compared",
            Self::Differed => "The words differ",
        }
    }
}

/// What to do with the words.
pub const READ_ALOUD: &str = "Read these aloud. Everyone should have the same five.";
/// Why one compares at all.
pub const WHY: &str =
    "If all five agree, nobody sits between the people named here. If even one word differs, say so below.";
/// What a difference means.
pub const DIFFERED_MEANS: &str = "Different words mean that someone may sit between you and read along. \
     It can also be that one of you is looking at an older code. Compare again, or burn the room and meet another way.";
/// Nobody to compare with.
pub const ALONE: &str = "There is nobody to compare with yet. Ask someone in first.";
/// While devices work.
pub const GATHERING: &str = "The devices are making a code together…";
/// Before anyone has begun.
pub const NOT_BEGUN: &str =
    "The devices make a code together. You read it to each other, over the phone or across the table.";

/// Why there is no code.
#[must_use]
pub fn broken(cause: Break, people: &People) -> String {
    match cause {
        Break::Silence => "Not everyone's device answered in time. Everyone has to have the room open.".into(),
        Break::Left(id) => format!("{} left meanwhile. Compare again.", people.name_of(id)),
        Break::Misbehaved(id) => {
            format!("{}'s device did not follow the steps, so there is no code.", people.name_of(id))
        }
        Break::Alone => ALONE.into(),
    }
}

/// The standing, given whether a code differed and whether everyone here has been compared.
#[must_use]
pub fn standing(distrusts: bool, all_compared: bool) -> Standing {
    match (distrusts, all_compared) {
        (true, _) => Standing::Differed,
        (false, true) => Standing::Compared,
        (false, false) => Standing::NotCompared,
    }
}
