//! How the text of a relay's frame becomes one: every field that any frame has is read into one row, and the frame
//! takes what it is made of. Derived for each kind alone, the same costs every visitor 10 kB more.
//!
//! Invariant: a field that is missing, said twice, null, unknown or of another kind makes no frame (R04).

use super::bytes::{Base64, SignedBytes};
use super::relay::{BurnCause, EventFrame, Hello, Refused, RelayFrame, Resumed, SealedName, SequencedEvent};
use crate::ids::{Digest, MemberId, SeatToken, Signature};
use crate::log::Departure;
use crate::refusal::Refusal;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// A field that is there is not null.
fn there<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

macro_rules! row {
    ($row:ident, $tag:literal, $($field:ident: $kind:ty,)*) => {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $row {
            #[serde(rename = $tag)]
            tag: String,
            $(#[serde(default, deserialize_with = "there")] $field: Option<$kind>,)*
        }

        impl $row {
            /// Whether everything that was said has been taken.
            fn is_spent(&self) -> bool {
                $(self.$field.is_none())&&*
            }
        }
    };
}

row! { RelayRow, "type",
    now_ms: u64,
    deadline_ms: u64,
    time_ms: u64,
    retry_after_ms: u64,
    seq: u64,
    head: u64,
    first: u64,
    count: u16,
    capacity: u16,
    seats: u16,
    tries_left: u8,
    snapshot: Base64,
    title: Base64,
    names: Vec<SealedName>,
    away: Away,
    id: MemberId,
    token: SeatToken,
    event: EventFrame,
    refusal: Refusal,
    of: Refused,
    digest: Digest,
    cause: BurnCause,
}

row! { EventRow, "kind",
    announcement: SignedBytes,
    name: Base64,
    id: MemberId,
    departure: Departure,
    body: Base64,
    signature: Signature,
    header: Base64,
    digest: Digest,
}

/// Who is away, or whether somebody is.
enum Away {
    Members(Vec<MemberId>),
    One(bool),
}

impl<'de> Deserialize<'de> for Away {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AwayVisitor)
    }
}

struct AwayVisitor;

impl<'de> Visitor<'de> for AwayVisitor {
    type Value = Away;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("members or a yes or no")
    }

    fn visit_bool<E: Error>(self, away: bool) -> Result<Away, E> {
        Ok(Away::One(away))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Away, A::Error> {
        let mut members = Vec::new();
        while let Some(id) = list.next_element()? {
            members.push(id);
        }
        Ok(Away::Members(members))
    }
}

impl RelayRow {
    fn away(&mut self) -> Option<Vec<MemberId>> {
        match self.away.take()? {
            Away::Members(members) => Some(members),
            Away::One(_) => None,
        }
    }

    fn is_away(&mut self) -> Option<bool> {
        match self.away.take()? {
            Away::One(away) => Some(away),
            Away::Members(_) => None,
        }
    }

    fn hello(&mut self) -> Option<Hello> {
        Some(Hello {
            now_ms: self.now_ms.take()?,
            deadline_ms: self.deadline_ms.take()?,
            capacity: self.capacity.take()?,
            snapshot: self.snapshot.take()?,
            names: self.names.take()?,
            away: self.away()?,
            token: self.token.take()?,
            title: self.title.take(),
        })
    }

    fn resumed(&mut self) -> Option<Resumed> {
        Some(Resumed {
            now_ms: self.now_ms.take()?,
            deadline_ms: self.deadline_ms.take()?,
            token: self.token.take()?,
            head: self.head.take()?,
            away: self.away()?,
        })
    }

    fn event(&mut self) -> Option<SequencedEvent> {
        Some(SequencedEvent { seq: self.seq.take()?, time_ms: self.time_ms.take()?, event: self.event.take()? })
    }

    fn refused(&mut self) -> Option<RelayFrame> {
        Some(RelayFrame::Refused {
            refusal: self.refusal.take()?,
            of: self.of.take()?,
            digest: self.digest.take(),
            retry_after_ms: self.retry_after_ms.take(),
            tries_left: self.tries_left.take(),
        })
    }

    fn frame(mut self) -> Option<RelayFrame> {
        let frame = match self.tag.as_str() {
            "hello" => RelayFrame::Hello(Box::new(self.hello()?)),
            "resumed" => RelayFrame::Resumed(self.resumed()?),
            "token" => RelayFrame::Token { token: self.token.take()? },
            "presence" => RelayFrame::Presence { id: self.id.take()?, away: self.is_away()? },
            "event" => RelayFrame::Event(self.event()?),
            "past" => RelayFrame::Past { first: self.first.take()?, count: self.count.take()? },
            "tick" => RelayFrame::Tick { now_ms: self.now_ms.take()?, deadline_ms: self.deadline_ms.take()? },
            "refused" => self.refused()?,
            "burned" => RelayFrame::Burned { cause: self.cause.take()?, seats: self.seats.take()? },
            _ => return None,
        };
        self.is_spent().then_some(frame)
    }
}

impl EventRow {
    fn signed(&mut self) -> Option<SignedBytes> {
        Some(SignedBytes { body: self.body.take()?, signature: self.signature.take()? })
    }

    fn event(mut self) -> Option<EventFrame> {
        let event = match self.tag.as_str() {
            "joined" => EventFrame::Joined { announcement: self.announcement.take()?, name: self.name.take()? },
            "left" => EventFrame::Left { id: self.id.take()?, departure: self.departure.take()? },
            "fresh" => EventFrame::Fresh(self.signed()?),
            "rekey" => EventFrame::Rekey(self.signed()?),
            "resync" => EventFrame::Resync(self.signed()?),
            "owner-act" => EventFrame::OwnerAct(self.signed()?),
            "relink" => EventFrame::Relink(self.signed()?),
            "linkbox" => EventFrame::Linkbox(self.signed()?),
            "profile" => EventFrame::Profile(self.signed()?),
            "trimmed" => EventFrame::Trimmed { header: self.header.take()?, digest: self.digest.take()? },
            "owner" => EventFrame::Owner { id: self.id.take()? },
            _ => return None,
        };
        self.is_spent().then_some(event)
    }
}

impl<'de> Deserialize<'de> for RelayFrame {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RelayRow::deserialize(deserializer)?.frame().ok_or_else(|| D::Error::custom("no frame"))
    }
}

impl<'de> Deserialize<'de> for EventFrame {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EventRow::deserialize(deserializer)?.event().ok_or_else(|| D::Error::custom("no event"))
    }
}
