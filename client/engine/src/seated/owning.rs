//! What owners do: one's own wishes on their way out, everyone's acts as they come in.

use super::{Seated, Step, Stop};
use crate::effect::{Done, Ended, Notice, Rules};
use crate::input::Deed;
use crate::owning::{Ground, NoAct};
use crate::profile;
use crate::suite::Suite;
use burnroom_shared::frame::{MemberFrame, Refused, SignedBytes};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::{Change, Event};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{OwnerAct, Power, Readdress};

impl<S: Suite> Seated<S> {
    /// The person wants something that only an owner can do.
    pub(super) fn own(&mut self, step: &mut Step<'_, S>, deed: Deed) {
        if !self.owning.want(deed) {
            self.not_done(step, Refusal::TooFast);
        } else if !self.line.is_up() {
            step.show(Notice::Postponed(Refused::OwnerAct));
        }
    }

    /// Sends the act for the first wish, if nothing speaks against it.
    pub(super) async fn do_deeds(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        while let Some(deed) = self.owning.due(step.now) {
            if !self.has_link() {
                return Ok(());
            }
            let ground = Ground {
                suite: step.suite,
                links: &self.links,
                identity: &self.identity,
                state: &self.state,
                roster: &self.roster,
                title: self.title.as_deref(),
                deadline_ms: self.countdown.relay_ms(),
            };
            match ground.make(&deed).await {
                Ok((act, next)) => {
                    self.owning.sent(act.digest(), next, step.now);
                    step.send(&MemberFrame::OwnerAct(SignedBytes::from(&act)));
                }
                Err(NoAct::Moot) => self.owning.drop_first(),
                Err(NoAct::Refused(refusal)) => {
                    self.owning.drop_first();
                    self.not_done(step, refusal);
                }
                Err(NoAct::Suite(fault)) => return Err(fault.into()),
            }
        }
        Ok(())
    }

    fn not_done(&self, step: &mut Step<'_, S>, refusal: Refusal) {
        step.show(Notice::Refused { of: Refused::OwnerAct, refusal, retry_after_ms: None, tries_left: None });
    }

    /// An owner's act, in the log.
    pub(super) async fn ruled(
        &mut self,
        step: &mut Step<'_, S>,
        signed: &SignedBytes,
        (seq, time_ms): (u64, u64),
    ) -> Result<(), Stop> {
        let act = self.by_seat::<OwnerAct>(step, signed).await?;
        let owner = act.act().owner;
        let box_keys = self.own_agreement(act.act().at);
        self.apply(&Event { seq, time_ms, change: Change::OwnerAct(Box::new(act.clone())) })?;
        let next = if owner == self.identity.id() {
            self.owning.done(&act.signed().digest()).map_err(|()| Stop::Ended(Ended::KeyMisused))?
        } else {
            None
        };
        let done = match &act.act().power {
            Power::Readdress(readdress) => {
                let next = match next {
                    Some(next) => Some(next),
                    None => self.open_box(step, act.act(), readdress, box_keys).await?,
                };
                self.readdressed(step, readdress, next).await?
            }
            Power::Rename(title) => {
                self.retitle(step, Some(&title.0)).await;
                Done::Renamed
            }
            Power::Extend { deadline_ms } => {
                let by_ms = self.countdown.raise(*deadline_ms);
                self.show_deadline(step);
                Done::Extended { by_ms }
            }
            Power::HandOver(to) => Done::HandedOver(*to),
            Power::Lock => Done::Locked,
            Power::Unlock => Done::Unlocked,
            Power::Close => Done::Closed,
            Power::Reopen => Done::Reopened,
        };
        if done == Done::Closed {
            self.closed(step);
        }
        step.show(Notice::Done { by: owner, done });
        self.show_rules(step);
        self.show_roster(step);
        Ok(())
    }

    /// Another link, and perhaps somebody fewer.
    async fn readdressed(
        &mut self,
        step: &mut Step<'_, S>,
        readdress: &Readdress,
        next: Option<crate::links::Derived<S>>,
    ) -> Result<Done, Stop> {
        if readdress.removed == Some(self.identity.id()) {
            return Err(Stop::Ended(Ended::Kicked));
        }
        self.relinking.changed();
        if let Some(next) = next {
            self.switch(step, next).await?;
        }
        self.retitle(step, readdress.title.as_deref().map(|title| &title.0[..])).await;
        let Some(removed) = readdress.removed else { return Ok(Done::ChangedLink) };
        self.comparison_left(step, removed)?;
        self.forget(&removed);
        Ok(Done::Removed(removed))
    }

    /// Nobody writes: what waits is the person's again, what is on its way may have been in time.
    pub(super) fn closed(&mut self, step: &mut Step<'_, S>) {
        for draft in self.outgoing.give_up() {
            step.show(Notice::NotSent { draft, reason: crate::effect::NotSent::Closed });
        }
    }

    pub(super) fn forget(&mut self, id: &MemberId) {
        self.roster.forget(id);
        self.heard.remove(id);
    }

    pub(super) async fn retitle(&mut self, step: &mut Step<'_, S>, sealed: Option<&[u8]>) {
        if !self.has_link() {
            return;
        }
        let Some(sealed) = sealed else { return };
        self.title = profile::open_title(step.suite, self.links.keys(), sealed).await;
        step.show(Notice::Title(self.title.clone()));
    }

    pub(crate) fn show_rules(&self, step: &mut Step<'_, S>) {
        let rules = self.state.rules();
        let lacks_link = !self.has_link();
        step.show(Notice::Rules(Rules { locked: rules.locked, closed: rules.closed, lacks_link }));
    }
}
