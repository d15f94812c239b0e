//! Every command and every refusal of a room, told by members that sign for real.

use super::*;
use crate::config::Config;
use crate::connection::Frame;
use burnroom_shared::api::CreateRoom;
use burnroom_shared::envelope::{Envelope, Header, unsigned};
use burnroom_shared::frame::{EventFrame, Hello, SequencedEvent, SequencedPost};
use burnroom_shared::ids::{Confirm, Entry, ErasureCommitment, LogHash, RoomId, Signature, Slot, Transcript, VouchMac};
use burnroom_shared::limits::SEALED_NAME_BYTES;
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::log::{Departure, Post};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, Fresh, Rekey, Resync, Signed, Verified, signing_input};
use clap::Parser as _;
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use proptest::prelude::*;
use std::time::Duration;

const ROOM: RoomId = RoomId([7; 16]);
const ENTRY: Entry = Entry([8; 32]);
const START: Now = Now { wall_ms: 1_800_000_000_000, uptime_ms: 5_000 };
const ENVELOPE_BODY: [u8; 40] = [9; 40];

/// A member with a key of its own.
pub(crate) struct Hand {
    key: SigningKey,
    incarnation: u32,
}

fn public(key: &SigningKey) -> Point {
    let point = key.verifying_key().to_sec1_point(false);
    Point::decode(point.as_bytes().try_into().unwrap()).unwrap()
}

fn point(number: u8) -> Point {
    public(&SigningKey::from_slice(&[number; 32]).unwrap())
}

impl Hand {
    pub(crate) fn new(number: u8) -> Self {
        Self { key: SigningKey::from_slice(&[number; 32]).unwrap(), incarnation: 0 }
    }

    pub(crate) fn id(&self) -> MemberId {
        MemberId::of(&public(&self.key))
    }

    fn sign<A: Act>(&self, act: A) -> Verified<A> {
        let signature: p256::ecdsa::Signature = self.key.sign(&signing_input(&act));
        Signed::own(act, Signature(signature.to_bytes().into())).verify(public(&self.key)).unwrap()
    }

    fn announcement(&self) -> Announcement {
        Announcement {
            signing: public(&self.key),
            agreement: point(99),
            room: ROOM,
            generation: 0,
            incarnation: self.incarnation,
            erasure: ErasureCommitment([1; 32]),
            vouch: VouchMac([2; 32]),
        }
    }

    fn rekey(&self, log: &State) -> Rekey {
        Rekey {
            generation: 0,
            room: ROOM,
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

    fn rekeys(&self, log: &State) -> Command<'static> {
        Command::Rekey(Box::new(self.sign(self.rekey(log))))
    }

    fn fresh(&self, log: &State) -> Fresh {
        let (genesis, member) = (log.origin(), self.id());
        Fresh { genesis, member, incarnation: self.incarnation, number: 1, agreement: point(97) }
    }

    fn resync(&self, log: &State) -> Resync {
        Resync { transcript: log.epoch().transcript, member: self.id(), incarnation: self.incarnation }
    }

    fn header(&self, log: &State) -> Header {
        Header {
            sender: self.id(),
            transcript: log.epoch().transcript,
            counter: log.epoch().listed(&self.id()).map_or(0, |listed| listed.next),
            seen: log.head().seq,
            log_seen: log.head().hash,
        }
    }
}

/// What whoever holds the link shows to be seated.
pub(crate) fn joining(hand: &Hand) -> Box<Joining> {
    Box::new(Joining {
        entry_hash: EntryHash::of(&ENTRY),
        announcement: hand.sign(hand.announcement()),
        name: Base64(vec![6; SEALED_NAME_BYTES]),
    })
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
        title: Some(Base64(vec![7; SEALED_NAME_BYTES])),
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

fn room(parameters: u8) -> Room {
    let limits = Config::parse_from(["burnroom"]).rooms;
    Room::new(terms(parameters), Pin::random(&mut Fixed(123_456)).unwrap(), &limits, START)
}

/// Members 1 and 2 with a key for both.
fn keyed_pair(parameters: u8) -> (Room, Hand, Hand) {
    let (mut room, one, two) = (room(parameters), Hand::new(1), Hand::new(2));
    for hand in [&one, &two] {
        tell(&mut room, Command::Join(joining(hand)), START).unwrap();
    }
    let rekey = one.rekeys(room.log());
    tell(&mut room, rekey, START).unwrap();
    (room, one, two)
}

/// Applies, and asks that a refusal left the log and the room's outlook as they were.
fn tell(room: &mut Room, command: Command<'_>, now: Now) -> Result<Vec<Delivery>, Denied> {
    let before = (room.log.encode(), room.outlook(), room.places.len(), room.is_burned);
    let told = room.apply(command, now);
    let after = (room.log.encode(), room.outlook(), room.places.len(), room.is_burned);
    assert!(told.is_ok() || before == after, "a refused command left a trace");
    told
}

fn refused(told: Result<Vec<Delivery>, Denied>) -> Option<Refusal> {
    told.err().map(|denied| denied.refusal)
}

fn after(ms: u64) -> Now {
    Now { wall_ms: START.wall_ms + ms, uptime_ms: START.uptime_ms + ms }
}

fn post(header: &Header) -> Vec<u8> {
    let mut envelope = unsigned(header, &[1; 12], &ENVELOPE_BODY);
    envelope.extend_from_slice(&[2; 64]);
    envelope
}

fn posting<'a>(member: MemberId, envelope: &'a [u8]) -> Command<'a> {
    let decoded = Envelope::decode(envelope).unwrap();
    Command::Post { member, post: Post { header: decoded.header, digest: decoded.digest() }, envelope }
}

fn parsed(frame: &Frame) -> RelayFrame {
    match frame {
        Frame::Text(text) => serde_json::from_str(text).unwrap(),
        Frame::Binary(_) => panic!("not a control frame"),
    }
}

fn event(deliveries: &[Delivery]) -> SequencedEvent {
    match deliveries {
        [Delivery::Everyone(frame) | Delivery::Others(_, frame), ..] => match parsed(frame) {
            RelayFrame::Event(event) => event,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn r14_a_newcomer_gets_the_state_with_its_own_joining_and_the_others_get_the_event() {
    let (mut room, one, two) = (room(0x10), Hand::new(1), Hand::new(2));
    tell(&mut room, Command::Join(joining(&one)), START).unwrap();
    let told = tell(&mut room, Command::Join(joining(&two)), after(5)).unwrap();
    let joined = event(&told);
    assert_eq!((joined.seq, joined.time_ms), (2, START.wall_ms + 5));
    assert!(matches!(joined.event, EventFrame::Joined { .. }));
    assert!(matches!(&told[..], [Delivery::Others(but, _), Delivery::One(only, _)] if *but == two.id() && only == but));
    let Delivery::One(_, frame) = &told[1] else { panic!("no hello") };
    let RelayFrame::Hello(hello) = parsed(frame) else { panic!("no hello") };
    let Hello { now_ms, deadline_ms, capacity, snapshot, names, title } = *hello;
    assert_eq!((now_ms, deadline_ms, capacity), (START.wall_ms + 5, START.wall_ms + 3_600_000, 3));
    assert_eq!(Snapshot::decode(&snapshot.0).unwrap().claims_hold(), *room.log());
    assert_eq!(names.iter().map(|name| name.id).collect::<Vec<_>>(), [one.id(), two.id()]);
    assert!(title.is_some());
}

#[test]
fn r13_a_seat_is_refused_for_each_reason_by_its_name() {
    let (mut room, _, _) = keyed_pair(0x10);
    let three = Hand::new(3);
    let elsewhere = Announcement { room: RoomId([0; 16]), ..three.announcement() };
    let name = |length| Base64(vec![6; length]);
    let cases = [
        (Joining { entry_hash: EntryHash([0; 32]), ..*joining(&three) }, Refusal::EntryWrong),
        (Joining { name: name(SEALED_NAME_BYTES - 1), ..*joining(&three) }, Refusal::OutOfRange),
        (Joining { name: name(SEALED_NAME_BYTES + 1), ..*joining(&three) }, Refusal::OutOfRange),
        (Joining { announcement: three.sign(elsewhere), ..*joining(&three) }, Refusal::BadAnnouncement),
        (*joining(&Hand::new(2)), Refusal::Stale),
    ];
    for (joining, refusal) in cases {
        let told = tell(&mut room, Command::Join(Box::new(joining)), START);
        assert_eq!(refused(told), Some(refusal));
    }
    tell(&mut room, Command::Join(joining(&three)), START).unwrap();
    let full = tell(&mut room, Command::Join(joining(&Hand::new(4))), START);
    assert_eq!(refused(full), Some(Refusal::RoomFull));
}

#[test]
fn r31_a_post_goes_to_everyone_as_it_came_with_its_number() {
    let (mut room, one, _) = keyed_pair(0x10);
    let envelope = post(&one.header(room.log()));
    let told = tell(&mut room, posting(one.id(), &envelope), after(7)).unwrap();
    let [Delivery::Everyone(Frame::Binary(frame))] = &told[..] else { panic!("{told:?}") };
    let sequenced = SequencedPost { seq: 4, time_ms: START.wall_ms + 7, envelope: &envelope };
    assert_eq!(SequencedPost::decode(frame), Ok(sequenced));
}

#[test]
fn r31_a_post_is_refused_as_stale_or_as_a_fork() {
    let (mut room, one, two) = keyed_pair(0x10);
    let good = one.header(room.log());
    let cases = [
        (one.id(), Header { counter: 1, ..good }, Refusal::Stale),
        (one.id(), Header { seen: good.seen + 1, ..good }, Refusal::Stale),
        (one.id(), Header { transcript: Transcript([0; 32]), ..good }, Refusal::Stale),
        (one.id(), Header { log_seen: LogHash([0; 32]), ..good }, Refusal::Fork),
        (two.id(), good, Refusal::Stale),
        (one.id(), Header { sender: two.id(), ..good }, Refusal::Stale),
    ];
    for (member, header, refusal) in cases {
        let envelope = post(&header);
        assert_eq!(refused(tell(&mut room, posting(member, &envelope), START)), Some(refusal));
    }
    let envelope = post(&good);
    assert!(tell(&mut room, posting(one.id(), &envelope), START).is_ok());
}

#[test]
fn a_seat_posts_forty_at_once_and_then_twenty_a_second_and_others_are_not_held_back() {
    let (mut room, one, two) = keyed_pair(0x10);
    let send = |room: &mut Room, hand: &Hand, now| {
        let envelope = post(&hand.header(room.log()));
        tell(room, posting(hand.id(), &envelope), now)
    };
    assert!((0..40).all(|_| send(&mut room, &one, START).is_ok()));
    let wait = Denied::for_now(Refusal::TooFast, Duration::from_millis(50));
    assert_eq!(send(&mut room, &one, START), Err(wait));
    assert!(send(&mut room, &two, START).is_ok());
    assert!(send(&mut room, &one, after(50)).is_ok());
    assert_eq!(send(&mut room, &one, after(50)), Err(wait));
}

#[test]
fn r22_acts_are_refused_as_stale_or_as_a_fork() {
    let (mut room, one, two) = keyed_pair(0x10);
    let idle = one.rekeys(room.log());
    assert_eq!(refused(tell(&mut room, idle, START)), Some(Refusal::Stale), "no reason");
    tell(&mut room, Command::Leave(two.id(), Departure::Lost), START).unwrap();
    let forked = Rekey { log_at: LogHash([0; 32]), ..one.rekey(room.log()) };
    let forked = Command::Rekey(Box::new(one.sign(forked)));
    assert_eq!(refused(tell(&mut room, forked, START)), Some(Refusal::Fork));
    let gone = Command::Resync(two.sign(two.resync(room.log())));
    assert_eq!(refused(tell(&mut room, gone, START)), Some(Refusal::Stale));
    let skipped = Fresh { number: 2, ..one.fresh(room.log()) };
    let skipped = Command::Fresh(one.sign(skipped));
    assert_eq!(refused(tell(&mut room, skipped, START)), Some(Refusal::Stale));

    let fresh = one.sign(one.fresh(room.log()));
    let told = tell(&mut room, Command::Fresh(fresh), START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Fresh(_)));
    let resync = one.sign(one.resync(room.log()));
    let told = tell(&mut room, Command::Resync(resync), START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Resync(_)));
    let rekey = one.rekeys(room.log());
    let told = tell(&mut room, rekey, START).unwrap();
    assert!(matches!(event(&told).event, EventFrame::Rekey(_)));
}

#[test]
fn rekeys_are_paced_for_the_room_and_junk_uses_nothing_up() {
    let (mut room, one, mut two) = keyed_pair(0x10);
    for _ in 0..20 {
        let idle = one.rekeys(room.log());
        assert_eq!(refused(tell(&mut room, idle, START)), Some(Refusal::Stale));
    }
    let mut rekey = |room: &mut Room, now| {
        tell(room, Command::Leave(two.id(), Departure::Lost), now).unwrap();
        two.incarnation += 1;
        tell(room, Command::Join(joining(&two)), now).unwrap();
        let rekey = one.rekeys(room.log());
        tell(room, rekey, now)
    };
    // One of the six went into the pair's first key.
    assert!((0..5).all(|_| rekey(&mut room, START).is_ok()));
    assert_eq!(rekey(&mut room, START), Err(Denied::for_now(Refusal::TooFast, Duration::from_secs(1))));
    assert!(rekey(&mut room, after(1_000)).is_ok());
}

#[test]
fn r60_the_pin_makes_an_owner_and_an_owner_needs_none() {
    let (mut room, one, two) = keyed_pair(0x10);
    let claim = |hand: &Hand, pin: &str| Command::Claim { member: hand.id(), pin: pin.to_owned() };
    assert_eq!(tell(&mut room, claim(&one, "junk"), START), Ok(Vec::new()));
    assert_eq!(refused(tell(&mut room, claim(&two, "000000"), START)), Some(Refusal::PinWrong));
    let told = tell(&mut room, claim(&two, "123456"), START).unwrap();
    assert_eq!(event(&told).event, EventFrame::Owner { id: two.id() });
    assert!(room.log().is_owner(&two.id()));
    let three = Hand::new(3);
    tell(&mut room, Command::Join(joining(&three)), START).unwrap();
    for _ in 0..3 {
        assert_eq!(refused(tell(&mut room, claim(&three, "000000"), START)), Some(Refusal::PinWrong));
    }
    let locked = Denied::for_now(Refusal::PinLocked, Duration::from_secs(600));
    assert_eq!(tell(&mut room, claim(&three, "123456"), START), Err(locked));
    assert_eq!(tell(&mut room, claim(&two, "000000"), START), Ok(Vec::new()), "an owner is not affected");
}

#[test]
fn r61_owners_burn_and_others_only_where_anyone_may() {
    let (mut room, _, two) = keyed_pair(0x10);
    let burn = |hand: &Hand| Command::Burn { member: hand.id() };
    assert_eq!(refused(tell(&mut room, burn(&two), START)), Some(Refusal::NotOwner));
    assert!(tell(&mut room, burn(&Hand::new(1)), START).is_ok());

    let (mut room, _, two) = keyed_pair(0x12);
    assert_eq!(refused(tell(&mut room, burn(&Hand::new(3)), START)), Some(Refusal::NotOwner), "not seated");
    let told = tell(&mut room, burn(&two), START).unwrap();
    let [Delivery::Last(frame)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(parsed(frame), RelayFrame::Burned { cause: BurnCause::Command, seats: 2 });
    for command in [Command::Tick, burn(&two), Command::Join(joining(&Hand::new(3)))] {
        assert_eq!(refused(tell(&mut room, command, START)), Some(Refusal::RoomNotFound));
    }
}

#[test]
fn a_room_is_described_to_whoever_has_the_link() {
    let (room, ..) = keyed_pair(0x10);
    assert_eq!(room.describe(&EntryHash([0; 32]), START), Err(Refusal::EntryWrong));
    let description = room.describe(&EntryHash::of(&ENTRY), START).unwrap();
    assert_eq!((description.seats, description.capacity), (2, 3));
    assert!(!description.locked && !description.history && description.title.is_some());
}

#[test]
fn time_in_the_log_never_goes_back_with_the_wall_clock() {
    let (mut room, one, _) = keyed_pair(0x10);
    let back = Now { wall_ms: 5, ..START };
    let envelope = post(&one.header(room.log()));
    assert!(tell(&mut room, posting(one.id(), &envelope), back).is_ok());
    assert_eq!(room.log().head().time_ms, START.wall_ms);
}

#[test]
fn debug_of_what_creates_and_joins_holds_no_secret() {
    let shown = format!("{:?} {:?}", room(0x10), joining(&Hand::new(1)));
    assert!(!shown.contains("123456") && shown.contains("Pin(..)"));
    let request = CreateRoom {
        room: ROOM,
        entry_hash: EntryHash::of(&ENTRY),
        parameters: 0x10,
        ttl_s: 60,
        capacity: 2,
        creator: MemberId::NOBODY,
        title: None,
    };
    assert!(!format!("{request:?}").contains("[7, 7"));
}

/// What a member, honest or not, may do; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Deed {
    Join(u8, bool),
    Leave(u8),
    Post(u8, u32),
    Rekey(u8, bool),
    Resync(u8),
    Fresh(u8),
    Claim(u8, bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (1..6u8, any::<bool>()).prop_map(|(who, right)| Deed::Join(who, right)),
        1 => (1..6u8).prop_map(Deed::Leave),
        6 => (1..6u8, 0..3u32).prop_map(|(who, skip)| Deed::Post(who, skip)),
        4 => (1..6u8, any::<bool>()).prop_map(|(who, right)| Deed::Rekey(who, right)),
        1 => (1..6u8).prop_map(Deed::Resync),
        1 => (1..6u8).prop_map(Deed::Fresh),
        1 => (1..6u8, any::<bool>()).prop_map(|(who, right)| Deed::Claim(who, right)),
    ]
}

fn act(room: &mut Room, hands: &mut [Hand], deed: &Deed, now: Now) -> Result<Vec<Delivery>, Denied> {
    let log = room.log().clone();
    match *deed {
        Deed::Join(who, right) => {
            let hand = &mut hands[usize::from(who)];
            hand.incarnation += u32::from(right && log.seat(&hand.id()).is_none());
            tell(room, Command::Join(joining(hand)), now)
        }
        Deed::Leave(who) => tell(room, Command::Leave(hands[usize::from(who)].id(), Departure::Left), now),
        Deed::Post(who, skip) => {
            let hand = &hands[usize::from(who)];
            let mut header = hand.header(&log);
            header.counter += skip / 2;
            let envelope = post(&header);
            tell(room, posting(hand.id(), &envelope), now)
        }
        Deed::Rekey(who, right) => {
            let hand = &hands[usize::from(who)];
            let mut rekey = hand.rekey(&log);
            rekey.at -= u64::from(!right && rekey.at > 0);
            tell(room, Command::Rekey(Box::new(hand.sign(rekey))), now)
        }
        Deed::Resync(who) => {
            let hand = &hands[usize::from(who)];
            tell(room, Command::Resync(hand.sign(hand.resync(&log))), now)
        }
        Deed::Fresh(who) => {
            let hand = &hands[usize::from(who)];
            tell(room, Command::Fresh(hand.sign(hand.fresh(&log))), now)
        }
        Deed::Claim(who, right) => {
            let pin = if right { "123456" } else { "654321" };
            tell(room, Command::Claim { member: hands[usize::from(who)].id(), pin: pin.to_owned() }, now)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever members do: a refusal leaves no trace (asked in `tell`), what is kept beside the log fits the log, the
    /// capacity holds, and every accepted durable event is owed to somebody exactly once with the next number.
    #[test]
    fn whatever_happens_the_room_stays_whole(deeds in proptest::collection::vec((deed(), 0u64..2_000), 1..80)) {
        let mut room = room(0x10);
        let mut hands: Vec<_> = (0..6).map(|number| Hand::new(number + 1)).collect();
        let mut elapsed = 0;
        for (deed, step) in &deeds {
            elapsed += step;
            let seq = room.log().head().seq;
            let told = act(&mut room, &mut hands, deed, after(elapsed));
            let numbered = room.log().head().seq - seq;
            prop_assert_eq!(numbered, u64::from(told.is_ok_and(|told| !told.is_empty())));
            let seated: Vec<_> = room.log().seats().iter().map(|seat| seat.id()).collect();
            let placed: Vec<_> = room.places.iter().map(|place| place.id).collect();
            prop_assert_eq!(&seated, &placed);
            prop_assert!(seated.len() <= usize::from(room.terms.capacity));
            prop_assert_eq!(room.empty_since_ms.is_some(), seated.is_empty());
        }
    }
}
