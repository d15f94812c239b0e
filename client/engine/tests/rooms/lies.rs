//! What a lying relay and members that copy can make a device believe or do: less than they hope.

#[path = "crooked.rs"]
mod crooked;
#[path = "poisoned.rs"]
mod poisoned;
#[path = "told.rs"]
mod told;

use self::crooked::{Crook, Fault};
use crate::pair;
use crate::simulator::{Frame, Ghost, START_MS, TTL_S, World};
use burnroom_engine::effect::{Comparison, Effect, Ended, Fork, Notice};
use burnroom_engine::input::{Command, Input};
use burnroom_engine::rust_crypto::ready;
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::{BurnCause, Refused, RelayFrame, SequencedPost, encode_frame};
use burnroom_shared::log::{Change, Post};
use burnroom_shared::refusal::Refusal;

#[test]
fn r36_a_post_that_was_refused_and_then_numbered_is_the_relays_lie_and_nobody_elses_key() {
    let (mut world, ada, _) = pair(201);
    world.say(ada, "once");
    let Some(Frame::Binary(frame)) = world.peers[ada].up.pop_back() else { panic!("a post") };
    let envelope = Envelope::decode(&frame[1..]).unwrap();
    let (header, digest) = (envelope.header, envelope.digest());
    world.refuse(ada, Refused::Post, Refusal::Stale, Some(digest));
    let Some(Frame::Text(text)) = world.peers[ada].down.pop_front() else { panic!("a refusal") };
    world.input(ada, Input::Text(text));
    let (seq, time_ms) = world.number(Change::Post(Post { header, digest })).unwrap();
    let numbered = SequencedPost { seq, time_ms, envelope: &frame[1..] }.encode();
    world.input(ada, Input::Binary(numbered));
    assert!(world.peers[ada].notices.contains(&Notice::Forked(Fork::LyingRefusal)));
    assert!(!world.peers[ada].notices.contains(&Notice::Ended(Ended::KeyMisused)));
}

#[test]
fn a_log_that_is_full_for_a_while_is_no_lie() {
    let (mut world, ada, bob) = pair(208);
    world.say(ada, "in the end");
    for _ in 0..10 {
        let Some(Frame::Binary(frame)) = world.peers[ada].up.pop_front() else { panic!("a post") };
        let digest = Envelope::decode(&frame[1..]).unwrap().digest();
        world.refuse(ada, Refused::Post, Refusal::RelayFull, Some(digest));
        let Some(Frame::Text(text)) = world.peers[ada].down.pop_front() else { panic!("a refusal") };
        world.input(ada, Input::Text(text));
        assert!(world.peers[ada].up.is_empty(), "said again at once");
        world.linger(1_000, 0);
    }
    world.pass(1_000);
    assert_eq!(world.peers[bob].texts(), ["in the end"]);
}

#[test]
fn a_pause_of_any_length_that_the_relay_asks_for_is_short() {
    for retry_after_ms in [None, Some(0), Some(u64::MAX)] {
        let (mut world, ada, bob) = pair(202);
        world.say(ada, "patience");
        let Some(Frame::Binary(frame)) = world.peers[ada].up.pop_back() else { panic!("a post") };
        let digest = Envelope::decode(&frame[1..]).unwrap().digest();
        world.refuse_for(ada, Refused::Post, Refusal::TooFast, Some(digest), retry_after_ms);
        for of in [Refused::Rekey, Refused::Resync, Refused::Fresh] {
            world.refuse_for(ada, of, Refusal::TooFast, None, retry_after_ms);
        }
        world.pass(60_000);
        assert_eq!(world.peers[bob].texts(), ["patience"]);
    }
}

#[test]
fn r11_the_creator_keeps_no_room_longer_than_it_asked_for_whatever_time_the_relay_says_it_is() {
    let mut world = World::new(203);
    let ada = world.create("Ada", "an hour");
    let Some(Frame::Text(join)) = world.peers[ada].up.pop_front() else { panic!("a join") };
    world.relay_text(ada, join);
    let Some(Frame::Text(hello)) = world.peers[ada].down.pop_front() else { panic!("a hello") };
    let truly = format!("\"now_ms\":{START_MS}");
    assert!(hello.contains(&truly));
    let an_hour_early = format!("\"now_ms\":{}", START_MS - 3_600_000);
    world.input(ada, Input::Text(hello.replace(&truly, &an_hour_early)));
    world.pass(u64::from(TTL_S) * 1_000);
    assert!(world.peers[ada].burned().is_some());
}

#[test]
fn a_fork_found_early_still_burns_at_the_deadline() {
    let (mut world, ada, _) = pair(204);
    world.input(ada, Input::Text("{}".to_owned()));
    assert_eq!(world.peers[ada].notices.last(), Some(&Notice::Forked(Fork::BadFrame)));
    let deadline_ms = u64::from(TTL_S) * 1_000;
    world.now_ms = deadline_ms - 1;
    let now = world.now();
    let effects = ready(world.peers[ada].session_mut().handle(now, Input::Woke)).unwrap();
    assert_eq!(effects, [Effect::WakeAt(deadline_ms)], "woken too early, it asks again");
}

#[test]
fn r24_a_rekey_that_lists_an_intruder_gives_no_key() {
    for is_listed in [true, false] {
        let (mut world, ada, bob) = pair(208);
        world.pass(10_000);
        let crook = Crook::new(&world);
        crook.sits_down(&mut world);
        if is_listed {
            Ghost::new(668).sits_down(&mut world);
        }
        crook.rekeys(&mut world, Fault::Nothing);
        world.settle();
        assert_eq!(world.backlog_kinds().contains(&"resync".to_owned()), is_listed);
        world.say(ada, "for those with the link");
        world.pass(15_000);
        assert_eq!(world.peers[bob].texts(), ["for those with the link"]);
    }
}

#[test]
fn r53_a_copied_commitment_is_no_confirmation() {
    let (mut world, ada, bob) = pair(205);
    let erasure = |world: &World, place: usize| {
        let id = world.peers[place].id;
        world.state.as_ref().unwrap().seat(&id).unwrap().announcement().erasure
    };
    for (seed, place) in [(666, ada), (667, bob)] {
        let mut ghost = Ghost::new(seed);
        ghost.erasure = erasure(&world, place);
        ghost.sits_down(&mut world);
    }
    world.settle();
    world.input(ada, Input::Do(Command::Burn));
    world.settle();
    world.input(ada, Input::Do(Command::PageEmptied));
    let own_token = world.peers[ada].up.back().cloned().unwrap();
    assert_eq!(world.peers[ada].erased(), Some((1, 4)), "nobody else has confirmed");
    world.peers[ada].down.push_back(own_token);
    world.settle();
    assert_eq!(world.peers[ada].erased(), Some((1, 4)), "one's own token, played back");
    world.input(bob, Input::Do(Command::PageEmptied));
    world.settle();
    assert_eq!(world.peers[ada].erased(), Some((2, 4)));
}

#[test]
fn r53_nothing_is_confirmed_while_the_page_still_shows_the_room() {
    let (mut world, _, bob) = pair(207);
    let tokens = |world: &World| world.peers[bob].up.iter().filter(|frame| matches!(frame, Frame::Binary(_))).count();
    // The device's own clock is first; then the relay says so, while the page is still being emptied.
    world.peers[bob].connected = false;
    world.now_ms += u64::from(TTL_S) * 1_000;
    world.input(bob, Input::Woke);
    assert_eq!(world.peers[bob].burned(), Some(BurnCause::Deadline));
    world.peers[bob].up.clear();
    world.peers[bob].connected = true;
    world.burn(BurnCause::Deadline);
    let said = world.peers[bob].down.pop_back().unwrap();
    world.hear(bob, said);
    assert_eq!(tokens(&world), 0, "the page is not empty yet");
    world.input(bob, Input::Do(Command::PageEmptied));
    assert_eq!(tokens(&world), 1);
}

#[test]
fn a_code_stays_while_it_is_read_though_somebody_asked_for_it_twice() {
    let mut world = World::new(206);
    let ada = world.create("Ada", "x");
    world.settle();
    let bob = world.join("Bob");
    while !matches!(world.peers[bob].comparison(), Some(Comparison::Gathering { .. })) {
        assert!(world.step());
    }
    world.input(bob, Input::Do(Command::Compare));
    world.pass(5_000);
    let code = world.peers[bob].fingerprint();
    assert!(code.is_some() && world.peers[ada].fingerprint() == code);
    world.pass(60_000);
    assert_eq!((world.peers[ada].fingerprint(), world.peers[bob].fingerprint()), (code.clone(), code));
}

#[test]
fn absurd_times_and_numbers_of_the_relay_are_borne() {
    for (now_ms, deadline_ms) in [(u64::MAX, u64::MAX), (0, u64::MAX), (u64::MAX, 0), (0, 0)] {
        let mut world = World::new(207);
        let ada = world.create("Ada", "x");
        world.settle();
        let bob = world.join("Bob");
        let Some(Frame::Text(join)) = world.peers[bob].up.pop_front() else { panic!("a join") };
        world.relay_text(bob, join);
        let Some(Frame::Text(hello)) = world.peers[bob].down.pop_front() else { panic!("a hello") };
        let end_ms = START_MS + u64::from(TTL_S) * 1_000;
        let hello = hello
            .replace(&format!("\"now_ms\":{START_MS}"), &format!("\"now_ms\":{now_ms}"))
            .replace(&format!("\"deadline_ms\":{end_ms}"), &format!("\"deadline_ms\":{deadline_ms}"));
        world.input(bob, Input::Text(hello));
        world.settle();
        let tick = encode_frame(&RelayFrame::Tick { now_ms: u64::MAX, deadline_ms: u64::MAX });
        world.input(bob, Input::Text(tick));
        world.pass(90_000_000);
        assert!(world.peers[bob].burned().is_some() && world.peers[ada].burned().is_some());
    }
}

/// What a relay does to one frame on its way down.
fn bend(world: &mut World, place: usize, how: usize) {
    let length = world.peers[place].down.len();
    let at = world.dice.roll(length);
    let down = &mut world.peers[place].down;
    match how {
        0 => drop(down.remove(at)),
        1 => down.insert(at, down[at].clone()),
        2 => down.swap(0, length - 1),
        _ => {
            let mut bytes = match &down[at] {
                Frame::Text(text) => text.clone().into_bytes(),
                Frame::Binary(bytes) => bytes.clone(),
                Frame::Closed(_) | Frame::Opened => return,
            };
            let flipped = world.dice.roll(bytes.len());
            bytes[flipped] ^= 1 << world.dice.roll(7);
            world.peers[place].down[at] = match &world.peers[place].down[at] {
                Frame::Binary(_) => Frame::Binary(bytes),
                _ => Frame::Text(String::from_utf8_lossy(&bytes).into_owned()),
            };
        }
    }
}

#[test]
fn r12_frames_dropped_repeated_swapped_or_changed_are_never_taken_for_something_said() {
    let (mut forks, mut suspects) = (0, 0);
    for seed in 300..460 {
        let (mut world, ada, bob) = pair(seed);
        let how = world.dice.roll(6);
        let victim = [ada, bob][world.dice.roll(2)];
        for n in 0..8 {
            world.say(ada, &format!("{ada} says {n}"));
            world.say(bob, &format!("{bob} says {n}"));
            if n == 3 {
                world.join("Eve");
            }
            if (2..6).contains(&n) && !world.peers[victim].down.is_empty() {
                bend(&mut world, victim, how);
            }
            let frames = world.dice.roll(12);
            world.linger(100, frames);
        }
        world.pass(10_000);
        let notices = &world.peers[victim].notices;
        forks += usize::from(notices.iter().any(|notice| matches!(notice, Notice::Forked(_))));
        suspects += usize::from(notices.iter().any(|notice| matches!(notice, Notice::Suspect { .. })));
        for (place, peer) in world.peers.iter().enumerate() {
            for other in [ada, bob].into_iter().filter(|other| *other != place) {
                let from = world.peers[other].id;
                let heard = peer.messages().into_iter().filter(|message| message.sender == from);
                let numbers: Vec<usize> = heard
                    .map(|message| (0..8).position(|n| message.text == format!("{other} says {n}")).expect("was said"))
                    .collect();
                assert!(numbers.is_sorted_by(|one, next| one < next), "seed {seed}: {numbers:?}");
            }
        }
    }
    assert!(forks > 60 && suspects > 5, "the lies were told: {forks} forks, {suspects} suspects");
}

#[test]
fn r14_a_hello_changed_anywhere_is_refused_or_found_out_or_harmless() {
    let mut refused = 0;
    for seed in 500..700 {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        let Some(Frame::Text(join)) = world.peers[eve].up.pop_front() else { panic!("a join") };
        world.relay_text(eve, join);
        let Some(Frame::Text(hello)) = world.peers[eve].down.pop_front() else { panic!("a hello") };
        let mut bytes = hello.into_bytes();
        for _ in 0..=world.dice.roll(3) {
            let at = world.dice.roll(bytes.len());
            // Base64 characters for the most part, so that the change gets past the JSON.
            let letters = b"ABab09-_\"";
            bytes[at] = letters[world.dice.roll(letters.len())];
        }
        world.input(eve, Input::Text(String::from_utf8(bytes).unwrap()));
        refused += usize::from(matches!(world.peers[eve].notices.first(), Some(Notice::Forked(_))));
        world.pass(3_000);
        world.say(ada, "to all");
        world.say(eve, "to all");
        world.pass(5_000);
        assert!(world.peers[bob].texts().contains(&"to all".to_owned()), "seed {seed}: the others go on");
        for peer in &world.peers {
            assert!(peer.texts().iter().all(|text| text == "to all"), "seed {seed}");
        }
        let others = [ada, bob].map(|place| world.peers[place].notices.clone()).concat();
        assert!(!others.iter().any(|notice| matches!(notice, Notice::Forked(_))), "seed {seed}: a fork spreads");
    }
    assert!((100..200).contains(&refused), "{refused} of 200 refused at once");
}

/// Takes the frame of that type out of what `place` sends, once it is there.
fn take_up(world: &mut World, place: usize, kind: &str) -> Frame {
    for _ in 0..20_000 {
        let is_it = |frame: &Frame| matches!(frame, Frame::Text(text) if text.contains(kind));
        if let Some(at) = world.peers[place].up.iter().position(is_it) {
            return world.peers[place].up.remove(at).unwrap();
        }
        world.linger(50, 0);
        while world.peers[place].up.is_empty() && world.step() {}
    }
    panic!("no {kind}")
}

#[test]
fn r29_a_rekey_whose_author_had_not_read_a_fresh_key_opens_with_the_one_before() {
    let (mut world, ada, bob) = pair(209);
    world.pass(590_000);
    let fresh = take_up(&mut world, ada, "\"type\":\"fresh\"");
    let eve = world.join("Eve");
    // Ada's own rekey is kept back, so that it is Bob's turn, who has not heard of her fresh key.
    drop(take_up(&mut world, ada, "\"type\":\"rekey\""));
    let rekey = take_up(&mut world, bob, "\"type\":\"rekey\"");
    let epoch = world.state.as_ref().unwrap().epoch().number;
    world.relay_frame(ada, fresh);
    world.relay_frame(bob, rekey);
    let state = world.state.as_ref().unwrap();
    let seat = state.seat(&world.peers[ada].id).unwrap();
    assert!(state.epoch().number == epoch + 1 && state.epoch().at < seat.keyed_seq(), "the rekey is the older");
    world.pass(1_000);
    world.say(eve, "to both");
    world.pass(3_000);
    assert_eq!(world.peers[ada].texts(), ["to both"]);
    // And the next one, which has read it, opens with the fresh key.
    world.drop_peer(bob, burnroom_shared::log::Departure::Left);
    world.pass(5_000);
    world.say(eve, "to you");
    world.pass(3_000);
    assert_eq!(world.peers[ada].texts(), ["to both", "to you"]);
    let crossed = String::from_utf8_lossy(&world.transcript);
    assert!(crossed.contains("\"type\":\"rekey\"") && !crossed.contains("\"type\":\"resync\""), "nobody lacked a key");
}
