//! Paths in blanked Rust text: what a module mentions, and what its `use` lines bring in, both from the crate's root.
//! Reads; whether a mention is allowed is judged elsewhere.

use std::collections::BTreeMap;

/// A path that some line names.
#[derive(Debug)]
pub(crate) struct Mention {
    /// Counted from one.
    pub(crate) line: usize,
    /// From the crate's root.
    pub(crate) place: Vec<String>,
}

/// Every path that starts with `crate`, `super` or `self` in a module at `place`.
pub(crate) fn mentions(plain: &str, place: &[String]) -> Vec<Mention> {
    let mut found = Vec::new();
    for start in starts(plain) {
        let line = plain.get(..start).unwrap_or_default().matches('\n').count() + 1;
        for path in tree(plain.get(start..).unwrap_or_default()) {
            if let Some(place) = from_root(&path, place) {
                found.push(Mention { line, place });
            }
        }
    }
    found
}

/// What each name stands for that a `use` line brings into the module at `place`.
pub(crate) fn imports(plain: &str, place: &[String], children: &[String]) -> BTreeMap<String, Vec<String>> {
    let mut named = BTreeMap::new();
    for (at, _) in plain.match_indices("use ") {
        let before = plain.get(..at).and_then(|text| text.chars().next_back());
        if before.is_some_and(is_name) {
            continue;
        }
        for path in tree(plain.get(at + "use ".len()..).unwrap_or_default()) {
            let target = match path.first() {
                Some(first) if children.contains(first) => Some(place.iter().chain(&path).cloned().collect()),
                _ => from_root(&path, place),
            };
            if let (Some(name), Some(target)) = (path.last(), target) {
                named.insert(name.clone(), target);
            }
        }
    }
    named
}

/// The macros that a text exports: their paths begin at the crate's root, wherever they are.
pub(crate) fn exported_macros(plain: &str) -> Vec<String> {
    let after = plain.split("#[macro_export]").skip(1);
    let named = after.filter_map(|text| text.split_once("macro_rules!")?.1.split_whitespace().next());
    named.map(str::to_owned).collect()
}

/// Offsets of path beginnings. `pub(in crate::x)` grants, it does not use; `$crate` is the macro's caller's business.
fn starts(plain: &str) -> Vec<usize> {
    let mut found: Vec<usize> = ["crate::", "super::", "self::"]
        .iter()
        .flat_map(|word| plain.match_indices(word))
        .map(|(at, _)| at)
        .filter(|at| {
            let before = plain.get(..*at).unwrap_or_default();
            let last = before.chars().next_back();
            !last.is_some_and(|c| is_name(c) || matches!(c, ':' | '$')) && !before.ends_with("(in ")
        })
        .collect();
    found.sort_unstable();
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `a::{b, c::d as e}` as the paths in it, aliases dropped.
fn tree(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    branch(text, &Vec::new(), &mut found);
    found
}

/// Reads one branch and answers what follows it.
fn branch<'a>(text: &'a str, before: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let mut path = before.to_vec();
    let mut rest = text.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            return members(group, &path, found);
        }
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if !name.is_empty() {
            path.push(name.to_owned());
        }
        match after.strip_prefix("::") {
            Some(further) if !further.starts_with('<') => rest = further,
            _ => {
                found.push(path);
                return after;
            }
        }
    }
}

fn members<'a>(group: &'a str, before: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = group.trim_start();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('}') {
            return after;
        }
        let after = branch(rest, before, found);
        let next = after.find([',', '}']).unwrap_or(after.len());
        let (_, tail) = after.split_at(next);
        rest = tail.strip_prefix(',').unwrap_or(tail).trim_start();
    }
    rest
}

/// The path from the crate's root, if it starts somewhere in this crate. `self` inside a group means the group.
fn from_root(path: &[String], place: &[String]) -> Option<Vec<String>> {
    let mut at = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => place.to_vec(),
        "super" => place.split_last()?.1.to_vec(),
        _ => return None,
    };
    for name in path.iter().skip(1) {
        match name.as_str() {
            "self" => {}
            "super" => {
                at.pop()?;
            }
            _ => at.push(name.clone()),
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(paths: &[Vec<String>]) -> Vec<String> {
        paths.iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn groups_open_into_paths() {
        assert_eq!(
            joined(&tree("crate::{a, b::{self, C as D}, e::*};\nlet x")),
            ["crate::a", "crate::b::self", "crate::b::C", "crate::e"]
        );
        assert_eq!(joined(&tree("crate::a::B::<T>::new()")), ["crate::a::B"]);
    }

    #[test]
    fn supers_climb() {
        let place: Vec<String> = ["a", "b", "c"].map(String::from).into();
        let found = mentions("x\nsuper::super::d::E", &place);
        let found: Vec<_> = found.iter().map(|m| (m.line, m.place.join("::"))).collect();
        assert_eq!(found, [(2, "a::d::E".to_owned())]);
    }

    #[test]
    fn grants_and_lookalikes_are_not_mentions() {
        assert!(mentions("pub(in crate::a) fn f() {} $crate::b mycrate::c other::crate::d", &[]).is_empty());
    }

    #[test]
    fn imports_know_children() {
        let named = imports("pub use a::Thing;\nuse crate::b::{C};\nuse std::fmt;", &[], &["a".to_owned()]);
        assert_eq!(joined(&named.into_values().collect::<Vec<_>>()), ["b::C", "a::Thing"]);
    }
}
