//! What comes over a member's socket, from its first frame to its last, and leaving: which is what happens when the
//! connection ends, however it ends (the drop guard at the bottom).
//!
//! Form and signatures are judged here, before the room is asked; a refusal closes the line of whoever breaks the form
//! and is merely told to whoever was valid a moment ago.

mod seated;

use crate::bucket::Rate;
use crate::clock::Clock;
use crate::connection::Frame;
use crate::hearth::Hearth;
use crate::outbox::{End, Outbox};
use crate::room::Joining;
use crate::socket::Guest;
use burnroom_shared::frame::{Join, MemberFrame, decode_member_frame};
use burnroom_shared::ids::EntryHash;
use burnroom_shared::limits::VERSION;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::Announcement;
use seated::Membership;
use std::sync::Arc;

/// Somebody on the line.
pub struct Visitor {
    hearth: Arc<Hearth>,
    outbox: Outbox,
    clock: Arc<dyn Clock>,
    acts: Rate,
    seat: Option<Membership>,
}

impl std::fmt::Debug for Visitor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Visitor(..)")
    }
}

impl Visitor {
    /// Nobody yet.
    #[must_use]
    pub fn new(hearth: Arc<Hearth>, outbox: Outbox, clock: Arc<dyn Clock>, acts: Rate) -> Self {
        Self { hearth, outbox, clock, acts, seat: None }
    }

    /// The first frame.
    fn enter(&self, frame: Frame) -> Result<Membership, Refusal> {
        let Frame::Text(text) = frame else {
            return Err(Refusal::BadFrame);
        };
        match decode_member_frame(&text)? {
            MemberFrame::Join(join) => self.join(join),
            _ => Err(Refusal::BadFrame),
        }
    }

    /// The link first: a signature is verified only for whoever has it.
    fn join(&self, join: Join) -> Result<Membership, Refusal> {
        if join.version != VERSION {
            return Err(Refusal::VersionUnknown);
        }
        let entry_hash = EntryHash::of(&join.entry);
        self.hearth.admit(&entry_hash)?;
        let announcement = join.announcement.decode::<Announcement>();
        let announcement = announcement.map_err(|_| Refusal::BadAnnouncement)?;
        let key = announcement.act().signing;
        let announcement = announcement.verify(key).ok_or(Refusal::BadAnnouncement)?;
        let joining = Joining { entry_hash, announcement, name: join.name };
        self.hearth.join(Box::new(joining), self.outbox.clone())?;
        let (hearth, outbox) = (Arc::clone(&self.hearth), self.outbox.clone());
        Ok(Membership::new(hearth, outbox, Arc::clone(&self.clock), self.acts, key))
    }
}

impl Guest for Visitor {
    fn take(&mut self, frame: Frame) -> Result<(), End> {
        match &mut self.seat {
            Some(seat) => seat.take(frame),
            None => {
                self.seat = Some(self.enter(frame).map_err(End::Refused)?);
                Ok(())
            }
        }
    }
}
