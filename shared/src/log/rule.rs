//! What owners may do, and what a change of the link asks of everyone else.

use super::address::Address;
use super::event::{Event, Invalid};
use super::judge::check;
use super::seat::Seat;
use super::state::{NEVER_AGAIN, State};
use crate::ids::MemberId;
use crate::limits::{GENERATIONS_MAX, TTL_MAX_S};
use crate::signed::{Boxed, Linkbox, OwnerAct, Power, Profile, Readdress, Relink, Verified};
use std::sync::Arc;

impl State {
    /// Judges what an owner does as the next event, sequenced at `time_ms` (R66).
    ///
    /// # Errors
    /// [`Invalid::Forked`] if its author has another log; otherwise what is not, or no longer, right about it.
    pub fn judge_owner_act(&self, act: &Verified<OwnerAct>, time_ms: u64) -> Result<(), Invalid> {
        let OwnerAct { genesis, generation, owner, incarnation, at, log_at, power } = act.act();
        check(*genesis == self.origin && *generation == self.address.generation, Invalid::ElsewhereMade)?;
        self.author_seat(act, *incarnation)?;
        check(self.is_owner(owner), Invalid::NotOwner)?;
        // An act that another owner's act overtook was decided in another room; and no act can be valid twice.
        check(*at >= self.rules.seq && *at <= self.head.seq, Invalid::WrongReference)?;
        let mark = self.mark(*at).ok_or(Invalid::WrongReference)?;
        check(mark.hash == *log_at, Invalid::Forked)?;
        match power {
            Power::Readdress(readdress) => self.judge_readdress(readdress, owner),
            Power::Lock => check(!self.rules.locked, Invalid::Repeated),
            Power::Unlock => check(self.rules.locked, Invalid::Repeated),
            Power::Close => check(!self.rules.closed, Invalid::Repeated),
            Power::Reopen => check(self.rules.closed, Invalid::Repeated),
            Power::Extend { deadline_ms } => check(self.is_later(*deadline_ms, time_ms), Invalid::WrongDeadline),
            Power::Rename(_) => Ok(()),
            Power::HandOver(to) => {
                check(self.seat(to).is_some(), Invalid::NotSeated)?;
                check(!self.is_owner(to), Invalid::Repeated)
            }
        }
    }

    fn judge_readdress(&self, readdress: &Readdress, owner: &MemberId) -> Result<(), Invalid> {
        check(self.address.generation + 1 < GENERATIONS_MAX && self.has_room_to_remove(), Invalid::Overfull)?;
        check(readdress.room != self.address.room, Invalid::Repeated)?;
        if let Some(removed) = &readdress.removed {
            check(self.seat(removed).is_some() && removed != owner, Invalid::NotSeated)?;
        }
        let stays = |seat: &&Seat| seat.id() != *owner && Some(seat.id()) != readdress.removed;
        let mut seats = self.seats().iter().filter(stays);
        let is_ordered = |boxed: &Boxed| seats.any(|seat| seat.id() == boxed.to);
        check(readdress.boxes.iter().all(is_ordered), Invalid::WrongList)
    }

    fn is_later(&self, deadline_ms: u64, time_ms: u64) -> bool {
        let last_ms = self.genesis.created_ms.saturating_add(u64::from(TTL_MAX_S) * 1_000);
        let is_after = self.rules.deadline_ms.is_none_or(|before_ms| deadline_ms > before_ms);
        is_after && deadline_ms > time_ms && deadline_ms <= last_ms
    }

    /// Takes over what an owner did; the seats, if they changed.
    pub(super) fn ruled(&mut self, act: &Verified<OwnerAct>, event: &Event) -> Result<Option<Arc<[Seat]>>, Invalid> {
        self.judge_owner_act(act, event.time_ms)?;
        self.rules.seq = event.seq;
        match &act.act().power {
            Power::Readdress(readdress) => return Ok(self.readdressed(readdress, event.seq)),
            Power::Lock => self.rules.locked = true,
            Power::Unlock => self.rules.locked = false,
            Power::Close => self.rules.closed = true,
            Power::Reopen => self.rules.closed = false,
            Power::Extend { deadline_ms } => self.rules.deadline_ms = Some(*deadline_ms),
            Power::Rename(_) => {}
            Power::HandOver(to) => {
                self.owners.remove(&act.act().owner);
                self.owners.insert(*to);
            }
        }
        Ok(None)
    }

    /// One event: the next generation of the link, and who was removed is gone for good (R17).
    fn readdressed(&mut self, readdress: &Readdress, seq: u64) -> Option<Arc<[Seat]>> {
        let Readdress { room, entry_hash, removed, .. } = readdress;
        self.address = Address::new(self.address.generation + 1, *room, *entry_hash, seq);
        let removed = (*removed)?;
        self.departed.insert(removed, NEVER_AGAIN);
        self.owners.remove(&removed);
        Some(self.seats().iter().filter(|seat| seat.id() != removed).cloned().collect())
    }

    /// A member lacks the link in force (R19).
    pub(super) fn relinked(&mut self, relink: &Verified<Relink>) -> Result<(), Invalid> {
        let Relink { genesis, generation, member, incarnation, has } = *relink.act();
        check(genesis == self.origin && generation == self.address.generation, Invalid::ElsewhereMade)?;
        let seat = self.author_seat(relink, incarnation)?;
        check(seat.generation() <= has && has < generation, Invalid::WrongReference)?;
        check(self.address.ask(member, has), Invalid::Repeated)
    }

    /// Somebody hands it over, for the agreement key that is in force now (R19).
    pub(super) fn linkboxed(&mut self, linkbox: &Verified<Linkbox>) -> Result<(), Invalid> {
        let Linkbox { genesis, generation, from, incarnation, has, number, boxed } = *linkbox.act();
        check(genesis == self.origin && generation == self.address.generation, Invalid::ElsewhereMade)?;
        self.author_seat(linkbox, incarnation)?;
        let to = self.seat(&boxed.to).ok_or(Invalid::NotSeated)?;
        check(to.agreement_number() == number, Invalid::WrongNumber)?;
        check(self.address.answer(from, boxed.to, has), Invalid::Repeated)
    }

    /// A member's name under the link in force: once, by whoever was seated under another (R74).
    pub(super) fn named(&mut self, profile: &Verified<Profile>) -> Result<(), Invalid> {
        let act = profile.act();
        let made_here = act.genesis == self.origin && act.generation == self.address.generation;
        check(made_here, Invalid::ElsewhereMade)?;
        let seat = self.author_seat(profile, act.incarnation)?;
        check(!self.is_named(seat), Invalid::Repeated)?;
        self.address.named.insert(act.member);
        Ok(())
    }
}
