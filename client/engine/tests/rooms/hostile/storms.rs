//! One member that makes as many epochs as the rules let it, each good for nobody or not for one: how much of the time the
//! others can write, and how long a text takes.

use super::member::{Given, Hostile};
use super::{at_peace, hear_all, with_hostile};
use crate::simulator::World;
use burnroom_engine::effect::Keys;
use burnroom_shared::ids::MemberId;
use burnroom_shared::limits::RESYNC_BACKOFF_MAX_MS;

/// How long a storm lasts, ms.
const STORM_MS: u64 = 150_000;
/// How often it is looked at, ms.
const LOOK_MS: u64 = 100;
/// How often somebody honest says something, ms.
const SAY_MS: u64 = 5_000;
/// How often the real relay seats somebody in one room, ms.
const JOIN_MS: u64 = 1_000;

/// What a storm came to.
#[derive(Clone, Copy, Debug)]
struct Weather {
    /// Of a hundred looks, at how many the worst off could write at once.
    ready_percent: u64,
    /// How long the slowest text was on its way, ms.
    slowest_ms: u64,
    epochs: u32,
}

/// Lets one hostile member rage, and measures.
fn rages(seed: u64, mut deed: impl FnMut(&mut World, &mut Hostile)) -> Weather {
    let (mut world, mut cay, places) = with_hostile(seed);
    let first = world.state.as_ref().unwrap().epoch().number;
    let begun_ms = world.now_ms;
    let mut ready = [0; 2];
    let (mut looks, mut slowest_ms) = (0, 0);
    let mut said: Vec<(u64, usize, String)> = Vec::new();
    while world.now_ms < begun_ms + STORM_MS {
        deed(&mut world, &mut cay);
        if (world.now_ms - begun_ms).is_multiple_of(SAY_MS) {
            let (from, text) = ((looks % 2) as usize, format!("at {}", world.now_ms));
            world.say(places[from], &text);
            said.push((world.now_ms, from, text));
        }
        world.pass(LOOK_MS);
        looks += 1;
        for (count, place) in ready.iter_mut().zip(places) {
            *count += u64::from(world.peers[place].keys() == Some(Keys::Ready));
        }
        said.retain(|(at_ms, from, text)| {
            let arrived = world.peers[places[1 - from]].texts().contains(text);
            slowest_ms = slowest_ms.max(world.now_ms - at_ms);
            !arrived
        });
        world.transcript.clear();
        world.frames.clear();
    }
    let epochs = world.state.as_ref().unwrap().epoch().number - first;
    let ready_percent = ready.into_iter().min().unwrap() * 100 / looks;
    at_peace(&world, &places);
    world.pass(15_000);
    hear_all(&mut world, &places);
    Weather { ready_percent, slowest_ms, epochs }
}

fn for_itself(me: MemberId) -> impl Fn(&MemberId) -> Given {
    move |id| if *id == me { Given::Secret } else { Given::Junk }
}

/// Two hundred posts are a reason for an epoch: it says them, and has the epoch ready behind the last.
fn posts_and_rekeys(world: &mut World, cay: &mut Hostile, given: impl Fn(&MemberId) -> Given) {
    while cay.listed(world) {
        let envelope = cay.envelope(&cay.header(world), &[1; 12], &[2; 17]);
        if cay.posts(world, &envelope).is_err() {
            break;
        }
    }
    let epoch = world.state.as_ref().unwrap().epoch();
    if epoch.posts >= 200 {
        let _ = cay.rekeys(world, given);
    }
}

/// Everyone can write most of the time, and a text takes no longer than the longest back-off.
fn is_bearable(weather: &Weather) {
    assert!(weather.ready_percent >= 80, "{weather:?}");
    is_delayed(weather);
}

/// A text takes no longer than the longest back-off, and two turns.
fn is_delayed(weather: &Weather) {
    assert!(weather.slowest_ms <= RESYNC_BACKOFF_MAX_MS + 3_000, "{weather:?}");
    assert!(weather.epochs >= 20, "the storm fell asleep: {weather:?}");
}

#[test]
fn r23_epochs_for_nobody_after_two_hundred_posts_each() {
    let weather = rages(50, |world, cay| posts_and_rekeys(world, cay, for_itself(cay.id())));
    is_bearable(&weather);
}

#[test]
fn r23_epochs_that_are_bad_for_one_after_two_hundred_posts_each() {
    let weather = rages(51, |world, cay| {
        let victim = world.peers[0].id;
        posts_and_rekeys(world, cay, |id| if *id == victim { Given::Junk } else { Given::Secret });
    });
    is_bearable(&weather);
}

#[test]
fn r26_epochs_for_nobody_after_asking_for_each() {
    let weather = rages(52, |world, cay| {
        let given = for_itself(cay.id());
        let _ = cay.asks_for_another(world);
        let _ = cay.rekeys(world, given);
    });
    is_bearable(&weather);
}

/// It leaves and comes again, as often as a relay lets it.
fn comes_and_goes(seed: u64, pause_ms: u64, mut then: impl FnMut(&mut World, &mut Hostile)) -> Weather {
    let mut next_ms = 0;
    rages(seed, |world, cay| {
        if world.now_ms >= next_ms {
            next_ms = world.now_ms + pause_ms;
            cay.leaves(world);
            cay.incarnation += 1;
            cay.joins(world, "Cay");
            then(world, cay);
        }
    })
}

#[test]
fn r26_epochs_for_nobody_by_somebody_who_comes_and_goes() {
    for pause_ms in [JOIN_MS, 3_000, 5_000] {
        let weather = comes_and_goes(53, pause_ms, |world, cay| {
            let given = for_itself(cay.id());
            let _ = cay.rekeys(world, given);
        });
        is_delayed(&weather);
    }
}

#[test]
fn r33_somebody_who_comes_and_goes_without_end_delays_no_text() {
    let weather = comes_and_goes(54, JOIN_MS, |_, _| {});
    assert!(weather.slowest_ms <= 2 * JOIN_MS && weather.epochs >= 100, "{weather:?}");
}
