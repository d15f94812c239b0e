//! That nothing can print a secret: whatever derives `Debug` is made only of what anybody may read, and what says by hand
//! what it shows is formatted by its crate's redaction test. Reads text; whoever is unknown to it counts as a secret.

mod known;
mod types;

use crate::digest::files_below;
use crate::fault::Fault;
use crate::map;
use known::{BEARERS, COPIED, Exception, OPEN, PLAIN};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use types::Type;

/// Each crate that ships, and the test that formats its owners of secrets.
const CRATES: &[(&str, &str)] = &[
    ("shared/src", "shared/src/redacted/tests.rs"),
    ("server/src", "server/src/redaction.rs"),
    ("client/engine/src", "client/engine/src/redaction.rs"),
    ("client/web/src", "client/web/src/redaction.rs"),
];
/// What lets more of a secret come to be, or compares it in variable time.
const COPYING: &[&str] = &["Clone", "Copy", "PartialEq", "Hash", "Serialize"];

/// Where `debug_by_name!` is.
const MACRO: &str = "shared/src/redacted.rs";

/// One file that ships: its path in the workspace, its text without tests, comments and literals.
struct Source {
    file: String,
    text: String,
}

/// Every place where a secret could be printed, copied or compared without somebody having said why not.
pub(crate) fn complaints(root: &Path) -> Result<Vec<String>, Fault> {
    let (mut sources, mut tests) = (Vec::new(), BTreeMap::new());
    for (folder, test) in CRATES {
        let test = root.join(test);
        tests.insert(*folder, fs::read_to_string(&test).map_err(Fault::file(&test))?);
        for file in files_below(&root.join(folder))? {
            if file.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&file).map_err(Fault::file(&file))?;
                let file = file.strip_prefix(root).unwrap_or(&file).display().to_string();
                sources.push(Source { file, text: map::shipped(&text) });
            }
        }
    }
    sources.retain(|source| !is_test(&source.file));
    Ok(judge(&sources, &tests))
}

/// Files that only tests compile: the module that they are is marked where it is listed.
fn is_test(file: &str) -> bool {
    file.contains("/tests/")
        || ["/tests.rs", "/redaction.rs", "/gallery.rs", "src/fingerprint/table.rs"]
            .iter()
            .any(|end| file.ends_with(end))
}

fn judge(sources: &[Source], tests: &BTreeMap<&str, String>) -> Vec<String> {
    let types: Vec<(&Source, Type)> = sources
        .iter()
        .flat_map(|source| types::read(&source.text).into_iter().map(move |kind| (source, kind)))
        .collect();
    let (mut complaints, mut open, mut copied) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for (folder, test) in CRATES {
        let own = visible(folder, sources, &types);
        for (source, kind) in types.iter().filter(|(source, _)| source.file.starts_with(folder)) {
            complaints.extend(printed(source, kind, &own, &mut open));
            complaints.extend(copies(source, kind, &mut copied));
        }
        let known = tests.get(folder).map(|text| types::words(text)).unwrap_or_default();
        for source in sources.iter().filter(|source| source.file.starts_with(folder)) {
            complaints.extend(untested(source, test, &known));
        }
    }
    complaints.extend(idle("OPEN", OPEN, &open));
    complaints.extend(idle("COPIED", COPIED, &copied));
    complaints
}

/// The types that a crate may know: a stranger's type must not pass for one that is looked at here.
fn visible<'l>(folder: &str, sources: &'l [Source], types: &'l [(&Source, Type)]) -> BTreeSet<&'l str> {
    let below: &[&str] = match folder {
        "client/web/src" => &["client/web/src", "client/engine/src", "shared/src"],
        _ => &[folder, "shared/src"],
    };
    let is_near = |source: &Source| below.iter().any(|near| source.file.starts_with(near));
    let defined = types.iter().filter(|(source, _)| is_near(source)).map(|(_, kind)| kind.name.as_str());
    let lists = sources.iter().filter(|source| is_near(source)).flat_map(|source| types::listed(&source.text));
    defined.chain(lists).collect()
}

/// Exceptions that nothing needs.
fn idle(list: &str, exceptions: &[Exception], used: &BTreeSet<(&str, &str)>) -> Vec<String> {
    let idle = exceptions.iter().filter(|(file, name, _)| !used.contains(&(*file, *name)));
    idle.map(|(file, name, _)| {
        format!("{file}: `{name}` no longer needs its line in {list} (xtask/src/redaction/known.rs).")
    })
    .collect()
}

/// A derived `Debug` over something that may hold a secret.
fn printed<'l>(
    source: &Source,
    kind: &Type,
    own: &BTreeSet<&str>,
    used: &mut BTreeSet<(&'l str, &'l str)>,
) -> Option<String> {
    if !kind.derives.iter().any(|derived| derived == "Debug") {
        return None;
    }
    let is_fine = |word: &&String| own.contains(word.as_str()) || PLAIN.contains(&word.as_str());
    let doubtful = kind.holds.iter().find(|word| !is_fine(word))?;
    if let Some((file, name, _)) = OPEN.iter().find(|(file, name, _)| *file == source.file && *name == kind.name) {
        used.insert((file, name));
        return None;
    }
    let (file, Type { name, line, .. }) = (&source.file, kind);
    Some(format!(
        "{file}:{line}: `{name}` derives Debug and holds `{doubtful}`, which may be a secret. Write \
         `debug_by_name!({name});` instead, or say in OPEN (xtask/src/redaction/known.rs) why anybody may read it."
    ))
}

/// A secret that can be copied, written out or compared in variable time.
fn copies<'l>(source: &Source, kind: &Type, used: &mut BTreeSet<(&'l str, &'l str)>) -> Option<String> {
    let derived = kind.derives.iter().find(|derived| COPYING.contains(&derived.as_str()))?;
    let held = kind.holds.iter().chain([&kind.name]).find(|word| BEARERS.contains(&word.as_str()))?;
    if let Some((file, name, _)) = COPIED.iter().find(|(file, name, _)| *file == source.file && *name == kind.name) {
        used.insert((file, name));
        return None;
    }
    let (file, Type { name, line, .. }) = (&source.file, kind);
    Some(format!(
        "{file}:{line}: `{name}` holds `{held}` and derives {derived}. A secret is not copied, written out or compared in \
         variable time; if it must be, say why in COPIED (xtask/src/redaction/known.rs)."
    ))
}

/// A `Debug` by hand that its crate's redaction test does not know.
fn untested(source: &Source, test: &str, known: &BTreeSet<&str>) -> Vec<String> {
    if source.file == MACRO {
        return Vec::new();
    }
    let missing = types::by_hand(&source.text).into_iter().filter(|(_, name)| !known.contains(name.as_str()));
    missing
        .map(|(line, name)| {
            format!(
                "{}:{line}: `{name}` says by hand what it shows, and {test} does not format it. Add it there, or write \
                 `debug_by_name!({name});`.",
                source.file
            )
        })
        .collect()
}

#[cfg(test)]
mod tests;
