//! What is sealed when: not before the right people have the right keys, and again if junk took its place (R32, R34).

use crate::owners::{has_shown, three};
use crate::simulator::{Frame, World};
use crate::{SEEDS, pair};
use burnroom_engine::effect::{Flaw, Notice};
use burnroom_engine::input::Deed;
use burnroom_shared::ids::Signature;

#[test]
fn r32_a_text_waits_for_the_key_of_who_has_just_come() {
    for seed in 0..SEEDS {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        while world.peers[bob].roster().len() == 2 {
            assert!(world.step());
        }
        world.say(bob, "welcome");
        world.pass(3_000);
        assert_eq!(world.peers[ada].texts(), ["welcome"], "seed {seed}");
        assert_eq!(world.peers[eve].texts(), ["welcome"], "seed {seed}: sealed before she had a key");
    }
}

#[test]
fn r32_nothing_is_sealed_with_keys_of_the_link_before() {
    for seed in 0..SEEDS {
        let (mut world, [ada, bob, eve]) = three(seed);
        world.own(ada, Deed::ChangeLink);
        while !has_shown(&world, bob, &Notice::LinkChanged) {
            assert!(world.step());
        }
        let before = on_their_way(&world, bob);
        world.say(bob, "under the new one");
        assert_eq!(
            on_their_way(&world, bob),
            before,
            "seed {seed}: everyone sits where they sat, and the link has changed"
        );
        world.pass(3_000);
        for place in [ada, eve] {
            assert_eq!(world.peers[place].texts(), ["under the new one"], "seed {seed}");
        }
    }
}

#[test]
fn r34_junk_in_somebodys_name_uses_up_a_counter_and_the_next_post_opens() {
    let (mut world, ada, bob) = pair(13);
    world.say(ada, "first");
    while on_their_way(&world, ada) == 0 {
        assert!(world.step());
    }
    let Some(Frame::Binary(mut bytes)) = world.peers[ada].up.pop_back() else { panic!("a post") };
    let in_the_ciphertext = bytes.len() - Signature::LENGTH - 1;
    bytes[in_the_ciphertext] ^= 1;
    // The relay numbers it like this, so that everyone has the same junk.
    world.relay_frame(ada, Frame::Binary(bytes));
    world.pass(3_000);
    world.say(ada, "second");
    world.pass(3_000);
    let flaws = |notice: &Notice| if let Notice::Suspect { flaw, .. } = notice { Some(*flaw) } else { None };
    let found: Vec<_> = world.peers[bob].notices.iter().filter_map(flaws).collect();
    assert_eq!(found, [Flaw::Unauthentic]);
    assert_eq!(world.peers[bob].texts(), ["first", "second"], "what the junk took the place of is said again");
}

fn on_their_way(world: &World, place: usize) -> usize {
    world.peers[place].up.iter().filter(|frame| matches!(frame, Frame::Binary(_))).count()
}
