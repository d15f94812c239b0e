//! From the socket's opening to the relay's hello: the announcement goes out, the state of the room comes back.
//!
//! Nothing of a hello is believed that the link, the creation or a signature can contradict (R14).

use crate::believing::{believe, meet};
use crate::countdown::Countdown;
use crate::effect::{Entered, Fork, Notice};
use crate::identity::Identity;
use crate::input::Now;
use crate::line::Line;
use crate::links::{Derived, Links};
use crate::profile;
use crate::roster::Roster;
use crate::seated::{Beginning, Seated, Step, Stop, Teller};
use crate::suite::Suite;
use burnroom_shared::frame::{Base64, Join, RelayFrame, SignedBytes, TypedPin, decode_relay_frame};
use burnroom_shared::ids::SealedName;
use burnroom_shared::limits::VERSION;

/// What the creating device was promised.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    pub(crate) created_ms: u64,
    pub(crate) deadline_ms: u64,
    /// When what it asked for is over on its own clocks.
    pub(crate) end: Now,
}

/// A device that has keys and no seat.
pub(crate) struct Joining<S: Suite> {
    pub(crate) link: Derived<S>,
    pub(crate) identity: Identity<S>,
    pub(crate) expected: Option<Expected>,
    /// The PIN as its person typed it at the door (R71).
    pub(crate) pin: Option<TypedPin>,
    sealed_name: SealedName,
}

impl<S: Suite> Joining<S> {
    pub(crate) fn new(link: Derived<S>, identity: Identity<S>, sealed_name: SealedName) -> Self {
        Self { link, identity, expected: None, pin: None, sealed_name }
    }

    /// The frame that asks for a seat.
    pub(crate) fn frame(&self) -> Join {
        Join {
            version: VERSION,
            entry: self.link.keys().entry,
            announcement: SignedBytes::from(self.identity.announcement()),
            name: Base64(self.sealed_name.0.to_vec()),
            pin: self.pin.clone(),
        }
    }

    /// Takes the hello; the first frame that a relay may send.
    pub(crate) async fn hello(self, step: &mut Step<'_, S>, text: &str) -> Result<Seated<S>, Stop> {
        let hello = match decode_relay_frame(text) {
            Ok(RelayFrame::Hello(hello)) => hello,
            Ok(RelayFrame::Burned { cause, .. }) => return Err(Stop::Burned(cause, Teller::Relay)),
            _ => return Err(Fork::BadFrame.into()),
        };
        let keys = self.link.keys();
        let state = believe(step.suite, keys, &self.identity, &hello).await?;
        let genesis = state.genesis();
        let as_created = |own: Expected| {
            genesis.created_ms == own.created_ms
                && genesis.creator == self.identity.id()
                && state.address().generation == 0
        };
        if !self.expected.is_none_or(as_created) {
            return Err(Fork::AnotherRoom.into());
        }
        let created_ms = genesis.created_ms;
        let deadline_ms = self.expected.map_or(hello.deadline_ms, |own| own.deadline_ms.min(hello.deadline_ms));
        let countdown = Countdown::new(step.now, hello.now_ms, deadline_ms, created_ms);
        let countdown = self.expected.map_or(countdown, |own| countdown.over_by(own.end));
        let title = match &hello.title {
            Some(sealed) => profile::open_title(step.suite, keys, &sealed.0).await,
            None => None,
        };
        let links = Links::new(self.link, state.address().generation);
        let mut roster = Roster::default();
        meet(step.suite, &mut roster, &links, &hello, &state).await?;
        let parameters = links.keys().parameters;
        step.show(Notice::Entered(Entered {
            me: self.identity.id(),
            capacity: hello.capacity,
            title: title.clone(),
            anyone_may_burn: parameters.anyone_may_burn(),
            history: parameters.history(),
        }));
        let (identity, line) = (self.identity, Line::new(hello.token, step.now));
        let beginning = Beginning { links, identity, state, roster, countdown, line, title };
        let seated = Seated::new(beginning, step.now);
        seated.show_deadline(step);
        seated.show_rules(step);
        seated.show_roster(step);
        Ok(seated)
    }
}
