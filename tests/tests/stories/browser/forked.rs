//! A relay that shows two people two rooms: both find out with what crosses from one to the other.

use super::{Choice, create, hear, join, ready_with, say};
use burnroom_shared::frame::{RelayFrame, SequencedPost, decode_post};
use burnroom_tests::page::{Key, Page, Screen, Theme};
use burnroom_tests::relay::Relay;
use burnroom_tests::wait::until;
use burnroom_tests::websocket::{self, Frame};
use burnroom_tests::wire::{Fate, Wire};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A post in the log, and one beside it, as the relay passes them.
const IN_THE_LOG: u8 = 2;
const BESIDE_THE_LOG: u8 = 3;
/// Where the lane of a post stands in what its member sends.
const LANE_AT: usize = 2;
/// What both pages say.
const TWO_ROOMS: &str =
    "The relay is showing people different rooms. Nothing more is sent. Leave, and meet another way.";
/// A composer that takes nothing more.
const UNSENDABLE: &str = "document.querySelector('textarea').readOnly && document.querySelector('.send').disabled";

/// What the relay does to Bob's line: one post of Ada's never comes, and what follows takes its number.
fn without_the_next_post(
    pulses_pass: &Arc<AtomicBool>,
    passed: &Arc<AtomicUsize>,
) -> impl FnMut(&Frame) -> Fate + use<> {
    let (pulses_pass, passed) = (Arc::clone(pulses_pass), Arc::clone(passed));
    let mut is_lost = false;
    move |frame| match frame.payload.first() {
        Some(&IN_THE_LOG) if frame.opcode == websocket::BINARY => {
            if !std::mem::replace(&mut is_lost, true) {
                return Fate::Lost;
            }
            let mut post = SequencedPost::decode(&frame.payload).expect("a post");
            post.seq -= 1;
            Fate::Becomes(post.encode())
        }
        Some(&BESIDE_THE_LOG) if frame.opcode == websocket::BINARY => {
            let passes = pulses_pass.load(Ordering::SeqCst);
            passed.fetch_add(usize::from(passes), Ordering::SeqCst);
            if passes { Fate::Passes } else { Fate::Lost }
        }
        // The relay behind the wire is honest, and says so.
        _ => match serde_json::from_slice(&frame.payload) {
            Ok(RelayFrame::Refused { .. }) => Fate::Lost,
            _ => Fate::Passes,
        },
    }
}

/// Posts of the log that went up.
fn posts(wire: &Wire) -> Vec<Vec<u8>> {
    let is_of_the_log = |frame: &Frame| frame.opcode == websocket::BINARY && frame.payload.get(LANE_AT) == Some(&1);
    let posts = wire.up().into_iter().filter(is_of_the_log);
    posts.map(|frame| decode_post(&frame.payload).expect("a post").to_vec()).collect()
}

/// Number and time of the last post that came down.
fn last_of(wire: &Wire) -> (u64, u64) {
    let is_post = |frame: &Frame| frame.opcode == websocket::BINARY && frame.payload.first() == Some(&IN_THE_LOG);
    let last = wire.down().into_iter().rfind(is_post).expect("a post");
    let post = SequencedPost::decode(&last.payload).expect("a post");
    (post.seq, post.time_ms)
}

/// The relay says that a post has this number.
fn number(wire: &Wire, seq: u64, time_ms: u64, envelope: &[u8]) {
    let payload = SequencedPost { seq, time_ms, envelope }.encode();
    wire.insert(&Frame { opcode: websocket::BINARY, payload });
}

#[tokio::test]
async fn r12_two_people_who_are_shown_two_rooms_are_both_told() {
    let relay = Relay::start();
    let (adas, bobs) = (Wire::to(relay.address).await, Wire::to(relay.address).await);
    let (ada, bob) = (Page::open("Ada of Antwerp").await, Page::open("Bob of Bergamo").await);
    let link = create(&ada, &adas.origin(), Choice { title: "Argon", ..Choice::default() }).await;
    ada.press("button", "Close").await;
    join(&bob, &link.replace(&adas.origin(), &bobs.origin())).await;
    ready_with(&[&ada, &bob], 2).await;
    say(&ada, "Shall we say Thursday?").await;
    hear(&bob, "Shall we say Thursday?").await;

    let (pulses_pass, passed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    bobs.judge(without_the_next_post(&pulses_pass, &passed));
    say(&ada, "Not at the bridge. They know.").await;
    say(&bob, "Thursday, at the bridge").await;
    hear(&ada, "Thursday, at the bridge").await;
    assert!(!bob.holds("They know").await, "the control: he was not shown it");
    // Both rooms are sound, each by itself.
    for page in [&ada, &bob] {
        assert!(!page.holds(TWO_ROOMS).await, "{}: nothing has crossed yet", page.name);
    }
    pulses_pass.store(true, Ordering::SeqCst);
    until("Ada's next pulse", async || (passed.load(Ordering::SeqCst) > 0).then_some(())).await;
    let (seq, time_ms) = last_of(&adas);
    let before = posts(&bobs).len();
    bob.press("textbox", "Message").await;
    bob.type_on("I wait there").await;
    bob.strike(Key::Enter).await;
    let sealed = until("Bob's next post", async || posts(&bobs).get(before).cloned()).await;
    number(&adas, seq + 1, time_ms, &sealed);
    number(&bobs, seq, time_ms, &sealed);
    for page in [&ada, &bob] {
        page.finds("dialog", "Do not go on here").await;
        page.reads(TWO_ROOMS).await;
        page.sees("that nothing can be sent", UNSENDABLE).await;
    }
    ada.picture("28-forked").await;
    bob.press("button", "Read what is here").await;
    bob.picture("29-forked-below").await;
    for page in [&ada, &bob] {
        page.look(Screen::Desktop, Theme::Dark).await;
        page.is_content_but_for(&[]).await;
    }
}
