//! The devices and their lines: who moves next, what time it is.

use super::dice::Dice;
use super::pace::Pace;
use super::peer::Peer;
use super::toy::{Double, finish};
use super::{Frame, Numbered, START_MS, TTL_S};
use burnroom_engine::input::{Command, Deed, DraftId, Input, Now};
use burnroom_engine::link::{Link, Parameters};
use burnroom_engine::session::Session;
use burnroom_shared::frame::Base64;
use burnroom_shared::ids::{MemberId, SeatToken};
use burnroom_shared::log::{Genesis, State};
use std::collections::{BTreeMap, VecDeque};
use std::task::{Context, Poll, Waker};

/// A room's whole world. [`super::World`] is the one with real cryptography.
pub(crate) struct Sim<S: Double> {
    pub(crate) now_ms: u64,
    pub(crate) dice: Dice,
    pub(crate) link: Link,
    pub(crate) peers: Vec<Peer<S>>,
    pub(crate) state: Option<State>,
    pub(crate) names: BTreeMap<MemberId, Base64>,
    /// Every frame that crossed the relay, either way, as bytes.
    pub(crate) transcript: Vec<u8>,
    /// The same, frame by frame.
    pub(crate) frames: Vec<Frame>,
    pub(crate) burned: bool,
    pub(crate) numbered: Vec<Numbered>,
    pub(crate) rekeys: Pace,
    pub(super) title: Option<Base64>,
    pub(super) deadline_ms: u64,
    /// When the relay says next what time it is.
    tick_ms: u64,
    seed: u64,
    /// What the relay checks signatures with.
    pub(super) suite: S,
    /// Whether frames and time move while a device is in the middle of an input.
    interleaved: bool,
    /// Every event as it was sent, for whoever comes back.
    pub(crate) backlog: Vec<(u64, Frame)>,
    pub(super) tokens: BTreeMap<MemberId, SeatToken>,
    /// What the relay does to whom before it hands a frame down: looks at what is on its way, oldest first.
    pub(crate) bend: Option<(usize, Bend)>,
}

/// Does its worst to what is on its way to one member, with all that has crossed so far; false if it waits for another moment.
pub(crate) type Bend = Box<dyn FnMut(&mut VecDeque<Frame>, &[Frame], &mut Dice) -> bool>;

/// How often the relay says what time it is, ms.
const TICK_MS: u64 = 10_000;

/// What can happen next at one device.
#[derive(Clone, Copy)]
enum Move {
    Up,
    Down,
    Work,
}

impl<S: Double> Sim<S> {
    pub(crate) fn new(seed: u64) -> Self {
        Self::with_parameters(seed, Parameters::PLAIN)
    }

    pub(crate) fn with_parameters(seed: u64, parameters: Parameters) -> Self {
        let suite = S::seeded(seed);
        let link = Link::new(parameters, &suite).unwrap();
        Self {
            now_ms: 0,
            dice: Dice(seed),
            link,
            peers: Vec::new(),
            state: None,
            names: BTreeMap::new(),
            transcript: Vec::new(),
            frames: Vec::new(),
            burned: false,
            numbered: Vec::new(),
            rekeys: Pace::default(),
            title: None,
            deadline_ms: START_MS + u64::from(TTL_S) * 1_000,
            tick_ms: TICK_MS,
            seed,
            suite,
            interleaved: false,
            backlog: Vec::new(),
            tokens: BTreeMap::new(),
            bend: None,
        }
    }

    pub(crate) fn now(&self) -> Now {
        Now { wall_ms: START_MS + self.now_ms, steady_ms: self.now_ms }
    }

    /// The creator: makes the room and asks for its seat.
    pub(crate) fn create(&mut self, name: &str, title: &str) -> usize {
        let mut session = self.session(name);
        let request = finish(session.creation(TTL_S, 100, Some(title))).unwrap();
        self.title = request.title.clone();
        let genesis = Genesis {
            parameters: request.parameters,
            room: request.room,
            entry_hash: request.entry_hash,
            created_ms: START_MS,
            creator: request.creator,
        };
        self.state = Some(State::new(genesis));
        let created = burnroom_shared::api::Created {
            created_ms: START_MS,
            deadline_ms: self.deadline_ms,
            pin: "000000".to_owned(),
        };
        session.created(TTL_S, &created, self.now()).unwrap();
        self.seat(session)
    }

    /// Somebody with the link.
    pub(crate) fn join(&mut self, name: &str) -> usize {
        let session = self.session(name);
        self.seat(session)
    }

    fn session(&self, name: &str) -> Session<S> {
        let seed = self.seed.wrapping_mul(1_000).wrapping_add(1 + self.peers.len() as u64);
        finish(Session::new(S::seeded(seed), &self.link, name)).unwrap()
    }

    fn seat(&mut self, session: Session<S>) -> usize {
        self.peers.push(Peer::new(session));
        let place = self.peers.len() - 1;
        self.input(place, Input::Connected);
        place
    }

    pub(crate) fn say(&mut self, place: usize, text: &str) {
        self.peers[place].drafts += 1;
        let draft = DraftId(self.peers[place].drafts);
        self.input(place, Input::Do(Command::Say { draft, text: text.to_owned() }));
    }

    /// Gives a device an input, which it takes to its end at once; or, interleaved, when the dice say so.
    pub(crate) fn input(&mut self, place: usize, input: Input) {
        self.peers[place].inbox.push_back(input);
        while !self.interleaved && self.peers[place].is_busy() {
            self.work(place);
        }
    }

    /// Lets frames and time move while devices are in the middle of an input.
    pub(crate) fn interleave(&mut self) {
        self.interleaved = true;
    }

    /// One step of a device: up to the next call of its suite.
    fn work(&mut self, place: usize) {
        let now = self.now();
        let peer = &mut self.peers[place];
        let mut in_flight = match peer.in_flight.take() {
            Some(in_flight) => in_flight,
            None => {
                let Some(input) = peer.inbox.pop_front() else { return };
                let mut session = peer.session.take().expect("one input at a time");
                peer.wake_ms = None;
                Box::pin(async move {
                    let effects = session.handle(now, input).await;
                    (session, effects)
                })
            }
        };
        match in_flight.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => peer.in_flight = Some(in_flight),
            Poll::Ready((session, effects)) => {
                peer.session = Some(session);
                peer.perform(effects);
            }
        }
    }

    /// Moves one frame, picked by the dice. False if nothing is on its way.
    pub(crate) fn step(&mut self) -> bool {
        let moves: Vec<_> = (0..self.peers.len())
            .flat_map(|place| [Move::Up, Move::Down, Move::Work].map(|to| (place, to)))
            .filter(|(place, to)| {
                let peer = &self.peers[*place];
                match to {
                    Move::Up => !peer.up.is_empty(),
                    Move::Down => !peer.down.is_empty(),
                    Move::Work => peer.is_busy(),
                }
            })
            .collect();
        if moves.is_empty() {
            return false;
        }
        match moves[self.dice.roll(moves.len())] {
            (place, Move::Up) => {
                let frame = self.peers[place].up.pop_front().unwrap();
                self.record(&frame);
                self.relay(place, frame);
            }
            (place, Move::Down) => {
                if let Some((victim, mut bend)) = self.bend.take() {
                    let down = &mut self.peers[place].down;
                    if victim != place || !bend(down, &self.frames, &mut self.dice) {
                        self.bend = Some((victim, bend));
                    }
                }
                // The relay may have kept it back.
                let Some(frame) = self.peers[place].down.pop_front() else { return true };
                self.record(&frame);
                self.hear(place, frame);
            }
            (place, Move::Work) => self.work(place),
        }
        true
    }

    /// Moves frames until none is on its way; time stands still.
    pub(crate) fn settle(&mut self) {
        for _ in 0..1_000_000 {
            if !self.step() {
                return;
            }
        }
        panic!("the room never comes to rest");
    }

    /// Lets time pass, waking whoever asked for it, frames moving all the while.
    pub(crate) fn pass(&mut self, ms: u64) {
        let until = self.now_ms + ms;
        loop {
            self.settle();
            let due = (0..self.peers.len()).filter_map(|place| Some((self.peers[place].wake_ms?, place))).min();
            match due {
                _ if self.tick_ms <= until && due.is_none_or(|(at_ms, _)| self.tick_ms <= at_ms) => {
                    self.now_ms = self.now_ms.max(self.tick_ms);
                    self.tick_ms = self.now_ms + TICK_MS;
                    self.tick();
                }
                Some((at_ms, place)) if at_ms <= until => {
                    self.now_ms = self.now_ms.max(at_ms);
                    self.input(place, Input::Woke);
                }
                _ => break,
            }
        }
        self.now_ms = until;
        self.settle();
    }

    /// Lets time pass as it does on slow lines: at each moment only so many frames move, the rest stays on its way.
    pub(crate) fn linger(&mut self, ms: u64, frames: usize) {
        self.now_ms += ms;
        for place in 0..self.peers.len() {
            if self.peers[place].wake_ms.is_some_and(|at_ms| at_ms <= self.now_ms) {
                self.input(place, Input::Woke);
            }
        }
        for _ in 0..frames {
            self.step();
        }
    }

    fn record(&mut self, frame: &Frame) {
        self.frames.push(frame.clone());
        match frame {
            Frame::Text(text) => self.transcript.extend_from_slice(text.as_bytes()),
            Frame::Binary(frame) => self.transcript.extend_from_slice(frame),
            Frame::Closed(_) | Frame::Opened => {}
        }
    }

    /// Breaks a connection: of what it was saying a random part has arrived, of what it was to hear nothing.
    pub(crate) fn cut(&mut self, place: usize) {
        for _ in 0..self.dice.roll(self.peers[place].up.len() + 1) {
            let frame = self.peers[place].up.pop_front().unwrap();
            self.relay(place, frame);
        }
        let peer = &mut self.peers[place];
        peer.up.clear();
        peer.down.clear();
        (peer.connected, peer.seated) = (false, false);
        let id = peer.id;
        self.presence(id, true);
        self.input(place, Input::Closed(1006));
    }

    /// What the relay does with one frame, now.
    pub(crate) fn relay_frame(&mut self, place: usize, frame: Frame) {
        self.relay(place, frame);
    }

    /// What a device does with one frame, now.
    pub(crate) fn hear(&mut self, place: usize, frame: Frame) {
        let input = match frame {
            Frame::Text(text) => Input::Text(text),
            Frame::Binary(frame) => Input::Binary(frame),
            Frame::Closed(code) => Input::Closed(code),
            Frame::Opened => Input::Connected,
        };
        self.input(place, input);
    }

    /// The kind of every event that is not a post, in order.
    pub(crate) fn backlog_kinds(&self) -> Vec<String> {
        let kind = |frame: &'_ Frame| match frame {
            Frame::Text(text) => text.split("\"kind\":\"").nth(1)?.split('"').next().map(str::to_owned),
            _ => None,
        };
        self.backlog.iter().filter_map(|(_, frame)| kind(frame)).collect()
    }

    /// What the relay does with one text frame, now.
    pub(crate) fn relay_text(&mut self, place: usize, text: String) {
        self.relay(place, Frame::Text(text));
    }

    /// Whoever joins from now on has the link that this device has.
    pub(crate) fn share_from(&mut self, place: usize) {
        while self.peers[place].in_flight.is_some() {
            self.work(place);
        }
        // Who has no seat any more has no link to share.
        if let Some(fragment) = self.peers[place].session().fragment() {
            self.link = Link::parse(&fragment).unwrap();
        }
    }

    pub(crate) fn own(&mut self, place: usize, deed: Deed) {
        self.input(place, Input::Do(Command::Own(deed)));
    }
}
