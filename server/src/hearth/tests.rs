//! Lines that break at any moment: whatever was lost with them, a seat that is resumed in time has the log as it is.

use super::*;
use crate::budget::Budget;
use crate::config::Config;
use crate::outbox::{End, Outlet, Owed, Slack, outbox};
use crate::pin::Pin;
use crate::room::tests::stage::{Hand, START, joining, post, posting, terms, token};
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::{EventFrame, RelayFrame, SequencedPost};
use burnroom_shared::ids::{Digest, MemberId, SeatToken};
use burnroom_shared::log::State;
use burnroom_shared::log::snapshot::Snapshot;
use clap::Parser as _;
use futures_util::FutureExt as _;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};

/// Stands still until it is moved.
#[derive(Default)]
struct TestClock(AtomicU64);

impl Clock for TestClock {
    fn now(&self) -> Now {
        let elapsed_ms = self.0.load(Ordering::SeqCst);
        Now { wall_ms: START.wall_ms + elapsed_ms, uptime_ms: START.uptime_ms + elapsed_ms }
    }
}

/// Has a room nowhere: whatever address it takes is free.
pub(crate) struct Unlisted;

impl Listing for Unlisted {
    fn add(&self, _: RoomId) -> Result<(), Refusal> {
        Ok(())
    }

    fn remove(&self, _: &RoomId) {}

    fn clear(&self) {}
}

/// What an event was, as far as whoever missed its body can tell.
#[derive(Clone, Debug, PartialEq)]
enum Heard {
    Post(Digest),
    Other(EventFrame),
}

/// A member, its line, and what it has processed.
struct Device {
    hand: Hand,
    line: Option<(Line, Outlet)>,
    unread: VecDeque<Frame>,
    token: Option<SeatToken>,
    given: u8,
    seq: u64,
    away: BTreeSet<MemberId>,
    /// Who is away by the word of a resumption: holds from the head that it named.
    away_at: Option<(u64, BTreeSet<MemberId>)>,
    heard: BTreeMap<u64, Heard>,
}

impl Device {
    fn new(number: u8) -> Self {
        let hand = Hand::new(number);
        let (away, heard) = (BTreeSet::new(), BTreeMap::new());
        Self { hand, line: None, unread: VecDeque::new(), token: None, given: 0, seq: 0, away, away_at: None, heard }
    }

    /// Processes at most `most` frames of those that have come.
    fn read(&mut self, most: usize) {
        let Some((_, outlet)) = &mut self.line else { return };
        let mut batch = VecDeque::new();
        while let Some(Owed::Frames) = outlet.next(&mut batch).now_or_never() {
            self.unread.append(&mut batch);
        }
        for frame in self.unread.drain(..most.min(self.unread.len())).collect::<Vec<_>>() {
            self.process(&frame);
        }
    }

    fn process(&mut self, frame: &Frame) {
        let text = match frame {
            Frame::Binary(bytes) => {
                let post = SequencedPost::decode(bytes).unwrap();
                return self.hear(post.seq, Heard::Post(Envelope::decode(post.envelope).unwrap().digest()));
            }
            Frame::Text(text) => text,
        };
        match serde_json::from_str(text).unwrap() {
            RelayFrame::Hello(hello) => {
                self.seq = Snapshot::decode(&hello.snapshot.0).unwrap().claims_hold().head().seq;
                self.heard.clear();
                (self.token, self.away) = (Some(hello.token), hello.away.into_iter().collect());
            }
            RelayFrame::Resumed(resumed) => {
                assert!(resumed.head >= self.seq);
                self.token = Some(resumed.token);
                self.away_at = Some((resumed.head, resumed.away.into_iter().collect()));
                self.reach();
            }
            RelayFrame::Presence { id, away: true } => assert!(self.away.insert(id), "said twice"),
            RelayFrame::Presence { id, away: false } => assert!(self.away.remove(&id), "was not away"),
            RelayFrame::Event(sequenced) => match sequenced.event {
                EventFrame::Trimmed { digest, .. } => self.hear(sequenced.seq, Heard::Post(digest)),
                event => {
                    if let EventFrame::Left { id, .. } = event {
                        self.away.remove(&id);
                    }
                    self.hear(sequenced.seq, Heard::Other(event));
                }
            },
            other => panic!("{other:?}"),
        }
    }

    fn hear(&mut self, seq: u64, heard: Heard) {
        assert_eq!(seq, self.seq + 1, "a gap or a double");
        self.seq = seq;
        self.heard.insert(seq, heard);
        self.reach();
    }

    fn reach(&mut self) {
        if let Some((_, away)) = self.away_at.take_if(|(head, _)| *head == self.seq) {
            self.away = away;
        }
    }

    fn forget_seat(&mut self) {
        (self.line, self.token) = (None, None);
        self.unread.clear();
    }
}

/// A room, its members, and what the relay numbered.
struct World {
    hearth: Hearth,
    clock: Arc<TestClock>,
    devices: Vec<Device>,
}

#[derive(Clone, Debug)]
enum Deed {
    Join(usize),
    Leave(usize),
    /// Breaks a line; with `false` the relay does not notice.
    Cut(usize, bool),
    Resume(usize),
    Post(usize),
    Rekey(usize),
    Read(usize, usize),
    Pass(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => (0..5usize).prop_map(Deed::Join),
        1 => (0..5usize).prop_map(Deed::Leave),
        3 => (0..5usize, any::<bool>()).prop_map(|(who, noticed)| Deed::Cut(who, noticed)),
        4 => (0..5usize).prop_map(Deed::Resume),
        8 => (0..5usize).prop_map(Deed::Post),
        3 => (0..5usize).prop_map(Deed::Rekey),
        4 => (0..5usize, 1..30usize).prop_map(|(who, most)| Deed::Read(who, most)),
        1 => (0..20_000u64).prop_map(Deed::Pass),
    ]
}

impl World {
    fn new() -> Self {
        let flags = ["burnroom", "--backlog", "12KiB", "--posts", "10000+1/s", "--rekeys", "10000+1/s"];
        let times = ["--grace", "30s", "--displace-after", "10s"];
        let limits = Config::parse_from(flags.iter().chain(&times)).rooms;
        let clock = Arc::new(TestClock::default());
        let pin = Pin::random(&mut rand::rngs::SysRng).unwrap();
        let room = Room::new(terms(0x10), pin, &limits, Budget::new(limits.memory), clock.now());
        let hearth = Hearth::new(room, Arc::clone(&clock) as Arc<dyn Clock>, Box::new(Unlisted));
        Self { hearth, clock, devices: (1..6).map(Device::new).collect() }
    }

    fn log(&self) -> State {
        match &*self.hearth.phase() {
            Phase::Lit(lit) => lit.room.log().clone(),
            Phase::Embers(_) => panic!("burned"),
        }
    }

    fn act(&mut self, deed: &Deed) {
        match *deed {
            Deed::Join(who) => self.join(who),
            Deed::Leave(who) => {
                if let Some((line, _)) = self.devices[who].line.take() {
                    self.hearth.leave(line);
                    self.devices[who].forget_seat();
                }
            }
            Deed::Cut(who, noticed) => {
                if let Some((line, _)) = self.devices[who].line.take() {
                    self.devices[who].unread.clear();
                    if noticed {
                        self.hearth.lost(line);
                    }
                }
            }
            Deed::Resume(who) => self.resume(who),
            Deed::Post(who) => {
                let Some((line, _)) = self.devices[who].line else { return };
                let envelope = post(&self.devices[who].hand.header(&self.log()));
                let _ = self.hearth.ask(line, posting(line.id(), &envelope));
            }
            Deed::Rekey(who) => {
                let Some((line, _)) = self.devices[who].line else { return };
                let _ = self.hearth.ask(line, self.devices[who].hand.rekeys(&self.log()));
            }
            Deed::Read(who, most) => self.devices[who].read(most),
            Deed::Pass(ms) => {
                self.clock.0.fetch_add(ms, Ordering::SeqCst);
                self.hearth.apply(Command::Sweep).unwrap();
            }
        }
    }

    fn join(&mut self, who: usize) {
        let device = &mut self.devices[who];
        if device.line.is_some() || device.token.is_some() {
            return;
        }
        device.hand.incarnation += 1;
        let (outbox, outlet) = outbox(Slack { frames: 10_000, bytes: 1 << 30 });
        if let Ok(line) = self.hearth.join(joining(&device.hand), self.hearth.opened(), outbox) {
            device.line = Some((line, outlet));
            // Whoever breaks off before this has no token, and comes back as somebody else; that is not asked here.
            device.read(1);
        }
    }

    /// Refused only to whoever has no seat any more.
    fn resume(&mut self, who: usize) {
        let log = self.log();
        let device = &mut self.devices[who];
        let Some(shown) = device.token else { return };
        device.unread.clear();
        device.given = device.given.wrapping_add(1);
        let (id, seq, next) = (device.hand.id(), device.seq, token(&device.hand, device.given));
        let (outbox, outlet) = outbox(Slack { frames: 10_000, bytes: 1 << 30 });
        let resuming = Resuming { id, shown: Token::from(shown), seq, next };
        match self.hearth.resume(resuming, self.hearth.opened(), outbox) {
            Ok((line, _)) => device.line = Some((line, outlet)),
            Err(refusal) => {
                assert_eq!(refusal, Refusal::SeatGone);
                let seat = log.seat(&id).map(Seat::incarnation);
                assert_ne!(seat, Some(device.hand.incarnation), "a seat that is there was refused");
                device.forget_seat();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No event is missing, none comes twice, all hear the same, and everyone knows who is away.
    #[test]
    fn r63_what_was_missed_and_what_comes_is_the_log(deeds in proptest::collection::vec(deed(), 1..150)) {
        let mut world = World::new();
        deeds.iter().for_each(|deed| world.act(deed));
        (0..5).for_each(|who| world.resume(who));
        world.devices.iter_mut().for_each(|device| device.read(usize::MAX));
        let head = world.log().head().seq;
        let mut told: BTreeMap<u64, Heard> = BTreeMap::new();
        for device in world.devices.iter().filter(|device| device.line.is_some()) {
            prop_assert_eq!(device.seq, head);
            prop_assert_eq!(&device.away, &BTreeSet::new());
            for (seq, heard) in &device.heard {
                prop_assert_eq!(told.entry(*seq).or_insert_with(|| heard.clone()), heard);
            }
        }
    }
}

#[test]
fn r63_nothing_is_heard_of_a_line_that_was_replaced() {
    let mut world = World::new();
    world.act(&Deed::Join(0));
    world.act(&Deed::Join(1));
    world.act(&Deed::Rekey(0));
    let (old, mut old_outlet) = world.devices[0].line.take().unwrap();
    world.resume(0);
    assert_eq!(old_outlet.cut().now_or_never(), Some(End::Refused(Refusal::Replaced)));
    let envelope = post(&world.devices[0].hand.header(&world.log()));
    let told = world.hearth.ask(old, posting(old.id(), &envelope));
    assert_eq!(told.map_err(|denied| denied.refusal), Err(Refusal::Replaced));
    world.hearth.lost(old);
    world.hearth.leave(old);
    world.devices[1].read(usize::MAX);
    assert_eq!(world.devices[1].away, BTreeSet::new());
    let (line, _) = world.devices[0].line.as_ref().unwrap();
    world.hearth.ask(*line, posting(old.id(), &envelope)).unwrap();
}

#[test]
fn r63_words_that_come_late_on_a_line_that_was_given_up_take_the_seat_from_nobody() {
    let mut world = World::new();
    world.act(&Deed::Join(0));
    let (id, seq, first) = (world.devices[0].hand.id(), world.devices[0].seq, world.devices[0].token.unwrap());
    let given_up = world.hearth.opened();
    let late = |world: &World, given| {
        let resuming = Resuming { id, shown: Token::from(first), seq, next: token(&world.devices[0].hand, given) };
        let (outbox, _) = outbox(Slack { frames: 9, bytes: 9_000 });
        world.hearth.resume(resuming, given_up, outbox).err()
    };
    world.resume(0);
    assert_eq!(late(&world, 7), Some(Refusal::Replaced), "while the newer line stands");
    world.devices[0].read(1);
    world.act(&Deed::Cut(0, true));
    assert_eq!(late(&world, 8), Some(Refusal::Replaced), "and when it has broken");
    world.resume(0);
    assert!(world.devices[0].line.is_some(), "the token that the newer line brought is good");
    let Phase::Lit(lit) = &*world.hearth.phase() else { panic!("burned") };
    assert_eq!(lit.last.len(), 1, "no line is remembered twice");
}

#[test]
fn r51_a_resume_after_the_burn_finds_no_room_and_an_old_line_says_nothing_over_the_embers() {
    let mut world = World::new();
    world.act(&Deed::Join(0));
    world.act(&Deed::Join(1));
    let (old, _) = world.devices[0].line.take().unwrap();
    world.resume(0);
    world.hearth.apply(Command::Burn { member: old.id() }).unwrap();
    let (outbox, _) = outbox(Slack { frames: 1, bytes: 1 });
    let shown = Token::from(world.devices[1].token.unwrap());
    let next = token(&world.devices[1].hand, 9);
    let resuming = Resuming { id: world.devices[1].hand.id(), shown, seq: 2, next };
    assert_eq!(world.hearth.resume(resuming, world.hearth.opened(), outbox).err(), Some(Refusal::RoomNotFound));
    let erasure = |byte| Frame::Binary(bytes::Bytes::from(vec![byte; 16]));
    world.hearth.pass(old, &erasure(1));
    world.hearth.pass(world.devices[0].line.as_ref().unwrap().0, &erasure(2));
    let (_, outlet) = world.devices[1].line.as_mut().unwrap();
    let mut batch = VecDeque::new();
    assert_eq!(outlet.next(&mut batch).now_or_never(), Some(Owed::Frames));
    assert_eq!(batch.pop_back(), Some(erasure(2)));
    assert!(!batch.contains(&erasure(1)));
}
