//! What a member says to the relay as text.

use super::bytes::{Base64, SignedBytes};
use crate::ids::{Entry, MemberId, SeatToken};
use serde::{Deserialize, Serialize};

/// A PIN as somebody typed it: any text, and perhaps the right one. Not for logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypedPin(pub String);

crate::debug_by_name!(TypedPin);

impl From<String> for TypedPin {
    fn from(typed: String) -> Self {
        Self(typed)
    }
}

impl From<&str> for TypedPin {
    fn from(typed: &str) -> Self {
        Self(typed.to_owned())
    }
}

/// What a member says to the relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum MemberFrame {
    /// Asks for a seat: the first frame, and only once.
    Join(Join),
    /// Takes up a seat again after the connection broke: the first frame in place of [`MemberFrame::Join`].
    Resume(Resume),
    /// A new agreement key.
    Fresh(SignedBytes),
    /// A new epoch.
    Rekey(SignedBytes),
    /// The epoch's secret is not good here.
    Resync(SignedBytes),
    /// What an owner does.
    OwnerAct(SignedBytes),
    /// The link in force did not reach the member.
    Relink(SignedBytes),
    /// The link in force for one who asked.
    Linkbox(SignedBytes),
    /// The member's name under the link in force.
    Profile(SignedBytes),
    /// Asks for a page of what was before: the last events before one.
    Past {
        /// Only events before this one.
        before: u64,
        /// How many at most, up to [`crate::limits::PAGE_EVENTS_MAX`].
        limit: u16,
    },
    /// Shows the PIN to become an owner.
    Claim {
        /// As typed; anything but the six digits is wrong.
        pin: TypedPin,
    },
    /// Burns the room for everyone.
    Burn {},
    /// Gives the seat back.
    Leave {},
}

/// The first frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// [`crate::limits::VERSION`].
    pub version: u8,
    /// The entry token from the link.
    pub entry: Entry,
    /// The announcement.
    pub announcement: SignedBytes,
    /// The sealed name, exactly [`crate::limits::SEALED_NAME_BYTES`] bytes.
    pub name: Base64,
    /// The PIN as typed, if its owner comes from another device: makes an owner at once, in the seat of an owner who is
    /// away if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pin: Option<TypedPin>,
}

/// The first frame of a connection that goes on with a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// [`crate::limits::VERSION`].
    pub version: u8,
    /// Whose seat.
    pub id: MemberId,
    /// The last token that the relay gave for it.
    pub token: SeatToken,
    /// The last event that was processed.
    pub seq: u64,
}
