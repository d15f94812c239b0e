//! Rooms whose newcomers read what was said before them, between browsers and between a browser and a native member.

use super::{Choice, create, hear, join, ready_with, say};
use burnroom_engine::effect::Notice;
use burnroom_tests::member::{Heard, Member, last};
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::Wish;
use serde_json::json;

/// What stands above the divider: by whom and what, in order.
const PAST: &str = "[...document.querySelectorAll('.past .group')].flatMap((group) => \
    [...group.querySelectorAll('.bubble')].map((one) => [group.querySelector('bdi').textContent, one.textContent]))";

async fn remembers(page: &Page, past: &[(&str, &str)]) {
    page.sees("what was before", &format!("JSON.stringify({PAST}) === {}", json!(json!(past).to_string()))).await;
}

#[tokio::test]
async fn r73_a_newcomer_reads_above_a_divider_what_was_said_before_and_by_whom() {
    let relay = Relay::start();
    let choice = Choice { history: true, ..Choice::default() };
    let ada = Page::open("Ada of Antwerp").await;
    let bob = Page::open("Bob of Bergamo").await;
    let eve = Page::open("Eve of Edinburgh").await;
    let link = create(&ada, &relay.origin(), choice).await;
    ada.press("button", "Close").await;
    say(&ada, "to nobody yet").await;
    bob.go(&link).await;
    bob.reads("Newcomers can read what was said before they came.").await;
    join(&bob, &link).await;
    ready_with(&[&ada, &bob], 2).await;
    remembers(&bob, &[("Ada of Antwerp", "to nobody yet")]).await;
    say(&bob, "I see").await;
    hear(&ada, "I see").await;
    bob.press("button", "Leave the room").await;
    bob.press("button", "Leave").await;
    ready_with(&[&ada], 1).await;
    say(&ada, "he is gone").await;

    join(&eve, &link).await;
    ready_with(&[&ada, &eve], 2).await;
    let before = [("Ada of Antwerp", "to nobody yet"), ("Bob of Bergamo", "I see"), ("Ada of Antwerp", "he is gone")];
    remembers(&eve, &before).await;
    eve.sees("the divider", "document.querySelector('.past .divider').textContent === 'Before you came'").await;
    say(&ada, "and now").await;
    hear(&eve, "and now").await;
    remembers(&eve, &before).await;
    eve.sees(
        "the rest below",
        "[...document.querySelectorAll('.log-lines .bubble')].map((one) => one.textContent).join() === 'and now'",
    )
    .await;
    assert!(!ada.value::<bool>("!!document.querySelector('.past')").await, "Ada was there from the beginning");
    for page in [&ada, &bob, &eve] {
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn r73_in_a_room_without_history_nothing_is_above() {
    let relay = Relay::start();
    let (ada, bob, link) = super::pair(&relay, Choice::default()).await;
    say(&ada, "before her").await;
    hear(&bob, "before her").await;
    let eve = Page::open("Eve of Edinburgh").await;
    join(&eve, &link).await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    eve.reads("Messages from before you came are not shown to you.").await;
    say(&ada, "for her too").await;
    hear(&eve, "for her too").await;
    assert!(!eve.holds("before her").await && !eve.value::<bool>("!!document.querySelector('.past')").await);
}

#[tokio::test]
async fn r73_a_browser_and_a_native_member_read_each_others_past() {
    let relay = Relay::start();
    let wish = Wish { parameters: Wish::default().parameters.with_history(), ..Wish::default() };
    let (nat, invitation) = Member::create(relay.address, &wish, "Nat of Naples").await;
    nat.ready_with(1).await;
    nat.send("sealed natively").await;
    let ada = Page::open("Ada of Antwerp").await;
    join(&ada, &format!("{}/r#{}", relay.origin(), invitation.fragment)).await;
    ready_with(&[&ada], 2).await;
    remembers(&ada, &[("Nat of Naples", "sealed natively")]).await;
    say(&ada, "sealed in a browser").await;
    nat.hears("sealed in a browser").await;

    let eve = Member::join(relay.address, &invitation.fragment, "Eve of Edinburgh").await;
    let past = |heard: &[Heard]| {
        let past = last(heard, |notice| if let Notice::Past(past) = notice { Some(past.clone()) } else { None })?;
        let said = past.into_iter().map(|said| (said.name.unwrap_or_default(), said.text.unwrap_or_default()));
        Some(said.collect::<Vec<_>>())
    };
    let read = eve.wait_for("what was before", past).await;
    let said = [("Nat of Naples", "sealed natively"), ("Ada of Antwerp", "sealed in a browser")];
    assert_eq!(read, said.map(|(who, what)| (who.to_owned(), what.to_owned())));
    ada.is_content_but_for(&[]).await;
}
