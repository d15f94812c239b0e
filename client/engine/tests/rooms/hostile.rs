//! A member with the link and a seat whose program is its own, among honest ones at an honest relay: what it can say and
//! what the others are shown of it. Nobody forks or ends because of it, and the next honest text reaches everyone once.

#[path = "hostile/member.rs"]
mod member;
#[path = "hostile/door.rs"]
mod door;
#[path = "hostile/babble.rs"]
mod babble;
#[path = "hostile/comparing.rs"]
mod comparing;
#[path = "hostile/another_seat.rs"]
mod another_seat;
#[path = "hostile/powers.rs"]
mod powers;
#[path = "hostile/replays.rs"]
mod replays;
#[path = "hostile/storms.rs"]
mod storms;
#[path = "hostile/two_texts.rs"]
mod two_texts;

use crate::simulator::World;
use burnroom_engine::effect::{Flaw, Keys, Notice};
use member::Hostile;

/// Ada and Bob, and somebody hostile between them in the order of seats, all with a key.
fn with_hostile(seed: u64) -> (World, Hostile, [usize; 2]) {
    let (mut world, hostile, places) = seated(World::new(seed), seed);
    world.pass(60_000);
    hear_all(&mut world, &places);
    (world, hostile, places)
}

/// The same, in a room that has just begun.
fn seated(mut world: World, seed: u64) -> (World, Hostile, [usize; 2]) {
    let ada = world.create("Ada", "Argon");
    world.settle();
    let hostile = Hostile::sits_down(&mut world, seed, "Cay");
    world.settle();
    let bob = world.join("Bob");
    world.pass(3_000);
    (world, hostile, [ada, bob])
}

/// Nobody honest has found the relay lying, or ended.
fn at_peace(world: &World, places: &[usize]) {
    for place in places {
        let bad = |notice: &&Notice| matches!(notice, Notice::Forked(_) | Notice::Ended(_) | Notice::Withheld(true));
        let found = world.peers[*place].notices.iter().find(bad);
        assert_eq!(found, None, "member {place}");
    }
}

/// Everyone honest is ready, says something, and hears each of the others once.
fn hear_all(world: &mut World, places: &[usize]) {
    at_peace(world, places);
    for place in places {
        assert_eq!(world.peers[*place].keys(), Some(Keys::Ready), "member {place}");
    }
    for from in places {
        let text = format!("{from} at {}", world.now_ms);
        world.say(*from, &text);
        world.pass(1_100);
        for to in places.iter().filter(|to| *to != from) {
            let heard = world.peers[*to].texts().iter().filter(|heard| **heard == text).count();
            assert_eq!(heard, 1, "{to} hears {from}");
        }
    }
    at_peace(world, places);
}

/// What `place` was shown of posts that are not what they should be, by their sender.
fn flaws(world: &World, place: usize, hostile: &Hostile) -> Vec<Flaw> {
    let flaw = |notice: &Notice| match notice {
        Notice::Suspect { sender, flaw, .. } => {
            assert_eq!(*sender, hostile.id(), "member {place} blames somebody else");
            Some(*flaw)
        }
        _ => None,
    };
    world.peers[place].notices.iter().filter_map(flaw).collect()
}

/// How often `place` heard this of the hostile one.
fn heard(world: &World, place: usize, hostile: &Hostile, text: &str) -> usize {
    let messages = world.peers[place].messages();
    messages.iter().filter(|message| message.sender == hostile.id() && message.text == text).count()
}
