//! The relay's binary with the client inside. Owns how it is built and started, not what it does.

use crate::client::Speed;
use crate::fault::Fault;
use crate::step::Step;
use crate::workspace::Workspace;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crate and its binary.
pub(crate) const CRATE: &str = "burnroom";

/// Builds the relay around the client in `dist` and says where the binary is.
pub(crate) fn build(workspace: &Workspace, speed: Speed, dist: &Path) -> Result<PathBuf, Fault> {
    let (profile, folder) = match speed {
        Speed::Shipped => ("release", "release"),
        Speed::Quick => ("dev", "debug"),
    };
    Step::cargo("the relay with the client inside", workspace.root())
        .args(["build", "--package", CRATE, "--bin", CRATE, "--profile", profile])
        .env("BURNROOM_DIST", dist)
        .demand()?;
    Ok(workspace.built(folder, CRATE))
}

/// Becomes the relay: signals, exit code and terminal are its own from here. Returns only if that fails.
pub(crate) fn become_relay(binary: &Path, words: &[OsString]) -> Fault {
    let mut command = Command::new(binary);
    command.args(words);
    Fault::NotStarted { program: binary.display().to_string(), source: replace(&mut command) }
}

#[cfg(unix)]
fn replace(command: &mut Command) -> std::io::Error {
    std::os::unix::process::CommandExt::exec(command)
}

#[cfg(not(unix))]
fn replace(command: &mut Command) -> std::io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(source) => source,
    }
}
