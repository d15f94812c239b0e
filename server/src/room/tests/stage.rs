//! A room of three, and members that sign for real but seal nothing.

use crate::budget::Budget;
use crate::clock::Now;
use crate::config::Config;
use crate::connection::Frame;
use crate::pin::Pin;
use crate::refused::Denied;
use crate::room::{Command, Delivery, Joining, Resuming, Room, Terms};
use crate::token::Token;
use burnroom_shared::envelope::{Envelope, Header, Lane, unsigned};
use burnroom_shared::frame::{Base64, RelayFrame, SequencedEvent};
use burnroom_shared::ids::{
    BoxedSecret, Confirm, Entry, EntryHash, ErasureCommitment, MemberId, NameCommitment, RoomId, SealedName, SeatToken,
    Signature, Slot, VouchMac,
};
use burnroom_shared::limits::{SEALED_NAME_BYTES, SEALED_TITLE_BYTES};
use burnroom_shared::log::{Genesis, Post, State};
use burnroom_shared::point::Point;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{
    Act, Announcement, Boxed, Fresh, Linkbox, OwnerAct, Power, Profile, Readdress, Rekey, Relink, Resync, Signed,
    Verified, signing_input,
};
use clap::Parser as _;
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;

pub(crate) const ROOM: RoomId = RoomId([7; 16]);
pub(crate) const ENTRY: Entry = Entry([8; 32]);
pub(crate) const START: Now = Now { wall_ms: 1_800_000_000_000, uptime_ms: 5_000 };
pub(crate) const ENVELOPE_BODY: [u8; 40] = [9; 40];

/// A member with a key of its own.
pub(crate) struct Hand {
    key: SigningKey,
    pub(crate) incarnation: u32,
}

fn public(key: &SigningKey) -> Point {
    let point = key.verifying_key().to_sec1_point(false);
    Point::decode(point.as_bytes().try_into().unwrap()).unwrap()
}

pub(crate) fn point(number: u8) -> Point {
    public(&SigningKey::from_slice(&[number; 32]).unwrap())
}

impl Hand {
    pub(crate) fn new(number: u8) -> Self {
        Self { key: SigningKey::from_slice(&[number; 32]).unwrap(), incarnation: 0 }
    }

    pub(crate) fn id(&self) -> MemberId {
        MemberId::of(&public(&self.key))
    }

    pub(crate) fn sign<A: Act>(&self, act: A) -> Verified<A> {
        let signature: p256::ecdsa::Signature = self.key.sign(&signing_input(&act));
        Signed::own(act, Signature(signature.to_bytes().into())).verify(public(&self.key)).unwrap()
    }

    pub(crate) fn announcement(&self) -> Announcement {
        Announcement {
            signing: public(&self.key),
            agreement: point(99),
            room: ROOM,
            incarnation: self.incarnation,
            erasure: ErasureCommitment([1; 32]),
            name: NameCommitment([2; 32]),
            vouch: VouchMac([2; 32]),
        }
    }

    pub(crate) fn rekey(&self, log: &State) -> Rekey {
        Rekey {
            generation: log.address().generation,
            room: log.address().room,
            genesis: log.origin(),
            previous: log.epoch().transcript,
            epoch: log.epoch().number + 1,
            at: log.head().seq,
            log_at: log.head().hash,
            author: self.id(),
            incarnation: self.incarnation,
            ephemeral: point(98),
            slots: log.seats().iter().map(|seat| (seat.id(), Slot([3; 40]))).collect(),
            confirm: Confirm([4; 32]),
            vouch: VouchMac([5; 32]),
        }
    }

    pub(crate) fn rekeys(&self, log: &State) -> Command<'static> {
        Command::Rekey(Box::new(self.sign(self.rekey(log))))
    }

    pub(crate) fn fresh(&self, log: &State) -> Fresh {
        let (genesis, member) = (log.origin(), self.id());
        Fresh { genesis, member, incarnation: self.incarnation, number: 1, agreement: point(97) }
    }

    pub(crate) fn resync(&self, log: &State) -> Resync {
        Resync { transcript: log.epoch().transcript, member: self.id(), incarnation: self.incarnation }
    }

    pub(crate) fn relink(&self, log: &State, has: u32) -> Relink {
        let (genesis, generation) = (log.origin(), log.address().generation);
        Relink { genesis, generation, member: self.id(), incarnation: self.incarnation, has }
    }

    pub(crate) fn linkbox(&self, log: &State, to: &Self, has: u32) -> Linkbox {
        Linkbox {
            genesis: log.origin(),
            generation: log.address().generation,
            from: self.id(),
            incarnation: self.incarnation,
            has,
            number: 0,
            boxed: boxed(to.id()),
        }
    }

    pub(crate) fn profile(&self, log: &State, name: u8) -> Profile {
        Profile {
            genesis: log.origin(),
            generation: log.address().generation,
            member: self.id(),
            incarnation: self.incarnation,
            name: SealedName([name; SEALED_NAME_BYTES]),
        }
    }

    pub(crate) fn owner_act(&self, log: &State, power: Power) -> OwnerAct {
        OwnerAct {
            genesis: log.origin(),
            generation: log.address().generation,
            owner: self.id(),
            incarnation: self.incarnation,
            at: log.head().seq,
            log_at: log.head().hash,
            power,
        }
    }

    pub(crate) fn rules(&self, log: &State, power: Power) -> Command<'static> {
        Command::OwnerAct(Box::new(self.sign(self.owner_act(log, power))))
    }

    pub(crate) fn header(&self, log: &State) -> Header {
        Header {
            lane: Lane::Durable,
            sender: self.id(),
            transcript: log.epoch().transcript,
            counter: log.epoch().listed(&self.id()).map_or(0, |listed| listed.next),
            seen: log.head().seq,
            log_seen: log.head().hash,
        }
    }
}

pub(crate) fn boxed(to: MemberId) -> Boxed {
    Boxed { to, ephemeral: point(96), sealed: BoxedSecret([5; 32]) }
}

/// Where the room is in a later generation.
pub(crate) fn next_room(generation: u8) -> RoomId {
    RoomId([100 + generation; 16])
}

/// The entry token of a later generation.
pub(crate) fn next_entry(generation: u8) -> Entry {
    Entry([100 + generation; 32])
}

/// The next link for everyone but `owner` and whoever is removed.
pub(crate) fn readdress(log: &State, owner: &Hand, removed: Option<&Hand>) -> Power {
    let generation = u8::try_from(log.address().generation + 1).unwrap();
    let removed = removed.map(Hand::id);
    let stays = |id: &MemberId| *id != owner.id() && Some(*id) != removed;
    Power::Readdress(Box::new(Readdress {
        room: next_room(generation),
        entry_hash: EntryHash::of(&next_entry(generation)),
        removed,
        title: None,
        boxes: log.seats().iter().map(|seat| seat.id()).filter(stays).map(boxed).collect(),
    }))
}

/// What whoever holds the link of a later generation shows to be seated.
pub(crate) fn joining_later(hand: &Hand, generation: u8) -> Box<Joining> {
    let announcement = Announcement { room: next_room(generation), ..hand.announcement() };
    Box::new(Joining {
        at: next_room(generation),
        entry_hash: EntryHash::of(&next_entry(generation)),
        announcement: hand.sign(announcement),
        ..*joining(hand)
    })
}

/// What whoever holds the link shows to be seated.
pub(crate) fn joining(hand: &Hand) -> Box<Joining> {
    Box::new(Joining {
        at: ROOM,
        entry_hash: EntryHash::of(&ENTRY),
        announcement: hand.sign(hand.announcement()),
        name: Base64(vec![6; SEALED_NAME_BYTES]),
        token: token(hand, 0),
        pin: None,
    })
}

/// The token that a member gets at its joining (0) or later.
pub(crate) fn token(hand: &Hand, number: u8) -> Token {
    let mut bytes = hand.id().0;
    bytes[0] = number;
    Token::from(SeatToken(bytes))
}

/// Shows token `number` and asks for what is after `seq`; the next token is `number` + 1.
pub(crate) fn resuming(hand: &Hand, number: u8, seq: u64) -> Resuming {
    Resuming { id: hand.id(), shown: token(hand, number), seq, next: token(hand, number + 1) }
}

/// A room of three for an hour, which member 1 made.
pub(crate) fn terms(parameters: u8) -> Terms {
    Terms {
        genesis: Genesis {
            parameters,
            room: ROOM,
            entry_hash: EntryHash::of(&ENTRY),
            created_ms: START.wall_ms,
            creator: Hand::new(1).id(),
        },
        deadline_ms: START.wall_ms + 3_600_000,
        capacity: 3,
        title: Some(Base64(vec![7; SEALED_TITLE_BYTES])),
    }
}

/// Says the same number again and again: its PINs are known.
struct Fixed(u32);

impl rand::TryRng for Fixed {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from(self.0))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(0);
        Ok(())
    }
}

pub(crate) fn room(parameters: u8) -> Room {
    room_with(parameters, &[])
}

pub(crate) fn room_with(parameters: u8, flags: &[&str]) -> Room {
    let limits = Config::parse_from(["burnroom"].iter().chain(flags)).rooms;
    let budget = Budget::new(limits.memory);
    Room::new(terms(parameters), Pin::random(&mut Fixed(123_456)).unwrap(), &limits, budget, START)
}

/// Members 1 and 2 with a key for both.
pub(crate) fn keyed_pair(parameters: u8) -> (Room, Hand, Hand) {
    keyed_pair_with(parameters, &[])
}

pub(crate) fn keyed_pair_with(parameters: u8, flags: &[&str]) -> (Room, Hand, Hand) {
    let (mut room, one, two) = (room_with(parameters, flags), Hand::new(1), Hand::new(2));
    for hand in [&one, &two] {
        tell(&mut room, Command::Join(joining(hand)), START).unwrap();
    }
    let rekey = one.rekeys(room.log());
    tell(&mut room, rekey, START).unwrap();
    (room, one, two)
}

/// Applies, and asks that a refusal left the log and the room's outlook as they were.
pub(crate) fn tell(room: &mut Room, command: Command<'_>, now: Now) -> Result<Vec<Delivery>, Denied> {
    let trace = |room: &Room| {
        let kept = room.backlog.after(0).map(|frames| frames.len());
        (room.log.encode(), room.outlook(), room.places.len(), room.ids_away(), kept, room.is_burned)
    };
    let before = trace(room);
    let told = room.apply(command, now);
    let after = trace(room);
    assert!(told.is_ok() || before == after, "a refused command left a trace");
    told
}

pub(crate) fn refused(told: Result<Vec<Delivery>, Denied>) -> Option<Refusal> {
    told.err().map(|denied| denied.refusal)
}

pub(crate) fn after(ms: u64) -> Now {
    Now { wall_ms: START.wall_ms + ms, uptime_ms: START.uptime_ms + ms }
}

pub(crate) fn post(header: &Header) -> Vec<u8> {
    long_post(header, &ENVELOPE_BODY)
}

pub(crate) fn long_post(header: &Header, body: &[u8]) -> Vec<u8> {
    let mut envelope = unsigned(header, &[1; 12], body);
    envelope.extend_from_slice(&[2; 64]);
    envelope
}

pub(crate) fn posting<'a>(member: MemberId, envelope: &'a [u8]) -> Command<'a> {
    let decoded = Envelope::decode(envelope).unwrap();
    Command::Post { member, post: Post { header: decoded.header, digest: decoded.digest() }, envelope }
}

pub(crate) fn parsed(frame: &Frame) -> RelayFrame {
    match frame {
        Frame::Text(text) => serde_json::from_str(text).unwrap(),
        Frame::Binary(_) => panic!("not a control frame"),
    }
}

pub(crate) fn event(deliveries: &[Delivery]) -> SequencedEvent {
    match deliveries {
        [Delivery::Everyone(frame) | Delivery::Others(_, frame), ..] => match parsed(frame) {
            RelayFrame::Event(event) => event,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}
