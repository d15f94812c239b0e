//! Somebody between two members: what it reads to them differs.

use super::gathering::{commitment, members_hash};
use super::table::{T, person};
use super::{Comparisons, Start, Step, Wish, form};
use crate::content::Body;
use crate::effect::{Break, Comparison, Fingerprint};
use crate::rust_crypto::{RustCrypto, ready};
use burnroom_shared::ids::MemberId;
use burnroom_shared::point::Point;
use zeroize::Zeroizing;

/// Both sides of somebody in the middle: it is Bob to Ada and Ada to Bob, with keys of its own.
fn in_the_middle(suite: &RustCrypto, people: &[(MemberId, Point); 4], seen_first: bool) -> (Fingerprint, Fingerprint) {
    let [ada, false_bob, false_ada, bob] = *people;
    let side = |honest: (MemberId, Point), hostile: (MemberId, Point), chosen: [u8; 32]| {
        let mut mind = Comparisons::new(honest.0);
        let members = [honest, hostile];
        let named = members.map(|(id, _)| id);
        let start =
            Start { transcript: T, starter: honest.0, counter: 1, named: &named, present: &members, wish: Wish::Asked };
        let steps = mind.started(suite, &start, 0).unwrap();
        let [_, Step::Post(Body::Commit { session, commitment: own })] = steps[..] else { panic!("{steps:?}") };
        let hash = members_hash(&session, &members);
        let theirs = commitment(&session, &hash, &hostile.0, &chosen);
        mind.committed(hostile.0, session, theirs, 0);
        let steps = mind.committed(honest.0, session, own, 0);
        let [Step::Post(Body::Reveal { nonce, .. })] = steps[..] else { panic!("{steps:?}") };
        ready(mind.revealed(suite, honest.0, session, nonce)).unwrap().unwrap();
        let steps = ready(mind.revealed(suite, hostile.0, session, chosen)).unwrap().unwrap();
        let [Step::Show(Comparison::Ready { fingerprint, .. })] = &steps[..] else { panic!("{steps:?}") };
        (fingerprint.clone(), nonce)
    };
    // The best it can do: finish with Ada first, then commit to anything it likes on the other side.
    let (code, nonce) = side(ada, false_bob, [1; 32]);
    let chosen = if seen_first { nonce } else { [2; 32] };
    (code, side(bob, false_ada, chosen).0)
}

/// Codes cut to so many bits, so that equal ones happen: how many of each length a code has, and whether they are equal.
struct Cut {
    bits: u32,
    equal: fn(&Fingerprint, &Fingerprint) -> usize,
    of_each: usize,
}

const CUTS: [Cut; 4] = [
    Cut { bits: 6, equal: |one, other| (0..7).filter(|at| one.emoji[*at] == other.emoji[*at]).count(), of_each: 7 },
    Cut { bits: 8, equal: |one, other| (0..5).filter(|at| one.words[*at] == other.words[*at]).count(), of_each: 5 },
    Cut {
        bits: 12,
        equal: |one, other| {
            (0..3).filter(|at| one.emoji[2 * at..2 * at + 2] == other.emoji[2 * at..2 * at + 2]).count()
        },
        of_each: 3,
    },
    Cut {
        bits: 12,
        equal: |one, other| {
            let cut = |code: &Fingerprint| code.digits.parse::<u64>().unwrap() % (1 << 12);
            usize::from(cut(one) == cut(other))
        },
        of_each: 1,
    },
];

#[test]
fn r49_somebody_in_the_middle_gets_two_codes() {
    const SESSIONS: usize = 20_000;
    let suite = RustCrypto::seeded(16);
    let people = [(); 4].map(|()| person(&suite));
    let mut equal = [0; CUTS.len()];
    for index in 0..SESSIONS {
        let (one, other) = in_the_middle(&suite, &people, index % 2 == 0);
        assert!(one.words != other.words && one.emoji != other.emoji && one.digits != other.digits);
        for (count, cut) in equal.iter_mut().zip(&CUTS) {
            *count += (cut.equal)(&one, &other);
        }
    }
    for (count, cut) in equal.into_iter().zip(&CUTS) {
        // Binomial: so many tries, each one in 2^bits. Four deviations to either side.
        let tries = f64::from(u32::try_from(SESSIONS * cut.of_each).unwrap());
        let rate = 0.5_f64.powi(cut.bits.try_into().unwrap());
        let (expected, deviation) = (tries * rate, (tries * rate * (1.0 - rate)).sqrt());
        let off = (f64::from(u32::try_from(count).unwrap()) - expected) / deviation;
        println!("{} bits: {count} equal of {tries}, {expected:.1} expected, {off:+.1} deviations", cut.bits);
        assert!(off.abs() < 4.0, "{} bits: {count} equal, {expected:.1} expected", cut.bits);
        assert!(count > 0, "{} bits: cut codes are equal now and then", cut.bits);
    }
}

#[test]
fn r40_a_commitment_that_is_passed_through_from_the_other_side_opens_nothing() {
    // The shortest way to one code would be one and the same set of nonces: each commitment names whose it is.
    let suite = RustCrypto::seeded(18);
    let [ada, false_bob, false_ada, bob] = [(); 4].map(|()| person(&suite));
    let begin = |honest: (MemberId, Point), hostile: (MemberId, Point)| {
        let mut mind = Comparisons::new(honest.0);
        let members = [honest, hostile];
        let named = members.map(|(id, _)| id);
        let start =
            Start { transcript: T, starter: honest.0, counter: 1, named: &named, present: &members, wish: Wish::Asked };
        let steps = mind.started(&suite, &start, 0).unwrap();
        let [_, Step::Post(Body::Commit { session, commitment })] = steps[..] else { panic!("{steps:?}") };
        (mind, session, commitment)
    };
    let (mut adas, on_adas, by_ada) = begin(ada, false_bob);
    let (mut bobs, on_bobs, by_bob) = begin(bob, false_ada);
    adas.committed(false_bob.0, on_adas, by_bob, 0);
    bobs.committed(false_ada.0, on_bobs, by_ada, 0);
    let nonce = |steps: &[Step]| match steps {
        [Step::Post(Body::Reveal { nonce, .. })] => *nonce,
        other => panic!("{other:?}"),
    };
    let adas_nonce = nonce(&adas.committed(ada.0, on_adas, by_ada, 0));
    let bobs_nonce = nonce(&bobs.committed(bob.0, on_bobs, by_bob, 0));
    for (mind, from, session, nonce) in
        [(&mut adas, false_bob.0, on_adas, bobs_nonce), (&mut bobs, false_ada.0, on_bobs, adas_nonce)]
    {
        let steps = ready(mind.revealed(&suite, from, session, nonce)).unwrap().unwrap();
        assert_eq!(steps, [Step::Show(Comparison::Broken { cause: Break::Misbehaved(from) })]);
    }
}

#[test]
fn without_commitments_somebody_in_the_middle_would_find_an_equal_code() {
    // What the commitments are for: who sees the other nonce first tries until the cut code is equal, twelve bits of it.
    const TRIES: u32 = 1 << 15;
    let suite = RustCrypto::seeded(17);
    let code = |nonces: [[u8; 32]; 2], session: [u8; 16]| {
        let nonces = Zeroizing::new(nonces.concat());
        let [first, second, ..] = ready(form::derive(&suite, &session, &[0; 32], &nonces)).unwrap().unwrap().emoji;
        (first, second)
    };
    let wanted = code([[1; 32], [2; 32]], [1; 16]);
    let grind = |number: u32| {
        let mut nonce = [0; 32];
        nonce[..4].copy_from_slice(&number.to_be_bytes());
        nonce
    };
    let found = (0..TRIES).any(|number| code([[3; 32], grind(number)], [2; 16]) == wanted);
    assert!(found);
}
