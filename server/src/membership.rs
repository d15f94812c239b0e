//! What comes over a member's socket, from its first frame to its last, and what happens when the connection ends,
//! however it ends: its seat waits, unless the member said that it leaves (a drop guard).
//!
//! Form and signatures are judged here, before the room is asked; a refusal closes the line of whoever breaks the form
//! and is merely told to whoever was valid a moment ago.

mod seated;

use crate::bucket::Rate;
use crate::clock::Clock;
use crate::connection::Frame;
use crate::hearth::{Hearth, Line, Opening};
use crate::outbox::{End, Outbox};
use crate::pin::Typed;
use crate::refused::Denied;
use crate::room::{Joining, Resuming};
use crate::socket::Guest;
use crate::token::Token;
use burnroom_shared::frame::{Join, MemberFrame, Resume, decode_member_frame};
use burnroom_shared::ids::{EntryHash, RoomId};
use burnroom_shared::limits::VERSION;
use burnroom_shared::point::Point;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::Announcement;
use seated::Membership;
use std::sync::Arc;

/// Somebody on the line.
pub struct Visitor {
    /// The address that it came to.
    at: RoomId,
    hearth: Arc<Hearth>,
    opening: Opening,
    outbox: Outbox,
    clock: Arc<dyn Clock>,
    acts: Rate,
    seat: Option<Membership>,
}

burnroom_shared::debug_by_name!(Visitor);

impl Visitor {
    /// Nobody yet, at one of the room's addresses, on a connection that has just been opened.
    #[must_use]
    pub fn new((at, hearth): (RoomId, Arc<Hearth>), outbox: Outbox, clock: Arc<dyn Clock>, acts: Rate) -> Self {
        Self { at, opening: hearth.opened(), hearth, outbox, clock, acts, seat: None }
    }

    /// The first frame.
    fn enter(&self, frame: Frame) -> Result<Membership, Denied> {
        let Frame::Text(text) = frame else {
            return Err(Refusal::BadFrame.into());
        };
        let connected = match decode_member_frame(&text)? {
            MemberFrame::Join(join) => self.join(join),
            MemberFrame::Resume(resume) => self.resume(&resume),
            _ => Err(Refusal::BadFrame.into()),
        }?;
        let (hearth, outbox) = (Arc::clone(&self.hearth), self.outbox.clone());
        Ok(Membership::new(hearth, outbox, Arc::clone(&self.clock), self.acts, connected))
    }

    /// The link first: a signature is verified only for whoever has it.
    fn join(&self, join: Join) -> Result<(Line, Point), Denied> {
        judge_version(join.version)?;
        let entry_hash = EntryHash::of(&join.entry);
        self.hearth.admit(&self.at, &entry_hash)?;
        let announcement = join.announcement.decode::<Announcement>();
        let announcement = announcement.map_err(|_| Refusal::BadAnnouncement)?;
        let key = announcement.act().signing;
        let announcement = announcement.verify(key).ok_or(Refusal::BadAnnouncement)?;
        let (at, name, pin) = (self.at, join.name, join.pin.map(|pin| Typed::from(pin.0)));
        let joining = Joining { at, entry_hash, announcement, name, token: token()?, pin };
        Ok((self.hearth.join(Box::new(joining), self.opening, self.outbox.clone())?, key))
    }

    /// The token is all that is asked for: only the seat's own connections have ever been given it.
    fn resume(&self, resume: &Resume) -> Result<(Line, Point), Denied> {
        judge_version(resume.version)?;
        let shown = Token::from(resume.token);
        let resuming = Resuming { id: resume.id, shown, seq: resume.seq, next: token()? };
        self.hearth.resume(resuming, self.opening, self.outbox.clone())
    }
}

fn judge_version(version: u8) -> Result<(), Refusal> {
    if version == VERSION { Ok(()) } else { Err(Refusal::VersionUnknown) }
}

fn token() -> Result<Token, Refusal> {
    Token::random(&mut rand::rngs::SysRng).map_err(|_| Refusal::RelayFull)
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
