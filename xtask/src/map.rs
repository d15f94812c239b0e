//! The order of modules inside a crate: a module uses only those listed below it, so no two can need each other.
//! Owns the judgement; `source` reads Rust text and `paths` finds what it names. Tests may look anywhere.

mod paths;
mod source;

use crate::digest::files_below;
use crate::fault::Fault;
use paths::Mention;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Re-exports followed before giving up: a longer chain would be a loop.
const REEXPORTS: usize = 8;

/// A use that points upwards, or a file that does not say what it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    file: PathBuf,
    line: usize,
    what: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file.display(), self.line, self.what)
    }
}

/// Where a module stands: the names from the crate's root down to it.
type Place = Vec<String>;

/// One module of a crate, as its text describes it.
#[derive(Debug)]
struct Module {
    file: PathBuf,
    /// In the order of the list.
    children: Vec<String>,
    /// Names that `use` brings into it, and what they stand for.
    imports: BTreeMap<String, Place>,
    /// Macros that everyone names from the root.
    exports: Vec<String>,
    mentions: Vec<Mention>,
}

/// One crate: everything reachable by `mod` from one root file.
type Map = BTreeMap<Place, Module>;

/// Files under `folders` whose first line does not say what they own.
pub(crate) fn silent_files(folders: &[PathBuf]) -> Result<Vec<Complaint>, Fault> {
    let mut found = Vec::new();
    for folder in folders {
        for file in files_below(folder)? {
            if file.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = fs::read_to_string(&file).map_err(Fault::file(&file))?;
            if !text.starts_with("//!") {
                let what = "the first line does not say (`//!`) what this file owns".to_owned();
                found.push(Complaint { file, line: 1, what });
            }
        }
    }
    Ok(found)
}

/// Rust text as it would be without comments and literals, line for line.
pub(crate) fn plain(text: &str) -> String {
    source::plain(text)
}

/// A text's code that ships: comments, literals and tests are blanked.
pub(crate) fn shipped(text: &str) -> String {
    source::without_tests(&source::plain(text))
}

/// Every upward use in the crate whose root file is `root`.
pub(crate) fn upward_uses(root: &Path) -> Result<Vec<Complaint>, Fault> {
    let mut map = Map::new();
    explore(root, Place::new(), &mut map)?;
    let mut found = Vec::new();
    for (place, module) in &map {
        for mention in &module.mentions {
            if let Some(what) = upward(&map, place, &mention.place) {
                let file = module.file.clone();
                let complaint = Complaint { file, line: mention.line, what };
                if !found.contains(&complaint) {
                    found.push(complaint);
                }
            }
        }
    }
    Ok(found)
}

fn explore(file: &Path, place: Place, map: &mut Map) -> Result<(), Fault> {
    let text = fs::read_to_string(file).map_err(Fault::file(file))?;
    let plain = shipped(&text);
    let children = source::children(&plain);
    for child in &children {
        if let Some(path) = file_of(file, place.is_empty(), child) {
            let mut below = place.clone();
            below.push(child.clone());
            explore(&path, below, map)?;
        }
    }
    let mut imports = paths::imports(&plain, &place, &children);
    if place.is_empty() {
        imports.extend(exported_from_below(map));
    }
    let mentions = paths::mentions(&plain, &place);
    let exports = paths::exported_macros(&plain);
    map.insert(place, Module { file: file.to_path_buf(), children, imports, exports, mentions });
    Ok(())
}

/// The macros that modules export, as what the root re-exports from them.
fn exported_from_below(map: &Map) -> Vec<(String, Place)> {
    let exported = |(place, module): (&Place, &Module)| {
        let named =
            module.exports.iter().map(|name| (name.clone(), [place.as_slice(), std::slice::from_ref(name)].concat()));
        named.collect::<Vec<_>>()
    };
    map.iter().flat_map(exported).collect()
}

/// `mod child;` in `parent`: beside a root file, otherwise in the folder named after the parent.
fn file_of(parent: &Path, parent_is_root: bool, child: &str) -> Option<PathBuf> {
    let named_mod = parent.file_name().is_some_and(|name| name == "mod.rs");
    let folder = if parent_is_root || named_mod { parent.parent()?.to_path_buf() } else { parent.with_extension("") };
    let flat = folder.join(child).with_extension("rs");
    let nested = folder.join(child).join("mod.rs");
    [flat, nested].into_iter().find(|path| path.is_file())
}

/// Says so if `from` may not use `to`: wherever their ways part, the user's branch has to be listed first.
fn upward(map: &Map, from: &Place, to: &Place) -> Option<String> {
    let to = resolve(map, to, REEXPORTS);
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let (ancestor, _) = from.split_at_checked(shared)?;
    let user = from.get(shared)?;
    let Some(used) = to.get(shared) else {
        let at_root = shared == 0;
        return at_root
            .then(|| format!("`{user}` uses the crate's root, which uses it: move that into a module below"));
    };
    let list = &map.get(ancestor)?.children;
    let rank = |name: &String| list.iter().position(|listed| listed == name);
    let above = rank(used)? < rank(user)?;
    above.then(|| format!("`{user}` uses `{used}`, which is listed above it: a module uses only those below"))
}

/// The module that a path ends in, through re-exports.
fn resolve(map: &Map, path: &Place, hops: usize) -> Place {
    let mut at = Place::new();
    for (depth, name) in path.iter().enumerate() {
        let Some(module) = map.get(&at) else { break };
        if module.children.contains(name) {
            at.push(name.clone());
        } else if let (Some(target), Some(fewer)) = (module.imports.get(name), hops.checked_sub(1)) {
            let rest = path.iter().skip(depth + 1);
            let through: Place = target.iter().chain(rest).cloned().collect();
            return resolve(map, &through, fewer);
        } else {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lays a crate out in a folder of its own and judges it.
    fn judge(name: &str, files: &[(&str, &str)]) -> Vec<String> {
        let folder = std::env::temp_dir().join(format!("burnroom-map-{}-{name}", std::process::id()));
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = upward_uses(&folder.join("lib.rs")).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        found.iter().map(|c| format!("{}:{}", c.file.file_name().unwrap().to_string_lossy(), c.line)).collect()
    }

    #[test]
    fn down_is_allowed_and_up_is_not() {
        let down = judge("down", &[("lib.rs", "mod a;\nmod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", "")]);
        assert!(down.is_empty(), "{down:?}");
        let up = judge("up", &[("lib.rs", "mod a;\nmod b;"), ("a.rs", ""), ("b.rs", "//!\nuse super::a::A;")]);
        assert_eq!(up, ["b.rs:2"]);
    }

    #[test]
    fn groups_and_plain_paths_are_seen() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;"),
            ("a.rs", ""),
            ("b.rs", "use crate::{c::C, a::{A, AA}};\nfn f() { crate::a::g(); }"),
            ("c.rs", ""),
        ];
        assert_eq!(judge("groups", &files), ["b.rs:1", "b.rs:2"]);
    }

    #[test]
    fn a_re_export_does_not_hide_where_a_thing_lives() {
        let files = [("lib.rs", "mod a;\nmod b;\npub use a::A;"), ("a.rs", ""), ("b.rs", "use crate::A;")];
        assert_eq!(judge("reexport", &files), ["b.rs:1"]);
    }

    #[test]
    fn an_exported_macro_is_where_it_is_written() {
        let macro_file = "//!\n#[macro_export]\nmacro_rules! m {\n    () => {};\n}";
        let below = [("lib.rs", "mod a;\nmod b;"), ("a.rs", "crate::m!();"), ("b.rs", macro_file)];
        assert!(judge("macro-below", &below).is_empty());
        let above = [("lib.rs", "mod a;\nmod b;"), ("a.rs", macro_file), ("b.rs", "crate::m!();")];
        assert_eq!(judge("macro-above", &above), ["b.rs:1"]);
    }

    #[test]
    fn siblings_further_down_have_an_order_too() {
        let files = [
            ("lib.rs", "mod a;"),
            ("a.rs", "mod x;\nmod y;\npub struct A;"),
            ("a/x.rs", "use super::y::Y;\nuse super::A;"),
            ("a/y.rs", "use super::x::X;"),
        ];
        assert_eq!(judge("nested", &files), ["y.rs:1"]);
    }

    #[test]
    fn tests_comments_and_strings_may_name_anything() {
        let quiet = "// crate::a::A\nconst S: &str = \"crate::a::A\";\n#[cfg(test)]\nmod tests { use crate::a::A; }";
        let files = [("lib.rs", "mod a;\nmod b;"), ("a.rs", ""), ("b.rs", quiet)];
        assert!(judge("quiet", &files).is_empty());
    }

    #[test]
    fn the_root_is_above_everything() {
        let files = [("lib.rs", "mod a;\npub struct R;"), ("a.rs", "use crate::R;")];
        assert_eq!(judge("root", &files), ["a.rs:1"]);
    }
}
