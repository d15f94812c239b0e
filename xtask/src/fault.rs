//! What can go wrong in a command, each with a sentence that says what to do. Closed: nothing else ends one.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The command line was not understood.
    Usage {
        /// The word that has no meaning here.
        word: String,
    },
    /// A file could not be read or written.
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A program could not be started at all.
    NotStarted {
        /// Its name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A step ran and said no; its output is already on the screen.
    Failed {
        /// The step, in its own words.
        step: String,
    },
    /// A step outlived its patience and was ended.
    Stuck {
        /// The step, in its own words.
        step: String,
        /// How long it was waited for.
        patience: Duration,
    },
    /// The glue around the WASM could not be generated.
    Bindgen(Box<dyn Error + Send + Sync>),
    /// The page asks for something that these commands cannot make.
    Page {
        /// The tag, as written.
        tag: String,
    },
    /// Git did not say which files belong to the tree.
    NotListed {
        /// What it said instead.
        said: String,
    },
    /// A kept mutant cannot be used.
    Mutant {
        /// Its patch.
        path: PathBuf,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The generated glue wants loose script files, which the page's integrity attributes would not cover.
    LooseScripts {
        /// Whose they are.
        owner: String,
    },
}

/// What is wrong with a kept mutant.
#[derive(Debug)]
pub(crate) enum Flaw {
    /// It does not say what it breaks.
    SaysNothing,
    /// It does not say who must notice.
    NoCommand,
    /// It names a command that runs no tests.
    NoTestCommand {
        /// As written.
        command: String,
    },
    /// The tree has moved on, and it does not fit any more.
    Rotten {
        /// What git says.
        said: String,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SaysNothing => {
                write!(out, "its first lines lack `# breaks: …`. What does not hold any more with it?")
            }
            Self::NoCommand => write!(out, "its first lines lack `# test: cargo test …`. Which tests must notice?"),
            Self::NoTestCommand { command } => write!(out, "`{command}` is not `cargo test …` with a crate"),
            Self::Rotten { said } => {
                write!(
                    out,
                    "it does not apply to the tree any more. Make the same change again, and keep that.\n{said}"
                )
            }
        }
    }
}

impl Fault {
    /// Wraps what the file system said about `path`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| Self::File { path, source }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { word } => {
                write!(out, "`{word}` means nothing here. `cargo xtask --help` lists what does.")
            }
            Self::File { path, source } => {
                write!(out, "{}: {source}. Is the disk full, or the file another user's?", path.display())
            }
            Self::NotStarted { program, source } => {
                write!(out, "`{program}` could not be started: {source}. Is it installed and on the PATH?")
            }
            Self::Failed { step } => {
                write!(
                    out,
                    "{step} failed; what it said is above. Mend that and run the command again: it goes on from there."
                )
            }
            Self::Stuck { step, patience } => {
                let seconds = patience.as_secs();
                write!(
                    out,
                    "{step} did not end within {seconds} s and was stopped. A test that waits for ever, or a very slow machine?"
                )
            }
            Self::Bindgen(source) => {
                write!(
                    out,
                    "wasm-bindgen: {source}. If it speaks of a schema or version: Cargo.lock must keep wasm-bindgen at the version the xtask pins."
                )
            }
            Self::Page { tag } => {
                write!(
                    out,
                    "client/web/index.html: `{tag}` is not something this build makes. It knows rel=rust, css, icon and copy-dir, and script src."
                )
            }
            Self::NotListed { said } => {
                write!(out, "git does not list the files of this tree. Is this a repository?\n{said}")
            }
            Self::Mutant { path, flaw } => write!(out, "{}: {flaw}", path.display()),
            Self::LooseScripts { owner } => {
                write!(
                    out,
                    "{owner} wants script files of its own beside the glue. They would escape the page's integrity attributes: use a dependency without inline JavaScript."
                )
            }
        }
    }
}

impl Error for Fault {}
