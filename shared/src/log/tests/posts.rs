//! Which posts are valid, in the log and beside it: R31, R38.

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
