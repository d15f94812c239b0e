//! From a broken connection back to where everyone is: nothing is said before nothing is missing (R63).

use super::{Seated, Step, Stop};
use crate::authoring::Authoring;
use crate::believing::{believe, meet};
use crate::effect::{Effect, Fork, LineState, Notice};
use crate::input::Now;
use crate::line::{Due, Phase};
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::frame::{Base64, Hello, Join, MemberFrame, Refused, Resumed, SignedBytes};
use burnroom_shared::limits::VERSION;

impl<S: Suite> Seated<S> {
    /// A frame came, whatever it is.
    pub(crate) fn line_heard(&mut self, now: Now) {
        self.line.heard(now);
    }

    /// The connection is closed, and not for good.
    pub(crate) async fn line_broke(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        self.pulses.line_broke(self.line.deaf_since_ms(step.now));
        self.line.broke(step.suite, step.now)?;
        self.authoring.line_broke();
        self.show_line(step);
        self.settle(step).await
    }

    /// A socket is open: asks for the seat.
    pub(crate) async fn connected(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        if let Phase::Connecting { .. } = self.line.phase() {
            let frame = if self.again {
                // Each time in another incarnation: the relay may have seated the last, and its hello was lost.
                self.identity.again(step.suite, self.links.keys()).await?;
                MemberFrame::Join(self.join_again(step).await?)
            } else {
                self.line.resume(self.identity.id(), self.state.head().seq)
            };
            step.send(&frame);
        }
        self.settle(step).await
    }

    /// The relay gave the seat back. It cannot have forgotten what it numbered.
    pub(super) async fn resumed(&mut self, step: &mut Step<'_, S>, resumed: Resumed) -> Result<(), Stop> {
        let is_asked_for = matches!(self.line.phase(), Phase::Connecting { .. }) && !self.again;
        if !is_asked_for || resumed.head < self.state.head().seq {
            return Err(Fork::InvalidEvent.into());
        }
        self.line.resumed(resumed.token, resumed.head);
        self.pulses.promised(resumed.head, step.now.steady_ms);
        self.told_end_ms = self.told_end_ms.map(|end_ms| end_ms.min(resumed.deadline_ms));
        if self.countdown.lower(resumed.deadline_ms) {
            self.show_deadline(step);
        }
        // Who is away at the head: what is replayed before it must not change that.
        self.away_at_head = resumed.away;
        self.reached(step).await
    }

    /// An event was processed: if it was the last that was missed, says again what may have been lost.
    pub(super) async fn reached(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        self.pulses.advanced(self.state.head().seq, step.now.steady_ms);
        if !self.line.reached(self.state.head().seq) {
            return Ok(());
        }
        self.roster.set_away(std::mem::take(&mut self.away_at_head));
        self.show_roster(step);
        self.show_line(step);
        self.identity.renewal_refused();
        step.out.extend(self.outgoing.frames().map(Effect::SendBinary));
        self.line_is_back(step);
        self.ask_if_bad(step).await
    }

    /// Whatever was on its way beside the posts is made again; whatever had to wait is said.
    fn line_is_back(&mut self, step: &mut Step<'_, S>) {
        self.owning.line_is_back();
        self.relinking.refused(0);
        self.history.page_over(None);
        self.pulses.line_is_back(step.now.steady_ms, |id| self.roster.is_away(id));
        // A burn that the line took with it is said again: of a room that has burned, that is no news.
        if self.unanswered.line_changed() && !self.postponed.iter().any(|(of, _)| *of == Refused::Burn) {
            self.postponed.push((Refused::Burn, MemberFrame::Burn {}));
        }
        for (of, frame) in std::mem::take(&mut self.postponed) {
            self.ask(step, of, frame);
        }
    }

    /// Asks for another epoch if the one in force is for this device and no good here.
    pub(super) async fn ask_if_bad(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let me = self.identity.id();
        let is_keyed = self.state.seat(&me).is_some_and(|seat| self.state.is_keyed(seat));
        let is_bad = self.keys.is_none() && is_keyed && self.has_link();
        if is_bad && !self.state.has_asked(&me) { self.ask_again(step).await } else { Ok(()) }
    }

    /// The seat is somebody else's, or nobody's; the page is still here, and asks for another under the same id (R72).
    pub(crate) async fn seat_lost(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        self.again = true;
        self.keys = None;
        // Until the next epoch the relay may number it all the same, under the seat that this page takes again.
        self.outgoing.displaced();
        self.pulses.stop();
        if self.line.is_up() {
            step.out.push(Effect::Disconnect);
        }
        self.line_broke(step).await
    }

    /// True while another seat is asked for.
    pub(crate) fn is_again(&self) -> bool {
        self.again
    }

    async fn join_again(&self, step: &mut Step<'_, S>) -> Result<Join, SuiteFault> {
        let link = self.links.keys();
        let name = self.identity.sealed_name(step.suite, link).await?;
        let announcement = SignedBytes::from(self.identity.announcement());
        Ok(Join { version: VERSION, entry: link.entry, announcement, name: Base64(name.0.to_vec()), pin: None })
    }

    /// The relay gave another seat: the state is taken over as by any newcomer, and must go on from the one known.
    pub(super) async fn reseated(&mut self, step: &mut Step<'_, S>, hello: &Hello) -> Result<(), Stop> {
        if !self.again || !matches!(self.line.phase(), Phase::Connecting { .. }) {
            return Err(Fork::BadFrame.into());
        }
        let state = believe(step.suite, self.links.keys(), &self.identity, hello).await?;
        let before = &self.state;
        let goes_on = state.genesis() == before.genesis()
            && state.head().seq > before.head().seq
            && state.mark(before.head().seq).is_none_or(|mark| mark.hash == before.head().hash)
            && state.address().generation >= before.address().generation;
        if !goes_on {
            return Err(Fork::AnotherRoom.into());
        }
        self.links.is_of(state.address().generation);
        self.state = state;
        self.roster.keep_seated(&self.state);
        meet(step.suite, &mut self.roster, &self.links, hello, &self.state).await?;
        if self.countdown.lower(hello.deadline_ms) {
            self.show_deadline(step);
        }
        self.told_end_ms = self.state.rules().deadline_ms.map(|end_ms| end_ms.min(hello.deadline_ms));
        self.again = false;
        self.authoring = Authoring::default();
        self.comparisons.again();
        (self.compare_at_ms, self.ask_at_ms, self.resynced) = (None, None, None);
        self.was_keyed.clear();
        if self.links.keys().parameters.history() {
            self.history.again(&self.state);
        }
        self.line.resumed(hello.token, self.state.head().seq);
        self.away_at_head = hello.away.clone();
        step.show(Notice::Reseated);
        self.retitle(step, hello.title.as_ref().map(|title| &title.0[..])).await;
        self.show_rules(step);
        self.reached(step).await
    }

    /// Somebody else's rekey names the hash of the log that this device was told: the deadline in it is what an owner
    /// signed (R68).
    pub(super) fn extend_as_told(&mut self, step: &mut Step<'_, S>) {
        let by_ms = self.told_end_ms.take().map_or(0, |end_ms| self.countdown.raise(end_ms));
        if by_ms > 0 {
            self.show_deadline(step);
        }
    }

    pub(super) fn look_at_line(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        match self.line.due(step.now) {
            Due::Nothing => {}
            Due::Connect => {
                step.out.push(Effect::Connect);
                self.show_line(step);
            }
            Due::GiveUp => {
                step.out.push(Effect::Disconnect);
                self.pulses.line_broke(self.line.deaf_since_ms(step.now));
                self.line.broke(step.suite, step.now)?;
                self.authoring.line_broke();
                self.show_line(step);
            }
        }
        Ok(())
    }

    fn show_line(&self, step: &mut Step<'_, S>) {
        step.show(Notice::Line(match self.line.phase() {
            Phase::Up => LineState::Up,
            Phase::Down { retry_ms } if self.again => LineState::Unseated { retry_ms },
            Phase::Down { retry_ms } => LineState::Down { retry_ms },
            Phase::Connecting { .. } | Phase::CatchingUp { .. } => LineState::Returning,
        }));
    }
}
