//! A seat whose connection broke: kept for a while, taken up again by its token, or freed in the end.

use super::command::{Delivery, Resuming, text};
use super::{Place, Room};
use crate::clock::Now;
use crate::refused::Denied;
use crate::token::Token;
use burnroom_shared::frame::{RelayFrame, Resumed};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;

impl Room {
    /// Nobody is on the line any more: the others are told, the log is not.
    pub(super) fn away(&mut self, id: MemberId, now: Now) -> Result<Vec<Delivery>, Denied> {
        let place = self.places.iter_mut().find(|place| place.id == id).ok_or(Refusal::SeatGone)?;
        place.away_since_ms = Some(now.uptime_ms);
        Ok(vec![Delivery::Others(id, text(&RelayFrame::Presence { id, away: true }))])
    }

    /// Whoever shows the token gets what it missed and goes on. What was before its joining is nobody's to ask for.
    pub(super) fn resume(&mut self, resuming: Resuming, now: Now) -> Result<Vec<Delivery>, Refusal> {
        let Resuming { id, shown, seq, next } = resuming;
        if self.log.is_kicked(&id) {
            return Err(Refusal::Kicked);
        }
        let joined = self.log.seat(&id).ok_or(Refusal::SeatGone)?.joined_seq();
        let head = self.log.head().seq;
        let place = self.places.iter_mut().find(|place| place.id == id).filter(|place| place.tokens.hold(&shown));
        let place = place.filter(|_| (joined..=head).contains(&seq)).ok_or(Refusal::SeatGone)?;
        let mut owed = self.backlog.after(seq).ok_or(Refusal::SeatGone)?;
        let token = next.reveal();
        place.tokens.take_up(shown, next, now.uptime_ms);
        let was_away = place.away_since_ms.take().is_some();
        let (now_ms, deadline_ms, away) = (now.wall_ms, self.terms.deadline_ms, self.ids_away());
        owed.push_front(text(&RelayFrame::Resumed(Resumed { now_ms, deadline_ms, token, head, away })));
        let back = || Delivery::Others(id, text(&RelayFrame::Presence { id, away: false }));
        Ok([Delivery::Missed(id, owed)].into_iter().chain(was_away.then(back)).collect())
    }

    /// Frees the seats that have waited long enough. The log refuses only while it is too long for anything but a rekey:
    /// then they wait again.
    pub(super) fn sweep(&mut self, now: Now) -> Vec<Delivery> {
        let grace_ms = self.leeway.grace_ms;
        let is_over = |place: &&Place| place.is_away_for(grace_ms, now);
        let over: Vec<_> = self.places.iter().filter(is_over).map(|place| place.id).collect();
        let mut told = Vec::new();
        for id in over {
            match self.free(id, Departure::Lost, now) {
                Ok(left) => told.push(Delivery::Everyone(left)),
                Err(_) => self.places.iter_mut().filter(|place| place.id == id).for_each(|place| {
                    place.away_since_ms = Some(now.uptime_ms);
                }),
            }
        }
        told
    }

    /// Gives a seat on the line another token.
    pub(super) fn renew(&mut self, id: MemberId, next: Token, now: Now) -> Result<Vec<Delivery>, Denied> {
        let place = self.places.iter_mut().find(|place| place.id == id).ok_or(Refusal::SeatGone)?;
        let token = next.reveal();
        place.tokens.renew(next, now.uptime_ms);
        Ok(vec![Delivery::One(id, text(&RelayFrame::Token { token }))])
    }

    /// Whose token is old, among those on the line.
    #[must_use]
    pub fn stale_tokens(&self, now: Now) -> Vec<MemberId> {
        let is_stale = |place: &&Place| place.away_since_ms.is_none() && place.tokens.is_stale(now.uptime_ms);
        self.places.iter().filter(is_stale).map(|place| place.id).collect()
    }

    pub(super) fn ids_away(&self) -> Vec<MemberId> {
        self.places.iter().filter(|place| place.away_since_ms.is_some()).map(|place| place.id).collect()
    }
}

impl Place {
    pub(super) fn is_away_for(&self, time_ms: u64, now: Now) -> bool {
        self.away_since_ms.is_some_and(|since_ms| now.uptime_ms.saturating_sub(since_ms) >= time_ms)
    }
}
