//! One log and members that lag behind it: nobody ever has to guess, and somebody can always go on.

use super::hand::{self, MEMBERS};
use super::view::View;
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::{Change, Departure, Seat};
use burnroom_shared::signed::Power;
use stateright::{Model, Property};

/// The room, up to so many events.
pub(crate) struct Room {
    pub(crate) events: usize,
}

/// The relay's log, and how far each member has read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    log: View,
    views: Vec<Option<View>>,
    /// The log as it grew, for whoever lags.
    past: Vec<Step>,
    refused: bool,
}

/// One event, by what tells it from others.
#[derive(Clone)]
pub(crate) struct Step(Change);

impl Step {
    pub(crate) fn new(change: Change) -> Self {
        Self(change)
    }

    pub(crate) fn change(&self) -> Change {
        self.0.clone()
    }
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        (self.0.kind(), self.0.subject(), self.0.digest()) == (other.0.kind(), other.0.subject(), other.0.digest())
    }
}

impl Eq for Step {}

impl std::hash::Hash for Step {
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        (self.0.kind(), self.0.subject(), self.0.digest()).hash(hasher);
    }
}

impl std::fmt::Debug for Step {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.0.kind())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Join(usize),
    Leave(usize),
    /// Reads the next event.
    Read(usize),
    /// Makes an epoch for everyone it sees.
    Rekey(usize),
    /// Makes one for itself alone, as no honest client does.
    RekeyAlone(usize),
    Resync(usize),
    Post(usize),
    Kick(usize, usize),
    Lock(usize),
    Unlock(usize),
}

/// Everyone seated, in order.
fn everyone(view: &View) -> Vec<MemberId> {
    view.state.seats().iter().map(Seat::id).collect()
}

impl Room {
    fn act(world: &World, action: Action) -> Option<Change> {
        let view = |member: usize| world.views[member].as_ref();
        Some(match action {
            Action::Join(member) => hand::joins(member, world.log.state.address().room),
            Action::Leave(member) => Change::Left(hand::id(member), Departure::Left),
            Action::Rekey(member) => hand::rekeys(member, &view(member)?.state, &everyone(view(member)?), 1),
            Action::RekeyAlone(member) => hand::rekeys(member, &view(member)?.state, &[hand::id(member)], 2),
            Action::Resync(member) => hand::resyncs(member, &view(member)?.state),
            Action::Post(member) => hand::posts(member, &view(member)?.state)?,
            Action::Kick(member, whom) => hand::kicks(member, &view(member)?.state, whom),
            Action::Lock(member) => hand::owns(member, &view(member)?.state, Power::Lock),
            Action::Unlock(member) => hand::owns(member, &view(member)?.state, Power::Unlock),
            Action::Read(_) => return None,
        })
    }
}

impl Model for Room {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let log = View::new(hand::empty());
        vec![World { log, views: vec![None; MEMBERS], past: Vec::new(), refused: false }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        for member in 0..MEMBERS {
            if world.views[member].as_ref().is_some_and(|view| view.len() < world.log.len()) {
                actions.push(Action::Read(member));
            }
            if world.log.len() >= self.events {
                continue;
            }
            let seated = world.log.state.seat(&hand::id(member)).is_some();
            if !seated {
                actions.push(Action::Join(member));
                continue;
            }
            actions.extend([Action::Leave(member), Action::Rekey(member), Action::Post(member)]);
            if member == 0 {
                actions.extend([Action::Kick(0, 1), Action::Kick(0, 2), Action::Lock(0), Action::Unlock(0)]);
            }
            // One of them may be any program.
            if member == 2 {
                actions.extend([Action::RekeyAlone(2), Action::Resync(2), Action::Kick(2, 1)]);
            } else {
                actions.push(Action::Resync(member));
            }
        }
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        if let Action::Read(member) = action {
            let view = world.views[member].as_ref()?;
            let event = world.past.get(view.len())?.0.clone();
            next.views[member] = Some(view.after(event).expect("what the relay took, everyone takes"));
            return Some(next);
        }
        let change = Self::act(world, action)?;
        match world.log.after(change.clone()) {
            Ok(log) => {
                next.log = log;
                next.past.push(Step(change));
                match action {
                    // A newcomer is told the state after its own joining.
                    Action::Join(member) => next.views[member] = Some(next.log.clone()),
                    Action::Leave(member) => next.views[member] = None,
                    _ => {}
                }
                Some(next)
            }
            Err(_) if !world.refused => {
                next.refused = true;
                Some(next)
            }
            Err(_) => None,
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("everyone's log is the start of the relay's", |_, world: &World| {
                let starts = |view: &View| world.log.history.starts_with(&view.history);
                world.views.iter().flatten().all(starts)
            }),
            Property::always("whoever has read it all has the relay's state", |_, world: &World| {
                let same = |view: &View| view.len() < world.log.len() || view.state == world.log.state;
                world.views.iter().flatten().all(same)
            }),
            Property::always("the removed stay out", |_, world: &World| world.log.keeps_out_the_removed()),
            Property::always("where a key is needed somebody can make it", |_, world: &World| {
                let (state, seats) = (&world.log.state, everyone(&world.log));
                let listed: Vec<_> = state.epoch().list.iter().map(|listed| listed.id).collect();
                let asked = state.resync_counts_from_ms().is_some();
                let is_needed = seats != listed || !state.is_epoch_addressed() || asked;
                // Whoever is asked to answer must wait until the asking counts: at most a minute.
                let time_ms = state.head().time_ms + 60_000;
                let can = |id: &MemberId| state.calls_for_rekey(*id, state.head().seq, &seats, time_ms);
                !is_needed || seats.is_empty() || seats.iter().any(can)
            }),
            Property::always("nobody's key is older than who is here", |_, world: &World| {
                let state = &world.log.state;
                state.seats().iter().all(|seat| !state.is_keyed(seat) || seat.joined_seq() <= state.epoch().at)
            }),
            Property::sometimes("somebody is removed and the rest have a key", |_, world: &World| {
                let state = &world.log.state;
                !world.log.removed.is_empty() && state.is_epoch_addressed() && state.epoch().number > 1
            }),
            Property::sometimes("three have a key", |_, world: &World| world.log.state.epoch().list.len() == 3),
            Property::sometimes("a post after a rekey made from behind", |_, world: &World| {
                let epoch = world.log.state.epoch();
                epoch.posts > 0 && epoch.at + 1 < epoch.seq
            }),
            Property::sometimes("something is refused", |_, world: &World| world.refused),
        ]
    }
}
