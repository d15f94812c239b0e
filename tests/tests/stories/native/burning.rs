//! How rooms end: at the deadline, by command, by the relay's end; and that nobody can hold the others up.

use super::pair;
use burnroom_engine::effect::Notice;
use burnroom_engine::input::Command;
use burnroom_engine::link::Parameters;
use burnroom_shared::frame::{BurnCause, Refused};
use burnroom_shared::limits::TTL_MIN_S;
use burnroom_shared::refusal::Refusal;
use burnroom_tests::member::{Member, last};
use burnroom_tests::relay::Relay;
use burnroom_tests::room::{Wish, describe};
use burnroom_tests::wait::PATIENCE;
use std::time::Duration;

/// Two devices show the burn this close together, milliseconds.
const AT_ONCE_MS: u64 = 250;
/// A countdown of the shortest room, and some patience.
const SHORTEST: Duration = Duration::from_secs(TTL_MIN_S as u64 + 10);
/// What a stalled reader leaves unread: twice what the kernel keeps for it (`tcp_wmem`), so that writing to it blocks.
const UNREAD_BYTES: usize = 8 * 1024 * 1024;
/// Waving hands in one text, eight bytes each: little less than a text may have.
const WIDE_CHARACTERS: usize = 3_900;

/// Whether everyone burned for this reason, at once, and all devices confirmed.
async fn all_burn(members: &[&Member], expected: BurnCause, patience: Duration) -> u64 {
    let mut moments = Vec::new();
    for member in members {
        let (cause, seats, at_ms) = member.burned(patience).await;
        assert_eq!((cause, usize::from(seats)), (expected, members.len()));
        moments.push(at_ms);
    }
    for member in members {
        assert_eq!(usize::from(member.erased(u16::try_from(members.len()).unwrap()).await), members.len());
    }
    moments.sort_unstable();
    let (first, last) = (moments[0], moments[moments.len() - 1]);
    assert!(last - first <= AT_ONCE_MS, "the burn took {} ms to reach everyone", last - first);
    last
}

#[tokio::test]
async fn a_countdown_burns_everywhere_at_once_and_everyone_confirms() {
    let relay = Relay::start();
    let wish = Wish { ttl_s: TTL_MIN_S, ..Wish::default() };
    let (ada, bob, invitation) = pair(relay.address, &wish).await;
    let eve = Member::join(relay.address, &invitation.fragment, "Eve of Edinburgh").await;
    eve.ready_with(3).await;
    ada.send("until the end").await;
    bob.hears("until the end").await;
    eve.hears("until the end").await;
    let burned_ms = all_burn(&[&ada, &bob, &eve], BurnCause::Deadline, SHORTEST).await;
    assert!(
        burned_ms.abs_diff(invitation.deadline_ms) <= AT_ONCE_MS,
        "burned {burned_ms}, due {}",
        invitation.deadline_ms
    );
    assert!(describe(relay.address, &invitation.fragment).await.is_none(), "nothing is left at the relay");
}

#[tokio::test]
async fn the_owner_burns_it_and_others_may_not() {
    let relay = Relay::start();
    let (ada, bob, invitation) = pair(relay.address, &Wish::default()).await;
    bob.ask(Command::Burn);
    let refused = |heard: &[_]| {
        last(heard, |notice| match notice {
            Notice::Refused { of: Refused::Burn, refusal, .. } => Some(*refusal),
            _ => None,
        })
    };
    assert_eq!(bob.wait_for("a refusal", refused).await, Refusal::NotOwner);
    bob.send("still here").await;
    ada.hears("still here").await;

    bob.ask(Command::Claim("１２３４５６".into()));
    let wrong = |heard: &[_]| {
        last(heard, |notice| match notice {
            Notice::Refused { of: Refused::Claim, refusal, .. } => Some(*refusal),
            _ => None,
        })
    };
    assert_eq!(bob.wait_for("a wrong PIN", wrong).await, Refusal::PinWrong);
    bob.ask(Command::Claim(invitation.pin.clone().into()));
    let owner = |heard: &[_]| {
        let roster =
            last(heard, |notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None });
        roster?.iter().find(|seen| seen.id == bob.id && seen.owner).map(|_| ())
    };
    bob.wait_for("the PIN to make an owner", owner).await;
    bob.ask(Command::Burn);
    all_burn(&[&ada, &bob], BurnCause::Command, PATIENCE).await;
    assert!(describe(relay.address, &invitation.fragment).await.is_none());
}

#[tokio::test]
async fn anyone_burns_a_room_that_was_made_so() {
    let relay = Relay::start();
    let wish = Wish { parameters: Parameters::PLAIN.with_anyone_may_burn(), ..Wish::default() };
    let (ada, bob, _) = pair(relay.address, &wish).await;
    bob.ask(Command::Burn);
    all_burn(&[&ada, &bob], BurnCause::Command, PATIENCE).await;
}

#[tokio::test]
async fn a_relay_that_stops_burns_its_rooms_first() {
    let mut relay = Relay::start();
    let (ada, bob, _) = pair(relay.address, &Wish::default()).await;
    let everyone = [&ada, &bob];
    tokio::join!(relay.stop(), all_burn(&everyone, BurnCause::Shutdown, PATIENCE));
}

#[tokio::test]
async fn a_member_that_does_not_read_delays_nobody() {
    let relay = Relay::with(&["--outbox-bytes", "67108864", "--outbox-frames", "4096", "--posts", "5000+1000/s"], &[]);
    let (ada, bob, invitation) = pair(relay.address, &Wish::default()).await;
    let eve = Member::join_narrowly(relay.address, &invitation.fragment, "Eve of Edinburgh", 4_096).await;
    for member in [&ada, &bob, &eve] {
        member.ready_with(3).await;
    }
    eve.stall();
    let wide = "👋🏽".repeat(WIDE_CHARACTERS);
    let rounds = UNREAD_BYTES / (wide.len() * 2);
    for _ in 0..rounds {
        tokio::join!(ada.send(&wide), bob.send(&wide));
    }
    assert!(eve.received_bytes() < wide.len(), "the control: Eve has read none of them");
    ada.ask(Command::Burn);
    let (_, _, one_ms) = ada.burned(PATIENCE).await;
    let (_, _, other_ms) = bob.burned(PATIENCE).await;
    assert!(one_ms.abs_diff(other_ms) <= AT_ONCE_MS, "a stalled reader held the burn up");
    assert_eq!((ada.erased(2).await, bob.erased(2).await), (3, 3), "two of three devices confirmed");
}
