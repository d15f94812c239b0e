//! One headless Firefox with a profile of its own, and the line to it. When this is dropped both are gone.

use super::marionette::Line;
use super::session::Browser;
use anyhow::Context as _;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Which Firefox, if not the one on the PATH.
const NAMED: &str = "FIREFOX";
/// Firefox writes into its profile which port it listens on, since it is asked for any.
const PORT_FILE: &str = "MarionetteActivePort";
/// A first start makes a profile: some seconds, many on a busy machine.
const START: Duration = Duration::from_secs(90);
/// A person would not notice that it is looked every tenth of a second.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// For its answer when it is asked to quit, and again for its end: the runner ends whoever takes five seconds over both.
const QUIT: Duration = Duration::from_secs(2);

/// The remote protocol on any free port, and a browser that asks nobody for updates, studies or news.
const PREFERENCES: &str = r#"user_pref("marionette.port", 0);
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.page", 0);
user_pref("datareporting.healthreport.uploadEnabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
"#;

/// A running browser.
pub(crate) struct Firefox {
    process: Process,
    line: Line<TcpStream>,
}

/// The program and the folder it writes into, which goes after it.
struct Process {
    child: Child,
    profile: TempDir,
}

impl Firefox {
    /// Starts it and opens a session.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let program = std::env::var_os(NAMED).unwrap_or_else(|| OsString::from("firefox"));
        let profile = TempDir::new()?;
        fs::write(profile.path().join("user.js"), PREFERENCES)?;
        let child = Command::new(&program)
            .args(["--marionette", "--headless", "--no-remote", "--profile"])
            .arg(profile.path())
            // It refuses a home that is another user's, and should leave nothing in one's own.
            .env("HOME", profile.path())
            .env("MOZ_CRASHREPORTER_DISABLE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let mut process = Process { child, profile };
        let stream = process.reach()?;
        stream.set_nodelay(true)?;
        let mut line = Line::open(stream)?;
        line.ask("WebDriver:NewSession", &json!({}))?;
        Ok(Self { process, line })
    }
}

impl Process {
    /// Waits until it listens.
    fn reach(&mut self) -> anyhow::Result<TcpStream> {
        let began = Instant::now();
        while began.elapsed() < START {
            if let Some(stream) = listening(self.profile.path()) {
                return Ok(stream);
            }
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("Firefox ended as it started: {status}");
            }
            thread::sleep(LOOK_EVERY);
        }
        anyhow::bail!("Firefox did not listen within {} s", START.as_secs())
    }
}

/// A line to the port that the profile names, once it does.
fn listening(profile: &Path) -> Option<TcpStream> {
    let port: u16 = fs::read_to_string(profile.join(PORT_FILE)).ok()?.trim().parse().ok()?;
    TcpStream::connect(("127.0.0.1", port)).ok()
}

impl Browser for Firefox {
    fn ask(&mut self, command: &str, parameters: &Value) -> anyhow::Result<Value> {
        self.line.ask(command, parameters)
    }
}

impl Drop for Firefox {
    fn drop(&mut self) {
        // It ends its own children if it is asked; the answer may not come any more.
        let _ = self.line.stream().set_read_timeout(Some(QUIT));
        let _ = self.line.ask("Marionette:Quit", &json!({ "flags": ["eForceQuit"] }));
        let began = Instant::now();
        while began.elapsed() < QUIT && !matches!(self.process.child.try_wait(), Ok(Some(_)) | Err(_)) {
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Nothing is left to do about a browser that cannot be ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
