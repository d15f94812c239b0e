//! What this device wants to say and the relay has not numbered yet: waiting in plain, or sealed and on its way.
//!
//! Nothing is sealed before it can be sent, so that a change of keys never finds ciphertext for somebody who is gone
//! (R33). What was sealed and not numbered is sealed again under the new key, in the old order.

use crate::chain::Chain;
use crate::content::Content;
use crate::identity::Identity;
use crate::input::DraftId;
use crate::sealed;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::envelope::{Envelope, Header, Lane};
use burnroom_shared::frame::encode_post;
use burnroom_shared::ids::Digest;
use burnroom_shared::limits::POSTS_PER_EPOCH_MAX;
use burnroom_shared::log::State;
use std::collections::VecDeque;

/// Texts and protocol posts that are kept while they cannot be sent. A person types no faster than this is emptied.
const WAITING_MAX: usize = 256;
/// Sealed posts on their way at the same time: enough to hide a round trip, few to seal again.
const ON_THEIR_WAY_MAX: usize = 16;
/// Refused posts that are recognised by their digest if the relay numbers them after all; others by what is in them.
const REFUSED_MAX: usize = 4_096;
/// Posts that junk took the place of and that are recognised if the relay numbers them after all.
const DISPLACED_MAX: usize = 256;

/// Something to say.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The person's number for it, if it is a text.
    pub(crate) id: Option<DraftId>,
    /// What it says.
    pub(crate) content: Content,
}

/// One's own post in the log.
#[derive(Debug)]
pub(crate) enum Said {
    /// It says this.
    Now(Draft),
    /// It says again what the log has.
    Before,
}

#[derive(Debug)]
struct Sealed {
    draft: Draft,
    /// Of the whole post, as the log will have it.
    digest: Digest,
    /// Of all but its signature.
    said: Digest,
    frame: Vec<u8>,
}

/// A post that was sealed again because junk had taken a counter, or the seat was lost. At the counter that it had, it is
/// as good as ever.
#[derive(Debug)]
struct Displaced {
    digest: Digest,
    said: Digest,
    content: [u8; 16],
}

/// The two queues.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    waiting: VecDeque<Draft>,
    on_their_way: VecDeque<Sealed>,
    refused: VecDeque<Digest>,
    displaced: VecDeque<Displaced>,
    not_before_ms: u64,
}

impl Outgoing {
    /// Takes something to say; gives it back if too much is waiting.
    pub(crate) fn push(&mut self, draft: Draft) -> Result<(), Draft> {
        if self.waiting.len() + self.on_their_way.len() >= WAITING_MAX {
            return Err(draft);
        }
        self.waiting.push_back(draft);
        Ok(())
    }

    /// True if something waits to be sealed.
    pub(crate) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// When the relay wants to hear the next post, on the steady clock, ms.
    pub(crate) fn not_before_ms(&self) -> u64 {
        self.not_before_ms
    }

    /// The relay asked for a pause.
    pub(crate) fn pause_until(&mut self, steady_ms: u64) {
        self.not_before_ms = steady_ms;
    }

    /// Everything that is on its way goes back to the front of the queue, in order: its key is gone.
    pub(crate) fn take_back(&mut self) {
        self.displaced.clear();
        self.unseal();
    }

    /// Junk took a counter, or the seat is lost: everything that is on its way goes back, and may be numbered all the same.
    pub(crate) fn displaced(&mut self) {
        self.displaced.extend(self.on_their_way.iter().map(|sealed| {
            let Sealed { draft, digest, said, frame: _ } = sealed;
            Displaced { digest: *digest, said: *said, content: draft.content.id }
        }));
        self.displaced.drain(..self.displaced.len().saturating_sub(DISPLACED_MAX));
        self.unseal();
    }

    fn unseal(&mut self) {
        while let Some(sealed) = self.on_their_way.pop_back() {
            self.waiting.push_front(sealed.draft);
        }
    }

    /// What is on its way, byte for byte: said again after the connection broke, so that the relay numbers each once.
    pub(crate) fn frames(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.on_their_way.iter().map(|sealed| sealed.frame.clone())
    }

    /// The relay refused one that is on its way, and with it all that follow: they are sealed again.
    pub(crate) fn refused(&mut self) {
        self.refused.extend(self.on_their_way.iter().map(|sealed| sealed.said));
        self.refused.drain(..self.refused.len().saturating_sub(REFUSED_MAX));
        self.unseal();
    }

    /// True if this device sealed it and the relay refused it, whatever signature it has now.
    pub(crate) fn was_refused(&self, said: &Digest) -> bool {
        self.refused.contains(said)
    }

    /// True if this device sealed it and it is or was on its way, whatever signature it has now.
    pub(crate) fn was_sealed(&self, said: &Digest) -> bool {
        let displaced = self.displaced.iter().map(|displaced| displaced.said);
        self.on_their_way.iter().map(|sealed| sealed.said).chain(displaced).any(|sealed| sealed == *said)
    }

    /// True if this is the id of something that is still to be numbered. Nobody but this device and whoever can open a post
    /// that the relay has not passed on knows it.
    pub(crate) fn is_unsaid(&self, content: &[u8; 16]) -> bool {
        self.pending(true).any(|id| id == *content)
    }

    /// The first that the relay is to number, whatever became of it so far; `may_seal`: whether what waits waits for it.
    pub(crate) fn first(&self, may_seal: bool) -> Option<[u8; 16]> {
        self.pending(may_seal).next()
    }

    fn pending(&self, waiting: bool) -> impl Iterator<Item = [u8; 16]> + '_ {
        let on_their_way = self.on_their_way.iter().map(|sealed| sealed.draft.content.id);
        on_their_way.chain(self.waiting.iter().filter(move |_| waiting).map(|draft| draft.content.id))
    }

    /// True if a post with this digest is on its way.
    pub(crate) fn is_on_its_way(&self, digest: &Digest) -> bool {
        self.on_their_way.iter().any(|sealed| sealed.digest == *digest)
    }

    /// The relay numbered one's own post. `None` if it is none that this device sealed for this place (R35).
    pub(crate) fn numbered(&mut self, digest: &Digest) -> Option<Said> {
        if self.on_their_way.front().is_some_and(|sealed| sealed.digest == *digest) {
            return self.on_their_way.pop_front().map(|sealed| Said::Now(sealed.draft));
        }
        let place = self.displaced.iter().position(|displaced| displaced.digest == *digest)?;
        let content = self.displaced.remove(place)?.content;
        // What was sealed again for this counter is too late.
        self.displaced();
        let place = self.waiting.iter().position(|draft| draft.content.id == content);
        Some(place.and_then(|place| self.waiting.remove(place)).map_or(Said::Before, Said::Now))
    }

    /// Drops waiting protocol posts that no longer matter.
    pub(crate) fn retain_waiting(&mut self, matters: impl Fn(&Content) -> bool) {
        self.waiting.retain(|draft| draft.id.is_some() || matters(&draft.content));
    }

    /// Drops whatever waits to be sealed, and says which texts that were. What is on its way may have been in time.
    pub(crate) fn give_up(&mut self) -> Vec<DraftId> {
        self.waiting.drain(..).filter_map(|draft| draft.id).collect()
    }

    /// Every text that was not numbered, oldest first.
    pub(crate) fn unsent(&self) -> impl Iterator<Item = DraftId> + '_ {
        let on_their_way = self.on_their_way.iter().filter_map(|sealed| sealed.draft.id);
        on_their_way.chain(self.waiting.iter().filter_map(|draft| draft.id))
    }

    /// Seals the next waiting post at the head of the log. `None` if there is none, or no counter for it.
    pub(crate) async fn seal_next<S: Suite>(
        &mut self,
        suite: &S,
        identity: &Identity<S>,
        state: &State,
        chain: &Chain,
    ) -> Result<Option<Vec<u8>>, SuiteFault> {
        let Ok(ahead) = u32::try_from(self.on_their_way.len()) else { return Ok(None) };
        let counter = chain.counter().saturating_add(ahead);
        if self.on_their_way.len() >= ON_THEIR_WAY_MAX || counter >= POSTS_PER_EPOCH_MAX {
            return Ok(None);
        }
        let Some(draft) = self.waiting.pop_front() else { return Ok(None) };
        let header = Header {
            lane: Lane::Durable,
            sender: identity.id(),
            transcript: state.epoch().transcript,
            counter,
            seen: state.head().seq,
            log_seen: state.head().hash,
        };
        let key = suite.import_aead_key(chain.peek(ahead)).await?;
        let envelope = sealed::seal(suite, identity, &key, &header, &draft.content).await?;
        let post = Envelope::decode(&envelope).map_err(|_| SuiteFault)?;
        let (digest, said) = (post.digest(), post.said());
        let frame = encode_post(&envelope);
        self.on_their_way.push_back(Sealed { draft, digest, said, frame: frame.clone() });
        Ok(Some(frame))
    }
}
