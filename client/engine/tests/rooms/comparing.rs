//! Codes compared in whole rooms: by the first two, by three when one asks, by whoever is present.

use crate::{SEEDS, pair};
use burnroom_engine::effect::{Break, Comparison};
use burnroom_engine::input::{Command, Input};
use burnroom_shared::frame::RelayFrame;
use burnroom_shared::log::Departure;

#[test]
fn r40_the_first_two_compare_by_themselves_and_read_the_same() {
    for seed in 0..SEEDS {
        let (mut world, ada, bob) = pair(seed);
        let codes = (world.peers[ada].fingerprint(), world.peers[bob].fingerprint());
        let (Some(one), Some(two)) = codes else { panic!("seed {seed}: {:?}", world.peers[ada].comparison()) };
        assert!(one == two && one.words == two.words && one.emoji == two.emoji, "seed {seed}");
        world.input(ada, Input::Do(Command::Match));
        let compared: Vec<_> = world.peers[ada].roster().iter().map(|member| member.compared).collect();
        assert_eq!(compared, [true, true]);
        assert_eq!(world.peers[ada].comparison(), Some(Comparison::Matched));
        let eve = world.join("Eve");
        world.pass(3_000);
        let compared: Vec<_> = world.peers[ada].roster().iter().map(|member| member.compared).collect();
        assert_eq!(compared, [true, true, false], "a newcomer is not compared yet");
        let _ = eve;
    }
}

#[test]
fn r41_who_is_away_is_left_out_and_the_rest_can_compare() {
    for seed in 0..SEEDS / 2 {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        world.pass(30_000);
        let is_away = RelayFrame::Presence { id: world.peers[eve].id, away: true };
        for place in [ada, bob] {
            world.send(place, &is_away);
        }
        world.settle();
        world.input(bob, Input::Do(Command::Compare));
        world.pass(3_000);
        let codes = [ada, bob].map(|place| world.peers[place].fingerprint());
        assert!(codes[0].is_some() && codes[0] == codes[1], "seed {seed}: {:?}", world.peers[ada].comparison());
        assert_eq!(world.peers[eve].fingerprint(), None, "seed {seed}: nobody asked her");
        world.input(ada, Input::Do(Command::Match));
        let compared: Vec<_> = world.peers[ada].roster().iter().map(|member| member.compared).collect();
        assert_eq!(compared, [true, true, false]);
    }
}

#[test]
fn r40_three_compare_when_one_asks() {
    for seed in 0..SEEDS / 2 {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        world.pass(30_000);
        world.input(eve, Input::Do(Command::Compare));
        world.pass(3_000);
        let words: Vec<_> = [ada, bob, eve]
            .map(|place| {
                world.peers[place].fingerprint().unwrap_or_else(|| panic!("seed {seed}, member {place}")).words
            })
            .to_vec();
        assert!(words.iter().all(|other| *other == words[0]), "seed {seed}");
    }
}

#[test]
fn r42_somebody_who_has_just_come_is_answered_at_once() {
    for seed in 0..SEEDS / 4 {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        world.pass(2_500);
        world.input(eve, Input::Do(Command::Compare));
        world.pass(2_500);
        let codes = [ada, bob, eve].map(|place| world.peers[place].fingerprint());
        assert!(codes[0].is_some() && codes.iter().all(|code| *code == codes[0]), "seed {seed}");
    }
}

#[test]
fn r42_somebody_who_asks_too_soon_is_answered_when_the_others_are_open() {
    let (mut world, ada, bob) = pair(18);
    let first = world.peers[bob].fingerprint().unwrap();
    world.input(ada, Input::Do(Command::Compare));
    world.settle();
    assert!(matches!(world.peers[ada].comparison(), Some(Comparison::Gathering { .. })));
    world.pass(25_000);
    let second = world.peers[bob].fingerprint().unwrap();
    assert!(first != second && world.peers[ada].fingerprint() == Some(second));
}

#[test]
fn r45_a_comparison_ends_when_somebody_leaves_or_is_silent() {
    let (mut world, ada, bob) = pair(15);
    world.pass(30_000);
    world.peers[ada].notices.clear();
    world.peers[bob].connected = false;
    world.input(ada, Input::Do(Command::Compare));
    world.pass(25_000);
    assert_eq!(world.peers[ada].comparison(), Some(Comparison::Broken { cause: Break::Silence }));
    let _ = bob;

    let (mut world, ada, bob) = pair(16);
    world.pass(30_000);
    world.input(ada, Input::Do(Command::Compare));
    let id = world.peers[bob].id;
    world.peers[ada].notices.clear();
    while !matches!(world.peers[ada].comparison(), Some(Comparison::Gathering { .. })) {
        assert!(world.step());
    }
    world.drop_peer(bob, Departure::Lost);
    world.pass(100);
    assert_eq!(world.peers[ada].comparison(), Some(Comparison::Broken { cause: Break::Left(id) }));
}
