//! Other ways to use it: without a mouse, on the narrowest screen, without motion, in a browser that cannot.

use super::{Choice, create, hear, join, pair, ready_with, say};
use burnroom_tests::page::{Key, Page, Screen, Theme};
use burnroom_tests::relay::Relay;
use burnroom_tests::sayings::EMOJI;

/// A word that no line of a phone holds.
const ENDLESS: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

#[tokio::test]
async fn a_room_is_made_talked_in_and_burned_without_a_mouse() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp").await;
    ada.go(&relay.origin()).await;
    ada.finds("button", "Create a burn room").await;
    ada.tab_to("Create a burn room").await;
    ada.strike(Key::Enter).await;
    ada.finds("dialog", "Ask someone in").await;
    let link: String = ada.value("document.querySelector('.link-box').textContent").await;
    ada.tab_to("Copy link").await;
    ada.strike(Key::Escape).await;
    ada.sees("the sheet to be closed", "!document.querySelector('dialog')").await;
    let bob = Page::open("Bob of Bergamo").await;
    join(&bob, &link).await;
    ready_with(&[&ada, &bob], 2).await;
    ada.tab_to("Message").await;
    ada.type_on("typed and sent by keys alone").await;
    ada.strike(Key::Enter).await;
    hear(&bob, "typed and sent by keys alone").await;
    ada.tab_to("Not compared").await;
    ada.strike(Key::Enter).await;
    ada.tab_to("They match").await;
    ada.strike(Key::Enter).await;
    ada.strike(Key::Escape).await;
    ada.finds("button", "Compared").await;
    ada.tab_to("Burn").await;
    ada.strike(Key::Enter).await;
    ada.tab_to("Burn for everyone").await;
    ada.strike(Key::Enter).await;
    for page in [&ada, &bob] {
        page.reads("This room is gone.").await;
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn nothing_sticks_out_of_the_narrowest_screen() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp with a long name!").await;
    let bob = Page::open("Bob of Bergamo").await;
    let narrow = async |page: &Page, what: &str| {
        page.look(Screen::Narrow, Theme::Dark).await;
        assert_eq!(page.sticking_out().await, [""; 0], "{what} at 320 pixels");
        page.look(Screen::Desktop, Theme::Dark).await;
    };
    ada.go(&relay.origin()).await;
    ada.finds("button", "Create a burn room").await;
    narrow(&ada, "the lobby").await;
    let link =
        create(&ada, &relay.origin(), Choice { title: "Conspiracy of Venice and Verona", ..Choice::default() }).await;
    narrow(&ada, "the share sheet").await;
    ada.press("button", "Close").await;
    narrow(&ada, "a room for one").await;
    bob.go(&link).await;
    bob.finds("button", "Join").await;
    narrow(&bob, "the door").await;
    join(&bob, &link).await;
    ready_with(&[&ada, &bob], 2).await;
    for text in [ENDLESS, EMOJI, "https://example.org/a/very/long/address/that/goes/on/and/on/and/on?and=on"] {
        say(&ada, text).await;
        hear(&bob, text).await;
    }
    narrow(&ada, "the room").await;
    narrow(&bob, "the room").await;
    ada.press_beginning("button", "Not compared yet").await;
    ada.finds("button", "They match").await;
    narrow(&ada, "the code").await;
    ada.press("button", "They do not match").await;
    narrow(&ada, "a code that differs").await;
    ada.press("button", "Close").await;
    ada.press("button", "Burn").await;
    narrow(&ada, "the question").await;
    ada.press("button", "Burn for everyone").await;
    ada.sees("the end of the fire", "document.querySelector('.burned') && !document.querySelector('canvas')").await;
    narrow(&ada, "the ashes").await;
    let plant = "document.body.append(Object.assign(document.createElement('img'), { width: 2000, height: 9 }))";
    let _: Option<bool> = ada.value(&format!("({plant}, true)")).await;
    assert!(!ada.sticking_out().await.is_empty(), "the control: what sticks out is found");
}

#[tokio::test]
async fn who_wants_no_motion_sees_no_flames_and_an_empty_page_all_the_same() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice { people: "2", ..Choice::default() }).await;
    for page in [&ada, &bob] {
        page.hold_still().await;
    }
    say(&ada, "nothing moves").await;
    hear(&bob, "nothing moves").await;
    bob.watch(&["nothing moves"]).await;
    bob.press("button", "Burn").await;
    bob.press("button", "Burn for everyone").await;
    for page in [&ada, &bob] {
        page.reads("2 of 2 devices confirmed").await;
        page.sees("no canvas any more", "!document.querySelector('canvas')").await;
        page.is_content_but_for(&[]).await;
    }
    bob.moment("gone").await;
}

#[tokio::test]
async fn a_browser_that_cannot_is_told_why() {
    let relay = Relay::start();
    let page = Page::open("Ada of Antwerp").await;
    let shown = |words: &str| {
        format!(
            "[...document.querySelectorAll('p')].some((one) => one.checkVisibility() && one.textContent.includes('{words}'))"
        )
    };
    page.go(&format!("http://burnroom.test:{}/", relay.address.port())).await;
    page.sees("that the connection is not secure", &shown("did not arrive over a secure connection")).await;
    page.prepare("delete globalThis.WebAssembly").await;
    page.go(&relay.origin()).await;
    page.sees("that there is no WebAssembly", &shown("does not run WebAssembly")).await;
}

#[tokio::test]
async fn who_types_faster_than_the_page_draws_says_each_text_once() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice::default()).await;
    let at_once = "const field = document.querySelector('textarea'); \
        const strike = () => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })); \
        for (const text of ['first', 'second']) { \
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text); \
            field.dispatchEvent(new InputEvent('input', { bubbles: true })); strike(); strike(); }";
    let _: bool = ada.value(&format!("(() => {{ {at_once} return true; }})()")).await;
    hear(&bob, "first").await;
    hear(&bob, "second").await;
    say(&ada, "third").await;
    hear(&bob, "third").await;
    let said: Vec<String> = bob.value("[...document.querySelectorAll('.bubble')].map((one) => one.textContent)").await;
    assert_eq!(said, ["first", "second", "third"]);
}
