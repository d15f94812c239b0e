//! A link that was changed and handed to nobody: devices say so, take it from a person, and give it to each other.

use super::guessing::PIN;
use super::{Choice, LINK, create, hear, join, ready_with, say};
use burnroom_engine::link::Link;
use burnroom_engine::rust_crypto::RustCrypto;
use burnroom_shared::signed::{Power, Readdress};
use burnroom_tests::forger::Forger;
use burnroom_tests::page::{Page, Screen, Theme};
use burnroom_tests::relay::Relay;
use burnroom_tests::room::keys;
use burnroom_tests::wait::until;
use std::net::SocketAddr;

/// An owner whose client gives the room another link and nobody the secret of it; the link's fragment.
async fn change_silently(relay: SocketAddr, old: &str, pin: &str) -> String {
    until("an act that nobody was quicker than", async || {
        let mut owner = Forger::with(old).sit_down(relay, Some(pin)).await;
        let link = Link::new(Link::parse(old).unwrap().parameters(), &RustCrypto::new()).unwrap();
        let fragment = link.fragment().to_string();
        let keys = keys(&fragment);
        let (room, entry_hash) = (keys.room, keys.entry_hash);
        let readdress = Readdress { room, entry_hash, removed: None, title: None, boxes: Vec::new() };
        let refused = owner.says(&owner.rules(Power::Readdress(Box::new(readdress)))).await;
        refused.is_none().then_some(fragment)
    })
    .await
}

#[tokio::test]
async fn r19_a_link_that_reached_nobody_is_pasted_once_and_then_everyones() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let link = create(&ada, &relay.origin(), Choice::default()).await;
    let pin = ada.value::<String>(PIN).await.replace(' ', "");
    ada.press("button", "Close").await;
    join(&bob, &link).await;
    ready_with(&[&ada, &bob], 2).await;
    let renewed = change_silently(relay.address, link.split_once('#').unwrap().1, &pin).await;
    let lacks =
        "The room has a new link, and it has not reached this device yet. The others are asked. You can also paste it.";
    for page in [&ada, &bob] {
        page.reads(lacks).await;
        assert!(!page.has("button", "Show the new link").await, "there is none to be shown");
    }
    bob.press("button", "Ask in").await;
    bob.reads("The room has a new link, which has not reached this device. This one opens nothing any more.").await;
    bob.press("button", "Close").await;
    ada.picture("25-lacks-link").await;
    ada.look(Screen::Desktop, Theme::Dark).await;

    ada.write("textbox", "The new link", "https://example.org/").await;
    ada.press("button", "Use it").await;
    ada.reads("That is not a whole link of a room.").await;
    ada.write("textbox", "The new link", &link).await;
    ada.press("button", "Use it").await;
    ada.reads("That is not this room's link in force.").await;
    ada.write("textbox", "The new link", &format!("{}/r#{renewed}", relay.origin())).await;
    ada.press("button", "Use it").await;
    for page in [&ada, &bob] {
        page.reads("The room's new link has reached this device.").await;
        page.finds("button", "Show the new link").await;
        page.sees("that it is not lacking", &format!("!document.body.textContent.includes({lacks:?})")).await;
    }
    bob.press("button", "Ask in").await;
    bob.sees("the new link", &format!("{LINK}.split('#')[1] === '{renewed}'")).await;
    bob.press("button", "Close").await;
    say(&bob, "under the new link").await;
    hear(&ada, "under the new link").await;
    say(&ada, "and back").await;
    hear(&bob, "and back").await;
    for page in [&ada, &bob] {
        page.is_content_but_for(&[]).await;
    }
}
