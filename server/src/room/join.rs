//! Taking a seat and giving it back.

use super::command::{Delivery, Joining};
use super::{Place, Room};
use crate::bucket::Bucket;
use crate::clock::Now;
use crate::connection::Frame;
use crate::refused::Denied;
use crate::token::Tokens;
use burnroom_shared::frame::{EventFrame, SignedBytes};
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::SEALED_NAME_BYTES;
use burnroom_shared::log::{Change, Departure, Invalid};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Announcement, Verified};

impl Room {
    /// Seats somebody, tells the others, and tells the newcomer everything.
    pub(super) fn join(&mut self, joining: Box<Joining>, now: Now) -> Result<Vec<Delivery>, Refusal> {
        let Joining { entry_hash, announcement, name, token } = *joining;
        self.admit(&entry_hash)?;
        if name.0.len() != SEALED_NAME_BYTES {
            return Err(Refusal::OutOfRange);
        }
        if self.joins.wait(self.paces.joins, now.uptime_ms).is_some() {
            return Err(Refusal::TooFast);
        }
        let is_full = self.seats_taken() >= self.terms.capacity;
        let displaced = is_full.then(|| self.displace(&announcement, now)).transpose()?;
        let id = announcement.act().id();
        let content = EventFrame::Joined { announcement: SignedBytes::from(announcement.signed()), name: name.clone() };
        let joined = self.publish(Change::Joined(announcement), content, now).map_err(refusal)?;
        let _ = self.joins.take(self.paces.joins, now.uptime_ms);
        let shown = token.reveal();
        let tokens = Tokens::new(token, now.uptime_ms);
        self.places.push(Place { id, name, posts: Bucket::default(), tokens, away_since_ms: None });
        self.empty_since_ms = None;
        let told = [Delivery::Others(id, joined), Delivery::One(id, self.hello(shown, now))];
        Ok(displaced.into_iter().chain(told).collect())
    }

    /// Frees, in a full room, the seat that has been away longest. It and the newcomer's joining happen together or not at
    /// all, so they are tried on a copy first.
    fn displace(&mut self, announcement: &Verified<Announcement>, now: Now) -> Result<Delivery, Refusal> {
        let displace_after_ms = self.leeway.displace_after_ms;
        let away = self.places.iter().filter(|place| place.is_away_for(displace_after_ms, now));
        let longest = away.min_by_key(|place| place.away_since_ms).ok_or(Refusal::RoomFull)?.id;
        let mut trial = self.log.clone();
        for change in [Change::Left(longest, Departure::Displaced), Change::Joined(announcement.clone())] {
            trial.apply(&trial.next(change, now.wall_ms)).map_err(refusal)?;
        }
        let left = self.free(longest, Departure::Displaced, now).map_err(refusal)?;
        Ok(Delivery::Others(announcement.act().id(), left))
    }

    /// Frees a seat and tells the others. The log refuses only whoever has none, or when it is too long.
    pub(super) fn leave(&mut self, id: MemberId, departure: Departure, now: Now) -> Result<Vec<Delivery>, Denied> {
        Ok(vec![Delivery::Others(id, self.free(id, departure, now).map_err(refusal)?)])
    }

    /// The event that says so.
    pub(super) fn free(&mut self, id: MemberId, departure: Departure, now: Now) -> Result<Frame, Invalid> {
        let left = self.publish(Change::Left(id, departure), EventFrame::Left { id, departure }, now)?;
        self.places.retain(|place| place.id != id);
        if self.places.is_empty() {
            self.empty_since_ms = Some(now.uptime_ms);
        }
        Ok(left)
    }
}

fn refusal(invalid: Invalid) -> Refusal {
    match invalid {
        Invalid::ElsewhereMade | Invalid::NotItsSigner => Refusal::BadAnnouncement,
        Invalid::Overfull => Refusal::RelayFull,
        _ => Refusal::Stale,
    }
}
