//! What a page prints while everything happens to it: nothing that was said, nobody's name, no link, key or PIN.

use super::guessing::{PIN, show};
use super::removing::remove;
use super::together::compared;
use super::{Choice, LINE_BROKE, create, hear, join, ready_with, say};
use burnroom_shared::ids::to_base64;
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::keys;
use burnroom_tests::wait::until;
use burnroom_tests::wire::{Transcript, Wire};
use serde_json::json;

/// Told in every page before its own scripts: keeps whatever it prints or throws, deep inside objects, too.
const LISTEN: &str = "(() => {
  const printed = [];
  const bytes = (of) => (ArrayBuffer.isView(of) ? Array.from(of) : of instanceof Error ? `${of} ${of.stack}` : of);
  const keep = (things) => things.forEach((thing) => {
    let all = '';
    try { all = JSON.stringify(thing, (_, of) => bytes(of)) ?? ''; } catch { /* It goes round in circles. */ }
    printed.push(`${String(thing)} ${all}`);
  });
  for (const [name, print] of Object.entries(console)) {
    if (typeof print === 'function') console[name] = (...things) => (keep(things), print.apply(console, things));
  }
  addEventListener('error', (event) => keep([event.message, event.error]));
  addEventListener('unhandledrejection', (event) => keep([event.reason]));
  globalThis.storyPrinted = () => printed.join('\\n');
})()";
/// What the page is made to print: what the search has to find, in each way in which it could be printed.
const PLANTED: &str = "planted: 火 & fire";
/// A link to some other room: its keys are planted.
const OTHER_LINK: &str = "EAABAgMEBQYHCAkKCwwNDg8";
/// Said in the room.
const TEXTS: [&str; 2] = ["the third stone from the left", "then the second, from the right"];

/// All that a page has printed: by its own console, and by what the browser says of it.
async fn printed(page: &Page) -> Transcript {
    let own: String = page.value("storyPrinted()").await;
    let told = page.complaints().await.into_iter().filter(|complaint| !complaint.contains(LINE_BROKE));
    Transcript::of([vec![own], told.collect()].concat().join("\n").as_bytes())
}

#[tokio::test]
async fn a_page_prints_nothing_that_was_said_to_it() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let [ada, bob, eve] = ["Ada of Antwerp", "Bob of Bergamo", "Eve of Edinburgh"].map(Page::open);
    let (ada, bob, eve) = (ada.await, bob.await, eve.await);
    for page in [&ada, &bob, &eve] {
        page.prepare(LISTEN).await;
    }
    let choice = Choice { history: true, ..Choice::default() };
    let link = create(&ada, &relay.origin(), choice).await;
    let pin: String = ada.value(PIN).await;
    ada.press("button", "Close").await;
    join(&bob, &link.replace(&relay.origin(), &wire.origin())).await;
    ready_with(&[&ada, &bob], 2).await;
    compared(&[&ada, &bob]).await;
    say(&ada, TEXTS[0]).await;
    hear(&bob, TEXTS[0]).await;
    join(&eve, &link).await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    eve.reads(TEXTS[0]).await;

    // A wrong PIN, the right one, a line that breaks, somebody who is removed, a link that is none.
    bob.press("button", "I have the owner PIN").await;
    show(&bob, "<b>ab").await;
    bob.reads("That is not the PIN. 2 tries left.").await;
    show(&bob, &pin).await;
    bob.reads("You have shown the PIN and are an owner now.").await;
    wire.cut();
    bob.reads("Lost the relay.").await;
    wire.mend();
    bob.reads("Back. Nothing you typed was lost.").await;
    let renewed = remove(&ada, "Eve of Edinburgh").await;
    eve.reads("You were removed from this room.").await;
    eve.press("button", "Back to the lobby").await;
    eve.write("textbox", "Have a link?", &format!("{link}x")).await;
    eve.press("button", "Open").await;
    ready_with(&[&ada, &bob], 2).await;
    say(&bob, TEXTS[1]).await;
    hear(&ada, TEXTS[1]).await;
    ada.press("button", "Burn").await;
    ada.press("button", "Burn for everyone").await;
    bob.reads("2 of 2 devices confirmed that they erased it.").await;

    for page in [&ada, &bob, &eve] {
        let printed = printed(page).await;
        for fragment in [&link, &renewed].map(|link| link.split_once('#').expect("a fragment").1) {
            let keys = keys(fragment);
            for bytes in [&keys.room.0[..], &keys.entry.0[..]] {
                assert_eq!(printed.find_bytes(bytes), None, "{}: an address or a token is printed", page.name);
            }
            assert_eq!(printed.find(fragment), None, "{}: a link is printed", page.name);
        }
        let names = ["Ada of Antwerp", "Bob of Bergamo", "Eve of Edinburgh", choice.title];
        for text in TEXTS.into_iter().chain(names).chain([pin.as_str(), "<b>ab"]) {
            assert_eq!(printed.find(text), None, "{}: {text} is printed", page.name);
        }
        finds_what_is_planted(page).await;
    }
}

/// The control: what the page is made to print is found by the same search, however it is printed.
async fn finds_what_is_planted(page: &Page) {
    type Way = fn(&str) -> String;
    let ways: [Way; 5] = [
        |text| format!("console.debug({text})"),
        |text| format!("console.info({{ deep: [{{ inside: {text} }}] }})"),
        |text| format!("console.error(new Error({text}))"),
        |text| format!("Promise.reject(new Error({text})) && 0"),
        |text| format!("setTimeout(() => {{ throw {text}; }})"),
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let text = format!("{PLANTED}, {number}");
        let way = way(&json!(text).to_string());
        assert_eq!(printed(page).await.find(&text), None, "{way}");
        let _: bool = page.value(&format!("({way}, true)")).await;
        until(&way, async || printed(page).await.find(&text)).await;
    }
    let other = keys(OTHER_LINK);
    let written = format!("console.log('{}')", to_base64(&other.room.0));
    for (bytes, way) in
        [(&other.entry.0[..], format!("console.log(new Uint8Array({:?}))", other.entry.0)), (&other.room.0, written)]
    {
        assert_eq!(printed(page).await.find_bytes(bytes), None, "{way}");
        let _: bool = page.value(&format!("({way}, true)")).await;
        until(&way, async || printed(page).await.find_bytes(bytes)).await;
    }
}
