//! Devices that stop at every call of their suite, while frames, time and everybody else move on.
//!
//! Rekey, kick and burn fall between the halves of sealing, opening and wiping, in an order that a seed draws.

use super::changes::{READY_MS, check_peace, check_readiness, check_texts, play};
use crate::simulator::{Sim, Toy};
use burnroom_engine::effect::{Ended, Notice};
use burnroom_engine::input::{Command, Input};
use std::task::{Context, Poll, Waker};

/// Seeds to play.
const SEEDS: u64 = 10_000;
/// Things that happen in each room.
const DEEDS: usize = 14;

fn world(seed: u64) -> Sim<Toy> {
    let mut world = Sim::new(seed);
    world.interleave();
    world
}

#[test]
fn r15_whatever_falls_between_the_halves_of_a_step_nothing_is_lost_or_said_twice() {
    let (mut kicks, mut links, mut epochs, mut texts) = (0, 0, 0, 0);
    for seed in 0..crate::many(SEEDS) {
        let mut world = world(seed);
        play(&mut world, DEEDS);
        world.pass(READY_MS);
        check_peace(&world, seed);
        check_readiness(&world, seed);
        texts += check_texts(&world, seed).len();
        let state = world.state.as_ref().unwrap();
        links += state.address().generation;
        epochs += state.epoch().number;
        kicks += world.peers.iter().filter(|peer| peer.notices.contains(&Notice::Ended(Ended::Kicked))).count();
    }
    println!("{kicks} kicks, {links} links, {epochs} epochs, {texts} texts");
    assert!(kicks > 100 && links > 500 && epochs > 5_000 && texts > 2_000);
}

#[test]
fn r53_a_burn_in_the_middle_of_a_step_leaves_nothing_to_show() {
    let mut interrupted = 0;
    for seed in 0..crate::many(SEEDS / 10) {
        let mut world = world(seed);
        play(&mut world, DEEDS);
        interrupted += world.peers.iter().filter(|peer| peer.is_busy()).count();
        world.input(0, Input::Do(Command::Burn));
        world.pass(READY_MS);
        if !world.burned {
            // Its owner had handed the room over, or is away: then it is the relay that burns it.
            world.burn(burnroom_shared::frame::BurnCause::Deadline);
            world.pass(READY_MS);
        }
        for (place, peer) in world.peers.iter().enumerate() {
            let end = peer.notices.iter().position(|notice| matches!(notice, Notice::Burned { .. } | Notice::Ended(_)));
            let Some(end) = end else {
                assert!(!peer.seated, "seed {seed}, member {place} has not burned");
                continue;
            };
            let after = &peer.notices[end + 1..];
            let quiet = after.iter().all(|notice| matches!(notice, Notice::Erased { .. }));
            assert!(quiet, "seed {seed}, member {place}: {after:?}");
        }
    }
    assert!(interrupted > 100, "burns fell into steps: {interrupted}");
}

#[test]
fn r15_a_step_that_is_abandoned_leaves_the_session_closed() {
    let mut abandoned = 0;
    for stops in 0..60 {
        let mut world = Sim::<Toy>::new(7);
        let ada = world.create("Ada", "Argon");
        let bob = world.join("Bob");
        world.pass(READY_MS);
        world.join("Eve");
        // The next frame that Bob hears, taken up to so many calls of the suite.
        while world.peers[bob].down.is_empty() {
            assert!(world.step(), "there is something to hear");
        }
        let crate::simulator::Frame::Text(text) = world.peers[bob].down.pop_front().unwrap() else { continue };
        let now = world.now();
        let session = world.peers[bob].session_mut();
        let finished = {
            let mut step = std::pin::pin!(session.handle(now, Input::Text(text)));
            let mut context = Context::from_waker(Waker::noop());
            (0..=stops).any(|_| matches!(step.as_mut().poll(&mut context), Poll::Ready(_)))
        };
        assert_eq!(session.room().is_none(), !finished, "after {stops} stops");
        abandoned += usize::from(!finished);
        let _ = ada;
    }
    assert!(abandoned > 0, "no step was abandoned");
}
