//! A tab that crashes: its seat waits for it for a while, and is then somebody else's, who is nobody's old acquaintance.

use super::together::compared;
use super::{Choice, hear, pair, ready_with, say};
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use std::time::{Duration, Instant};

/// From when on the relay gives a seat that is away to somebody else, here.
const DISPLACE_AFTER: Duration = Duration::from_secs(6);
/// The one button of a door.
const BUTTON: &str = "document.querySelector('.come-in button[type=submit]')";

#[tokio::test]
async fn r65_a_crashed_tabs_seat_in_a_full_room_is_a_newcomers_after_a_while() {
    let relay = Relay::with(&["--displace-after", "6s"], &[]);
    let (ada, bob, link) = pair(&relay, Choice { people: "2", ..Choice::default() }).await;
    compared(&[&ada, &bob]).await;
    let eve = Page::open("Eve of Edinburgh").await;
    eve.go(&link).await;
    eve.reads("2 of 2 inside").await;
    eve.write("textbox", "You are called", &eve.name).await;

    let crashed = Instant::now();
    bob.crash().await;
    ada.sees("that Bob is away", "!!document.querySelector('.rail .person.away')").await;
    eve.press("button", "It is full. Try anyway").await;
    eve.reads("Every seat is taken. One may become free in ").await;
    eve.sees("that Eve has to wait", &format!("{BUTTON}.textContent === 'Join' && {BUTTON}.disabled")).await;
    assert!(crashed.elapsed() < DISPLACE_AFTER, "the control: it was asked for before its time");
    assert!(!ada.holds("came in").await || !ada.holds(&eve.name).await, "Eve is inside");

    eve.reads("One may be free now.").await;
    eve.press("button", "Join").await;
    eve.finds("textbox", "Message").await;
    assert!(crashed.elapsed() >= DISPLACE_AFTER, "not before its time");
    ready_with(&[&ada, &eve], 2).await;
    ada.reads("The relay gave the seat of Bob of Bergamo, who was away, to somebody with the link.").await;
    ada.reads("Eve of Edinburgh came in. Compare your code aloud.").await;
    let marks = "[...document.querySelectorAll('.rail .person')].map((one) => one.textContent).join()";
    ada.sees("that Eve is not compared", &format!("/Eve of Edinburgh.*not compared yet/.test({marks})")).await;
    ada.sees("the code to be open again", "!!document.querySelector('.code-chip.open')").await;
    say(&eve, "thank you").await;
    hear(&ada, "thank you").await;
    for page in [&ada, &eve] {
        page.is_content_but_for(&[]).await;
    }
    assert!(bob.complaints().await.iter().any(|told| told.starts_with("crash")), "the control: Bob's tab crashed");
}
