//! Somebody between two members: what it reads to them differs.

use super::gathering::{commitment, members_hash};
use super::table::{T, person};
use super::{Comparisons, Start, Step, Wish, form};
use crate::content::Body;
use crate::effect::{Comparison, Fingerprint};
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

#[test]
fn r49_somebody_in_the_middle_gets_two_codes() {
    const TRIES: usize = 1_500;
    let suite = RustCrypto::seeded(16);
    let people = [(); 4].map(|()| person(&suite));
    // Cut to the first of seven pictures, six bits, a try succeeds once in 64: 23 expected, 10 to 40 within four sigma.
    let mut equal_pictures = 0;
    for index in 0..TRIES {
        let (one, other) = in_the_middle(&suite, &people, index % 2 == 0);
        assert!(one.words != other.words && one.emoji != other.emoji && one.digits != other.digits);
        equal_pictures += usize::from(one.emoji[0] == other.emoji[0]);
    }
    assert!((5..=42).contains(&equal_pictures), "{equal_pictures}");
}

#[test]
fn without_commitments_somebody_in_the_middle_would_find_an_equal_code() {
    // What the commitments are for: who sees the other nonce first tries until the cut code is equal.
    let suite = RustCrypto::seeded(17);
    let code = |nonces: [[u8; 32]; 2], session: [u8; 16]| {
        let nonces = Zeroizing::new(nonces.concat());
        ready(form::derive(&suite, &session, &[0; 32], &nonces)).unwrap().unwrap().emoji[0]
    };
    let wanted = code([[1; 32], [2; 32]], [1; 16]);
    let found = (0..=u8::MAX).any(|grind| code([[3; 32], [grind; 32]], [2; 16]) == wanted);
    assert!(found);
}
