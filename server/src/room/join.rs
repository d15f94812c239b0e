//! Taking a seat and giving it back.

use super::command::{Delivery, Joining, event_frame};
use super::{Place, Room};
use crate::bucket::Bucket;
use crate::clock::Now;
use crate::refused::Denied;
use burnroom_shared::frame::{EventFrame, SignedBytes};
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::SEALED_NAME_BYTES;
use burnroom_shared::log::{Change, Departure, Invalid};
use burnroom_shared::refusal::Refusal;

impl Room {
    /// Seats somebody, tells the others, and tells the newcomer everything.
    pub(super) fn join(&mut self, joining: Box<Joining>, now: Now) -> Result<Vec<Delivery>, Refusal> {
        let Joining { entry_hash, announcement, name } = *joining;
        self.admit(&entry_hash)?;
        if name.0.len() != SEALED_NAME_BYTES {
            return Err(Refusal::OutOfRange);
        }
        if self.seats_taken() >= self.terms.capacity {
            return Err(Refusal::RoomFull);
        }
        if self.joins.wait(self.paces.joins, now.uptime_ms).is_some() {
            return Err(Refusal::TooFast);
        }
        let id = announcement.act().id();
        let content = EventFrame::Joined { announcement: SignedBytes::from(announcement.signed()), name: name.clone() };
        let joined = self.sequence(Change::Joined(announcement), now).map_err(refusal)?;
        let _ = self.joins.take(self.paces.joins, now.uptime_ms);
        self.places.push(Place { id, name, posts: Bucket::default() });
        self.empty_since_ms = None;
        Ok(vec![Delivery::Others(id, event_frame(&joined, content)), Delivery::One(id, self.hello(now))])
    }

    /// Frees a seat and tells the others. The log refuses only whoever has none.
    pub(super) fn leave(&mut self, id: MemberId, departure: Departure, now: Now) -> Result<Vec<Delivery>, Denied> {
        let left = self.sequence(Change::Left(id, departure), now).map_err(refusal)?;
        self.places.retain(|place| place.id != id);
        if self.places.is_empty() {
            self.empty_since_ms = Some(now.uptime_ms);
        }
        Ok(vec![Delivery::Others(id, event_frame(&left, EventFrame::Left { id, departure }))])
    }
}

fn refusal(invalid: Invalid) -> Refusal {
    match invalid {
        Invalid::ElsewhereMade | Invalid::NotItsSigner => Refusal::BadAnnouncement,
        Invalid::Overfull => Refusal::RelayFull,
        _ => Refusal::Stale,
    }
}
