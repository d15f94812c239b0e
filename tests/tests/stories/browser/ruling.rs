//! What owners set for everyone, seen by everyone: who comes in, who writes, how long, what it is called, whose it is.

use super::{Choice, LINK, create, hear, join, pair, ready_with, say};
use burnroom_tests::page::{Key, Page};
use burnroom_tests::relay::Relay;
use serde_json::json;

/// Seconds that the ring shows: "9:41" or "14 min".
const LEFT_S: &str = "(([, minutes, seconds]) => minutes * 60 + +(seconds ?? 0))\
    (document.querySelector('.ring [role=timer]').textContent.match(/(\\d+)(?::(\\d\\d)| min)/))";
/// The furthest stop of the slider: a day.
const A_DAY: u8 = 29;
/// Five minutes, and what may pass between two looks of which the second is rounded down to the minute, seconds.
const FIVE_MINUTES_S: i64 = 300;
const BETWEEN_LOOKS_S: i64 = 90;

/// Opens the owner's sheet.
pub(super) async fn controls(owner: &Page) {
    owner.press("button", "Room controls").await;
    owner.finds("dialog", "Room controls").await;
}

/// Sets one thing and puts the sheet away.
pub(super) async fn set(owner: &Page, what: &str) {
    controls(owner).await;
    owner.press("button", what).await;
    owner.press("button", "Close").await;
}

/// Has what only owners have.
async fn rules(page: &Page) -> [bool; 3] {
    let others = page.value("document.querySelectorAll('.rail details').length > 0").await;
    [page.has("button", "Room controls").await, page.has("button", "Burn").await, others]
}

#[tokio::test]
async fn r67_a_locked_room_says_so_at_the_door_and_lets_people_in_again_when_it_is_unlocked() {
    let relay = Relay::start();
    let (ada, bob, link) = pair(&relay, Choice::default()).await;
    assert_eq!((rules(&ada).await, rules(&bob).await), ([true; 3], [false; 3]));
    set(&ada, "Lock the room").await;
    ada.reads("You locked the room: nobody new can come in.").await;
    bob.reads("Ada of Antwerp locked the room: nobody new can come in.").await;
    for page in [&ada, &bob] {
        page.reads("Locked: nobody new can come in").await;
    }
    bob.press("button", "Ask in").await;
    bob.reads("The room is locked: nobody can come in now, not even with the link.").await;
    bob.press("button", "Close").await;
    let eve = Page::open("Eve of Edinburgh").await;
    eve.go(&link).await;
    eve.reads("That room is locked: nobody new is let in. Ask somebody inside to unlock it.").await;
    say(&bob, "she waits outside").await;
    hear(&ada, "she waits outside").await;

    set(&ada, "Unlock the room").await;
    bob.reads("Ada of Antwerp unlocked the room: the link lets people in again.").await;
    // Nobody tells this page: it looks again by itself.
    eve.write("textbox", "You are called", &eve.name).await;
    eve.press("button", "Join").await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    say(&eve, "thank you").await;
    hear(&bob, "thank you").await;
    for page in [&ada, &bob, &eve] {
        assert!(!page.holds("Locked: nobody new can come in").await);
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn r16_another_name_and_another_link_reach_everyone_and_whoever_comes() {
    let relay = Relay::start();
    let (ada, bob, link) = pair(&relay, Choice::default()).await;
    controls(&ada).await;
    ada.write("textbox", "Another name for the room", "Argon").await;
    ada.press("button", "Rename").await;
    bob.reads("Ada of Antwerp gave the room another name.").await;
    for page in [&ada, &bob] {
        page.sees("the new name", "document.querySelector('.room-title').textContent === 'Argon'").await;
    }
    controls(&ada).await;
    ada.press("button", "Change the link…").await;
    ada.press("button", "Change the link").await;
    ada.finds("dialog", "Ask someone in").await;
    ada.reads("This is a new link.").await;
    let renewed: String = ada.value(LINK).await;
    assert_ne!(renewed, link);
    ada.press("button", "Close").await;
    ada.reads("You changed the room's link.").await;
    bob.reads("Ada of Antwerp changed the room's link.").await;
    ready_with(&[&ada, &bob], 2).await;

    let eve = Page::open("Eve of Edinburgh").await;
    eve.go(&link).await;
    eve.reads("The room has a new link. Ask somebody inside for it.").await;
    eve.go("about:blank").await;
    eve.go(&renewed).await;
    eve.reads("Argon").await;
    join(&eve, &renewed).await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    eve.reads("Bob of Bergamo").await;
    say(&bob, "under the new link").await;
    hear(&eve, "under the new link").await;
    for page in [&ada, &bob] {
        page.is_content_but_for(&[]).await;
    }
    eve.is_content_but_for(&[super::limits::HTTP_REFUSAL]).await;
}

#[tokio::test]
async fn r67_in_a_closed_room_drafts_are_kept_and_go_when_it_is_open_again() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice::default()).await;
    bob.press("textbox", "Message").await;
    bob.type_on("half a thought").await;
    set(&ada, "Close writing").await;
    ada.reads("You closed the room: nobody can write. The countdown runs.").await;
    bob.sees("who closed it", "document.querySelector('.banner').textContent.startsWith('Ada of Antwerp closed')")
        .await;
    for page in [&ada, &bob] {
        page.sees("that nothing is typed", "document.querySelector('textarea').readOnly").await;
        page.reads("Closed: nobody can write").await;
    }
    bob.press("textbox", "Message").await;
    bob.strike(Key::Enter).await;
    let kept = format!("document.querySelector('textarea').value === {}", json!("half a thought"));
    bob.sees("the draft", &kept).await;
    let counts: i64 = bob.value(LEFT_S).await;
    bob.sees("the countdown to run", &format!("{LEFT_S} < {counts}")).await;

    set(&ada, "Reopen writing").await;
    bob.reads("Ada of Antwerp reopened the room: everyone can write again.").await;
    bob.sees("the draft, still", &format!("!document.querySelector('textarea').readOnly && {kept}")).await;
    bob.press("textbox", "Message").await;
    bob.strike(Key::Enter).await;
    hear(&ada, "half a thought").await;
    for page in [&ada, &bob] {
        let said: usize = page.value("document.querySelectorAll('.bubble').length").await;
        assert_eq!(said, 1, "{}: something was said in a closed room", page.name);
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn r68_r69_more_time_is_everyones_and_whoever_takes_over_burns_it() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(&relay, Choice::default()).await;
    let before: [i64; 2] = [ada.value(LEFT_S).await, bob.value(LEFT_S).await];
    set(&ada, "+5 min").await;
    ada.reads("You gave the room 5 minutes more. It burns at ").await;
    bob.reads("Ada of Antwerp gave the room 5 minutes more. It burns at ").await;
    for (page, before) in [&ada, &bob].into_iter().zip(before) {
        page.sees("a longer countdown", &format!("{LEFT_S} > {before}")).await;
        let longer = page.value::<i64>(LEFT_S).await - before;
        let expected = FIVE_MINUTES_S - BETWEEN_LOOKS_S..=FIVE_MINUTES_S;
        assert!(expected.contains(&longer), "{}: {longer} s longer", page.name);
    }

    ada.press_beginning("DisclosureTriangleGrouped", "Bob of Bergamo").await;
    ada.press("button", "Hand over to Bob of Bergamo…").await;
    ada.press("button", "Hand it over").await;
    ada.reads("You handed the room over to Bob of Bergamo.").await;
    bob.reads("Ada of Antwerp handed the room over to you.").await;
    ada.sees("that it is not hers", "!document.querySelector('.rail details')").await;
    bob.sees("that it is his", "!!document.querySelector('.rail details')").await;
    assert_eq!((rules(&ada).await, rules(&bob).await), ([false; 3], [true; 3]));
    bob.press("button", "Burn").await;
    bob.press("button", "Burn for everyone").await;
    for page in [&ada, &bob] {
        page.reads("2 of 2 devices confirmed that they erased it.").await;
        page.is_content_but_for(&[]).await;
    }
}

#[tokio::test]
async fn r68_a_room_that_has_a_whole_day_left_gets_no_more() {
    let relay = Relay::start();
    let ada = Page::open("Ada of Antwerp").await;
    create(&ada, &relay.origin(), Choice { time_stop: Some(A_DAY), ..Choice::default() }).await;
    ada.press("button", "Close").await;
    controls(&ada).await;
    let chips = "[...document.querySelectorAll('.control .chip')].map((chip) => [chip.textContent, chip.disabled])";
    let chips: Vec<(String, bool)> = ada.value(chips).await;
    let refused = ["+5 min", "+15 min", "+1 h"].map(|label| (label.to_owned(), true));
    assert_eq!(chips, refused);
    ada.is_content_but_for(&[]).await;
}
