//! What each kind of event needs to be valid, from public data only.
//!
//! A private failure (a slot that does not open, a voucher that is wrong) never decides here: members would disagree
//! about the epoch in force, and a disagreement about validity is a fork (R24).

use super::event::{Departure, Event, Invalid};
use super::seat::Seat;
use super::state::{DEPARTED_MAX, Epoch, Listed, NEVER_AGAIN, POSTED_MAX, State, UNKEYED_MAX};
use crate::envelope::{Header, Lane};
use crate::ids::{MemberId, Preimage, Transcript};
use crate::limits::{CAPACITY_MAX, POSTS_PER_EPOCH_MAX, REKEY_AFTER_MS, REKEY_AFTER_POSTS};
use crate::signed::{Act, Announcement, Fresh, Rekey, Resync, Verified};
use std::sync::Arc;

/// What a valid rekey leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// P.
    pub preimage: Preimage,
    /// T of the new epoch.
    pub transcript: Transcript,
}

impl State {
    pub(super) fn joined(&mut self, joined: &Verified<Announcement>, seq: u64) -> Result<Arc<[Seat]>, Invalid> {
        let announcement = joined.act();
        check(announcement.room == self.address.room, Invalid::ElsewhereMade)?;
        check(joined.is_by_its_signer(), Invalid::NotItsSigner)?;
        let id = announcement.id();
        let is_newer = self.departed.get(&id).is_none_or(|last| announcement.incarnation > *last);
        let is_newer = is_newer && announcement.incarnation < NEVER_AGAIN;
        check(is_newer && self.seat(&id).is_none(), Invalid::AlreadySeated)?;
        check(!self.rules.locked, Invalid::Locked)?;
        let has_place = self.seats().len() < usize::from(CAPACITY_MAX);
        check(has_place && self.has_room_to_change(), Invalid::Overfull)?;
        if id == self.genesis.creator && !self.departed.contains_key(&id) {
            self.owners.insert(id);
        }
        Ok(self.seats().iter().cloned().chain([Seat::new(joined, self.address.generation, seq)]).collect())
    }

    /// True if the log still has room for somebody new.
    fn has_room_to_change(&self) -> bool {
        self.has_room_to_remove() && self.departed.len() < DEPARTED_MAX
    }

    /// True if the log still has room for another link and for somebody fewer. However many have come and gone, those who
    /// made it so many can be shut out: whom it remembers by that were seated, and nobody new is.
    pub(super) fn has_room_to_remove(&self) -> bool {
        self.trail.iter().filter(|mark| mark.roster_changed).count() < UNKEYED_MAX
    }

    /// Whoever came back from elsewhere by the PIN owns in place of the device that is left behind (R71).
    pub(super) fn left(&mut self, id: MemberId, departure: Departure) -> Result<Arc<[Seat]>, Invalid> {
        let incarnation = self.seat(&id).ok_or(Invalid::NotSeated)?.incarnation();
        self.departed.insert(id, incarnation);
        self.address.left(&id);
        if departure == Departure::Replaced {
            self.owners.remove(&id);
        }
        Ok(self.seats().iter().filter(|seat| seat.id() != id).cloned().collect())
    }

    /// A member may renew its key once after each rekey that used the one before (R28).
    pub(super) fn fresh(&self, fresh: &Verified<Fresh>, seq: u64) -> Result<Arc<[Seat]>, Invalid> {
        let act = fresh.act();
        check(act.genesis == self.origin, Invalid::ElsewhereMade)?;
        let seat = self.author_seat(fresh, act.incarnation)?;
        check(Some(act.number) == seat.agreement_number().checked_add(1), Invalid::WrongNumber)?;
        check(seat.keyed_seq() <= self.epoch.at, Invalid::Repeated)?;
        let renewed = seat.with_fresh(fresh, seq);
        let renew = |seat: &Seat| {
            if seat.id() == act.member { renewed.clone() } else { seat.clone() }
        };
        Ok(self.seats().iter().map(renew).collect())
    }

    /// Whoever sat when the epoch was made may say that it is no good: its secret, or that it was left out (R26).
    pub(super) fn resynced(&mut self, resync: &Verified<Resync>, event: &Event) -> Result<(), Invalid> {
        let act = resync.act();
        let joined_seq = self.author_seat(resync, act.incarnation)?.joined_seq();
        check(act.transcript == self.epoch.transcript, Invalid::AnotherEpoch)?;
        check(joined_seq <= self.epoch.at, Invalid::NotSeated)?;
        check(!self.resyncs.has(&act.member, &act.transcript), Invalid::Repeated)?;
        self.resyncs.record(act.member, act.transcript, event.seq, event.time_ms);
        Ok(())
    }

    /// Judges the header of a post that would be the next event (R31).
    ///
    /// # Errors
    /// [`Invalid::Forked`] if its author has another log; otherwise what is not, or no longer, right about it.
    pub fn judge_post(&self, header: &Header) -> Result<(), Invalid> {
        check(header.lane == Lane::Durable, Invalid::ElsewhereMade)?;
        check(!self.rules.closed, Invalid::Closed)?;
        self.seat(&header.sender).ok_or(Invalid::NotSeated)?;
        check(header.transcript == self.epoch.transcript, Invalid::AnotherEpoch)?;
        let listed = self.epoch.listed(&header.sender).ok_or(Invalid::NotListed)?;
        let in_range = header.seen >= self.epoch.seq.max(listed.seen) && header.seen <= self.head.seq;
        check(in_range, Invalid::WrongReference)?;
        let mark = self.mark(header.seen).ok_or(Invalid::WrongReference)?;
        check(mark.hash == header.log_seen, Invalid::Forked)?;
        check(header.counter == listed.next && listed.next < POSTS_PER_EPOCH_MAX, Invalid::WrongCounter)?;
        check(self.epoch.posts < POSTED_MAX, Invalid::Overfull)
    }

    /// Judges the header of a post outside the log: its sender is listed, and has seen what the log has (R38).
    ///
    /// # Errors
    /// As [`State::judge_post`].
    pub fn judge_ephemeral(&self, header: &Header) -> Result<(), Invalid> {
        check(header.lane == Lane::Ephemeral, Invalid::ElsewhereMade)?;
        let seat = self.seat(&header.sender).ok_or(Invalid::NotSeated)?;
        check(header.transcript == self.epoch.transcript, Invalid::AnotherEpoch)?;
        check(self.is_keyed(seat), Invalid::NotListed)?;
        check(header.seen >= self.epoch.seq && header.seen <= self.head.seq, Invalid::WrongReference)?;
        let mark = self.mark(header.seen).ok_or(Invalid::WrongReference)?;
        check(mark.hash == header.log_seen, Invalid::Forked)
    }

    pub(super) fn posted(&mut self, header: &Header) -> Result<(), Invalid> {
        self.judge_post(header)?;
        let sender = self.epoch.list.iter_mut().find(|listed| listed.id == header.sender);
        let sender = sender.ok_or(Invalid::NotListed)?;
        (sender.next, sender.seen) = (sender.next + 1, header.seen);
        self.epoch.posts = self.epoch.posts.saturating_add(1);
        Ok(())
    }

    /// Judges a rekey that would be the next event, sequenced at `time_ms` (R22, R23).
    ///
    /// # Errors
    /// [`Invalid::Forked`] if its author has another log; otherwise what is not, or no longer, right about it.
    pub fn judge_rekey(&self, rekey: &Verified<Rekey>, time_ms: u64) -> Result<Ruling, Invalid> {
        let act = rekey.act();
        let (address, genesis) = (&self.address, act.genesis);
        let made_here = act.generation == address.generation && act.room == address.room && genesis == self.origin;
        check(made_here, Invalid::ElsewhereMade)?;
        self.author_seat(rekey, act.incarnation)?;
        let follows = act.previous == self.epoch.transcript && self.epoch.number.checked_add(1) == Some(act.epoch);
        check(follows, Invalid::AnotherEpoch)?;
        let earliest = self.epoch.seq.max(address.seq);
        check(act.at >= earliest && act.at <= self.head.seq, Invalid::WrongReference)?;
        let mark = self.mark(act.at).ok_or(Invalid::WrongReference)?;
        check(mark.hash == act.log_at, Invalid::Forked)?;
        let author_then = mark.seats.iter().find(|seat| seat.id() == act.author);
        check(author_then.is_some_and(|seat| seat.incarnation() == act.incarnation), Invalid::NotSeated)?;
        check(act.list().any(|id| id == act.author), Invalid::WrongList)?;
        let keys = self.listed_keys(act.at, act.list())?;
        check(self.progresses(act, time_ms), Invalid::NoProgress)?;
        let preimage = act.preimage(&keys);
        Ok(Ruling { preimage, transcript: act.transcript(&preimage) })
    }

    /// True if enough has happened up to `at` that a rekey by `author` over `list` would be more than a repetition.
    #[must_use]
    pub fn calls_for_rekey(&self, author: MemberId, at: u64, list: &[MemberId], time_ms: u64) -> bool {
        let epoch = &self.epoch;
        let roster_changed =
            || self.trail.iter().any(|mark| mark.roster_changed && mark.seq > epoch.at && mark.seq <= at);
        let widened = || list.len() > epoch.list.len() && epoch.list.iter().all(|listed| list.contains(&listed.id));
        roster_changed() || widened() || self.is_resync_called(author, at, time_ms) || self.is_epoch_old(time_ms)
    }

    /// True if a resync up to the head is a reason to rekey, for whoever did not make the epoch.
    #[must_use]
    pub fn is_resync_pending(&self, time_ms: u64) -> bool {
        self.is_resync_asked(self.head.seq, time_ms)
    }

    /// From when on a resync up to the head is a reason to rekey, relay's ms; `None` if nobody asked.
    #[must_use]
    pub fn resync_counts_from_ms(&self) -> Option<u64> {
        self.resyncs.count_from_ms(&self.epoch.transcript, self.head.seq)
    }

    /// True if `member` has said that the epoch in force is not good for it.
    #[must_use]
    pub fn has_asked(&self, member: &MemberId) -> bool {
        self.resyncs.has(member, &self.epoch.transcript)
    }

    /// True if the epoch has lasted long enough, or carried enough posts, to be replaced for that alone.
    #[must_use]
    pub fn is_epoch_old(&self, time_ms: u64) -> bool {
        let epoch = &self.epoch;
        let aged = time_ms.saturating_sub(epoch.time_ms) >= REKEY_AFTER_MS;
        epoch.number > 0 && (epoch.posts >= REKEY_AFTER_POSTS || aged)
    }

    /// A resync is answered by another than the author of the epoch that failed, unless there is no other.
    fn is_resync_called(&self, author: MemberId, at: u64, time_ms: u64) -> bool {
        let by_another = author != self.epoch.author || self.seats().len() == 1;
        by_another && self.is_resync_asked(at, time_ms)
    }

    fn is_resync_asked(&self, upto: u64, time_ms: u64) -> bool {
        self.resyncs.count_from_ms(&self.epoch.transcript, upto).is_some_and(|from_ms| from_ms <= time_ms)
    }

    fn progresses(&self, rekey: &Rekey, time_ms: u64) -> bool {
        let list: Vec<_> = rekey.list().collect();
        self.calls_for_rekey(rekey.author, rekey.at, &list, time_ms)
    }

    pub(super) fn rekeyed(&mut self, rekey: &Verified<Rekey>, event: &Event) -> Result<(), Invalid> {
        let ruling = self.judge_rekey(rekey, event.time_ms)?;
        let act = rekey.act();
        self.epoch = Epoch {
            number: act.epoch,
            transcript: ruling.transcript,
            list: act.list().map(|id| Listed { id, next: 0, seen: 0 }).collect(),
            author: act.author,
            at: act.at,
            seq: event.seq,
            time_ms: event.time_ms,
            posts: 0,
        };
        self.trail.retain(|mark| mark.seq >= act.at);
        Ok(())
    }

    /// The seat of an act's author, if the signature is its and the incarnation is the seated one.
    pub(super) fn author_seat<A: Act>(&self, act: &Verified<A>, incarnation: u32) -> Result<&Seat, Invalid> {
        check(act.is_by_its_signer(), Invalid::NotItsSigner)?;
        let seat = self.seat(&act.act().signer()).ok_or(Invalid::NotSeated)?;
        check(seat.incarnation() == incarnation, Invalid::NotSeated)?;
        Ok(seat)
    }
}

pub(super) fn check(holds: bool, otherwise: Invalid) -> Result<(), Invalid> {
    if holds { Ok(()) } else { Err(otherwise) }
}
