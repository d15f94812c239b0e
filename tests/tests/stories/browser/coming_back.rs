//! A page that was away until its seat was gone, and was never closed: it comes back as who it was.

use super::together::compared;
use super::{Choice, LINE_BROKE, create, hear, join, ready_with, say};
use burnroom_tests::page::{Key, Page};
use burnroom_tests::relay::Relay;
use burnroom_tests::wire::Wire;

#[tokio::test]
async fn r72_a_page_whose_seat_is_gone_takes_another_under_its_id() {
    let relay = Relay::with(&["--grace", "2s"], &[]);
    let wire = Wire::to(relay.address).await;
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let link = create(&ada, &relay.origin(), Choice::default()).await;
    ada.press("button", "Close").await;
    join(&bob, &link.replace(&relay.origin(), &wire.origin())).await;
    ready_with(&[&ada, &bob], 2).await;
    compared(&[&ada, &bob]).await;
    say(&ada, "before").await;
    hear(&bob, "before").await;

    wire.cut();
    bob.reads("Lost the relay.").await;
    bob.press("textbox", "Message").await;
    bob.type_on("typed without a seat").await;
    bob.strike(Key::Enter).await;
    ada.reads("Bob of Bergamo was away for too long and has no seat any more").await;
    ready_with(&[&ada], 1).await;
    say(&ada, "while he had none").await;
    wire.mend();
    bob.reads("Your seat was gone, and you took a new one. What was said meanwhile is not here.").await;
    ready_with(&[&ada, &bob], 2).await;
    hear(&ada, "typed without a seat").await;
    assert!(!bob.holds("while he had none").await, "what was said meanwhile is not for him");
    assert!(bob.holds("before").await, "what he had is still there");
    // The same id, whom Ada has compared with and who has compared with Ada.
    let compared = "document.querySelectorAll('.rail .assurance.good').length === 1";
    for page in [&ada, &bob] {
        page.sees("that the other is compared", compared).await;
    }
    ada.finds("button", "Compared").await;
    say(&ada, "after").await;
    hear(&bob, "after").await;
    say(&bob, "and on").await;
    hear(&ada, "and on").await;
    ada.is_content_but_for(&[]).await;
    bob.is_content_but_for(&[LINE_BROKE]).await;
}
