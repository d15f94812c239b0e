//! Comparing the code: where it stands, for whom it holds, what the person said of it.
//! The code itself comes from the engine; nothing here judges whether it is right, people do that aloud.

use std::rc::Rc;

use burnroom_engine::effect::{Break, Fingerprint};
use burnroom_shared::ids::MemberId;

/// A finished comparison's code and whom it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// The code.
    pub fingerprint: Fingerprint,
    /// The members whose keys it stands for, oneself included.
    pub covers: Vec<MemberId>,
}

/// Where the comparison stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Comparison {
    /// Nobody has begun one.
    #[default]
    NotBegun,
    /// The devices are making a code together.
    Gathering,
    /// There is a code to read aloud.
    ToCompare(Rc<Code>),
    /// The person said that it matched.
    Matched(Rc<Code>),
    /// The person said that it did not match.
    Differed(Rc<Code>),
    /// It ended without a code.
    Broken(Break),
}

impl Comparison {
    /// The code, if there is one.
    #[must_use]
    pub fn code(&self) -> Option<&Rc<Code>> {
        match self {
            Self::ToCompare(code) | Self::Matched(code) | Self::Differed(code) => Some(code),
            Self::NotBegun | Self::Gathering | Self::Broken(_) => None,
        }
    }

    /// A comparison began. A code that people may be reading aloud stays until there is another.
    #[must_use]
    pub fn gathering(self) -> Self {
        match self {
            Self::ToCompare(code) => Self::ToCompare(code),
            _ => Self::Gathering,
        }
    }

    /// Likewise: a failed attempt takes no code away that is being read.
    #[must_use]
    pub fn broken(self, cause: Break) -> Self {
        match self {
            Self::ToCompare(code) => Self::ToCompare(code),
            _ => Self::Broken(cause),
        }
    }

    /// The person said that the code matches.
    #[must_use]
    pub fn matched(self) -> Self {
        match self {
            Self::ToCompare(code) => Self::Matched(code),
            other => other,
        }
    }

    /// The person said that it does not.
    #[must_use]
    pub fn differed(self) -> Self {
        match self {
            Self::ToCompare(code) | Self::Matched(code) => Self::Differed(code),
            other => other,
        }
    }
}
