//! From the socket's opening to the relay's hello: the announcement goes out, the state of the room comes back.
//!
//! Nothing of a hello is believed that the link, the creation or a signature can contradict (R14).

use crate::countdown::Countdown;
use crate::effect::{Entered, Fork, Notice};
use crate::identity::Identity;
use crate::input::Now;
use crate::line::Line;
use crate::link::LinkKeys;
use crate::profile;
use crate::roster::Roster;
use crate::seated::{Seated, Step, Stop, Teller};
use crate::suite::Suite;
use burnroom_shared::frame::{Base64, Hello, Join, RelayFrame, SignedBytes, decode_relay_frame};
use burnroom_shared::limits::VERSION;
use burnroom_shared::log::State;
use burnroom_shared::log::snapshot::Snapshot;

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
    pub(crate) link: LinkKeys<S>,
    pub(crate) identity: Identity<S>,
    pub(crate) expected: Option<Expected>,
    sealed_name: Vec<u8>,
}

impl<S: Suite> Joining<S> {
    pub(crate) fn new(link: LinkKeys<S>, identity: Identity<S>, sealed_name: Vec<u8>) -> Self {
        Self { link, identity, expected: None, sealed_name }
    }

    /// The frame that asks for a seat.
    pub(crate) fn frame(&self) -> Join {
        Join {
            version: VERSION,
            entry: self.link.entry,
            announcement: SignedBytes::from(self.identity.announcement()),
            name: Base64(self.sealed_name.clone()),
        }
    }

    /// Takes the hello; the first frame that a relay may send.
    pub(crate) async fn hello(self, step: &mut Step<'_, S>, text: &str) -> Result<Seated<S>, Stop> {
        let hello = match decode_relay_frame(text) {
            Ok(RelayFrame::Hello(hello)) => hello,
            Ok(RelayFrame::Burned { cause, .. }) => return Err(Stop::Burned(cause, Teller::Relay)),
            _ => return Err(Fork::BadFrame.into()),
        };
        let state = self.believe(step, &hello).await?;
        let created_ms = state.genesis().created_ms;
        let deadline_ms = self.expected.map_or(hello.deadline_ms, |own| own.deadline_ms.min(hello.deadline_ms));
        let countdown = Countdown::new(step.now, hello.now_ms, deadline_ms, created_ms);
        let countdown = self.expected.map_or(countdown, |own| countdown.over_by(own.end));
        let roster = self.meet(step, &hello, &state).await?;
        let title = match &hello.title {
            Some(sealed) => profile::open_title(step.suite, &self.link, &sealed.0).await,
            None => None,
        };
        step.show(Notice::Entered(Entered {
            me: self.identity.id(),
            capacity: hello.capacity,
            title,
            anyone_may_burn: self.link.parameters.anyone_may_burn(),
        }));
        let line = Line::new(hello.token);
        let seated = Seated::new(self.link, self.identity, state, roster, countdown, line, step.now);
        seated.show_deadline(step);
        seated.show_roster(step);
        Ok(seated)
    }

    async fn believe(&self, step: &mut Step<'_, S>, hello: &Hello) -> Result<State, Stop> {
        let snapshot = Snapshot::decode(&hello.snapshot.0).map_err(|_| Fork::BadFrame)?;
        for claim in snapshot.claims() {
            if !step.suite.verify(&claim.key, &claim.message, &claim.signature).await? {
                return Err(Fork::InvalidEvent.into());
            }
        }
        let state = snapshot.claims_hold();
        if self.is_ours(&state) { Ok(state) } else { Err(Fork::AnotherRoom.into()) }
    }

    /// True if the state is of the link's room, as it was made, with our seat in it.
    fn is_ours(&self, state: &State) -> bool {
        let (genesis, me) = (state.genesis(), self.identity.id());
        let from_link = genesis.room == self.link.room
            && genesis.entry_hash == self.link.entry_hash
            && genesis.parameters == self.link.parameters.byte();
        let as_created = self.expected.is_none_or(|own| genesis.created_ms == own.created_ms && genesis.creator == me);
        let hash = self.identity.announcement().act().hash();
        let seated = state.seat(&me).is_some_and(|seat| seat.announcement_hash() == hash);
        from_link && as_created && seated
    }

    async fn meet(&self, step: &mut Step<'_, S>, hello: &Hello, state: &State) -> Result<Roster, Stop> {
        let mut roster = Roster::default();
        roster.set_away(hello.away.clone());
        for seat in state.seats() {
            let sealed = hello.names.iter().find(|name| name.id == seat.id());
            let sealed = sealed.map_or(&[][..], |name| &name.name.0);
            roster.note(step.suite, &self.link, seat, sealed, None).await?;
        }
        Ok(roster)
    }
}
