//! Pulses between the lane beside the log and what is shown of them (R38, R39).

use super::{Seated, Step, Stop};
use crate::content::{Body, Content};
use crate::effect::{Effect, Fork, Notice};
use crate::pulses::Heard;
use crate::sealed;
use crate::suite::Suite;
use burnroom_shared::envelope::{Envelope, Header, Lane};
use burnroom_shared::frame::encode_post;

impl<S: Suite> Seated<S> {
    /// Says a pulse if one is due, and shows what was and was not heard.
    pub(super) async fn pulse(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let now_ms = step.now.steady_ms;
        if let Some(keys) = &self.keys
            && let Some(counter) = self.pulses.due(now_ms)
        {
            let head = self.state.head();
            let header = Header {
                lane: Lane::Ephemeral,
                sender: self.identity.id(),
                transcript: self.state.epoch().transcript,
                counter,
                seen: head.seq,
                log_seen: head.hash,
            };
            let mut id = [0; 16];
            step.suite.random(&mut id)?;
            let content = Content { id, body: Body::Pulse };
            let envelope = sealed::seal(step.suite, &self.identity, keys.ephemeral(), &header, &content).await?;
            step.out.push(Effect::SendBinary(encode_post(&envelope)));
        }
        self.show_pulses(step);
        Ok(())
    }

    fn show_pulses(&mut self, step: &mut Step<'_, S>) {
        let (now_ms, head) = (step.now.steady_ms, self.state.head().seq);
        let silent = self.pulses.silent(head, now_ms, |id| self.roster.is_away(id));
        if self.roster.set_silent(silent) {
            self.show_roster(step);
        }
        self.show_withheld(step);
        if let Some(reached) = self.pulses.show() {
            step.show(Notice::Reached(reached));
        }
    }

    /// Also before this device has caught up: then it is what the relay itself has announced that does not come.
    pub(super) fn show_withheld(&mut self, step: &mut Step<'_, S>) {
        if !self.line.is_heard() {
            return;
        }
        if let Some(withheld) = self.pulses.withheld(self.state.head().seq, step.now.steady_ms) {
            step.show(Notice::Withheld(withheld));
        }
    }

    /// The log has grown: what others had said about it before must hold.
    pub(super) fn compare_pulses(&mut self) -> Result<(), Stop> {
        match self.pulses.reached(&self.state) {
            Heard::Fine => Ok(()),
            Heard::Differs => Err(Fork::LogDiffers.into()),
        }
    }

    /// A post beside the log. Late ones, repeated ones and junk are nothing; another log is a fork.
    pub(super) async fn pulse_came(&mut self, step: &mut Step<'_, S>, envelope: &[u8]) -> Result<(), Stop> {
        let envelope = Envelope::decode(envelope).map_err(|_| Fork::BadFrame)?;
        let header = envelope.header;
        if header.lane != Lane::Ephemeral {
            return Err(Fork::BadFrame.into());
        }
        let is_current = header.transcript == self.state.epoch().transcript && self.pulses.is_news(&header);
        let seat = self.state.seat(&header.sender).filter(|seat| is_current && self.state.is_keyed(seat));
        let (Some(seat), Some(keys)) = (seat, &self.keys) else { return Ok(()) };
        if !step.suite.verify(&seat.signing(), &envelope.signing_input(), &envelope.signature).await? {
            return Ok(());
        }
        let content = sealed::open(step.suite, keys.ephemeral(), &envelope).await;
        if content.is_none_or(|content| content.body != Body::Pulse) {
            return Ok(());
        }
        match self.pulses.heard(&header, &self.state, step.now.steady_ms) {
            Heard::Fine => Ok(()),
            Heard::Differs => Err(Fork::LogDiffers.into()),
        }
    }
}
