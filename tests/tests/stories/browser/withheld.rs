//! A relay that keeps a tail back from one of three: what her page says of it, when, and until when.

use super::{Choice, create, hear, join, ready_with, say};
use burnroom_shared::frame::{RelayFrame, encode_frame};
use burnroom_tests::member::wall_ms;
use burnroom_tests::page::{Page, Screen, Theme};
use burnroom_tests::relay::Relay;
use burnroom_tests::wait::until;
use burnroom_tests::websocket::{self, Frame};
use burnroom_tests::wire::{Fate, Wire};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A pulse, as the relay passes it.
const BESIDE_THE_LOG: u8 = 3;
/// What crosses once in this time keeps a line from counting as dead.
const PACE: Duration = Duration::from_secs(20);
/// Times that pass before three intervals of thirty seconds are over.
const BEFORE: usize = 3;
/// Times after which they are.
const AFTER: usize = 2;
/// What the page says.
const WITHHELD: &str = "The relay is holding something back: others have seen messages that have not reached you.";
/// Kept from her.
const KEPT: &str = "the boat leaves at four";

/// True for what has a number.
fn is_of_the_log(frame: &Frame) -> bool {
    let is_post = frame.opcode == websocket::BINARY && frame.payload.first() != Some(&BESIDE_THE_LOG);
    let text = || serde_json::from_slice::<RelayFrame>(&frame.payload);
    is_post || frame.opcode == websocket::TEXT && matches!(text(), Ok(RelayFrame::Event(_)))
}

/// Twenty seconds go by for everyone, in which the relay says what time it is.
async fn time_passes(everyone: &[(&Page, &Wire)]) {
    for (page, wire) in everyone {
        let heard = page.frames_heard().await;
        let tick = RelayFrame::Tick { now_ms: wall_ms(), deadline_ms: u64::MAX };
        wire.insert(&Frame { opcode: websocket::TEXT, payload: encode_frame(&tick).into_bytes() });
        page.sees("a frame", &format!("storyFrames > {heard}")).await;
        page.time_passes(PACE).await;
    }
}

#[tokio::test]
async fn r39_a_tail_that_the_relay_keeps_back_is_said_after_three_pulses_and_until_it_comes() {
    let relay = Relay::start();
    let [adas, bobs, eves] = [(); 3].map(|()| Wire::to(relay.address));
    let (adas, bobs, eves) = (adas.await, bobs.await, eves.await);
    let [ada, bob, eve] = ["Ada of Antwerp", "Bob of Bergamo", "Eve of Edinburgh"].map(Page::open);
    let (ada, bob, eve) = (ada.await, bob.await, eve.await);
    for page in [&ada, &bob, &eve] {
        page.keep_time().await;
    }
    let link = create(&ada, &adas.origin(), Choice { title: "Argon", ..Choice::default() }).await;
    ada.press("button", "Close").await;
    join(&bob, &link.replace(&adas.origin(), &bobs.origin())).await;
    join(&eve, &link.replace(&adas.origin(), &eves.origin())).await;
    let everyone = [(&ada, &adas), (&bob, &bobs), (&eve, &eves)];
    ready_with(&[&ada, &bob, &eve], 3).await;
    say(&bob, "Did you find the harbour master?").await;
    for page in [&ada, &eve] {
        hear(page, "Did you find the harbour master?").await;
    }

    let (kept, pulses) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (keeps, passes) = (Arc::clone(&kept), Arc::clone(&pulses));
    adas.judge(move |frame| {
        if is_of_the_log(frame) {
            keeps.fetch_add(1, Ordering::Relaxed);
            return Fate::Kept;
        }
        let is_later_pulse = frame.payload.first() == Some(&BESIDE_THE_LOG) && keeps.load(Ordering::Relaxed) > 0;
        passes.fetch_add(usize::from(is_later_pulse), Ordering::Relaxed);
        Fate::Passes
    });
    say(&bob, KEPT).await;
    hear(&eve, KEPT).await;
    until("that Eve has it", async || (pulses.load(Ordering::Relaxed) > 0).then_some(())).await;
    for _ in 0..BEFORE {
        time_passes(&everyone).await;
    }
    assert!(!ada.holds(WITHHELD).await, "said before its time");
    for _ in 0..AFTER {
        time_passes(&everyone).await;
    }
    ada.reads(WITHHELD).await;
    assert!(!ada.holds(KEPT).await && kept.load(Ordering::Relaxed) == 1, "the control: it was kept back");
    for page in [&bob, &eve] {
        assert!(!page.holds(WITHHELD).await, "{}: nothing is kept from them", page.name);
    }
    ada.picture("27-withheld").await;
    ada.look(Screen::Desktop, Theme::Dark).await;

    adas.be_honest();
    hear(&ada, KEPT).await;
    ada.sees("that nothing is kept back any more", "!document.querySelector('.banner')").await;
    say(&ada, "I have it now").await;
    for page in [&bob, &eve] {
        hear(page, "I have it now").await;
    }
    for page in [&ada, &bob, &eve] {
        page.is_content_but_for(&[]).await;
    }
}
