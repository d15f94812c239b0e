//! What a name and a title open for, and what is none.

use super::*;
use crate::link::{Link, Parameters};
use crate::rust_crypto::{RustCrypto, ready};
use burnroom_shared::ids::{ErasureCommitment, VouchMac};
use burnroom_shared::point::Point;

fn room(suite: &RustCrypto) -> LinkKeys<RustCrypto> {
    let link = Link::new(Parameters::PLAIN, suite).unwrap();
    ready(LinkKeys::derive(suite, &link)).unwrap().unwrap()
}

fn point(suite: &RustCrypto) -> Point {
    ready(suite.make_signing_key()).unwrap().unwrap().1
}

/// Somebody who announced that it goes by `name`.
fn somebody(suite: &RustCrypto, link: &LinkKeys<RustCrypto>, name: &Name) -> Announcement {
    Announcement {
        signing: point(suite),
        agreement: point(suite),
        room: link.room,
        incarnation: 0,
        erasure: ErasureCommitment([1; 32]),
        name: name.commitment(),
        vouch: VouchMac([0; 32]),
    }
}

fn sealed(suite: &RustCrypto, link: &LinkKeys<RustCrypto>, name: &Name, whose: &Announcement) -> [u8; 174] {
    ready(name.seal(suite, link, &whose.id(), whose.incarnation)).unwrap().unwrap().0
}

fn opened(suite: &RustCrypto, link: &LinkKeys<RustCrypto>, whose: &Announcement, sealed: &[u8; 174]) -> Option<String> {
    ready(open_name(suite, link, whose, sealed)).unwrap()
}

#[test]
fn r16_a_name_opens_for_its_member_and_incarnation_only() {
    let suite = RustCrypto::seeded(1);
    let (link, other) = (room(&suite), room(&suite));
    let name = Name::new(&suite, "Ada").unwrap();
    let ada = somebody(&suite, &link, &name);
    let sealed = sealed(&suite, &link, &name, &ada);
    assert_eq!(opened(&suite, &link, &ada, &sealed).as_deref(), Some("Ada"));
    assert_eq!(opened(&suite, &link, &Announcement { incarnation: 1, ..ada.clone() }, &sealed), None);
    assert_eq!(opened(&suite, &link, &Announcement { signing: point(&suite), ..ada.clone() }, &sealed), None);
    assert_eq!(opened(&suite, &other, &ada, &sealed), None);
    assert_eq!(ready(open_title(&suite, &link, &sealed)).unwrap(), None);
}

#[test]
fn r16_whoever_has_the_link_can_seal_a_name_but_not_the_one_that_was_announced() {
    let suite = RustCrypto::seeded(4);
    let link = room(&suite);
    let name = Name::new(&suite, "Ada").unwrap();
    let ada = somebody(&suite, &link, &name);
    for forged in ["Bob", "ada", "Ada"] {
        let forged = Name::new(&suite, forged).unwrap();
        assert_eq!(opened(&suite, &link, &ada, &sealed(&suite, &link, &forged, &ada)), None);
    }
}

#[test]
fn r16_a_commitment_says_nothing_of_the_name() {
    let suite = RustCrypto::seeded(5);
    let [one, other] = ["Ada", "Ada"].map(|name| Name::new(&suite, name).unwrap().commitment());
    assert_ne!(one, other);
}

#[test]
fn r16_every_sealed_name_has_the_same_length_and_is_checked() {
    let suite = RustCrypto::seeded(2);
    let link = room(&suite);
    let title = |text: &str| ready(seal_title(&suite, &link, text)).unwrap();
    let open = |sealed: &[u8]| ready(open_title(&suite, &link, sealed)).unwrap();
    for text in ["x", &"語".repeat(32)] {
        let sealed = title(text).unwrap();
        assert_eq!(open(&sealed.0).as_deref(), Some(text));
        assert_eq!(open(&sealed.0[1..]), None);
        assert_eq!(open(&[&sealed.0[..], &[0]].concat()), None);
    }
    for bad in ["  ", &"語".repeat(33)] {
        assert_eq!(title(bad), Err(ProfileFault::NotAName));
        assert_eq!(Name::new(&suite, bad).err(), Some(ProfileFault::NotAName));
    }
}

#[test]
fn r16_a_false_plaintext_is_no_name() {
    let good = title_plaintext("Ada").unwrap();
    assert_eq!(text_in(&good), Some("Ada"));
    let mut longer = good.clone();
    longer[1] = 4;
    assert_eq!(text_in(&longer), Some("Ada\0"), "cleaned away before it is shown");
    let mut dirty = good.clone();
    dirty[129] = 1;
    let mut beyond = good.clone();
    beyond[1] = 129;
    let mut not_utf8 = good.clone();
    not_utf8[2] = 0xff;
    for bad in [dirty, beyond, not_utf8, Zeroizing::new(good[..129].to_vec())] {
        assert_eq!(text_in(&bad), None);
    }
    assert!(title_plaintext(&"x".repeat(129)).is_none() && name_plaintext(&[0; 16], &"x".repeat(129)).is_none());
}

#[test]
fn a_hostile_name_is_cleaned_when_it_opens() {
    let suite = RustCrypto::seeded(3);
    let link = room(&suite);
    let hostile = Name { text: Zeroizing::new("\u{202e}adA".to_owned()), salt: Zeroizing::new([7; 16]) };
    let whose = somebody(&suite, &link, &hostile);
    let sealed = sealed(&suite, &link, &hostile, &whose);
    assert_eq!(opened(&suite, &link, &whose, &sealed).as_deref(), Some("adA"));
}
