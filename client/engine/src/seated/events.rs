//! The log's events, in order: first what everyone must agree on, then what only this device can judge.

use super::{Seated, Step, Stop};
use crate::believing::verified;
use crate::effect::{Ended, Fork, Notice};
use crate::epoch::{self, EpochKeys, Opened};
use crate::secrets::Commitment;
use crate::suite::Suite;
use burnroom_shared::codec::Reader;
use burnroom_shared::envelope::Header;
use burnroom_shared::frame::{EventFrame, MemberFrame, Refused, SequencedEvent, SignedBytes};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::{Change, Departure, Event, Post};
use burnroom_shared::signed::{Act, Announcement, Fresh, Rekey, Resync, Verified};
use burnroom_shared::sorted::SortedSet;

impl<S: Suite> Seated<S> {
    pub(super) async fn event(&mut self, step: &mut Step<'_, S>, event: SequencedEvent) -> Result<(), Stop> {
        let SequencedEvent { seq, time_ms, event } = event;
        let at = |change| Event { seq, time_ms, change };
        match event {
            EventFrame::Joined { announcement, name } => {
                let key = announcement.decode::<Announcement>().map_err(|_| Fork::BadFrame)?.act().signing;
                let joined = verified(step.suite, &announcement, key).await?;
                self.apply(&at(Change::Joined(joined.clone())))?;
                self.joined(step, joined.act().id(), &name.0).await
            }
            EventFrame::Left { id, departure } => {
                self.apply(&at(Change::Left(id, departure)))?;
                self.left(step, id, departure).await
            }
            EventFrame::Fresh(signed) => {
                let fresh = self.by_seat::<Fresh>(step, &signed).await?;
                let (member, public) = (fresh.act().member, fresh.act().agreement);
                self.apply(&at(Change::Fresh(fresh)))?;
                let own = member == self.identity.id();
                if own && !self.identity.renewed(&public, seq) { Err(Stop::Ended(Ended::KeyMisused)) } else { Ok(()) }
            }
            EventFrame::Rekey(signed) => {
                let rekey = self.by_seat::<Rekey>(step, &signed).await?;
                self.rekeyed(step, rekey, seq, time_ms).await
            }
            EventFrame::Resync(signed) => {
                let resync = self.by_seat::<Resync>(step, &signed).await?;
                let is_mine = resync.act().member == self.identity.id();
                let misused = is_mine && self.resynced != Some(resync.act().transcript);
                self.apply(&at(Change::Resync(resync)))?;
                if misused { Err(Stop::Ended(Ended::KeyMisused)) } else { Ok(()) }
            }
            EventFrame::Trimmed { header, digest } => {
                let mut reader = Reader::new(&header.0);
                let header = Header::read(&mut reader).map_err(|_| Fork::BadFrame)?;
                reader.finish().map_err(|_| Fork::BadFrame)?;
                self.trimmed(step, seq, time_ms, Post { header, digest })
            }
            EventFrame::Owner { id } => {
                self.apply(&at(Change::Owner(id)))?;
                self.show_roster(step);
                if id == self.identity.id() {
                    self.unanswered.answered(Refused::Claim);
                }
                step.show(Notice::PinShown(id));
                Ok(())
            }
            EventFrame::OwnerAct(signed) => self.ruled(step, &signed, (seq, time_ms)).await,
            EventFrame::Relink(signed) => self.relink_came(step, &signed, (seq, time_ms)).await,
            EventFrame::Linkbox(signed) => self.linkbox_came(step, &signed, (seq, time_ms)).await,
            EventFrame::Profile(signed) => self.named(step, &signed, (seq, time_ms)).await,
        }
    }

    /// Advances the public state; an event that is not valid proves that the relay is not honest (R12).
    pub(super) fn apply(&mut self, event: &Event) -> Result<(), Stop> {
        self.state.apply(event).map_err(Fork::from)?;
        self.compare_pulses()
    }

    /// Checks an act's signature under the key of the seat that claims to have made it.
    pub(super) async fn by_seat<A: Act>(
        &self,
        step: &mut Step<'_, S>,
        signed: &SignedBytes,
    ) -> Result<Verified<A>, Stop> {
        let signer = signed.decode::<A>().map_err(|_| Fork::BadFrame)?.act().signer();
        let key = self.state.seat(&signer).ok_or(Fork::InvalidEvent)?.signing();
        Ok(verified(step.suite, signed, key).await?)
    }

    async fn joined(&mut self, step: &mut Step<'_, S>, id: MemberId, name: &[u8]) -> Result<(), Stop> {
        if let Some(seat) = self.state.seat(&id) {
            self.roster.note(step.suite, &self.links, seat, name, Some(step.now.steady_ms)).await?;
        }
        self.show_roster(step);
        step.show(Notice::Arrived(id));
        Ok(())
    }

    async fn left(&mut self, step: &mut Step<'_, S>, id: MemberId, departure: Departure) -> Result<(), Stop> {
        if id == self.identity.id() {
            return self.seat_lost(step).await;
        }
        self.comparison_left(step, id)?;
        step.show(Notice::Departed(id, departure));
        // What was heard of it is kept: it may come back under its id and say again what it does not know to be numbered.
        // That it closed its page is the relay's word alone.
        self.roster.forget(&id);
        self.show_roster(step);
        Ok(())
    }

    async fn rekeyed(
        &mut self,
        step: &mut Step<'_, S>,
        rekey: Verified<Rekey>,
        seq: u64,
        time_ms: u64,
    ) -> Result<(), Stop> {
        let ruling = self.state.judge_rekey(&rekey, time_ms).map_err(Fork::from)?;
        let act = rekey.act().clone();
        if act.author == self.identity.id() && !self.authoring.is_own(&rekey.signed().digest()) {
            return Err(Stop::Ended(Ended::KeyMisused));
        }
        self.apply(&Event { seq, time_ms, change: Change::Rekey(Box::new(rekey)) })?;
        self.authoring.settled();
        // The old chains go whatever comes of the new ones: nobody seals or opens under an epoch that is over.
        self.keys = None;
        self.ask_at_ms = None;
        self.outgoing.take_back();
        self.pulses.stop();
        if self.links.keys().parameters.history() {
            self.history.lacks(act.epoch, Commitment { preimage: ruling.preimage, confirm: act.confirm });
        }
        // Without the link in force there is nothing to judge it by, and nothing to say: the link is what is asked for.
        if !self.has_link() {
            return Ok(());
        }
        let is_vouched = epoch::is_vouched_for(step.suite, self.links.keys(), &act, ruling).await?;
        let has_intruder = act.list().any(|id| self.roster.is_intruder(&id));
        if is_vouched && !has_intruder {
            self.roster.vouched_by_list(act.list());
            let opened = EpochKeys::open(step.suite, self.links.keys(), &self.identity, &act, ruling).await?;
            if let Some(opened) = opened {
                self.keyed(step, &act, opened);
            }
            self.show_roster(step);
        }
        self.identity.forget_before(act.at);
        let is_listed = act.slot(&self.identity.id()).is_some();
        if self.keys.is_none() && (is_listed || self.is_shut_out(step)) {
            self.ask_again(step).await?;
        }
        Ok(())
    }

    /// The epoch is good here. In a room with history its secret is kept, and whoever is new in it is handed the others.
    fn keyed(&mut self, step: &mut Step<'_, S>, rekey: &Rekey, opened: Opened<S>) {
        let (me, now_ms) = (self.identity.id(), step.now.steady_ms);
        if rekey.author != me {
            self.extend_as_told(step);
        }
        let list: Vec<_> = rekey.list().collect();
        self.keys = Some(opened.keys);
        self.pulses.epoch(me, &list, now_ms);
        list.iter().filter(|id| self.roster.is_away(id)).for_each(|id| self.pulses.went(id, now_ms));
        if let Some(secret) = opened.secret {
            self.history.keep(rekey.epoch, secret, now_ms);
            let newcomers: SortedSet<_> = list.iter().filter(|id| !self.was_keyed.contains(*id)).copied().collect();
            let rank = list.iter().filter(|id| !newcomers.contains(*id)).position(|id| *id == me);
            if let Some(rank) = rank.filter(|_| !newcomers.is_empty() && self.history.is_complete()) {
                self.history.hand_over(rank, now_ms);
            }
        }
        self.was_keyed = list;
    }

    /// True if this device was left out and nothing but its asking is a reason for another epoch: a list of the author
    /// and somebody unvouched cannot be widened, since nobody honest keys whom nobody vouches for.
    fn is_shut_out(&self, step: &Step<'_, S>) -> bool {
        let me = self.identity.id();
        let (list, head) = (self.roster.vouched(&self.state), self.state.head().seq);
        let sat_then = self.state.seat(&me).is_some_and(|seat| seat.joined_seq() <= self.state.epoch().at);
        sat_then && !self.state.calls_for_rekey(me, head, &list, self.countdown.relay_now_ms(step.now))
    }

    /// Says that the epoch in force is no good here.
    pub(super) async fn ask_again(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let transcript = self.state.epoch().transcript;
        let member = self.identity.id();
        let incarnation = self.identity.incarnation();
        let resync = self.identity.sign(step.suite, Resync { transcript, member, incarnation }).await?;
        self.resynced = Some(transcript);
        self.ask_at_ms = None;
        step.send(&MemberFrame::Resync(SignedBytes::from(&resync)));
        Ok(())
    }
}
