//! Whoever comes late goes on from the very state that everyone else has, at any moment of any room: R14, R02.

use super::deeds::{Cast, Deed, HANDS, deed};
use super::hand::{Hand, point};
use super::stage::{act, empty, move_on, pair, rekey_for_all, seated, tell};
use crate::codec::DecodeError;
use crate::envelope::{Header, Lane};
use crate::log::snapshot::{Claim, Snapshot};
use crate::log::{Change, Departure, Invalid, State};
use crate::signed::{Act, Power, Rekey};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Rooms that are lived through in each run; about ninety deeds each, a hundred thousand together.
const ROOMS: u32 = 1_200;
/// A newcomer's state is taken over anew after so many deeds, and lived on with in between.
const NEWCOMER_EVERY: usize = 9;
/// Every kind of event that the log knows.
const KINDS: std::ops::RangeInclusive<u8> = 1..=18;

fn holds(claim: &Claim) -> bool {
    use p256::ecdsa::signature::Verifier as _;
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(claim.key.as_bytes()).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&claim.signature.0).unwrap();
    key.verify(&claim.message, &signature).is_ok()
}

/// How often each kind of event was valid, and how often it was not.
type Tally = BTreeMap<u8, (usize, usize)>;

fn count(tally: &mut Tally, kind: u8, told: Result<(), Invalid>) {
    let (valid, invalid) = tally.entry(kind).or_default();
    *(if told.is_ok() { valid } else { invalid }) += 1;
}

/// Takes over `state` as a newcomer does. Signatures that `checked` has are not checked again.
fn taken_over(state: &State, checked: &mut BTreeSet<(Vec<u8>, [u8; 64])>) -> Result<State, TestCaseError> {
    let bytes = state.encode();
    let snapshot = Snapshot::decode(&bytes).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    for claim in snapshot.claims() {
        let is_new = checked.insert((claim.message.clone(), claim.signature.0));
        prop_assert!(!is_new || holds(claim), "a claim that its owner did sign");
    }
    let told = snapshot.claims_hold();
    prop_assert_eq!(&told, state);
    prop_assert_eq!(told.encode(), bytes);
    Ok(told)
}

/// The verdict on `change` as the next event, and where it would lead.
fn verdict(state: &State, change: &Change) -> Result<State, Invalid> {
    let mut state = state.clone();
    let event = state.next(change.clone(), state.head().time_ms + 1_000);
    state.apply(&event).map(|()| state)
}

/// Both states say the same of everything that `who` might do next.
fn judge_alike(told: &State, lived: &State, ghosts: &mut Cast, who: u8) -> TestCaseResult {
    for change in ghosts.everything(lived, who) {
        prop_assert_eq!(verdict(told, &change), verdict(lived, &change), "kind {}", change.kind());
        match change {
            Change::Rekey(rekey) => {
                let time_ms = lived.head().time_ms;
                prop_assert_eq!(told.judge_rekey(&rekey, time_ms), lived.judge_rekey(&rekey, time_ms));
            }
            Change::Post(post) => {
                let beside = Header { lane: Lane::Ephemeral, ..post.header };
                prop_assert_eq!(told.judge_ephemeral(&beside), lived.judge_ephemeral(&beside));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Lives through one room; at every moment compares it with what a newcomer is told.
fn live_through(deeds: &[Deed], tally: &mut Tally) -> TestCaseResult {
    let (mut lived, mut cast, mut ghosts) = (empty(), Cast::new(), Cast::unsigned());
    let (mut newcomer, mut checked) = (lived.clone(), BTreeSet::new());
    for (turn, deed) in deeds.iter().enumerate() {
        let change = cast.change(&lived, *deed);
        let event = newcomer.next(change.clone(), newcomer.head().time_ms + 1_000);
        let told = tell(&mut lived, change);
        prop_assert_eq!(newcomer.apply(&event), told);
        prop_assert_eq!(&newcomer, &lived);
        count(tally, event.change.kind(), told);
        let fresh = taken_over(&lived, &mut checked)?;
        judge_alike(&fresh, &lived, &mut ghosts, u8::try_from(turn % usize::from(HANDS)).unwrap())?;
        if turn % NEWCOMER_EVERY == 0 {
            newcomer = fresh;
        }
    }
    Ok(())
}

#[test]
fn r14_a_newcomers_state_is_the_lived_state() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(ROOMS) };
    let tally = RefCell::new(Tally::new());
    let rooms = proptest::collection::vec(deed(), 40..140);
    TestRunner::new(config).run(&rooms, |deeds| live_through(&deeds, &mut tally.borrow_mut())).unwrap();
    // A kind of event that never came about, or was never refused, would have been compared for nothing.
    let tally = tally.into_inner();
    let seldom = KINDS.filter(|kind| tally.get(kind).is_none_or(|(valid, invalid)| *valid < 5 || *invalid < 5));
    assert_eq!(seldom.collect::<Vec<u8>>(), Vec::<u8>::new(), "{tally:?}");
    let events: usize = tally.values().map(|(valid, _)| valid).sum();
    let told: usize = tally.values().map(|(valid, invalid)| valid + invalid).sum();
    assert!(events > 18_000 && told >= 100_000, "{events} of {told}: {tally:?}");
}

/// The state after `deeds`.
fn after(deeds: &[Deed]) -> State {
    let (mut state, mut cast) = (empty(), Cast::unsigned());
    for deed in deeds {
        let next = cast.change(&state, *deed);
        let _ = tell(&mut state, next);
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the bytes, a snapshot is refused or has one encoding, and whoever took it over can go on: nothing panics.
    #[test]
    fn r02_a_mangled_snapshot_is_refused_or_canonical(
        deeds in proptest::collection::vec(deed(), 1..60),
        mangles in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 32),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = after(&deeds).encode();
        prop_assert!(Snapshot::decode(&bytes[..cut.index(bytes.len())]).is_err());
        prop_assert!(Snapshot::decode(&[&bytes[..], &[0]].concat()).is_err());
        for (place, value) in mangles {
            let mut mangled = bytes.clone();
            mangled[place.index(bytes.len())] = value;
            let Ok(snapshot) = Snapshot::decode(&mangled) else { continue };
            let state = snapshot.claims_hold();
            prop_assert_eq!(state.encode(), mangled);
            for change in Cast::unsigned().everything(&state, value % HANDS) {
                let _ = verdict(&state, &change);
            }
        }
    }
}

/// A state in which every list and flag of the encoding has something in it.
fn full() -> State {
    let (mut state, hands) = seated(5);
    let [one, two, three, four, five] = <[Hand; 5]>::try_from(hands).ok().unwrap();
    tell(&mut state, Change::Left(five.id(), Departure::Lost)).unwrap();
    let fresh = Change::Fresh(two.sign(two.fresh(&state)));
    tell(&mut state, fresh).unwrap();
    move_on(&mut state, &one, Some(four.id()));
    rekey_for_all(&mut state, &one);
    move_on(&mut state, &one, None);
    for power in [Power::Lock, Power::Close, Power::Extend { deadline_ms: state.head().time_ms + 3_600_000 }] {
        act(&mut state, &one, power).unwrap();
    }
    let changes = [
        Change::Resync(two.sign(two.resync(&state))),
        Change::Relink(two.sign(two.relink(&state))),
        Change::Relink(three.sign(three.relink(&state))),
        Change::Profile(Box::new(one.sign(one.profile(&state)))),
    ];
    changes.into_iter().for_each(|change| tell(&mut state, change).unwrap());
    let answer = Change::Linkbox(Box::new(one.sign(one.linkbox(&state, two.id()))));
    tell(&mut state, answer).unwrap();
    state
}

#[test]
fn r14_what_owners_set_and_who_lacks_the_link_is_told_whole() {
    let state = full();
    let told = Snapshot::decode(&state.encode()).unwrap().claims_hold();
    assert_eq!(told, state);
    assert_eq!((told.rules(), told.address()), (state.rules(), state.address()));
    assert!(told.rules().locked && told.rules().closed && told.rules().deadline_ms.is_some());
    assert_eq!((told.address().asked.len(), told.address().unanswered().count()), (2, 1));
    assert_eq!((told.address().named.len(), told.departed.len()), (1, 2));
    assert!(told.is_kicked(&Hand::new(3).id()) && !told.is_kicked(&Hand::new(4).id()));
}

/// No byte of a state is idle: with any other value it is refused or another state.
#[test]
fn r02_every_byte_of_a_state_says_something() {
    let state = full();
    let bytes = state.encode();
    for place in 0..bytes.len() {
        for bit in [0x01, 0x80] {
            let mut mangled = bytes.clone();
            mangled[place] ^= bit;
            let Ok(snapshot) = Snapshot::decode(&mangled) else { continue };
            let changed = snapshot.claims_hold();
            assert_eq!(changed.encode(), mangled, "byte {place}");
        }
    }
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

/// What no signature covers shows at the next rekey or post: both name L, which hangs on every event so far.
#[test]
fn r14_a_newcomer_that_was_told_another_log_refuses_the_next_rekey() {
    let (mut lived, one, two) = pair();
    let mut elsewhere = lived.clone();
    tell(&mut lived, Change::Left(two.id(), Departure::Left)).unwrap();
    tell(&mut elsewhere, Change::Left(two.id(), Departure::Lost)).unwrap();
    let rekey: Rekey = one.rekey(&lived, &[one.id()]);
    assert_eq!(Rekey::decode(&rekey.encode()).as_ref(), Ok(&rekey));
    let verified = one.sign(rekey);
    let time_ms = lived.head().time_ms;
    assert_eq!(elsewhere.judge_rekey(&verified, time_ms), Err(Invalid::Forked));
    assert!(lived.judge_rekey(&verified, time_ms).is_ok());
}
