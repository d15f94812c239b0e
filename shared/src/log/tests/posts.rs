//! Which posts are valid, in the log and beside it: R31, R38.

use super::hand::Hand;
use super::stage::{empty, pair, post, tell};
use crate::envelope::{Header, Lane};
use crate::ids::{LogHash, MemberId};
use crate::limits::POSTS_PER_EPOCH_MAX;
use crate::log::{Change, Departure, Invalid, POSTED_MAX, State};

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
fn r38_a_post_beside_the_log_is_a_keyed_members_that_has_the_same_log() {
    let (mut state, one, mut two) = pair();
    let good = Header { lane: Lane::Ephemeral, ..one.header(&state) };
    let cases = [
        (Header { lane: Lane::Durable, ..good }, Invalid::ElsewhereMade),
        (Header { transcript: state.origin(), ..good }, Invalid::AnotherEpoch),
        (Header { seen: good.seen + 1, ..good }, Invalid::WrongReference),
        (Header { seen: u64::MAX, ..good }, Invalid::WrongReference),
        (Header { seen: state.epoch().seq - 1, ..good }, Invalid::WrongReference),
        (Header { log_seen: LogHash([0; 32]), ..good }, Invalid::Forked),
        (Header { sender: MemberId([9; 16]), ..good }, Invalid::NotSeated),
    ];
    for (header, invalid) in cases {
        assert_eq!(state.judge_ephemeral(&header), Err(invalid));
    }
    let ahead = Header { counter: u32::MAX, ..good };
    assert_eq!((state.judge_ephemeral(&good), state.judge_ephemeral(&ahead)), (Ok(()), Ok(())), "it uses up no key");
    assert_eq!(tell(&mut state, post(good)), Err(Invalid::ElsewhereMade), "and is not in the log");
    let said = post(one.header(&state));
    tell(&mut state, said).unwrap();
    let said = post(one.header(&state));
    tell(&mut state, said).unwrap();
    assert_eq!(state.judge_ephemeral(&good), Ok(()), "it may be older than what its sender has said since");

    let three = Hand::new(2);
    tell(&mut state, three.joins()).unwrap();
    let unlisted = Header { lane: Lane::Ephemeral, ..three.header(&state) };
    assert_eq!(state.judge_ephemeral(&unlisted), Err(Invalid::NotListed));
    tell(&mut state, Change::Left(two.id(), Departure::Lost)).unwrap();
    two.incarnation = 1;
    tell(&mut state, two.joins()).unwrap();
    let returned = Header { lane: Lane::Ephemeral, ..two.header(&state) };
    assert_eq!(state.judge_ephemeral(&returned), Err(Invalid::NotListed), "listed before, and without the key");
}
