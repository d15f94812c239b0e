//! A room with history and a member who hands over secrets that are none.

use super::crooked::{Crook, Fault};
use crate::simulator::World;
use burnroom_engine::chain::Chain;
use burnroom_engine::effect::Notice;
use burnroom_engine::link::Parameters;
use burnroom_shared::log::Departure;

/// A room with history in which the crook sits behind Ada and before Bob, and so many texts were said.
fn told(seed: u64, texts: usize) -> (World, Crook, [usize; 2]) {
    let mut world = World::with_parameters(seed, Parameters::PLAIN.with_history());
    let ada = world.create("Ada", "Argon");
    world.settle();
    let crook = Crook::new(&world);
    crook.sits_down(&mut world);
    let bob = world.join("Bob");
    world.pass(15_000);
    for number in 0..texts {
        world.say(if number % 2 == 0 { ada } else { bob }, &number.to_string());
        world.pass(100);
    }
    (world, crook, [ada, bob])
}

/// Eve takes a seat, and the crook is faster than everyone: with an epoch for her, and with what it hands over.
fn eve_comes(world: &mut World, crook: &Crook) -> (usize, Chain) {
    let eve = world.join("Eve");
    let join = world.peers[eve].up.pop_front().unwrap();
    world.relay_frame(eve, join);
    let mut chain = crook.rekeys(world, Fault::Nothing);
    let junk = crook.hands_junk(world, &mut chain);
    world.broadcast(&junk);
    (eve, chain)
}

fn read(world: &World, place: usize) -> Option<usize> {
    let texts = |notice: &Notice| match notice {
        Notice::Past(past) => Some(past.iter().filter(|earlier| earlier.text.is_some()).count()),
        _ => None,
    };
    world.peers[place].notices.iter().rev().find_map(texts)
}

#[test]
fn r73_secrets_that_are_none_keep_the_past_from_nobody() {
    for ada_leaves in [false, true] {
        let (mut world, crook, [ada, _]) = told(74, 6);
        if ada_leaves {
            world.drop_peer(ada, Departure::Left);
            world.pass(15_000);
        }
        let (eve, _) = eve_comes(&mut world, &crook);
        world.pass(30_000);
        assert_eq!(read(&world, eve), Some(6), "whoever hands it over, Ada leaves: {ada_leaves}");
    }
}

#[test]
fn r73_whoever_hands_over_again_and_again_holds_nobody_up() {
    let (mut world, crook, _) = told(75, 150);
    let (eve, mut chain) = eve_comes(&mut world, &crook);
    for _ in 0..100 {
        let junk = crook.hands_junk(&mut world, &mut chain);
        world.broadcast(&junk);
        world.pass(1);
    }
    assert_eq!(read(&world, eve), Some(150));
}
