//! From a broken connection back to where everyone is: nothing is said before nothing is missing (R63).

use super::{Seated, Step, Stop};
use crate::effect::{Effect, Fork, LineState, Notice};
use crate::line::{Due, Phase};
use crate::suite::Suite;
use burnroom_shared::frame::Resumed;

impl<S: Suite> Seated<S> {
    /// The connection is closed, and not for good.
    pub(crate) async fn line_broke(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        self.line.broke(step.suite, step.now)?;
        self.authoring.line_broke();
        self.show_line(step);
        self.settle(step).await
    }

    /// A socket is open: asks for the seat.
    pub(crate) async fn connected(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        if let Phase::Connecting { .. } = self.line.phase() {
            step.send(&self.line.resume(self.identity.id(), self.state.head().seq));
        }
        self.settle(step).await
    }

    /// The relay gave the seat back. It cannot have forgotten what it numbered.
    pub(super) async fn resumed(&mut self, step: &mut Step<'_, S>, resumed: Resumed) -> Result<(), Stop> {
        let is_asked_for = matches!(self.line.phase(), Phase::Connecting { .. });
        if !is_asked_for || resumed.head < self.state.head().seq {
            return Err(Fork::InvalidEvent.into());
        }
        self.line.resumed(resumed.token, resumed.head);
        if self.countdown.lower(resumed.deadline_ms) {
            self.show_deadline(step);
        }
        // Who is away at the head: what is replayed before it must not change that.
        self.away_at_head = resumed.away;
        self.reached(step).await
    }

    /// An event was processed: if it was the last that was missed, says again what may have been lost.
    pub(super) async fn reached(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        if !self.line.reached(self.state.head().seq) {
            return Ok(());
        }
        self.roster.set_away(std::mem::take(&mut self.away_at_head));
        self.show_roster(step);
        self.show_line(step);
        self.identity.renewal_refused();
        step.out.extend(self.outgoing.frames().map(Effect::SendBinary));
        let me = self.identity.id();
        let is_bad = self.keys.is_none() && self.state.epoch().listed(&me).is_some();
        if is_bad && !self.state.has_asked(&me) { self.ask_again(step).await } else { Ok(()) }
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
                self.line.broke(step.suite, step.now)?;
                self.show_line(step);
            }
        }
        Ok(())
    }

    fn show_line(&self, step: &mut Step<'_, S>) {
        step.show(Notice::Line(match self.line.phase() {
            Phase::Up => LineState::Up,
            Phase::Down { retry_ms } => LineState::Down { retry_ms },
            Phase::Connecting { .. } | Phase::CatchingUp { .. } => LineState::Returning,
        }));
    }
}
