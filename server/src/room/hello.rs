//! What a newcomer is told: the state of the log, everyone's sealed names, who is away, the time.

use super::Room;
use super::command::text;
use crate::clock::Now;
use crate::connection::Frame;
use burnroom_shared::frame::{Base64, Hello, RelayFrame, SealedName};
use burnroom_shared::ids::SeatToken;

impl Room {
    /// The newcomer's own joining is in it.
    pub(super) fn hello(&self, token: SeatToken, now: Now) -> Frame {
        let sealed = |place: &super::Place| SealedName { id: place.id, name: place.name.clone() };
        text(&RelayFrame::Hello(Box::new(Hello {
            now_ms: now.wall_ms,
            deadline_ms: self.terms.deadline_ms,
            capacity: self.terms.capacity,
            snapshot: Base64(self.log.encode()),
            names: self.places.iter().map(sealed).collect(),
            away: self.ids_away(),
            token,
            title: self.terms.title.clone(),
        })))
    }
}
