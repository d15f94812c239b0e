//! What the relay says to a member as text.

use super::bytes::{Base64, SignedBytes};
use crate::ids::{Digest, MemberId, SeatToken};
use crate::log::Departure;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// What the relay says to a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum RelayFrame {
    /// The seat is taken: everything there is to know. The newcomer's own joining is in it.
    Hello(Box<Hello>),
    /// The seat is taken up again. Every event from the one after [`Resume::seq`](super::Resume::seq) follows, in order.
    Resumed(Resumed),
    /// A new token for the seat, for the next resume.
    Token {
        /// The token.
        token: SeatToken,
    },
    /// A connection broke, or was taken up again. Not in the log: a seat is kept meanwhile. The relay's word.
    Presence {
        /// Whose.
        id: MemberId,
        /// Whether nobody is on the line.
        away: bool,
    },
    /// The next event of the log that is not a post.
    Event(SequencedEvent),
    /// A page of what was before: so many events from `first` on are the next frames, as they were sent then.
    Past {
        /// The first of them.
        first: u64,
        /// How many.
        count: u16,
    },
    /// Time passes.
    Tick {
        /// The relay's wall clock, ms since 1970.
        now_ms: u64,
        /// When the room burns.
        deadline_ms: u64,
    },
    /// A no that leaves the connection open.
    Refused {
        /// Why.
        refusal: Refusal,
        /// What was refused.
        of: Refused,
        /// Of a post: the digest of the one refused.
        #[serde(skip_serializing_if = "Option::is_none")]
        digest: Option<Digest>,
        /// When it is worth trying again, ms from now; absent if that is not a matter of time.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<u64>,
        /// Of a PIN: how many wrong ones this seat still has.
        #[serde(skip_serializing_if = "Option::is_none")]
        tries_left: Option<u8>,
    },
    /// The room is gone. Only erasure frames pass from here on.
    Burned {
        /// Why.
        cause: BurnCause,
        /// How many were seated.
        seats: u16,
    },
}

/// Which of a member's frames was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// A sealed post.
    Post,
    /// A fresh key.
    Fresh,
    /// A rekey.
    Rekey,
    /// A resync.
    Resync,
    /// What an owner does.
    OwnerAct,
    /// An asking for the link.
    Relink,
    /// The link for somebody.
    Linkbox,
    /// A name.
    Profile,
    /// A page of the past.
    Past,
    /// A PIN.
    Claim,
    /// A burn.
    Burn,
}

/// Why a room burned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BurnCause {
    /// The countdown ended.
    Deadline,
    /// Somebody who may burned it.
    Command,
    /// Nobody was there any more.
    Empty,
    /// The relay is stopping.
    Shutdown,
}

/// What a newcomer gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The relay's wall clock, ms since 1970.
    pub now_ms: u64,
    /// When the room burns.
    pub deadline_ms: u64,
    /// How many seats the room has.
    pub capacity: u16,
    /// The state of the log after the newcomer's own joining ([`crate::log::snapshot`]).
    pub snapshot: Base64,
    /// Everyone's sealed name.
    pub names: Vec<SealedName>,
    /// Who is away.
    pub away: Vec<MemberId>,
    /// Takes up this seat again if the connection breaks.
    pub token: SeatToken,
    /// The sealed title, if the room was made with one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<Base64>,
}

/// What a resumed connection gets first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resumed {
    /// The relay's wall clock, ms since 1970.
    pub now_ms: u64,
    /// When the room burns.
    pub deadline_ms: u64,
    /// The token for the next time.
    pub token: SeatToken,
    /// The last event: what is not processed up to it follows now.
    pub head: u64,
    /// Who is away.
    pub away: Vec<MemberId>,
}

/// A member's name as it sealed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedName {
    /// Whose.
    pub id: MemberId,
    /// Sealed under the link's profile key.
    pub name: Base64,
}

/// A numbered event that is not a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequencedEvent {
    /// Its place in the log.
    pub seq: u64,
    /// The relay's wall clock, ms since 1970.
    pub time_ms: u64,
    /// What happened.
    pub event: EventFrame,
}

/// An event's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventFrame {
    /// Somebody took a seat.
    Joined {
        /// The announcement.
        announcement: SignedBytes,
        /// The sealed name.
        name: Base64,
    },
    /// A seat became free.
    Left {
        /// Whose.
        id: MemberId,
        /// Why.
        departure: Departure,
    },
    /// A new agreement key.
    Fresh(SignedBytes),
    /// A new epoch.
    Rekey(SignedBytes),
    /// An epoch's secret was not good for somebody.
    Resync(SignedBytes),
    /// What an owner did.
    OwnerAct(SignedBytes),
    /// The link in force did not reach a member.
    Relink(SignedBytes),
    /// The link in force for a member.
    Linkbox(SignedBytes),
    /// A member's name under the link in force.
    Profile(SignedBytes),
    /// A post whose body the relay no longer holds: its header and digest, so that chains and log go on.
    Trimmed {
        /// The header, [`crate::envelope::Header::LENGTH`] bytes.
        header: Base64,
        /// SHA-256 of the whole post, signature included.
        digest: Digest,
    },
    /// A seat showed the PIN.
    Owner {
        /// Whose.
        id: MemberId,
    },
}
