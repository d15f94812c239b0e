//! How rooms end on the screen: at once for everyone, the words gone before the first flame, and a way on.

use super::{Choice, hear, join, pair, ready_with, say};
use burnroom_tests::page::{Moment, Page};
use burnroom_tests::relay::Relay;
use burnroom_tests::room::describe;
use std::time::Duration;

/// Two screens are empty this close together, milliseconds.
const AT_ONCE_MS: u64 = 250;
/// The shortest room, and some patience.
const SHORTEST: Duration = Duration::from_secs(40);
/// What is said, and has to be gone.
const SAID: [&str; 2] = ["the plans are under the third stone", "understood, burning after reading"];

/// No storage of the browser's holds anything: nobody has asked for a name or a theme to be kept.
pub(super) const NOTHING_KEPT: &str = "(async () => localStorage.length + sessionStorage.length + document.cookie.length === 0 \
     && (await indexedDB.databases()).length === 0 && (await caches.keys()).length === 0 && history.state === null)()";

/// Says something both ways and has every page watch for it.
async fn talk(pages: &[&Page]) {
    say(pages[0], SAID[0]).await;
    hear(pages[1], SAID[0]).await;
    say(pages[1], SAID[1]).await;
    for page in pages {
        page.reads(SAID[0]).await;
        page.reads(SAID[1]).await;
        page.watch(&SAID).await;
        assert!(page.holds(SAID[0]).await, "the control: the text is on the page");
    }
}

/// Every page was empty before its first flame, and all at once; then counts who erased and goes back.
async fn burned(pages: &[&Page], why: &str) {
    let mut gone = Vec::new();
    for page in pages {
        page.sees_within(SHORTEST, "the burn", "document.body.textContent.includes('This room is gone.')").await;
        let Moment { at_ms: empty_ms, .. } = page.moment("gone").await;
        for what in ["canvas", "flames"] {
            let moment = page.moment(what).await;
            assert!(!moment.present, "{}: words on the page at {what}", page.name);
            assert!(
                moment.at_ms >= empty_ms,
                "{}: {what} {} ms before the words were gone",
                page.name,
                empty_ms - moment.at_ms
            );
        }
        gone.push(empty_ms);
    }
    gone.sort_unstable();
    let apart_ms = gone[gone.len() - 1] - gone[0];
    println!("{} pages were empty within {apart_ms} ms", pages.len());
    assert!(apart_ms <= AT_ONCE_MS, "the burn took {apart_ms} ms to reach everyone");
    let people = pages.len();
    for page in pages {
        page.reads(why).await;
        page.reads(&format!("{people} of {people} devices confirmed that they erased it.")).await;
        assert!(!page.holds(SAID[0]).await && !page.holds(SAID[1]).await);
    }
    for page in pages {
        page.press("button", "Back to the lobby").await;
        page.reads("That room was burned.").await;
        page.finds("button", "Create a burn room").await;
        assert!(page.value::<bool>(NOTHING_KEPT).await, "{} keeps something of the room", page.name);
        assert!(page.value::<bool>("location.pathname === '/' && location.hash === ''").await);
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn a_button_burns_it_for_three_at_once() {
    let relay = Relay::start();
    let (ada, bob, link) = pair(&relay, Choice::default()).await;
    let eve = Page::open("Eve of Edinburgh").await;
    join(&eve, &link).await;
    let everyone = [&ada, &bob, &eve];
    ready_with(&everyone, 3).await;
    assert!(!bob.has("button", "Burn").await, "a guest may not burn this room");
    talk(&everyone).await;
    ada.press("button", "Burn").await;
    ada.press("button", "Burn for everyone").await;
    burned(&everyone, "It was burned for everyone.").await;
    assert!(describe(relay.address, link.split_once('#').unwrap().1).await.is_none());
    eve.go("about:blank").await;
    eve.go(&link).await;
    eve.reads("That room does not exist, or it has burned.").await;
}

#[tokio::test]
async fn a_countdown_burns_it_for_both_at_once() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice { time_stop: Some(0), people: "2", ..Choice::default() }).await;
    talk(&[&ada, &bob]).await;
    burned(&[&ada, &bob], "Its time was over.").await;
}

#[tokio::test]
async fn who_leaves_goes_alone_and_the_rest_talk_on() {
    let relay = Relay::start();
    let (ada, bob, link) = pair(&relay, Choice { people: "2", ..Choice::default() }).await;
    say(&ada, SAID[0]).await;
    hear(&bob, SAID[0]).await;
    bob.press("button", "Leave the room").await;
    bob.press("button", "Leave").await;
    bob.reads("You left the room.").await;
    assert!(!bob.holds(SAID[0]).await);
    ada.reads("Bob of Bergamo left.").await;
    join(&bob, &link).await;
    ready_with(&[&ada, &bob], 2).await;
    say(&bob, "back again").await;
    hear(&ada, "back again").await;
    assert!(!bob.holds(SAID[0]).await, "a new visit shows nothing from before it");
    for page in [&ada, &bob] {
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn loading_the_page_again_asks_first_and_then_wants_the_link() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice::default()).await;
    say(&bob, SAID[0]).await;
    assert!(bob.reload().await, "the page lets one leave without a word");
    bob.reads("This page no longer has the link").await;
    bob.finds("button", "Paste the link").await;
    assert!(!bob.holds(SAID[0]).await);
    ada.reads("Bob of Bergamo").await;
    ready_with(&[&ada], 1).await;
    bob.is_content_but_for(&[]).await;
}
