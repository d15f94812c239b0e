//! The check on this tree, and on texts that it has to refuse.

use super::*;
use crate::workspace::Workspace;

fn judged(text: &str, test: &str) -> Vec<String> {
    let source = Source { file: "server/src/a.rs".into(), text: map::shipped(text) };
    let found = judge(&[source], &BTreeMap::from([("server/src", test.to_owned())]));
    found.into_iter().filter(|complaint| !complaint.contains("no longer needs")).collect()
}

#[test]
fn every_owner_of_a_secret_in_this_tree_keeps_it() {
    let found = complaints(Workspace::find().root()).unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_derived_debug_over_a_text_bytes_or_the_unknown_is_named() {
    let leaks = [
        "#[derive(Debug)]\nstruct Leak { text: String }",
        "#[derive(Clone, Debug)]\nstruct Leak([u8; 16]);",
        "#[derive(Debug)]\nstruct Leak<'a>(&'a str);",
        "#[derive(Debug)]\nenum Leak { Fine, Said(Option<Rc<str>>) }",
        "#[derive(Debug)]\nstruct Leak { key: Zeroizing<[u8; 32]> }",
        "#[derive(Debug)]\nstruct Leak(library::Unknown);",
        "macro_rules! m { ($i:ty) => { #[derive(Debug)] struct Leak($i); } }",
    ];
    for leak in leaks {
        let found = judged(leak, "");
        assert!(found.len() == 1 && found[0].starts_with("server/src/a.rs:"), "{leak}: {found:?}");
        assert!(found[0].contains("`Leak` derives Debug"), "{found:?}");
    }
}

#[test]
fn what_shows_numbers_and_names_is_fine() {
    let fine = "#[derive(Debug, Clone)]\nstruct Other { at_ms: Option<u64> }\n#[derive(Debug)]\nenum Fine { A(Vec<Other>), B }\n\
                struct Silent(String);\n#[cfg(test)]\nmod tests {\n#[derive(Debug)]\nstruct Planted(String);\n}\n";
    assert_eq!(judged(fine, ""), Vec::<String>::new());
}

#[test]
fn a_debug_by_hand_has_to_be_formatted_by_the_crates_test() {
    let by_hand = "struct Link(String);\nimpl std::fmt::Debug for Link {\n}\n";
    let found = judged(by_hand, "Other");
    assert!(found.len() == 1 && found[0].starts_with("server/src/a.rs:2: `Link` says by hand"), "{found:?}");
    assert_eq!(judged(by_hand, "shows(Link::new())"), Vec::<String>::new());
}

#[test]
fn a_secret_that_copies_itself_is_named() {
    let copied = "#[derive(Clone)]\nstruct Key(Zeroizing<[u8; 32]>);";
    let found = judged(copied, "");
    assert!(found.len() == 1 && found[0].contains("derives Clone"), "{found:?}");
    assert_eq!(judged("struct Key(Zeroizing<[u8; 32]>);", ""), Vec::<String>::new());
}
