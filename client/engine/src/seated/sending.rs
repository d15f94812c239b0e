//! From what a person typed to sealed posts on their way.

use super::{Seated, Step, Stop};
use crate::content::{Body, Content};
use crate::effect::{Effect, NotSent, Notice};
use crate::input::DraftId;
use crate::outgoing::Draft;
use crate::suite::{Suite, SuiteFault};
use crate::text::{self, TextFault};

impl<S: Suite> Seated<S> {
    pub(super) fn say(&mut self, step: &mut Step<'_, S>, id: DraftId, text: String) -> Result<(), Stop> {
        let reason = match text::check(&text) {
            Ok(()) if self.state.rules().closed => Some(NotSent::Closed),
            Err(TextFault::TooLong) => Some(NotSent::TooLong),
            Err(TextFault::Empty) => Some(NotSent::Empty),
            Ok(()) => self.enqueue(step, Some(id), Body::Text(text))?.then_some(NotSent::TooMany),
        };
        if let Some(reason) = reason {
            step.show(Notice::NotSent { draft: id, reason });
        }
        Ok(())
    }

    /// Queues a post under a fresh random id. True if there was no place.
    pub(super) fn enqueue(
        &mut self,
        step: &mut Step<'_, S>,
        id: Option<DraftId>,
        body: Body,
    ) -> Result<bool, SuiteFault> {
        let mut message_id = [0; 16];
        step.suite.random(&mut message_id)?;
        let draft = Draft { id, content: Content { id: message_id, body } };
        Ok(self.outgoing.push(draft).is_err())
    }

    /// Whether the relay takes what this device says.
    pub(super) fn look_for_answers(&mut self, step: &mut Step<'_, S>, may_seal: bool) {
        let acts = self.owning.is_asking() || self.authoring.is_asking() || self.identity.is_renewing();
        let post = self.outgoing.first(may_seal);
        if let Some(unanswered) = self.unanswered.judge(post, acts, step.now.steady_ms) {
            step.show(Notice::Unanswered(unanswered));
        }
    }

    /// Seals what waits, as far as the relay's pace and the window allow.
    pub(super) async fn flush(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        if step.now.steady_ms < self.outgoing.not_before_ms() {
            return Ok(());
        }
        let me = self.identity.id();
        let Some(chain) = self.keys.as_mut().and_then(|keys| keys.chain(&me)) else { return Ok(()) };
        while let Some(frame) = self.outgoing.seal_next(step.suite, &self.identity, &self.state, chain).await? {
            step.out.push(Effect::SendBinary(frame));
        }
        Ok(())
    }
}
