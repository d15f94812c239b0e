//! The PIN at the door: who has it comes in as an owner, and takes over the seat of an owner who is away.

use super::guessing::PIN;
use super::{Choice, LINE_BROKE, create, hear, join, ready_with, ruling::set, say};
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use burnroom_tests::wire::Wire;

/// Fills in name and PIN at the door that is shown.
async fn show_at_door(page: &Page, pin: &str) {
    page.write("textbox", "You are called", &page.name).await;
    if page.has("button", "I have the owner PIN").await {
        page.press("button", "I have the owner PIN").await;
    }
    page.write("textbox", "Owner PIN", pin).await;
}

#[tokio::test]
async fn r71_a_wrong_pin_at_the_door_lets_nobody_in_and_the_right_one_makes_an_owner() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp").await;
    let link = create(&ada, &relay.origin(), Choice::default()).await;
    let pin: String = ada.value(PIN).await;
    ada.press("button", "Close").await;
    let wrong = if pin.starts_with('1') { "222 222" } else { "111 111" };
    let eve = Page::open("Eve of Edinburgh").await;
    eve.go(&link).await;
    eve.finds("button", "Join").await;
    show_at_door(&eve, wrong).await;
    eve.press("button", "Join").await;
    eve.reads("That is not the PIN.").await;
    eve.finds("button", "Join").await;
    assert!(!ada.holds("came in").await, "a seat was taken with a wrong PIN");
    assert_eq!(eve.value::<String>("document.querySelector('#name').value").await, eve.name, "the name is lost");
    show_at_door(&eve, &pin).await;
    eve.press("button", "Join").await;
    eve.finds("textbox", "Message").await;
    ready_with(&[&ada, &eve], 2).await;
    for page in [&ada, &eve] {
        page.sees("two owners", "document.querySelectorAll('.rail .owner-mark').length === 2").await;
    }
    ada.reads("The relay says that Eve of Edinburgh has shown the PIN and is an owner now.").await;
    set(&eve, "Close writing").await;
    ada.reads("Eve of Edinburgh closed the room").await;
    for page in [&ada, &eve] {
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn r71_a_creator_who_changes_device_has_their_seat_back_at_once_in_a_full_room() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let link = create(&ada, &wire.origin(), Choice { people: "2", ..Choice::default() }).await;
    let pin: String = ada.value(PIN).await;
    ada.press("button", "Close").await;
    let link = link.replace(&wire.origin(), &relay.origin());
    join(&bob, &link).await;
    ready_with(&[&ada, &bob], 2).await;
    say(&ada, "from the first device").await;
    hear(&bob, "from the first device").await;

    wire.cut();
    ada.reads("Lost the relay.").await;
    bob.sees("that Ada is away", "!!document.querySelector('.rail .person.away')").await;
    let again = Page::open("Ada, elsewhere").await;
    again.go(&link).await;
    again.reads("2 of 2 inside").await;
    show_at_door(&again, &pin).await;
    again.reads("One may become free in ").await;
    again.press("button", "Join").await;
    again.finds("textbox", "Message").await;
    ready_with(&[&bob, &again], 2).await;
    bob.reads("The relay gave the seat of Ada of Antwerp, who was away, to somebody with the PIN.").await;
    again.finds("button", "Room controls").await;
    say(&again, "from the second device").await;
    hear(&bob, "from the second device").await;

    wire.mend();
    ada.reads("Your seat was given up or given to somebody else while you were away. Asking for another in ").await;
    assert!(!ada.holds("from the second device").await, "without a seat one is told nothing");
    say(&bob, "welcome back").await;
    hear(&again, "welcome back").await;
    for page in [&bob, &again] {
        page.is_content_but_for(&[]).await;
    }
    ada.is_content_but_for(&[LINE_BROKE]).await;
}
