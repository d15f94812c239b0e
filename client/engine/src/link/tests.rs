//! Links as they are pasted, cut and forged.

use super::*;
use crate::rust_crypto::{RustCrypto, ready};
use proptest::prelude::*;

/// Parameter byte 0x12, secret 00 01 02 … 0f.
const FRAGMENT: &str = "EgABAgMEBQYHCAkKCwwNDg8";

fn keys(link: &Link) -> LinkKeys<RustCrypto> {
    ready(LinkKeys::derive(&RustCrypto::new(), link)).unwrap().unwrap()
}

#[test]
fn r06_a_fragment_is_the_parameter_byte_and_the_secret() {
    let link = Link::parse(FRAGMENT).unwrap();
    assert_eq!(link.parameters(), Parameters::PLAIN.with_anyone_may_burn());
    assert!(link.secret.iter().copied().eq(0..16));
    assert_eq!(link.fragment().as_str(), FRAGMENT);
    let url = format!("https://burn.example/r#{FRAGMENT}");
    assert_eq!(link.url("https://burn.example").as_str(), url);
    assert_eq!(link.url("https://burn.example/").as_str(), url);
}

#[test]
fn r06_length_alphabet_and_spare_bits_are_judged() {
    let cases = [
        ("", LinkFault::Incomplete),
        ("#", LinkFault::Incomplete),
        (&FRAGMENT[..22], LinkFault::Incomplete),
        ("EgABAgMEBQYHCAkKCwwNDg8A", LinkFault::NotALink),
        ("EgABAgMEBQYHCAkKCwwNDg9", LinkFault::NotALink),
        ("EgABAgMEBQYHCAkKCwwNDg=", LinkFault::NotALink),
        ("EgABAgMEBQYHCAkKCwwN Dg", LinkFault::NotALink),
        ("Eg+BAgMEBQYHCAkKCwwNDg8", LinkFault::NotALink),
        ("é", LinkFault::NotALink),
    ];
    for (text, fault) in cases {
        assert_eq!(Link::parse(text).err(), Some(fault), "{text}");
    }
}

#[test]
fn r06_another_version_or_an_unknown_bit_needs_a_newer_client() {
    let known = [0x10, 0x11, 0x12, 0x13];
    for byte in 0..=u8::MAX {
        let mut bytes = vec![byte];
        bytes.extend([7; SECRET_BYTES]);
        let judged = Link::parse(&to_base64(&bytes));
        match judged {
            Ok(link) => assert!(known.contains(&byte) && link.parameters().byte() == byte),
            Err(fault) => {
                assert!(!known.contains(&byte));
                assert_eq!(fault, LinkFault::NeedsNewerClient);
            }
        }
    }
    let with_token = format!("{FRAGMENT}.abc");
    assert_eq!(Link::parse(&with_token).err(), Some(LinkFault::NeedsNewerClient));
}

#[test]
fn a_pasted_link_is_found_in_what_surrounds_it() {
    for pasted in [
        FRAGMENT.to_owned(),
        format!("#{FRAGMENT}"),
        format!("  https://burn.example/r#{FRAGMENT}\n"),
        format!("<https://burn.example/r#{FRAGMENT}>"),
        format!("Come here: http://127.0.0.1:8080/r#{FRAGMENT}, it burns at nine."),
        format!("(https://burn.example/r#{FRAGMENT})."),
        format!("/r#{FRAGMENT}"),
        format!("“https://burn.example/r#{FRAGMENT}”"),
    ] {
        let found = Link::find(&pasted).map(|link| link.fragment().to_string());
        assert_eq!(found.as_deref(), Ok(FRAGMENT), "{pasted}");
    }
    let cases = [
        ("", LinkFault::NotALink),
        ("hello", LinkFault::NotALink),
        ("https://example.org/", LinkFault::NotALink),
        ("https://burn.example/r", LinkFault::Incomplete),
        ("https://burn.example/r#", LinkFault::Incomplete),
        ("https://burn.example/r#EgABAg", LinkFault::Incomplete),
        ("https://burn.example/r#EgABAgMEBQYHCAkKCwwNDg8xyz", LinkFault::NotALink),
        ("https://burn.example/r#EgABAgMEBQYHCAkKCwwNDg8.tok", LinkFault::NeedsNewerClient),
    ];
    for (text, fault) in cases {
        assert_eq!(Link::find(text).err(), Some(fault), "{text}");
    }
}

#[test]
fn r07_every_derived_value_depends_on_the_parameter_byte() {
    let plain = Link { parameters: Parameters::PLAIN, secret: Zeroizing::new([1; 16]) };
    let history = Link { parameters: Parameters::PLAIN.with_history(), secret: Zeroizing::new([1; 16]) };
    let (plain, history) = (keys(&plain), keys(&history));
    assert_ne!(plain.room, history.room);
    assert_ne!(plain.entry, history.entry);
    assert_eq!(plain.entry_hash, EntryHash::of(&plain.entry));
    let suite = RustCrypto::new();
    let mac = |key| ready(suite.mac(key, b"")).unwrap().unwrap();
    let macs = [&plain.vouch, &plain.wrap, &history.vouch, &history.wrap].map(mac);
    let distinct: std::collections::BTreeSet<_> = macs.iter().collect();
    assert_eq!(distinct.len(), macs.len());
}

#[test]
fn nothing_prints_the_secret() {
    let link = Link::parse(FRAGMENT).unwrap();
    assert_eq!(format!("{link:?} {:?}", keys(&link)), "Link(..) LinkKeys(..)");
}

proptest! {
    #[test]
    fn r06_what_parses_is_what_is_printed(secret: [u8; 16], bits in 0..4_u8) {
        let link = Link { parameters: Parameters(0x10 | bits), secret: Zeroizing::new(secret) };
        let again = Link::parse(&link.fragment()).unwrap();
        prop_assert_eq!(again.parameters, link.parameters);
        prop_assert_eq!(*again.secret, secret);
    }

    #[test]
    fn no_text_is_two_links_and_none_panics(text in "\\PC{0,40}") {
        let _ = Link::find(&text);
        if let Ok(link) = Link::parse(&text) {
            let printed = link.fragment();
            prop_assert_eq!(text.trim_start_matches('#'), printed.as_str());
        }
    }
}
