//! Every screen as people see it, phone and desktop, dark and light: pictures in `target/screenshots`, to be looked at.

use super::{Choice, create, hear, join, ready_with, say};
use burnroom_tests::page::{Page, Screen, Theme};
use burnroom_tests::relay::Relay;
use burnroom_tests::sayings::EMOJI;

/// From the first flame to the picture of the fire, milliseconds: about half of it has burned.
const FIRE_HOLDS_MS: u64 = 1_100;

#[tokio::test]
async fn every_screen_has_its_pictures() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    ada.go(&relay.origin()).await;
    ada.finds("button", "Create a burn room").await;
    ada.picture("01-lobby").await;
    ada.look(Screen::Desktop, Theme::Dark).await;
    let link = create(&ada, &relay.origin(), Choice { title: "Argon", ..Choice::default() }).await;
    ada.picture("02-share").await;
    ada.look(Screen::Desktop, Theme::Dark).await;
    ada.press("button", "I have kept it").await;
    ada.press("button", "Close").await;
    ada.picture("03-alone").await;
    ada.look(Screen::Desktop, Theme::Dark).await;

    bob.go(&link).await;
    bob.finds("button", "Join").await;
    bob.picture("04-door").await;
    bob.look(Screen::Desktop, Theme::Dark).await;
    join(&bob, &link).await;
    ready_with(&[&ada, &bob], 2).await;
    for (from, to, text) in [
        (&ada, &bob, "Did you keep the map?"),
        (&bob, &ada, "I burned it last night. All that is left is what we both remember."),
        (&ada, &bob, EMOJI),
        (&bob, &ada, "这段话只说一次，然后就消失。\nhttps://example.org/a-place-to-meet"),
    ] {
        say(from, text).await;
        hear(to, text).await;
    }
    ada.picture("05-room").await;
    ada.look(Screen::Desktop, Theme::Dark).await;
    ada.press_beginning("button", "Not compared yet").await;
    ada.finds("button", "They match").await;
    ada.picture("06-compare").await;
    ada.look(Screen::Desktop, Theme::Dark).await;
    ada.press("button", "They do not match").await;
    ada.picture("07-differed").await;
    ada.look(Screen::Desktop, Theme::Dark).await;
    ada.press("button", "Close").await;
    ada.press("button", "Burn").await;
    ada.finds("button", "Burn for everyone").await;
    ada.picture("08-question").await;
    ada.look(Screen::Desktop, Theme::Dark).await;
    bob.look(Screen::Phone, Theme::Light).await;
    ada.press("button", "Burn for everyone").await;
    for (page, name) in [(&ada, "09-fire-desktop-dark"), (&bob, "09-fire-phone-light")] {
        let lit = page.moment("flames").await;
        page.sees("the fire to take hold", &format!("Date.now() > {} + {FIRE_HOLDS_MS}", lit.at_ms)).await;
        page.snap(name).await;
    }
    ada.sees("the end of the fire", "!document.querySelector('canvas')").await;
    ada.picture("10-burned").await;
    ada.look(Screen::Desktop, Theme::Dark).await;
    ada.press("button", "Back to the lobby").await;
    ada.reads("That room was burned.").await;
    ada.picture("11-notice").await;

    bob.look(Screen::Phone, Theme::Dark).await;
    bob.go("about:blank").await;
    bob.go(&link).await;
    bob.reads("That room does not exist, or it has burned.").await;
    bob.picture("12-shut").await;
}
