//! A member: the engine, its lines one after another, and what it was shown. Drives as a page does; expects nothing.

use crate::clock::Clock;
use crate::line::{Heard, Line};
use crate::relay::Relay;
use burnroom_engine::effect::{Effect, Keys, LineState, Message as Text, Notice};
use burnroom_engine::input::{Command, DraftId, Input};
use burnroom_engine::link::Link;
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::session::Session;
use burnroom_shared::ids::MemberId;
use burnroom_tests::dice::Dice;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;

/// How long a line takes to open, at most, ms.
const OPENS_WITHIN_MS: u64 = 300;

/// Somebody in a room.
pub(crate) struct Member {
    pub(crate) id: MemberId,
    pub(crate) clock: Clock,
    orders: UnboundedSender<Input>,
    diary: Arc<Mutex<Diary>>,
    said: Mutex<Vec<String>>,
}

/// What happened to a member.
#[derive(Debug, Default)]
pub(crate) struct Diary {
    pub(crate) notices: Vec<Notice>,
    /// Lines opened.
    pub(crate) lines: u64,
    /// Posts sent again, byte for byte.
    pub(crate) repeated: u64,
    /// Epochs that began.
    pub(crate) rekeys: u64,
    /// What the room's link ends in, as this device has it.
    pub(crate) fragment: Option<String>,
}

impl Member {
    /// Sits down with a session that has not spoken yet. `dice` are for its lines.
    pub(crate) fn sit(relay: &Relay, session: Session<RustCrypto>, dice: Dice) -> Self {
        let (orders, taken) = unbounded_channel();
        let (id, clock) = (session.me().unwrap(), relay.clock.another());
        let diary = Diary { fragment: fragment(&session), ..Diary::default() };
        let diary = Arc::new(Mutex::new(diary));
        let mut driver = Driver {
            relay: relay.clone(),
            clock: clock.clone(),
            session,
            dice,
            line: None,
            wake_at: None,
            sent: Vec::new(),
            diary: Arc::clone(&diary),
        };
        driver.connect();
        tokio::spawn(driver.drive(taken));
        Self { id, clock, orders, diary, said: Mutex::default() }
    }

    /// Tells the engine something.
    pub(crate) fn input(&self, input: Input) {
        self.orders.send(input).unwrap();
    }

    /// Says a text.
    pub(crate) fn say(&self, text: String) {
        let mut said = self.said.lock().unwrap();
        let draft = DraftId(said.len() as u64 + 1);
        self.input(Input::Do(Command::Say { draft, text: text.clone() }));
        said.push(text);
    }

    /// Everything it ever said.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// What was numbered of that, as it knows.
    pub(crate) fn sent(&self) -> usize {
        self.ask(|diary| diary.notices.iter().filter(|notice| matches!(notice, Notice::Sent { .. })).count())
    }

    /// What it heard of somebody, in order.
    pub(crate) fn heard_of(&self, sender: &MemberId) -> Vec<Text> {
        let of_sender = |notice: &Notice| match notice {
            Notice::Received(message) if message.sender == *sender => Some(message.clone()),
            _ => None,
        };
        self.ask(|diary| diary.notices.iter().filter_map(of_sender).collect())
    }

    /// Texts of somebody, in the order in which they came.
    pub(crate) fn texts_of(&self, sender: &MemberId) -> Vec<String> {
        self.heard_of(sender).into_iter().map(|message| message.text).collect()
    }

    /// The last text of somebody.
    pub(crate) fn last_of(&self, sender: &MemberId) -> Option<String> {
        self.last(|notice| match notice {
            Notice::Received(message) if message.sender == *sender => Some(message.text.clone()),
            _ => None,
        })
    }

    /// The last notice of a kind.
    pub(crate) fn last<T>(&self, pick: impl Fn(&Notice) -> Option<T>) -> Option<T> {
        self.ask(|diary| diary.notices.iter().rev().find_map(pick))
    }

    /// Asks its diary.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&Diary) -> T) -> T {
        ask(&self.diary.lock().unwrap())
    }

    /// True once it has a seat.
    pub(crate) fn has_entered(&self) -> bool {
        self.last(|notice| matches!(notice, Notice::Entered(_)).then_some(())).is_some()
    }

    /// True once texts could be sent at once.
    pub(crate) fn has_had_keys(&self) -> bool {
        self.last(|notice| matches!(notice, Notice::Keys(Keys::Ready)).then_some(())).is_some()
    }

    /// True if it sees so many seated, nobody of them away, and its texts are sent at once.
    pub(crate) fn is_at_ease_with(&self, seats: usize) -> bool {
        let roster = self.last(|notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None });
        let keys = self.last(|notice| if let Notice::Keys(keys) = notice { Some(*keys) } else { None });
        let line = self.last(|notice| if let Notice::Line(line) = notice { Some(*line) } else { None });
        let all_there = roster.is_some_and(|all| all.len() == seats && all.iter().all(|member| !member.away));
        all_there && keys == Some(Keys::Ready) && line.is_none_or(|line| line == LineState::Up)
    }
}

/// A session that has not spoken yet.
pub(crate) fn session(link: &Link, seed: u64, name: &str) -> Session<RustCrypto> {
    ready(Session::new(RustCrypto::seeded(seed), link, name)).unwrap().unwrap()
}

fn fragment(session: &Session<RustCrypto>) -> Option<String> {
    session.fragment().map(|fragment| fragment.to_string())
}

struct Driver {
    relay: Relay,
    clock: Clock,
    session: Session<RustCrypto>,
    dice: Dice,
    line: Option<Line>,
    wake_at: Option<Instant>,
    /// Posts as they left, to know them again.
    sent: Vec<Vec<u8>>,
    diary: Arc<Mutex<Diary>>,
}

impl Driver {
    async fn drive(mut self, mut orders: UnboundedReceiver<Input>) {
        loop {
            let wake = self.wake_at;
            let input = tokio::select! {
                order = orders.recv() => match order {
                    Some(input) => Some(input),
                    None => return,
                },
                heard = hear(&mut self.line) => self.hear(heard),
                () = at(wake) => {
                    self.wake_at = None;
                    Some(Input::Woke)
                }
            };
            if let Some(input) = input {
                self.input(input);
            }
        }
    }

    fn hear(&mut self, heard: Heard) -> Option<Input> {
        match heard {
            Heard::Opened => Some(Input::Connected),
            Heard::Text(text) => {
                let is_rekey = text.contains(r#""kind":"rekey""#);
                self.diary.lock().unwrap().rekeys += u64::from(is_rekey);
                Some(Input::Text(text))
            }
            Heard::Binary(bytes) => Some(Input::Binary(bytes)),
            Heard::Asked => None,
            Heard::Closed(code) => {
                self.line = None;
                Some(Input::Closed(code))
            }
        }
    }

    fn input(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in ready(self.session.handle(self.clock.now(), input)).unwrap() {
                self.perform(effect, &mut inputs);
            }
        }
        self.diary.lock().unwrap().fragment = fragment(&self.session);
    }

    fn perform(&mut self, effect: Effect, inputs: &mut VecDeque<Input>) {
        match effect {
            Effect::SendText(text) => self.send(Message::text(text)),
            Effect::SendBinary(bytes) => {
                let is_known = self.sent.contains(&bytes);
                self.diary.lock().unwrap().repeated += u64::from(is_known);
                self.sent.push(bytes.clone());
                self.send(Message::binary(bytes));
            }
            Effect::Connect => self.connect(),
            Effect::Disconnect => self.line = None,
            Effect::WakeAt(steady_ms) => self.wake_at = Some(self.clock.at(steady_ms)),
            Effect::Show(notice) => {
                // There is no page: it is empty at once.
                if matches!(notice, Notice::Burned { .. }) {
                    inputs.push_back(Input::Do(Command::PageEmptied));
                }
                self.diary.lock().unwrap().notices.push(notice);
            }
        }
    }

    fn connect(&mut self) {
        let number = {
            let mut diary = self.diary.lock().unwrap();
            diary.lines += 1;
            diary.lines
        };
        let Some(room) = self.session.room() else { return };
        let mut dice = Dice::of(&[self.dice.roll(u64::MAX), number]);
        let after = Duration::from_millis(dice.roll(OPENS_WITHIN_MS));
        self.line = Some(Line::open(self.relay.open(room, dice), after));
    }

    fn send(&mut self, message: Message) {
        if let Some(line) = &self.line {
            line.say(message);
        }
    }
}

async fn hear(line: &mut Option<Line>) -> Heard {
    match line {
        Some(line) => line.hear().await,
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
