//! Random rooms in which owners do what owners can, while people come, go, break off and talk.

use crate::simulator::{Double, Sim, World};
use burnroom_engine::effect::{Earlier, Ended, Flaw, Keys, Notice};
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_engine::link::Parameters;
use burnroom_shared::log::Departure;
use std::collections::BTreeMap;

/// Rooms to play.
const ROOMS: u64 = 200;
/// Most who ever come to one.
const PEOPLE: usize = 7;
/// Things that happen in each.
const DEEDS: usize = 45;
/// By then everyone is ready after the last thing happened, ms: fifteen seconds, and whoever is away comes back before.
pub(crate) const READY_MS: u64 = 40_000;

/// One of those who are in the room, owners more often than others.
fn somebody<S: Double>(world: &mut Sim<S>) -> usize {
    let place = world.dice.roll(world.peers.len());
    let owner = (0..world.peers.len()).find(|place| {
        let state = world.state.as_ref().unwrap();
        world.peers[*place].seated && state.is_owner(&world.peers[*place].id)
    });
    if world.dice.roll(2) == 0 { owner.unwrap_or(place) } else { place }
}

fn deed<S: Double>(world: &mut Sim<S>) -> Deed {
    let whom = world.dice.roll(world.peers.len());
    let whom = world.peers[whom].id;
    match world.dice.roll(12) {
        0..=2 => Deed::Kick(whom),
        3 | 4 => Deed::ChangeLink,
        5 => Deed::Lock,
        6 => Deed::Unlock,
        7 => Deed::Close,
        8 => Deed::Reopen,
        9 => Deed::Extend { by_ms: 60_000 },
        10 => Deed::Rename(format!("title {}", world.dice.roll(9))),
        _ => Deed::HandOver(whom),
    }
}

pub(crate) fn play<S: Double>(world: &mut Sim<S>, deeds: usize) {
    world.create("0", "title");
    for number in 0..deeds {
        let place = somebody(world);
        match world.dice.roll(24) {
            0..=3 if world.peers.len() < PEOPLE && world.peers[place].seated => {
                world.share_from(place);
                let name = world.peers.len().to_string();
                world.join(&name);
            }
            4..=7 => {
                let deed = deed(world);
                world.own(place, deed);
            }
            8 if world.peers[place].seated => world.cut(place),
            9 if world.peers[place].seated && place > 0 => world.drop_peer(place, Departure::Lost),
            10 => world.input(place, Input::Do(Command::Claim("000000".into()))),
            11..=15 => world.say(place, &format!("{place} says {number}")),
            16 => {
                let ms = world.dice.roll(9_000) as u64;
                world.pass(ms);
            }
            _ => {
                let (ms, frames) = (world.dice.roll(400) as u64, world.dice.roll(12));
                world.linger(ms, frames);
            }
        }
    }
}

pub(crate) fn is_over<S: Double>(world: &Sim<S>, place: usize) -> bool {
    world.peers[place].session().room().is_none()
}

/// What nobody may ever be shown in an honest room.
pub(crate) fn check_peace<S: Double>(world: &Sim<S>, seed: u64) {
    for (place, peer) in world.peers.iter().enumerate() {
        // Whom a new link did not reach cannot read what is said until it does, and is told so.
        let lacked = peer.notices.iter().any(|notice| matches!(notice, Notice::Rules(rules) if rules.lacks_link));
        for notice in &peer.notices {
            if lacked && matches!(notice, Notice::Suspect { flaw: Flaw::NoKey, .. }) {
                continue;
            }
            let fine = !matches!(
                notice,
                Notice::Forked(_) | Notice::Suspect { .. } | Notice::Withheld(true) | Notice::Ended(Ended::KeyMisused)
            );
            assert!(fine, "seed {seed}, member {place}: {notice:?}");
        }
        let ended = |notice: &Notice| matches!(notice, Notice::Ended(_));
        assert_eq!(is_over(world, place), peer.notices.iter().any(ended), "seed {seed}, member {place}");
    }
}

pub(crate) fn check_readiness<S: Double>(world: &Sim<S>, seed: u64) {
    let state = world.state.as_ref().unwrap();
    let here = (0..world.peers.len()).filter(|place| !is_over(world, *place) && world.peers[*place].seated);
    for place in here {
        let peer = &world.peers[place];
        assert!(state.seat(&peer.id).is_some() && !state.is_kicked(&peer.id), "seed {seed}, member {place}");
        assert_eq!(peer.keys(), Some(Keys::Ready), "seed {seed}, member {place}");
        let room = peer.session().room().unwrap();
        assert_eq!(room, state.address().room, "seed {seed}: member {place} has the link in force");
    }
}

/// The texts at their places, which are the same for everyone; each was shown once.
pub(crate) fn check_texts<S: Double>(world: &Sim<S>, seed: u64) -> BTreeMap<u64, String> {
    let mut shown = BTreeMap::new();
    for (place, peer) in world.peers.iter().enumerate() {
        let messages = peer.messages();
        assert!(messages.is_sorted_by(|one, other| one.seq < other.seq), "seed {seed}, member {place}: once, in order");
        for message in messages {
            let text = shown.entry(message.seq).or_insert_with(|| message.text.clone());
            assert_eq!(*text, message.text, "seed {seed}: two read two things at one place");
        }
    }
    shown
}

#[test]
fn whatever_owners_do_nobody_is_lost_and_nothing_is_read_twice() {
    let (mut kicks, mut links, mut texts) = (0, 0, 0);
    for seed in 0..crate::many(ROOMS) {
        let mut world = World::new(seed);
        play(&mut world, DEEDS);
        world.pass(READY_MS);
        check_peace(&world, seed);
        check_readiness(&world, seed);
        texts += check_texts(&world, seed).len();
        links += world.state.as_ref().unwrap().address().generation;
        kicks += world.peers.iter().filter(|peer| peer.notices.contains(&Notice::Ended(Ended::Kicked))).count();
    }
    assert!(kicks > 50 && links > 100 && texts > 500, "the stories were told: {kicks} kicks, {links} links, {texts}");
}

#[test]
fn r73_whatever_owners_do_the_past_is_everyones_who_comes() {
    let mut read = 0;
    for seed in 0..crate::many(60) {
        let mut world = World::with_parameters(seed, Parameters::PLAIN.with_history());
        play(&mut world, DEEDS);
        world.pass(READY_MS);
        check_peace(&world, seed);
        check_readiness(&world, seed);
        let texts = check_texts(&world, seed);
        let rules = *world.state.as_ref().unwrap().rules();
        let keeper = (0..world.peers.len()).find(|place| world.peers[*place].seated && !is_over(&world, *place));
        let (Some(keeper), false, false) = (keeper, rules.locked, rules.closed) else { continue };
        world.share_from(keeper);
        let late = world.join("late");
        world.pass(READY_MS);
        let past = world.peers[late].notices.iter().rev().find_map(|notice| match notice {
            Notice::Past(past) => Some(past.clone()),
            _ => None,
        });
        let Some(past) = past else { panic!("seed {seed}: nobody handed the past over") };
        for (seq, text) in texts {
            // Said again after a seat was lost, it is read where it was said first.
            let is_told = |earlier: &&Earlier| earlier.text.as_ref() == Some(&text);
            let told: Vec<_> = past.iter().filter(is_told).map(|earlier| earlier.seq).collect();
            assert!(told.len() == 1 && told[0] <= seq, "seed {seed}, event {seq}: {told:?}");
            read += 1;
        }
    }
    assert!(read > 100, "the stories were told: {read}");
}
