//! One Chromium for all stories of a process, driven over a pipe (Chrome DevTools Protocol).
//!
//! It belongs to the stories that hold it: with the last one it ends, and with the process, since its pipe closes.
//! Each person gets a context of their own: nothing is shared between people but the program.

mod devtools;

pub use devtools::{Event, Fault, Subscription};

use devtools::Devtools;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

/// How long Chromium may take to end by itself when its pipe closes.
const ENDS_WITHIN: Duration = Duration::from_secs(5);
/// How often it is asked whether it has.
const ASKED_EVERY: Duration = Duration::from_millis(10);
/// Commands come on file descriptor 3, answers go to 4: the shell lays our two pipes there.
const LAY_PIPES: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null";
/// No window, no network of its own, no sandbox (which root has not), and no page is slowed because another is in front.
const FLAGS: [&str; 20] = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-breakpad",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-features=Translate,OptimizationHints,MediaRouter,CalculateNativeWinOcclusion",
    "--hide-scrollbars",
    // Names of its own for this machine: pages there came over no secure connection.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
];

/// A running browser.
#[derive(Debug)]
pub struct Chromium {
    devtools: Option<Devtools>,
    child: Mutex<Child>,
    profile: PathBuf,
}

impl Chromium {
    /// The one that is running, or a new one.
    ///
    /// # Panics
    /// If there is none and none can be started.
    #[must_use]
    pub fn shared() -> Arc<Self> {
        static RUNNING: Mutex<Weak<Chromium>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let started = Arc::new(Self::start());
            *running = Arc::downgrade(&started);
            started
        })
    }

    fn start() -> Self {
        let profile = fresh_profile();
        let binary = std::env::var_os("CHROME").unwrap_or_else(|| "chromium".into());
        let mut child = Command::new("sh")
            .args(["-c", LAY_PIPES])
            .arg(&binary)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let devtools = Devtools::over(child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        Self { devtools: Some(devtools), child: Mutex::new(child), profile }
    }

    /// Asks the browser itself.
    ///
    /// # Errors
    /// [`Fault`], in the browser's words.
    pub async fn call(&self, method: &str, parameters: Value) -> Result<Value, Fault> {
        self.devtools().call(None, method, parameters).await
    }

    /// Asks one page.
    ///
    /// # Errors
    /// [`Fault`], in the browser's words.
    pub async fn call_page(&self, session: &str, method: &str, parameters: Value) -> Result<Value, Fault> {
        self.devtools().call(Some(session), method, parameters).await
    }

    /// What one page tells from now on.
    #[must_use]
    pub fn listen(&self, session: &str) -> Subscription {
        self.devtools().listen(session)
    }

    /// Ends a person's context with all its pages, without waiting.
    pub fn forget(&self, context: &str) {
        self.devtools().post(None, "Target.disposeBrowserContext", &json!({ "browserContextId": context }));
    }

    /// Tells one page something without waiting for an answer.
    pub fn post_page(&self, session: &str, method: &str, parameters: &Value) {
        self.devtools().post(Some(session), method, parameters);
    }

    fn devtools(&self) -> &Devtools {
        self.devtools.as_ref().expect("a browser that has not ended")
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Without its pipe it ends.
        self.devtools = None;
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        let deadline = Instant::now() + ENDS_WITHIN;
        while matches!(child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::park_timeout(ASKED_EVERY);
        }
        let _ = child.kill();
        let _ = child.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

fn fresh_profile() -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let profile = std::env::temp_dir().join(format!("burnroom-chromium-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&profile).expect("a folder for temporary files");
    profile
}
