//! The web client: Rust to WASM, WASM to glue, both with the page, styles and pictures into `dist/`.
//! Invariant: `dist/` is replaced whole or not at all, and left alone when nothing it is made of has changed.

use crate::budget;
use crate::digest::{Fingerprint, files_below, hashed_name, integrity};
use crate::fault::Fault;
use crate::imports;
use crate::lean;
use crate::page::{self, Ask};
use crate::step::Step;
use crate::toolchain::{self, WASM};
use crate::workspace::Workspace;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};
use wasm_bindgen_cli_support::Bindgen;

/// The crate and the binary that is the page.
const CRATE: &str = "burnroom-web";

/// What to trade: seconds of building or bytes of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speed {
    /// What ships: smallest page, fastest relay.
    Shipped,
    /// For the edit-and-look loop.
    Quick,
}

impl Speed {
    /// The cargo profile of the page.
    fn profile(self) -> &'static str {
        match self {
            Self::Shipped => "web",
            Self::Quick => "web-fast",
        }
    }
}

/// Builds the client into `dist/`, or finds it up to date.
pub(crate) fn build(workspace: &Workspace, speed: Speed) -> Result<(), Fault> {
    toolchain::ensure_wasm()?;
    let wasm = compile(workspace, speed)?;
    let made_of = fingerprint(workspace, &wasm)?;
    if up_to_date(workspace, &made_of)? {
        println!("  dist/ is up to date");
        return Ok(());
    }
    let began = Instant::now();
    let glue = workspace.own("glue");
    bind(&wasm, &glue)?;
    imports::count_up(&glue)?;
    let script = glue.join("client.js");
    let read = fs::read_to_string(&script).map_err(Fault::file(&script))?;
    fs::write(&script, lean::script(&read)).map_err(Fault::file(&script))?;
    assemble(workspace, &glue)?;
    keep_stamp(workspace, &made_of)?;
    let took: Duration = began.elapsed();
    println!("  glue, hashes and page into dist/ … ok, {:.1} s", took.as_secs_f64());
    println!("  {}", budget::weigh(&workspace.dist())?);
    Ok(())
}

/// Flags for every WASM build, so that no folder name of the builder's machine ends up in what visitors download.
pub(crate) fn wasm_flags(workspace: &Workspace) -> OsString {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_default();
    let mut flags = OsString::from("--remap-path-prefix=");
    flags.push(home);
    flags.push("=/cargo\u{1f}--remap-path-prefix=");
    flags.push(workspace.root());
    flags.push("=/burnroom");
    flags
}

fn compile(workspace: &Workspace, speed: Speed) -> Result<PathBuf, Fault> {
    let profile = speed.profile();
    Step::cargo("the web client to WebAssembly", workspace.root())
        .args(["build", "--package", CRATE, "--bin", CRATE, "--target", WASM, "--profile", profile])
        .env("CARGO_ENCODED_RUSTFLAGS", wasm_flags(workspace))
        .demand()?;
    Ok(workspace.built(&format!("{WASM}/{profile}"), &format!("{CRATE}.wasm")))
}

/// All that `dist/` is made of: the WASM, the page's sources, and this program.
fn fingerprint(workspace: &Workspace, wasm: &Path) -> Result<String, Fault> {
    let mut print = Fingerprint::default();
    print.add(own_version().as_bytes());
    print.add(&fs::read(wasm).map_err(Fault::file(wasm))?);
    let web = workspace.web();
    for file in ["index.html", "boot.js"] {
        let path = web.join(file);
        print.add(&fs::read(&path).map_err(Fault::file(&path))?);
    }
    print.add_tree(&web.join("styles"))?;
    print.add_tree(&web.join("assets"))?;
    Ok(print.finish())
}

/// Changes whenever this program was rebuilt; its own bytes would take longer to hash than the page to make.
fn own_version() -> String {
    let modified = env::current_exe().and_then(fs::metadata).and_then(|about| about.modified());
    let since = modified.ok().and_then(|when| when.duration_since(UNIX_EPOCH).ok());
    since.map_or_else(String::new, |when| when.as_nanos().to_string())
}

fn up_to_date(workspace: &Workspace, made_of: &str) -> Result<bool, Fault> {
    let kept = fs::read_to_string(workspace.own("client.stamp")).unwrap_or_default();
    Ok(kept == stamp(workspace, made_of)?)
}

fn keep_stamp(workspace: &Workspace, made_of: &str) -> Result<(), Fault> {
    let path = workspace.own("client.stamp");
    fs::write(&path, stamp(workspace, made_of)?).map_err(Fault::file(&path))
}

/// Both ends: what went in, and what lies in `dist/` now, so that a touched `dist/` is made anew.
fn stamp(workspace: &Workspace, made_of: &str) -> Result<String, Fault> {
    let mut result = Fingerprint::default();
    result.add_tree(&workspace.dist())?;
    Ok(format!("{made_of} {}", result.finish()))
}

fn bind(wasm: &Path, glue: &Path) -> Result<(), Fault> {
    renew(glue)?;
    let bindgen = |source: Box<dyn std::error::Error + Send + Sync>| Fault::Bindgen(source);
    Bindgen::new()
        .input_path(wasm)
        .out_name("client")
        .web(true)
        .map_err(|source| bindgen(source.into()))?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(glue)
        .map_err(|source| bindgen(source.into()))?;
    let snippets = glue.join("snippets");
    match files_below(&snippets)?.first() {
        None => Ok(()),
        Some(file) => {
            let owner = file.strip_prefix(&snippets).unwrap_or(file).display().to_string();
            Err(Fault::LooseScripts { owner })
        }
    }
}

/// Makes the whole client beside `dist/` and swaps it in.
fn assemble(workspace: &Workspace, glue: &Path) -> Result<(), Fault> {
    let fresh = workspace.own("dist");
    renew(&fresh)?;
    let source = workspace.web().join("index.html");
    let page = fs::read_to_string(&source).map_err(Fault::file(&source))?;
    let maker =
        Maker { web: workspace.web(), glue: glue.to_path_buf(), dist: fresh.clone(), styles: page::styles(&page)? };
    let finished = page::rewrite(&page, |ask| maker.make(ask))?;
    let index = fresh.join("index.html");
    fs::write(&index, finished).map_err(Fault::file(&index))?;
    let dist = workspace.dist();
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(Fault::file(&dist))?;
    }
    fs::rename(&fresh, &dist).map_err(Fault::file(&dist))
}

/// Answers what the page asks for by writing files and naming them.
#[derive(Debug)]
struct Maker {
    web: PathBuf,
    glue: PathBuf,
    dist: PathBuf,
    /// As the page lists them.
    styles: Vec<String>,
}

/// A file that has been written under a name made of its content.
#[derive(Debug)]
struct Placed {
    name: String,
    integrity: String,
}

impl Maker {
    fn make(&self, ask: Ask) -> Result<String, Fault> {
        match ask {
            Ask::Client => self.client(),
            Ask::Style(path) => self.style(&path),
            Ask::Icon(path, media) => {
                let Placed { name, .. } = self.place(&self.web.join(path))?;
                Ok(format!(r#"<link rel="icon" href="/{name}" type="{media}">"#))
            }
            Ask::Script(path) => {
                let Placed { name, integrity } = self.place(&self.web.join(path))?;
                Ok(format!(r#"<script src="/{name}" type="module" integrity="{integrity}"></script>"#))
            }
            Ask::Folder(path) => self.copy(&path),
        }
    }

    /// The glue is fetched as a module and checked there. Nothing checks WASM by itself: the boot script does, and
    /// finds the hash beside the preload, where an `integrity` would only draw a warning.
    fn client(&self) -> Result<String, Fault> {
        let js = self.place(&self.glue.join("client.js"))?;
        let wasm = self.place(&self.glue.join("client_bg.wasm"))?;
        let (js_name, js_hash) = (js.name, js.integrity);
        let (wasm_name, wasm_hash) = (wasm.name, wasm.integrity);
        Ok(format!(
            r#"<meta name="client" content="/{js_name} /{wasm_name}">
<link rel="modulepreload" href="/{js_name}" crossorigin="anonymous" integrity="{js_hash}">
<link rel="preload" href="/{wasm_name}" crossorigin="anonymous" data-integrity="{wasm_hash}" as="fetch" type="application/wasm">"#
        ))
    }

    /// All of them as one file, in their order, where the first one stood: a request each would queue behind one
    /// another on HTTP/1.1 and hold the WASM up.
    fn style(&self, path: &str) -> Result<String, Fault> {
        if self.styles.first().is_none_or(|first| first != path) {
            return Ok(String::new());
        }
        let mut all = String::new();
        for style in &self.styles {
            let source = self.web.join(style);
            all.push_str(&fs::read_to_string(&source).map_err(Fault::file(&source))?);
        }
        let Placed { name, integrity } = self.write("style", "css", lean::style(&all).as_bytes())?;
        Ok(format!(r#"<link rel="stylesheet" href="/{name}" integrity="{integrity}">"#))
    }

    fn place(&self, source: &Path) -> Result<Placed, Fault> {
        let content = fs::read(source).map_err(Fault::file(source))?;
        let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        self.write(&part(source.file_stem()), &part(source.extension()), &content)
    }

    fn write(&self, stem: &str, extension: &str, content: &[u8]) -> Result<Placed, Fault> {
        let name = hashed_name(stem, extension, content);
        let path = self.dist.join(&name);
        fs::write(&path, content).map_err(Fault::file(&path))?;
        let integrity = integrity(content);
        Ok(Placed { name, integrity })
    }

    fn copy(&self, folder: &str) -> Result<String, Fault> {
        let from = self.web.join(folder);
        for file in files_below(&from)? {
            let to = self.dist.join(folder).join(file.strip_prefix(&from).unwrap_or(&file));
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(Fault::file(parent))?;
            }
            fs::copy(&file, &to).map_err(Fault::file(&to))?;
        }
        Ok(String::new())
    }
}

/// An empty folder at `path`.
fn renew(path: &Path) -> Result<(), Fault> {
    if path.exists() {
        fs::remove_dir_all(path).map_err(Fault::file(path))?;
    }
    fs::create_dir_all(path).map_err(Fault::file(path))
}
