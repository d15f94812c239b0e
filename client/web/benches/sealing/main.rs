//! What the protocol costs one device, without a wire: seal and open, and a rekey for a hundred.
//!
//! ```sh
//! cargo bench -p burnroom-web --bench sealing                # natively, on RustCrypto
//! cargo bench -p burnroom-web --bench sealing --profile web --target wasm32-unknown-unknown   # in Chromium, on WebCrypto, compiled as the page is
//! ```
//!
//! - *seal*: from a text of 256 bytes to the frame that leaves (chain, AES-GCM, signature): the whole step of the session.
//! - *open*: from the frame that comes to the text that is shown (log, signature, chain, AES-GCM).
//! - *rekey, made*: from the event that the hundredth has come to the rekey that leaves: their signature and voucher are
//!   checked, a hundred slots made. *Accepted*: from that rekey, numbered, to keys for all hundred.
//! - *calls*: one call of the suite after the other, to see what the steps are made of.
//!
//! One session, one input at a time, as in a room (R15). A browser's clock shows tenths of a millisecond: what is short
//! is timed in rows. Each run has a room of its own; printed are the median of the runs, and the fastest and slowest.
//! Whatever else the machine does is in it: compare within one run, or on a machine that does nothing else.
#![expect(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot go on says why")]

mod room;

use burnroom_engine::effect::{Effect, Notice};
use burnroom_engine::input::{Command, DraftId};
use burnroom_engine::session::Session;
use burnroom_engine::suite::Suite;
use room::{Room, Sent, sent};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::hint::black_box;
use zeroize::Zeroizing;

/// Rooms that texts are said in.
const TALKS: usize = 5;
/// Texts in each: fewer than what makes a room change its key.
const TEXTS: u64 = 150;
/// Bytes of a text.
const TEXT_BYTES: usize = 256;
/// Rekeys that are made and accepted.
const REKEYS: usize = 5;
/// Members that each is for.
const MEMBERS: usize = 100;
/// Calls in a row.
const CALLS: u32 = 100;
/// By then a rekey that nobody answered counts as lost, ms.
const GIVEN_UP_MS: u64 = 6_000;

/// What was measured, a line each.
struct Table(String);

impl Table {
    fn begin(suite: &str) -> Self {
        Self(format!("{suite:<34} {:>10} {:>21} {:>10}\n", "median", "fastest to slowest", "a second"))
    }

    /// Milliseconds of each run.
    fn line(&mut self, what: &str, mut runs: Vec<f64>) {
        runs.sort_by(f64::total_cmp);
        let (Some(first), Some(median), Some(last)) = (runs.first(), runs.get(runs.len() / 2), runs.last()) else {
            return;
        };
        let rate = 1_000.0 / median;
        let _ = writeln!(self.0, "{what:<34} {median:>7.3} ms {first:>7.3} to {last:>7.3} ms {rate:>10.0}");
    }
}

async fn measure<S: Suite>(suite: fn() -> S, name: &str, clock_ms: impl Fn() -> f64) -> String {
    let mut table = Table::begin(name);
    let (mut seal, mut open) = (Vec::new(), Vec::new());
    for _ in 0..TALKS {
        let (sealed_ms, opened_ms) = talk(suite, &clock_ms).await;
        seal.push(sealed_ms);
        open.push(opened_ms);
    }
    table.line("seal and sign 256 bytes", seal);
    table.line("verify and open 256 bytes", open);
    let (made, accepted) = rekeys(suite, &clock_ms).await;
    table.line("rekey for 100, made", made);
    table.line("rekey for 100, accepted", accepted);
    calls(&suite(), &mut table, &clock_ms).await;
    table.0
}

/// Two people, one of whom talks: milliseconds for each text, here and there.
async fn talk<S: Suite>(suite: fn() -> S, clock_ms: &impl Fn() -> f64) -> (f64, f64) {
    let mut room = Room::create(suite).await;
    let (mut bob, joined) = room.newcomer().await;
    let hello = room.hello();
    drop(bob.handle(room.now(), hello.into()).await);
    let rekey = room.hears(joined).await;
    settle(&mut room, &mut bob, rekey, clock_ms).await;
    let (mut sealing_ms, mut opening_ms, mut count) = (0.0, 0.0, 0.0);
    // The first is not counted: with it goes what a room says by itself.
    for draft in 0..=TEXTS {
        let text = "x".repeat(TEXT_BYTES);
        let began_ms = clock_ms();
        let frames = room.say(Command::Say { draft: DraftId(draft), text }).await;
        let sealed_ms = clock_ms() - began_ms;
        let opened_ms = settle(&mut room, &mut bob, frames, clock_ms).await.expect("a text that is read");
        if draft > 0 {
            sealing_ms += sealed_ms;
            opening_ms += opened_ms;
            count += 1.0;
        }
    }
    (sealing_ms / count, opening_ms / count)
}

/// Both hear whatever was sent, and whatever is said to it; milliseconds that it took the second to read a text.
async fn settle<S: Suite>(
    room: &mut Room<S>,
    bob: &mut Session<S>,
    frames: Vec<Sent>,
    clock_ms: &impl Fn() -> f64,
) -> Option<f64> {
    let mut waiting = VecDeque::from(frames);
    let mut opened_ms = None;
    while let Some(frame) = waiting.pop_front() {
        let numbered = room.number(&frame);
        waiting.extend(room.hears(numbered.clone()).await);
        let began_ms = clock_ms();
        let effects = bob.handle(room.now(), numbered.into()).await;
        let took_ms = clock_ms() - began_ms;
        if effects.iter().any(|effect| matches!(effect, Effect::Show(Notice::Received(_)))) {
            opened_ms = Some(took_ms);
        }
        waiting.extend(sent(effects));
    }
    opened_ms
}

/// Somebody comes into a room of ninety-nine, again and again: milliseconds to make the key, and to take it.
async fn rekeys<S: Suite>(suite: fn() -> S, clock_ms: &impl Fn() -> f64) -> (Vec<f64>, Vec<f64>) {
    let mut room = Room::create(suite).await;
    for _ in 0..MEMBERS - 2 {
        let (_, joined) = room.newcomer().await;
        // Its rekeys get lost: nobody has to wait for a hundred of them.
        drop(room.hears(joined).await);
    }
    let (mut made, mut accepted) = (Vec::new(), Vec::new());
    for _ in 0..REKEYS {
        room.time_passes(GIVEN_UP_MS);
        let (newcomer, joined) = room.newcomer().await;
        let began_ms = clock_ms();
        let frames = room.hears(joined).await;
        made.push(clock_ms() - began_ms);
        let rekey = frames.into_iter().find(|frame| matches!(frame, Sent::Text(_))).expect("a rekey");
        let keyed = room.number(&rekey);
        let began_ms = clock_ms();
        let frames = room.hears(keyed).await;
        accepted.push(clock_ms() - began_ms);
        assert!(frames.iter().all(|frame| matches!(frame, Sent::Binary(_))), "the key is no good");
        let gone = room.departs(newcomer.me().expect("a session that goes on"));
        drop(room.hears(gone).await);
    }
    (made, accepted)
}

/// What the steps are made of.
async fn calls<S: Suite>(suite: &S, table: &mut Table, clock_ms: &impl Fn() -> f64) {
    let (signing, public) = suite.make_signing_key().await.expect("a key");
    let (agreement, point) = suite.make_agreement_key().await.expect("a key");
    let secret = suite.make_epoch_secret().await.expect("a secret");
    let base = suite.import_base_key(&[7; 32]).await.expect("a key");
    let mac = suite.derive_mac_key(&base, b"", b"").await.expect("a key");
    let signature = suite.sign(&signing, b"message").await.expect("a signature");
    macro_rules! row {
        ($what:literal, $call:expr) => {{
            let began_ms = clock_ms();
            for _ in 0..CALLS {
                let _ = black_box($call);
            }
            table.line($what, vec![(clock_ms() - began_ms) / f64::from(CALLS)]);
        }};
    }
    row!("call: sign", suite.sign(&signing, b"message").await.expect("a signature"));
    row!("call: verify", suite.verify(&public, b"message", &signature).await.expect("an answer"));
    row!("call: agree and wrap", {
        let key = suite.agree_wrap_key(&agreement, &point, b"salt", b"info").await.expect("a key");
        suite.wrap(&secret, &key).await.expect("a slot")
    });
    row!("call: derive 32 bytes", suite.derive_bytes(&base, b"salt", b"info").await.expect("bytes"));
    row!("call: mac", suite.mac(&mac, b"message").await.expect("a mac"));
    row!("call: import, seal 256 bytes", {
        let key = suite.import_aead_key(Zeroizing::new([1; 32])).await.expect("a key");
        suite.seal(&key, &[1; 12], b"header", &[0; TEXT_BYTES]).await.expect("a ciphertext")
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use burnroom_engine::rust_crypto::{RustCrypto, ready};
    let start = std::time::Instant::now();
    let clock_ms = || start.elapsed().as_secs_f64() * 1_000.0;
    let table = ready(measure(RustCrypto::new, "natively, RustCrypto", clock_ms));
    println!("{}", table.expect("a suite that never waits"));
}

#[cfg(target_arch = "wasm32")]
mod in_browser {
    //! The same in a page, where only a browser's own clock is to be had.

    use burnroom_web::web_crypto::WebCrypto;
    use wasm_bindgen_test::{Criterion, console_log, wasm_bindgen_bench, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    fn suite() -> WebCrypto {
        WebCrypto::of_browser().expect("the page is a secure context")
    }

    #[wasm_bindgen_bench]
    async fn sealing(_: &mut Criterion) {
        let clock = web_sys::window().and_then(|window| window.performance()).expect("a clock");
        console_log!("{}", super::measure(suite, "in the browser, WebCrypto", || clock.now()).await);
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
