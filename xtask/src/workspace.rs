//! Where things lie in this workspace. Owns paths and nothing that is done with them.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the workspace and the folder cargo builds into.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Asks cargo's environment, so that a moved or copied tree finds itself.
    pub(crate) fn find() -> Self {
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().map_or_else(|| package.clone(), Path::to_path_buf);
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |named| root.join(named));
        Self { root, target }
    }

    /// The workspace's own folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The web client's page, boot script, styles and pictures.
    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("client/web")
    }

    /// The finished client, which the relay embeds.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where Trunk puts its own build of the same client.
    pub(crate) fn trunk_dist(&self) -> PathBuf {
        self.web().join("dist")
    }

    /// Where mutants live and are built.
    pub(crate) fn mutants(&self, name: &str) -> PathBuf {
        self.target.join("mutants").join(name)
    }

    /// Every crate's own folder.
    pub(crate) fn packages(&self) -> Vec<PathBuf> {
        let folders = ["shared", "server", "client/engine", "client/web", "tests", "tools/bindgen", "xtask"];
        folders.iter().map(|folder| self.root.join(folder)).collect()
    }

    /// Something cargo built: `target/<target and profile>/<file>`.
    pub(crate) fn built(&self, folder: &str, file: &str) -> PathBuf {
        self.target.join(folder).join(file)
    }

    /// The commands' own corner of the target folder: stamps, logs, installed tools.
    pub(crate) fn own(&self, name: &str) -> PathBuf {
        self.target.join("xtask").join(name)
    }
}
