//! Which crate may link what. Pure: reads `cargo tree` text, answers complaints.
//! The relay cannot decrypt because it links nothing that can; the engine runs anywhere because it links no platform.

/// What a dependency must not be.
#[derive(Debug, Clone, Copy)]
enum Never {
    /// Every crate whose name starts so.
    Starting(&'static str),
    /// Every crate whose name contains this.
    Containing(&'static str),
    /// One crate.
    Named(&'static str),
}

/// One crate of ours and what it must not reach, over normal and build dependencies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    /// The crate.
    pub(crate) package: &'static str,
    /// Those of our own it may link, itself included.
    ours: &'static [&'static str],
    never: &'static [Never],
    /// Why, for the complaint.
    reason: &'static str,
    /// Where it holds.
    pub(crate) on: On,
}

/// The machines that a rule is about: what a crate links differs between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// The machine that builds.
    Host,
    /// The browser.
    Browser,
    /// Both.
    Everywhere,
}

/// Every AEAD, key wrap, key derivation and key agreement under the names crates.io knows them by,
/// and the libraries that carry all of these at once.
const ROOM_CRYPTOGRAPHY: &[Never] = &[
    Never::Starting("aes"),
    Never::Starting("aead"),
    Never::Containing("gcm"),
    Never::Containing("chacha20poly1305"),
    Never::Containing("xsalsa20poly1305"),
    Never::Starting("ccm"),
    Never::Starting("eax"),
    Never::Starting("ocb3"),
    Never::Starting("ascon"),
    Never::Starting("deoxys"),
    Never::Starting("hkdf"),
    Never::Starting("hpke"),
    Never::Containing("x25519"),
    Never::Containing("x448"),
    Never::Starting("crypto_box"),
    Never::Starting("crypto_secretbox"),
    Never::Containing("sodium"),
    Never::Starting("openssl"),
    Never::Starting("aws-lc"),
    Never::Named("ring"),
    Never::Named("orion"),
    Never::Named("snow"),
];

const PLATFORM: &[Never] = &[
    Never::Starting("tokio"),
    Never::Starting("async-std"),
    Never::Named("smol"),
    Never::Starting("yew"),
    Never::Starting("gloo"),
    Never::Named("web-sys"),
    Never::Named("js-sys"),
    Never::Starting("wasm-bindgen"),
    Never::Named("getrandom"),
];

/// Features that switch key agreement on in crates that the relay links for signatures.
const KEY_AGREEMENT: &[&str] = &["ecdh", "hpke"];

/// Every rule that has one crate as its subject.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        package: "burnroom",
        ours: &["burnroom", "burnroom-shared"],
        never: ROOM_CRYPTOGRAPHY,
        reason: "the relay links nothing that could decrypt",
        on: On::Host,
    },
    Rule {
        package: "burnroom-shared",
        ours: &["burnroom-shared"],
        never: ROOM_CRYPTOGRAPHY,
        reason: "shared is what the relay links",
        on: On::Host,
    },
    Rule {
        package: "burnroom-shared",
        ours: &["burnroom-shared"],
        never: PLATFORM,
        reason: "shared has no clock, no chance and no I/O",
        on: On::Everywhere,
    },
    Rule {
        package: "burnroom-engine",
        ours: &["burnroom-engine", "burnroom-shared"],
        never: PLATFORM,
        reason: "the engine runs anywhere",
        on: On::Everywhere,
    },
    Rule {
        package: "burnroom-web",
        ours: &["burnroom-web", "burnroom-engine", "burnroom-shared"],
        never: &[Never::Starting("tokio")],
        reason: "the page waits on the browser",
        on: On::Browser,
    },
];

/// What `cargo tree` has to be asked for `complaints` to read its answer.
pub(crate) fn tree_words<'a>(rule: &Rule, target: &'a str) -> Vec<&'a str> {
    let words = ["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}\t{f}"];
    words.into_iter().chain(["--package", rule.package, "--target", target]).collect()
}

/// Everything in `tree` that `rule` forbids.
pub(crate) fn complaints(rule: &Rule, tree: &str) -> Vec<String> {
    let mut found: Vec<String> = tree.lines().filter_map(|line| complaint(rule, line)).collect();
    if !tree.lines().any(|line| name_of(line) == rule.package) {
        found.push(format!("cargo tree said nothing about {}", rule.package));
    }
    found.sort();
    found.dedup();
    found
}

fn complaint(rule: &Rule, line: &str) -> Option<String> {
    let name = name_of(line);
    let features = line.split_once('\t').map_or("", |(_, features)| features);
    let package = rule.package;
    if is_ours(name) && !rule.ours.contains(&name) {
        return Some(format!("{package} links {name}, but only {} are below it", rule.ours.join(", ")));
    }
    if rule.never.iter().any(|never| never.matches(name)) {
        return Some(format!("{package} links {name}: {}", rule.reason));
    }
    let agreement = features.split([',', ' ']).find(|feature| KEY_AGREEMENT.contains(feature))?;
    let relays = rule.ours.iter().all(|ours| *ours != "burnroom-engine");
    relays.then(|| format!("{package} links {name} with `{agreement}`: {}", rule.reason))
}

fn name_of(line: &str) -> &str {
    line.split([' ', '\t']).next().unwrap_or_default()
}

fn is_ours(name: &str) -> bool {
    name == "burnroom" || name.starts_with("burnroom-") || name == "xtask"
}

impl Never {
    fn matches(self, name: &str) -> bool {
        match self {
            Self::Starting(start) => name.starts_with(start),
            Self::Containing(part) => name.contains(part),
            Self::Named(whole) => name == whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay() -> &'static Rule {
        RULES.iter().find(|rule| rule.package == "burnroom").unwrap()
    }

    fn engine() -> &'static Rule {
        RULES.iter().find(|rule| rule.package == "burnroom-engine").unwrap()
    }

    #[test]
    fn an_honest_relay_passes() {
        let tree = "burnroom v0.1.0 (/x)\t\nburnroom-shared v0.1.0 (/x)\t\np256 v0.14.0\tarithmetic,ecdsa\nsha2 v0.11.1\t\nhmac v0.13.0\t";
        assert!(complaints(relay(), tree).is_empty());
    }

    #[test]
    fn a_relay_that_could_decrypt_is_named() {
        for line in [
            "aes-gcm v0.11.1\t",
            "aes v0.9.0\t",
            "hkdf v0.13.0\t",
            "x25519-dalek v2.0.1\t",
            "burnroom-engine v0.1.0 (/x)\t",
            "p256 v0.14.0\tarithmetic,ecdh,ecdsa",
            "elliptic-curve v0.14.3\tecdh (*)",
            "ring v0.17.0\t",
        ] {
            let tree = format!("burnroom v0.1.0 (/x)\t\n{line}\n");
            assert_eq!(complaints(relay(), &tree).len(), 1, "{line}");
        }
    }

    #[test]
    fn the_engine_may_agree_on_keys_but_not_ask_the_platform() {
        let fine = "burnroom-engine v0.1.0\trustcrypto\naes-gcm v0.11.1\t\np256 v0.14.0\tecdh";
        assert!(complaints(engine(), fine).is_empty());
        for name in ["tokio", "getrandom", "js-sys", "wasm-bindgen-futures", "xtask"] {
            let tree = format!("burnroom-engine v0.1.0\t\n{name} v1.0.0\t");
            assert_eq!(complaints(engine(), &tree).len(), 1, "{name}");
        }
    }

    #[test]
    fn silence_is_not_innocence() {
        assert_eq!(complaints(relay(), "").len(), 1);
    }
}
