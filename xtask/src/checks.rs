//! Everything that is judged without running the product: format, lints, documentation, directions, sizes.
//! A check holds or does not; it never stops the ones after it.

use crate::budget;
use crate::directions::{self, On, RULES};
use crate::fault::Fault;
use crate::map;
use crate::redaction;
use crate::rules;
use crate::step::Step;
use crate::tally::{Entry, Verdict};
use crate::toolchain::{self, WASM};
use crate::workspace::Workspace;
use std::fmt::Display;
use std::path::PathBuf;
use std::time::Instant;

/// Every folder with Rust sources of our own.
const SOURCES: &[&str] = &["shared", "server", "client", "tests", "tools", "xtask"];
/// The crates that also compile for the browser.
const IN_BROWSER: &[&str] =
    &["--package", "burnroom-shared", "--package", "burnroom-engine", "--package", "burnroom-web"];
/// Lines of a check's output that the summary repeats.
const REPEATED_LINES: usize = 40;

/// Formatting, as rustfmt.toml has it.
pub(crate) fn format(workspace: &Workspace) -> Entry {
    let step = Step::cargo("rustfmt", workspace.root()).args(["fmt", "--all", "--check"]);
    by_exit("rustfmt", step)
}

/// Clippy on every crate, target and feature, for this machine.
pub(crate) fn lint_host(workspace: &Workspace) -> Entry {
    let words = ["clippy", "--workspace", "--all-targets", "--all-features"];
    lint(workspace, "clippy, this machine", &words, &[])
}

/// Clippy on what compiles for the browser.
pub(crate) fn lint_browser(workspace: &Workspace) -> Entry {
    lint(workspace, "clippy, wasm32", &["clippy", "--target", WASM, "--lib", "--bins"], IN_BROWSER)
}

fn lint(workspace: &Workspace, title: &str, words: &[&str], packages: &[&str]) -> Entry {
    let step = Step::cargo(title, workspace.root()).args(words).args(packages);
    match toolchain::lints_bind() {
        Ok(true) => by_exit(title, step.args(["--", "-D", "warnings"])),
        Ok(false) => by_exit(title, step),
        Err(fault) => failed(title, &fault),
    }
}

/// The documentation, private items included, without a broken link.
pub(crate) fn document(workspace: &Workspace) -> Entry {
    let binding = toolchain::lints_bind().unwrap_or(false);
    let step = Step::cargo("documentation", workspace.root())
        .args(["doc", "--workspace", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", if binding { "-D warnings" } else { "-D rustdoc::broken_intra_doc_links" });
    by_exit("documentation", step)
}

/// Every file says what it owns, and modules use only those listed below them.
pub(crate) fn order(workspace: &Workspace) -> Entry {
    let began = Instant::now();
    let title = "first lines and module order";
    match complaints_about_order(workspace) {
        Ok(found) => judged(title, &found, began),
        Err(fault) => failed(title, &fault),
    }
}

fn complaints_about_order(workspace: &Workspace) -> Result<Vec<map::Complaint>, Fault> {
    let mut found = map::silent_files(&sources(workspace))?;
    for package in workspace.packages() {
        for root in ["src/lib.rs", "src/main.rs"] {
            let root = package.join(root);
            if root.is_file() {
                found.extend(map::upward_uses(&root)?);
            }
        }
    }
    Ok(found)
}

fn sources(workspace: &Workspace) -> Vec<PathBuf> {
    SOURCES.iter().map(|folder| workspace.root().join(folder)).collect()
}

/// Every rule of the protocol has a test, and every test that is named in a document is there.
pub(crate) fn promises(workspace: &Workspace) -> Entry {
    let began = Instant::now();
    let title = "rules and their tests";
    match rules::complaints(workspace.root(), &sources(workspace)) {
        Ok(found) => judged(title, &found, began),
        Err(fault) => failed(title, &fault),
    }
}

/// Nothing derives a way to print or copy a secret.
pub(crate) fn redaction(workspace: &Workspace) -> Entry {
    let began = Instant::now();
    let title = "what prints and copies secrets";
    match redaction::complaints(workspace.root()) {
        Ok(found) => judged(title, &found, began),
        Err(fault) => failed(title, &fault),
    }
}

/// No crate links what its place forbids.
pub(crate) fn direction(workspace: &Workspace) -> Entry {
    let began = Instant::now();
    let title = "what each crate links";
    match complaints_about_links(workspace) {
        Ok(found) => judged(title, &found, began),
        Err(fault) => failed(title, &fault),
    }
}

fn complaints_about_links(workspace: &Workspace) -> Result<Vec<String>, Fault> {
    let host = toolchain::host()?;
    let mut found = Vec::new();
    for rule in RULES {
        for (target, on) in [(host.as_str(), On::Host), (WASM, On::Browser)] {
            if rule.on != On::Everywhere && rule.on != on {
                continue;
            }
            let title = format!("cargo tree: {} on {target}", rule.package);
            let words = directions::tree_words(rule, target);
            let tree = Step::cargo(&title, workspace.root()).args(words).demand()?;
            found.extend(directions::complaints(rule, &tree.output));
        }
    }
    Ok(found)
}

/// A first visit stays within its budget.
pub(crate) fn weight(workspace: &Workspace) -> Entry {
    let began = Instant::now();
    let title = "page budget";
    match budget::weigh(&workspace.dist()) {
        Ok(weight) if weight.fits() => {
            println!("  {weight}");
            Entry::check(title, Verdict::Passed, began.elapsed())
        }
        Ok(weight) => Entry::check(title, Verdict::Failed(weight.to_string()), began.elapsed()),
        Err(fault) => failed(title, &fault),
    }
}

/// A check that could not even be made.
pub(crate) fn failed(title: &str, fault: &Fault) -> Entry {
    Entry::check(title, Verdict::Failed(fault.to_string()), std::time::Duration::ZERO)
}

fn by_exit(title: &str, step: Step) -> Entry {
    match step.run() {
        Ok(finished) if finished.ok => {
            if finished.output.contains("warning: ") {
                println!("{}", finished.tail());
            }
            Entry::check(title, Verdict::Passed, finished.took)
        }
        Ok(finished) => {
            println!("{}", finished.tail());
            let why = essence(&finished.output);
            Entry::check(title, Verdict::Failed(why), finished.took)
        }
        Err(fault) => failed(title, &fault),
    }
}

/// The lines that name errors and places; everything if there are none.
fn essence(output: &str) -> String {
    let telling = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("error") || line.starts_with("--> ") || line.starts_with("Diff in ")
    };
    let mut lines: Vec<&str> = output.lines().filter(telling).collect();
    if lines.is_empty() {
        lines = output.lines().collect();
    }
    lines.truncate(REPEATED_LINES);
    lines.join("\n")
}

fn judged<C: Display>(title: &str, found: &[C], began: Instant) -> Entry {
    let took = began.elapsed();
    if found.is_empty() {
        println!("  {title} … ok, {:.1} s", took.as_secs_f64());
        return Entry::check(title, Verdict::Passed, took);
    }
    let list: Vec<String> = found.iter().map(C::to_string).collect();
    let list = list.join("\n");
    println!("  {title} … FAILED\n{list}");
    Entry::check(title, Verdict::Failed(list), took)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_repeats_what_tells() {
        let output = "   Compiling a\nerror: unused\n  --> a.rs:1:2\n   | x\nhelp: y";
        assert_eq!(essence(output), "error: unused\n  --> a.rs:1:2");
        assert_eq!(essence("something else"), "something else");
    }
}
