//! A relay that lies to one member: to somebody who has long been there, to somebody who has just come, to somebody who
//! comes back. Owns the stage and what must be seen after a lie; each lie is in a file of its own noun.
//!
//! Whoever is lied to has heard the truth so far. What the relay owes it lies ready, and everybody else has heard it.

#[path = "accused.rs"]
mod accused;
#[path = "beside.rs"]
mod beside;
#[path = "greeted.rs"]
mod greeted;
#[path = "mutating.rs"]
mod mutating;
#[path = "order.rs"]
mod order;
#[path = "refused.rs"]
mod refused;
#[path = "replayed.rs"]
mod replayed;
#[path = "withheld.rs"]
mod withheld;

use crate::simulator::{Frame, Ghost, World};
use burnroom_engine::effect::{Ended, Fork, Keys, NotSent, Notice};
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_shared::frame::{
    EventFrame, RelayFrame, SequencedEvent, SequencedPost, decode_ephemeral, decode_relay_frame, encode_frame,
};
use burnroom_shared::log::{Change, Departure, State};

/// What a room may take until everyone can write, ms.
const READY_MS: u64 = 15_000;

/// Somebody who is lied to.
struct Victim {
    world: World,
    place: usize,
    /// The log as far as the relay has told it.
    state: State,
    /// What comes next in truth: posts of two members who had not read each other's, and what an owner did.
    owed: Vec<Frame>,
    what: &'static str,
}

/// Takes a fresh world and who is lied to in it.
type Stage = fn(World) -> Victim;

const VICTIMS: [Stage; 3] = [settled, newcomer, back];

/// A room of three.
fn three(seed: u64) -> World {
    let mut world = World::new(seed);
    world.create("Ada", "Argon");
    world.settle();
    world.join("Bob");
    world.settle();
    world.join("Cay");
    world.pass(READY_MS);
    world
}

/// A room of three in which everything has happened that can be in a log.
fn lived(seed: u64) -> World {
    let mut world = three(seed);
    let [ada, bob, cay] = [0, 1, 2];
    for place in [ada, bob, cay] {
        world.say(place, "hello");
    }
    let ghost = Ghost::new(666);
    ghost.sits_down(&mut world);
    let list: Vec<_> = world.state.as_ref().unwrap().seats().iter().map(burnroom_shared::log::Seat::id).collect();
    ghost.rekeys(&mut world, &list);
    world.pass(READY_MS);
    let id = ghost.id();
    let departure = Departure::Lost;
    world.event(Change::Left(id, departure), EventFrame::Left { id, departure });
    world.input(bob, Input::Do(Command::Claim("000000".into())));
    for deed in [Deed::Lock, Deed::Unlock, Deed::Close, Deed::Reopen, Deed::Rename("Neon".to_owned())] {
        world.own(ada, deed);
        world.pass(1_000);
    }
    world.own(ada, Deed::Extend { by_ms: 60_000 });
    world.pass(1_000);
    world.own(ada, Deed::ChangeLink);
    // Somebody comes while the change is on its way, and has to ask for the link.
    let act = world.peers[ada].up.pop_back().expect("a change of the link");
    let dan = world.join("Dan");
    let join = world.peers[dan].up.pop_front().unwrap();
    world.relay_frame(dan, join);
    world.relay_frame(ada, act);
    world.pass(READY_MS);
    world.input(dan, Input::Do(Command::Leave));
    world.pass(620_000);
    let cay = world.peers[cay].id;
    world.own(ada, Deed::HandOver(cay));
    world.pass(READY_MS);
    world.share_from(ada);
    world
}

/// Lets time pass for everyone but `place`: what the relay owes it is kept.
fn without(world: &mut World, place: usize, ms: u64) -> Vec<Frame> {
    let mut owed = Vec::new();
    let (up, wake_ms) = (std::mem::take(&mut world.peers[place].up), world.peers[place].wake_ms.take());
    for _ in 0..ms / 100 {
        world.linger(100, 0);
        loop {
            owed.extend(world.peers[place].down.drain(..));
            if !world.step() {
                break;
            }
        }
    }
    (world.peers[place].up, world.peers[place].wake_ms) = (up, wake_ms);
    owed
}

/// What everyone else does meanwhile: two say something at once, one of them twice, and an owner does something.
fn go_on(world: &mut World, place: usize) -> Vec<Frame> {
    world.say(0, "from Ada");
    world.say(1, "from Bob");
    world.say(0, "from Ada again");
    let mut owed = without(world, place, 300);
    world.own(0, Deed::Rename("Xenon".to_owned()));
    owed.extend(without(world, place, 700));
    owed
}

fn is_numbered(frame: &Frame) -> bool {
    numbered(frame).is_some()
}

fn numbered(frame: &Frame) -> Option<(u64, u64)> {
    match frame {
        Frame::Binary(bytes) if decode_ephemeral(bytes).is_none() => {
            SequencedPost::decode(bytes).ok().map(|post| (post.seq, post.time_ms))
        }
        Frame::Text(text) => match decode_relay_frame(text) {
            Ok(RelayFrame::Event(event)) => Some((event.seq, event.time_ms)),
            _ => None,
        },
        _ => None,
    }
}

/// The same event at another place.
fn renumbered(frame: &Frame, seq: u64, time_ms: u64) -> Frame {
    match frame {
        Frame::Binary(bytes) => {
            let post = SequencedPost::decode(bytes).unwrap();
            Frame::Binary(SequencedPost { seq, time_ms, ..post }.encode())
        }
        Frame::Text(text) => match decode_relay_frame(text).unwrap() {
            RelayFrame::Event(event) => event_at(seq, time_ms, event.event),
            other => panic!("{other:?} has no place"),
        },
        other => panic!("{other:?} has no place"),
    }
}

fn event_at(seq: u64, time_ms: u64, event: EventFrame) -> Frame {
    Frame::Text(encode_frame(&RelayFrame::Event(SequencedEvent { seq, time_ms, event })))
}

/// Who has long been there.
fn settled(mut world: World) -> Victim {
    let place = 2;
    let state = world.state.clone().unwrap();
    let owed = go_on(&mut world, place).into_iter().filter(is_numbered).collect();
    Victim { world, place, state, owed, what: "settled" }
}

/// Who has just come, and has its first key.
fn newcomer(mut world: World) -> Victim {
    let place = world.join("Eve");
    while world.peers[place].keys() != Some(Keys::Ready) {
        if !world.step() {
            world.pass(100);
        }
    }
    world.pass(3_000);
    let state = world.state.clone().unwrap();
    let owed = go_on(&mut world, place).into_iter().filter(is_numbered).collect();
    Victim { world, place, state, owed, what: "newcomer" }
}

/// Who comes back, and has been told up to where.
fn back(mut world: World) -> Victim {
    let place = 2;
    world.settle();
    let state = world.state.clone().unwrap();
    world.cut(place);
    drop(go_on(&mut world, place));
    world.peers[place].down.clear();
    while !world.peers[place].down.contains(&Frame::Opened) {
        world.now_ms = world.now_ms.max(world.peers[place].wake_ms.unwrap());
        world.input(place, Input::Woke);
    }
    world.input(place, Input::Connected);
    let resume = world.peers[place].up.pop_back().unwrap();
    world.relay_frame(place, resume);
    let mut owed = std::mem::take(&mut world.peers[place].down);
    owed.retain(|frame| *frame != Frame::Opened);
    let resumed = owed.pop_front().unwrap();
    world.hear(place, resumed);
    let owed = owed.into_iter().filter(is_numbered).collect();
    Victim { world, place, state, owed, what: "back" }
}

impl Victim {
    fn hear(&mut self, frames: impl IntoIterator<Item = Frame>) {
        for frame in frames {
            self.world.hear(self.place, frame);
        }
    }

    /// Tells these, in this order, as if it were the log's.
    fn tell(&mut self, frames: &[Frame]) {
        let head = self.state.head().clone();
        let time_ms = frames.iter().filter_map(numbered).map(|(_, time_ms)| time_ms).max().unwrap_or(0);
        for (seq, frame) in (head.seq + 1..).zip(frames) {
            self.world.hear(self.place, renumbered(frame, seq, time_ms.max(head.time_ms)));
        }
    }

    fn fork(&self) -> Option<Fork> {
        fork(&self.world, self.place)
    }

    fn texts(&self) -> Vec<String> {
        self.world.peers[self.place].texts()
    }

    /// What others say beside the log from now on reaches it.
    fn hear_pulses(&mut self, ms: u64) {
        let owed = without(&mut self.world, self.place, ms);
        self.hear(owed.into_iter().filter(|frame| !is_numbered(frame)));
    }

    /// The lie was found, by this name; nothing is said any more, and nobody is blamed who cannot have done it.
    fn is_caught(&mut self, fork: Fork, lie: &str) {
        let what = self.what;
        assert_eq!(self.fork(), Some(fork), "{lie}, {what}: {:?}", self.world.peers[self.place].notices.last());
        let ended = |notice: &Notice| matches!(notice, Notice::Ended(Ended::KeyMisused | Ended::Kicked));
        assert!(!self.world.peers[self.place].notices.iter().any(ended), "{lie}, {what}");
        self.world.peers[self.place].up.clear();
        self.world.say(self.place, "unsaid");
        self.world.linger(60_000, 0);
        let up = &self.world.peers[self.place].up;
        assert!(up.iter().all(|frame| matches!(frame, Frame::Closed(_))), "{lie}, {what}: says more: {up:?}");
        let unsaid = |notice: &Notice| matches!(notice, Notice::NotSent { reason: NotSent::Ended, .. });
        assert!(self.world.peers[self.place].notices.iter().any(unsaid), "{lie}, {what}: a text is swallowed");
    }

    /// The lie was found: by what it is, or by what somebody says who was told something else.
    fn is_found(&mut self, lie: &str) {
        let found = self.fork().unwrap_or_else(|| panic!("{lie}, {}: not found", self.what));
        assert!([Fork::InvalidEvent, Fork::LogDiffers].contains(&found), "{lie}, {}: {found:?}", self.what);
        self.is_caught(found, lie);
    }

    /// Without a lie the same room works.
    fn works(mut self) {
        let owed = std::mem::take(&mut self.owed);
        self.hear(owed);
        self.world.say(self.place, "all is well");
        self.world.pass(READY_MS);
        assert_eq!(self.fork(), None, "{}", self.what);
        let count = |text: &str| self.texts().iter().filter(|shown| *shown == text).count();
        assert_eq!(["from Ada", "from Bob", "from Ada again"].map(count), [1; 3], "{}", self.what);
        assert_eq!(self.world.peers[0].texts().last().map(String::as_str), Some("all is well"), "{}", self.what);
    }
}

fn fork(world: &World, place: usize) -> Option<Fork> {
    let fork = |notice: &Notice| if let Notice::Forked(fork) = notice { Some(*fork) } else { None };
    world.peers[place].notices.iter().find_map(fork)
}

#[test]
fn whoever_is_not_lied_to_takes_part_wherever_it_stands() {
    for stage in VICTIMS {
        stage(three(1)).works();
        stage(lived(1)).works();
    }
}
