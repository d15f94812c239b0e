//! What time asks of this device: its turn to make an epoch, a key to renew, when to look again.

use super::{RENEW_MS, Seated, Step, Stop};
use crate::authoring::Turn;
use crate::effect::Effect;
use crate::epoch::{self, NoRekey};
use crate::hold;
use crate::suite::Suite;
use burnroom_shared::frame::{MemberFrame, SignedBytes};

impl<S: Suite> Seated<S> {
    /// Says when to look again.
    pub(super) fn wake(&self, step: &mut Step<'_, S>, turn_ms: Option<u64>) {
        let wake_ms = [
            Some(self.countdown.steady_ms()),
            turn_ms,
            self.line.next_ms(),
            self.ask_at_ms,
            self.hold.next_ms(step.now),
            hold::arrival_over_ms(&self.state, &self.roster),
            self.comparisons.next_ms(),
            self.compare_at_ms,
            self.outgoing.has_waiting().then(|| self.outgoing.not_before_ms()),
            self.owning.next_ms(),
            self.unanswered.next_ms(),
            self.relinking.next_ms(),
            self.pulses.next_ms(step.now.steady_ms),
            self.history.next_ms(step.now.steady_ms),
            Some(self.renew_at_ms),
        ];
        let next = wake_ms.into_iter().flatten().filter(|at| *at > step.now.steady_ms).min();
        step.out.extend(next.map(Effect::WakeAt));
    }

    /// Makes the next epoch, if it is this device's turn.
    pub(super) async fn take_turn(&mut self, step: &mut Step<'_, S>) -> Result<Option<u64>, Stop> {
        if !self.has_link() {
            return Ok(None);
        }
        let clocks = (step.now, self.countdown.relay_now_ms(step.now));
        let (me, is_good) = (self.identity.id(), self.keys.is_some());
        let turn = self.authoring.turn(step.suite, &self.state, &self.roster, me, is_good, clocks)?;
        match turn {
            Turn::Rest => Ok(None),
            Turn::Later(at_ms) => Ok(Some(at_ms)),
            Turn::Rekey(list) => {
                let made = epoch::make_rekey(step.suite, &self.links, &self.identity, &self.state, &list).await;
                match made {
                    Ok(rekey) => {
                        self.authoring.sent(rekey.digest(), step.now);
                        step.send(&MemberFrame::Rekey(SignedBytes::from(&rekey)));
                    }
                    Err(NoRekey::Suite(fault)) => return Err(fault.into()),
                    Err(NoRekey::Invalid(_)) => return Ok(None),
                }
                Ok(Some(self.authoring.answer_ms(step.now)))
            }
        }
    }

    /// A fresh agreement key, once a rekey has used the last for long enough.
    pub(super) async fn renew(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let Some(seat) = self.state.seat(&self.identity.id()) else { return Ok(()) };
        let is_used = seat.keyed_seq() <= self.state.epoch().at && self.keys.is_some();
        if step.now.steady_ms < self.renew_at_ms || self.identity.is_renewing() || !is_used {
            return Ok(());
        }
        let number = seat.agreement_number().saturating_add(1);
        let fresh = self.identity.renew(step.suite, self.state.origin(), number).await?;
        step.send(&MemberFrame::Fresh(SignedBytes::from(&fresh)));
        self.renew_at_ms = step.now.steady_ms + RENEW_MS;
        Ok(())
    }
}
