//! A relay that shows each member a log of its own, with a member that helps it: whatever it does, two honest members who
//! take one act of one of them have the same log before it.

use super::hand::{self, MEMBERS};
use super::honest::Step;
use super::view::View;
use burnroom_shared::ids::{LogHash, MemberId};
use burnroom_shared::log::{Change, Departure, Seat};
use burnroom_shared::signed::Power;
use stateright::{Model, Property};
use std::sync::Arc;

/// The room: up to so many events in each log, and so many acts that anybody makes.
pub(crate) struct Room {
    pub(crate) events: usize,
    pub(crate) acts: usize,
}

/// The member that helps the relay.
const HOSTILE: usize = 2;

/// An act, with the log that its author had.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Made {
    author: usize,
    act: Step,
    seen: Arc<Vec<LogHash>>,
}

/// What each honest member was shown, and everything ever signed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    views: Vec<View>,
    made: Vec<Made>,
    /// Which acts each member has taken.
    taken: Vec<Vec<usize>>,
}

/// What somebody makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Rekey,
    RekeyWithout(usize),
    Post,
    Kick(usize),
    Lock,
    Resync,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// A member makes something on top of what it was shown.
    Make(usize, Deed),
    /// The hostile member makes something on top of what an honest one was shown.
    Forge(usize, Deed),
    /// The relay shows a member an act as the next event.
    Show(usize, usize),
    /// The relay says that somebody has left, or is an owner.
    SayLeft(usize, usize),
    SayOwner(usize, usize),
    /// The relay seats somebody whose announcement it has.
    Seat(usize, usize),
}

fn make(author: usize, view: &View, deed: Deed) -> Option<Change> {
    let state = &view.state;
    let everyone: Vec<MemberId> = state.seats().iter().map(Seat::id).collect();
    let without = |gone: usize| everyone.iter().filter(|id| **id != hand::id(gone)).copied().collect::<Vec<_>>();
    Some(match deed {
        Deed::Rekey => hand::rekeys(author, state, &everyone, 1),
        Deed::RekeyWithout(gone) => hand::rekeys(author, state, &without(gone), 2),
        Deed::Post => hand::posts(author, state)?,
        Deed::Kick(whom) => hand::kicks(author, state, whom),
        Deed::Lock => hand::owns(author, state, Power::Lock),
        Deed::Resync => hand::resyncs(author, state),
    })
}

impl World {
    fn show(&self, member: usize, change: Change) -> Option<Self> {
        let view = self.views[member].after(change).ok()?;
        let mut next = self.clone();
        next.views[member] = view;
        Some(next)
    }

    fn forked(&self) -> bool {
        let [one, other, ..] = &self.views[..] else { return false };
        let shared = one.history.len().min(other.history.len());
        one.history[..shared] != other.history[..shared]
    }
}

impl Model for Room {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        // Two honest members share a room with the hostile one; there is a key.
        let mut view = View::new(hand::empty());
        for member in 0..MEMBERS {
            let room = view.state.address().room;
            view = view.after(hand::joins(member, room)).unwrap();
        }
        let rekey = make(0, &view, Deed::Rekey).unwrap();
        view = view.after(rekey).unwrap();
        vec![World { views: vec![view.clone(), view], made: Vec::new(), taken: vec![Vec::new(); 2] }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        let begun = 4;
        if world.made.len() < self.acts {
            for member in 0..2 {
                actions.extend([Deed::Rekey, Deed::Post, Deed::Resync].map(|deed| Action::Make(member, deed)));
                let forged =
                    [Deed::Rekey, Deed::RekeyWithout(1 - member), Deed::Post, Deed::Resync, Deed::Kick(member)];
                actions.extend(forged.map(|deed| Action::Forge(member, deed)));
            }
            actions.extend([Deed::Kick(HOSTILE), Deed::Lock].map(|deed| Action::Make(0, deed)));
        }
        for member in 0..2 {
            if world.views[member].len() >= begun + self.events {
                continue;
            }
            let shown = (0..world.made.len()).filter(|act| !world.taken[member].contains(act));
            actions.extend(shown.map(|act| Action::Show(member, act)));
            let others = (0..MEMBERS).filter(|whom| *whom != member);
            actions.extend(others.map(|whom| Action::SayLeft(member, whom)));
            actions.extend([Action::SayOwner(member, HOSTILE), Action::Seat(member, HOSTILE)]);
        }
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        match action {
            Action::Make(author, deed) => self.made(world, author, author, deed),
            Action::Forge(on, deed) => self.made(world, HOSTILE, on, deed),
            Action::Show(member, act) => {
                let mut next = world.show(member, world.made[act].act.change())?;
                next.taken[member].push(act);
                Some(next)
            }
            Action::SayLeft(member, whom) => world.show(member, Change::Left(hand::id(whom), Departure::Lost)),
            Action::SayOwner(member, whom) => world.show(member, Change::Owner(hand::id(whom))),
            Action::Seat(member, whom) => {
                let room = world.views[member].state.address().room;
                world.show(member, hand::joins(whom, room))
            }
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("equal logs are equal states", |_, world: &World| {
                let [one, other, ..] = &world.views[..] else { return false };
                one.history.last() != other.history.last() || one.state == other.state
            }),
            Property::always("equal transcripts are equal epochs", |_, world: &World| {
                let [one, other, ..] = &world.views[..] else { return false };
                let (one, other) = (one.state.epoch(), other.state.epoch());
                let list =
                    |epoch: &burnroom_shared::log::Epoch| epoch.list.iter().map(|listed| listed.id).collect::<Vec<_>>();
                let same = (one.number, one.author, list(one)) == (other.number, other.author, list(other));
                one.transcript != other.transcript || same
            }),
            Property::always(
                "what one honest member says and another takes, both had one log before",
                |_, world: &World| {
                    let by_honest = |act: &&usize| world.made[**act].author != HOSTILE;
                    (0..2).all(|member| {
                        world.taken[member].iter().filter(by_honest).all(|act| {
                            let made = &world.made[*act];
                            // A resync names an epoch and nothing else of the log.
                            made.act.change().kind() == 5 || world.views[member].history.starts_with(&made.seen)
                        })
                    })
                },
            ),
            Property::always("the removed stay out", |_, world: &World| {
                world.views.iter().all(View::keeps_out_the_removed)
            }),
            Property::always("nobody is removed but by an owner, be it by the relay's word", |_, world: &World| {
                // Of the two honest ones only the first ever removes anybody, and only the hostile one.
                world.views.iter().all(|view| {
                    let hostile = hand::id(HOSTILE);
                    view.said_to_own.contains(&hostile) || view.removed.iter().all(|id| *id == hostile)
                })
            }),
            Property::sometimes("two are shown two logs", |_, world: &World| world.forked()),
            Property::sometimes("one goes on under a new link and the other does not know", |_, world: &World| {
                let [one, other, ..] = &world.views[..] else { return false };
                one.state.address().generation != other.state.address().generation
            }),
            Property::sometimes("an act is taken by both", |_, world: &World| {
                world.taken[0].iter().any(|act| world.taken[1].contains(act))
            }),
        ]
    }
}

impl Room {
    fn made(&self, world: &World, author: usize, on: usize, deed: Deed) -> Option<World> {
        let view = &world.views[on];
        let act = Step::new(make(author, view, deed)?);
        let made = Made { author, act, seen: Arc::clone(&view.history) };
        if world.made.contains(&made) {
            return None;
        }
        // Only what could be valid for whoever has that log: anything else is nowhere.
        view.after(made.act.change()).ok()?;
        let mut next = world.clone();
        next.made.push(made);
        Some(next)
    }
}
