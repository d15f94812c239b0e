//! The browser engines that run the client's own tests: how to get each, and what to tell wasm-bindgen's runner for it.
//! Runs no test.

use crate::browser::{self, Browser};
use crate::fault::Fault;
use crate::programs::{self, named, on_path};
use crate::screen::Screen;
use crate::step::Step;
use crate::toolchain::{version_of, version_of_package};
use crate::workspace::Workspace;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// Said where Firefox cannot be had.
const HOW_FIREFOX: &str = "Install Firefox and name it: FIREFOX=/path/firefox";
/// Said where WebKitGTK cannot be had.
const HOW_WEBKIT: &str = "Install WebKitGTK's WebKitWebDriver and MiniBrowser, and Xvfb; name a driver elsewhere: WEBKITDRIVER=/path/WebKitWebDriver";
/// WebKitGTK's driver, under the name that it has everywhere.
const WEBKIT_DRIVER: &str = "WebKitWebDriver";
/// Its driver and its browser, as apt calls both.
const WEBKIT_PACKAGE: &str = "webkit2gtk-driver";
/// By these the runner chooses its browser. Only one may be set, or a suite would run elsewhere than its name says.
const CHOICES: [&str; 8] = [
    "GECKODRIVER",
    "GECKODRIVER_REMOTE",
    "SAFARIDRIVER",
    "SAFARIDRIVER_REMOTE",
    "CHROMEDRIVER",
    "CHROMEDRIVER_REMOTE",
    "MSEDGEDRIVER",
    "MSEDGEDRIVER_REMOTE",
];

/// A browser that the client's own tests can run in.
#[derive(Debug, Clone)]
pub(crate) enum Engine {
    /// Blink.
    Chromium(Browser),
    /// Gecko, by a driver of our own.
    Firefox(PathBuf),
    /// WebKit as it is on Linux.
    WebKit {
        /// Starts WebKitGTK's own small browser.
        driver: PathBuf,
        /// It has no way to run without a screen.
        xvfb: PathBuf,
    },
}

impl fmt::Display for Engine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chromium(browser) => out.write_str(&browser::describe(browser)),
            Self::Firefox(program) => {
                let version = version_of(program);
                out.write_str(&version.unwrap_or_else(|| program.display().to_string()))
            }
            // Neither its driver nor its browser, which is on no PATH, says a version of its own.
            Self::WebKit { driver, .. } => {
                let version = version_of_package(WEBKIT_PACKAGE);
                out.write_str(&version.unwrap_or_else(|| driver.display().to_string()))
            }
        }
    }
}

/// Firefox: found, or installed, or why not.
pub(crate) fn ensure_firefox() -> Result<Result<Engine, String>, Fault> {
    let find = || named("FIREFOX").or_else(|| ["firefox-esr", "firefox"].iter().find_map(|name| on_path(name)));
    programs::ensure(|| find().map(Engine::Firefox), &["firefox-esr"], HOW_FIREFOX)
}

/// WebKitGTK: found, or installed, or why not.
pub(crate) fn ensure_webkit() -> Result<Result<Engine, String>, Fault> {
    let find = || {
        let driver = named("WEBKITDRIVER").or_else(|| on_path(WEBKIT_DRIVER))?;
        Some(Engine::WebKit { driver, xvfb: on_path("Xvfb")? })
    };
    programs::ensure(find, &[WEBKIT_PACKAGE, "xvfb"], HOW_WEBKIT)
}

/// A test run's way into its engine. Dropped after the run: a screen goes with it.
#[derive(Debug)]
pub(crate) struct Way {
    variables: Vec<(&'static str, OsString)>,
    _screen: Option<Screen>,
}

impl Way {
    /// Makes what the engine needs.
    pub(crate) fn into(engine: &Engine, workspace: &Workspace) -> Result<Self, Fault> {
        match engine {
            Engine::Chromium(browser) => {
                let settings = browser::driver_settings(workspace, browser)?;
                let driver = browser.driver.clone().into_os_string();
                let variables =
                    vec![("CHROMEDRIVER", driver), ("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings.into_os_string())];
                Ok(Self { variables, _screen: None })
            }
            Engine::Firefox(program) => {
                Step::cargo("the way to Firefox", workspace.root())
                    .args(["build", "--profile", "tool", "--package", "burnroom-bindgen", "--bin", "firefox-driver"])
                    .demand()?;
                let driver = workspace.built("tool", "firefox-driver").into_os_string();
                let variables = vec![("GECKODRIVER", driver), ("FIREFOX", program.clone().into_os_string())];
                Ok(Self { variables, _screen: None })
            }
            Engine::WebKit { driver, xvfb } => {
                let screen = Screen::open(xvfb)?;
                // Safari's driver and this one speak alike; the runner has no name for this one.
                let variables =
                    vec![("SAFARIDRIVER", driver.clone().into_os_string()), ("DISPLAY", screen.name.clone().into())];
                Ok(Self { variables, _screen: Some(screen) })
            }
        }
    }

    /// Tells a test run.
    pub(crate) fn tell(&self, step: Step) -> Step {
        let step = CHOICES.iter().fold(step, |step, name| step.without(name));
        self.variables.iter().fold(step, |step, (name, value)| step.env(name, value))
    }
}
