//! What a test run came to: one line for every check and suite, the failures again at the end, and the closing line.
//! Counts are the runners' own; nothing here runs anything.

use std::fmt::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

/// Tests, as a runner counted them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Ran and held.
    pub(crate) passed: usize,
    /// Ran and did not hold.
    pub(crate) failed: usize,
    /// Marked not to run.
    pub(crate) ignored: usize,
}

impl Counts {
    /// Sums every `test result:` line of cargo's and wasm-bindgen's runners.
    pub(crate) fn read(output: &str) -> Self {
        let mut sum = Self::default();
        for line in output.lines() {
            let Some((_, result)) = line.split_once("test result: ") else {
                continue;
            };
            sum.passed += before(result, " passed");
            sum.failed += before(result, " failed");
            sum.ignored += before(result, " ignored");
        }
        sum
    }

    fn total(self) -> usize {
        self.passed + self.failed + self.ignored
    }
}

/// The number that stands before `word`.
fn before(result: &str, word: &str) -> usize {
    let (front, _) = result.split_once(word).unwrap_or_default();
    let digits = front.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

/// How one check or suite ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As it should.
    Passed,
    /// Why not, as shown at the end.
    Failed(String),
    /// What is missing and how to get it.
    Skipped(String),
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Entry {
    name: String,
    /// A check has none: it holds or it does not.
    counts: Option<Counts>,
    verdict: Verdict,
    took: Duration,
    log: Option<PathBuf>,
}

impl Entry {
    /// A check: formatting, lints, directions, sizes.
    pub(crate) fn check(name: &str, verdict: Verdict, took: Duration) -> Self {
        Self { name: name.to_owned(), counts: None, verdict, took, log: None }
    }

    /// A suite that ran: `accepted` is the runner's exit, `why` what to show if it failed.
    pub(crate) fn suite(name: &str, accepted: bool, counts: Counts, why: String, took: Duration) -> Self {
        let verdict = if counts.total() == 0 && accepted {
            Verdict::Failed("it ran no test at all".to_owned())
        } else if accepted && counts.failed == 0 {
            Verdict::Passed
        } else {
            Verdict::Failed(why)
        };
        Self { name: name.to_owned(), counts: Some(counts), verdict, took, log: None }
    }

    /// A suite that could not run.
    pub(crate) fn absent(name: &str, verdict: Verdict) -> Self {
        Self { name: name.to_owned(), counts: Some(Counts::default()), verdict, took: Duration::ZERO, log: None }
    }

    /// Says where the whole output is.
    pub(crate) fn logged(mut self, path: Option<PathBuf>) -> Self {
        self.log = path;
        self
    }
}

/// Everything so far.
#[derive(Debug, Default)]
pub(crate) struct Tally(Vec<Entry>);

impl Tally {
    /// Adds a line.
    pub(crate) fn add(&mut self, entry: Entry) {
        self.0.push(entry);
    }

    /// Whether the run is worth a zero exit. On CI a skip is a hole nobody would see.
    pub(crate) fn sound(&self, on_ci: bool) -> bool {
        let (_, failed, skipped) = self.sums();
        failed == 0 && !(on_ci && skipped > 0)
    }

    /// Passed, failed and skipped. Only tests can pass; a failed or skipped check counts as one.
    fn sums(&self) -> (usize, usize, usize) {
        let mut sums = (0, 0, 0);
        for entry in &self.0 {
            let counts = entry.counts.unwrap_or_default();
            sums.0 += counts.passed;
            sums.1 += counts.failed.max(usize::from(matches!(entry.verdict, Verdict::Failed(_))));
            sums.2 += counts.ignored + usize::from(matches!(entry.verdict, Verdict::Skipped(_)));
        }
        sums
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = format!("{:<36}{:>8}{:>8}{:>9}{:>9}\n", "", "passed", "failed", "skipped", "seconds");
        for entry in &self.0 {
            line(&mut table, entry)?;
        }
        for entry in &self.0 {
            reason(&mut table, entry)?;
        }
        let (passed, failed, skipped) = self.sums();
        write!(out, "{table}\n{passed} passed, {failed} failed, {skipped} skipped")
    }
}

fn line(table: &mut String, entry: &Entry) -> fmt::Result {
    let seconds = entry.took.as_secs_f64();
    let Entry { name, verdict, .. } = entry;
    match (entry.counts, verdict) {
        (_, Verdict::Skipped(_)) => writeln!(table, "{name:<36}{:>25}{seconds:>9.1}", "skipped"),
        (Some(Counts { passed, failed, ignored }), verdict) => {
            let mark = if matches!(verdict, Verdict::Failed(_)) { "  FAILED" } else { "" };
            writeln!(table, "{name:<36}{passed:>8}{failed:>8}{ignored:>9}{seconds:>9.1}{mark}")
        }
        (None, Verdict::Failed(_)) => {
            writeln!(table, "{name:<36}{:>25}{seconds:>9.1}  FAILED", "no")
        }
        (None, Verdict::Passed) => writeln!(table, "{name:<36}{:>8}{:>26.1}", "ok", seconds),
    }
}

fn reason(table: &mut String, entry: &Entry) -> fmt::Result {
    let name = &entry.name;
    match &entry.verdict {
        Verdict::Passed => Ok(()),
        Verdict::Skipped(how) => writeln!(table, "\nskipped: {name}\n  {how}"),
        Verdict::Failed(why) => {
            writeln!(table, "\nFAILED: {name}\n{}", why.trim_end())?;
            match &entry.log {
                Some(path) => writeln!(table, "  All it said: {}", path.display()),
                None => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: usize, failed: usize, ignored: usize) -> Counts {
        Counts { passed, failed, ignored }
    }

    fn suite(accepted: bool, counts: Counts) -> Entry {
        Entry::suite("s", accepted, counts, "why".into(), Duration::ZERO)
    }

    #[test]
    fn result_lines_are_summed() {
        let output = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out\n\
            doc\ntest result: FAILED. 10 passed; 3 failed; 1 ignored; 0 filtered out; finished in 0.1s\n";
        assert_eq!(Counts::read(output), counts(12, 3, 1));
        assert_eq!(Counts::read("no tests to run!"), Counts::default());
    }

    #[test]
    fn a_suite_without_tests_fails() {
        assert!(matches!(suite(true, counts(0, 0, 0)).verdict, Verdict::Failed(_)));
        assert_eq!(suite(true, counts(1, 0, 0)).verdict, Verdict::Passed);
    }

    #[test]
    fn a_runner_that_died_fails_whatever_it_counted() {
        let mut tally = Tally::default();
        tally.add(suite(false, counts(5, 0, 0)));
        assert!(!tally.sound(false));
        assert!(tally.to_string().ends_with("\n5 passed, 1 failed, 0 skipped"));
    }

    #[test]
    fn a_skip_fails_on_ci_only() {
        let mut tally = Tally::default();
        tally.add(suite(true, counts(5, 0, 0)));
        tally.add(Entry::absent("browser", Verdict::Skipped("install it".into())));
        assert!(tally.sound(false) && !tally.sound(true));
        let shown = tally.to_string();
        assert!(shown.contains("install it") && shown.ends_with("\n5 passed, 0 failed, 1 skipped"));
    }

    #[test]
    fn a_failed_check_counts_and_a_passed_one_does_not() {
        let mut tally = Tally::default();
        tally.add(Entry::check("fmt", Verdict::Passed, Duration::ZERO));
        tally.add(Entry::check("lint", Verdict::Failed("here".into()), Duration::ZERO));
        assert!(tally.to_string().ends_with("\n0 passed, 1 failed, 0 skipped"));
    }
}
