//! `cargo xtask mutants`: breaks a copy of the tree on purpose, one kept patch at a time, and demands that tests notice.
//!
//! Owns the order and the verdicts. A mutant is killed by a test that fails and by nothing else: one that does not
//! compile, hangs, or is looked at by no test has shown nothing. The same commands are green without it, or say nothing.

mod tree;
mod patch;

use crate::fault::{Fault, Flaw};
use crate::step::Step;
use crate::tally::{Counts, Entry, Verdict};
use crate::workspace::Workspace;
use patch::{Patch, Suite};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tree::Tree;

/// The line of the table in `cargo xtask test --long`.
const TITLE: &str = "mutants";
/// Where mutants are kept.
const KEPT: &str = "tests/mutants";
/// The slowest of the commands takes less than a minute. One that runs for so long waits for ever.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a command's run says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// So many tests held, and none did not.
    Green(usize),
    /// So many tests did not hold.
    Red(usize),
    /// It ended well and ran none.
    NoTest,
    /// It ended badly, and no test says why.
    Crashed,
    /// It was stopped.
    Hung,
    /// The compiler refused it.
    NotBuilt,
}

impl Answer {
    fn of(ended_well: bool, counts: Counts) -> Self {
        match counts {
            Counts { failed: 1.., .. } => Self::Red(counts.failed),
            _ if !ended_well => Self::Crashed,
            Counts { passed: 0, .. } => Self::NoTest,
            Counts { passed, .. } => Self::Green(passed),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Green(passed) => write!(out, "all {passed} tests hold"),
            Self::Red(failed) => write!(out, "{failed} tests fail"),
            Self::NoTest => write!(out, "it runs no test"),
            Self::Crashed => write!(out, "it ends badly, and no test fails"),
            Self::Hung => write!(out, "it was stopped after {} s", PATIENCE.as_secs()),
            Self::NotBuilt => write!(out, "it does not compile"),
        }
    }
}

/// Why a mutant is not killed.
#[derive(Debug)]
enum Alive {
    /// A command did not turn red.
    Unnoticed { suite: Suite, answer: Answer },
    /// A command is not green without it.
    Blind { suite: Suite, answer: Answer },
    /// It does not fit the tree.
    Rotten(Flaw),
}

impl fmt::Display for Alive {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unnoticed { suite, answer } => write!(out, "cargo test {}: {answer}", suite.shown()),
            Self::Blind { suite, answer } => {
                write!(out, "cargo test {} is not green on the tree as it is: {answer}", suite.shown())
            }
            Self::Rotten(flaw) => flaw.fmt(out),
        }
    }
}

/// What became of the mutants.
#[derive(Debug, Default)]
struct Bag {
    killed: usize,
    alive: Vec<(String, String, Alive)>,
}

impl Bag {
    fn add(&mut self, patch: &Patch, alive: Option<Alive>) {
        match alive {
            None => self.killed += 1,
            Some(alive) => self.alive.push((patch.name.clone(), patch.breaks.clone(), alive)),
        }
    }
}

impl fmt::Display for Bag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, breaks, alive) in &self.alive {
            writeln!(out, "{name} is not killed ({breaks})\n  {alive}")?;
        }
        write!(out, "{} killed of {}", self.killed, self.killed + self.alive.len())
    }
}

/// Hunts the mutants with one of `names` in their name, or all, and says what came of it.
pub(crate) fn hunt(workspace: &Workspace, names: &[String]) -> Result<ExitCode, Fault> {
    let ground = Ground::new(workspace)?;
    let mut patches = ground.patches()?;
    if let Some(word) = names.iter().find(|name| !patches.iter().any(|patch| patch.name.contains(*name))) {
        return Err(Fault::Usage { word: word.clone() });
    }
    patches.retain(|patch| names.is_empty() || names.iter().any(|name| patch.name.contains(name)));
    let bag = ground.hunt(&patches)?;
    println!("\n{bag}");
    Ok(if bag.alive.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All of them, as a line of the table.
pub(crate) fn entry(workspace: &Workspace) -> Entry {
    let began = Instant::now();
    match Ground::new(workspace).and_then(|ground| ground.hunt(&ground.patches()?)) {
        Ok(bag) => {
            let counts = Counts { passed: bag.killed, failed: bag.alive.len(), ignored: 0 };
            Entry::suite(TITLE, bag.alive.is_empty(), counts, bag.to_string(), began.elapsed())
        }
        Err(fault) => Entry::absent(TITLE, Verdict::Failed(fault.to_string())),
    }
}

/// The copy, and what cargo needs to know of it.
#[derive(Debug)]
struct Ground<'a> {
    workspace: &'a Workspace,
    tree: Tree,
}

impl<'a> Ground<'a> {
    fn new(workspace: &'a Workspace) -> Result<Self, Fault> {
        let tree = Tree::copy(workspace.root(), &workspace.mutants("tree"))?;
        Ok(Self { workspace, tree })
    }

    /// All that are kept, as of the copy: whoever edits meanwhile edits the next hunt.
    fn patches(&self) -> Result<Vec<Patch>, Fault> {
        patch::all(&self.tree.folder().join(KEPT))
    }

    fn hunt(&self, patches: &[Patch]) -> Result<Bag, Fault> {
        let mut bag = Bag::default();
        let mut fit = Vec::new();
        for patch in patches {
            match self.tree.check(patch) {
                Ok(()) => fit.push(patch),
                Err(Fault::Mutant { flaw, .. }) => bag.add(patch, Some(Alive::Rotten(flaw))),
                Err(fault) => return Err(fault),
            }
        }
        let sound = self.without_mutants(&fit)?;
        for patch in fit {
            let blind = patch.suites.iter().find_map(|suite| match sound.get(suite) {
                Some(Answer::Green(_)) | None => None,
                Some(answer) => Some(Alive::Blind { suite: suite.clone(), answer: *answer }),
            });
            let alive = blind.map_or_else(|| self.try_on(patch), |blind| Ok(Some(blind)))?;
            bag.add(patch, alive);
        }
        Ok(bag)
    }

    /// What each command says of the tree as it is.
    fn without_mutants(&self, patches: &[&Patch]) -> Result<BTreeMap<Suite, Answer>, Fault> {
        let suites: BTreeSet<_> = patches.iter().flat_map(|patch| &patch.suites).collect();
        suites.into_iter().map(|suite| Ok((suite.clone(), self.ask("as it is", suite)?))).collect()
    }

    /// `None` if every command turned red.
    fn try_on(&self, patch: &Patch) -> Result<Option<Alive>, Fault> {
        self.tree.mutate(patch)?;
        let judged = self.judge(patch);
        self.tree.mend(patch)?;
        judged
    }

    fn judge(&self, patch: &Patch) -> Result<Option<Alive>, Fault> {
        for suite in &patch.suites {
            let answer = self.ask(&patch.name, suite)?;
            if !matches!(answer, Answer::Red(_)) {
                return Ok(Some(Alive::Unnoticed { suite: suite.clone(), answer }));
            }
        }
        Ok(None)
    }

    /// Runs a command on the copy as it is now.
    fn ask(&self, whom: &str, suite: &Suite) -> Result<Answer, Fault> {
        let built = self.cargo(&format!("{whom}: built"), suite.building()).run()?;
        if !built.ok {
            println!("{}", built.tail());
            return Ok(Answer::NotBuilt);
        }
        let title = format!("{whom}: {}", suite.shown());
        let step = self.cargo(&title, suite.running()).patient_for(PATIENCE).saying("green", "red");
        match step.run() {
            Ok(ran) => {
                // Which test it was is worth a look, and no reason to stop.
                let _ = ran.log(&self.workspace.mutants("logs"));
                Ok(Answer::of(ran.ok, Counts::read(&ran.output)))
            }
            Err(Fault::Stuck { .. }) => Ok(Answer::Hung),
            Err(fault) => Err(fault),
        }
    }

    fn cargo<'w>(&self, title: &str, words: impl Iterator<Item = &'w str>) -> Step {
        let step = Step::cargo(title, self.tree.folder()).args(words);
        // A hunt that was interrupted leaves half of what the compiler keeps between two builds: it keeps nothing.
        let step = step.env("CARGO_TARGET_DIR", self.workspace.mutants("target")).env("CARGO_INCREMENTAL", "0");
        step.env("RUST_BACKTRACE", "0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: usize, failed: usize) -> Counts {
        Counts { passed, failed, ignored: 0 }
    }

    #[test]
    fn only_a_failed_test_kills() {
        assert_eq!(Answer::of(false, counts(3, 2)), Answer::Red(2));
        assert_eq!(Answer::of(true, counts(3, 0)), Answer::Green(3));
        assert_eq!(Answer::of(true, counts(0, 0)), Answer::NoTest);
        assert_eq!(Answer::of(false, counts(3, 0)), Answer::Crashed);
    }

    #[test]
    fn who_is_not_killed_is_named() {
        let workspace = Workspace::find();
        let patches = patch::all(&workspace.root().join(KEPT)).unwrap();
        let mut bag = Bag::default();
        bag.add(&patches[0], None);
        assert_eq!(bag.to_string(), "1 killed of 1");
        let suite = patches[1].suites[0].clone();
        bag.add(&patches[1], Some(Alive::Unnoticed { suite, answer: Answer::Green(7) }));
        let shown = bag.to_string();
        assert!(shown.starts_with(&patches[1].name) && shown.contains("all 7 tests hold"), "{shown}");
        assert!(shown.ends_with("\n1 killed of 2"), "{shown}");
    }

    /// A mutant that does not fit the tree any more would be found out in the long run only.
    #[test]
    fn every_kept_mutant_fits_the_tree() {
        let workspace = Workspace::find();
        let patches = patch::all(&workspace.root().join(KEPT)).unwrap();
        assert!(patches.len() >= MUTANTS_MIN, "{} are kept", patches.len());
        let work_tree = Tree::at(workspace.root());
        let rotten: Vec<_> = patches.iter().filter_map(|patch| work_tree.check(patch).err()).collect();
        let rotten: Vec<_> = rotten.iter().map(Fault::to_string).collect();
        assert!(rotten.is_empty(), "{}", rotten.join("\n"));
    }

    /// So many there have been: none is lost by moving a folder.
    const MUTANTS_MIN: usize = 16;
}
