//! Pages of what was before: of one's own time in the room, and of all of it where the link says so.

use super::command::{Delivery, text};
use super::{HISTORY, Room};
use crate::clock::Now;
use crate::refused::Denied;
use burnroom_shared::frame::RelayFrame;
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::PAGE_EVENTS_MAX;
use burnroom_shared::refusal::Refusal;

/// The event before which nothing is: a room's first.
const FIRST: u64 = 1;

impl Room {
    /// The last events before `before`, as they were sent. Where history is off, a seat's own joining is the first that it
    /// may ask for.
    pub(super) fn past(
        &mut self,
        member: MemberId,
        (before, limit): (u64, u16),
        now: Now,
    ) -> Result<Vec<Delivery>, Denied> {
        let joined = self.log.seat(&member).ok_or(Refusal::SeatGone)?.joined_seq();
        let from = if self.has_history() { FIRST } else { joined };
        let is_past = before > from && before <= self.log.head().seq + 1;
        if !is_past || !(1..=PAGE_EVENTS_MAX).contains(&limit) {
            return Err(Refusal::OutOfRange.into());
        }
        let pages = self.paces.pages;
        let place = self.places.iter_mut().find(|place| place.id == member).ok_or(Refusal::SeatGone)?;
        place.pages.take(pages, now.uptime_ms).map_err(|wait| Denied::for_now(Refusal::TooFast, wait))?;
        let mut page = self.backlog.page(from, before, limit).ok_or(Refusal::OutOfRange)?;
        let count = u16::try_from(page.len()).unwrap_or(u16::MAX);
        page.push_front(text(&RelayFrame::Past { first: before - u64::from(count), count }));
        Ok(vec![Delivery::Page(member, page)])
    }

    pub(super) fn has_history(&self) -> bool {
        self.terms.genesis.parameters & HISTORY != 0
    }
}
