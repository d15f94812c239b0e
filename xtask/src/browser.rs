//! Chromium and its driver: found, or installed by apt, or missed with a sentence. Runs no test.

use crate::fault::Fault;
use crate::programs::{self, named, on_path};
use crate::toolchain::version_of;
use crate::workspace::Workspace;
use std::fs;
use std::path::{Path, PathBuf};

/// Said where neither can be had.
const HOW: &str = "Install Chromium and ChromeDriver of one version, and name them: CHROME=/path/chromium CHROMEDRIVER=/path/chromedriver";

/// The Chromium that `webdriver.json` names: Debian's.
const DEBIANS_CHROME: &str = "/usr/bin/chromium";

/// A browser that tests can start.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    /// Chromium.
    pub(crate) chrome: PathBuf,
    /// ChromeDriver.
    pub(crate) driver: PathBuf,
}

/// Finds both, installing what is missing where apt has it; otherwise says how to get them.
pub(crate) fn ensure() -> Result<Result<Browser, String>, Fault> {
    programs::ensure(find, &["chromium", "chromium-driver"], HOW)
}

/// What the browser is, for the record: apt moves it under us.
pub(crate) fn describe(browser: &Browser) -> String {
    let of = |path: &Path| version_of(path).unwrap_or_else(|| path.display().to_string());
    format!("{} · {}", of(&browser.chrome), of(&browser.driver))
}

/// A `webdriver.json` for this machine's Chromium.
pub(crate) fn driver_settings(workspace: &Workspace, browser: &Browser) -> Result<PathBuf, Fault> {
    let source = workspace.web().join("webdriver.json");
    let text = fs::read_to_string(&source).map_err(Fault::file(&source))?;
    let path = workspace.own("webdriver.json");
    let ours = text.replace(DEBIANS_CHROME, &browser.chrome.to_string_lossy());
    fs::create_dir_all(workspace.own("")).map_err(Fault::file(&path))?;
    fs::write(&path, ours).map_err(Fault::file(&path))?;
    Ok(path)
}

fn find() -> Option<Browser> {
    let chrome = named("CHROME").or_else(|| ["chromium", "google-chrome"].iter().find_map(|name| on_path(name)))?;
    let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser { chrome, driver })
}
