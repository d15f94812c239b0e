//! In a room with history: fetches and reads what was before this device came, and hands secrets to who comes later (R73).

use super::{Seated, Step, Stop};
use crate::content::Body;
use crate::effect::Notice;
use crate::history::Replayed;
use crate::replay::PastEvent;
use crate::suite::Suite;
use burnroom_shared::frame::{MemberFrame, SequencedEvent, SequencedPost};

/// A relay that has a page and sends nothing in it is asked again after this time, ms.
const EMPTY_PAUSE_MS: u64 = 1_000;

impl<S: Suite> Seated<S> {
    /// Asks for what is missing, reads what is there, hands over what others lack.
    pub(super) async fn read_past(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let now_ms = step.now.steady_ms;
        self.history.look(now_ms);
        if let Some((before, limit)) = self.history.page(now_ms) {
            step.send(&MemberFrame::Past { before, limit });
        }
        if self.keys.is_some() {
            for bundle in self.history.bundles(self.state.epoch().number, now_ms) {
                self.enqueue(step, None, Body::History(bundle))?;
            }
        }
        if !self.has_link() {
            return Ok(());
        }
        match self.history.replay(step.suite, self.links.keys()).await {
            Ok(Replayed::Done(said)) => step.show(Notice::Past(said)),
            Ok(Replayed::More | Replayed::Rest) => {}
            Err(disbelief) => return Err(disbelief.into()),
        }
        Ok(())
    }

    /// A page begins. An empty one means that nothing earlier is to be had.
    pub(super) fn page(&mut self, step: &Step<'_, S>, _first: u64, count: u16) {
        if count == 0 {
            self.history.page_over(Some(step.now.steady_ms + EMPTY_PAUSE_MS));
        }
    }

    pub(super) fn past_event(&mut self, event: SequencedEvent) {
        let (seq, time_ms) = (event.seq, event.time_ms);
        self.history.collect(seq, time_ms, PastEvent::from(event));
    }

    pub(super) fn past_post(&mut self, post: &SequencedPost<'_>) {
        self.history.collect(post.seq, post.time_ms, PastEvent::Post(post.envelope.to_vec()));
    }
}
