//! A kept mutant: a small patch, what it breaks, and the commands that must notice. Reads and judges its first lines;
//! runs nothing.

use crate::digest::files_below;
use crate::fault::{Fault, Flaw};
use std::fs;
use std::path::{Path, PathBuf};

/// Begins the line that says what is broken.
const BREAKS: &str = "# breaks: ";
/// Begins each line that says which command must turn red.
const TEST: &str = "# test: ";
/// What every such command begins with.
const COMMAND: &str = "cargo test ";

/// A mutant as it is kept in `tests/mutants/`.
#[derive(Debug)]
pub(crate) struct Patch {
    /// Its file's name, without the ending.
    pub(super) name: String,
    /// Its file.
    pub(super) path: PathBuf,
    /// What no longer holds with it.
    pub(super) breaks: String,
    /// Every command that must turn red, the cheapest first; never none.
    pub(super) suites: Vec<Suite>,
}

/// A command that runs tests: what follows `cargo test`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Suite(String);

impl Suite {
    /// What cargo is given to compile these tests and run none.
    pub(super) fn building(&self) -> impl Iterator<Item = &str> {
        ["test", "--no-run"].into_iter().chain(self.0.split_whitespace())
    }

    /// What cargo is given to run them.
    pub(super) fn running(&self) -> impl Iterator<Item = &str> {
        ["test"].into_iter().chain(self.0.split_whitespace())
    }

    /// For the screen.
    pub(super) fn shown(&self) -> &str {
        &self.0
    }
}

/// Every patch in `folder`, by name.
pub(super) fn all(folder: &Path) -> Result<Vec<Patch>, Fault> {
    let files = files_below(folder)?;
    let patches = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "patch"));
    patches.map(|file| Patch::read(file, &fs::read_to_string(file).map_err(Fault::file(file))?)).collect()
}

impl Patch {
    /// Takes the lines before the first changed file; what follows is for git to judge.
    fn read(path: &Path, text: &str) -> Result<Self, Fault> {
        let wrong = |flaw| Fault::Mutant { path: path.to_path_buf(), flaw };
        let head = || text.lines().take_while(|line| line.starts_with('#'));
        let breaks = head().find_map(|line| line.strip_prefix(BREAKS)).ok_or_else(|| wrong(Flaw::SaysNothing))?;
        let suites = head().filter_map(|line| line.strip_prefix(TEST)).map(|command| {
            let words = command.strip_prefix(COMMAND).map(str::trim).filter(|words| !words.is_empty());
            let words = words.ok_or_else(|| wrong(Flaw::NoTestCommand { command: command.to_owned() }))?;
            Ok(Suite(words.to_owned()))
        });
        let suites: Vec<_> = suites.collect::<Result<_, Fault>>()?;
        if suites.is_empty() {
            return Err(wrong(Flaw::NoCommand));
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, path: path.to_path_buf(), breaks: breaks.to_owned(), suites })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Patch, Fault> {
        Patch::read(Path::new("kept/no-check.patch"), text)
    }

    #[test]
    fn the_first_lines_say_what_breaks_and_what_must_notice() {
        let patch = read(
            "# breaks: the check\n# test: cargo test -p a --lib b::\n# test: cargo test -p c\n--- a/x\n# test: cargo test -p no",
        )
        .unwrap();
        assert_eq!((patch.name.as_str(), patch.breaks.as_str()), ("no-check", "the check"));
        let shown: Vec<_> = patch.suites.iter().map(Suite::shown).collect();
        assert_eq!(shown, ["-p a --lib b::", "-p c"]);
        assert_eq!(patch.suites[0].running().collect::<Vec<_>>(), ["test", "-p", "a", "--lib", "b::"]);
        assert_eq!(patch.suites[1].building().collect::<Vec<_>>(), ["test", "--no-run", "-p", "c"]);
    }

    #[test]
    fn a_patch_that_says_too_little_is_refused() {
        let flaw = |text: &str| match read(text) {
            Err(Fault::Mutant { flaw, .. }) => flaw,
            other => panic!("{other:?}"),
        };
        assert!(matches!(flaw("--- a/x\n+++ b/x"), Flaw::SaysNothing));
        assert!(matches!(flaw("# breaks: x\n--- a/x"), Flaw::NoCommand));
        for command in ["true", "cargo test ", "cargo run -p x"] {
            let text = format!("# breaks: x\n# test: {command}\n--- a/x");
            assert!(matches!(flaw(&text), Flaw::NoTestCommand { .. }), "{command}");
        }
    }
}
