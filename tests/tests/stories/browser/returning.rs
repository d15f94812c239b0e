//! Connections that break: said at once, mended by themselves, and nothing that was typed is lost or doubled.

use super::{Choice, create, hear, join, ready_with, say};
use burnroom_tests::page::{Key, Page};
use burnroom_tests::relay::Relay;
use burnroom_tests::wire::Wire;

#[tokio::test]
async fn a_broken_connection_comes_back_and_every_text_arrives_once() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let link = create(&ada, &wire.origin(), Choice::default()).await;
    ada.press("button", "Close").await;
    // Bob does not go through the wire.
    join(&bob, &link.replace(&wire.origin(), &relay.origin())).await;
    ready_with(&[&ada, &bob], 2).await;
    say(&ada, "before").await;
    hear(&bob, "before").await;

    wire.cut();
    ada.reads("Lost the relay.").await;
    bob.sees("that Ada is away", "!!document.querySelector('.rail .person.away')").await;
    say(&bob, "while you were away").await;
    ada.press("textbox", "Message").await;
    ada.type_on("typed without a connection").await;
    ada.strike(Key::Enter).await;
    ada.sees("it to be waiting", "!!document.querySelector('.said.sending')").await;
    ada.picture("13-lost").await;

    wire.mend();
    ada.reads("Back. Nothing you typed was lost.").await;
    hear(&ada, "while you were away").await;
    hear(&bob, "typed without a connection").await;
    ada.sees("it to be sent", "!document.querySelector('.said.sending')").await;
    bob.sees("Ada to be here", "!document.querySelector('.rail .person.away')").await;
    say(&ada, "after").await;
    hear(&bob, "after").await;
    for page in [&ada, &bob] {
        let texts: Vec<String> =
            page.value("[...document.querySelectorAll('.bubble')].map((one) => one.textContent)").await;
        for text in ["before", "while you were away", "typed without a connection", "after"] {
            assert_eq!(texts.iter().filter(|other| *other == text).count(), 1, "{}: {text}", page.name);
        }
    }
    ada.press("button", "Burn").await;
    ada.press("button", "Burn for everyone").await;
    for page in [&ada, &bob] {
        page.reads("2 of 2 devices confirmed that they erased it.").await;
    }
}

#[tokio::test]
async fn a_room_that_burns_while_one_is_away_is_gone_there_too() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let link = create(&ada, &relay.origin(), Choice::default()).await;
    ada.press("button", "Close").await;
    join(&bob, &link.replace(&relay.origin(), &wire.origin())).await;
    ready_with(&[&ada, &bob], 2).await;
    wire.cut();
    bob.reads("Lost the relay.").await;
    ada.press("button", "Burn").await;
    ada.press("button", "Burn for everyone").await;
    ada.reads("1 of 2 devices confirmed that they erased it.").await;
    wire.mend();
    bob.reads("This room is gone.").await;
}
