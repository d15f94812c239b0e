//! One simulated device: its session, its two queues, and what it was shown.

use super::Frame;
use super::pace::Pace;
use burnroom_engine::effect::{Comparison, Effect, Fingerprint, Keys, Member, Message, Notice};
use burnroom_engine::input::Input;
use burnroom_engine::session::Session;
use burnroom_engine::suite::Suite;
use burnroom_shared::frame::BurnCause;
use burnroom_shared::ids::MemberId;
use std::collections::VecDeque;
use std::pin::Pin;

/// A session that is taking an input to its end.
type InFlight<S> = Pin<Box<dyn Future<Output = (Session<S>, Vec<Effect>)>>>;

/// One simulated device.
pub(crate) struct Peer<S: Suite> {
    /// Nothing while an input is in flight.
    pub(super) session: Option<Session<S>>,
    pub(super) in_flight: Option<InFlight<S>>,
    pub(super) inbox: VecDeque<Input>,
    pub(crate) id: MemberId,
    pub(crate) notices: Vec<Notice>,
    pub(crate) up: VecDeque<Frame>,
    pub(crate) down: VecDeque<Frame>,
    pub(crate) wake_ms: Option<u64>,
    pub(crate) connected: bool,
    /// Whether the relay has given it a seat: only then does it get what happens.
    pub(crate) seated: bool,
    pub(super) drafts: u64,
    pub(super) posts: Pace,
}

impl<S: Suite> Peer<S> {
    pub(super) fn new(session: Session<S>) -> Self {
        Self {
            id: session.me().unwrap(),
            session: Some(session),
            in_flight: None,
            inbox: VecDeque::new(),
            notices: Vec::new(),
            up: VecDeque::new(),
            down: VecDeque::new(),
            wake_ms: None,
            connected: true,
            seated: false,
            drafts: 0,
            posts: Pace::default(),
        }
    }

    /// True if an input is in flight or waits.
    pub(crate) fn is_busy(&self) -> bool {
        self.in_flight.is_some() || !self.inbox.is_empty()
    }

    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::SendText(text) => self.up.push_back(Frame::Text(text)),
                Effect::SendBinary(frame) => self.up.push_back(Frame::Binary(frame)),
                Effect::Connect => {
                    self.up.clear();
                    self.down.clear();
                    self.connected = true;
                    self.down.push_back(Frame::Opened);
                }
                Effect::Disconnect => self.up.push_back(Frame::Closed(1000)),
                Effect::WakeAt(at_ms) => self.wake_ms = Some(at_ms),
                Effect::Show(notice) => self.notices.push(notice),
            }
        }
    }

    pub(crate) fn session(&self) -> &Session<S> {
        self.session.as_ref().expect("nothing is in flight")
    }

    pub(crate) fn session_mut(&mut self) -> &mut Session<S> {
        self.session.as_mut().expect("nothing is in flight")
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.messages().into_iter().map(|message| message.text).collect()
    }

    pub(crate) fn messages(&self) -> Vec<Message> {
        let received = |notice: &Notice| match notice {
            Notice::Received(message) => Some(message.clone()),
            _ => None,
        };
        self.notices.iter().filter_map(received).collect()
    }

    pub(crate) fn sent(&self) -> usize {
        self.notices.iter().filter(|notice| matches!(notice, Notice::Sent { .. })).count()
    }

    pub(crate) fn keys(&self) -> Option<Keys> {
        self.last(|notice| if let Notice::Keys(keys) = notice { Some(*keys) } else { None })
    }

    pub(crate) fn roster(&self) -> Vec<Member> {
        self.last(|notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None })
            .unwrap_or_default()
    }

    pub(crate) fn comparison(&self) -> Option<Comparison> {
        self.last(|notice| if let Notice::Comparison(comparison) = notice { Some(comparison.clone()) } else { None })
    }

    pub(crate) fn fingerprint(&self) -> Option<Fingerprint> {
        match self.comparison() {
            Some(Comparison::Ready { fingerprint, .. }) => Some(fingerprint),
            _ => None,
        }
    }

    pub(crate) fn burned(&self) -> Option<BurnCause> {
        self.last(|notice| if let Notice::Burned { cause, .. } = notice { Some(*cause) } else { None })
    }

    pub(crate) fn erased(&self) -> Option<(u16, u16)> {
        let erased = |notice: &Notice| {
            if let Notice::Erased { confirmed, seats } = notice { Some((*confirmed, *seats)) } else { None }
        };
        self.last(erased)
    }

    pub(crate) fn said(&self) -> u64 {
        self.drafts
    }

    fn last<T>(&self, pick: impl Fn(&Notice) -> Option<T>) -> Option<T> {
        self.notices.iter().rev().find_map(pick)
    }
}
