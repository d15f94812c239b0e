//! The copy of the tree that mutants live in: as the work tree is, but for one patch at a time. The work tree itself is
//! only ever read.

use super::patch::Patch;
use crate::digest::files_below;
use crate::fault::{Fault, Flaw};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The copy.
#[derive(Debug)]
pub(super) struct Tree {
    folder: PathBuf,
}

impl Tree {
    /// Makes `folder` hold what git knows of `root`, and what it does not know yet and would not ignore. Files that are
    /// the same stay as they are, so that cargo builds only what changed.
    pub(super) fn copy(root: &Path, folder: &Path) -> Result<Self, Fault> {
        let listed = git(root, &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
        if !listed.status.success() {
            return Err(Fault::NotListed { said: said(&listed) });
        }
        let names = String::from_utf8_lossy(&listed.stdout).into_owned();
        // A file that is deleted and not committed so is listed, and not there.
        let names: BTreeSet<&Path> =
            names.split('\0').map(Path::new).filter(|name| root.join(name).is_file()).collect();
        for file in files_below(folder)? {
            if file.strip_prefix(folder).is_ok_and(|name| !names.contains(name)) {
                fs::remove_file(&file).map_err(Fault::file(&file))?;
            }
        }
        names.iter().try_for_each(|name| copy_file(&root.join(name), &folder.join(name)))?;
        Ok(Self { folder: folder.to_path_buf() })
    }

    /// What lies in `folder` as it is, to be looked at.
    #[cfg(test)]
    pub(super) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a patch fits it. Changes nothing.
    ///
    /// # Errors
    /// [`Flaw::Rotten`] if it does not.
    pub(super) fn check(&self, patch: &Patch) -> Result<(), Fault> {
        apply(&self.folder, patch, &["--check"])
    }

    /// Makes the copy a mutant.
    pub(super) fn mutate(&self, patch: &Patch) -> Result<(), Fault> {
        apply(&self.folder, patch, &[])
    }

    /// Makes it what it was.
    pub(super) fn mend(&self, patch: &Patch) -> Result<(), Fault> {
        apply(&self.folder, patch, &["--reverse"])
    }
}

fn apply(folder: &Path, patch: &Patch, how: &[&str]) -> Result<(), Fault> {
    let mut words: Vec<&OsStr> = ["apply", "--whitespace=nowarn"].iter().chain(how).map(OsStr::new).collect();
    words.push(patch.path.as_os_str());
    let applied = git(folder, &words)?;
    if applied.status.success() {
        return Ok(());
    }
    let said = said(&applied);
    Err(Fault::Mutant { path: patch.path.clone(), flaw: Flaw::Rotten { said } })
}

fn copy_file(from: &Path, to: &Path) -> Result<(), Fault> {
    let content = fs::read(from).map_err(Fault::file(from))?;
    if fs::read(to).is_ok_and(|there| there == content) {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(Fault::file(folder))?;
    fs::write(to, content).map_err(Fault::file(to))
}

/// Asks git about `folder` and no repository further out: from a folder inside of one, it would leave out what lies
/// beside that folder and call it done.
fn git(folder: &Path, words: &[impl AsRef<OsStr>]) -> Result<Output, Fault> {
    let mut git = Command::new("git");
    git.args(words).current_dir(folder).env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
    git.env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder));
    git.output().map_err(|source| Fault::NotStarted { program: "git".to_owned(), source })
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "# breaks: it\n# test: cargo test -p a\ndiff --git a/in/one b/in/one\n--- a/in/one\n+++ b/in/one\n\
                         @@ -1,3 +1,3 @@\n first\n-second\n+other\n third\n";

    /// A repository with one file that it knows, one that it does not, and one that it ignores; beside it, a patch.
    fn stage(name: &str) -> (PathBuf, Patch) {
        let around = std::env::temp_dir().join(format!("burnroom-mutants-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&around);
        let root = around.join("root");
        fs::create_dir_all(root.join("in")).unwrap();
        assert!(git(&around, &["init", "--quiet", "root"]).unwrap().status.success());
        fs::write(root.join("in/one"), "first\nsecond\nthird\n").unwrap();
        assert!(git(&root, &["add", "in/one"]).unwrap().status.success());
        fs::write(root.join("new"), "new").unwrap();
        fs::write(root.join(".gitignore"), "/ignored*").unwrap();
        fs::write(root.join("ignored"), "ignored").unwrap();
        fs::create_dir(around.join("kept")).unwrap();
        fs::write(around.join("kept/it.patch"), PATCH).unwrap();
        let patch = super::super::patch::all(&around.join("kept")).unwrap().remove(0);
        (around, patch)
    }

    #[test]
    fn a_copy_is_the_work_tree_and_follows_it() {
        let (around, _) = stage("copy");
        let (root, folder) = (around.join("root"), around.join("root/ignored-too/tree"));
        fs::create_dir_all(folder.join("old")).unwrap();
        fs::write(folder.join("old/gone"), "gone").unwrap();
        let has = |name: &str| folder.join(name).is_file();
        Tree::copy(&root, &folder).unwrap();
        assert!(has("in/one") && has("new") && !has("ignored") && !has("old/gone"));
        let written = fs::metadata(folder.join("in/one")).unwrap().modified().unwrap();
        fs::write(root.join("new"), "newer").unwrap();
        Tree::copy(&root, &folder).unwrap();
        assert_eq!(fs::read(folder.join("new")).unwrap(), b"newer");
        assert_eq!(fs::metadata(folder.join("in/one")).unwrap().modified().unwrap(), written);
        fs::remove_file(root.join("in/one")).unwrap();
        Tree::copy(&root, &folder).unwrap();
        assert!(!has("in/one") && has("new"));
        fs::remove_dir_all(around).unwrap();
    }

    #[test]
    fn a_mutant_lives_in_the_copy_only_and_ends() {
        let (around, patch) = stage("mutant");
        // Inside of a repository, where git would otherwise look at that one.
        let (root, folder) = (around.join("root"), around.join("root/ignored-too/tree"));
        let tree = Tree::copy(&root, &folder).unwrap();
        Tree::at(&root).check(&patch).unwrap();
        tree.mutate(&patch).unwrap();
        assert_eq!(fs::read(folder.join("in/one")).unwrap(), b"first\nother\nthird\n");
        assert_eq!(fs::read(root.join("in/one")).unwrap(), b"first\nsecond\nthird\n");
        assert!(matches!(tree.mutate(&patch), Err(Fault::Mutant { flaw: Flaw::Rotten { .. }, .. })), "it is one");
        tree.mend(&patch).unwrap();
        assert_eq!(fs::read(folder.join("in/one")).unwrap(), b"first\nsecond\nthird\n");
        fs::write(root.join("in/one"), "first\nanother\nthird\n").unwrap();
        let rotten = Tree::at(&root).check(&patch);
        assert!(matches!(&rotten, Err(Fault::Mutant { flaw: Flaw::Rotten { said }, .. }) if said.contains("in/one")));
        fs::remove_dir_all(around).unwrap();
    }
}
