//! Taking a seat and giving it back.

use super::command::{Delivery, Joining};
use super::{Place, Room};
use crate::clock::Now;
use crate::connection::Frame;
use crate::pin::Typed;
use crate::refused::Denied;
use crate::token::Tokens;
use burnroom_shared::frame::{Base64, EventFrame, SignedBytes};
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::SEALED_NAME_BYTES;
use burnroom_shared::log::{Change, Departure, Invalid};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Announcement, Verified};
use std::time::Duration;

impl Room {
    /// Seats somebody, tells the others, and tells the newcomer everything. Whoever shows the PIN is an owner at once, in
    /// the place of the owner who has been away longest, if one is.
    pub(super) fn join(&mut self, joining: Box<Joining>, now: Now) -> Result<Vec<Delivery>, Denied> {
        let Joining { at, entry_hash, announcement, name, token, pin } = *joining;
        self.admit(&at, Some(&entry_hash))?;
        let id = announcement.act().id();
        self.judge_guest(&id, &name, now)?;
        let freed = self.seat_to_free(announcement.act(), pin.is_some(), now)?;
        let is_by_pin = self.judge_pin(id, pin.as_ref(), now)?;
        self.judge_together(freed, &announcement, is_by_pin, now).map_err(refusal)?;

        let left = freed.map(|(whose, departure)| self.free(whose, departure, now)).transpose().map_err(refusal)?;
        let content = EventFrame::Joined { announcement: SignedBytes::from(announcement.signed()), name: name.clone() };
        let joined = self.publish(Change::Joined(announcement), content, now).map_err(refusal)?;
        let _ = self.joins.take(self.paces.joins, now.uptime_ms);
        let shown = token.reveal();
        self.places.push(Place::new(id, name, Tokens::new(token, now.uptime_ms)));
        self.empty_since_ms = None;
        let hello = Delivery::One(id, self.hello(shown, now));
        let others = left.into_iter().chain([joined]).map(|frame| Delivery::Others(id, frame));
        let told: Vec<_> = others.chain([hello]).collect();
        if !is_by_pin || self.log.is_owner(&id) {
            return Ok(told);
        }
        let owner = self.publish(Change::Owner(id), EventFrame::Owner { id }, now).map_err(refusal)?;
        Ok(told.into_iter().chain([Delivery::Everyone(owner)]).collect())
    }

    /// What is asked of every guest before anything else: nobody's PIN is compared for a join that cannot be.
    fn judge_guest(&self, id: &MemberId, name: &Base64, now: Now) -> Result<(), Denied> {
        if self.log.is_kicked(id) {
            return Err(Refusal::Kicked.into());
        }
        if name.0.len() != SEALED_NAME_BYTES {
            return Err(Refusal::OutOfRange.into());
        }
        if self.log.rules().locked {
            return Err(Refusal::RoomLocked.into());
        }
        if self.backlog.is_full() {
            return Err(Refusal::RelayFull.into());
        }
        let wait = self.joins.wait(self.paces.joins, now.uptime_ms);
        wait.map_or(Ok(()), |wait| Err(Denied::for_now(Refusal::TooFast, wait)))
    }

    /// Whose seat the guest gets, and why: its own, if it had one and its hello was lost; of the owner who has been away longest, if the PIN was shown; in a full room,
    /// of whoever has been away longest.
    fn seat_to_free(
        &self,
        guest: &Announcement,
        has_pin: bool,
        now: Now,
    ) -> Result<Option<(MemberId, Departure)>, Denied> {
        let own = self.log.seat(&guest.id());
        if own.is_some_and(|seat| guest.incarnation > seat.incarnation()) {
            return Ok(Some((guest.id(), Departure::Lost)));
        }
        let longest = |may: &dyn Fn(&Place) -> bool| {
            let away = self.places.iter().filter(|place| place.away_since_ms.is_some() && may(place));
            away.min_by_key(|place| place.away_since_ms).map(|place| place.id)
        };
        let owner = has_pin.then(|| longest(&|place| self.log.is_owner(&place.id))).flatten();
        if let Some(owner) = owner {
            return Ok(Some((owner, Departure::Replaced)));
        }
        if self.seats_taken() < self.terms.capacity {
            return Ok(None);
        }
        let displace_after_ms = self.leeway.displace_after_ms;
        let absent = longest(&|place| place.is_away_for(displace_after_ms, now));
        Ok(Some((absent.ok_or_else(|| self.full(now))?, Departure::Displaced)))
    }

    fn full(&self, now: Now) -> Denied {
        let wait = self.free_in_ms(now).map(Duration::from_millis);
        Denied { retry_after: wait, ..Denied::from(Refusal::RoomFull) }
    }

    /// When somebody new could have a seat, ms from now, if every one is taken: of the one that has been away longest.
    /// `None` if a seat is free, or nobody is away.
    pub(super) fn free_in_ms(&self, now: Now) -> Option<u64> {
        if self.seats_taken() < self.terms.capacity {
            return None;
        }
        let since_ms = self.places.iter().filter_map(|place| place.away_since_ms).min()?;
        let free_after_ms = self.leeway.displace_after_ms.min(self.leeway.grace_ms);
        Some(free_after_ms.saturating_sub(now.uptime_ms.saturating_sub(since_ms)))
    }

    fn judge_pin(&mut self, id: MemberId, pin: Option<&Typed>, now: Now) -> Result<bool, Denied> {
        let Some(typed) = pin else { return Ok(false) };
        self.pin.judge(id, typed, now.uptime_ms).map(|()| true)
    }

    /// Several events happen together or not at all, so they are tried on a copy first.
    fn judge_together(
        &self,
        freed: Option<(MemberId, Departure)>,
        announcement: &Verified<Announcement>,
        is_by_pin: bool,
        now: Now,
    ) -> Result<(), Invalid> {
        if freed.is_none() && !is_by_pin {
            return Ok(());
        }
        let left = freed.map(|(id, departure)| Change::Left(id, departure));
        let owner = is_by_pin.then(|| Change::Owner(announcement.act().id()));
        let mut trial = self.log.clone();
        let changes = left.into_iter().chain([Change::Joined(announcement.clone())]).chain(owner);
        changes.into_iter().try_for_each(|change| trial.apply(&trial.next(change, now.wall_ms)))
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
        Invalid::Locked => Refusal::RoomLocked,
        _ => Refusal::Stale,
    }
}
