//! The log's events, in order: first what everyone must agree on, then what only this device can judge.

use super::{Seated, Step, Stop};
use crate::content::{Body, Content};
use crate::effect::{Effect, Ended, Flaw, Fork, Message, Notice};
use crate::epoch::EpochKeys;
use crate::padding;
use crate::suite::Suite;
use burnroom_shared::codec::Reader;
use burnroom_shared::envelope::{Envelope, Header};
use burnroom_shared::frame::{EventFrame, MemberFrame, SequencedEvent, SequencedPost, SignedBytes};
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::POSTS_PER_EPOCH_MAX;
use burnroom_shared::log::{Change, Departure, Event, Post};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, Rekey, Resync, Verified};

/// Message ids of one sender that are remembered: what it can post in one epoch, and so much of what it sealed again.
const HEARD_MAX: usize = POSTS_PER_EPOCH_MAX as usize;

impl<S: Suite> Seated<S> {
    pub(super) async fn event(&mut self, step: &mut Step<'_, S>, event: SequencedEvent) -> Result<(), Stop> {
        let SequencedEvent { seq, time_ms, event } = event;
        let at = |change| Event { seq, time_ms, change };
        match event {
            EventFrame::Joined { announcement, name } => {
                let key = announcement.decode::<Announcement>().map_err(|_| Fork::BadFrame)?.act().signing;
                let joined = verified(step, &announcement, key).await?;
                self.apply(&at(Change::Joined(joined.clone())))?;
                self.joined(step, joined.act().id(), &name.0).await
            }
            EventFrame::Left { id, departure } => {
                self.apply(&at(Change::Left(id, departure)))?;
                self.left(step, id, departure)
            }
            EventFrame::Fresh(signed) => {
                let fresh = self.by_seat(step, &signed).await?;
                let change = Change::Fresh(fresh);
                let subject = change.subject();
                let number =
                    self.state.seat(&subject).map_or(0, burnroom_shared::log::Seat::agreement_number).saturating_add(1);
                self.apply(&at(change))?;
                let own = subject == self.identity.id();
                if own && !self.identity.renewed(number, seq) { Err(Stop::Ended(Ended::KeyMisused)) } else { Ok(()) }
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
                Ok(())
            }
        }
    }

    /// Advances the public state; an event that is not valid proves that the relay is not honest (R12).
    fn apply(&mut self, event: &Event) -> Result<(), Stop> {
        self.state.apply(event).map_err(|_| Fork::InvalidEvent.into())
    }

    /// Checks an act's signature under the key of the seat that claims to have made it.
    async fn by_seat<A: Act>(&self, step: &mut Step<'_, S>, signed: &SignedBytes) -> Result<Verified<A>, Stop> {
        let signer = signed.decode::<A>().map_err(|_| Fork::BadFrame)?.act().signer();
        let key = self.state.seat(&signer).ok_or(Fork::InvalidEvent)?.signing();
        verified(step, signed, key).await
    }

    async fn joined(&mut self, step: &mut Step<'_, S>, id: MemberId, name: &[u8]) -> Result<(), Stop> {
        if let Some(seat) = self.state.seat(&id) {
            self.roster.note(step.suite, &self.link, seat, name, Some(step.now.steady_ms)).await?;
        }
        self.show_roster(step);
        step.show(Notice::Arrived(id));
        Ok(())
    }

    fn left(&mut self, step: &mut Step<'_, S>, id: MemberId, departure: Departure) -> Result<(), Stop> {
        if id == self.identity.id() {
            return Err(Stop::Ended(Ended::Lost));
        }
        self.comparison_left(step, id)?;
        step.show(Notice::Departed(id, departure));
        self.roster.forget(&id);
        self.heard.remove(&id);
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
        let ruling = self.state.judge_rekey(&rekey, time_ms).map_err(|_| Fork::InvalidEvent)?;
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
        let all_vouched = act.list().all(|id| self.roster.is_vouched(&id) || self.state.seat(&id).is_none());
        if all_vouched {
            self.keys = EpochKeys::open(step.suite, &self.link, &self.identity, &act, ruling).await?;
        }
        self.identity.forget_before(act.at);
        let is_listed = act.slot(&self.identity.id()).is_some();
        if self.keys.is_none() && (is_listed || self.is_shut_out(step)) {
            self.ask_again(step).await?;
        }
        Ok(())
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
        let incarnation = self.identity.announcement().act().incarnation;
        let resync = self.identity.sign(step.suite, Resync { transcript, member, incarnation }).await?;
        self.resynced = Some(transcript);
        self.ask_at_ms = None;
        step.send(&MemberFrame::Resync(SignedBytes::from(&resync)));
        Ok(())
    }

    /// A post whose body is gone: the chain goes on all the same, and a person is told that something is missing.
    fn trimmed(&mut self, step: &mut Step<'_, S>, seq: u64, time_ms: u64, post: Post) -> Result<(), Stop> {
        let sender = post.header.sender;
        self.apply(&Event { seq, time_ms, change: Change::Post(post) })?;
        if let Some(chain) = self.keys.as_mut().and_then(|keys| keys.chain(&sender)) {
            drop(chain.step());
        }
        if sender != self.identity.id() {
            step.show(Notice::Missing { sender, seq });
            return Ok(());
        }
        // Nobody can have seen more of it than its digest since: it counts as said.
        let draft = self.outgoing.numbered(&post.digest).ok_or(Stop::Ended(Ended::KeyMisused))?;
        step.out.extend(draft.id.map(|draft| Effect::Show(Notice::Sent { draft, seq, time_ms })));
        Ok(())
    }

    pub(super) async fn post(&mut self, step: &mut Step<'_, S>, post: &SequencedPost<'_>) -> Result<(), Stop> {
        let envelope = Envelope::decode(post.envelope).map_err(|_| Fork::BadFrame)?;
        let (header, digest) = (envelope.header, envelope.digest());
        let change = Change::Post(Post { header, digest });
        self.apply(&Event { seq: post.seq, time_ms: post.time_ms, change })?;
        let sender = header.sender;
        // R34: the chain follows the public counter. Its key is taken, and the one before wiped, before anything is
        // known about what it opens.
        let message_key = self.keys.as_mut().and_then(|keys| keys.chain(&sender)).map(crate::chain::Chain::step);
        if sender == self.identity.id() {
            return self.own_post(step, post, &envelope).await;
        }
        let Some(message_key) = message_key else {
            if self.state.epoch().listed(&self.identity.id()).is_some() {
                self.show_suspect(step, sender, post.seq, Flaw::NoKey);
            }
            return Ok(());
        };
        let signing = self.state.seat(&sender).ok_or(Fork::InvalidEvent)?.signing();
        if !step.suite.verify(&signing, &envelope.signing_input(), &envelope.signature).await? {
            self.show_suspect(step, sender, post.seq, Flaw::Unauthentic);
            return Ok(());
        }
        let key = step.suite.import_aead_key(message_key).await?;
        let opened = step.suite.open(&key, &envelope.iv, &header.encode(), envelope.sealed).await;
        let content = opened.as_deref().and_then(|padded| Content::decode(padding::unpad(padded)?).ok());
        match content {
            Some(content) => self.said(step, sender, header.counter, post, content).await,
            None => {
                self.show_suspect(step, sender, post.seq, Flaw::Unreadable);
                Ok(())
            }
        }
    }

    async fn own_post(
        &mut self,
        step: &mut Step<'_, S>,
        post: &SequencedPost<'_>,
        envelope: &Envelope<'_>,
    ) -> Result<(), Stop> {
        let me = self.identity.id();
        let Some(draft) = self.outgoing.numbered(&envelope.digest()) else {
            return self.not_mine(step, post.seq, envelope).await;
        };
        if let Some(draft) = draft.id {
            step.show(Notice::Sent { draft, seq: post.seq, time_ms: post.time_ms });
        }
        let counter = self.state.epoch().listed(&me).map_or(0, |listed| listed.next.saturating_sub(1));
        self.compared(step, me, counter, &draft.content.body).await
    }

    /// A post in one's own name that this device did not make: with a good signature somebody has the key (R35);
    /// with a bad one the relay let junk take the counter, and what is on its way needs the next ones.
    async fn not_mine(&mut self, step: &mut Step<'_, S>, seq: u64, envelope: &Envelope<'_>) -> Result<(), Stop> {
        if self.outgoing.was_refused(&envelope.digest()) {
            return Err(Fork::LyingRefusal.into());
        }
        let key = self.identity.announcement().act().signing;
        if step.suite.verify(&key, &envelope.signing_input(), &envelope.signature).await? {
            return Err(Stop::Ended(Ended::KeyMisused));
        }
        self.outgoing.take_back();
        self.show_suspect(step, self.identity.id(), seq, Flaw::Unauthentic);
        Ok(())
    }

    async fn said(
        &mut self,
        step: &mut Step<'_, S>,
        sender: MemberId,
        counter: u32,
        post: &SequencedPost<'_>,
        content: Content,
    ) -> Result<(), Stop> {
        let heard = self.heard.entry(sender).or_default();
        if heard.contains(&content.id) {
            return Ok(());
        }
        heard.push_back(content.id);
        heard.drain(..heard.len().saturating_sub(HEARD_MAX));
        match content.body {
            Body::Text(text) => {
                let (seq, time_ms) = (post.seq, post.time_ms);
                step.show(Notice::Received(Message { sender, seq, time_ms, text }));
                Ok(())
            }
            body => self.compared(step, sender, counter, &body).await,
        }
    }

    fn show_suspect(&self, step: &mut Step<'_, S>, sender: MemberId, seq: u64, flaw: Flaw) {
        step.show(Notice::Suspect { sender, seq, flaw });
    }
}

async fn verified<S: Suite, A: Act>(
    step: &mut Step<'_, S>,
    signed: &SignedBytes,
    key: Point,
) -> Result<Verified<A>, Stop> {
    let signed = signed.decode::<A>().map_err(|_| Fork::BadFrame)?;
    let holds = step.suite.verify(&key, &signed.signing_input(), signed.signature()).await?;
    if holds { Ok(signed.verified_under(key)) } else { Err(Fork::InvalidEvent.into()) }
}
