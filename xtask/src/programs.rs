//! Programs of this machine: named by a variable, found on the PATH, or installed by apt where that is Debian's own.
//! Knows no program by name.

use crate::fault::Fault;
use crate::step::Step;
use std::env;
use std::fs;
use std::path::PathBuf;

/// The file that a variable names, if it is one.
pub(crate) fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

/// The first file of this name on the PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// What is found; else what is found once apt has installed `packages`; else why there is nothing, and `how` to get it.
pub(crate) fn ensure<T>(
    find: impl Fn() -> Option<T>,
    packages: &[&str],
    how: &str,
) -> Result<Result<T, String>, Fault> {
    if let Some(found) = find() {
        return Ok(Ok(found));
    }
    let listed = packages.join(" ");
    if !is_debian() {
        return Ok(Err(format!("apt's {listed} is not used here: this is not Debian. {how}")));
    }
    println!("  Something of this is missing; apt installs it: {listed}.");
    if !install(packages)? {
        return Ok(Err(format!("apt could not: as root, apt-get install {listed}. Or: {how}")));
    }
    Ok(find().ok_or_else(|| how.to_owned()))
}

/// Ubuntu calls itself like Debian, but its browsers are empty shells around snap.
fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|about| about.lines().any(|line| line == "ID=debian"))
}

/// With the lists of packages that are here, or with new ones: a fresh machine has none, and old ones name files that are gone.
fn install(packages: &[&str]) -> Result<bool, Fault> {
    let words = [&["install", "-y", "-qq", "--no-install-recommends"], packages].concat();
    Ok(apt(&words, "not with the lists of packages that are here")?
        || apt(&["update", "-qq"], "FAILED")? && apt(&words, "FAILED")?)
}

/// As root, or as someone who may become root without being asked for a password.
fn apt(words: &[&str], no: &'static str) -> Result<bool, Fault> {
    let title = format!("apt-get {}", words.join(" "));
    let root = env::var_os("USER").is_some_and(|user| user == "root") || on_path("sudo").is_none();
    let step = if root {
        Step::new(&title, "apt-get").args(words)
    } else {
        Step::new(&title, "sudo").args(["-n", "apt-get"]).args(words)
    };
    Ok(step.saying("ok", no).env("DEBIAN_FRONTEND", "noninteractive").run()?.ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_installed_for_what_is_there() {
        let found = ensure(|| on_path("sh"), &["no-such-package-anywhere"], "how");
        assert!(found.unwrap().is_ok());
    }

    #[test]
    fn a_variable_names_files_only() {
        assert!(named("PATH").is_none());
        assert!(on_path("no-such-program-anywhere").is_none());
    }
}
