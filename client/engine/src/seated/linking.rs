//! The link in force: out of one's own box, asked for where that did not open, handed to others who ask (R18, R19, R74).

use super::{Seated, Step, Stop};
use crate::effect::{Ended, Notice};
use crate::link::Link;
use crate::links::Derived;
use crate::profile;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::frame::{MemberFrame, SignedBytes};
use burnroom_shared::ids::{Digest, MemberId};
use burnroom_shared::limits::RELINKS_MAX;
use burnroom_shared::log::{Change, Event, Seat};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Linkbox, OwnerAct, Profile, Readdress, Relink};
use burnroom_shared::sorted::SortedMap;

/// A seat answers this much later than the one seated before it, ms.
const RANK_STEP_MS: u64 = 1_500;

/// What was said and is to be said about the link in force.
#[derive(Debug, Default)]
pub(super) struct Relinking {
    /// How often this device has asked for the link in force, as far as the log has it.
    asked: u8,
    /// Whether it ever has.
    has_asked: bool,
    /// The name under the link in force is on its way.
    is_named: bool,
    /// Every way in which this device has said its name under the link in force.
    names: Vec<Digest>,
    /// When to answer whom, on the steady clock, ms, by who asks and how often it has.
    answers: SortedMap<(MemberId, u8), u64>,
    not_before_ms: u64,
}

impl Relinking {
    /// There is another link: nothing of what was said about the one before matters.
    pub(super) fn changed(&mut self) {
        *self = Self::default();
    }

    /// The relay refused one of these acts, or the line broke: they are made again from then on.
    pub(super) fn refused(&mut self, again_ms: u64) {
        self.not_before_ms = again_ms;
        self.asked = 0;
        self.is_named = false;
        self.answers.clear();
    }

    pub(super) fn next_ms(&self) -> Option<u64> {
        self.answers.values().copied().chain([self.not_before_ms]).filter(|at_ms| *at_ms > 0).min()
    }
}

impl<S: Suite> Seated<S> {
    /// True if this device has the link in force.
    pub(super) fn has_link(&self) -> bool {
        self.links.is_current(self.state.address())
    }

    /// The agreement key in force at event `at`, as others see it, and whether this device still has its other half.
    pub(super) fn own_agreement(&self, at: u64) -> Option<Point> {
        let me = self.identity.id();
        let keys = self.state.listed_keys(at, std::iter::once(me)).ok()?;
        keys.first().map(|keys| keys.agreement)
    }

    /// The link that a change brings, out of one's own box.
    pub(super) async fn open_box(
        &self,
        step: &mut Step<'_, S>,
        act: &OwnerAct,
        readdress: &Readdress,
        agreement: Option<Point>,
    ) -> Result<Option<Derived<S>>, SuiteFault> {
        let me = self.identity.id();
        let boxed = readdress.boxes.iter().find(|boxed| boxed.to == me);
        let key = self.identity.agreement_at(act.at);
        let (Some(boxed), Some(agreement), Some(key)) = (boxed, agreement, key) else { return Ok(None) };
        let ends = self.links.ends(act.generation, act.box_context(), (act.owner, me), agreement);
        let Some(ends) = ends.filter(|_| self.links.generation() == act.generation) else { return Ok(None) };
        let Some(secret) = ends.open(step.suite, key, boxed).await? else { return Ok(None) };
        self.links.unboxed(step.suite, secret).await.map(Some)
    }

    /// Goes on with a link, if it is the one in force.
    pub(super) async fn switch(&mut self, step: &mut Step<'_, S>, next: Derived<S>) -> Result<bool, Stop> {
        if !self.links.take(next, self.state.address()) {
            return Ok(false);
        }
        self.roster.relinked(step.suite, &self.links, &self.state).await?;
        step.show(Notice::LinkChanged);
        Ok(true)
    }

    /// The person pasted a link.
    pub(super) async fn take_link(&mut self, step: &mut Step<'_, S>, link: &Link) -> Result<(), Stop> {
        let derived = Derived::of(step.suite, link.again()).await?;
        if self.has_link() || !self.switch(step, derived).await? {
            step.show(Notice::WrongLink);
            return Ok(());
        }
        self.relinked(step).await
    }

    /// The link in force has come after all: the epoch in force was not for this device.
    async fn relinked(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        self.show_rules(step);
        self.show_roster(step);
        self.ask_if_bad(step).await
    }

    /// Asks for the link in force, says one's name under it, answers who asks.
    pub(super) async fn look_at_link(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        if step.now.steady_ms < self.relinking.not_before_ms {
            return Ok(());
        }
        self.relinking.not_before_ms = 0;
        if !self.has_link() {
            return self.ask_for_link(step).await;
        }
        self.say_name(step).await?;
        self.answer(step).await
    }

    async fn ask_for_link(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let me = self.identity.id();
        let asking = self.state.address().asking(&me);
        let (times, open) = asking.map_or((0, false), |asking| (asking.times, asking.open));
        if open || times >= RELINKS_MAX || self.relinking.asked > times {
            return Ok(());
        }
        self.relinking.asked = times + 1;
        self.relinking.has_asked = true;
        let relink = Relink {
            genesis: self.state.origin(),
            generation: self.state.address().generation,
            member: me,
            incarnation: self.identity.incarnation(),
            has: self.links.generation(),
        };
        let relink = self.identity.sign(step.suite, relink).await?;
        step.send(&MemberFrame::Relink(SignedBytes::from(&relink)));
        self.show_rules(step);
        Ok(())
    }

    async fn say_name(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let me = self.identity.id();
        let is_named = self.state.seat(&me).is_none_or(|seat| self.state.is_named(seat));
        if is_named || self.relinking.is_named {
            return Ok(());
        }
        let name = self.identity.sealed_name(step.suite, self.links.keys()).await?;
        let profile = Profile {
            genesis: self.state.origin(),
            generation: self.links.generation(),
            member: me,
            incarnation: self.identity.incarnation(),
            name,
        };
        let profile = self.identity.sign(step.suite, profile).await?;
        self.relinking.is_named = true;
        self.relinking.names.push(profile.digest());
        step.send(&MemberFrame::Profile(SignedBytes::from(&profile)));
        Ok(())
    }

    /// Hands the link to those who ask for it and are vouched for, the longest seated first.
    async fn answer(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let (me, now_ms) = (self.identity.id(), step.now.steady_ms);
        let mut due = Vec::new();
        let mut answers = SortedMap::new();
        for asking in self.state.address().unanswered() {
            let may = !asking.answered.contains(&me) && self.roster.is_vouched(&asking.member);
            if asking.member == me || !may {
                continue;
            }
            let others = self.state.seats().iter().map(Seat::id);
            let mut others = others.filter(|id| !asking.answered.contains(id) && *id != asking.member);
            let rank = others.position(|id| id == me).unwrap_or(0);
            let key = (asking.member, asking.times);
            let wait_ms = RANK_STEP_MS * u64::try_from(rank).unwrap_or(0);
            let at_ms = self.relinking.answers.get(&key).copied().unwrap_or(now_ms + wait_ms);
            answers.insert(key, if at_ms <= now_ms { u64::MAX } else { at_ms });
            if at_ms <= now_ms {
                due.push((asking.member, asking.has));
            }
        }
        self.relinking.answers = answers;
        for (to, has) in due {
            self.hand_link(step, to, has).await?;
        }
        Ok(())
    }

    async fn hand_link(&self, step: &mut Step<'_, S>, to: MemberId, has: u32) -> Result<(), Stop> {
        let Some(seat) = self.state.seat(&to) else { return Ok(()) };
        let me = self.identity.id();
        let boxed = burnroom_shared::signed::Boxed {
            to,
            ephemeral: seat.agreement(),
            sealed: burnroom_shared::ids::BoxedSecret([0; 32]),
        };
        let mut linkbox = Linkbox {
            genesis: self.state.origin(),
            generation: self.links.generation(),
            from: me,
            incarnation: self.identity.incarnation(),
            has,
            number: seat.agreement_number(),
            boxed,
        };
        let ends = self.links.ends(has, linkbox.box_context(), (me, to), seat.agreement());
        let Some(ends) = ends else { return Ok(()) };
        linkbox.boxed = ends.seal(step.suite, self.links.link().secret()).await?;
        let linkbox = self.identity.sign(step.suite, linkbox).await?;
        step.send(&MemberFrame::Linkbox(SignedBytes::from(&linkbox)));
        Ok(())
    }

    /// Somebody lacks the link in force.
    pub(super) async fn relink_came(
        &mut self,
        step: &mut Step<'_, S>,
        signed: &SignedBytes,
        (seq, time_ms): (u64, u64),
    ) -> Result<(), Stop> {
        let relink = self.by_seat::<Relink>(step, signed).await?;
        let is_mine = relink.act().member == self.identity.id();
        let misused = is_mine && !self.relinking.has_asked;
        self.apply(&Event { seq, time_ms, change: Change::Relink(relink) })?;
        if misused { Err(Stop::Ended(Ended::KeyMisused)) } else { Ok(()) }
    }

    /// Somebody hands it over.
    pub(super) async fn linkbox_came(
        &mut self,
        step: &mut Step<'_, S>,
        signed: &SignedBytes,
        (seq, time_ms): (u64, u64),
    ) -> Result<(), Stop> {
        let linkbox = self.by_seat::<Linkbox>(step, signed).await?;
        let act = linkbox.act().clone();
        let me = self.identity.id();
        if act.from == me && !self.has_link() {
            return Err(Stop::Ended(Ended::KeyMisused));
        }
        let own = self.state.seat(&me).map(Seat::agreement);
        self.apply(&Event { seq, time_ms, change: Change::Linkbox(Box::new(linkbox)) })?;
        let (Some(agreement), Some(key)) = (own, self.identity.agreement_at(seq)) else { return Ok(()) };
        if act.boxed.to != me || self.has_link() {
            return Ok(());
        }
        let ends = self.links.ends(act.has, act.box_context(), (act.from, me), agreement);
        let Some(ends) = ends else { return Ok(()) };
        let Some(secret) = ends.open(step.suite, key, &act.boxed).await? else { return Ok(()) };
        let next = self.links.unboxed(step.suite, secret).await?;
        if self.switch(step, next).await? { self.relinked(step).await } else { Ok(()) }
    }

    /// A member's name under the link in force.
    pub(super) async fn named(
        &mut self,
        step: &mut Step<'_, S>,
        signed: &SignedBytes,
        (seq, time_ms): (u64, u64),
    ) -> Result<(), Stop> {
        let profile = self.by_seat::<Profile>(step, signed).await?;
        let member = profile.act().member;
        let (act, digest) = (profile.act().clone(), profile.signed().digest());
        self.apply(&Event { seq, time_ms, change: Change::Profile(Box::new(profile)) })?;
        if member == self.identity.id() {
            let is_mine = self.relinking.names.contains(&digest);
            return if is_mine { Ok(()) } else { Err(Stop::Ended(Ended::KeyMisused)) };
        }
        if self.has_link()
            && let Some(seat) = self.state.seat(&member)
        {
            let name = profile::open_name(step.suite, self.links.keys(), seat.announcement(), &act.name.0).await;
            if let Some(name) = name {
                self.roster.rename(&member, name);
                self.show_roster(step);
            }
        }
        Ok(())
    }
}
