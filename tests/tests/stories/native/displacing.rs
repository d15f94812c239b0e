//! A tab that crashes in a full room: nobody has its seat at first, then whoever comes with the link.

use super::{ended, pair};
use burnroom_engine::effect::{Ended, Notice};
use burnroom_engine::input::Command;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;
use burnroom_tests::member::{Heard, Member, last};
use burnroom_tests::relay::Relay;
use burnroom_tests::room::{Wish, describe};
use burnroom_tests::wait::until;
use std::time::Duration;
use tokio::time::Instant;

/// From when on the relay gives a seat that is away to somebody else, here.
const DISPLACE_AFTER: Duration = Duration::from_secs(3);

#[tokio::test]
async fn r65_the_seat_of_a_crashed_tab_in_a_full_room_is_kept_for_a_while_and_then_anothers() {
    let relay = Relay::with(&["--displace-after", "3s"], &[]);
    let (ada, bob, invitation) = pair(relay.address, &Wish { capacity: 2, ..Wish::default() }).await;
    let (gone, crashed) = (bob.id, Instant::now());
    // Its process ends: the line breaks, and nobody ever asks for the seat again.
    drop(bob);
    let away = |heard: &[Heard]| {
        last(heard, |notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None })
            .filter(|roster| roster.iter().any(|member| member.id == gone && member.away))
    };
    ada.wait_for("Bob's line to break", away).await;
    let early = Member::join(relay.address, &invitation.fragment, "Eve of Edinburgh").await;
    assert_eq!(ended(&early).await, Ended::Refused(Refusal::RoomFull));
    assert!(crashed.elapsed() < DISPLACE_AFTER, "the control: it was asked for before its time");
    assert!(ada.roster().iter().any(|member| member.id == gone), "the seat is kept");

    // Whoever is refused tries again, as a page does.
    let eve = until("the seat to become free", async || {
        let eve = Member::join(relay.address, &invitation.fragment, "Eve of Edinburgh").await;
        let outcome = |heard: &[Heard]| {
            last(heard, |notice| match notice {
                Notice::Entered(_) => Some(true),
                Notice::Ended(_) => Some(false),
                _ => None,
            })
        };
        eve.wait_for("an answer", outcome).await.then_some(eve)
    })
    .await;
    assert!(crashed.elapsed() >= DISPLACE_AFTER, "not before its time");
    let departed = |heard: &[Heard]| {
        last(heard, |notice| if let Notice::Departed(id, how) = notice { Some((*id, *how)) } else { None })
    };
    assert_eq!(ada.wait_for("the seat to be given away", departed).await, (gone, Departure::Displaced));
    ada.ready_with(2).await;
    eve.ready_with(2).await;
    ada.send("welcome").await;
    eve.hears("welcome").await;
    eve.send("thank you").await;
    ada.hears("thank you").await;
    let seen = describe(relay.address, &invitation.fragment).await.expect("the room is there");
    assert_eq!((seen.seats, seen.capacity), (2, 2));
    ada.ask(Command::Leave);
}
