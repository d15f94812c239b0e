//! The validity of each event, told by members that sign for real.

use super::snapshot::Snapshot;
use super::*;
use crate::codec::DecodeError;
use crate::envelope::{Header, Lane};
use crate::ids::{
    Confirm, Digest, EntryHash, ErasureCommitment, LogHash, MemberId, RoomId, Signature, Slot, Transcript, VouchMac,
};
use crate::limits::{CAPACITY_MAX, POSTS_PER_EPOCH_MAX, REKEY_AFTER_MS, REKEY_AFTER_POSTS};
use crate::point::Point;
use crate::signed::{Act, Announcement, Fresh, Rekey, Resync, Signed, Verified, signing_input};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use proptest::prelude::*;

const ROOM: RoomId = RoomId([7; 16]);
const START_MS: u64 = 1_800_000_000_000;

/// A member with a key of its own, as deterministic as its number.
struct Hand {
    key: SigningKey,
    incarnation: u32,
}

fn point(seed: u8) -> Point {
    let key = SigningKey::from_slice(&[seed; 32]).unwrap();
    Point::decode(key.verifying_key().to_sec1_point(false).as_bytes().try_into().unwrap()).unwrap()
}

impl Hand {
    fn new(number: u8) -> Self {
        Self { key: SigningKey::from_slice(&[number + 1; 32]).unwrap(), incarnation: 0 }
    }

    fn public(&self) -> Point {
        Point::decode(self.key.verifying_key().to_sec1_point(false).as_bytes().try_into().unwrap()).unwrap()
    }

    fn id(&self) -> MemberId {
        MemberId::of(&self.public())
    }

    fn sign<A: Act>(&self, act: A) -> Verified<A> {
        let signature: p256::ecdsa::Signature = self.key.sign(&signing_input(&act));
        let signed = Signed::own(act, Signature(signature.to_bytes().into()));
        signed.verified_under(self.public())
    }

    fn announcement(&self) -> Announcement {
        Announcement {
            signing: self.public(),
            agreement: point(99),
            room: ROOM,
            incarnation: self.incarnation,
            erasure: ErasureCommitment([1; 32]),
            vouch: VouchMac([2; 32]),
        }
    }

    fn joins(&self) -> Change {
        Change::Joined(self.sign(self.announcement()))
    }

    fn rekey(&self, state: &State, list: &[MemberId]) -> Rekey {
        Rekey {
            generation: 0,
            room: ROOM,
            genesis: state.origin(),
            previous: state.epoch().transcript,
            epoch: state.epoch().number + 1,
            at: state.head().seq,
            log_at: state.head().hash,
            author: self.id(),
            incarnation: self.incarnation,
            ephemeral: point(98),
            slots: list.iter().map(|id| (*id, Slot([3; 40]))).collect(),
            confirm: Confirm([4; 32]),
            vouch: VouchMac([5; 32]),
        }
    }

    fn rekeys(&self, state: &State, list: &[MemberId]) -> Change {
        Change::Rekey(Box::new(self.sign(self.rekey(state, list))))
    }

    fn header(&self, state: &State) -> Header {
        Header {
            lane: Lane::Durable,
            sender: self.id(),
            transcript: state.epoch().transcript,
            counter: state.epoch().listed(&self.id()).map_or(0, |listed| listed.next),
            seen: state.head().seq,
            log_seen: state.head().hash,
        }
    }

    fn fresh(&self, state: &State) -> Fresh {
        let number = state.seat(&self.id()).map_or(0, Seat::agreement_number) + 1;
        let agreement = point(100 + u8::try_from(number % 100).unwrap());
        Fresh { genesis: state.origin(), member: self.id(), incarnation: self.incarnation, number, agreement }
    }

    fn resync(&self, state: &State) -> Resync {
        Resync { transcript: state.epoch().transcript, member: self.id(), incarnation: self.incarnation }
    }
}

fn post(header: Header) -> Change {
    Change::Post(Post { header, digest: Digest([6; 32]) })
}

fn empty() -> State {
    State::new(Genesis {
        parameters: 0x10,
        room: ROOM,
        entry_hash: EntryHash([8; 32]),
        created_ms: START_MS,
        creator: Hand::new(0).id(),
    })
}

/// Applies `change` a second after the head, and asks that a refusal changed nothing.
fn tell(state: &mut State, change: Change) -> Result<(), Invalid> {
    let event = state.next(change, state.head().time_ms + 1_000);
    let before = state.encode();
    let told = state.apply(&event);
    assert!(told.is_ok() || before == state.encode(), "a refused event left a trace");
    told
}

/// Two members with a key for both.
fn pair() -> (State, Hand, Hand) {
    let (mut state, one, two) = (empty(), Hand::new(0), Hand::new(1));
    tell(&mut state, one.joins()).unwrap();
    tell(&mut state, two.joins()).unwrap();
    let change = one.rekeys(&state, &[one.id(), two.id()]);
    tell(&mut state, change).unwrap();
    (state, one, two)
}

#[test]
fn r10_everything_a_room_begins_with_is_in_its_origin() {
    let genesis = empty().genesis().clone();
    let others = [
        Genesis { parameters: 0x11, ..genesis.clone() },
        Genesis { room: RoomId([0; 16]), ..genesis.clone() },
        Genesis { entry_hash: EntryHash([0; 32]), ..genesis.clone() },
        Genesis { created_ms: START_MS + 1, ..genesis.clone() },
        Genesis { creator: MemberId::NOBODY, ..genesis.clone() },
    ];
    assert!(others.iter().all(|other| other.transcript() != genesis.transcript()));
}

#[test]
fn r12_events_come_in_order_and_time_never_goes_back() {
    let (mut state, one) = (empty(), Hand::new(0));
    for (seq, time_ms) in [(0, START_MS), (2, START_MS), (1, START_MS - 1)] {
        let event = Event { seq, time_ms, change: one.joins() };
        assert_eq!(state.apply(&event), Err(Invalid::OutOfOrder));
    }
    assert_eq!(state.apply(&Event { seq: 1, time_ms: START_MS, change: one.joins() }), Ok(()));
}

#[test]
fn r12_the_log_hash_names_every_part_of_an_event() {
    let (state, one, two) = pair();
    let hash = |change: Change, time_ms| {
        let mut state = state.clone();
        state.apply(&Event { seq: state.head().seq + 1, time_ms, change }).unwrap();
        state.head().hash
    };
    let now = state.head().time_ms;
    let base = hash(Change::Left(two.id(), Departure::Left), now);
    assert_ne!(base, hash(Change::Left(two.id(), Departure::Left), now + 1));
    assert_ne!(base, hash(Change::Left(two.id(), Departure::Lost), now));
    assert_ne!(base, hash(Change::Left(one.id(), Departure::Left), now));
    assert_ne!(base, hash(Change::Owner(two.id()), now));
}

#[test]
fn r13_a_seat_is_taken_once_here_and_by_its_own_key() {
    let (mut state, one, two) = pair();
    assert_eq!(tell(&mut state, one.joins()), Err(Invalid::AlreadySeated));
    let three = Hand::new(2);
    let elsewhere = Announcement { room: RoomId([0; 16]), ..three.announcement() };
    assert_eq!(tell(&mut state, Change::Joined(three.sign(elsewhere))), Err(Invalid::ElsewhereMade));
    let stolen = two.sign(three.announcement());
    assert_eq!(tell(&mut state, Change::Joined(stolen)), Err(Invalid::NotItsSigner));
}

#[test]
fn r13_who_left_returns_only_with_a_higher_incarnation() {
    let (mut state, _, mut two) = pair();
    tell(&mut state, Change::Left(two.id(), Departure::Lost)).unwrap();
    assert_eq!(tell(&mut state, Change::Left(two.id(), Departure::Lost)), Err(Invalid::NotSeated));
    assert_eq!(tell(&mut state, two.joins()), Err(Invalid::AlreadySeated));
    two.incarnation = 1;
    assert_eq!(tell(&mut state, two.joins()), Ok(()));
}

#[test]
fn r32_who_came_back_is_listed_and_not_keyed() {
    let (mut state, one, mut two) = pair();
    assert!(state.seats().iter().all(|seat| state.is_keyed(seat)));
    tell(&mut state, Change::Left(two.id(), Departure::Lost)).unwrap();
    two.incarnation = 1;
    tell(&mut state, two.joins()).unwrap();
    let keyed: Vec<_> = state.seats().iter().map(|seat| state.is_keyed(seat)).collect();
    assert_eq!((keyed, state.epoch().list.len()), (vec![true, false], 2));
    let change = one.rekeys(&state, &[one.id(), two.id()]);
    tell(&mut state, change).unwrap();
    assert!(state.seats().iter().all(|seat| state.is_keyed(seat)));
}

#[test]
fn r13_no_more_than_the_capacity_are_seated() {
    let mut state = empty();
    let most = u8::try_from(CAPACITY_MAX).unwrap();
    for number in 0..most {
        tell(&mut state, Hand::new(number).joins()).unwrap();
    }
    assert_eq!(tell(&mut state, Hand::new(most).joins()), Err(Invalid::Overfull));
}

#[test]
fn r22_a_rekey_fits_the_room_the_epoch_and_the_log() {
    let (mut state, one, two) = pair();
    tell(&mut state, Hand::new(2).joins()).unwrap();
    let ids = [one.id(), two.id()];
    let good = one.rekey(&state, &ids);
    let cases = [
        (Rekey { generation: 1, ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { room: RoomId([0; 16]), ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { genesis: Transcript([0; 32]), ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { previous: Transcript([0; 32]), ..good.clone() }, Invalid::AnotherEpoch),
        (Rekey { epoch: good.epoch + 1, ..good.clone() }, Invalid::AnotherEpoch),
        (Rekey { at: good.at + 1, ..good.clone() }, Invalid::WrongReference),
        (Rekey { at: 1, ..good.clone() }, Invalid::WrongReference),
        (Rekey { log_at: LogHash([0; 32]), ..good.clone() }, Invalid::Forked),
        (Rekey { incarnation: 1, ..good.clone() }, Invalid::NotSeated),
        (Rekey { author: MemberId([9; 16]), ..good.clone() }, Invalid::NotItsSigner),
        (Rekey { slots: vec![(two.id(), Slot([3; 40]))], ..good.clone() }, Invalid::WrongList),
        (Rekey { slots: good.slots.iter().rev().copied().collect(), ..good.clone() }, Invalid::WrongList),
        (Rekey { slots: [good.slots.clone(), good.slots.clone()].concat(), ..good.clone() }, Invalid::WrongList),
    ];
    for (rekey, invalid) in cases {
        assert_eq!(tell(&mut state, Change::Rekey(Box::new(one.sign(rekey)))), Err(invalid));
    }
    let foreign = Change::Rekey(Box::new(two.sign(good.clone())));
    assert_eq!(tell(&mut state, foreign), Err(Invalid::NotItsSigner));
    assert_eq!(tell(&mut state, Change::Rekey(Box::new(one.sign(good)))), Ok(()));
}

#[test]
fn r22_an_author_was_seated_at_its_read_mark() {
    let (mut state, one, two) = pair();
    let (three, at) = (Hand::new(2), state.head().clone());
    tell(&mut state, three.joins()).unwrap();
    let early = Rekey { at: at.seq, log_at: at.hash, ..three.rekey(&state, &[one.id(), two.id(), three.id()]) };
    assert_eq!(tell(&mut state, Change::Rekey(Box::new(three.sign(early)))), Err(Invalid::NotSeated));
}

#[test]
fn r23_a_rekey_needs_a_reason() {
    let (mut state, one, two) = pair();
    let ids = [one.id(), two.id()];
    let idle = one.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, idle), Err(Invalid::NoProgress));

    let mut narrowed = state.clone();
    let change = one.rekeys(&narrowed, &ids[..1]);
    assert_eq!(tell(&mut narrowed, change), Err(Invalid::NoProgress), "leaving somebody out is no reason");

    let mut roster = state.clone();
    tell(&mut roster, Change::Left(two.id(), Departure::Left)).unwrap();
    let change = one.rekeys(&roster, &ids[..1]);
    assert_eq!(tell(&mut roster, change), Ok(()));

    let mut aged = state.clone();
    let event = aged.next(one.rekeys(&aged, &ids), state.epoch().time_ms + REKEY_AFTER_MS - 1);
    assert_eq!(aged.apply(&event), Err(Invalid::NoProgress));
    let event = aged.next(one.rekeys(&aged, &ids), state.epoch().time_ms + REKEY_AFTER_MS);
    assert_eq!(aged.apply(&event), Ok(()));

    for _ in 0..REKEY_AFTER_POSTS {
        let change = post(two.header(&state));
        let event = state.next(change, 0);
        state.apply(&event).unwrap();
    }
    let change = one.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, change), Ok(()));
}

#[test]
fn r23_a_wider_list_is_a_reason() {
    let (mut state, one, two, three) = {
        let (mut state, one, two) = pair();
        let three = Hand::new(2);
        tell(&mut state, three.joins()).unwrap();
        let change = one.rekeys(&state, &[one.id(), two.id()]);
        tell(&mut state, change).unwrap();
        (state, one, two, three)
    };
    let other = three.rekeys(&state, &[one.id(), three.id()]);
    assert_eq!(tell(&mut state, other), Err(Invalid::NoProgress), "as many, but not all of those before");
    let wider = three.rekeys(&state, &[one.id(), two.id(), three.id()]);
    assert_eq!(tell(&mut state, wider), Ok(()));
}

#[test]
fn r26_a_resync_is_answered_by_another_and_asked_once() {
    let (mut state, one, two) = pair();
    let ids = [one.id(), two.id()];
    let wrong = Resync { transcript: state.origin(), ..two.resync(&state) };
    assert_eq!(tell(&mut state, Change::Resync(two.sign(wrong))), Err(Invalid::AnotherEpoch));
    let resync = two.sign(two.resync(&state));
    tell(&mut state, Change::Resync(resync.clone())).unwrap();
    assert_eq!(tell(&mut state, Change::Resync(resync)), Err(Invalid::Repeated));
    let same = one.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, same), Err(Invalid::NoProgress));
    let another = two.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, another), Ok(()));
}

#[test]
fn r26_whoever_was_left_out_may_ask_and_whoever_came_later_may_not() {
    let (mut state, one, two) = pair();
    let three = Hand::new(2);
    tell(&mut state, three.joins()).unwrap();
    let change = three.rekeys(&state, &[three.id()]);
    tell(&mut state, change).unwrap();
    let four = Hand::new(3);
    tell(&mut state, four.joins()).unwrap();
    let late = Change::Resync(four.sign(four.resync(&state)));
    assert_eq!(tell(&mut state, late), Err(Invalid::NotSeated));
    let left_out = Change::Resync(one.sign(one.resync(&state)));
    assert_eq!(tell(&mut state, left_out), Ok(()));
    let head = state.head();
    assert!(state.is_resync_pending(head.time_ms));
    let ids = [one.id(), two.id()];
    assert!(state.calls_for_rekey(two.id(), head.seq, &ids, head.time_ms));
}

#[test]
fn r28_a_key_is_renewed_once_for_each_rekey_that_used_it() {
    let (mut state, one, two) = pair();
    let skipped = Fresh { number: 2, ..one.fresh(&state) };
    assert_eq!(tell(&mut state, Change::Fresh(one.sign(skipped))), Err(Invalid::WrongNumber));
    let elsewhere = Fresh { genesis: Transcript([0; 32]), ..one.fresh(&state) };
    assert_eq!(tell(&mut state, Change::Fresh(one.sign(elsewhere))), Err(Invalid::ElsewhereMade));
    let fresh = one.sign(one.fresh(&state));
    tell(&mut state, Change::Fresh(fresh)).unwrap();
    assert_eq!(state.seat(&one.id()).unwrap().agreement_number(), 1);
    let again = one.sign(one.fresh(&state));
    assert_eq!(tell(&mut state, Change::Fresh(again)), Err(Invalid::Repeated));
    tell(&mut state, Change::Left(two.id(), Departure::Left)).unwrap();
    let change = one.rekeys(&state, &[one.id()]);
    tell(&mut state, change).unwrap();
    let again = one.sign(one.fresh(&state));
    assert_eq!(tell(&mut state, Change::Fresh(again)), Ok(()));
}

#[test]
fn r31_a_post_fits_the_epoch_its_chain_and_the_log() {
    let (mut state, one, two) = pair();
    let good = one.header(&state);
    let cases = [
        (Header { transcript: state.origin(), ..good }, Invalid::AnotherEpoch),
        (Header { counter: 1, ..good }, Invalid::WrongCounter),
        (Header { seen: good.seen + 1, ..good }, Invalid::WrongReference),
        (Header { seen: good.seen - 1, ..good }, Invalid::WrongReference),
        (Header { log_seen: LogHash([0; 32]), ..good }, Invalid::Forked),
        (Header { sender: MemberId([9; 16]), ..good }, Invalid::NotSeated),
    ];
    for (header, invalid) in cases {
        assert_eq!(tell(&mut state, post(header)), Err(invalid));
    }
    let (behind, mark) = (good, state.head().clone());
    tell(&mut state, post(good)).unwrap();
    assert_eq!(tell(&mut state, post(good)), Err(Invalid::WrongCounter), "a replay");
    tell(&mut state, post(Header { sender: two.id(), ..behind })).unwrap();
    let change = post(one.header(&state));
    tell(&mut state, change).unwrap();
    let back = Header { seen: mark.seq, log_seen: mark.hash, ..one.header(&state) };
    assert_eq!(tell(&mut state, post(back)), Err(Invalid::WrongReference), "unseeing what it saw");
    let three = Hand::new(2);
    tell(&mut state, three.joins()).unwrap();
    let unlisted = post(three.header(&state));
    assert_eq!(tell(&mut state, unlisted), Err(Invalid::NotListed));
}

#[test]
fn r31_counters_end_with_the_epoch() {
    let (mut state, one, _) = pair();
    for _ in 0..POSTS_PER_EPOCH_MAX {
        let event = state.next(post(one.header(&state)), 0);
        state.apply(&event).unwrap();
    }
    let change = post(one.header(&state));
    assert_eq!(tell(&mut state, change), Err(Invalid::WrongCounter));
}

#[test]
fn r31_posts_wait_for_a_rekey_when_a_newcomer_would_be_told_too_much() {
    let mut state = empty();
    let hands: Vec<_> = (0..9).map(Hand::new).collect();
    let ids: Vec<_> = hands.iter().map(Hand::id).collect();
    hands.iter().for_each(|hand| tell(&mut state, hand.joins()).unwrap());
    let change = hands[0].rekeys(&state, &ids);
    tell(&mut state, change).unwrap();
    let say = |state: &mut State, number: usize| {
        let event = state.next(post(hands[number % 9].header(state)), 0);
        state.apply(&event)
    };
    let said = (0..).position(|number| say(&mut state, number).is_err()).unwrap();
    assert_eq!(said, usize::try_from(POSTED_MAX).unwrap());
    assert_eq!(say(&mut state, said), Err(Invalid::Overfull));
    assert!(state.encode().len() < 256 * 1024, "{}", state.encode().len());
    tell(&mut state, Change::Left(ids[8], Departure::Lost)).unwrap();
    let change = hands[0].rekeys(&state, &ids[..8]);
    tell(&mut state, change).unwrap();
    assert_eq!(say(&mut state, 0), Ok(()));
}

#[test]
fn an_owner_is_the_creator_or_shows_the_pin_and_is_seated() {
    let (mut state, one, two) = pair();
    assert!(state.is_owner(&one.id()) && !state.is_owner(&two.id()));
    tell(&mut state, Change::Owner(two.id())).unwrap();
    assert!(state.is_owner(&two.id()));
    tell(&mut state, Change::Left(two.id(), Departure::Left)).unwrap();
    assert!(!state.is_owner(&two.id()));
    assert_eq!(tell(&mut state, Change::Owner(two.id())), Err(Invalid::NotSeated));
}

/// What a random room does next; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Deed {
    Join(u8),
    Leave(u8),
    Post(u8),
    Rekey(u8, u8),
    Resync(u8),
    Fresh(u8),
    Owner(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..6u8).prop_map(Deed::Join),
        1 => (0..6u8).prop_map(Deed::Leave),
        6 => (0..6u8).prop_map(Deed::Post),
        4 => (0..6u8, any::<u8>()).prop_map(|(who, skip)| Deed::Rekey(who, skip)),
        2 => (0..6u8).prop_map(Deed::Resync),
        2 => (0..6u8).prop_map(Deed::Fresh),
        1 => (0..6u8).prop_map(Deed::Owner),
    ]
}

fn change(state: &State, hands: &mut [Hand], deed: &Deed) -> Change {
    match *deed {
        Deed::Join(who) => {
            let last = state.departed.get(&hands[usize::from(who)].id()).copied();
            hands[usize::from(who)].incarnation = last.map_or(0, |last| last + 1);
            hands[usize::from(who)].joins()
        }
        Deed::Leave(who) => Change::Left(hands[usize::from(who)].id(), Departure::Left),
        Deed::Post(who) => post(hands[usize::from(who)].header(state)),
        Deed::Rekey(who, skip) => {
            let author = &hands[usize::from(who)];
            let seats = state.seats().iter().map(Seat::id).enumerate();
            let listed = seats.filter(|(place, id)| *id == author.id() || usize::from(skip % 8) != *place);
            let list: Vec<_> = listed.map(|(_, id)| id).collect();
            author.rekeys(state, &list)
        }
        Deed::Resync(who) => {
            let member = &hands[usize::from(who)];
            Change::Resync(member.sign(member.resync(state)))
        }
        Deed::Fresh(who) => {
            let member = &hands[usize::from(who)];
            Change::Fresh(member.sign(member.fresh(state)))
        }
        Deed::Owner(who) => Change::Owner(hands[usize::from(who)].id()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// R14: whoever joins at any moment goes on from the very state that everyone else has.
    #[test]
    fn r14_a_newcomers_state_is_the_lived_state(deeds in proptest::collection::vec(deed(), 1..60)) {
        let mut state = empty();
        let mut hands: Vec<_> = (0..6).map(Hand::new).collect();
        for deed in &deeds {
            let _ = change(&state, &mut hands, deed);
            let next = change(&state, &mut hands, deed);
            let _ = tell(&mut state, next);
            let bytes = state.encode();
            let snapshot = Snapshot::decode(&bytes).unwrap();
            for claim in snapshot.claims() {
                prop_assert!(holds(claim), "a claim that the owner did sign");
            }
            let told = snapshot.claims_hold();
            prop_assert_eq!(&told, &state);
            prop_assert_eq!(told.encode(), bytes);
        }
    }

    /// R2: whatever the bytes, a snapshot is refused or has one encoding; nothing panics.
    #[test]
    fn r02_a_mangled_snapshot_is_refused_or_canonical(
        deeds in proptest::collection::vec(deed(), 1..20),
        mangles in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut state = empty();
        let mut hands: Vec<_> = (0..6).map(Hand::new).collect();
        for deed in &deeds {
            let next = change(&state, &mut hands, deed);
            let _ = tell(&mut state, next);
        }
        let mut bytes = state.encode();
        prop_assert_eq!(Snapshot::decode(&bytes[..cut.index(bytes.len())]).err().is_some(), true);
        for (place, value) in mangles {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Ok(snapshot) = Snapshot::decode(&bytes) {
            prop_assert_eq!(snapshot.claims_hold().encode(), bytes);
        }
    }
}

fn holds(claim: &snapshot::Claim) -> bool {
    use p256::ecdsa::signature::Verifier as _;
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(claim.key.as_bytes()).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&claim.signature.0).unwrap();
    key.verify(&claim.message, &signature).is_ok()
}

#[test]
fn r14_a_snapshot_with_another_announcement_says_so_by_its_claim() {
    let (state, ..) = pair();
    let bytes = state.encode();
    let announced = point(99);
    let place = bytes.windows(65).position(|window| window == announced.as_bytes()).unwrap();
    let mut swapped = bytes;
    swapped[place..place + 65].copy_from_slice(point(97).as_bytes());
    let snapshot = Snapshot::decode(&swapped).unwrap();
    assert!(snapshot.claims().iter().any(|claim| !holds(claim)));
    assert_eq!(Snapshot::decode(&[]).err(), Some(DecodeError::Short));
}
