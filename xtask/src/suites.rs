//! Everything that runs the product: unit tests of each crate, the client's in a browser, and the stories.
//! Counts come from the runners' own output; a suite that cannot run says why and never stops the next.

use crate::browser::Browser;
use crate::engines::{Engine, Way};
use crate::fault::Fault;
use crate::step::Step;
use crate::tally::{Counts, Entry, Verdict};
use crate::toolchain::WASM;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

/// Lines of a failed suite's words that the summary repeats; the log has all.
const REPEATED_LINES: usize = 60;

/// Crates whose tests need nothing but themselves.
pub(crate) const NATIVE: &[&str] =
    &["xtask", "burnroom-bindgen", "burnroom-shared", "burnroom-engine", "burnroom", "burnroom-web", "burnroom-fuzz"];
/// The commands are built in a profile of their own, and their tests need not build it all again in another.
const TOOLS: &[&str] = &["xtask", "burnroom-bindgen"];

/// The end-to-end stories.
const STORIES: &str = "burnroom-tests";
/// Test names of the stories that need a browser begin so.
const IN_BROWSER: &str = "browser::";

/// What every suite is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms<'a> {
    /// Where things are.
    pub(crate) workspace: &'a Workspace,
    /// Whether randomised tests take their larger bounds (`BURNROOM_LONG`).
    pub(crate) long: bool,
}

/// One crate's tests on this machine.
pub(crate) fn native(terms: Terms, package: &str) -> Entry {
    let step = test(terms, &format!("tests of {package}"), package).args(["--all-features"]);
    let step = if TOOLS.contains(&package) { step.args(["--profile", "tool"]) } else { step };
    counted(terms, package, step)
}

/// The web client's tests inside a browser engine.
pub(crate) fn in_engine(terms: Terms, place: &str, engine: &Result<Engine, String>) -> Entry {
    let name = format!("burnroom-web in {place}");
    let engine = match engine {
        Ok(engine) => engine,
        Err(how) => return Entry::absent(&name, Verdict::Skipped(how.clone())),
    };
    match Way::into(engine, terms.workspace) {
        Ok(way) => {
            let step = test(terms, &format!("tests of {name}"), "burnroom-web").args(["--target", WASM, "--tests"]);
            counted(terms, &name, way.tell(step))
        }
        Err(fault) => broken(&name, &fault),
    }
}

/// The stories against a built relay; without a browser, those that need none.
pub(crate) fn stories(terms: Terms, browser: &Result<Browser, String>, relay: &Path) -> Vec<Entry> {
    let step = test(terms, "stories against the built relay", STORIES).env("BURNROOM_BIN", relay);
    match browser {
        Ok(browser) => vec![counted(terms, "stories", step.env("CHROME", &browser.chrome))],
        Err(how) => vec![
            counted(terms, "stories", step.args(["--", "--skip", IN_BROWSER])),
            Entry::absent("stories in Chromium", Verdict::Skipped(how.clone())),
        ],
    }
}

/// The browser stories against a relay with another build of the page inside.
pub(crate) fn browser_stories(terms: Terms, name: &str, browser: &Browser, relay: &Path) -> Entry {
    let step = test(terms, &format!("stories in Chromium, {name}"), STORIES)
        .env("BURNROOM_BIN", relay)
        .env("CHROME", &browser.chrome)
        .args(["--", IN_BROWSER]);
    counted(terms, name, step)
}

/// A suite that could not be started.
pub(crate) fn broken(name: &str, fault: &Fault) -> Entry {
    Entry::absent(name, Verdict::Failed(fault.to_string()))
}

fn test(terms: Terms, title: &str, package: &str) -> Step {
    let step = Step::cargo(title, terms.workspace.root())
        .args(["test", "--no-fail-fast", "--package", package])
        // A panic says where it was; forty frames of executor around it only push that off the screen.
        .env("RUST_BACKTRACE", "0");
    if terms.long { step.env("BURNROOM_LONG", "1") } else { step }
}

fn counted(terms: Terms, name: &str, step: Step) -> Entry {
    let finished = match step.run() {
        Ok(finished) => finished,
        Err(fault) => return broken(name, &fault),
    };
    let log: Option<PathBuf> = finished.log(&terms.workspace.own("logs")).ok();
    if !finished.ok {
        println!("{}", finished.tail());
    }
    let counts = Counts::read(&finished.output);
    Entry::suite(name, finished.ok, counts, essence(&finished.output), finished.took).logged(log)
}

/// Which tests failed, then what the first of them said; the compiler's errors if it came to no test.
fn essence(output: &str) -> String {
    let failed = |line: &&str| line.starts_with("test ") && (line.ends_with("FAILED") || line.ends_with("FAIL"));
    let names = output.lines().filter(failed);
    let start = output.lines().position(|line| line.trim() == "failures:");
    let first_error = output.lines().position(|line| line.starts_with("error"));
    let from = start.or(first_error).unwrap_or_default();
    let words = output.lines().skip(from).take(REPEATED_LINES);
    let lines: Vec<&str> = names.chain(words).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_starts_at_the_first_failure() {
        let output = "test a ... FAILED\ntest b ... ok\nfailures:\n\n---- a ----\nx";
        assert_eq!(essence(output), "test a ... FAILED\nfailures:\n\n---- a ----\nx");
        assert_eq!(essence("warning\nerror[E1]: no\nmore"), "error[E1]: no\nmore");
    }
}
