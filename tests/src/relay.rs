//! The built relay as one process: started on a free port, heard on both its streams, ended with the story.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long a relay may take to listen.
const LISTENS_WITHIN: Duration = Duration::from_secs(20);
/// What its one line on standard output begins with.
const LISTENS: &str = "Burnroom listens on http://";
/// All stories come from one address, which is worth hundreds of people.
const RAISED: [&str; 6] =
    ["--creations", "10000+1000/s", "--entries", "10000+1000/s", "--connections-per-address", "5000"];

/// A running relay.
#[derive(Debug)]
pub struct Relay {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    log: Arc<Mutex<Vec<u8>>>,
    listeners: Vec<JoinHandle<()>>,
}

impl Relay {
    /// Starts one with the limits on addresses raised.
    #[must_use]
    pub fn start() -> Self {
        Self::with(&[], &[])
    }

    /// Starts one with more flags and environment.
    ///
    /// # Panics
    /// If it does not listen.
    #[must_use]
    pub fn with(flags: &[&str], environment: &[(&str, &str)]) -> Self {
        let binary = binary();
        let mut child = Command::new(&binary)
            .args(["--listen", "127.0.0.1:0"])
            .args(RAISED)
            .args(flags)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
        let log = Arc::new(Mutex::new(Vec::new()));
        let listener = keep(child.stderr.take().expect("piped"), Arc::clone(&log));
        let (announced, rest) = announced(child.stdout.take().expect("piped"), Arc::clone(&log));
        let address = announced.unwrap_or_else(|| {
            let _ = child.kill();
            let said = String::from_utf8_lossy(&log.lock().unwrap()).into_owned();
            panic!("the relay did not say where it listens; it said: {said}")
        });
        Self { address, child, log, listeners: vec![listener, rest] }
    }

    /// Where its pages are.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The most memory it has used so far, bytes.
    ///
    /// # Panics
    /// Where there is no `/proc`.
    #[must_use]
    pub fn peak_memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("/proc");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
        let kilobytes: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kilobytes * 1_024
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    ///
    /// # Panics
    /// If it does not stop.
    pub async fn stop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()), "kill -TERM");
        crate::wait::until("the relay to stop", async || self.child.try_wait().ok().flatten()).await;
    }

    /// Writes into both its streams, as if it had said so itself: whoever searches its log has to find this.
    ///
    /// # Panics
    /// Where there is no `/proc`, or the relay has ended.
    pub fn plant(&self, text: &str) {
        for stream in [1, 2] {
            let path = format!("/proc/{}/fd/{stream}", self.child.id());
            let mut stream = std::fs::OpenOptions::new().write(true).open(path).expect("its stream");
            // In one piece: what is read from both is kept as it comes.
            stream.write_all(format!("{text}\n").as_bytes()).expect("a stream that is read");
        }
    }

    /// Ends it and returns all that it wrote to both its streams, but where it listens.
    ///
    /// # Panics
    /// If its output cannot be read.
    #[must_use]
    pub fn end(mut self) -> String {
        self.kill();
        let log = std::mem::take(&mut *self.log.lock().unwrap());
        String::from_utf8_lossy(&log).into_owned()
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        for listener in self.listeners.drain(..) {
            let _ = listener.join();
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.kill();
        if thread::panicking() {
            let log = self.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            eprintln!("the relay's log:\n{}", String::from_utf8_lossy(&log));
        }
    }
}

fn keep(mut stream: impl std::io::Read + Send + 'static, log: Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut chunk = [0; 4_096];
        while let Ok(read @ 1..) = stream.read(&mut chunk) {
            log.lock().unwrap().extend_from_slice(&chunk[..read]);
        }
    })
}

/// Where it listens, if it says so; whatever else it says is kept.
fn announced(stdout: ChildStdout, log: Arc<Mutex<Vec<u8>>>) -> (Option<SocketAddr>, JoinHandle<()>) {
    let mut stdout = BufReader::new(stdout);
    let (sender, receiver) = channel();
    let listener = thread::spawn(move || {
        let mut line = String::new();
        let _ = stdout.read_line(&mut line);
        let _ = sender.send(line);
        // Read to the end, so that it never writes into a closed pipe.
        let _ = keep(stdout, log).join();
    });
    let line = receiver.recv_timeout(LISTENS_WITHIN).unwrap_or_default();
    let address = line.trim().strip_prefix(LISTENS).and_then(|address| address.trim_end_matches('/').parse().ok());
    (address, listener)
}

fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("BURNROOM_BIN") {
        return PathBuf::from(named);
    }
    let target = target_folder();
    let built = ["release/burnroom", "debug/burnroom"].map(|path| target.join(path));
    let found = built.iter().find(|path| path.is_file());
    found.cloned().unwrap_or_else(|| {
        panic!("no relay in {}: run `cargo xtask build`, or name one in BURNROOM_BIN", target.display())
    })
}

/// Where cargo puts what it builds for this workspace.
#[must_use]
pub fn target_folder() -> PathBuf {
    let fallback = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target"));
    std::env::var_os("CARGO_TARGET_DIR").map_or(fallback, PathBuf::from)
}
