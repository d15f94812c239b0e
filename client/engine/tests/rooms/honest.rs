//! Random honest rooms: whoever comes, goes and talks, on lines of any speed, everyone reads what was meant for them.

use crate::simulator::World;
use burnroom_engine::effect::{Keys, NotSent, Notice};
use burnroom_engine::input::{Command, Input};
use burnroom_shared::frame::BurnCause;
use burnroom_shared::log::Departure;
use std::collections::{BTreeMap, BTreeSet};

/// Rooms to play.
const ROOMS: u64 = 220;
/// Most who ever come to one.
const PEOPLE: usize = 6;
/// Things that happen in each.
const DEEDS: usize = 40;
/// Within this time after the last thing happened everyone is ready, ms.
const READY_MS: u64 = 15_000;

/// One room's random story. True if somebody burned it.
fn play(world: &mut World) -> bool {
    world.create("0", "title");
    let may_burn = world.dice.roll(8) == 0;
    for deed in 0..DEEDS {
        let place = world.dice.roll(world.peers.len());
        let present = world.peers[place].connected;
        match world.dice.roll(20) {
            0..=3 if world.peers.len() < PEOPLE => {
                let name = world.peers.len().to_string();
                world.join(&name);
            }
            4 if present && world.peers[place].seated => world.drop_peer(place, Departure::Lost),
            5 if present && deed > DEEDS / 2 => world.input(place, Input::Do(Command::Leave)),
            6 => world.input(place, Input::Do(Command::Compare)),
            7 if may_burn && deed > DEEDS / 2 && world.peers[0].seated => {
                world.input(0, Input::Do(Command::Burn));
                world.settle();
                return world.burned;
            }
            8..=12 => world.say(place, &format!("{place} says {deed}")),
            13 => {
                let ms = world.dice.roll(8_000) as u64;
                world.pass(ms);
            }
            _ => {
                let (ms, frames) = (world.dice.roll(400) as u64, world.dice.roll(12));
                world.linger(ms, frames);
            }
        }
    }
    false
}

/// Every text that anyone was shown, by its place in the log.
fn shown(world: &World) -> BTreeMap<u64, String> {
    let mut shown = BTreeMap::new();
    for message in world.peers.iter().flat_map(|peer| peer.messages()) {
        let text = shown.entry(message.seq).or_insert_with(|| message.text.clone());
        assert_eq!(*text, message.text, "two read two things at one place");
    }
    shown
}

fn check_texts(world: &World, seed: u64) {
    let shown = shown(world);
    for peer in world.peers.iter().filter(|peer| peer.connected) {
        let due: Vec<_> = world
            .numbered
            .iter()
            .filter(|post| post.sender != peer.id && post.list.contains(&peer.id))
            .filter_map(|post| shown.get(&post.seq))
            .collect();
        let texts = peer.texts();
        assert_eq!(texts.iter().collect::<Vec<_>>(), due, "seed {seed}: each once, in the order of the log");
        let sent = peer.notices.iter().filter_map(|notice| match notice {
            Notice::Sent { seq, .. } => Some(*seq),
            _ => None,
        });
        let listeners = |seq: &u64| {
            let post = world.numbered.iter().find(|post| post.seq == *seq).unwrap();
            world.peers.iter().any(|other| other.connected && other.id != peer.id && post.list.contains(&other.id))
        };
        for seq in sent.filter(listeners) {
            assert!(shown.contains_key(&seq), "seed {seed}: a sent text was shown to nobody");
        }
    }
}

fn check_drafts(world: &World, seed: u64) {
    for (place, peer) in world.peers.iter().enumerate().filter(|(_, peer)| peer.connected) {
        let settled: BTreeSet<_> = peer
            .notices
            .iter()
            .filter_map(|notice| match notice {
                Notice::Sent { draft, .. } => Some(*draft),
                Notice::NotSent { draft, reason: NotSent::Ended } => Some(*draft),
                _ => None,
            })
            .collect();
        assert_eq!(settled.len() as u64, peer.said(), "seed {seed}, member {place}: a draft was forgotten");
    }
}

#[test]
fn whatever_honest_people_do_everyone_reads_what_was_meant_for_them_once() {
    let mut burns = 0;
    let mut texts = 0;
    for seed in 0..crate::many(ROOMS) {
        let mut world = World::new(seed);
        if play(&mut world) {
            burns += 1;
            let seated = world.peers.iter().filter(|peer| peer.connected && peer.seated);
            assert!(seated.into_iter().all(|peer| peer.burned() == Some(BurnCause::Command)), "seed {seed}");
            continue;
        }
        world.pass(READY_MS);
        for (place, peer) in world.peers.iter().enumerate() {
            let forked = peer.notices.iter().any(|notice| matches!(notice, Notice::Forked(_) | Notice::Suspect { .. }));
            assert!(!forked, "seed {seed}, member {place}: {:?}", peer.notices);
            assert!(!peer.connected || peer.keys() == Some(Keys::Ready), "seed {seed}, member {place}");
        }
        check_texts(&world, seed);
        check_drafts(&world, seed);
        texts += shown(&world).len();
    }
    assert!(burns > 3 && texts > 500, "the stories were told: {burns} burns, {texts} texts");
}
