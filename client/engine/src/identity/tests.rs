//! Which agreement key is kept for how long.

use super::*;
use crate::link::{Link, Parameters};
use crate::rust_crypto::{RustCrypto, ready};

const ORIGIN: Transcript = Transcript([1; 32]);

fn device() -> (RustCrypto, Identity<RustCrypto>) {
    let suite = RustCrypto::seeded(1);
    let link = Link::new(Parameters::PLAIN, &suite).unwrap();
    let keys = ready(LinkKeys::derive(&suite, &link)).unwrap().unwrap();
    let identity = ready(Identity::make(&suite, &keys, "Ada")).unwrap().unwrap();
    (suite, identity)
}

/// The public half of the key in force at `at`, as somebody else would agree with it.
fn agrees(suite: &RustCrypto, identity: &Identity<RustCrypto>, at: u64, public: &Point) -> bool {
    let Some(own) = identity.agreement_at(at) else { return false };
    let (other, other_point) = ready(suite.make_agreement_key()).unwrap().unwrap();
    let key = |own, with| ready(suite.agree_aead_key(own, with, &[], &[])).unwrap().unwrap();
    let sealed = ready(suite.seal(&key(&other, public), &[0; 12], &[], b"for whoever has it")).unwrap().unwrap();
    ready(suite.open(&key(own, &other_point), &[0; 12], &[], &sealed)).unwrap().is_some()
}

/// Makes the key `number`, which comes to the log as event `seq`; its public half.
fn renew(suite: &RustCrypto, identity: &mut Identity<RustCrypto>, (number, seq): (u32, u64)) -> Point {
    let fresh = ready(identity.renew(suite, ORIGIN, number)).unwrap().unwrap();
    let public = fresh.act().agreement;
    assert!(identity.renewed(&public, seq));
    public
}

#[test]
fn r29_a_key_is_kept_until_a_rekey_has_read_its_successor() {
    let (suite, mut identity) = device();
    let first = identity.announcement().act().agreement;
    let second = renew(&suite, &mut identity, (1, 10));
    // A rekey whose author had not read the fresh key is for the one before, whenever it arrives.
    assert!(agrees(&suite, &identity, 9, &first) && agrees(&suite, &identity, 10, &second));
    assert!(!agrees(&suite, &identity, 10, &first) && !agrees(&suite, &identity, 9, &second));
    identity.forget_before(9);
    assert!(agrees(&suite, &identity, 9, &first), "nobody has used the second yet");
    identity.forget_before(10);
    assert!(identity.agreement_at(9).is_none(), "whoever gets the device does not get the first");
    assert!(agrees(&suite, &identity, 10, &second) && agrees(&suite, &identity, u64::MAX, &second));
}

#[test]
fn r29_however_many_keys_there_are_only_the_one_in_force_is_left() {
    let (suite, mut identity) = device();
    renew(&suite, &mut identity, (1, 10));
    let second = renew(&suite, &mut identity, (2, 20));
    let third = renew(&suite, &mut identity, (3, 30));
    identity.forget_before(29);
    assert!(agrees(&suite, &identity, 25, &second) && agrees(&suite, &identity, 30, &third));
    assert!(identity.agreement_at(19).is_none());
    assert_eq!(identity.agreements.len(), 2);
}

#[test]
fn r29_whoever_takes_a_seat_again_keeps_no_key_of_the_one_before() {
    let (suite, mut identity) = device();
    let before = identity.announcement().act().agreement;
    let link = Link::new(Parameters::PLAIN, &suite).unwrap();
    let keys = ready(LinkKeys::derive(&suite, &link)).unwrap().unwrap();
    ready(identity.again(&suite, &keys)).unwrap().unwrap();
    let after = identity.announcement().act().agreement;
    assert!(agrees(&suite, &identity, 5, &after) && !agrees(&suite, &identity, 5, &before));
}
