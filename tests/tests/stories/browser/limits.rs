//! What does not go, and what the page says then: never silence, never a lost draft.

use super::{Choice, create, hear, pair, say};
use burnroom_tests::page::{Key, Page};
use burnroom_tests::relay::Relay;
use serde_json::json;

/// What Chromium itself writes into the console when the relay says no over HTTP.
pub(super) const HTTP_REFUSAL: &str = "Failed to load resource";

#[tokio::test]
async fn a_text_that_is_too_long_is_refused_and_the_draft_is_kept() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice::default()).await;
    let long = "語".repeat(4_001);
    ada.press("textbox", "Message").await;
    ada.type_on(&long).await;
    ada.strike(Key::Enter).await;
    let kept = format!("document.querySelector('textarea').value === {}", json!(long));
    ada.sees("the draft, whole", &kept).await;
    ada.sees("a counter", "document.querySelector('#counter').textContent !== ''").await;
    ada.sees("nothing sent", "document.querySelectorAll('.bubble').length === 0").await;
    let fitting = "語".repeat(4_000);
    ada.write("textbox", "Message", "").await;
    ada.strike(Key::Enter).await;
    ada.write("textbox", "Message", &fitting).await;
    ada.strike(Key::Enter).await;
    hear(&bob, &fitting).await;
    ada.is_content_but_for(&[]).await;
}

#[tokio::test]
async fn enter_sends_shift_enter_breaks_the_line_and_composing_is_left_alone() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice::default()).await;
    ada.press("textbox", "Message").await;
    ada.type_on("one line").await;
    ada.strike_with_shift(Key::Enter).await;
    ada.type_on("and another").await;
    ada.strike(Key::Enter).await;
    hear(&bob, "one line\nand another").await;

    ada.compose("かんじ").await;
    ada.sees("what is being composed", "document.querySelector('textarea').value === 'かんじ'").await;
    ada.strike_composing(Key::Enter).await;
    ada.type_on("漢字").await;
    ada.sees("what was composed", "document.querySelector('textarea').value === '漢字'").await;
    assert_eq!(
        ada.value::<usize>("document.querySelectorAll('.bubble').length").await,
        1,
        "Enter sent it half-composed"
    );
    ada.strike(Key::Enter).await;
    hear(&bob, "漢字").await;
    ada.is_content_but_for(&[]).await;
}

#[tokio::test]
async fn what_is_said_is_text_and_never_markup() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice::default()).await;
    let hostile = "<img src=x onerror=alert(1)><script>alert(2)</script> javascript:alert(3) https://example.org/";
    say(&ada, hostile).await;
    hear(&bob, hostile).await;
    let inside = "document.querySelectorAll('.bubble img, .bubble script').length";
    assert_eq!(bob.value::<usize>(inside).await, 0);
    let links = "[...document.querySelectorAll('.bubble a')].map((a) => [a.href, a.rel, a.referrerPolicy].join(' '))";
    assert_eq!(
        bob.value::<Vec<String>>(links).await,
        ["https://example.org/ noopener noreferrer nofollow no-referrer"]
    );
    for page in [&ada, &bob] {
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn a_full_room_and_a_burned_one_and_no_room_say_so() {
    let relay = Relay::start();
    let (_ada, _bob, link) = pair(&relay, Choice { people: "2", ..Choice::default() }).await;
    let eve = Page::open("Eve of Edinburgh").await;
    eve.go(&link).await;
    eve.reads("2 of 2 inside").await;
    eve.reads("Every seat is taken.").await;
    eve.press("button", "It is full. Try anyway").await;
    eve.finds("button", "It is full. Try anyway").await;
    assert!(!eve.holds("One may become free").await, "nobody is away");
    eve.is_content_but_for(&[]).await;

    eve.go("about:blank").await;
    eve.go(&format!("{}/r#EAAAAAAAAAAAAAAAAAAAAAA", relay.origin())).await;
    eve.reads("That room does not exist, or it has burned.").await;
    eve.press("button", "To the lobby").await;
    eve.finds("button", "Create a burn room").await;
    eve.is_content_but_for(&[HTTP_REFUSAL]).await;
}

#[tokio::test]
async fn what_is_typed_in_the_lobby_stays_while_the_clock_runs() {
    let relay = Relay::start();
    let page = Page::open("Ada of Antwerp").await;
    page.go(&relay.origin()).await;
    let fields = [("The room is called", "Conspiracy"), ("You are called", "Ada"), ("People", "7")];
    for (field, typed) in fields {
        page.write_beginning("textbox", field, typed).await;
        let from: f64 = page.value("performance.now()").await;
        page.sees("two seconds to pass", &format!("performance.now() > {from} + 2200")).await;
        let kept = format!("[...document.querySelectorAll('input')].some((field) => field.value === '{typed}')");
        assert!(page.value::<bool>(&kept).await, "{field} lost what was typed");
    }
    page.press("textbox", "You are called").await;
    page.reads("7 people").await;
    page.is_content_but_for(&[]).await;
}

#[tokio::test]
async fn a_link_that_is_none_is_said_to_be_none() {
    let relay = Relay::start();
    let eve = Page::open("Eve of Edinburgh").await;
    let cases = [
        ("/r#EAAAAAAAAAAAA", "This link is not complete."),
        ("/r#EAAAAAAAAAAAAAAAAAAAAAAAAAAA", "This link is not complete."),
        ("/r#IAAAAAAAAAAAAAAAAAAAAAA", "This link needs a newer version"),
        ("/r", "This page no longer has the link"),
    ];
    for (path, says) in cases {
        eve.go("about:blank").await;
        eve.go(&format!("{}{path}", relay.origin())).await;
        eve.reads(says).await;
    }
    eve.is_content_but_for(&[]).await;

    let ada = Page::open("Ada of Antwerp").await;
    let link = create(&ada, &relay.origin(), Choice::default()).await;
    eve.go("about:blank").await;
    eve.go(&relay.origin()).await;
    eve.write("textbox", "Have a link?", &format!("come here: <{link}>!")).await;
    eve.press("button", "Open").await;
    eve.finds("button", "Join").await;
}

#[tokio::test]
async fn a_relay_that_is_gone_is_said_to_be_gone() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp").await;
    ada.go(&relay.origin()).await;
    ada.finds("button", "Create a burn room").await;
    drop(relay.end());
    ada.press("button", "Create a burn room").await;
    ada.reads("The relay does not answer.").await;
    ada.is_content_but_for(&[HTTP_REFUSAL]).await;
}
