//! The same page built by Trunk, from the same `index.html`: checked where Trunk is, installed for that on CI.
//! Trunk finds the workspace's own wasm-bindgen first on the PATH and so downloads nothing.

use crate::client::{Speed, wasm_flags};
use crate::fault::Fault;
use crate::programs::on_path;
use crate::relay;
use crate::step::Step;
use crate::workspace::Workspace;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The newest that this compiler builds.
const VERSION: &str = "0.21.14";
/// Said where there is none.
const HOW: &str = "cargo install trunk --version 0.21.14 --no-default-features --locked";

/// Finds Trunk, or on CI installs it into the target folder, or says how to get it.
pub(crate) fn ensure(workspace: &Workspace, on_ci: bool) -> Result<Result<PathBuf, String>, Fault> {
    let folder = workspace.own("tools");
    let ours = folder.join("bin/trunk");
    if let Some(found) = on_path("trunk").or_else(|| ours.is_file().then(|| ours.clone())) {
        return Ok(Ok(found));
    }
    if !on_ci {
        return Ok(Err(HOW.to_owned()));
    }
    println!("  Trunk is missing; cargo installs {VERSION} for the check. That takes minutes, once.");
    Step::cargo("cargo install trunk", workspace.root())
        .args(["install", "trunk", "--version", VERSION, "--no-default-features", "--debug", "--locked", "--root"])
        .args([&folder])
        .demand()?;
    Ok(Ok(ours))
}

/// Builds the page with Trunk and a relay around it.
pub(crate) fn build(workspace: &Workspace, trunk: &Path) -> Result<PathBuf, Fault> {
    Step::cargo("wasm-bindgen for Trunk", workspace.root())
        .args(["build", "--profile", "tool", "--package", "burnroom-bindgen"])
        .demand()?;
    Step::new("trunk build", trunk)
        .args(["build", "--skip-version-check", "--offline"])
        .within(workspace.root())
        .env("PATH", path_with(&workspace.built("tool", "")))
        .env("CARGO_ENCODED_RUSTFLAGS", wasm_flags(workspace))
        .env("NO_COLOR", "true")
        .demand()?;
    let built = relay::build(workspace, Speed::Quick, &workspace.trunk_dist())?;
    // Apart from cargo's own output, which the next build of the relay replaces.
    let kept = workspace.own("burnroom-with-trunks-page");
    fs::copy(&built, &kept).map_err(Fault::file(&kept))?;
    Ok(kept)
}

fn path_with(folder: &Path) -> OsString {
    let before = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(env::split_paths(&before));
    env::join_paths(folders).unwrap_or(before)
}
