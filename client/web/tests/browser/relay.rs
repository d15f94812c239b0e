//! An honest relay without sockets: numbers what the shared log takes, refuses the rest, and tells everyone. Checks
//! signatures as the real one does. Nobody here leaves, no line breaks, and the room has no title.

use super::room::Frame;
use burnroom_shared::api::CreateRoom;
use burnroom_shared::envelope::{Envelope, Lane};
use burnroom_shared::frame::{
    Base64, EventFrame, Hello, Join, MemberFrame, Refused, RelayFrame, SealedName, SequencedEvent, SequencedPost,
    SignedBytes, decode_member_frame, decode_post, encode_ephemeral, encode_frame,
};
use burnroom_shared::ids::{MemberId, SeatToken};
use burnroom_shared::log::{Change, Genesis, Invalid, Post, Seat, State};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Act, Announcement, Profile, Verified};
use std::collections::BTreeMap;

/// To whom a frame goes: a place in the order of coming, or all who are seated, perhaps but one.
pub(crate) enum To {
    One(usize),
    All,
    AllBut(usize),
}

/// One room's relay.
pub(crate) struct Relay {
    state: State,
    names: BTreeMap<MemberId, Base64>,
    pub(crate) deadline_ms: u64,
    backlog: Vec<(u64, Frame)>,
    out: Vec<(To, Frame)>,
}

impl Relay {
    /// The room that was asked for.
    pub(crate) fn new(asked: &CreateRoom, created_ms: u64) -> Self {
        let genesis = Genesis {
            parameters: asked.parameters,
            room: asked.room,
            entry_hash: asked.entry_hash,
            created_ms,
            creator: asked.creator,
        };
        Self {
            state: State::new(genesis),
            names: BTreeMap::new(),
            deadline_ms: created_ms + u64::from(asked.ttl_s) * 1_000,
            backlog: Vec::new(),
            out: Vec::new(),
        }
    }

    /// Takes a frame from a place; what goes where for it.
    pub(crate) fn take(&mut self, place: usize, frame: &Frame, now_ms: u64) -> Vec<(To, Frame)> {
        match frame {
            Frame::Text(text) => self.text(place, decode_member_frame(text).expect("clients send frames"), now_ms),
            Frame::Binary(bytes) => self.post(place, bytes, now_ms),
        }
        std::mem::take(&mut self.out)
    }

    fn text(&mut self, place: usize, frame: MemberFrame, now_ms: u64) {
        match frame {
            MemberFrame::Join(join) => self.join(place, &join, now_ms),
            MemberFrame::Rekey(signed) => {
                self.act(place, now_ms, Refused::Rekey, &signed, |a| Change::Rekey(Box::new(a)), EventFrame::Rekey);
            }
            MemberFrame::Fresh(signed) => {
                self.act(place, now_ms, Refused::Fresh, &signed, Change::Fresh, EventFrame::Fresh);
            }
            MemberFrame::OwnerAct(signed) => {
                let change = |act| Change::OwnerAct(Box::new(act));
                self.act(place, now_ms, Refused::OwnerAct, &signed, change, EventFrame::OwnerAct);
            }
            MemberFrame::Profile(signed) => {
                let change = |act| Change::Profile(Box::new(act));
                self.act(place, now_ms, Refused::Profile, &signed, change, EventFrame::Profile);
                let profile = signed.decode::<Profile>().unwrap();
                self.names.insert(profile.act().signer(), Base64(profile.act().name.0.to_vec()));
            }
            MemberFrame::Past { before, limit } => self.past(place, before, limit),
            other => panic!("nobody does this here: {other:?}"),
        }
    }

    /// A page of what was before.
    fn past(&mut self, place: usize, before: u64, limit: u16) {
        let first = before.saturating_sub(u64::from(limit)).max(1);
        let page = self.backlog.iter().filter(|(seq, _)| (first..before).contains(seq));
        let page: Vec<_> = page.map(|(_, frame)| (To::One(place), frame.clone())).collect();
        let count = u16::try_from(page.len()).unwrap();
        self.tell(To::One(place), &RelayFrame::Past { first, count });
        self.out.extend(page);
    }

    fn join(&mut self, place: usize, join: &Join, now_ms: u64) {
        let signed = join.announcement.decode::<Announcement>().unwrap();
        let (id, key) = (signed.act().id(), signed.act().signing);
        let announced = signed.verify(key).expect("who joins signs it");
        self.names.insert(id, join.name.clone());
        let (seq, time_ms) = self.number(Change::Joined(announced), now_ms).unwrap();
        let event = EventFrame::Joined { announcement: join.announcement.clone(), name: join.name.clone() };
        self.publish(seq, encode_event(SequencedEvent { seq, time_ms, event }), To::AllBut(place));
        let seats = self.state.seats().iter().map(Seat::id);
        let names = seats.map(|id| SealedName { id, name: self.names.get(&id).cloned().unwrap() }).collect();
        let hello = Hello {
            now_ms,
            deadline_ms: self.deadline_ms,
            capacity: 100,
            snapshot: Base64(self.state.encode()),
            names,
            away: Vec::new(),
            token: SeatToken([u8::try_from(place).unwrap(); 16]),
            title: None,
        };
        self.tell(To::One(place), &RelayFrame::Hello(Box::new(hello)));
    }

    fn act<A: Act>(
        &mut self,
        place: usize,
        now_ms: u64,
        of: Refused,
        signed: &SignedBytes,
        change: impl Fn(Verified<A>) -> Change,
        event: impl Fn(SignedBytes) -> EventFrame,
    ) {
        let act = signed.decode::<A>().unwrap();
        let key = self.state.seat(&act.act().signer()).map(Seat::signing).expect("nobody leaves here");
        let act = act.verify(key).expect("clients sign well");
        match self.number(change(act), now_ms) {
            Ok((seq, time_ms)) => {
                let event = SequencedEvent { seq, time_ms, event: event(signed.clone()) };
                self.publish(seq, encode_event(event), To::All);
            }
            Err(_) => self.refuse(place, of, None),
        }
    }

    fn post(&mut self, place: usize, frame: &[u8], now_ms: u64) {
        let bytes = decode_post(frame).unwrap();
        let envelope = Envelope::decode(bytes).unwrap();
        if envelope.header.lane == Lane::Ephemeral {
            if self.state.judge_ephemeral(&envelope.header).is_ok() {
                self.out.push((To::AllBut(place), Frame::Binary(encode_ephemeral(bytes))));
            }
            return;
        }
        let digest = envelope.digest();
        match self.number(Change::Post(Post { header: envelope.header, digest }), now_ms) {
            Ok((seq, time_ms)) => {
                let numbered = SequencedPost { seq, time_ms, envelope: bytes }.encode();
                self.publish(seq, Frame::Binary(numbered), To::All);
            }
            Err(_) => self.refuse(place, Refused::Post, Some(digest)),
        }
    }

    /// Gives it the next number, if the log takes it.
    fn number(&mut self, change: Change, now_ms: u64) -> Result<(u64, u64), Invalid> {
        let event = self.state.next(change, now_ms);
        self.state.apply(&event)?;
        Ok((event.seq, event.time_ms))
    }

    fn publish(&mut self, seq: u64, frame: Frame, to: To) {
        self.backlog.push((seq, frame.clone()));
        self.out.push((to, frame));
    }

    /// Somebody else was quicker.
    fn refuse(&mut self, place: usize, of: Refused, digest: Option<burnroom_shared::ids::Digest>) {
        let (refusal, retry_after_ms, tries_left) = (Refusal::Stale, None, None);
        self.tell(To::One(place), &RelayFrame::Refused { refusal, of, digest, retry_after_ms, tries_left });
    }

    fn tell(&mut self, to: To, frame: &RelayFrame) {
        self.out.push((to, Frame::Text(encode_frame(frame))));
    }
}

fn encode_event(event: SequencedEvent) -> Frame {
    Frame::Text(encode_frame(&RelayFrame::Event(event)))
}
