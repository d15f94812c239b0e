//! What the relay sees, as the page tells it, held against what really crossed the wire.

use super::{Choice, create, hear, join, ready_with, say};
use burnroom_tests::page::{Page, Screen, Theme};
use burnroom_tests::relay::Relay;
use burnroom_tests::wire::{Transcript, Wire};
use serde_json::json;

const PANEL: &str = "What the relay sees";
/// What was typed on the device whose panel is read, and what came to it.
const TYPED: &str = "the lighthouse keeper knows the tune";
const HEARD: &str = "then let him whistle it on Thursday";

/// The post beside a text, as the panel lays it out.
fn post_of(text: &str) -> String {
    let text = json!(text);
    format!(
        "[...document.querySelectorAll('.crossing')]\
         .find((post) => post.querySelector('.crossing-text')?.textContent === {text})"
    )
}

/// Takes the post of a text apart; its parts as hexadecimal digits, by what they are.
async fn parts(page: &Page, text: &str) -> Vec<(String, String)> {
    let post = post_of(text);
    page.sees("the post of a text", &format!("!!{post}")).await;
    let _: bool = page.value(&format!("({post}.querySelector('button').click(), true)")).await;
    page.sees("its parts", &format!("{post}.querySelectorAll('.bytes').length > 1")).await;
    // Under how many bytes there are, each part is a line and its digits.
    let rows = format!(
        "((labels, digits) => digits.map((one, at) => [labels[at + 1], one.replaceAll(' ', '')]))\
         (...['.small', '.bytes'].map((which) => [...{post}.querySelectorAll(`.crossing-bytes ${{which}}`)].map((one) => one.textContent)))"
    );
    page.value(&rows).await
}

fn bytes_of(parts: &[(String, String)]) -> Vec<u8> {
    let digits: String = parts.iter().map(|(_, digits)| digits.as_str()).collect();
    let pairs = digits.as_bytes().as_chunks::<2>().0.iter();
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).expect("hexadecimal digits")).collect()
}

#[tokio::test]
async fn the_panel_shows_the_very_bytes_that_crossed_and_no_word_is_in_them() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let choice = Choice { title: "Argon", ..Choice::default() };
    let link = create(&ada, &wire.origin(), choice).await;
    ada.press("button", "Close").await;
    join(&bob, &link.replace(&wire.origin(), &relay.origin())).await;
    ready_with(&[&ada, &bob], 2).await;
    say(&ada, TYPED).await;
    hear(&bob, TYPED).await;
    say(&bob, HEARD).await;
    hear(&ada, HEARD).await;

    ada.press("button", PANEL).await;
    ada.finds("dialog", PANEL).await;
    ada.reads("This is everything that left this device for the relay.").await;
    for (text, says, way) in [
        (TYPED, " left this device. To the relay they are number ", "Here comes a post"),
        (HEARD, " came from the relay, as number ", "Its number: "),
    ] {
        let parts = parts(&ada, text).await;
        let bytes = bytes_of(&parts);
        assert!(parts.iter().any(|(part, _)| part.starts_with(way)), "{parts:?}");
        let count = format!("{} bytes{says}", bytes.len());
        ada.sees(&count, &format!("{}.textContent.includes({})", post_of(text), json!(count))).await;
        assert!(wire.transcript().find_bytes(&bytes).is_some(), "the panel shows bytes that never crossed");
        for secret in [TYPED, HEARD, "lighthouse", "Thursday", "Ada of Antwerp", "Bob of Bergamo", choice.title] {
            assert_eq!(Transcript::of(&bytes).find(secret), None, "{secret} is in the bytes");
        }
        let planted = [&bytes, text.as_bytes()].concat();
        assert!(Transcript::of(&planted).find(text).is_some(), "the control: planted, it is found");
        let padded = parts.iter().find(|(part, _)| part.starts_with("Sealed")).map(|(_, digits)| digits.len() / 2);
        assert_eq!(padded, Some(256 + 16), "a short text is as long as any other");
    }
    for known in ["All that the relay knows", "2 of 5 seats are taken", "it is not locked, it burns at "] {
        ada.reads(known).await;
    }
    let tallied = "[...document.querySelectorAll('.knowledge li')].some((one) => one.textContent.startsWith('out: 1 × about a seat'))";
    ada.sees("the joining, counted", tallied).await;
    ada.picture("26-relay").await;
    ada.look(Screen::Desktop, Theme::Dark).await;
    assert!(ada.sticking_out().await.is_empty());

    ada.press("button", "Close").await;
    ada.press("button", "Burn").await;
    ada.press("button", "Burn for everyone").await;
    ada.reads("2 of 2 devices confirmed that they erased it.").await;
    ada.sees("none of the bytes", "!document.querySelector('.bytes')").await;
    for page in [&ada, &bob] {
        page.is_content_but_for(&[]).await;
    }
}
