//! Somebody is removed: nothing of the room is left with them, and everyone else goes on where they cannot follow.

use super::{Choice, LINK, create, hear, join, link_of, ready_with, say};
use burnroom_shared::frame::{EventFrame, MemberFrame, RelayFrame, Resume};
use burnroom_shared::ids::RoomId;
use burnroom_shared::limits::VERSION;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{OwnerAct, Power};
use burnroom_tests::forger::{Forger, turned_away};
use burnroom_tests::page::Page;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::{describe, room_of};
use burnroom_tests::wait::until;
use burnroom_tests::wire::Wire;
use std::net::SocketAddr;

/// Said before somebody is removed.
const BEFORE: &str = "the third stone from the left";
/// Said afterwards, in turn.
const AFTER: [&str; 2] = ["she is gone, go on", "then the second stone, from the right"];

/// Removes somebody, and puts the share sheet away that comes with the new link, which is returned.
pub(super) async fn remove(owner: &Page, name: &str) -> String {
    owner.press_beginning("DisclosureTriangleGrouped", name).await;
    owner.press("button", &format!("Remove {name}…")).await;
    owner.reads(&format!("The room gets a new link; {name}'s device wipes everything. Everyone else goes on.")).await;
    owner.press("button", &format!("Remove {name}")).await;
    owner.finds("dialog", "Ask someone in").await;
    owner.reads("This is a new link.").await;
    let link = owner.value(LINK).await;
    owner.press("button", "Close").await;
    link
}

#[tokio::test]
async fn who_is_removed_holds_nothing_and_the_rest_go_on_under_another_link() {
    let relay = Relay::start();
    let (wire, eves_wire) = (Wire::to(relay.address).await, Wire::to(relay.address).await);
    let [ada, bob, eve] = ["Ada of Antwerp", "Bob of Bergamo", "Eve of Edinburgh"].map(Page::open);
    let (ada, bob, eve) = (ada.await, bob.await, eve.await);
    let choice = Choice::default();
    let link = create(&ada, &wire.origin(), choice).await;
    ada.press("button", "Close").await;
    join(&bob, &link).await;
    join(&eve, &link.replace(&wire.origin(), &eves_wire.origin())).await;
    ready_with(&[&ada, &bob, &eve], 3).await;
    say(&ada, BEFORE).await;
    hear(&eve, BEFORE).await;
    let fragment = |link: &str| link.split_once('#').expect("a fragment").1.to_owned();
    let old = fragment(&link_of(&eve).await);
    eve.press("button", "Ask in").await;
    let held = [BEFORE, choice.title, "Ada of Antwerp", "Bob of Bergamo", &old];
    eve.watch(&held).await;
    for secret in held {
        assert!(eve.holds(secret).await, "the control: {secret} is on the page");
    }

    let renewed = remove(&ada, "Eve of Edinburgh").await;
    eve.reads("You were removed from this room.").await;
    eve.reads("This device has erased it.").await;
    eve.moment("gone").await;
    for secret in held {
        assert!(!eve.holds(secret).await, "{secret} stays with who was removed");
    }
    assert!(eve.value::<bool>(super::ends::NOTHING_KEPT).await, "Eve's browser keeps something of the room");
    assert_ne!(renewed, link);
    ready_with(&[&ada, &bob], 2).await;
    bob.reads("Ada of Antwerp removed Eve of Edinburgh. The room has a new link.").await;
    bob.press("button", "Show the new link").await;
    assert_eq!(bob.value::<String>(LINK).await, renewed, "two links");
    bob.press("button", "Close").await;
    say(&ada, AFTER[0]).await;
    hear(&bob, AFTER[0]).await;

    eve.press("button", "Back to the lobby").await;
    eve.write("textbox", "Have a link?", &link).await;
    eve.press("button", "Open").await;
    eve.reads("The room has a new link. Ask somebody inside for it.").await;
    nobody_enters(relay.address, &old, &eves_wire).await;
    assert_eq!(describe(relay.address, &fragment(&renewed)).await.expect("the room").seats, 2, "somebody came in");

    let finn = Page::open("Finn of Fiesole").await;
    finn.go(&link).await;
    finn.reads("The room has a new link. Ask somebody inside for it.").await;
    finn.write("textbox", "The link", &renewed).await;
    finn.press("button", "Open").await;
    finn.reads(choice.title).await;
    finn.write("textbox", "You are called", &finn.name).await;
    finn.press("button", "Join").await;
    let everyone = [&ada, &bob, &finn];
    ready_with(&everyone, 3).await;
    for name in everyone.map(|page| &page.name) {
        finn.reads(name).await;
        ada.reads(name).await;
    }
    finn.sees("the title", &format!("document.querySelector('.room-title').textContent === '{}'", choice.title)).await;
    say(&finn, AFTER[1]).await;
    for page in [&ada, &bob] {
        hear(page, AFTER[1]).await;
    }
    for recording in [wire.transcript(), eves_wire.transcript()] {
        for secret in [BEFORE, AFTER[0], AFTER[1], &old, &fragment(&renewed), "Finn of Fiesole", choice.title] {
            assert_eq!(recording.find(secret), None, "{secret} crossed the relay");
        }
    }
    for page in [&ada, &bob] {
        page.is_content_but_for(&[]).await;
    }
    // Asking about a room that has moved is answered over HTTP.
    for page in [&eve, &finn] {
        page.is_content_but_for(&[super::limits::HTTP_REFUSAL]).await;
    }
}

/// Whoever was removed tries whatever the link and everything that crossed their line give: at the old address and at
/// the new one, as somebody new and in the old seat.
async fn nobody_enters(relay: SocketAddr, old: &str, line: &Wire) {
    let renewed = until("the act that removed her", async || {
        line.said().iter().find_map(|text| renewed_address(&serde_json::from_str(text).ok()?))
    });
    let (first, renewed) = (room_of(old), renewed.await);
    assert_ne!(first, renewed);
    let forger = Forger::with(old);
    let join = |room| MemberFrame::Join(forger.joining(room));
    assert_eq!(turned_away(relay, first, &join(first)).await, Refusal::LinkChanged);
    for announced in [first, renewed] {
        assert_eq!(turned_away(relay, renewed, &join(announced)).await, Refusal::EntryWrong);
    }
    let resumes = resumes(line);
    assert!(!resumes.is_empty(), "the control: there was a token");
    for resume in resumes {
        for room in [first, renewed] {
            let refusal = turned_away(relay, room, &MemberFrame::Resume(resume.clone())).await;
            assert_eq!(refusal, Refusal::Kicked, "at {room:?}");
        }
    }
}

fn renewed_address(frame: &RelayFrame) -> Option<RoomId> {
    let RelayFrame::Event(event) = frame else { return None };
    let EventFrame::OwnerAct(signed) = &event.event else { return None };
    match &signed.decode::<OwnerAct>().ok()?.act().power {
        Power::Readdress(readdress) => Some(readdress.room),
        _ => None,
    }
}

/// Every token that crossed a line, as what takes up the seat of who sat there.
fn resumes(line: &Wire) -> Vec<Resume> {
    let frames: Vec<RelayFrame> = line.said().iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
    let me = frames.iter().find_map(|frame| match frame {
        RelayFrame::Hello(hello) => hello.names.last().map(|name| name.id),
        _ => None,
    });
    let token = |frame: &RelayFrame| match frame {
        RelayFrame::Hello(hello) => Some(hello.token),
        RelayFrame::Resumed(resumed) => Some(resumed.token),
        RelayFrame::Token { token } => Some(*token),
        _ => None,
    };
    let id = me.expect("a hello");
    frames.iter().filter_map(token).map(|token| Resume { version: VERSION, id, token, seq: 1 }).collect()
}
