//! Devices around one relay, in one thread and on time of their own: each over WebCrypto or over RustCrypto. Frames go in the
//! order in which they were sent.

use super::relay::{Relay, To};
use super::suite;
use burnroom_engine::effect::{Comparison, Earlier};
use burnroom_engine::effect::{Effect, Fingerprint, Keys, Notice};
use burnroom_engine::input::{Command, DraftId, Input, Now};
use burnroom_engine::link::{Link, Parameters};
use burnroom_engine::rust_crypto::RustCrypto;
use burnroom_engine::session::Session;
use burnroom_engine::suite::Suite;
use burnroom_shared::api::{CreateRoom, Created};
use burnroom_shared::frame::{EventFrame, RelayFrame, decode_relay_frame, encode_frame};
use burnroom_shared::point::Point;
use burnroom_web::web_crypto::WebCrypto;
use std::collections::VecDeque;

const START_MS: u64 = 1_800_000_000_000;
const TTL_S: u32 = 3_600;
const SEATS: u16 = 100;
/// Frames that a story may take; more means that it never comes to rest.
const FRAMES_MAX: usize = 10_000;

/// A frame on its way.
#[derive(Clone)]
pub(crate) enum Frame {
    Text(String),
    Binary(Vec<u8>),
}

/// What a device computes with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Over {
    WebCrypto,
    RustCrypto,
}

enum Device {
    Browser(Session<WebCrypto>),
    Native(Session<RustCrypto>),
}

impl Device {
    async fn new(over: Over, link: &Link, name: &str) -> Self {
        match over {
            Over::WebCrypto => Self::Browser(Session::new(suite(), link, name).await.unwrap()),
            Over::RustCrypto => Self::Native(Session::new(RustCrypto::new(), link, name).await.unwrap()),
        }
    }

    async fn handle(&mut self, now: Now, input: Input) -> Vec<Effect> {
        match self {
            Self::Browser(session) => session.handle(now, input).await,
            Self::Native(session) => session.handle(now, input).await,
        }
    }

    fn fragment(&self) -> String {
        let fragment = match self {
            Self::Browser(session) => session.fragment(),
            Self::Native(session) => session.fragment(),
        };
        fragment.expect("the session goes on").to_string()
    }

    /// The creator's: has the room made.
    async fn create(&mut self, now: Now) -> Relay {
        match self {
            Self::Browser(session) => made(session, now).await,
            Self::Native(session) => made(session, now).await,
        }
    }
}

async fn made<S: Suite>(session: &mut Session<S>, now: Now) -> Relay {
    let asked: CreateRoom = session.creation(TTL_S, SEATS, None).await.unwrap();
    let relay = Relay::new(&asked, now.wall_ms);
    let pin = "000000".to_owned();
    let created = Created { created_ms: now.wall_ms, deadline_ms: relay.deadline_ms, pin };
    session.created(TTL_S, &created, now).unwrap();
    relay
}

/// One device at its place.
struct Seat {
    device: Device,
    up: VecDeque<Frame>,
    down: VecDeque<Frame>,
    seated: bool,
    wake_ms: Option<u64>,
    notices: Vec<Notice>,
    drafts: u64,
}

/// A room and everyone in it.
pub(crate) struct Room {
    link: Link,
    relay: Relay,
    seats: Vec<Seat>,
    now_ms: u64,
    /// What the relay tells the others in place of a newcomer's agreement key.
    agreement: Option<[u8; Point::LENGTH]>,
}

impl Room {
    /// Made by a device over this suite, with one or more others in it over these.
    pub(crate) async fn of(parameters: Parameters, creator: Over, others: &[Over]) -> Self {
        let link = Link::new(parameters, &suite()).unwrap();
        let mut device = Device::new(creator, &link, "Ada").await;
        let relay = device.create(at(0)).await;
        let mut room = Self { link, relay, seats: Vec::new(), now_ms: 0, agreement: None };
        room.seat(device).await;
        for over in others {
            room.join(*over).await;
        }
        room
    }

    /// Somebody else comes with the link, and everyone gets the keys.
    pub(crate) async fn join(&mut self, over: Over) -> usize {
        let name = format!("Guest {}", self.seats.len());
        let place = self.seat(Device::new(over, &self.link, &name).await).await;
        self.pass(15_000).await;
        place
    }

    /// The same by way of a relay that tells the others of another agreement key.
    pub(crate) async fn join_with(&mut self, agreement: [u8; Point::LENGTH]) {
        self.agreement = Some(agreement);
        self.join(Over::RustCrypto).await;
    }

    async fn seat(&mut self, device: Device) -> usize {
        let (up, down) = (VecDeque::new(), VecDeque::new());
        let seat = Seat { device, up, down, seated: false, wake_ms: None, notices: Vec::new(), drafts: 0 };
        self.seats.push(seat);
        let place = self.seats.len() - 1;
        self.input(place, Input::Connected).await;
        self.settle().await;
        place
    }

    /// From now on people come with the link that this device has.
    pub(crate) fn share_from(&mut self, place: usize) {
        self.link = Link::parse(&self.at(place).device.fragment()).unwrap();
    }

    pub(crate) async fn say(&mut self, place: usize, text: &str) {
        let seat = self.seats.get_mut(place).unwrap();
        seat.drafts += 1;
        let draft = DraftId(seat.drafts);
        self.ask(place, Command::Say { draft, text: text.to_owned() }).await;
    }

    pub(crate) async fn ask(&mut self, place: usize, command: Command) {
        self.input(place, Input::Do(command)).await;
        self.settle().await;
    }

    async fn input(&mut self, place: usize, input: Input) {
        let now = at(self.now_ms);
        let seat = self.seats.get_mut(place).unwrap();
        seat.wake_ms = None;
        for effect in seat.device.handle(now, input).await {
            match effect {
                Effect::SendText(text) => seat.up.push_back(Frame::Text(text)),
                Effect::SendBinary(frame) => seat.up.push_back(Frame::Binary(frame)),
                Effect::WakeAt(at_ms) => seat.wake_ms = Some(at_ms),
                Effect::Show(notice) => seat.notices.push(notice),
                Effect::Connect | Effect::Disconnect => seat.seated = false,
            }
        }
    }

    /// Moves frames until none is on its way.
    async fn settle(&mut self) {
        for _ in 0..FRAMES_MAX {
            if let Some((place, frame)) = self.next(|seat| &mut seat.up) {
                for (to, frame) in self.relay.take(place, &frame, START_MS + self.now_ms) {
                    self.deliver(&to, &frame);
                }
            } else if let Some((place, frame)) = self.next(|seat| &mut seat.down) {
                let input = match frame {
                    Frame::Text(text) => Input::Text(text),
                    Frame::Binary(frame) => Input::Binary(frame),
                };
                self.input(place, input).await;
            } else {
                return;
            }
        }
        panic!("the room never comes to rest");
    }

    fn next(&mut self, queue: impl Fn(&mut Seat) -> &mut VecDeque<Frame>) -> Option<(usize, Frame)> {
        self.seats.iter_mut().enumerate().find_map(|(place, seat)| Some((place, queue(seat).pop_front()?)))
    }

    fn deliver(&mut self, to: &To, frame: &Frame) {
        let told = self.agreement.and_then(|agreement| announced_with(frame, &agreement));
        for (place, seat) in self.seats.iter_mut().enumerate() {
            let is_for = match to {
                To::One(one) => *one == place,
                To::All => seat.seated,
                To::AllBut(one) => *one != place && seat.seated,
            };
            if is_for {
                seat.seated = true;
                seat.down.push_back(told.as_ref().unwrap_or(frame).clone());
            }
        }
    }

    /// Lets time pass, waking whoever asked for it.
    pub(crate) async fn pass(&mut self, ms: u64) {
        let until_ms = self.now_ms + ms;
        loop {
            let due = self.seats.iter().enumerate().filter_map(|(place, seat)| Some((seat.wake_ms?, place))).min();
            let Some((at_ms, place)) = due.filter(|(at_ms, _)| *at_ms <= until_ms) else { break };
            self.now_ms = self.now_ms.max(at_ms);
            self.input(place, Input::Woke).await;
            self.settle().await;
        }
        self.now_ms = until_ms;
    }

    fn at(&self, place: usize) -> &Seat {
        self.seats.get(place).unwrap()
    }

    fn last<T>(&self, place: usize, pick: impl Fn(&Notice) -> Option<T>) -> Option<T> {
        self.at(place).notices.iter().rev().find_map(pick)
    }

    /// Every place.
    pub(crate) fn places(&self) -> std::ops::Range<usize> {
        0..self.seats.len()
    }

    /// What a device has heard, in order.
    pub(crate) fn heard(&self, place: usize) -> Vec<String> {
        let text = |notice: &Notice| match notice {
            Notice::Received(message) => Some(message.text.clone()),
            Notice::Suspect { flaw, .. } => Some(format!("{flaw:?}")),
            Notice::Forked(fork) => Some(format!("{fork:?}")),
            _ => None,
        };
        self.at(place).notices.iter().filter_map(text).collect()
    }

    /// Whether a device can speak.
    pub(crate) fn is_ready(&self, place: usize) -> bool {
        let keys = |notice: &Notice| if let Notice::Keys(keys) = notice { Some(*keys) } else { None };
        self.last(place, keys) == Some(Keys::Ready)
    }

    /// The names that a device sees.
    pub(crate) fn names(&self, place: usize) -> Vec<Option<String>> {
        let roster = |notice: &Notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None };
        self.last(place, roster).unwrap_or_default().into_iter().map(|member| member.name).collect()
    }

    /// The codes that a device shows.
    pub(crate) fn codes(&self, place: usize) -> Option<Fingerprint> {
        let comparison = |notice: &Notice| match notice {
            Notice::Comparison(comparison) => Some(comparison.clone()),
            _ => None,
        };
        match self.last(place, comparison)? {
            Comparison::Ready { fingerprint, .. } => Some(fingerprint),
            _ => None,
        }
    }

    /// What a device was told of before it came.
    pub(crate) fn past(&self, place: usize) -> Vec<String> {
        let past = |notice: &Notice| if let Notice::Past(past) = notice { Some(past.clone()) } else { None };
        let past: Vec<Earlier> = self.last(place, past).unwrap_or_default();
        past.into_iter().filter_map(|earlier| earlier.text).collect()
    }
}

/// The announcement in a frame, if there is one, with another agreement key: what follows the signing key.
fn announced_with(frame: &Frame, agreement: &[u8; Point::LENGTH]) -> Option<Frame> {
    let Frame::Text(text) = frame else { return None };
    let RelayFrame::Event(mut told) = decode_relay_frame(text).unwrap() else { return None };
    let EventFrame::Joined { announcement, .. } = &mut told.event else { return None };
    let (_, rest) = announcement.body.0.split_first_chunk_mut::<{ Point::LENGTH }>().unwrap();
    *rest.first_chunk_mut().unwrap() = *agreement;
    Some(Frame::Text(encode_frame(&RelayFrame::Event(told))))
}

fn at(now_ms: u64) -> Now {
    Now { wall_ms: START_MS + now_ms, steady_ms: now_ms }
}
