//! Random rooms: members that do whatever there is to do, in any order, some of it late, some of it twice.

use super::hand::{Hand, boxed};
use super::stage::{START_MS, post};
use crate::ids::{MemberId, SealedTitle};
use crate::log::{Change, Departure, Seat, State};
use crate::signed::{Linkbox, Power, Readdress, Relink};
use proptest::prelude::*;

/// How many take part. The first made the room.
pub(super) const HANDS: u8 = 6;

/// What somebody does.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Join,
    Leave,
    Post,
    Rekey,
    Resync,
    Fresh,
    Pin,
    Kick,
    Relocate,
    Lock,
    Unlock,
    Close,
    Reopen,
    Extend,
    Rename,
    HandOver,
    Relink,
    Linkbox,
    Profile,
    /// What was done at some moment, again.
    Again,
}

impl What {
    /// Only owners may; mostly one of them does.
    fn is_power(self) -> bool {
        use What::{Close, Extend, HandOver, Kick, Lock, Relocate, Rename, Reopen, Unlock};
        matches!(self, Kick | Relocate | Lock | Unlock | Close | Reopen | Extend | Rename | HandOver)
    }
}

/// One thing that somebody does; numbers are taken modulo what there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deed {
    what: What,
    who: u8,
    other: u8,
    dice: u8,
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    let what = prop_oneof![
        12 => Just(What::Join),
        3 => Just(What::Leave),
        16 => Just(What::Post),
        14 => Just(What::Rekey),
        5 => Just(What::Resync),
        5 => Just(What::Fresh),
        3 => Just(What::Pin),
        1 => Just(What::Kick),
        3 => Just(What::Relocate),
        1 => Just(What::Lock),
        3 => Just(What::Unlock),
        1 => Just(What::Close),
        3 => Just(What::Reopen),
        2 => Just(What::Extend),
        2 => Just(What::Rename),
        2 => Just(What::HandOver),
        10 => Just(What::Relink),
        12 => Just(What::Linkbox),
        5 => Just(What::Profile),
        4 => Just(What::Again),
    ];
    (what, 0..HANDS, 0..HANDS, any::<u8>()).prop_map(|(what, who, other, dice)| Deed { what, who, other, dice })
}

/// The members of a random room, and what they have done and seen so far.
pub(super) struct Cast {
    hands: Vec<Hand>,
    done: Vec<Change>,
    seen: Vec<State>,
}

impl Cast {
    /// They sign for real.
    pub(super) fn new() -> Self {
        Self::of(Hand::new)
    }

    /// Their signatures are empty: for what only asks the log, which takes them for checked.
    pub(super) fn unsigned() -> Self {
        Self::of(Hand::unsigned)
    }

    fn of(hand: impl Fn(u8) -> Hand) -> Self {
        Self { hands: (0..HANDS).map(hand).collect(), done: Vec::new(), seen: Vec::new() }
    }

    /// What `deed` comes to: nearly always what its author holds to be valid, at times an earlier moment's.
    pub(super) fn change(&mut self, state: &State, deed: Deed) -> Change {
        self.seen.push(state.clone());
        let change = match deed.what {
            What::Again if !self.done.is_empty() => self.done[usize::from(deed.dice) % self.done.len()].clone(),
            _ => {
                let late = if deed.dice.is_multiple_of(8) { usize::from(deed.dice / 8 % 4) } else { 0 };
                let then = self.seen[self.seen.len().saturating_sub(1 + late)].clone();
                self.make(&then, deed)
            }
        };
        self.done.push(change.clone());
        change
    }

    /// Everything that `who` might do next, for comparing verdicts.
    pub(super) fn everything(&mut self, state: &State, who: u8) -> Vec<Change> {
        use What::{Close, Extend, Fresh, HandOver, Join, Kick, Leave, Linkbox, Lock, Pin, Post, Profile};
        use What::{Rekey, Relink, Relocate, Rename, Reopen, Resync, Unlock};
        let all = [
            Join, Leave, Post, Rekey, Resync, Fresh, Pin, Kick, Relocate, Lock, Unlock, Close, Reopen, Extend, Rename,
            HandOver, Relink, Linkbox, Profile,
        ];
        all.iter().map(|what| self.make(state, Deed { what: *what, who, other: who + 1, dice: 255 })).collect()
    }

    fn make(&mut self, state: &State, deed: Deed) -> Change {
        let Deed { what, who, other, dice } = deed;
        let other = self.hands[usize::from(other % HANDS)].id();
        let owner = self.hands.iter().position(|hand| state.is_owner(&hand.id()));
        let place = owner.filter(|_| what.is_power() && dice % 4 > 0).unwrap_or(usize::from(who));
        let hand = &mut self.hands[place];
        let departed = || state.departed.get(&hand.id()).map_or(0, |last| last.saturating_add(1));
        hand.incarnation = state.seat(&hand.id()).map_or_else(departed, Seat::incarnation);
        match what {
            What::Join | What::Again => hand.joins_now(state),
            What::Leave => Change::Left(hand.id(), Departure::Lost),
            What::Post => post(hand.header(state)),
            What::Rekey => hand.rekeys(state, &list(state, &hand.id(), dice)),
            What::Resync => Change::Resync(hand.sign(hand.resync(state))),
            What::Fresh => Change::Fresh(hand.sign(hand.fresh(state))),
            What::Pin => Change::Owner(hand.id()),
            What::Relink => {
                let good = hand.relink(state);
                let has = good.has.saturating_sub(u32::from(dice % 4 == 3));
                Change::Relink(hand.sign(Relink { has, ..good }))
            }
            What::Linkbox => {
                // For whoever waits longest, as a rule.
                let waiting = state.address().unanswered().next().map(|asking| asking.member);
                let to = waiting.filter(|_| dice % 4 > 0).unwrap_or(other);
                let good = hand.linkbox(state, to);
                Change::Linkbox(Box::new(hand.sign(Linkbox { boxed: boxed(to), ..good })))
            }
            What::Profile => Change::Profile(Box::new(hand.sign(hand.profile(state)))),
            _ => hand.acts(state, power(state, hand, what, (other, dice))),
        }
    }
}

/// Everybody who is seated but, at times, one.
fn list(state: &State, author: &MemberId, dice: u8) -> Vec<MemberId> {
    let seats = state.seats().iter().map(Seat::id).enumerate();
    let listed = seats.filter(|(place, id)| id == author || usize::from(dice % 16) != *place);
    listed.map(|(_, id)| id).collect()
}

fn power(state: &State, hand: &Hand, what: What, (other, dice): (MemberId, u8)) -> Power {
    match what {
        What::Lock => Power::Lock,
        What::Unlock => Power::Unlock,
        What::Close => Power::Close,
        What::Reopen => Power::Reopen,
        What::Extend => Power::Extend { deadline_ms: START_MS + u64::from(dice) * 360_000 },
        What::Rename => Power::Rename(Box::new(SealedTitle([dice; 158]))),
        What::HandOver => Power::HandOver(other),
        _ => {
            let removed = matches!(what, What::Kick).then_some(other);
            let whole = hand.readdress(state, removed);
            let kept = whole.boxes.iter().copied().enumerate().filter(|(place, _)| dice >> (place % 8) & 1 == 1);
            Power::Readdress(Box::new(Readdress { boxes: kept.map(|(_, boxed)| boxed).collect(), ..whole }))
        }
    }
}
