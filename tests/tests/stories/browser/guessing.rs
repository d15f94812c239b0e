//! Showing the PIN from inside: how many tries are left, the lock-out and its countdown, and whom it does not touch.

use super::{Choice, create, join, ready_with, ruling::set};
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;

/// The PIN as its page shows it, in two halves.
pub(super) const PIN: &str = "document.querySelector('.pin [aria-hidden]').textContent";
/// What is no PIN at all, one way or another: digits of another script, letters, and too many.
pub(super) const NO_PINS: [&str; 3] = ["١٢٣٤٥٦", "<b>ab", "1234567890"];

/// Shows a PIN on the sheet that lies open.
pub(super) async fn show(page: &Page, pin: &str) {
    page.write("textbox", "Owner PIN", pin).await;
    page.press("button", "Show it").await;
}

#[tokio::test]
async fn three_wrong_pins_lock_a_seat_out_and_nobody_else() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let eve = Page::open("Eve of Edinburgh").await;
    let link = create(&ada, &relay.origin(), Choice::default()).await;
    let pin: String = ada.value(PIN).await;
    ada.press("button", "Close").await;
    join(&bob, &link).await;
    join(&eve, &link).await;
    ready_with(&[&ada, &bob, &eve], 3).await;

    bob.press("button", "I have the owner PIN").await;
    bob.finds("dialog", "The owner PIN").await;
    let says = ["That is not the PIN. 2 tries left.", "That is not the PIN. 1 try left.", "Too many wrong PINs."];
    for (wrong, says) in NO_PINS.into_iter().zip(says) {
        show(&bob, wrong).await;
        bob.reads(says).await;
    }
    let again = "(document.querySelector('.says-bad').textContent.match(/Try again in (9:\\d\\d)\\./) ?? []).at(1)";
    bob.sees("a countdown", &format!("!!{again}")).await;
    let waits: String = bob.value(again).await;
    bob.sees("the countdown to run", &format!("!!{again} && {again} !== '{waits}'")).await;
    let disabled =
        "[...document.querySelectorAll('dialog button')].find((one) => one.textContent === 'Show it').disabled";
    assert!(bob.value::<bool>(disabled).await, "the PIN can still be shown");
    bob.press("button", "Close").await;

    // Neither the owner nor another seat is locked out with him.
    set(&ada, "Lock the room").await;
    bob.reads("Ada of Antwerp locked the room").await;
    eve.press("button", "I have the owner PIN").await;
    show(&eve, &pin).await;
    eve.reads("You have shown the PIN and are an owner now.").await;
    for page in [&ada, &bob] {
        page.reads("The relay says that Eve of Edinburgh has shown the PIN and is an owner now.").await;
        page.sees("two owners", "document.querySelectorAll('.rail .owner-mark').length === 2").await;
    }
    set(&eve, "Unlock the room").await;
    bob.reads("Eve of Edinburgh unlocked the room").await;
    assert!(!bob.has("button", "Room controls").await);
    for page in [&ada, &bob, &eve] {
        page.is_content_but_for(&[]).await;
    }
}
