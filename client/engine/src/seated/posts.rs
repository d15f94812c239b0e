//! Posts in the log, one's own and others': the chain first, then who really said it, then what (R34, R35).

use super::{Seated, Step, Stop};
use crate::content::{Body, Content};
use crate::effect::{Effect, Ended, Flaw, Fork, Message, Notice};
use crate::outgoing::Said;
use crate::sealed;
use crate::suite::Suite;
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::SequencedPost;
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::{CAPACITY_MAX, POSTS_PER_EPOCH_MAX};
use burnroom_shared::log::{Change, Event, Post};
use zeroize::Zeroizing;

/// What opens one post.
type MessageKey = Zeroizing<[u8; 32]>;

/// Message ids of one sender that are remembered: what it can post in one epoch, and so much of what it sealed again.
const HEARD_MAX: usize = POSTS_PER_EPOCH_MAX as usize;
/// Senders whose message ids are remembered: a full room, and as many who lost their seat and may come back.
const SENDERS_MAX: usize = 2 * CAPACITY_MAX as usize;

impl<S: Suite> Seated<S> {
    /// A post whose body is gone: the chain goes on all the same, and a person is told that something is missing.
    pub(super) fn trimmed(&mut self, step: &mut Step<'_, S>, seq: u64, time_ms: u64, post: Post) -> Result<(), Stop> {
        let sender = post.header.sender;
        self.apply(&Event { seq, time_ms, change: Change::Post(post) })?;
        if let Some(chain) = self.keys.as_mut().and_then(|keys| keys.chain(&sender)) {
            drop(chain.step());
        }
        if sender != self.identity.id() {
            step.show(Notice::Missing { sender, seq });
            return Ok(());
        }
        // Nobody can have seen more of it than its digest since: it counts as said. Of one that this device did not make
        // nothing shows that somebody else has its key: it is the relay's word.
        if let Said::Now(draft) = self.outgoing.numbered(&post.digest).ok_or(Fork::InvalidEvent)? {
            step.out.extend(draft.id.map(|draft| Effect::Show(Notice::Sent { draft, seq, time_ms })));
        }
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
            return self.own_post(step, post, &envelope, message_key).await;
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
        // Only now is it the sender's own word: anybody can write a header.
        self.pulses.saw(&sender, header.seen, step.now.steady_ms);
        let key = step.suite.import_aead_key(message_key).await?;
        match sealed::open(step.suite, &key, &envelope).await {
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
        message_key: Option<MessageKey>,
    ) -> Result<(), Stop> {
        let me = self.identity.id();
        let draft = match self.outgoing.numbered(&envelope.digest()) {
            None => return self.not_mine(step, post.seq, envelope, message_key).await,
            Some(Said::Before) => return Ok(()),
            Some(Said::Now(draft)) => draft,
        };
        if let Some(draft) = draft.id {
            step.show(Notice::Sent { draft, seq: post.seq, time_ms: post.time_ms });
        }
        let counter = self.state.epoch().listed(&me).map_or(0, |listed| listed.next.saturating_sub(1));
        self.compared(step, me, counter, &draft.content.body).await
    }

    /// A post in one's own name that this device did not make: with a good signature somebody has the key (R35);
    /// with a bad one the relay let junk take the counter, and what is on its way needs the next ones.
    async fn not_mine(
        &mut self,
        step: &mut Step<'_, S>,
        seq: u64,
        envelope: &Envelope<'_>,
        message_key: Option<MessageKey>,
    ) -> Result<(), Stop> {
        let said = envelope.said();
        if self.outgoing.was_refused(&said) {
            return Err(Fork::LyingRefusal.into());
        }
        // Only the relay has had it in its hands, and gave it another signature.
        if self.outgoing.was_sealed(&said) {
            return Err(Fork::InvalidEvent.into());
        }
        let key = self.identity.announcement().act().signing;
        if step.suite.verify(&key, &envelope.signing_input(), &envelope.signature).await? {
            let is_unsaid = self.says_what_is_unsaid(step, envelope, message_key).await?;
            return Err(if is_unsaid { Fork::LyingRefusal.into() } else { Stop::Ended(Ended::KeyMisused) });
        }
        self.outgoing.displaced();
        self.show_suspect(step, self.identity.id(), seq, Flaw::Unauthentic);
        Ok(())
    }

    /// True if a post says what this device still has to say: it made that post, and it was refused too long ago to be
    /// known by its digest.
    async fn says_what_is_unsaid(
        &self,
        step: &Step<'_, S>,
        envelope: &Envelope<'_>,
        message_key: Option<MessageKey>,
    ) -> Result<bool, Stop> {
        let Some(message_key) = message_key else { return Ok(false) };
        let key = step.suite.import_aead_key(message_key).await?;
        let content = sealed::open(step.suite, &key, envelope).await;
        Ok(content.is_some_and(|content| self.outgoing.is_unsaid(&content.id)))
    }

    async fn said(
        &mut self,
        step: &mut Step<'_, S>,
        sender: MemberId,
        counter: u32,
        post: &SequencedPost<'_>,
        content: Content,
    ) -> Result<(), Stop> {
        if self.heard.len() >= SENDERS_MAX {
            self.heard.retain(|id, _| self.state.seat(id).is_some());
        }
        let heard = self.heard.entry(sender).or_default();
        if heard.contains(&content.id) {
            return Ok(());
        }
        heard.push_back(content.id);
        heard.drain(..heard.len().saturating_sub(HEARD_MAX));
        match content.body {
            Body::Text(text) => {
                let (seq, time_ms) = (post.seq, post.time_ms);
                self.pulses.opened(step.now.steady_ms);
                step.show(Notice::Received(Message { sender, seq, time_ms, text }));
                Ok(())
            }
            Body::History(bundle) => {
                self.history.handed(sender, &bundle, self.state.epoch().number);
                Ok(())
            }
            body => self.compared(step, sender, counter, &body).await,
        }
    }

    fn show_suspect(&self, step: &mut Step<'_, S>, sender: MemberId, seq: u64, flaw: Flaw) {
        step.show(Notice::Suspect { sender, seq, flaw });
    }
}
