//! Every target over its seeds, over inputs that were kept, and over changes to both that a seed draws: the same in every
//! run. `BURNROOM_LONG` draws twenty times as many.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use burnroom_fuzz::mangle::{Dice, mangle};
use burnroom_fuzz::{TARGETS, Target, seeds, target};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Changed inputs of each target, divided by what a run costs.
const DRAWN: u32 = 40_000;

fn kept(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn drive(name: &str) {
    let corpus: Vec<_> = seeds(name).into_iter().chain(kept(name)).collect();
    assert!(corpus.len() > 2, "{name}: {} seeds", corpus.len());
    let broken = first_broken(target(name).unwrap(), &corpus);
    assert_eq!(broken.map(|input| burnroom_shared::ids::to_base64(&input)), None, "{name} breaks on this");
}

/// The first input that breaks a promise.
fn first_broken(target: Target, corpus: &[Vec<u8>]) -> Option<Vec<u8>> {
    let breaks = |input: &[u8]| catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_err();
    if let Some(input) = corpus.iter().find(|input| breaks(input)) {
        return Some(input.clone());
    }
    let long = if std::env::var_os("BURNROOM_LONG").is_some() { 20 } else { 1 };
    let mut dice = Dice::new(0x6275_726e);
    (0..DRAWN * long / target.cost).find_map(|_| {
        let (input, other) = (&corpus[dice.roll(corpus.len())], &corpus[dice.roll(corpus.len())]);
        let input = mangle(&mut dice, input, other);
        breaks(&input).then_some(input)
    })
}

macro_rules! driven {
    ($($test:ident = $name:literal;)*) => {
        $(#[test]
        fn $test() {
            drive($name);
        })*

        #[test]
        fn every_target_is_driven() {
            assert_eq!(TARGETS.iter().map(|target| target.name).collect::<Vec<_>>(), [$($name),*]);
        }
    };
}

driven! {
    r04_member_frames = "member-frame";
    r04_relay_frames = "relay-frame";
    r02_binary_frames = "binary-frame";
    r02_acts = "acts";
    r14_snapshots = "snapshot";
    r03_points = "point";
    r06_links = "link";
    r37_contents = "content";
    r04_http_bodies = "http";
    r12_sessions_against_a_relay_of_bytes = "session";
}

#[test]
fn a_broken_promise_is_found() {
    // Takes a frame's length for granted, as somebody in a hurry would.
    let hasty = |bytes: &[u8]| {
        if bytes.first() == Some(&2) {
            assert_ne!(bytes.len(), 16, "one byte short of a header");
        }
    };
    let target = Target { name: "hasty", run: hasty, cost: 1 };
    let corpus = [vec![2; 60], vec![3; 60], b"{}".to_vec()];
    let found = first_broken(target, &corpus).expect("it is found");
    assert_eq!((found[0], found.len()), (2, 16));
}
