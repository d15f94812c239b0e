//! Chromium and its driver: found, or installed by apt where that is Debian's own, or missed with a sentence.
//! Runs no test.

use crate::fault::Fault;
use crate::step::Step;
use crate::toolchain::version_of;
use crate::workspace::Workspace;
use std::env;
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
    if let Some(browser) = find() {
        return Ok(Ok(browser));
    }
    if !is_debian() {
        return Ok(Err(format!("apt's chromium is not used here: this is not Debian. {HOW}")));
    }
    println!("  Chromium or ChromeDriver is missing; apt installs both.");
    if !apt(&["update", "-qq"])?
        || !apt(&["install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver"])?
    {
        return Ok(Err(format!(
            "apt could not install them: as root, apt-get install chromium chromium-driver. Or: {HOW}"
        )));
    }
    Ok(find().ok_or_else(|| HOW.to_owned()))
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

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

/// The first file of this name on the PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Ubuntu calls itself like Debian, but its chromium is an empty shell around snap.
fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|about| about.lines().any(|line| line == "ID=debian"))
}

/// As root, or as someone who may become root without being asked for a password.
fn apt(words: &[&str]) -> Result<bool, Fault> {
    let title = format!("apt-get {}", words.join(" "));
    let root = env::var_os("USER").is_some_and(|user| user == "root") || on_path("sudo").is_none();
    let step = if root {
        Step::new(&title, "apt-get").args(words)
    } else {
        Step::new(&title, "sudo").args(["-n", "apt-get"]).args(words)
    };
    Ok(step.env("DEBIAN_FRONTEND", "noninteractive").run()?.ok)
}
