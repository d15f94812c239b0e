//! The relay's no to what this device said: what is tried again, what is shown, and when a no must be a lie.

use super::{Seated, Step, Stop};
use crate::effect::{Fork, Notice};
use crate::suite::Suite;
use burnroom_shared::frame::Refused;
use burnroom_shared::ids::Digest;
use burnroom_shared::refusal::Refusal;

/// How long to wait where the relay does not say, ms.
const PAUSE_MS: u64 = 1_000;
/// Shortest pause, whatever the relay says, ms: it must not have this device make keys as fast as it can.
const PAUSE_MIN_MS: u64 = 200;
/// Longest pause that is kept because the relay says so, ms.
const PAUSE_MAX_MS: u64 = 30_000;
/// Refusals of posts as stale, at one head of the log, before the relay is said to lie.
const LIES_MAX: u32 = 3;

/// A no.
pub(super) struct No {
    pub(super) of: Refused,
    pub(super) refusal: Refusal,
    pub(super) digest: Option<Digest>,
    pub(super) retry_after_ms: Option<u64>,
    pub(super) tries_left: Option<u8>,
}

impl<S: Suite> Seated<S> {
    pub(super) fn refused(&mut self, step: &mut Step<'_, S>, no: &No) -> Result<(), Stop> {
        let No { of, refusal, digest, retry_after_ms, tries_left } = *no;
        let pause_ms = retry_after_ms.unwrap_or(PAUSE_MS).clamp(PAUSE_MIN_MS, PAUSE_MAX_MS);
        let again_ms = step.now.steady_ms + pause_ms;
        let shown = Notice::Refused { of, refusal, retry_after_ms, tries_left };
        self.unanswered.answered(of);
        match (of, refusal) {
            (_, Refusal::Fork) => return Err(Fork::LogDiffers.into()),
            (Refused::Rekey, Refusal::Stale) => self.authoring.refused_as_stale(self.state.head().seq, step.now),
            (Refused::Rekey, _) => self.authoring.refused_until(again_ms),
            (Refused::Fresh, _) => self.identity.renewal_refused(),
            (Refused::Resync, Refusal::TooFast) => self.ask_at_ms = Some(again_ms),
            (Refused::Resync, _) => {}
            (Refused::Post, _) => self.post_refused(step, refusal, digest, again_ms)?,
            (Refused::OwnerAct, _) => {
                if !self.owning.refused(refusal, again_ms, step.now) {
                    step.show(shown);
                }
            }
            (Refused::Relink | Refused::Linkbox | Refused::Profile, _) => self.relinking.refused(again_ms),
            (Refused::Past, _) => self.history.page_over(Some(again_ms)),
            (Refused::Claim | Refused::Burn, _) => step.show(shown),
        }
        Ok(())
    }

    fn post_refused(
        &mut self,
        step: &mut Step<'_, S>,
        refusal: Refusal,
        digest: Option<Digest>,
        again_ms: u64,
    ) -> Result<(), Stop> {
        let digest = digest.ok_or(Fork::BadFrame)?;
        // A refusal of something sealed under an epoch that is over: it has been sealed again since.
        if !self.outgoing.is_on_its_way(&digest) {
            return Ok(());
        }
        self.outgoing.refused();
        if refusal == Refusal::RoomClosed && self.state.rules().closed {
            self.closed(step);
            return Ok(());
        }
        // Also while nobody has rekeyed for thousands of posts: that passes, and is no lie.
        if matches!(refusal, Refusal::TooFast | Refusal::RelayFull) {
            self.outgoing.pause_until(again_ms);
            return Ok(());
        }
        let head = self.state.head().seq;
        self.lies = if self.lies.0 == head { (head, self.lies.1 + 1) } else { (head, 1) };
        if self.lies.1 > LIES_MAX { Err(Fork::LyingRefusal.into()) } else { Ok(()) }
    }
}
