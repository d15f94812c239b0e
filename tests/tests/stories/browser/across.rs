//! A line that is down while somebody is removed and somebody else comes: whoever was away finds the others again.

use super::removing::remove;
use super::{Choice, LINE_BROKE, create, hear, join, ready_with, say};
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use burnroom_tests::wire::Wire;
use std::time::{Duration, Instant};

/// Within this time of the line's mending everyone is ready again. Two round trips on this machine are nothing.
const READY_WITHIN: Duration = Duration::from_secs(15);

#[tokio::test]
async fn r19_whoever_was_away_while_the_link_changed_finds_the_others_and_the_newcomer() {
    let relay = Relay::start();
    let (wire, bobs_wire) = (Wire::to(relay.address).await, Wire::to(relay.address).await);
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let eve = Page::open("Eve of Edinburgh").await;
    let link = create(&ada, &wire.origin(), Choice::default()).await;
    ada.press("button", "Close").await;
    join(&bob, &link.replace(&wire.origin(), &bobs_wire.origin())).await;
    join(&eve, &link).await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    say(&eve, "all three").await;
    hear(&bob, "all three").await;

    bobs_wire.cut();
    bob.reads("Lost the relay.").await;
    ada.sees("that Bob is away", "!!document.querySelector('.rail .person.away')").await;
    let renewed = remove(&ada, "Eve of Edinburgh").await;
    eve.reads("You were removed from this room.").await;
    let finn = Page::open("Finn of Fiesole").await;
    join(&finn, &renewed).await;
    ready_with(&[&ada, &finn], 3).await;
    say(&finn, "while you were away").await;
    hear(&ada, "while you were away").await;
    bob.press("textbox", "Message").await;
    bob.type_on("typed before the link changed for me").await;
    bob.strike(burnroom_tests::page::Key::Enter).await;

    bobs_wire.mend();
    let mended = Instant::now();
    ready_with(&[&bob, &ada, &finn], 3).await;
    let took = mended.elapsed();
    println!("ready {took:?} after the line was mended");
    assert!(took <= READY_WITHIN, "ready only after {took:?}");
    hear(&bob, "while you were away").await;
    for page in [&ada, &finn] {
        hear(page, "typed before the link changed for me").await;
    }
    say(&bob, "here again").await;
    hear(&finn, "here again").await;
    say(&finn, "we have not met").await;
    hear(&bob, "we have not met").await;
    bob.reads("Finn of Fiesole came in.").await;
    bob.press("button", "Ask in").await;
    bob.sees("the new link", &format!("{}.split('#')[1] === '{}'", super::LINK, renewed.split_once('#').unwrap().1))
        .await;
    bob.press("button", "Close").await;

    for recording in [wire.transcript(), bobs_wire.transcript()] {
        assert_eq!(recording.find("\"resync\""), None, "a key had to be asked for again");
        assert!(recording.find("\"rekey\"").is_some(), "the control: rekeys are found");
    }
    for page in [&ada, &finn, &eve] {
        page.is_content_but_for(&[]).await;
    }
    bob.is_content_but_for(&[LINE_BROKE]).await;
}
