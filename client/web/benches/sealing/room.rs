//! One room inside one program: real sessions, the log that the relay keeps, and no wire between them.
//!
//! Numbers what the shared log accepts, checks no signature (the sessions do) and lets no time pass by itself.

use burnroom_engine::effect::Effect;
use burnroom_engine::input::{Command, Input, Now};
use burnroom_engine::link::{Link, Parameters};
use burnroom_engine::session::Session;
use burnroom_engine::suite::Suite;
use burnroom_shared::api::Created;
use burnroom_shared::envelope::{Envelope, Lane};
use burnroom_shared::frame::{
    Base64, EventFrame, Hello, MemberFrame, RelayFrame, SealedName, SequencedEvent, SequencedPost, SignedBytes,
    decode_member_frame, decode_post, encode_frame,
};
use burnroom_shared::ids::{MemberId, SeatToken};
use burnroom_shared::limits::CAPACITY_MAX;
use burnroom_shared::log::{Change, Departure, Genesis, Post, State};
use burnroom_shared::signed::{Act, Announcement, Rekey, Signed, Verified};

/// When the room was made, ms since 1970.
const START_MS: u64 = 1_800_000_000_000;
/// How long it lasts, seconds.
const TTL_S: u32 = 3_600;

/// A room, and its creator's session.
pub(crate) struct Room<S: Suite> {
    suite: fn() -> S,
    link: Link,
    state: State,
    names: Vec<SealedName>,
    now_ms: u64,
    pub(crate) creator: Session<S>,
}

/// A frame for the log or of it.
#[derive(Clone, Debug)]
pub(crate) enum Sent {
    Text(String),
    Binary(Vec<u8>),
}

impl From<Sent> for Input {
    fn from(sent: Sent) -> Self {
        match sent {
            Sent::Text(text) => Self::Text(text),
            Sent::Binary(bytes) => Self::Binary(bytes),
        }
    }
}

impl<S: Suite> Room<S> {
    /// Makes a room and seats its creator.
    pub(crate) async fn create(suite: fn() -> S) -> Self {
        let link = Link::new(Parameters::PLAIN, &suite()).expect("entropy");
        let mut creator = Session::new(suite(), &link, "Ada").await.expect("a session");
        let asked = creator.creation(TTL_S, CAPACITY_MAX, None).await.expect("no title");
        let genesis = Genesis {
            parameters: asked.parameters,
            room: asked.room,
            entry_hash: asked.entry_hash,
            created_ms: START_MS,
            creator: asked.creator,
        };
        let deadline_ms = START_MS + u64::from(TTL_S) * 1_000;
        let created = Created { created_ms: START_MS, deadline_ms, pin: "000000".to_owned() };
        let now = Now { wall_ms: START_MS, steady_ms: 0 };
        creator.created(TTL_S, &created, now).expect("the room that was asked for");
        let mut room = Self { suite, link, state: State::new(genesis), names: Vec::new(), now_ms: 0, creator };
        let join = sent(room.creator.handle(now, Input::Connected).await);
        room.seat(&join);
        let hello = room.hello();
        for rekey in room.hears(hello).await {
            let keyed = room.number(&rekey);
            drop(room.hears(keyed).await);
        }
        room
    }

    /// The time by every clock.
    pub(crate) fn now(&self) -> Now {
        Now { wall_ms: START_MS + self.now_ms, steady_ms: self.now_ms }
    }

    pub(crate) fn time_passes(&mut self, by_ms: u64) {
        self.now_ms += by_ms;
    }

    /// Somebody asks for a seat and gets it; what everyone hears of that.
    pub(crate) async fn newcomer(&mut self) -> (Session<S>, Sent) {
        let mut session = Session::new((self.suite)(), &self.link, "Bob").await.expect("a session");
        let join = sent(session.handle(self.now(), Input::Connected).await);
        let joined = self.seat(&join);
        (session, joined)
    }

    /// Somebody's seat is free; what everyone hears of that.
    pub(crate) fn departs(&mut self, id: MemberId) -> Sent {
        self.event(Change::Left(id, Departure::Left), EventFrame::Left { id, departure: Departure::Left })
    }

    /// What the relay says to whoever was seated last.
    pub(crate) fn hello(&self) -> Sent {
        let hello = Hello {
            now_ms: self.now().wall_ms,
            deadline_ms: START_MS + u64::from(TTL_S) * 1_000,
            capacity: CAPACITY_MAX,
            snapshot: Base64(self.state.encode()),
            names: self.names.clone(),
            away: Vec::new(),
            token: SeatToken([0; 16]),
            title: None,
        };
        Sent::Text(encode_frame(&RelayFrame::Hello(Box::new(hello))))
    }

    /// Numbers what a session sent; what everyone hears of it.
    pub(crate) fn number(&mut self, frame: &Sent) -> Sent {
        match frame {
            Sent::Binary(frame) => self.number_post(frame),
            Sent::Text(text) => match decode_member_frame(text).expect("a member's frame") {
                MemberFrame::Rekey(signed) => {
                    let rekey = self.unchecked::<Rekey>(&signed);
                    self.event(Change::Rekey(Box::new(rekey)), EventFrame::Rekey(signed))
                }
                other => panic!("nobody says here: {other:?}"),
            },
        }
    }

    fn number_post(&mut self, frame: &[u8]) -> Sent {
        let bytes = decode_post(frame).expect("a post");
        let envelope = Envelope::decode(bytes).expect("an envelope");
        let change = Change::Post(Post { header: envelope.header, digest: envelope.digest() });
        let (seq, time_ms) = self.apply(change);
        Sent::Binary(SequencedPost { seq, time_ms, envelope: bytes }.encode())
    }

    fn seat(&mut self, join: &[Sent]) -> Sent {
        let [Sent::Text(join)] = join else { panic!("a join is one text") };
        let Ok(MemberFrame::Join(join)) = decode_member_frame(join) else { panic!("not a join: {join}") };
        let signed = join.announcement.decode::<Announcement>().expect("an announcement");
        let (id, key) = (signed.act().id(), signed.act().signing);
        self.names.push(SealedName { id, name: join.name.clone() });
        let event = EventFrame::Joined { announcement: join.announcement, name: join.name };
        self.event(Change::Joined(signed.verified_under(key)), event)
    }

    fn unchecked<A: Act>(&self, signed: &SignedBytes) -> Verified<A> {
        let signed: Signed<A> = signed.decode().expect("an act");
        let key = self.state.seat(&signed.act().signer()).expect("a seat").signing();
        signed.verified_under(key)
    }

    fn event(&mut self, change: Change, event: EventFrame) -> Sent {
        let (seq, time_ms) = self.apply(change);
        Sent::Text(encode_frame(&RelayFrame::Event(SequencedEvent { seq, time_ms, event })))
    }

    fn apply(&mut self, change: Change) -> (u64, u64) {
        let event = self.state.next(change, self.now().wall_ms);
        self.state.apply(&event).expect("a valid event");
        (event.seq, event.time_ms)
    }

    /// The creator hears something; every frame that leaves for the log.
    pub(crate) async fn hears(&mut self, frame: Sent) -> Vec<Sent> {
        let now = self.now();
        sent(self.creator.handle(now, frame.into()).await)
    }

    /// The creator says something; every frame that leaves for the log.
    pub(crate) async fn say(&mut self, command: Command) -> Vec<Sent> {
        let now = self.now();
        sent(self.creator.handle(now, Input::Do(command)).await)
    }
}

/// Every frame for the log that a step sent.
pub(crate) fn sent(effects: Vec<Effect>) -> Vec<Sent> {
    let frame = |effect| match effect {
        Effect::SendText(text) => Some(Sent::Text(text)),
        Effect::SendBinary(bytes) => is_of_the_log(&bytes).then_some(Sent::Binary(bytes)),
        _ => None,
    };
    effects.into_iter().filter_map(frame).collect()
}

fn is_of_the_log(frame: &[u8]) -> bool {
    let envelope = decode_post(frame).ok().and_then(|post| Envelope::decode(post).ok());
    envelope.is_some_and(|envelope| envelope.header.lane == Lane::Durable)
}
