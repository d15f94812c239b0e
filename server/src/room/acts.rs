//! What a seated member does: posts, keys, epochs, links, the PIN. Valid or not is the shared log's to say.

use super::Room;
use super::command::Delivery;
use crate::clock::Now;
use crate::connection::Frame;
use crate::pin::Typed;
use crate::refused::Denied;
use burnroom_shared::envelope::Header;
use burnroom_shared::frame::{Base64, EventFrame, SequencedPost, SignedBytes, encode_ephemeral};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::{Change, Invalid, Post};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Fresh, Linkbox, Profile, Rekey, Relink, Resync, Verified};
use bytes::Bytes;

/// A post weighs one for each begun so many bytes: its readers need time for bytes, not for posts.
const WEIGHT_BYTES: usize = 4 * 1024;

impl Room {
    /// One frame for everyone, the sender included: its echo is how it knows its place.
    pub(super) fn post(
        &mut self,
        member: MemberId,
        post: Post,
        envelope: &[u8],
        now: Now,
    ) -> Result<Vec<Delivery>, Denied> {
        if post.header.sender != member {
            return Err(Refusal::Stale.into());
        }
        let (posts, weight) = (self.paces.posts, weight(envelope));
        let seat = self.places.iter().position(|place| place.id == member);
        let wait = seat.and_then(|seat| self.places.get(seat)?.posts.wait_for(weight, posts, now.uptime_ms));
        wait.map_or(Ok(()), |wait| Err(Denied::for_now(Refusal::TooFast, wait)))?;
        if !self.backlog.has_place(now.uptime_ms) {
            return Err(Refusal::RelayFull.into());
        }
        let event = self.sequence(Change::Post(post), now).map_err(refusal)?;
        if let Some(place) = seat.and_then(|seat| self.places.get_mut(seat)) {
            let _ = place.posts.take_many(weight, posts, now.uptime_ms);
        }
        let sequenced = SequencedPost { seq: event.seq, time_ms: event.time_ms, envelope };
        // A copy of its own: the sender's bytes lie in the read buffer of its connection.
        let frame = Bytes::from(sequenced.encode());
        self.backlog.keep_post(frame.clone(), event.time_ms, post, now.uptime_ms);
        Ok(vec![Delivery::Everyone(Frame::Binary(frame))])
    }

    /// To whoever is on the line and keeps up. Nothing is kept, and nothing is said of what is dropped, but that somebody
    /// has another log is said.
    pub(super) fn ephemeral(&mut self, header: &Header, envelope: &[u8], now: Now) -> Result<Vec<Delivery>, Denied> {
        let (ephemerals, sender) = (self.paces.ephemerals, header.sender);
        let place = self.places.iter_mut().find(|place| place.id == sender);
        let taken = place.map(|place| place.ephemerals.take_many(weight(envelope), ephemerals, now.uptime_ms));
        if taken != Some(Ok(())) {
            return Ok(Vec::new());
        }
        match self.log.judge_ephemeral(header) {
            Ok(()) => {
                let frame = Frame::Binary(Bytes::from(encode_ephemeral(envelope)));
                Ok(vec![Delivery::Passing(sender, frame)])
            }
            Err(Invalid::Forked) => Err(Refusal::Fork.into()),
            Err(_) => Ok(Vec::new()),
        }
    }

    pub(super) fn fresh(&mut self, fresh: Verified<Fresh>, now: Now) -> Result<Vec<Delivery>, Denied> {
        let content = EventFrame::Fresh(SignedBytes::from(fresh.signed()));
        self.tell_everyone(Change::Fresh(fresh), content, now)
    }

    pub(super) fn resync(&mut self, resync: Verified<Resync>, now: Now) -> Result<Vec<Delivery>, Denied> {
        let content = EventFrame::Resync(SignedBytes::from(resync.signed()));
        self.tell_everyone(Change::Resync(resync), content, now)
    }

    pub(super) fn relink(&mut self, relink: Verified<Relink>, now: Now) -> Result<Vec<Delivery>, Denied> {
        let content = EventFrame::Relink(SignedBytes::from(relink.signed()));
        self.tell_everyone(Change::Relink(relink), content, now)
    }

    pub(super) fn linkbox(&mut self, linkbox: Box<Verified<Linkbox>>, now: Now) -> Result<Vec<Delivery>, Denied> {
        let content = EventFrame::Linkbox(SignedBytes::from(linkbox.signed()));
        self.tell_everyone(Change::Linkbox(linkbox), content, now)
    }

    /// From here on newcomers get the name as it is sealed now.
    pub(super) fn profile(&mut self, profile: Box<Verified<Profile>>, now: Now) -> Result<Vec<Delivery>, Denied> {
        let (member, name) = (profile.act().member, Base64(profile.act().name.0.to_vec()));
        let content = EventFrame::Profile(SignedBytes::from(profile.signed()));
        let told = self.tell_everyone(Change::Profile(profile), content, now)?;
        if let Some(place) = self.places.iter_mut().find(|place| place.id == member) {
            place.name = name;
        }
        Ok(told)
    }

    /// Only a valid rekey uses up the room's pace: junk from one member must not hold up the others' next epoch.
    pub(super) fn rekey(&mut self, rekey: Box<Verified<Rekey>>, now: Now) -> Result<Vec<Delivery>, Denied> {
        if let Some(wait) = self.rekeys.wait(self.paces.rekeys, now.uptime_ms) {
            return Err(Denied::for_now(Refusal::TooFast, wait));
        }
        if self.backlog.is_overfull() {
            return Err(Refusal::RelayFull.into());
        }
        let content = EventFrame::Rekey(SignedBytes::from(rekey.signed()));
        let event = self.publish(Change::Rekey(rekey), content, now).map_err(refusal)?;
        let _ = self.rekeys.take(self.paces.rekeys, now.uptime_ms);
        Ok(vec![Delivery::Everyone(event)])
    }

    /// An owner needs no PIN: nothing happens, and nothing is compared.
    pub(super) fn claim(&mut self, member: MemberId, typed: &Typed, now: Now) -> Result<Vec<Delivery>, Denied> {
        if self.log.is_owner(&member) {
            return Ok(Vec::new());
        }
        self.pin.judge(member, typed, now.uptime_ms)?;
        self.tell_everyone(Change::Owner(member), EventFrame::Owner { id: member }, now)
    }

    fn tell_everyone(&mut self, change: Change, content: EventFrame, now: Now) -> Result<Vec<Delivery>, Denied> {
        if self.backlog.is_full() {
            return Err(Refusal::RelayFull.into());
        }
        Ok(vec![Delivery::Everyone(self.publish(change, content, now).map_err(refusal)?)])
    }
}

fn weight(envelope: &[u8]) -> u32 {
    u32::try_from(envelope.len().div_ceil(WEIGHT_BYTES)).unwrap_or(u32::MAX)
}

fn refusal(invalid: Invalid) -> Refusal {
    match invalid {
        Invalid::Forked => Refusal::Fork,
        Invalid::Overfull => Refusal::RelayFull,
        Invalid::Closed => Refusal::RoomClosed,
        _ => Refusal::Stale,
    }
}
