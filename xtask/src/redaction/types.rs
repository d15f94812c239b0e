//! The types that a Rust text defines: what each derives and which words stand in the types of its fields.
//! A scanner of plain text, macros included; what it cannot read it reports as a word that nobody knows.

use std::collections::BTreeSet;

/// Lengths of bytes and texts are written so; each is one word to judge.
const BYTES: &str = "bytes";
/// Macros that make types whose `Debug` is a name.
const LISTS: &[&str] = &["fixed_bytes! {", "handles! {"];
/// What stands in types and says nothing about what is in them.
const GRAMMAR: &[&str] =
    &["pub", "crate", "super", "self", "in", "dyn", "mut", "fn", "as", "const", "where", "for", "ref"];

/// A struct or an enum.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Type {
    /// Its name; in a macro, the macro's word for it.
    pub(super) name: String,
    /// Where it stands, from 1.
    pub(super) line: usize,
    /// What it derives.
    pub(super) derives: Vec<String>,
    /// Every word in the types of its fields, its own parameters left out.
    pub(super) holds: BTreeSet<String>,
}

/// All that `text` defines; comments, literals and tests have been blanked.
pub(super) fn read(text: &str) -> Vec<Type> {
    let mut found = Vec::new();
    for keyword in ["struct ", "enum "] {
        for (at, _) in text.match_indices(keyword) {
            let (before, item) = text.split_at(at);
            if before.ends_with([' ', '\n', ')']) || before.is_empty() {
                found.push(one(before, item.get(keyword.len()..).unwrap_or_default(), keyword == "enum "));
            }
        }
    }
    found.sort_by_key(|kind| kind.line);
    found
}

fn one(before: &str, item: &str, is_enum: bool) -> Type {
    let line = before.matches('\n').count() + 1;
    let head_bytes = item.find(['{', '(', ';']).unwrap_or(item.len());
    let (head, body) = item.split_at(head_bytes);
    let name: String = head.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '$').collect();
    let parameters = words(head);
    let body = without_attributes(&body.get(..group_bytes(body)).unwrap_or_default().replace("&'static str", " "));
    let fields = if is_enum { payloads(&body) } else { body };
    let holds = field_words(&fields).into_iter().filter(|word| !parameters.contains(word.as_str())).collect();
    Type { name, line, derives: derives(before), holds }
}

/// Bytes of the group in brackets that `text` starts with.
fn group_bytes(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// What is derived in the attributes at the end of `before`.
fn derives(before: &str) -> Vec<String> {
    let start = before.rfind([';', '}', '{']).map_or(0, |at| at + 1);
    let attributes = before.get(start..).unwrap_or_default();
    let lists = attributes.split("derive(").skip(1).filter_map(|rest| rest.split(')').next());
    lists.flat_map(|list| words(list).into_iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn without_attributes(body: &str) -> String {
    let (mut out, mut rest) = (String::new(), body);
    while let Some((kept, attribute)) = rest.split_once('#') {
        out.push_str(kept);
        rest = attribute.get(group_bytes(attribute)..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The variants of an enum without their names: only what they hold.
fn payloads(body: &str) -> String {
    let (mut out, mut rest) = (String::new(), body.get(1..).unwrap_or_default());
    while let Some(open) = rest.find(['{', '(']) {
        let group = rest.get(open..).unwrap_or_default();
        let (held, after) = group.split_at(group_bytes(group));
        out.push_str(held);
        out.push(' ');
        rest = after;
    }
    out
}

/// The words of types: names of fields end in a colon and are none.
fn field_words(fields: &str) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    let spaced = fields.replace("::", " ");
    for (at, word) in positions(&spaced) {
        let after = spaced.get(at + word.len()..).unwrap_or_default();
        let before = spaced.get(..at).unwrap_or_default();
        let is_module = word.starts_with(|c: char| c.is_ascii_lowercase()) && is_path(fields, word);
        if after.starts_with(':') || before.ends_with('\'') || GRAMMAR.contains(&word) || is_module {
            continue;
        }
        let is_bytes =
            word == "u8" && (before.ends_with('[') || before.ends_with("Vec<") || before.ends_with("VecDeque<"));
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        if is_bytes {
            held.insert(BYTES.to_owned());
        } else if !is_number && !is_length(before) {
            held.insert(word.to_owned());
        }
    }
    held
}

/// `module::` somewhere in the text: a step on the way to a type.
fn is_path(fields: &str, word: &str) -> bool {
    fields.contains(&format!("{word}::"))
}

/// What stands after the `;` of an array is how many there are.
fn is_length(before: &str) -> bool {
    before
        .rfind('[')
        .is_some_and(|open| before.get(open..).is_some_and(|inside| inside.contains(';') && !inside.contains(']')))
}

fn positions(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.split(move |c| !is_part(c))
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

/// Every word of a text.
pub(super) fn words(text: &str) -> BTreeSet<&str> {
    positions(text).map(|(_, word)| word).collect()
}

/// The types that `fixed_bytes!` and `handles!` make, by their own lists: each shows its name only.
pub(super) fn listed(text: &str) -> Vec<&str> {
    let lists = LISTS.iter().flat_map(|list| text.match_indices(list));
    let groups = lists.map(|(at, list)| {
        let group = text.get(at + list.len() - 1..).unwrap_or_default();
        group.get(1..group_bytes(group)).unwrap_or_default()
    });
    groups
        .flat_map(str::lines)
        .filter_map(|line| line.trim().split(['(', '[']).next())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect()
}

/// The types for which `Debug` is written out, with their lines.
pub(super) fn by_hand(text: &str) -> Vec<(usize, String)> {
    let starts = text.match_indices("Debug for ");
    starts
        .map(|(at, mark)| {
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            let name = text.get(at + mark.len()..).unwrap_or_default();
            (line, name.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '$').collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Type {
        let mut found = read(text);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    fn holds(text: &str) -> Vec<String> {
        only(text).holds.into_iter().collect()
    }

    #[test]
    fn derives_belong_to_the_type_behind_them() {
        let found = read("#[derive(Clone, Debug)]\n#[serde(x)]\npub struct A { a: u8 }\nstruct B(String);\n");
        assert_eq!(found[0].derives, ["Clone", "Debug"]);
        assert_eq!((found[1].name.as_str(), found[1].line, found[1].derives.len()), ("B", 4, 0));
    }

    #[test]
    fn what_fields_are_made_of_is_found_and_names_are_not() {
        assert_eq!(
            holds("struct A { pub String: u64, pub(crate) b: Option<Zeroizing<X>> }"),
            ["Option", "X", "Zeroizing", "u64"]
        );
        assert_eq!(holds("struct A<'a, T: B>(&'a T, &'a str, pub p256::Key);"), ["Key", "str"]);
        assert_eq!(holds("enum A { String, B(C), D { e: F, g: (H, [I; LENGTH]) }, J = 1 }"), ["C", "F", "H", "I"]);
    }

    #[test]
    fn bytes_are_no_number() {
        for text in ["struct A([u8; 16]);", "struct A(Box<[u8]>);", "struct A { a: Vec<u8> }", "enum A { B(&'a [u8]) }"]
        {
            assert!(holds(text).contains(&BYTES.to_owned()), "{text}");
        }
        assert_eq!(holds("struct A { a: Option<u8>, b: &'static str }"), ["Option", "u8"]);
    }

    #[test]
    fn macros_are_read_too() {
        let kind = only("macro_rules! m { () => { #[derive(Debug)] pub struct $name($inner); } }");
        assert_eq!((kind.name.as_str(), kind.derives.len()), ("$name", 1));
        assert!(kind.holds.contains("$inner"));
    }

    #[test]
    fn a_list_of_types_gives_their_names_and_not_what_they_hold() {
        let text =
            "macro_rules! handles { }\nhandles! {\n    SigningKey(p256::Key);\n    BaseKey(Zeroizing<Vec<u8>>);\n}";
        assert_eq!(listed(text), ["SigningKey", "BaseKey"]);
    }

    #[test]
    fn a_debug_by_hand_is_found_with_its_type() {
        let text = "x\nimpl std::fmt::Debug for Link {\n}\nimpl<S: Suite> Debug for Keys<S> {}";
        assert_eq!(by_hand(text), [(2, "Link".to_owned()), (4, "Keys".to_owned())]);
    }
}
