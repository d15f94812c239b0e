//! What the engine relies on; the standards' own examples are in the crate's vector tests.

use super::*;

fn now<F: Future>(future: F) -> F::Output {
    ready(future).expect("this suite never waits")
}

#[test]
fn one_seed_gives_the_same_keys_and_the_system_never_does() {
    let point = |suite: RustCrypto| now(suite.make_signing_key()).unwrap().1;
    assert_eq!(point(RustCrypto::seeded(7)), point(RustCrypto::seeded(7)));
    assert_ne!(point(RustCrypto::seeded(7)), point(RustCrypto::seeded(8)));
    assert_ne!(point(RustCrypto::new()), point(RustCrypto::new()));
}

#[test]
fn a_signature_holds_for_its_key_and_message_only() {
    let suite = RustCrypto::seeded(1);
    let (key, public) = now(suite.make_signing_key()).unwrap();
    let (_, other) = now(suite.make_signing_key()).unwrap();
    let signature = now(suite.sign(&key, b"yes")).unwrap();
    assert_eq!(now(suite.verify(&public, b"yes", &signature)), Ok(true));
    assert_eq!(now(suite.verify(&public, b"no", &signature)), Ok(false));
    assert_eq!(now(suite.verify(&other, b"yes", &signature)), Ok(false));
    let nothing = Signature([0; 64]);
    assert_eq!(now(suite.verify(&public, b"yes", &nothing)), Ok(false));
}

#[test]
fn both_ends_of_an_agreement_wrap_and_unwrap_the_same_secret() {
    let suite = RustCrypto::seeded(2);
    let (ours, our_point) = now(suite.make_agreement_key()).unwrap();
    let (theirs, their_point) = now(suite.make_agreement_key()).unwrap();
    let here = now(suite.agree_wrap_key(&ours, &their_point, b"salt", b"info")).unwrap();
    let there = now(suite.agree_wrap_key(&theirs, &our_point, b"salt", b"info")).unwrap();
    let secret = now(suite.make_epoch_secret()).unwrap();
    let mut slot = now(suite.wrap(&secret, &here)).unwrap();

    let opened = now(suite.unwrap(&slot, &there)).expect("the other end's key opens the slot");
    let direct = now(suite.import_base_key(secret.0.as_slice())).unwrap();
    assert_eq!(now(suite.derive_bytes(&opened, b"", b"x")), now(suite.derive_bytes(&direct, b"", b"x")));

    let elsewhere = now(suite.agree_wrap_key(&theirs, &our_point, b"salt", b"other")).unwrap();
    assert!(now(suite.unwrap(&slot, &elsewhere)).is_none());
    slot.0[39] ^= 1;
    assert!(now(suite.unwrap(&slot, &there)).is_none());
}

#[test]
fn a_sealed_body_opens_only_as_it_was_sealed() {
    let suite = RustCrypto::seeded(3);
    let key = now(suite.import_aead_key(Zeroizing::new([9; 32]))).unwrap();
    let sealed = now(suite.seal(&key, &[1; 12], b"header", b"body")).unwrap();
    assert_eq!(sealed.len(), b"body".len() + 16);
    let open = |iv, header: &[u8], sealed: &[u8]| now(suite.open(&key, iv, header, sealed));
    assert_eq!(open(&[1; 12], b"header", &sealed).as_deref(), Some(&b"body".to_vec()));
    assert!(open(&[2; 12], b"header", &sealed).is_none());
    assert!(open(&[1; 12], b"Header", &sealed).is_none());
    assert!(open(&[1; 12], b"header", &sealed[1..]).is_none());
    assert!(open(&[1; 12], b"header", &[]).is_none());
}

#[test]
fn a_mac_is_judged_by_the_suite() {
    let suite = RustCrypto::seeded(4);
    let base = now(suite.import_base_key(b"secret")).unwrap();
    let key = now(suite.derive_mac_key(&base, b"", b"mac")).unwrap();
    let mut mac = now(suite.mac(&key, b"message")).unwrap();
    assert_eq!(now(suite.mac_holds(&key, b"message", &mac)), Ok(true));
    assert_eq!(now(suite.mac_holds(&key, b"massage", &mac)), Ok(false));
    mac[0] ^= 1;
    assert_eq!(now(suite.mac_holds(&key, b"message", &mac)), Ok(false));
}

#[test]
fn nothing_prints_its_bytes() {
    let suite = RustCrypto::seeded(5);
    let signing = now(suite.make_signing_key()).unwrap().0;
    let agreement = now(suite.make_agreement_key()).unwrap().0;
    let printed = format!(
        "{signing:?} {agreement:?} {:?} {:?} {:?} {:?} {:?}",
        BaseKey(Zeroizing::new(vec![0xab; 32])),
        NewSecret(Zeroizing::new([0xab; 32])),
        WrapKey(Zeroizing::new([0xab; 32])),
        MacKey(Zeroizing::new(vec![0xab; 32])),
        AeadKey(Zeroizing::new([0xab; 32])),
    );
    assert_eq!(printed, "SigningKey(..) AgreementKey(..) BaseKey(..) NewSecret(..) WrapKey(..) MacKey(..) AeadKey(..)");
}
