//! The relay of the simulation: honest unless a test bends it. It numbers what the shared log accepts, and refuses the rest.

use super::pace::{POSTS, REKEYS};
use super::peer::Peer;
use super::toy::{Double, finish};
use super::world::Sim;
use super::{Frame, Numbered, START_MS};
use burnroom_engine::effect::Notice;
use burnroom_shared::envelope::{Envelope, Lane};
use burnroom_shared::frame::{
    Base64, BurnCause, EventFrame, Hello, Join, MemberFrame, Refused, RelayFrame, Resume, Resumed, SealedName,
    SequencedEvent, SequencedPost, SignedBytes, decode_member_frame, decode_post, encode_ephemeral, encode_frame,
};
use burnroom_shared::ids::{Digest, EntryHash, MemberId, SeatToken};
use burnroom_shared::log::{Change, Departure, Invalid, Post, Seat};
use burnroom_shared::point::Point;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Act, Announcement, OwnerAct, Power, Profile, Signed, Verified};

impl<S: Double> Sim<S> {
    fn verified<A: Act>(&self, signed: Signed<A>, key: Point) -> Verified<A> {
        let holds = finish(self.suite.verify(&key, &signed.signing_input(), signed.signature())).unwrap();
        assert!(holds, "engines sign well");
        signed.verified_under(key)
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
    pub(crate) fn publish(&mut self, seq: u64, frame: Frame) {
        self.broadcast(&frame);
        self.backlog.push((seq, frame));
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

    /// Says what time it is, also on lines that are dead: here nobody finds that out by silence.
    pub(super) fn tick(&mut self) {
        if self.burned {
            return;
        }
        let tick = RelayFrame::Tick { now_ms: START_MS + self.now_ms, deadline_ms: self.deadline_ms };
        let tick = Frame::Text(encode_frame(&tick));
        let has_entered = |peer: &&mut Peer<S>| peer.notices.iter().any(|notice| matches!(notice, Notice::Entered(_)));
        self.peers.iter_mut().filter(has_entered).for_each(|peer| peer.down.push_back(tick.clone()));
    }

    pub(super) fn presence(&mut self, id: MemberId, away: bool) {
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

    pub(super) fn relay(&mut self, place: usize, frame: Frame) {
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
        let announcement = self.verified(announcement, key);
        // Its member lost the hello, and asks again.
        let id = announcement.act().id();
        let seated = self.state.as_ref().unwrap().seat(&id).map(Seat::incarnation);
        if seated.is_some_and(|seated| announcement.act().incarnation > seated) {
            self.event(Change::Left(id, Departure::Lost), EventFrame::Left { id, departure: Departure::Lost });
        }
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
        let act = self.verified(act, key);
        match self.number(change(act)) {
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
                let others = |(other, peer): &(usize, &mut Peer<S>)| *other != place && peer.connected && peer.seated;
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
