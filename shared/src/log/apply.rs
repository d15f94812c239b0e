//! The one function by which a room's state advances: all of it, or nothing.

use super::event::{Change, Event, Invalid};
use super::seat::Seat;
use super::state::{Mark, State, TRAIL_MAX};
use std::sync::Arc;

impl State {
    /// Takes the next event, or refuses it and stays as it was.
    ///
    /// # Errors
    /// [`Invalid`], with what is wrong. From a relay's mouth it means that the relay is not honest.
    pub fn apply(&mut self, event: &Event) -> Result<(), Invalid> {
        let in_order = event.seq == self.head.seq + 1 && event.time_ms >= self.head.time_ms;
        if !in_order {
            return Err(Invalid::OutOfOrder);
        }
        if self.trail.len() >= TRAIL_MAX && !matches!(event.change, Change::Rekey(_)) {
            return Err(Invalid::Overfull);
        }
        let seats = match &event.change {
            Change::Joined(joined) => Some(self.joined(joined, event.seq)?),
            Change::Left(id, departure) => Some(self.left(*id, *departure)?),
            Change::Fresh(fresh) => Some(self.fresh(fresh, event.seq)?),
            Change::Rekey(rekey) => {
                self.rekeyed(rekey, event)?;
                None
            }
            Change::Resync(resync) => {
                self.resynced(resync, event)?;
                None
            }
            Change::OwnerAct(act) => self.ruled(act, event)?,
            Change::Relink(relink) => {
                self.relinked(relink)?;
                None
            }
            Change::Linkbox(linkbox) => {
                self.linkboxed(linkbox)?;
                None
            }
            Change::Profile(profile) => {
                self.named(profile)?;
                None
            }
            Change::Owner(id) => {
                self.seat(id).ok_or(Invalid::NotSeated)?;
                self.owners.insert(*id);
                None
            }
            Change::Post(post) => {
                self.posted(&post.header)?;
                None
            }
        };
        self.advance(event, seats);
        Ok(())
    }

    fn advance(&mut self, event: &Event, seats: Option<Arc<[Seat]>>) {
        let before = self.head.hash;
        self.head.seats = seats.unwrap_or_else(|| self.head.seats.clone());
        if !matches!(event.change, Change::Post(_)) {
            self.standing = self.standing_hash();
        }
        self.head = Mark {
            seq: event.seq,
            time_ms: event.time_ms,
            hash: self.log_hash(&before, event.seq, event.time_ms, &event.change),
            seats: self.head.seats.clone(),
            roster_changed: event.change.changes_roster(),
        };
        self.trail.push(self.head.clone());
    }
}
