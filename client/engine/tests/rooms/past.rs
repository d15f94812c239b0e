//! Rooms with history: whoever comes reads what was before, from the log and not from anybody's word.

use crate::simulator::{Frame, World};
use burnroom_engine::effect::{Earlier, Keys, Notice};
use burnroom_engine::input::Deed;
use burnroom_engine::link::Parameters;

fn told(seed: u64) -> (World, [usize; 2]) {
    let mut world = World::with_parameters(seed, Parameters::PLAIN.with_history());
    let ada = world.create("Ada", "Argon");
    let bob = world.join("Bob");
    world.pass(15_000);
    for number in 0..5 {
        world.say(ada, &format!("ada {number}"));
        world.say(bob, &format!("bob {number}"));
        world.pass(1_000);
    }
    (world, [ada, bob])
}

fn past(world: &World, place: usize) -> Option<Vec<Earlier>> {
    let past = |notice: &Notice| if let Notice::Past(past) = notice { Some(past.clone()) } else { None };
    world.peers[place].notices.iter().rev().find_map(past)
}

fn texts(past: &[Earlier]) -> Vec<&str> {
    past.iter().filter_map(|earlier| earlier.text.as_deref()).collect()
}

#[test]
fn r73_a_newcomer_reads_everything_that_was_said_and_by_whom() {
    let (mut world, [ada, bob]) = told(1);
    let eve = world.join("Eve");
    world.pass(15_000);
    let read = past(&world, eve).expect("the past");
    assert_eq!(texts(&read).len(), 10);
    assert!(read.is_sorted_by_key(|earlier| earlier.seq));
    for earlier in read.iter().filter(|earlier| earlier.text.is_some()) {
        let name = earlier.text.as_ref().unwrap().split(' ').next().unwrap();
        assert_eq!(earlier.name.as_deref().map(str::to_lowercase).as_deref(), Some(name));
    }
    // And on: somebody who came later hands on what it was handed.
    world.say(eve, "eve 0");
    world.pass(1_000);
    world.drop_peer(ada, burnroom_shared::log::Departure::Left);
    world.drop_peer(bob, burnroom_shared::log::Departure::Left);
    world.pass(15_000);
    let cay = world.join("Cay");
    world.pass(30_000);
    assert_eq!(texts(&past(&world, cay).expect("the past")).len(), 11);
    assert_eq!(world.peers[cay].keys(), Some(Keys::Ready));
}

#[test]
fn r73_whoever_lost_its_seat_still_knows_what_it_knew_and_hands_it_on() {
    let (mut world, [ada, bob]) = told(4);
    world.drop_peer(bob, burnroom_shared::log::Departure::Left);
    world.cut(ada);
    world.drop_peer(ada, burnroom_shared::log::Departure::Lost);
    world.pass(60_000);
    assert!(world.peers[ada].notices.contains(&Notice::Reseated));
    let eve = world.join("Eve");
    world.pass(30_000);
    assert_eq!(texts(&past(&world, eve).expect("the past")).len(), 10);
}

#[test]
fn r73_what_nobody_hands_over_is_said_to_be_missing_and_the_rest_is_read() {
    let (mut world, [ada, bob]) = told(5);
    let eve = world.join("Eve");
    // Both go before they hand anything over; what is said from then on Eve can hand on.
    world.settle();
    for gone in [ada, bob] {
        world.peers[gone].up.clear();
        world.drop_peer(gone, burnroom_shared::log::Departure::Left);
        world.input(gone, burnroom_engine::input::Input::Do(burnroom_engine::input::Command::Leave));
    }
    world.pass(60_000);
    world.say(eve, "alone");
    world.pass(1_000);
    let read = past(&world, eve).expect("the past, as far as it is to be had");
    assert!(read.len() >= 10 && texts(&read).is_empty(), "{}", texts(&read).len());
    let cay = world.join("Cay");
    world.pass(60_000);
    assert_eq!(texts(&past(&world, cay).expect("the past")), ["alone"]);
}

#[test]
fn r73_without_history_nothing_of_before_is_asked_for_or_handed() {
    let mut world = World::new(2);
    let ada = world.create("Ada", "Argon");
    world.join("Bob");
    world.pass(15_000);
    world.say(ada, "before");
    world.pass(1_000);
    let eve = world.join("Eve");
    world.pass(30_000);
    assert_eq!(past(&world, eve), None);
    assert!(world.peers[eve].texts().is_empty());
    assert!(!String::from_utf8_lossy(&world.transcript).contains("\"past\""));
}

#[test]
fn r73_the_past_survives_a_change_of_the_link() {
    let (mut world, [ada, bob]) = told(3);
    world.own(ada, Deed::ChangeLink);
    world.pass(15_000);
    world.say(bob, "after");
    world.pass(1_000);
    world.share_from(ada);
    let eve = world.join("Eve");
    world.pass(30_000);
    assert_eq!(texts(&past(&world, eve).expect("the past")).len(), 11);
}

#[test]
fn r73_bodies_that_are_gone_are_said_to_be_missing() {
    let (mut world, _) = told(4);
    world.trim();
    let eve = world.join("Eve");
    world.pass(15_000);
    let read = past(&world, eve).expect("the past");
    assert!(texts(&read).is_empty() && read.len() >= 10);
}

#[test]
fn r73_a_relay_that_tells_another_past_is_caught() {
    for lie in 0..5 {
        let (mut world, _) = told(10 + lie);
        let eve = world.join("Eve");
        // Bends one event of the past on its way to the newcomer.
        let mut bent = false;
        for _ in 0..100_000 {
            let mut down = world.peers[eve].down.iter();
            let is_bent = |frame: &Frame| match frame {
                Frame::Binary(bytes) => bytes[0] == 2 && lie < 2,
                Frame::Text(text) => match lie {
                    2 | 4 => text.contains("\"kind\":\"left\"") || text.contains("\"kind\":\"joined\""),
                    3 => text.contains("\"kind\":\"rekey\""),
                    _ => false,
                },
                _ => false,
            };
            // After her own joining, which is the last that she reads, nothing names what led to it.
            let place = if lie == 4 { down.rposition(is_bent) } else { down.position(is_bent) };
            if let Some(place) = place.filter(|_| !bent && past_was_asked(&world)) {
                bent = true;
                match &mut world.peers[eve].down[place] {
                    // Another ciphertext; another time.
                    Frame::Binary(bytes) if lie == 0 => bytes[150] ^= 1,
                    Frame::Binary(bytes) => bytes[16] ^= 1,
                    Frame::Text(text) if lie == 4 => *text = text.replace("\"time_ms\":18", "\"time_ms\":19"),
                    Frame::Text(text) => *text = text.replace("\"time_ms\":18", "\"time_ms\":17"),
                    _ => {}
                }
            }
            if !world.step() {
                break;
            }
        }
        world.pass(15_000);
        assert!(bent, "lie {lie} was told");
        let forked = world.peers[eve].notices.iter().any(|notice| matches!(notice, Notice::Forked(_)));
        assert!(forked && past(&world, eve).is_none(), "lie {lie}: {:?}", world.peers[eve].notices.last());
    }
}

fn past_was_asked(world: &World) -> bool {
    String::from_utf8_lossy(&world.transcript).contains("\"type\":\"past\"")
}
