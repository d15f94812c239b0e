//! The screens of rooms in which people come and go: pictures beside those of the main story, to be looked at.

use super::guessing::{NO_PINS, PIN, show};
use super::removing::remove;
use super::ruling::{controls, set};
use super::{Choice, create, hear, join, ready_with, say};
use burnroom_tests::page::{Page, Screen, Theme};
use burnroom_tests::relay::Relay;
use burnroom_tests::wire::Wire;

async fn picture(page: &Page, what: &str) {
    page.picture(what).await;
    page.look(Screen::Desktop, Theme::Dark).await;
}

#[tokio::test]
async fn what_owners_do_has_its_pictures() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let eve = Page::open("Eve of Edinburgh").await;
    let choice = Choice { title: "Argon", history: true, ..Choice::default() };
    let link = create(&ada, &relay.origin(), choice).await;
    let pin: String = ada.value(PIN).await;
    assert_eq!(pin.len(), "123 456".len());
    ada.press("button", "Close").await;
    say(&ada, "The map is where we left it.").await;
    say(&ada, "Third stone, from the left.").await;
    join(&bob, &link).await;
    join(&eve, &link.replace(&relay.origin(), &wire.origin())).await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    bob.sees("what was before", "document.querySelectorAll('.past .bubble').length === 2").await;
    say(&bob, "So that is where it was all the time.").await;
    hear(&ada, "So that is where it was all the time.").await;
    say(&ada, "Yes, and there it stays.").await;
    ada.sees("delivery", "[...document.querySelectorAll('.fate')].at(-1)?.textContent === 'delivered to 2 of 2'").await;
    picture(&bob, "14-history").await;
    picture(&ada, "15-delivered").await;

    controls(&ada).await;
    picture(&ada, "16-controls").await;
    ada.press("button", "Close").await;
    ada.press_beginning("DisclosureTriangleGrouped", "Eve of Edinburgh").await;
    ada.finds("button", "Remove Eve of Edinburgh…").await;
    ada.rests().await;
    ada.snap("17-person-desktop-dark").await;
    ada.look(Screen::Phone, Theme::Light).await;
    ada.press_beginning("button", "People").await;
    ada.press_beginning("DisclosureTriangleGrouped", "Eve of Edinburgh").await;
    ada.rests().await;
    ada.snap("17-person-phone-light").await;
    ada.press("button", "Remove Eve of Edinburgh…").await;
    ada.finds("button", "Remove Eve of Edinburgh").await;
    picture(&ada, "18-remove").await;
    ada.press("button", "Keep them").await;

    bob.press("button", "I have the owner PIN").await;
    for wrong in NO_PINS {
        show(&bob, wrong).await;
        bob.sees("an empty field", "document.querySelector('#claim').value === ''").await;
    }
    bob.reads("Try again in ").await;
    picture(&bob, "19-locked-out").await;
    bob.press("button", "Close").await;
    bob.press("textbox", "Message").await;
    bob.type_on("half a thought").await;
    set(&ada, "+5 min").await;
    set(&ada, "Lock the room").await;
    set(&ada, "Close writing").await;
    bob.reads("closed the room").await;
    picture(&bob, "20-locked-and-closed").await;

    wire.cut();
    eve.reads("Lost the relay.").await;
    eve.press("button", "I have the owner PIN").await;
    show(&eve, "000000").await;
    eve.reads("The connection is down").await;
    // Removed while away: what she hears of it is the relay's word.
    remove(&ada, "Eve of Edinburgh").await;
    ada.reads("removed Eve of Edinburgh").await;
    wire.mend();
    eve.reads("The relay says that an owner removed you while you were away.").await;
    eve.sees("the end of the fire", "!document.querySelector('canvas')").await;
    picture(&eve, "21-removed").await;
    ada.press("button", "Ask in").await;
    picture(&ada, "22-new-link").await;
    ada.press("button", "Close").await;
    picture(&bob, "23-after").await;
    let finn = Page::open("Finn of Fiesole").await;
    finn.go(&link).await;
    finn.reads("The room has a new link.").await;
    picture(&finn, "24-old-link").await;
}
