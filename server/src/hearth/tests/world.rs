//! A room, members whose lines break, and what each of them has processed.

use super::Unlisted;
use crate::budget::Budget;
use crate::clock::{Clock, Now};
use crate::config::Config;
use crate::connection::Frame;
use crate::hearth::{Hearth, Line, Phase};
use crate::outbox::{Outlet, Owed, Slack, outbox};
use crate::pin::Pin;
use crate::room::tests::stage::{Hand, START, joining, joining_later, post, posting, readdress, terms, token};
use crate::room::{Command, Resuming, Room};
use crate::token::Token;
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::{EventFrame, RelayFrame, SequencedPost};
use burnroom_shared::ids::{Digest, MemberId, SeatToken};
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::log::{Seat, State};
use burnroom_shared::refusal::Refusal;
use clap::Parser as _;
use futures_util::FutureExt as _;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Stands still until it is moved.
#[derive(Default)]
pub(super) struct TestClock(AtomicU64);

impl Clock for TestClock {
    fn now(&self) -> Now {
        let elapsed_ms = self.0.load(Ordering::SeqCst);
        Now { wall_ms: START.wall_ms + elapsed_ms, uptime_ms: START.uptime_ms + elapsed_ms }
    }
}

/// What an event was, as far as whoever missed its body can tell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Heard {
    Post(Digest),
    Other(EventFrame),
}

/// A member, its line, and what it has processed.
pub(super) struct Device {
    pub(super) hand: Hand,
    pub(super) line: Option<(Line, Outlet)>,
    pub(super) unread: VecDeque<Frame>,
    pub(super) token: Option<SeatToken>,
    pub(super) given: u8,
    pub(super) seq: u64,
    pub(super) away: BTreeSet<MemberId>,
    /// Who is away by the word of a resumption: holds from the head that it named.
    away_at: Option<(u64, BTreeSet<MemberId>)>,
    pub(super) heard: BTreeMap<u64, Heard>,
}

impl Device {
    pub(super) fn new(number: u8) -> Self {
        let hand = Hand::new(number);
        let (away, heard) = (BTreeSet::new(), BTreeMap::new());
        Self { hand, line: None, unread: VecDeque::new(), token: None, given: 0, seq: 0, away, away_at: None, heard }
    }

    /// Processes at most `most` frames of those that have come.
    pub(super) fn read(&mut self, most: usize) {
        let Some((_, outlet)) = &mut self.line else { return };
        let mut batch = VecDeque::new();
        while let Some(Owed::Frames) = outlet.next(&mut batch).now_or_never() {
            self.unread.append(&mut batch);
        }
        for frame in self.unread.drain(..most.min(self.unread.len())).collect::<Vec<_>>() {
            self.process(&frame);
        }
    }

    pub(super) fn process(&mut self, frame: &Frame) {
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

    pub(super) fn hear(&mut self, seq: u64, heard: Heard) {
        assert_eq!(seq, self.seq + 1, "a gap or a double");
        self.seq = seq;
        self.heard.insert(seq, heard);
        self.reach();
    }

    pub(super) fn reach(&mut self) {
        if let Some((_, away)) = self.away_at.take_if(|(head, _)| *head == self.seq) {
            self.away = away;
        }
    }

    pub(super) fn forget_seat(&mut self) {
        (self.line, self.token) = (None, None);
        self.unread.clear();
    }
}

/// A room, its members, and what the relay numbered.
pub(super) struct World {
    pub(super) hearth: Hearth,
    pub(super) clock: Arc<TestClock>,
    pub(super) devices: Vec<Device>,
}

#[derive(Clone, Debug)]
pub(super) enum Deed {
    Join(usize),
    Leave(usize),
    /// Breaks a line; with `false` the relay does not notice.
    Cut(usize, bool),
    Resume(usize),
    Post(usize),
    Rekey(usize),
    Read(usize, usize),
    Pass(u64),
    /// The creator changes the link, and removes somebody or nobody.
    Readdress(Option<usize>),
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => (0..5usize).prop_map(Deed::Join),
        1 => (0..5usize).prop_map(Deed::Leave),
        3 => (0..5usize, any::<bool>()).prop_map(|(who, noticed)| Deed::Cut(who, noticed)),
        4 => (0..5usize).prop_map(Deed::Resume),
        8 => (0..5usize).prop_map(Deed::Post),
        3 => (0..5usize).prop_map(Deed::Rekey),
        4 => (0..5usize, 1..30usize).prop_map(|(who, most)| Deed::Read(who, most)),
        1 => (0..20_000u64).prop_map(Deed::Pass),
        1 => proptest::option::of(1..5usize).prop_map(Deed::Readdress),
    ]
}

impl World {
    pub(super) fn new() -> Self {
        let flags = ["burnroom", "--backlog", "12KiB", "--posts", "10000+1/s", "--rekeys", "10000+1/s"];
        let times = ["--grace", "30s", "--displace-after", "10s"];
        let limits = Config::parse_from(flags.iter().chain(&times)).rooms;
        let clock = Arc::new(TestClock::default());
        let pin = Pin::random(&mut rand::rngs::SysRng).unwrap();
        let room = Room::new(terms(0x10), pin, &limits, Budget::new(limits.memory), clock.now());
        let hearth = Hearth::new(room, Arc::clone(&clock) as Arc<dyn Clock>, Box::new(Unlisted));
        Self { hearth, clock, devices: (1..6).map(Device::new).collect() }
    }

    pub(super) fn log(&self) -> State {
        match &*self.hearth.phase() {
            Phase::Lit(lit) => lit.room.log().clone(),
            Phase::Embers(_) => panic!("burned"),
        }
    }

    pub(super) fn act(&mut self, deed: &Deed) {
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
            Deed::Readdress(removed) => {
                let Some((line, _)) = self.devices[0].line else { return };
                let (log, owner) = (self.log(), &self.devices[0].hand);
                let removed = removed.map(|who| &self.devices[who].hand);
                let _ = self.hearth.ask(line, owner.rules(&log, readdress(&log, owner, removed)));
            }
            Deed::Read(who, most) => self.devices[who].read(most),
            Deed::Pass(ms) => {
                self.clock.0.fetch_add(ms, Ordering::SeqCst);
                self.hearth.apply(Command::Sweep).unwrap();
            }
        }
    }

    pub(super) fn join(&mut self, who: usize) {
        let log = self.log();
        let device = &mut self.devices[who];
        if device.line.is_some() || device.token.is_some() {
            return;
        }
        device.hand.incarnation += 1;
        let (outbox, outlet) = outbox(Slack { frames: 10_000, bytes: 1 << 30 });
        let joining = match u8::try_from(log.address().generation).unwrap() {
            0 => joining(&device.hand),
            generation => joining_later(&device.hand, generation),
        };
        let told = self.hearth.join(joining, self.hearth.opened(), outbox);
        assert!(told.is_err() || !log.is_kicked(&device.hand.id()), "somebody who was removed is seated");
        if let Ok(line) = told {
            device.line = Some((line, outlet));
            // Whoever breaks off before this has no token, and comes back as somebody else; that is not asked here.
            device.read(1);
        }
    }

    /// Refused only to whoever has no seat any more.
    pub(super) fn resume(&mut self, who: usize) {
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
            Err(denied) => {
                let is_kicked = log.is_kicked(&id);
                assert_eq!(denied.refusal, if is_kicked { Refusal::Kicked } else { Refusal::SeatGone });
                let seat = log.seat(&id).map(Seat::incarnation);
                assert_ne!(seat, Some(device.hand.incarnation), "a seat that is there was refused");
                device.forget_seat();
            }
        }
    }
}
