//! The Rust that builds this: the wasm32 target, installed when missing, and whether lints bind.

use crate::fault::Fault;
use crate::step::Step;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the web client compiles to.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Lints change with every compiler: they bind on the one they were written for and inform elsewhere.
const LINTS_BIND_ON: &str = "rustc 1.95.";

/// Installs the wasm32 target unless the toolchain has it.
pub(crate) fn ensure_wasm() -> Result<(), Fault> {
    if sysroot()?.join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    println!("  This toolchain has no {WASM} yet; rustup adds it.");
    Step::new("rustup target add", "rustup").args(["target", "add", WASM]).demand()?;
    Ok(())
}

/// Installs rustfmt and clippy unless the toolchain has them: rustup's minimal profile leaves them out.
pub(crate) fn ensure_lints() -> Result<(), Fault> {
    let programs = sysroot()?.join("bin");
    if ["rustfmt", "cargo-clippy"].iter().all(|name| programs.join(name).is_file()) {
        return Ok(());
    }
    println!("  This toolchain has no rustfmt or no clippy; rustup adds them.");
    Step::new("rustup component add", "rustup").args(["component", "add", "rustfmt", "clippy"]).demand()?;
    Ok(())
}

fn sysroot() -> Result<PathBuf, Fault> {
    Ok(PathBuf::from(ask("rustc", &["--print", "sysroot"])?.trim()))
}

/// Whether a warning fails the checks.
pub(crate) fn lints_bind() -> Result<bool, Fault> {
    Ok(ask("rustc", &["--version"])?.starts_with(LINTS_BIND_ON))
}

/// The triple this machine compiles to.
pub(crate) fn host() -> Result<String, Fault> {
    let said = ask("rustc", &["-vV"])?;
    let line = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.unwrap_or_default().to_owned())
}

/// The first line a program prints about its version, if it is there at all.
pub(crate) fn version_of(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    if !output.status.success() {
        return None;
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(str::to_owned)
}

/// A package of apt's with its version, if it is installed.
pub(crate) fn version_of_package(name: &str) -> Option<String> {
    let output = Command::new("dpkg-query").args(["--show", name]).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().replace('\t', " "))
}

fn ask(program: &str, words: &[&str]) -> Result<String, Fault> {
    let output = Command::new(program)
        .args(words)
        .output()
        .map_err(|source| Fault::NotStarted { program: program.to_owned(), source })?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
