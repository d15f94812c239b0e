//! `cargo xtask test`: what is checked and tested, in which order, and whether it was good enough.
//! Goes on after every failure; the table at the end has all of them.

use crate::browser::{self, Browser};
use crate::checks;
use crate::client::{self, Speed};
use crate::command::Depth;
use crate::engines::{self, Engine};
use crate::fault::Fault;
use crate::mutants;
use crate::relay;
use crate::suites::{self, NATIVE, Terms};
use crate::tally::{Entry, Tally, Verdict};
use crate::toolchain;
use crate::trunk;
use crate::workspace::Workspace;
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// A browser by the name it has in the table, or why it is not there.
type Place = (&'static str, Result<Engine, String>);

/// Runs it all and says what it came to.
pub(crate) fn verify(workspace: &Workspace, depth: Depth) -> Result<ExitCode, Fault> {
    let began = Instant::now();
    let on_ci = env::var("CI").is_ok_and(|value| value == "true");
    let terms = Terms { workspace, long: depth == Depth::Long };
    let mut tally = Tally::default();
    toolchain::ensure_wasm()?;
    toolchain::ensure_lints()?;
    let browser = browser::ensure()?;
    let engines = engines(&browser, depth)?;
    check(workspace, depth, &mut tally);
    let relay = built(workspace, &mut tally);
    run_suites(terms, (&browser, &engines), relay.as_deref(), &mut tally);
    if depth != Depth::Quick {
        tally.add(with_trunk(terms, on_ci, &browser));
    }
    if depth == Depth::Long {
        println!("\nMutants");
        tally.add(mutants::entry(workspace));
    }
    println!("\n{:.0} s in all\n\n{tally}", began.elapsed().as_secs_f64());
    Ok(if tally.sound(on_ci) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check(workspace: &Workspace, depth: Depth, tally: &mut Tally) {
    println!("\nChecks");
    tally.add(checks::format(workspace));
    tally.add(checks::order(workspace));
    tally.add(checks::promises(workspace));
    tally.add(checks::redaction(workspace));
    tally.add(checks::direction(workspace));
    tally.add(checks::lint_host(workspace));
    tally.add(checks::lint_browser(workspace));
    if depth != Depth::Quick {
        tally.add(checks::document(workspace));
    }
}

/// What ships: the smallest page in the fastest relay.
fn built(workspace: &Workspace, tally: &mut Tally) -> Option<PathBuf> {
    println!("\nBuild");
    let began = Instant::now();
    let made = client::build(workspace, Speed::Shipped)
        .and_then(|()| relay::build(workspace, Speed::Shipped, &workspace.dist()));
    match made {
        Ok(binary) => {
            tally.add(Entry::check("client and relay build", Verdict::Passed, began.elapsed()));
            tally.add(checks::weight(workspace));
            Some(binary)
        }
        Err(fault) => {
            tally.add(checks::failed("client and relay build", &fault));
            None
        }
    }
}

/// Where the client's own tests run: what it shows is alike everywhere, so the daily loop asks one engine, the others are
/// for what decides.
fn engines(browser: &Result<Browser, String>, depth: Depth) -> Result<Vec<Place>, Fault> {
    let mut places = vec![("Chromium", browser.clone().map(Engine::Chromium))];
    if depth != Depth::Quick {
        places.push(("Firefox", engines::ensure_firefox()?));
        places.push(("WebKitGTK", engines::ensure_webkit()?));
    }
    for (_, engine) in &places {
        if let Ok(engine) = engine {
            println!("  {engine}");
        }
    }
    Ok(places)
}

fn run_suites(
    terms: Terms,
    (browser, engines): (&Result<Browser, String>, &[Place]),
    relay: Option<&Path>,
    tally: &mut Tally,
) {
    println!("\nTests");
    for package in NATIVE {
        tally.add(suites::native(terms, package));
    }
    for (place, engine) in engines {
        tally.add(suites::in_engine(terms, place, engine));
    }
    match relay {
        Some(relay) => suites::stories(terms, browser, relay).into_iter().for_each(|entry| tally.add(entry)),
        None => {
            tally.add(Entry::absent("stories", Verdict::Failed("there is no relay to run them against".to_owned())));
        }
    }
}

fn with_trunk(terms: Terms, on_ci: bool, browser: &Result<Browser, String>) -> Entry {
    let name = "page built by Trunk";
    let browser = match browser {
        Ok(browser) => browser,
        Err(how) => return Entry::absent(name, Verdict::Skipped(how.clone())),
    };
    match trunk::ensure(terms.workspace, on_ci) {
        Ok(Ok(trunk)) => match trunk::build(terms.workspace, &trunk) {
            Ok(relay) => suites::browser_stories(terms, name, browser, &relay),
            Err(fault) => suites::broken(name, &fault),
        },
        Ok(Err(how)) => Entry::absent(name, Verdict::Skipped(how)),
        Err(fault) => suites::broken(name, &fault),
    }
}
