//! Whoever does not play by the rules is named, and gets no code out of it.

use super::gathering::{commitment, members_hash, session_id};
use super::table::{T, Table, person};
use super::*;
use crate::rust_crypto::RustCrypto;

#[test]
fn everyone_reads_the_same_code_and_marks_everyone() {
    for size in [2, 3, 10] {
        let mut table = Table::of(size, 1);
        assert_eq!(table.start(1, Wish::Asked), vec![Ok(()); size]);
        assert!(table.talk(None).is_empty());
        for who in 0..size {
            assert_eq!(table.code(who), table.code(0));
            assert_eq!(table.minds[who].matched(), Some(table.ids()));
            assert_eq!(table.minds[who].matched(), None, "answered once");
        }
    }
}

#[test]
fn r40_place_starter_members_and_keys_are_bound() {
    let suite = RustCrypto::seeded(2);
    let (a, b, other) = (person(&suite), person(&suite), person(&suite));
    let session = session_id(&T, &a.0, 1);
    assert_ne!(session, session_id(&Transcript([8; 32]), &a.0, 1));
    assert_ne!(session, session_id(&T, &b.0, 1));
    assert_ne!(session, session_id(&T, &a.0, 2));
    let hash = members_hash(&session, &[a, b]);
    assert_ne!(hash, members_hash(&session, &[b, a]));
    assert_ne!(hash, members_hash(&[0; 16], &[a, b]));
    assert_ne!(hash, members_hash(&session, &[a, (b.0, other.1)]));
    assert_ne!(hash, members_hash(&session, &[a, (other.0, b.1)]));
    let one = commitment(&session, &hash, &a.0, &[1; 32]);
    assert_ne!(one, commitment(&session, &hash, &b.0, &[1; 32]));
    assert_ne!(one, commitment(&session, &hash, &a.0, &[2; 32]));
    assert_ne!(one, commitment(&session, &[0; 32], &a.0, &[1; 32]));
}

#[test]
fn r41_only_exactly_those_who_are_here() {
    let refused = |named: &dyn Fn(&Table) -> Vec<MemberId>| {
        let mut table = Table::of(3, 3);
        let named = named(&table);
        let judged = table.start_of(0, &named, Wish::Asked);
        assert!(table.said.is_empty() && table.shown.iter().all(Vec::is_empty));
        judged
    };
    let others = vec![Err(NotJoined::OtherMembers); 3];
    assert_eq!(refused(&|table| table.ids()[..2].to_vec()), others, "one left out");
    assert_eq!(refused(&|table| table.ids()[1..].to_vec()), others, "without the starter");
    assert_eq!(refused(&|table| [table.ids(), vec![table.id(0)]].concat()), others, "twice");
    assert_eq!(refused(&|table| [table.ids(), vec![MemberId([1; 16])]].concat()), others, "a stranger");
    assert_eq!(Table::of(1, 3).start(0, Wish::Asked), [Err(NotJoined::Alone)]);
}

#[test]
fn r42_one_at_a_time_with_pauses_and_not_too_many() {
    let mut table = Table::of(2, 4);
    assert_eq!(table.start(0, Wish::Automatic), [Ok(()), Ok(())]);
    assert_eq!(table.start(1, Wish::Asked), [Err(NotJoined::Busy); 2]);
    table.talk(None);
    table.now_ms += PAUSE_MS - 1;
    assert_eq!(table.start(1, Wish::Automatic), [Err(NotJoined::TooSoon); 2]);
    assert_eq!(table.minds[0].open_from_ms(&[table.id(1), table.id(0)]), table.now_ms + 1);
    for _ in 1..SESSIONS_MAX {
        table.now_ms += PAUSE_MS;
        assert_eq!(table.start(1, Wish::Automatic), [Ok(()), Ok(())]);
        table.talk(None);
    }
    table.now_ms += PAUSE_MS;
    let judged = table.start(1, Wish::Asked);
    assert_eq!(judged, [Err(NotJoined::TooMany), Ok(())], "who asked takes part");
    table.now_ms += WINDOW_MS;
    table.minds[1].tick(table.now_ms);
    assert_eq!(table.start(0, Wish::Automatic), [Ok(()), Ok(())]);
}

#[test]
fn r43_a_second_commitment_or_somebody_elses_names_its_author() {
    let mut table = Table::of(3, 5);
    table.start(0, Wish::Asked);
    let session = table.session(0);
    table.talk(Some(2));
    table.log(1, &Body::Commit { session, commitment: [1; 32] });
    assert_eq!([table.cause(0), table.cause(2)], [Break::Misbehaved(table.id(1)); 2]);
    assert_eq!(table.reveals(), 0);

    let mut table = Table::of(2, 6);
    let outsider = person(&table.suite);
    table.start(0, Wish::Asked);
    let session = table.session(0);
    let steps = table.minds[0].committed(outsider.0, session, [1; 32], table.now_ms);
    let cause = Break::Misbehaved(outsider.0);
    assert_eq!(steps, [Step::Show(Comparison::Broken { cause })]);

    let me = table.id(1);
    let steps = table.minds[1].committed(me, session, [1; 32], table.now_ms);
    let cause = Break::Misbehaved(me);
    assert_eq!(steps, [Step::Show(Comparison::Broken { cause })], "in one's own name");
}

#[test]
fn r44_nothing_is_revealed_before_every_commitment_is_back() {
    for late in 0..3 {
        let mut table = Table::of(3, 7);
        table.start(0, Wish::Asked);
        let withheld = table.talk(Some(late));
        assert_eq!((withheld.len(), table.reveals()), (1, 0), "without {late}'s");
        table.log(late, &withheld[0]);
        assert_eq!(table.reveals(), 3);
        table.talk(None);
        assert_eq!(table.code(late), table.code((late + 1) % 3));
    }
}

#[test]
fn r45_not_after_20_seconds_nor_after_a_departure() {
    let mut table = Table::of(3, 8);
    table.start(0, Wish::Asked);
    let withheld = table.talk(Some(2));
    assert_eq!(table.minds[0].next_ms(), Some(table.now_ms + gathering::GATHER_MS));
    table.now_ms += gathering::GATHER_MS;
    table.log(2, &withheld[0]);
    assert_eq!((table.cause(0), table.reveals()), (Break::Silence, 0));

    let mut table = Table::of(3, 9);
    table.start(0, Wish::Asked);
    let withheld = table.talk(Some(2));
    let reveal = Body::Reveal { session: table.session(0), nonce: [0; 32] };
    assert!(table.minds[0].wants(&reveal, table.now_ms));
    assert!(!table.minds[0].wants(&reveal, table.now_ms + gathering::GATHER_MS));
    let gone = table.id(1);
    assert!(table.minds[0].left(MemberId([1; 16])).is_empty(), "somebody else");
    let steps = table.minds[0].left(gone);
    table.take(0, steps);
    assert_eq!(table.cause(0), Break::Left(gone));
    assert!(!table.minds[0].wants(&reveal, table.now_ms));
    table.log(2, &withheld[0]);
    assert!(!table.said.iter().any(|(who, _)| *who == 0));
}

#[test]
fn r46_a_nonce_that_does_not_fit_or_comes_early_or_twice_names_its_author() {
    let committed = |seed| {
        let mut table = Table::of(3, seed);
        table.start(0, Wish::Asked);
        while table.reveals() < 3 {
            let (from, body) = table.said.pop_front().unwrap();
            table.log(from, &body);
        }
        table
    };
    let mut table = committed(10);
    let session = table.session(0);
    table.log(1, &Body::Reveal { session, nonce: [0; 32] });
    assert_eq!([table.cause(0), table.cause(2)], [Break::Misbehaved(table.id(1)); 2]);

    let mut table = committed(11);
    let (from, reveal) = table.said.pop_front().unwrap();
    table.log(from, &reveal);
    table.log(from, &reveal);
    assert_eq!(table.cause(0), Break::Misbehaved(table.id(from)), "twice");

    let mut table = committed(12);
    let (from, reveal) = table.said.pop_front().unwrap();
    table.log((from + 1) % 3, &reveal);
    assert_eq!(table.cause(0), Break::Misbehaved(table.id((from + 1) % 3)), "another's");

    let mut table = Table::of(3, 13);
    table.start(0, Wish::Asked);
    table.talk(Some(2));
    let session = table.session(0);
    table.log(1, &Body::Reveal { session, nonce: [0; 32] });
    assert_eq!(table.cause(0), Break::Misbehaved(table.id(1)), "before all commitments");
}

#[test]
fn r46_a_nonce_that_fits_comes_early_all_the_same() {
    for early in [true, false] {
        let mut table = Table::of(3, 13);
        table.start(0, Wish::Asked);
        let (session, nonce) = (table.session(0), [5; 32]);
        // Its own program, which could show one to some and wait what the last one commits to.
        let members = members_hash(&session, &table.members);
        let commitment = commitment(&session, &members, &table.id(1), &nonce);
        let mut honest: Vec<_> = table.said.drain(..).filter(|(from, _)| *from != 1).collect();
        let last = honest.pop().unwrap();
        table.log(1, &Body::Commit { session, commitment });
        honest.iter().for_each(|(from, body)| table.log(*from, body));
        if !early {
            table.log(last.0, &last.1);
        }
        table.log(1, &Body::Reveal { session, nonce });
        let named = Comparison::Broken { cause: Break::Misbehaved(table.id(1)) };
        assert_eq!(table.shown[0].contains(&named), early);
    }
}

#[test]
fn r47_what_is_over_accepts_nothing() {
    let mut table = Table::of(2, 14);
    table.start(0, Wish::Asked);
    let mut log = Vec::new();
    while let Some((from, body)) = table.said.pop_front() {
        table.log(from, &body);
        log.push((from, body));
    }
    let (code, session) = (table.code(0).clone(), table.session(0));
    for (from, body) in log {
        table.log(from, &body);
    }
    table.log(1, &Body::Reveal { session, nonce: [0; 32] });
    assert!(*table.code(0) == code && table.said.is_empty());
    assert_eq!(table.minds[0].next_ms(), None);
    let other = table.id(1);
    assert!(table.minds[0].tick(u64::MAX).is_empty() && table.minds[0].left(other).is_empty());
    table.counter -= 1;
    table.now_ms += PAUSE_MS;
    assert_eq!(table.start(0, Wish::Asked), [Err(NotJoined::Repeated); 2]);
    assert!(table.minds[0].differed() && !table.minds[0].differed());
}

#[test]
fn r48_after_three_sessions_broken_off_at_one_member_somebody_has_to_ask() {
    let mut table = Table::of(3, 15);
    for _ in 0..BREAKS_MAX {
        assert_eq!(table.start(0, Wish::Automatic), [Ok(()); 3]);
        // The third one sees everyone's nonce and says nothing: the code does not please it.
        let commits: Vec<_> = table.said.drain(..).collect();
        commits.iter().for_each(|(from, body)| table.log(*from, body));
        table.talk(Some(2));
        table.now_ms += gathering::GATHER_MS;
        for who in 0..3 {
            let steps = table.minds[who].tick(table.now_ms);
            table.take(who, steps);
        }
        assert_eq!(table.cause(0), Break::Silence);
    }
    let judged = table.start(0, Wish::Asked);
    assert_eq!(judged[..2], [Ok(()), Err(NotJoined::Distrusted)]);
    let two = table.ids()[..2].to_vec();
    table.now_ms += PAUSE_MS;
    assert_eq!(table.minds[1].may_join_unasked(&two, table.now_ms), Ok(()), "nor with anybody else");
}

#[test]
fn nothing_prints_a_nonce() {
    let mut table = Table::of(2, 18);
    table.start(0, Wish::Asked);
    assert!(format!("{:?}", table.minds[0]).contains("Gathering(..)"));
}
