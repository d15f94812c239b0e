//! What an honest relay does with a frame on the line of a seat that no session of the simulator holds: form, sender,
//! signature, pace, and then the shared log, as the real one does.

use crate::simulator::{Frame, POSTS, Pace, REKEYS, World};
use burnroom_shared::envelope::{Envelope, Lane};
use burnroom_shared::frame::{
    EventFrame, MemberFrame, SequencedPost, SignedBytes, decode_member_frame, decode_post, encode_ephemeral,
};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::{Change, Invalid, Post};
use burnroom_shared::point::Point;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Act, Verified};

/// What an honest relay says no with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// It is no frame, and closes the line.
    BadFrame,
    /// The signature is not this seat's.
    NotSigned,
    /// In somebody else's name.
    NotYours,
    /// Too much.
    TooFast,
    /// The log does not take it.
    Invalid(Invalid),
}

/// A line to a seat.
pub(super) struct Door {
    pub(super) id: MemberId,
    pub(super) key: Point,
    posts: Pace,
}

impl Door {
    pub(super) fn of(key: Point) -> Self {
        Self { id: MemberId::of(&key), key, posts: Pace::default() }
    }

    /// Takes a frame as a relay does.
    pub(super) fn take(&mut self, world: &mut World, frame: &Frame) -> Result<(), No> {
        match frame {
            Frame::Binary(frame) => self.post(world, frame),
            Frame::Text(text) => self.act(world, decode_member_frame(text).map_err(|_: Refusal| No::BadFrame)?),
            Frame::Closed(_) | Frame::Opened => Ok(()),
        }
    }

    fn post(&mut self, world: &mut World, frame: &[u8]) -> Result<(), No> {
        let envelope = decode_post(frame).map_err(|_| No::BadFrame)?;
        let decoded = Envelope::decode(envelope).map_err(|_| No::BadFrame)?;
        if decoded.header.sender != self.id {
            return Err(No::NotYours);
        }
        if decoded.header.lane == Lane::Ephemeral {
            world.state.as_ref().unwrap().judge_ephemeral(&decoded.header).map_err(No::Invalid)?;
            world.broadcast(&Frame::Binary(encode_ephemeral(envelope)));
            return Ok(());
        }
        if self.posts.wait(POSTS, world.now_ms).is_some() {
            return Err(No::TooFast);
        }
        let post = Post { header: decoded.header, digest: decoded.digest() };
        let (seq, time_ms) = world.number(Change::Post(post)).map_err(No::Invalid)?;
        self.posts.take(POSTS, world.now_ms);
        world.publish(seq, Frame::Binary(SequencedPost { seq, time_ms, envelope }.encode()));
        Ok(())
    }

    fn act(&self, world: &mut World, frame: MemberFrame) -> Result<(), No> {
        match frame {
            MemberFrame::Fresh(signed) => self.signed(world, signed, Change::Fresh, EventFrame::Fresh),
            MemberFrame::Resync(signed) => self.signed(world, signed, Change::Resync, EventFrame::Resync),
            MemberFrame::Relink(signed) => self.signed(world, signed, Change::Relink, EventFrame::Relink),
            MemberFrame::Linkbox(signed) => {
                self.signed(world, signed, |act| Change::Linkbox(Box::new(act)), EventFrame::Linkbox)
            }
            MemberFrame::Profile(signed) => {
                self.signed(world, signed, |act| Change::Profile(Box::new(act)), EventFrame::Profile)
            }
            MemberFrame::OwnerAct(signed) => {
                self.signed(world, signed, |act| Change::OwnerAct(Box::new(act)), EventFrame::OwnerAct)
            }
            MemberFrame::Rekey(signed) => {
                if world.rekeys.wait(REKEYS, world.now_ms).is_some() {
                    return Err(No::TooFast);
                }
                self.signed(world, signed, |act| Change::Rekey(Box::new(act)), EventFrame::Rekey)?;
                world.rekeys.take(REKEYS, world.now_ms);
                Ok(())
            }
            MemberFrame::Past { .. } | MemberFrame::Claim { .. } | MemberFrame::Burn {} | MemberFrame::Leave {} => {
                Ok(())
            }
            MemberFrame::Join(_) | MemberFrame::Resume(_) => Err(No::BadFrame),
        }
    }

    fn signed<A: Act>(
        &self,
        world: &mut World,
        signed: SignedBytes,
        change: impl Fn(Verified<A>) -> Change,
        event: impl Fn(SignedBytes) -> EventFrame,
    ) -> Result<(), No> {
        let act = signed.decode::<A>().map_err(|_| No::BadFrame)?;
        let change = change(act.verify(self.key).ok_or(No::NotSigned)?);
        let state = world.state.as_ref().unwrap();
        let judged = state.next(change.clone(), crate::simulator::START_MS + world.now_ms);
        state.clone().apply(&judged).map_err(No::Invalid)?;
        world.event(change, event(signed));
        Ok(())
    }
}
