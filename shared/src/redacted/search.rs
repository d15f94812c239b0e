//! Secrets to plant, and a search that finds a run of one in a text, however it is written. Each crate's redaction test
//! has it; nothing that ships does.

use std::fmt::Debug;

/// So much of a secret, in bytes, is found wherever in it it begins: as much as a PIN has.
const RUN: usize = 6;

/// For every key, token and nonce: bytes that stand nowhere else.
pub(crate) const KEY: [u8; 32] = {
    let mut bytes = [0; 32];
    let mut at = 0;
    while at < bytes.len() {
        bytes[at] = (131 + (at * 53) % 123).to_le_bytes()[0];
        at += 1;
    }
    bytes
};
/// For every text, name and title.
pub(crate) const TEXT: &str = "heron leaves by night";
/// For every PIN.
pub(crate) const PIN: &str = "825063";
/// A link with [`KEY`]'s first half for a secret.
pub(crate) fn fragment() -> String {
    base64(&[&[0x10], &KEY[..16]].concat(), URL_SAFE)
}

/// The last two of 64 characters (RFC 4648).
type Alphabet = [char; 2];
const STANDARD: Alphabet = ['+', '/'];
const URL_SAFE: Alphabet = ['-', '_'];

/// Without padding. By hand: not every crate that has this file has a library for it.
fn base64(bytes: &[u8], last: Alphabet) -> String {
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(last).collect();
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect();
    let sextets = bits.chunks(6).map(|six| six.iter().enumerate().fold(0, |value, (at, bit)| value | bit << (5 - at)));
    sextets.map(|value| alphabet[usize::from(value)]).collect()
}

/// The first bytes of [`KEY`].
pub(crate) const fn key<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut first = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        first[at] = KEY[at];
        at += 1;
    }
    first
}

/// What is written where a secret should not be, and how.
pub(crate) fn found(shown: &str) -> Option<(&'static str, &'static str)> {
    let dense: String = shown.chars().filter(|c| !c.is_whitespace()).collect();
    let planted = [("a key", &KEY[..]), ("a text", TEXT.as_bytes()), ("a PIN", PIN.as_bytes())];
    planted.into_iter().find_map(|(what, secret)| {
        let runs = secret.windows(RUN).flat_map(forms);
        let is_there = |(_, form): &(&str, String)| shown.contains(form.as_str()) || dense.contains(form.as_str());
        runs.into_iter().find(is_there).map(|(how, _)| (what, how))
    })
}

/// Each way in which a program writes bytes; without spaces, as is what is searched.
fn forms(run: &[u8]) -> Vec<(&'static str, String)> {
    let list = |lay: fn(&u8) -> String, between: &str| run.iter().map(lay).collect::<Vec<_>>().join(between);
    let mut forms = vec![
        ("hexadecimal", list(|byte| format!("{byte:02x}"), "")),
        ("hexadecimal, upper case", list(|byte| format!("{byte:02X}"), "")),
        ("hexadecimal, with colons", list(|byte| format!("{byte:02x}"), ":")),
        ("a list of hexadecimal digits", list(|byte| format!("{byte:02x}"), ",")),
        ("a list of hexadecimal numbers", list(|byte| format!("0x{byte:02x}"), ",")),
        ("a list of numbers", list(u8::to_string, ",")),
        ("escaped", run.escape_ascii().to_string()),
    ];
    if let Ok(text) = std::str::from_utf8(run) {
        forms.push(("as it is", text.to_owned()));
        forms.push(("as it is", text.replace(' ', "")));
    }
    for before in 0..3 {
        let shifted = [&vec![0; before][..], run].concat();
        // Characters that also hold bits of the neighbours are left out.
        let (from, to) = ((before * 8).div_ceil(6), shifted.len() * 8 / 6);
        for (how, alphabet) in [("base64", STANDARD), ("base64url", URL_SAFE)] {
            forms.push((how, base64(&shifted, alphabet)[from..to].to_owned()));
        }
    }
    forms
}

/// Shows owners of secrets in every way there is, and counts them.
#[derive(Default)]
pub(crate) struct Search {
    shown: usize,
}

impl Search {
    /// Fails if `owner` shows a secret that was planted in it.
    pub(crate) fn debug(&mut self, owner: &impl Debug) -> &mut Self {
        self.text(&format!("{owner:?}")).text(&format!("{owner:#?}"))
    }

    /// Fails if a secret is in `shown`.
    pub(crate) fn text(&mut self, shown: &str) -> &mut Self {
        assert_eq!(found(shown), None, "{shown}");
        assert!(!shown.is_empty(), "something is shown");
        self.shown += 1;
        self
    }

    /// The control: the same search finds every secret in what shows it, in each way. And how many were searched.
    pub(crate) fn control(&self) -> usize {
        #[derive(Debug)]
        struct Leaky<T>(T);
        let Leaky(is_held) = Leaky(true);
        assert!(is_held);
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let leaks = [
            format!("{:?}", Leaky(KEY)),
            format!("{:#?}", Leaky(key::<16>())),
            format!("{:?}", Leaky(&KEY[9..20])),
            format!("{:?}", Leaky(hex(&KEY))),
            format!("{:?}", Leaky(hex(&KEY[16..]).to_uppercase())),
            format!("{:?}", Leaky(base64(&KEY, STANDARD))),
            format!("{:?}", Leaky(fragment())),
            format!("{:02x?}", Leaky(KEY)),
            format!("{:?}", Leaky(Some(TEXT.to_owned()))),
            format!("{:?}", Leaky(TEXT.as_bytes())),
            format!("{:#?}", Leaky(vec![TEXT; 2])),
            format!("{:?}", Leaky(PIN)),
            format!("{:?}", Leaky(PIN.as_bytes())),
            format!("panicked: no key {TEXT}"),
        ];
        for leak in &leaks {
            assert!(found(leak).is_some(), "the control: {leak}");
        }
        self.shown
    }
}
