//! Many sessions and one relay in one thread: virtual time, seeded order, no socket.
//!
//! The relay here is honest unless a test bends it: it numbers what the shared log accepts and refuses the rest. Frames
//! between it and each member wait in two queues, and a seeded scheduler picks which moves next.

mod ghost;
mod pace;

pub(crate) use ghost::Ghost;

use burnroom_engine::effect::{Comparison, Effect, Fingerprint, Keys, Member, Message, Notice};
use burnroom_engine::input::{Command, Deed, DraftId, Input, Now};
use burnroom_engine::link::{Link, Parameters};
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::session::Session;
use burnroom_shared::envelope::{Envelope, Lane};
use burnroom_shared::frame::{
    Base64, BurnCause, EventFrame, Hello, Join, MemberFrame, Refused, RelayFrame, Resume, Resumed, SealedName,
    SequencedEvent, SequencedPost, SignedBytes, decode_member_frame, decode_post, encode_ephemeral, encode_frame,
};
use burnroom_shared::ids::{Digest, EntryHash, MemberId, SeatToken};
use burnroom_shared::log::{Change, Departure, Genesis, Invalid, Post, Seat, State};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Act, Announcement, OwnerAct, Power, Profile, Verified};
use pace::{POSTS, Pace, REKEYS};
use std::collections::{BTreeMap, VecDeque};

pub(crate) const START_MS: u64 = 1_800_000_000_000;
/// How long the rooms of the simulator last, seconds.
pub(crate) const TTL_S: u32 = 3_600;

/// A frame on its way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Frame {
    Text(String),
    Binary(Vec<u8>),
    Closed(u16),
    Opened,
}

/// One simulated device.
pub(crate) struct Peer {
    pub(crate) session: Session<RustCrypto>,
    pub(crate) id: MemberId,
    pub(crate) notices: Vec<Notice>,
    pub(crate) up: VecDeque<Frame>,
    pub(crate) down: VecDeque<Frame>,
    pub(crate) wake_ms: Option<u64>,
    pub(crate) connected: bool,
    /// Whether the relay has given it a seat: only then does it get what happens.
    pub(crate) seated: bool,
    drafts: u64,
    posts: Pace,
}

impl Peer {
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

/// Splitmix64: enough to pick who moves.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// A post that the relay numbered, and who was listed then.
pub(crate) struct Numbered {
    pub(crate) seq: u64,
    pub(crate) sender: MemberId,
    pub(crate) list: Vec<MemberId>,
}

pub(crate) struct World {
    pub(crate) now_ms: u64,
    pub(crate) dice: Dice,
    pub(crate) link: Link,
    pub(crate) peers: Vec<Peer>,
    pub(crate) state: Option<State>,
    pub(crate) names: BTreeMap<MemberId, Base64>,
    /// Every frame that crossed the relay, either way, as bytes.
    pub(crate) transcript: Vec<u8>,
    pub(crate) burned: bool,
    pub(crate) numbered: Vec<Numbered>,
    rekeys: Pace,
    title: Option<Base64>,
    deadline_ms: u64,
    seed: u64,
    /// Every event as it was sent, for whoever comes back.
    backlog: Vec<(u64, Frame)>,
    tokens: BTreeMap<MemberId, SeatToken>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        Self::with_parameters(seed, Parameters::PLAIN)
    }

    pub(crate) fn with_parameters(seed: u64, parameters: Parameters) -> Self {
        let link = Link::new(parameters, &RustCrypto::seeded(seed)).unwrap();
        Self {
            now_ms: 0,
            dice: Dice(seed),
            link,
            peers: Vec::new(),
            state: None,
            names: BTreeMap::new(),
            transcript: Vec::new(),
            burned: false,
            numbered: Vec::new(),
            rekeys: Pace::default(),
            title: None,
            deadline_ms: START_MS + u64::from(TTL_S) * 1_000,
            seed,
            backlog: Vec::new(),
            tokens: BTreeMap::new(),
        }
    }

    pub(crate) fn now(&self) -> Now {
        Now { wall_ms: START_MS + self.now_ms, steady_ms: self.now_ms }
    }

    /// The creator: makes the room and asks for its seat.
    pub(crate) fn create(&mut self, name: &str, title: &str) -> usize {
        let mut session = self.session(name);
        let request = ready(session.creation(TTL_S, 100, Some(title))).unwrap().unwrap();
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

    fn session(&self, name: &str) -> Session<RustCrypto> {
        let seed = self.seed.wrapping_mul(1_000).wrapping_add(1 + self.peers.len() as u64);
        ready(Session::new(RustCrypto::seeded(seed), &self.link, name)).unwrap().unwrap()
    }

    fn seat(&mut self, session: Session<RustCrypto>) -> usize {
        let id = session.me().unwrap();
        self.peers.push(Peer {
            session,
            id,
            notices: Vec::new(),
            up: VecDeque::new(),
            down: VecDeque::new(),
            wake_ms: None,
            connected: true,
            seated: false,
            drafts: 0,
            posts: Pace::default(),
        });
        let place = self.peers.len() - 1;
        self.input(place, Input::Connected);
        place
    }

    pub(crate) fn say(&mut self, place: usize, text: &str) {
        self.peers[place].drafts += 1;
        let draft = DraftId(self.peers[place].drafts);
        self.input(place, Input::Do(Command::Say { draft, text: text.to_owned() }));
    }

    pub(crate) fn input(&mut self, place: usize, input: Input) {
        let now = self.now();
        let peer = &mut self.peers[place];
        peer.wake_ms = None;
        for effect in ready(peer.session.handle(now, input)).unwrap() {
            match effect {
                Effect::SendText(text) => peer.up.push_back(Frame::Text(text)),
                Effect::SendBinary(frame) => peer.up.push_back(Frame::Binary(frame)),
                Effect::Connect => {
                    peer.up.clear();
                    peer.down.clear();
                    peer.connected = true;
                    peer.down.push_back(Frame::Opened);
                }
                Effect::Disconnect => peer.up.push_back(Frame::Closed(1000)),
                Effect::WakeAt(at_ms) => peer.wake_ms = Some(at_ms),
                Effect::Show(notice) => peer.notices.push(notice),
            }
        }
    }

    /// Moves one frame, picked by the dice. False if nothing is on its way.
    pub(crate) fn step(&mut self) -> bool {
        let moves: Vec<(usize, bool)> = (0..self.peers.len())
            .flat_map(|place| [(place, true), (place, false)])
            .filter(|(place, up)| {
                let peer = &self.peers[*place];
                !(if *up { &peer.up } else { &peer.down }).is_empty()
            })
            .collect();
        if moves.is_empty() {
            return false;
        }
        let (place, up) = moves[self.dice.roll(moves.len())];
        if up {
            let frame = self.peers[place].up.pop_front().unwrap();
            self.record(&frame);
            self.relay(place, frame);
        } else {
            let frame = self.peers[place].down.pop_front().unwrap();
            self.record(&frame);
            self.hear(place, frame);
        }
        true
    }

    /// Moves frames until none is on its way; time stands still.
    pub(crate) fn settle(&mut self) {
        for _ in 0..100_000 {
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
        match frame {
            Frame::Text(text) => self.transcript.extend_from_slice(text.as_bytes()),
            Frame::Binary(frame) => self.transcript.extend_from_slice(frame),
            Frame::Closed(_) | Frame::Opened => {}
        }
    }

    pub(crate) fn send(&mut self, place: usize, frame: &RelayFrame) {
        self.peers[place].down.push_back(Frame::Text(encode_frame(frame)));
    }

    pub(crate) fn broadcast(&mut self, frame: &Frame) {
        self.peers
            .iter_mut()
            .filter(|peer| peer.connected && peer.seated)
            .for_each(|peer| peer.down.push_back(frame.clone()));
    }

    /// Numbers `change`, if the shared log takes it.
    pub(crate) fn number(&mut self, change: Change) -> Result<(u64, u64), Invalid> {
        let now_ms = START_MS + self.now_ms;
        let state = self.state.as_mut().unwrap();
        let event = state.next(change, now_ms);
        state.apply(&event)?;
        Ok((event.seq, event.time_ms))
    }

    /// Sends an event to everyone on the line, and keeps it for whoever is not.
    fn publish(&mut self, seq: u64, frame: Frame) {
        self.broadcast(&frame);
        self.backlog.push((seq, frame));
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

    /// Forgets the bodies of every post so far.
    pub(crate) fn trim(&mut self) {
        for (_, frame) in &mut self.backlog {
            let Frame::Binary(bytes) = frame else { continue };
            let post = SequencedPost::decode(bytes).unwrap();
            let envelope = Envelope::decode(post.envelope).unwrap();
            let event = EventFrame::Trimmed { header: Base64(envelope.header.encode()), digest: envelope.digest() };
            let event = SequencedEvent { seq: post.seq, time_ms: post.time_ms, event };
            *frame = Frame::Text(encode_frame(&RelayFrame::Event(event)));
        }
    }

    fn presence(&mut self, id: MemberId, away: bool) {
        if !self.burned {
            self.broadcast(&Frame::Text(encode_frame(&RelayFrame::Presence { id, away })));
        }
    }

    fn away(&self) -> Vec<MemberId> {
        self.peers
            .iter()
            .filter(|peer| !peer.seated && self.tokens.contains_key(&peer.id))
            .map(|peer| peer.id)
            .collect()
    }

    fn token(&mut self, id: MemberId) -> SeatToken {
        let mut bytes = [0; 16];
        bytes.fill_with(|| u8::try_from(self.dice.roll(256)).unwrap());
        self.tokens.insert(id, SeatToken(bytes));
        SeatToken(bytes)
    }

    fn resume(&mut self, place: usize, resume: &Resume) {
        let is_its = self.tokens.get(&resume.id) == Some(&resume.token);
        let state = self.state.as_ref().unwrap();
        if self.burned || !is_its || state.seat(&resume.id).is_none() {
            let refusal = match () {
                () if self.burned => Refusal::RoomNotFound,
                () if state.is_kicked(&resume.id) => Refusal::Kicked,
                () => Refusal::SeatGone,
            };
            self.peers[place].down.push_back(Frame::Closed(refusal.close_code()));
            return;
        }
        let token = self.token(resume.id);
        self.peers[place].seated = true;
        let resumed = RelayFrame::Resumed(Resumed {
            now_ms: START_MS + self.now_ms,
            deadline_ms: self.deadline_ms,
            token,
            head: self.state.as_ref().unwrap().head().seq,
            away: self.away(),
        });
        self.send(place, &resumed);
        let missed = self.backlog.iter().filter(|(seq, _)| *seq > resume.seq).map(|(_, frame)| frame.clone());
        self.peers[place].down.extend(missed.collect::<Vec<_>>());
        self.presence(resume.id, false);
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

    fn relay(&mut self, place: usize, frame: Frame) {
        if !self.peers[place].connected {
            return;
        }
        match frame {
            Frame::Binary(token) if self.burned => {
                for (other, peer) in self.peers.iter_mut().enumerate() {
                    if other != place && peer.connected {
                        peer.down.push_back(Frame::Binary(token.clone()));
                    }
                }
            }
            Frame::Binary(frame) => self.post(place, &frame),
            Frame::Opened => {}
            Frame::Closed(_) => self.drop_peer(place, Departure::Lost),
            Frame::Text(_) if self.burned => {}
            Frame::Text(text) => match decode_member_frame(&text).unwrap() {
                MemberFrame::Join(join) => self.joined(place, &join),
                MemberFrame::Resume(resume) => self.resume(place, &resume),
                MemberFrame::Rekey(signed) => {
                    self.act(place, Refused::Rekey, &signed, |act| Change::Rekey(Box::new(act)), EventFrame::Rekey);
                }
                MemberFrame::Fresh(signed) => {
                    self.act(place, Refused::Fresh, &signed, Change::Fresh, EventFrame::Fresh);
                }
                MemberFrame::Resync(signed) => {
                    self.act(place, Refused::Resync, &signed, Change::Resync, EventFrame::Resync);
                }
                MemberFrame::OwnerAct(signed) => self.owner_act(place, &signed),
                MemberFrame::Relink(signed) => {
                    self.act(place, Refused::Relink, &signed, Change::Relink, EventFrame::Relink);
                }
                MemberFrame::Linkbox(signed) => {
                    self.act(
                        place,
                        Refused::Linkbox,
                        &signed,
                        |act| Change::Linkbox(Box::new(act)),
                        EventFrame::Linkbox,
                    );
                }
                MemberFrame::Profile(signed) => self.profile(place, &signed),
                MemberFrame::Past { before, limit } => self.past(place, before, limit),
                MemberFrame::Leave {} => self.drop_peer(place, Departure::Left),
                MemberFrame::Burn {} => self.burn(BurnCause::Command),
                MemberFrame::Claim { .. } => {
                    let id = self.peers[place].id;
                    self.event(Change::Owner(id), EventFrame::Owner { id });
                }
            },
        }
    }

    pub(crate) fn event(&mut self, change: Change, event: EventFrame) {
        let (seq, time_ms) = self.number(change).unwrap();
        let frame = RelayFrame::Event(SequencedEvent { seq, time_ms, event });
        self.publish(seq, Frame::Text(encode_frame(&frame)));
    }

    pub(crate) fn burn(&mut self, cause: BurnCause) {
        self.burned = true;
        let seats = u16::try_from(self.state.as_ref().unwrap().seats().len()).unwrap();
        self.broadcast(&Frame::Text(encode_frame(&RelayFrame::Burned { cause, seats })));
    }

    pub(crate) fn drop_peer(&mut self, place: usize, departure: Departure) {
        let id = self.peers[place].id;
        self.peers[place].connected = false;
        self.peers[place].seated = false;
        self.peers[place].down.clear();
        self.tokens.remove(&id);
        if !self.burned && self.state.as_ref().unwrap().seat(&id).is_some() {
            self.event(Change::Left(id, departure), EventFrame::Left { id, departure });
        }
    }

    fn joined(&mut self, place: usize, join: &Join) {
        let log = self.state.as_ref().unwrap();
        let denied = match () {
            () if EntryHash::of(&join.entry) != log.address().entry_hash => Some(Refusal::LinkChanged),
            () if log.rules().locked => Some(Refusal::RoomLocked),
            () => None,
        };
        if let Some(refusal) = denied {
            self.peers[place].down.push_back(Frame::Closed(refusal.close_code()));
            return;
        }
        let announcement = join.announcement.decode::<Announcement>().unwrap();
        let key = announcement.act().signing;
        let announcement = announcement.verify(key).expect("engines sign well");
        let (seq, time_ms) = self.number(Change::Joined(announcement)).unwrap();
        let id = self.peers[place].id;
        self.names.insert(id, join.name.clone());
        let event = EventFrame::Joined { announcement: join.announcement.clone(), name: join.name.clone() };
        let frame = encode_frame(&RelayFrame::Event(SequencedEvent { seq, time_ms, event }));
        let away = self.away();
        let token = self.token(id);
        let state = self.state.as_ref().unwrap();
        let seated: Vec<_> = state.seats().iter().map(Seat::id).collect();
        let names = seated.iter().map(|id| SealedName { id: *id, name: self.names[id].clone() }).collect();
        let hello = RelayFrame::Hello(Box::new(Hello {
            now_ms: START_MS + self.now_ms,
            deadline_ms: self.deadline_ms,
            capacity: 100,
            snapshot: Base64(state.encode()),
            names,
            away,
            token,
            title: self.title.clone(),
        }));
        self.publish(seq, Frame::Text(frame));
        self.send(place, &hello);
        self.peers[place].seated = true;
    }

    /// What an owner does: the relay keeps the title, and closes the line of whoever is removed.
    fn owner_act(&mut self, place: usize, signed: &SignedBytes) {
        let power = signed.decode::<OwnerAct>().unwrap().act().power.clone();
        let head = self.state.as_ref().unwrap().head().seq;
        self.act(place, Refused::OwnerAct, signed, |act| Change::OwnerAct(Box::new(act)), EventFrame::OwnerAct);
        if self.state.as_ref().unwrap().head().seq == head {
            return;
        }
        match power {
            Power::Rename(title) => self.title = Some(Base64(title.0.to_vec())),
            Power::Extend { deadline_ms } => self.deadline_ms = deadline_ms,
            Power::Readdress(readdress) => {
                self.title = readdress.title.map(|title| Base64(title.0.to_vec())).or(self.title.take());
                let removed = readdress.removed;
                self.tokens.retain(|id, _| Some(*id) != removed);
                for peer in self.peers.iter_mut().filter(|peer| removed == Some(peer.id) && peer.seated) {
                    peer.down.push_back(Frame::Closed(Refusal::Kicked.close_code()));
                    (peer.connected, peer.seated) = (false, false);
                }
            }
            _ => {}
        }
    }

    fn profile(&mut self, place: usize, signed: &SignedBytes) {
        let name = signed.decode::<Profile>().unwrap().act().name;
        let id = self.peers[place].id;
        self.act(place, Refused::Profile, signed, |act| Change::Profile(Box::new(act)), EventFrame::Profile);
        self.names.insert(id, Base64(name.0.to_vec()));
    }

    /// A page of what was before.
    fn past(&mut self, place: usize, before: u64, limit: u16) {
        let first = before.saturating_sub(u64::from(limit)).max(1);
        let page: Vec<_> = self.backlog.iter().filter(|(seq, _)| (first..before).contains(seq)).cloned().collect();
        let count = u16::try_from(page.len()).unwrap();
        self.send(place, &RelayFrame::Past { first, count });
        self.peers[place].down.extend(page.into_iter().map(|(_, frame)| frame));
    }

    /// Whoever joins from now on has the link that this device has.
    pub(crate) fn share_from(&mut self, place: usize) {
        self.link = Link::parse(&self.peers[place].session.fragment().unwrap()).unwrap();
    }

    pub(crate) fn own(&mut self, place: usize, deed: Deed) {
        self.input(place, Input::Do(Command::Own(deed)));
    }

    fn act<A: Act + Clone>(
        &mut self,
        place: usize,
        of: Refused,
        signed: &SignedBytes,
        change: impl Fn(Verified<A>) -> Change,
        event: impl Fn(SignedBytes) -> EventFrame,
    ) {
        let wait_ms = if of == Refused::Rekey { self.rekeys.wait(REKEYS, self.now_ms) } else { None };
        if wait_ms.is_some() {
            return self.refuse_for(place, of, Refusal::TooFast, None, wait_ms);
        }
        let act = signed.decode::<A>().unwrap();
        let key = self.state.as_ref().unwrap().seat(&act.act().signer()).map(Seat::signing);
        let Some(key) = key else { return self.refuse(place, of, Refusal::Stale, None) };
        match self.number(change(act.verify(key).expect("engines sign well"))) {
            Ok((seq, time_ms)) => {
                if of == Refused::Rekey {
                    self.rekeys.take(REKEYS, self.now_ms);
                }
                let frame = RelayFrame::Event(SequencedEvent { seq, time_ms, event: event(signed.clone()) });
                self.publish(seq, Frame::Text(encode_frame(&frame)));
            }
            Err(invalid) => self.refuse(place, of, refusal(invalid), None),
        }
    }

    pub(crate) fn refuse(&mut self, place: usize, of: Refused, refusal: Refusal, digest: Option<Digest>) {
        self.refuse_for(place, of, refusal, digest, None);
    }

    pub(crate) fn refuse_for(
        &mut self,
        place: usize,
        of: Refused,
        refusal: Refusal,
        digest: Option<Digest>,
        retry_after_ms: Option<u64>,
    ) {
        self.send(place, &RelayFrame::Refused { refusal, of, digest, retry_after_ms, tries_left: None });
    }

    fn post(&mut self, place: usize, frame: &[u8]) {
        let bytes = decode_post(frame).unwrap();
        let envelope = Envelope::decode(bytes).unwrap();
        if envelope.header.lane == Lane::Ephemeral {
            if self.state.as_ref().unwrap().judge_ephemeral(&envelope.header).is_ok() {
                let passed = Frame::Binary(encode_ephemeral(bytes));
                let others = |(other, peer): &(usize, &mut Peer)| *other != place && peer.connected && peer.seated;
                let others = self.peers.iter_mut().enumerate().filter(others);
                others.for_each(|(_, peer)| peer.down.push_back(passed.clone()));
            }
            return;
        }
        let digest = envelope.digest();
        let wait_ms = self.peers[place].posts.wait(POSTS, self.now_ms);
        if wait_ms.is_some() {
            return self.refuse_for(place, Refused::Post, Refusal::TooFast, Some(digest), wait_ms);
        }
        match self.number(Change::Post(Post { header: envelope.header, digest })) {
            Ok((seq, time_ms)) => {
                self.peers[place].posts.take(POSTS, self.now_ms);
                let list = self.state.as_ref().unwrap().epoch().list.iter().map(|listed| listed.id).collect();
                self.numbered.push(Numbered { seq, sender: envelope.header.sender, list });
                let frame = SequencedPost { seq, time_ms, envelope: bytes }.encode();
                self.publish(seq, Frame::Binary(frame));
            }
            Err(invalid) => self.refuse(place, Refused::Post, refusal(invalid), Some(digest)),
        }
    }
}

fn refusal(invalid: Invalid) -> Refusal {
    match invalid {
        Invalid::Forked => Refusal::Fork,
        Invalid::NotOwner => Refusal::NotOwner,
        Invalid::Closed => Refusal::RoomClosed,
        Invalid::WrongDeadline => Refusal::OutOfRange,
        _ => Refusal::Stale,
    }
}
