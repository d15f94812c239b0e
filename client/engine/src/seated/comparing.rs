//! Between the log and the comparison of codes: who is present, whose wish it is, what is posted and shown.

use super::{Seated, Step, Stop};
use crate::content::Body;
use crate::effect::{Break, Comparison, Notice};
use crate::fingerprint::{self, NotJoined, Start, Wish};
use crate::suite::Suite;
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Seat;
use burnroom_shared::point::Point;

/// How much later than here a session may have begun for somebody else, ms; and how long to wait with another start.
const LATENCY_MS: u64 = 1_000;

impl<S: Suite> Seated<S> {
    /// The person wants codes compared with everyone who is here.
    pub(super) fn compare(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let members: Vec<_> = self.present().into_iter().map(|(id, _)| id).collect();
        if members.len() < 2 {
            step.show(Notice::Comparison(Comparison::Broken { cause: Break::Alone }));
            return Ok(());
        }
        self.wish = Wish::Asked;
        let (now_ms, open_ms) = (step.now.steady_ms, self.comparisons.open_from_ms(&members));
        if open_ms > now_ms {
            step.show(Notice::Comparison(Comparison::Gathering { members }));
            self.compare_at_ms = Some(open_ms + LATENCY_MS);
            return Ok(());
        }
        self.enqueue(step, None, Body::Compare(members))?;
        Ok(())
    }

    /// Says the start that had to wait until the others would join it.
    fn compare_when_open(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        if self.compare_at_ms.is_some_and(|at_ms| step.now.steady_ms >= at_ms) {
            self.compare_at_ms = None;
            self.compare(step)?;
        }
        Ok(())
    }

    /// Two who meet for the first time compare without asking: whoever has sat longer starts.
    pub(super) fn greet(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let members = self.roster.vouched(&self.state);
        let [first, second] = members.as_slice() else { return Ok(()) };
        let is_mine = *first == self.identity.id() && !self.roster.is_compared(second) && !self.roster.is_away(second);
        let may = || self.comparisons.may_join_unasked(&members, step.now.steady_ms).is_ok();
        if is_mine && !self.greeted.contains(second) && may() {
            self.greeted.insert(*second);
            self.enqueue(step, None, Body::Compare(members))?;
        }
        Ok(())
    }

    /// A post of the comparison's, in the log.
    pub(super) async fn compared(
        &mut self,
        step: &mut Step<'_, S>,
        from: MemberId,
        counter: u32,
        body: &Body,
    ) -> Result<(), Stop> {
        let now_ms = step.now.steady_ms;
        let steps = match body {
            Body::Text(_) | Body::History(_) | Body::Pulse => return Ok(()),
            Body::Compare(named) => return self.compare_started(step, from, counter, named),
            Body::Commit { session, commitment } => self.comparisons.committed(from, *session, *commitment, now_ms),
            Body::Reveal { session, nonce } => self.comparisons.revealed(step.suite, from, *session, *nonce).await?,
        };
        self.perform(step, steps)
    }

    fn compare_started(
        &mut self,
        step: &mut Step<'_, S>,
        starter: MemberId,
        counter: u32,
        named: &[MemberId],
    ) -> Result<(), Stop> {
        let present = self.present();
        let transcript = self.state.epoch().transcript;
        let start = Start { transcript, starter, counter, named, present: &present, wish: self.wish };
        match self.comparisons.started(step.suite, &start, step.now.steady_ms) {
            Ok(steps) => self.perform(step, steps),
            Err(NotJoined::Suite(fault)) => Err(fault.into()),
            // Somebody came or went while one's own start was on its way: not at once, since the relay says who is here.
            Err(NotJoined::OtherMembers) if starter == self.identity.id() && self.wish == Wish::Asked => {
                self.compare_at_ms = Some(step.now.steady_ms + LATENCY_MS);
                Ok(())
            }
            Err(_) => Ok(()),
        }
    }

    /// The person read the code and it matches.
    pub(super) fn matched(&mut self, step: &mut Step<'_, S>) {
        if let Some(members) = self.comparisons.matched() {
            self.roster.mark_compared(&members);
            step.show(Notice::Comparison(Comparison::Matched));
            self.show_roster(step);
        }
    }

    /// The person read the code and it differs.
    pub(super) fn differed(&mut self, step: &mut Step<'_, S>) {
        if self.comparisons.differed() {
            step.show(Notice::Comparison(Comparison::Differed));
        }
    }

    pub(super) fn comparison_left(&mut self, step: &mut Step<'_, S>, id: MemberId) -> Result<(), Stop> {
        let steps = self.comparisons.left(id);
        self.perform(step, steps)
    }

    /// Ends what has waited too long, and drops what nobody waits for any more.
    pub(super) fn tick_comparisons(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let now_ms = step.now.steady_ms;
        let steps = self.comparisons.tick(now_ms);
        self.perform(step, steps)?;
        self.compare_when_open(step)?;
        let comparisons = &self.comparisons;
        self.outgoing.retain_waiting(|content| comparisons.wants(&content.body, now_ms));
        Ok(())
    }

    fn perform(&mut self, step: &mut Step<'_, S>, steps: Vec<fingerprint::Step>) -> Result<(), Stop> {
        for wanted in steps {
            match wanted {
                fingerprint::Step::Post(body) => {
                    self.enqueue(step, None, body)?;
                }
                fingerprint::Step::Show(comparison) => {
                    if !matches!(comparison, Comparison::Gathering { .. }) {
                        self.wish = Wish::Automatic;
                    }
                    // Whoever asked has a code now: another one would replace it while it is read aloud.
                    if matches!(comparison, Comparison::Ready { .. }) {
                        self.compare_at_ms = None;
                    }
                    step.show(Notice::Comparison(comparison));
                }
            }
        }
        Ok(())
    }

    /// Whoever is away could not answer, and everyone would wait for it. That is the relay's word: by it a code can be kept
    /// from somebody, and not be made to fit.
    fn present(&self) -> Vec<(MemberId, Point)> {
        let me = self.identity.id();
        let is_away = |id| id != me && self.roster.is_away(&id);
        let is_here = |seat: &&Seat| self.roster.is_vouched(&seat.id()) && !is_away(seat.id());
        self.state.seats().iter().filter(is_here).map(|seat| (seat.id(), seat.signing())).collect()
    }
}
