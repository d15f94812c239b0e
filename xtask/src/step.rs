//! One external program at a time: says what it does, how long it takes, and stops waiting when it hangs.
//! Decides nothing about what a failure means; output goes to a log and, on failure, to the screen.

use crate::fault::Fault;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often a running program is looked at. A person does not notice a twentieth of a second.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// A silent screen for longer than this reads as a hang, so the last line of output is shown.
const SPEAK_EVERY: Duration = Duration::from_secs(20);
/// The longest honest step is a cold build with full optimisation on one slow core.
const PATIENCE: Duration = Duration::from_secs(20 * 60);
/// After the program has ended, its output is read for at most this long: a stray grandchild may hold the pipe open.
const DRAIN: Duration = Duration::from_secs(2);
/// Lines of a failed step that go to the screen; the log has all of them.
const SHOWN_LINES: usize = 120;

/// A program about to run.
#[derive(Debug)]
pub(crate) struct Step {
    title: String,
    command: Command,
    patience: Duration,
    words: [&'static str; 2],
}

/// A program that has run.
#[derive(Debug)]
pub(crate) struct Finished {
    title: String,
    /// Whether it said yes.
    pub(crate) ok: bool,
    /// Standard output and standard error, interleaved by line.
    pub(crate) output: String,
    /// From start to end.
    pub(crate) took: Duration,
}

impl Step {
    /// `title` is what the screen says while `program` runs.
    pub(crate) fn new(title: &str, program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).env("CARGO_TERM_COLOR", "never");
        Self { title: title.to_owned(), command, patience: PATIENCE, words: ["ok", "FAILED"] }
    }

    /// The cargo that runs this command, in the workspace.
    pub(crate) fn cargo(title: &str, root: &Path) -> Self {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut step = Self::new(title, cargo);
        step.command.current_dir(root);
        step
    }

    /// Adds arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, words: impl IntoIterator<Item = A>) -> Self {
        self.command.args(words);
        self
    }

    /// Adds an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes an environment variable away.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Sets the folder to run in.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Waits no longer than this.
    pub(crate) fn patient_for(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What the screen says of a yes, and of a no.
    pub(crate) fn saying(mut self, yes: &'static str, no: &'static str) -> Self {
        self.words = [yes, no];
        self
    }

    /// Runs to the end, however it ends.
    pub(crate) fn run(mut self) -> Result<Finished, Fault> {
        print!("  {} … ", self.title);
        flush();
        let began = Instant::now();
        let program = self.command.get_program().to_string_lossy().into_owned();
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| Fault::NotStarted { program, source })?;
        let heard = Heard::listen(&mut child);
        let status = self.wait(&mut child, &heard, began)?;
        heard.drain();
        let took = began.elapsed();
        let ok = status.success();
        let [yes, no] = self.words;
        println!("{}, {:.1} s", if ok { yes } else { no }, took.as_secs_f64());
        Ok(Finished { title: self.title, ok, output: heard.text(), took })
    }

    /// Runs to the end and takes nothing but a yes: the output is shown otherwise.
    pub(crate) fn demand(self) -> Result<Finished, Fault> {
        let finished = self.run()?;
        if finished.ok {
            return Ok(finished);
        }
        println!("{}", finished.tail());
        Err(Fault::Failed { step: finished.title })
    }

    fn wait(&self, child: &mut Child, heard: &Heard, began: Instant) -> Result<ExitStatus, Fault> {
        let mut spoke = began;
        loop {
            let looked =
                child.try_wait().map_err(|source| Fault::NotStarted { program: self.title.clone(), source })?;
            if let Some(status) = looked {
                return Ok(status);
            }
            if began.elapsed() > self.patience {
                end_family(child);
                println!("\n{}", tail(&heard.text()));
                return Err(Fault::Stuck { step: self.title.clone(), patience: self.patience });
            }
            if spoke.elapsed() > SPEAK_EVERY {
                spoke = Instant::now();
                print!("\n    {:>4} s  {} ", began.elapsed().as_secs(), heard.last());
                flush();
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl Finished {
    /// The end of the output, where programs say why.
    pub(crate) fn tail(&self) -> String {
        tail(&self.output)
    }

    /// Keeps the whole output in `folder`, named after the step.
    pub(crate) fn log(&self, folder: &Path) -> Result<PathBuf, Fault> {
        let name: String = self.title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let path = folder.join(name).with_extension("log");
        fs::create_dir_all(folder).map_err(Fault::file(folder))?;
        fs::write(&path, &self.output).map_err(Fault::file(&path))?;
        Ok(path)
    }
}

/// What a program has said so far, collected by one thread for each of its two streams.
#[derive(Debug)]
struct Heard {
    lines: Arc<Mutex<Vec<String>>>,
    readers: Vec<thread::JoinHandle<()>>,
}

impl Heard {
    fn listen(child: &mut Child) -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let mut readers = Vec::new();
        if let Some(out) = child.stdout.take() {
            readers.push(collect(out, &lines));
        }
        if let Some(err) = child.stderr.take() {
            readers.push(collect(err, &lines));
        }
        Self { lines, readers }
    }

    /// Waits until both streams have ended, but not for ever.
    fn drain(&self) {
        let began = Instant::now();
        while began.elapsed() < DRAIN && !self.readers.iter().all(thread::JoinHandle::is_finished) {
            thread::sleep(LOOK_EVERY);
        }
    }

    fn text(&self) -> String {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    fn last(&self) -> String {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.last().map(|line| line.trim().chars().take(SPOKEN_CHARS).collect()).unwrap_or_default()
    }
}

/// Characters of a progress line: it should not wrap on an 80-column terminal.
const SPOKEN_CHARS: usize = 66;

fn collect(stream: impl Read + Send + 'static, lines: &Arc<Mutex<Vec<String>>>) -> thread::JoinHandle<()> {
    let lines = Arc::clone(lines);
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n') {
            let Ok(bytes) = line else { return };
            let text = String::from_utf8_lossy(&bytes).trim_end_matches('\r').to_owned();
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        }
    })
}

fn tail(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let from = lines.len().saturating_sub(SHOWN_LINES);
    lines.get(from..).unwrap_or_default().join("\n")
}

fn flush() {
    // A screen that cannot be written to is no reason to stop building.
    let _ = std::io::stdout().flush();
}

/// Ends a hung program with everything it started: a test binary outlives the cargo that ran it,
/// and a left-over browser would slow every later suite down.
fn end_family(child: &mut Child) {
    let mut family = vec![child.id()];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(children_of(parent));
        next += 1;
    }
    let _ = child.kill();
    for id in family.into_iter().skip(1) {
        let _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
    }
    let _ = child.wait();
}

/// Empty where there is no `/proc`: then only the program itself is ended.
fn children_of(parent: u32) -> Vec<u32> {
    let list = format!("/proc/{parent}/task/{parent}/children");
    let named = fs::read_to_string(list).unwrap_or_default();
    named.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_says_whether_it_succeeded_and_what_it_printed() {
        let good = Step::new("good", "sh").args(["-c", "echo one; echo two >&2"]).run().unwrap();
        assert!(good.ok);
        assert!(good.output.contains("one") && good.output.contains("two"));
        let bad = Step::new("bad", "sh").args(["-c", "exit 3"]).run().unwrap();
        assert!(!bad.ok);
    }

    #[test]
    fn a_missing_program_is_a_fault_of_its_own() {
        let fault = Step::new("none", "no-such-program-anywhere").run().unwrap_err();
        assert!(matches!(fault, Fault::NotStarted { .. }));
    }

    #[test]
    fn a_hung_step_ends_with_its_children() {
        let mut step = Step::new("hung", "sh").args(["-c", "sleep 600 & wait"]);
        step.patience = Duration::from_millis(300);
        let began = Instant::now();
        assert!(matches!(step.run(), Err(Fault::Stuck { .. })));
        assert!(began.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn the_tail_is_the_end() {
        let long: Vec<String> = (0..500).map(|n| n.to_string()).collect();
        let shown = tail(&long.join("\n"));
        assert!(shown.ends_with("499"));
        assert_eq!(shown.lines().count(), SHOWN_LINES);
    }
}
