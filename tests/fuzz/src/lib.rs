//! What a fuzzer drives: one function for each decoder, and one for a whole session. Each takes any bytes and panics if
//! a promise does not hold: what decodes is canonical, what is refused is refused, nothing is shown that nobody said.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken promise is a panic, for the fuzzer and the test alike"
)]

mod decoders;
pub mod mangle;
mod seeds;
mod session;
#[path = "../../../client/engine/tests/simulator/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the engine's own tests use the rest")]
mod simulator;

pub use seeds::seeds;

/// Something to drive.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, also of its folder of kept inputs.
    pub name: &'static str,
    /// Takes any bytes.
    pub run: fn(&[u8]),
    /// What one run costs, so that a test's runs cost about the same for each: 1 for a decoder.
    pub cost: u32,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target { name: "member-frame", run: decoders::member_frame, cost: 1 },
    Target { name: "relay-frame", run: decoders::relay_frame, cost: 1 },
    Target { name: "binary-frame", run: decoders::binary_frame, cost: 1 },
    Target { name: "acts", run: decoders::acts, cost: 1 },
    Target { name: "snapshot", run: decoders::snapshot, cost: 4 },
    Target { name: "point", run: decoders::point, cost: 1 },
    Target { name: "link", run: decoders::link, cost: 1 },
    Target { name: "content", run: decoders::content, cost: 1 },
    Target { name: "http", run: decoders::http, cost: 1 },
    Target { name: "session", run: session::session, cost: 20 },
];

/// The target with this name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|target| target.name == name).copied()
}
