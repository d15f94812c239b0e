//! How far a text has come, and what becomes of a burn that is asked for while the line is down.

use super::{Choice, LINE_BROKE, create, hear, join, pair, ready_with, say};
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use burnroom_tests::wire::Wire;

/// Says of a page what stands under its last message.
async fn fate(page: &Page, says: &str) {
    let last = "[...document.querySelectorAll('.own .fate')].at(-1)?.textContent";
    page.sees(&format!("{says:?} under the text"), &format!("{last} === '{says}'")).await;
}

#[tokio::test]
async fn r39_between_two_a_text_is_delivered_as_soon_as_the_other_has_it() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice::default()).await;
    say(&ada, "do you have it?").await;
    hear(&bob, "do you have it?").await;
    fate(&ada, "delivered").await;
    assert!(!bob.value::<bool>("!!document.querySelector('.group:not(.own) .fate')").await, "said of another's text");
    say(&bob, "I have it").await;
    fate(&bob, "delivered").await;
    for page in [&ada, &bob] {
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn r39_who_is_away_is_counted_when_they_are_back() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let (ada, bob, link) = pair(&relay, Choice::default()).await;
    let eve = Page::open("Eve of Edinburgh").await;
    join(&eve, &link.replace(&relay.origin(), &wire.origin())).await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    say(&ada, "for both").await;
    fate(&ada, "delivered to 2 of 2").await;
    wire.cut();
    eve.reads("Lost the relay.").await;
    ada.sees("that Eve is away", "!!document.querySelector('.rail .person.away')").await;
    say(&ada, "for one, and later for both").await;
    hear(&bob, "for one, and later for both").await;
    fate(&ada, "delivered to 1 of 2").await;
    wire.mend();
    hear(&eve, "for one, and later for both").await;
    fate(&ada, "delivered to 2 of 2").await;
    for page in [&ada, &bob] {
        page.is_content_but_for(&[]).await;
    }
    eve.is_content_but_for(&[LINE_BROKE]).await;
}

#[tokio::test]
async fn a_burn_that_is_asked_for_without_a_line_waits_for_it_and_says_so() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let link = create(&ada, &wire.origin(), Choice::default()).await;
    ada.press("button", "Close").await;
    join(&bob, &link.replace(&wire.origin(), &relay.origin())).await;
    ready_with(&[&ada, &bob], 2).await;
    say(&ada, "until then").await;
    hear(&bob, "until then").await;
    wire.cut();
    ada.reads("Lost the relay.").await;
    ada.press("button", "Burn").await;
    ada.press("button", "Burn for everyone").await;
    ada.reads("The connection is down: this is done as soon as it is back.").await;
    ada.reads("The burn goes out as soon as it is back.").await;
    ada.sees("a button that waits", "document.querySelector('.burn-button').disabled").await;
    ada.finds("button", "Waits").await;
    bob.sees("that Ada is away", "!!document.querySelector('.rail .person.away')").await;
    assert!(bob.holds("until then").await, "it burned without having been asked for");
    wire.mend();
    for page in [&ada, &bob] {
        page.reads("This room is gone.").await;
        page.reads("2 of 2 devices confirmed that they erased it.").await;
        assert!(!page.holds("until then").await);
    }
    bob.is_content_but_for(&[]).await;
    ada.is_content_but_for(&[LINE_BROKE]).await;
}
