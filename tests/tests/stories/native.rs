//! Native members over real sockets: the engine that ships and the relay that ships.

mod secrecy;
mod storms;
mod displacing;
mod burning;

use burnroom_engine::effect::{Comparison, Ended, NotSent, Notice, Voucher};
use burnroom_engine::input::Command;
use burnroom_shared::limits::TEXT_GRAPHEMES_MAX;
use burnroom_shared::log::Departure;
use burnroom_tests::member::{Member, last};
use burnroom_tests::relay::Relay;
use burnroom_tests::room::{Invitation, Wish, describe};
use burnroom_tests::sayings::{EMOJI, MARKUP, two_thousand_characters};
use std::net::SocketAddr;

/// Two members whose keys are there.
async fn pair(relay: SocketAddr, wish: &Wish) -> (Member, Member, Invitation) {
    let (ada, invitation) = Member::create(relay, wish, "Ada of Antwerp").await;
    let bob = Member::join(relay, &invitation.fragment, "Bob of Bergamo").await;
    ada.ready_with(2).await;
    bob.ready_with(2).await;
    (ada, bob, invitation)
}

#[tokio::test]
async fn two_talk_both_ways_and_see_each_others_names() {
    let relay = Relay::start();
    let wish = Wish::default();
    let (ada, bob, _) = pair(relay.address, &wish).await;
    let title = |heard: &[_]| {
        last(heard, |notice| if let Notice::Entered(entered) = notice { entered.title.clone() } else { None })
    };
    assert_eq!(bob.wait_for("the title", title).await, wish.title);
    let seen: Vec<_> = bob.roster().into_iter().map(|seen| (seen.name, seen.voucher, seen.owner)).collect();
    let named = |name: &str, owner| (Some(name.to_owned()), Voucher::Good, owner);
    assert_eq!(seen, [named("Ada of Antwerp", true), named("Bob of Bergamo", false)]);

    let long = two_thousand_characters();
    for text in [long.as_str(), EMOJI, MARKUP] {
        ada.send(text).await;
        bob.hears(text).await;
        bob.send(text).await;
        ada.hears(text).await;
    }
    assert_eq!(ada.texts(), bob.texts());
    assert_eq!(ada.texts(), [long.as_str(), EMOJI, MARKUP]);
}

#[tokio::test]
async fn many_texts_at_once_come_whole_and_in_order() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(relay.address, &Wish::default()).await;
    let from = |who: &str| (0..60).map(|n| format!("{who} says {n}")).collect::<Vec<_>>();
    for n in 0..60 {
        ada.say(&format!("ada says {n}"));
        bob.say(&format!("bob says {n}"));
    }
    bob.hears("ada says 59").await;
    ada.hears("bob says 59").await;
    assert_eq!((ada.texts(), bob.texts()), (from("bob"), from("ada")));
}

#[tokio::test]
async fn everyone_reads_the_same_code_and_a_newcomer_is_not_covered_by_it() {
    let relay = Relay::start();
    let (ada, bob, invitation) = pair(relay.address, &Wish::default()).await;
    // Two who meet compare without asking.
    let (one, other) = (ada.code_for(2).await, bob.code_for(2).await);
    assert!(one == other, "Ada and Bob read different codes");
    ada.ask(Command::Match);
    bob.ask(Command::Match);
    let matched =
        |heard: &[_]| last(heard, |notice| matches!(notice, Notice::Comparison(Comparison::Matched)).then_some(()));
    ada.wait_for("the match", matched).await;
    bob.wait_for("the match", matched).await;
    for (member, other) in [(&ada, &bob), (&bob, &ada)] {
        let compared = |heard: &[_]| {
            let roster =
                last(heard, |notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None });
            roster?.iter().any(|seen| seen.id == other.id && seen.compared).then_some(())
        };
        member.wait_for("the mark of a comparison", compared).await;
    }

    let eve = Member::join(relay.address, &invitation.fragment, "Eve of Edinburgh").await;
    for member in [&ada, &bob, &eve] {
        member.ready_with(3).await;
    }
    let eves = ada.roster().into_iter().find(|seen| seen.id == eve.id).expect("Eve is here");
    assert!(!eves.compared, "nobody compared with Eve");
    let c = eve.compare(3).await;
    let (a, b) = (ada.code_for(3).await, bob.code_for(3).await);
    assert!(a == b && b == c, "three read different codes");
    assert!(a != one, "a new comparison makes a new code");
}

#[tokio::test]
async fn a_late_joiner_reads_what_follows_and_not_what_came_before() {
    let relay = Relay::start();
    let (ada, bob, invitation) = pair(relay.address, &Wish::default()).await;
    ada.send("from before").await;
    bob.hears("from before").await;
    let eve = Member::join(relay.address, &invitation.fragment, "Eve of Edinburgh").await;
    for member in [&ada, &bob, &eve] {
        member.ready_with(3).await;
    }
    ada.send("from after").await;
    bob.send("welcome").await;
    eve.hears("from after").await;
    eve.hears("welcome").await;
    eve.send("thank you").await;
    ada.hears("thank you").await;
    bob.hears("thank you").await;
    assert_eq!(eve.texts(), ["from after", "welcome"]);
}

#[tokio::test]
async fn looking_at_a_room_takes_no_seat_and_leaving_frees_one() {
    let relay = Relay::start();
    let (ada, bob, invitation) = pair(relay.address, &Wish { capacity: 2, ..Wish::default() }).await;
    for _ in 0..3 {
        let seen = describe(relay.address, &invitation.fragment).await.expect("the room is there");
        assert_eq!((seen.seats, seen.capacity, seen.history), (2, 2, false));
    }
    let full = Member::join(relay.address, &invitation.fragment, "Eve of Edinburgh").await;
    assert_eq!(ended(&full).await, Ended::Refused(burnroom_shared::refusal::Refusal::RoomFull));

    bob.ask(Command::Leave);
    assert_eq!(ended(&bob).await, Ended::Left);
    let left =
        |heard: &[_]| last(heard, |notice| if let Notice::Departed(_, how) = notice { Some(*how) } else { None });
    assert_eq!(ada.wait_for("Bob to leave", left).await, Departure::Left);
    let eve = Member::join(relay.address, &invitation.fragment, "Eve of Edinburgh").await;
    eve.ready_with(2).await;
    eve.vanish();
    let away = |heard: &[_]| {
        last(heard, |notice| if let Notice::Roster(roster) = notice { Some(roster.clone()) } else { None })
            .filter(|roster| roster.iter().any(|member| member.away))
    };
    ada.wait_for("Eve's connection to break", away).await;
    ada.send("are you there?").await;
    eve.hears("are you there?").await;
    eve.send("I am").await;
    ada.hears("I am").await;
}

#[tokio::test]
async fn a_text_that_is_too_long_comes_back_and_the_next_one_goes() {
    let relay = Relay::start();
    let (ada, bob, _) = pair(relay.address, &Wish::default()).await;
    let draft = ada.say(&"語".repeat(TEXT_GRAPHEMES_MAX + 1));
    assert_eq!(ada.not_sent(draft).await, NotSent::TooLong);
    let longest = "語".repeat(TEXT_GRAPHEMES_MAX);
    ada.send(&longest).await;
    bob.hears(&longest).await;
    assert_eq!(bob.texts(), [longest]);
}

async fn ended(member: &Member) -> Ended {
    let ended = |heard: &[_]| last(heard, |notice| if let Notice::Ended(why) = notice { Some(*why) } else { None });
    member.wait_for("the end of the session", ended).await
}
