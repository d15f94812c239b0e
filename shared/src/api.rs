//! The relay's HTTP bodies: create a room, describe it. JSON, unknown fields refused.

use crate::frame::Base64;
use crate::ids::{EntryHash, MemberId, RoomId};
use serde::{Deserialize, Serialize};

/// Header that shows the entry token when asking about a room: never in a URL, which logs and histories keep.
pub const ENTRY_HEADER: &str = "burnroom-entry";

/// Body of `POST /api/rooms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateRoom {
    /// The address, derived from the link.
    pub room: RoomId,
    /// SHA-256 of the entry token.
    pub entry_hash: EntryHash,
    /// The link's parameter byte.
    pub parameters: u8,
    /// Time to live, seconds: [`crate::limits::TTL_MIN_S`] to [`crate::limits::TTL_MAX_S`].
    pub ttl_s: u32,
    /// Seats: [`crate::limits::CAPACITY_MIN`] to [`crate::limits::CAPACITY_MAX`].
    pub capacity: u16,
    /// The creator's id; sixteen zeros for nobody.
    pub creator: MemberId,
    /// The title under the link's profile key, exactly [`crate::limits::SEALED_TITLE_BYTES`] bytes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<Base64>,
}

/// Answer 201 to [`CreateRoom`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Created {
    /// The relay's wall clock, ms since 1970: part of the genesis.
    pub created_ms: u64,
    /// When the room burns.
    pub deadline_ms: u64,
    /// Six digits that make a seat an owner. Said once.
    pub pin: String,
}

impl std::fmt::Debug for Created {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { created_ms, deadline_ms, pin: _ } = self;
        formatter.debug_struct("Created").field("created_ms", created_ms).field("deadline_ms", deadline_ms).finish()
    }
}

/// Answer to `GET /api/rooms/{room}` for who shows the entry token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The relay's wall clock, ms since 1970.
    pub now_ms: u64,
    /// When the room burns.
    pub deadline_ms: u64,
    /// Seats taken.
    pub seats: u16,
    /// Seats there are.
    pub capacity: u16,
    /// Whether nobody new is let in.
    pub locked: bool,
    /// Whether newcomers can read what was said before.
    pub history: bool,
    /// If every seat is taken and one of them is away: when somebody new can have that one, ms from `now_ms`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub free_in_ms: Option<u64>,
    /// The sealed title.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<Base64>,
}

/// Body of every refusal (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:burnroom:refusal:` and the refusal's word.
    #[serde(rename = "type")]
    pub kind: String,
    /// The refusal's word.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
}

impl From<crate::refusal::Refusal> for Problem {
    fn from(refusal: crate::refusal::Refusal) -> Self {
        let word = refusal.word();
        Self { kind: format!("urn:burnroom:refusal:{word}"), title: word.to_owned(), status: refusal.status() }
    }
}

impl Problem {
    /// The refusal that the problem is about.
    #[must_use]
    pub fn refusal(&self) -> Option<crate::refusal::Refusal> {
        crate::refusal::Refusal::from_word(&self.title)
    }
}
