//! People in Chromium, each with a browser of their own: from the lobby to the ashes and back.

mod across;
mod coming_back;
mod console;
mod crashing;
mod delivery;
mod doors;
mod ends;
mod forked;
mod guessing;
mod harness;
mod lacking;
mod limits;
mod panel;
mod past;
mod pictures;
mod portraits;
mod removing;
mod returning;
mod ruling;
mod together;
mod ways;
mod withheld;

use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use serde_json::json;

/// Says of a page that it is in a room where texts go out at once.
const KEYS_ARE_THERE: &str = "document.querySelector('.room') && !document.querySelector('.banner')";
/// The link on the share sheet.
const LINK: &str = "document.querySelector('.link-box').textContent";
/// What Chromium itself writes into the console when a line breaks or is not to be had.
const LINE_BROKE: &str = "WebSocket connection to";
/// The words of the code that is shown.
const WORDS: &str = "[...document.querySelectorAll('.code-words li')].map((word) => word.textContent)";

/// What a story chooses in the lobby; the rest stays as it is.
#[derive(Clone, Copy)]
struct Choice<'a> {
    title: &'a str,
    people: &'a str,
    /// The stop of the slider: 0 is 30 s.
    time_stop: Option<u8>,
    /// Whether newcomers can read what was said before them.
    history: bool,
}

impl Default for Choice<'_> {
    fn default() -> Self {
        Self { title: "Conspiracy of Venice", people: "5", time_stop: None, history: false }
    }
}

/// Makes a room and leaves the share sheet open; returns the link.
async fn create(page: &Page, origin: &str, choice: Choice<'_>) -> String {
    page.go(origin).await;
    page.write("textbox", "The room is called", choice.title).await;
    page.write("textbox", "You are called", &page.name).await;
    page.write_beginning("textbox", "People", choice.people).await;
    if let Some(stop) = choice.time_stop {
        page.slide("Time until it burns", &stop.to_string()).await;
    }
    if choice.history {
        page.press_beginning("switch", "Newcomers can read earlier messages").await;
    }
    page.press("button", "Create a burn room").await;
    page.finds("dialog", "Ask someone in").await;
    page.value(LINK).await
}

/// The link as the share sheet of somebody inside shows it.
async fn link_of(page: &Page) -> String {
    page.press("button", "Ask in").await;
    page.finds("dialog", "Ask someone in").await;
    let link = page.value(LINK).await;
    page.press("button", "Close").await;
    link
}

/// Opens the link and comes in.
async fn join(page: &Page, link: &str) {
    page.go(link).await;
    page.finds("button", "Join").await;
    page.write("textbox", "You are called", &page.name).await;
    page.press("button", "Join").await;
    page.finds("textbox", "Message").await;
}

/// Waits until so many are inside and texts go out at once.
async fn ready_with(pages: &[&Page], people: usize) {
    for page in pages {
        let seen = format!("{KEYS_ARE_THERE} && document.querySelectorAll('.rail .person').length === {people}");
        page.sees(&format!("{people} people and a key"), &seen).await;
    }
}

/// Says a text: typed and sent with Enter, shown at once, then numbered.
async fn say(page: &Page, text: &str) {
    page.press("textbox", "Message").await;
    page.type_on(text).await;
    page.strike(burnroom_tests::page::Key::Enter).await;
    let own =
        format!("[...document.querySelectorAll('.own .bubble')].some((one) => one.textContent === {})", json!(text));
    page.sees("one's own text", &own).await;
    page.sees("the text to be sent", "!document.querySelector('.said.sending')").await;
    page.sees("an empty composer", "document.querySelector('textarea').value === ''").await;
}

/// Waits until the text is there, whole, in somebody else's words.
async fn hear(page: &Page, text: &str) {
    let heard = format!(
        "[...document.querySelectorAll('.group:not(.own) .bubble')].some((one) => one.textContent === {})",
        json!(text)
    );
    page.sees(text, &heard).await;
}

/// Two people in one room, sheets closed.
async fn pair(relay: &Relay, choice: Choice<'_>) -> (Page, Page, String) {
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let link = create(&ada, &relay.origin(), choice).await;
    ada.press("button", "Close").await;
    join(&bob, &link).await;
    ready_with(&[&ada, &bob], 2).await;
    (ada, bob, link)
}
