//! A member on the line: its frames become commands, and when this is dropped its seat is given back, if it said so,
//! or waits.

use crate::bucket::{Bucket, Rate};
use crate::clock::Clock;
use crate::connection::Frame;
use crate::hearth::{Hearth, Line};
use crate::outbox::{End, Outbox};
use crate::pin::Typed;
use crate::refused::Denied;
use crate::room::Command;
use burnroom_shared::envelope::{Envelope, Lane};
use burnroom_shared::frame::{
    MemberFrame, Refused, RelayFrame, SignedBytes, decode_member_frame, decode_post, encode_frame,
};
use burnroom_shared::ids::Digest;
use burnroom_shared::log::Post;
use burnroom_shared::point::Point;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Act, Verified};
use std::sync::Arc;

/// A seat and the line to it.
pub(super) struct Membership {
    hearth: Arc<Hearth>,
    outbox: Outbox,
    clock: Arc<dyn Clock>,
    pace: Rate,
    acts: Bucket,
    line: Line,
    key: Point,
    has_left: bool,
}

impl Membership {
    /// Of whoever has just been connected to the seat that signs under `key`.
    pub(super) fn new(
        hearth: Arc<Hearth>,
        outbox: Outbox,
        clock: Arc<dyn Clock>,
        pace: Rate,
        (line, key): (Line, Point),
    ) -> Self {
        Self { hearth, outbox, clock, pace, acts: Bucket::default(), line, key, has_left: false }
    }

    /// Takes one frame.
    pub(super) fn take(&mut self, frame: Frame) -> Result<(), End> {
        if self.hearth.is_burned() {
            self.hearth.pass(self.line, &frame);
            return Ok(());
        }
        match frame {
            Frame::Binary(bytes) => self.post(&bytes).map_err(End::from),
            Frame::Text(text) => match decode_member_frame(&text).map_err(End::from)? {
                MemberFrame::Leave {} => {
                    self.has_left = true;
                    Err(End::Left)
                }
                frame => self.act(frame).map_err(End::from),
            },
        }
    }

    fn post(&mut self, frame: &[u8]) -> Result<(), Refusal> {
        let envelope = decode_post(frame)?;
        let decoded = Envelope::decode(envelope).map_err(|_| Refusal::BadFrame)?;
        let post = Post { header: decoded.header, digest: decoded.digest() };
        let command = match decoded.header.lane {
            Lane::Durable => Command::Post { member: self.line.id(), post, envelope },
            // Nobody says anything in another's name here either, but there is nothing to catch up with.
            Lane::Ephemeral if post.header.sender != self.line.id() => return Ok(()),
            Lane::Ephemeral => Command::Ephemeral { header: post.header, envelope },
        };
        let told = self.hearth.ask(self.line, command);
        self.tell(Refused::Post, Some(post.digest), told);
        Ok(())
    }

    fn act(&mut self, frame: MemberFrame) -> Result<(), Refusal> {
        let (of, told) = match frame {
            MemberFrame::Fresh(signed) => (Refused::Fresh, self.signed(&signed, Command::Fresh)),
            MemberFrame::Rekey(signed) => {
                (Refused::Rekey, self.signed(&signed, |rekey| Command::Rekey(Box::new(rekey))))
            }
            MemberFrame::Resync(signed) => (Refused::Resync, self.signed(&signed, Command::Resync)),
            MemberFrame::OwnerAct(signed) => {
                (Refused::OwnerAct, self.signed(&signed, |act| Command::OwnerAct(Box::new(act))))
            }
            MemberFrame::Relink(signed) => (Refused::Relink, self.signed(&signed, Command::Relink)),
            MemberFrame::Linkbox(signed) => {
                (Refused::Linkbox, self.signed(&signed, |linkbox| Command::Linkbox(Box::new(linkbox))))
            }
            MemberFrame::Profile(signed) => {
                (Refused::Profile, self.signed(&signed, |profile| Command::Profile(Box::new(profile))))
            }
            MemberFrame::Past { before, limit } => {
                let command = Command::Past { member: self.line.id(), before, limit };
                (Refused::Past, self.hearth.ask(self.line, command))
            }
            MemberFrame::Claim { pin } => (Refused::Claim, self.claim(pin.0)),
            MemberFrame::Burn {} => {
                let command = Command::Burn { member: self.line.id() };
                (Refused::Burn, self.hearth.ask(self.line, command))
            }
            MemberFrame::Join(_) | MemberFrame::Resume(_) | MemberFrame::Leave {} => return Err(Refusal::BadFrame),
        };
        self.tell(of, None, told);
        Ok(())
    }

    /// Pace, form, signature, and only then the room.
    fn signed<A: Act>(
        &mut self,
        signed: &SignedBytes,
        command: impl FnOnce(Verified<A>) -> Command<'static>,
    ) -> Result<(), Denied> {
        self.keep_pace()?;
        let act = signed.decode::<A>().map_err(|_| Refusal::BadFrame)?;
        let verified = act.verify(self.key).ok_or(Refusal::BadAnnouncement)?;
        self.hearth.ask(self.line, command(verified))
    }

    fn claim(&mut self, pin: String) -> Result<(), Denied> {
        self.keep_pace()?;
        self.hearth.ask(self.line, Command::Claim { member: self.line.id(), pin: Typed::from(pin) })
    }

    fn keep_pace(&mut self) -> Result<(), Denied> {
        let taken = self.acts.take(self.pace, self.clock.now().uptime_ms);
        taken.map_err(|wait| Denied::for_now(Refusal::TooFast, wait))
    }

    /// Tells the member of a refusal. A room that burned meanwhile has told everyone already.
    fn tell(&self, of: Refused, digest: Option<Digest>, told: Result<(), Denied>) {
        let Err(denied) = told else { return };
        if denied.refusal == Refusal::RoomNotFound {
            return;
        }
        let refused = encode_frame(&RelayFrame::Refused {
            refusal: denied.refusal,
            of,
            digest,
            retry_after_ms: denied.retry_after_ms(),
            tries_left: denied.tries_left,
        });
        self.outbox.push(Frame::Text(refused.into()));
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        if self.has_left {
            self.hearth.leave(self.line);
        } else {
            self.hearth.lost(self.line);
        }
    }
}
