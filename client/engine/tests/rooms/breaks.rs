//! Connections that break, seats that are taken up again, and relays that have forgotten something meanwhile.

use crate::simulator::{START_MS, World};
use crate::{SEEDS, many, pair};
use burnroom_engine::effect::{Ended, Fork, Keys, NotSent, Notice};
use burnroom_engine::input::Input;
use burnroom_shared::frame::{RelayFrame, Resumed, encode_frame};
use burnroom_shared::ids::SeatToken;
use burnroom_shared::refusal::{CLOSE_BURNED, Refusal};

#[test]
fn a_broken_connection_and_refusals_end_the_session_and_keep_the_drafts() {
    for (code, ended) in [
        (4018, Ended::Refused(Refusal::LinkChanged)),
        (4019, Ended::Refused(Refusal::Kicked)),
        (4015, Ended::Refused(Refusal::Replaced)),
        (4010, Ended::Refused(Refusal::RoomFull)),
    ] {
        let (mut world, ada, _) = pair(9);
        let eve = world.join("Eve");
        while world.peers[ada].keys() == Some(Keys::Ready) {
            world.step();
        }
        world.say(ada, "kept");
        world.input(ada, Input::Closed(code));
        let notices = &world.peers[ada].notices;
        assert!(notices.iter().any(|notice| matches!(notice, Notice::NotSent { reason: NotSent::Ended, .. })));
        assert!(notices.contains(&Notice::Ended(ended)));
        let _ = eve;
    }
    let (mut world, ada, _) = pair(10);
    world.input(ada, Input::Closed(CLOSE_BURNED));
    assert!(world.peers[ada].burned().is_some());
}

/// Talks while connections break, and comes to rest with everyone on the line.
fn talk_through_breaks(seed: u64) -> (World, Vec<Vec<String>>) {
    let (mut world, ada, bob) = pair(seed);
    let eve = world.join("Eve");
    world.pass(5_000);
    let mut said = vec![Vec::new(); 3];
    for n in 0..40 {
        match world.dice.roll(10) {
            0 => {
                let place = world.dice.roll(3);
                if world.peers[place].seated {
                    world.cut(place);
                }
            }
            1..4 => {
                let place = world.dice.roll(3);
                let text = format!("{place}: {n}");
                world.say(place, &text);
                said[place].push(text);
            }
            4 => {
                let ms = u64::try_from(world.dice.roll(3_000)).unwrap();
                world.pass(ms);
            }
            _ => {
                world.step();
            }
        }
    }
    world.pass(40_000);
    let _ = (ada, bob, eve);
    (world, said)
}

#[test]
fn r63_every_text_arrives_once_and_in_order_however_often_connections_break() {
    for seed in 0..many(250) {
        let (world, said) = talk_through_breaks(seed);
        for (place, peer) in world.peers.iter().enumerate() {
            assert_eq!(peer.keys(), Some(Keys::Ready), "seed {seed}, member {place}");
            for (other, texts) in said.iter().enumerate().filter(|(other, _)| *other != place) {
                let id = world.peers[other].id;
                let heard = peer.messages().into_iter().filter(|message| message.sender == id);
                let heard: Vec<_> = heard.map(|message| message.text).collect();
                assert_eq!(heard, *texts, "seed {seed}: what {place} heard of {other}");
            }
            assert_eq!(peer.sent(), said[place].len(), "seed {seed}: what {place} knows as sent");
            let fork = peer.notices.iter().any(|notice| matches!(notice, Notice::Forked(_) | Notice::Ended(_)));
            assert!(!fork, "seed {seed}");
        }
    }
}

#[test]
fn r63_a_room_changes_its_keys_while_somebody_is_away_and_they_come_back_to_it() {
    for seed in 0..SEEDS {
        let (mut world, ada, bob) = pair(seed);
        world.cut(ada);
        let eve = world.join("Eve");
        world.pass(400);
        world.say(bob, "while she is away");
        world.pass(20_000);
        world.say(eve, "and when she is back");
        world.pass(5_000);
        assert_eq!(world.peers[ada].texts(), ["while she is away", "and when she is back"], "seed {seed}");
        assert!(world.peers[bob].roster().iter().all(|member| !member.away), "seed {seed}");
    }
}

#[test]
fn r63_a_relay_that_forgot_what_it_numbered_is_a_fork() {
    let (mut world, ada, _) = pair(19);
    let head = world.state.as_ref().unwrap().head().seq;
    world.cut(ada);
    while world.peers[ada].up.is_empty() {
        let wake = world.peers[ada].wake_ms.unwrap();
        world.now_ms = wake.max(world.now_ms);
        world.input(ada, Input::Woke);
        world.input(ada, Input::Connected);
    }
    let resumed = RelayFrame::Resumed(Resumed {
        now_ms: START_MS,
        deadline_ms: u64::MAX,
        token: SeatToken([0; 16]),
        head: head - 1,
        away: Vec::new(),
    });
    world.input(ada, Input::Text(encode_frame(&resumed)));
    assert!(world.peers[ada].notices.contains(&Notice::Forked(Fork::InvalidEvent)));
}

#[test]
fn r64_a_body_that_is_gone_is_said_to_be_missing_and_the_next_one_opens() {
    let (mut world, ada, bob) = pair(20);
    world.cut(bob);
    world.say(ada, "too early");
    world.settle();
    world.trim();
    world.say(ada, "still there");
    world.pass(20_000);
    assert_eq!(world.peers[bob].texts(), ["still there"]);
    let missing = world.peers[bob].notices.iter().filter(|notice| matches!(notice, Notice::Missing { .. })).count();
    assert_eq!(missing, 1);
}
