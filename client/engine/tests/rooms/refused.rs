//! A relay that says no: to what was said and to what was not, once or for ever, and to what it numbers all the same.

use super::{READY_MS, VICTIMS, Victim, fork, three};
use crate::simulator::{Frame, Ghost, START_MS, World};
use burnroom_engine::effect::{Ended, Fork, Notice};
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::{Refused, RelayFrame, encode_frame};
use burnroom_shared::ids::Digest;
use burnroom_shared::refusal::Refusal;

const EVERYTHING: [Refused; 11] = [
    Refused::Post,
    Refused::Fresh,
    Refused::Rekey,
    Refused::Resync,
    Refused::OwnerAct,
    Refused::Relink,
    Refused::Linkbox,
    Refused::Profile,
    Refused::Past,
    Refused::Claim,
    Refused::Burn,
];

fn no(of: Refused, refusal: Refusal, digest: Option<Digest>) -> Frame {
    let (retry_after_ms, tries_left) = (None, None);
    Frame::Text(encode_frame(&RelayFrame::Refused { refusal, of, digest, retry_after_ms, tries_left }))
}

/// The digest of the first post that is on its way up.
fn on_its_way(victim: &Victim) -> Option<Digest> {
    victim.world.peers[victim.place].up.iter().find_map(|frame| match frame {
        Frame::Binary(bytes) => Some(Envelope::decode(&bytes[1..]).unwrap().digest()),
        _ => None,
    })
}

#[test]
fn r36_any_no_to_anything_at_any_moment_is_borne_or_names_the_relay() {
    for stage in VICTIMS {
        let mut victim = stage(three(41));
        for of in EVERYTHING {
            for refusal in Refusal::ALL.into_iter().filter(|refusal| *refusal != Refusal::Fork) {
                victim.hear([no(of, refusal, Some(Digest([7; 32])))]);
                assert_eq!(victim.fork(), None, "{of:?} {refusal:?}, {}", victim.what);
            }
        }
        victim.works();
        for of in EVERYTHING {
            let mut victim = stage(three(41));
            victim.hear([no(of, Refusal::Fork, Some(Digest([7; 32])))]);
            victim.is_caught(Fork::LogDiffers, &format!("{of:?}"));
        }
        let mut victim = stage(three(41));
        victim.hear([no(Refused::Post, Refusal::Stale, None)]);
        victim.is_caught(Fork::BadFrame, "a no to no post");
    }
}

/// Why a post is not numbered just now, and is later.
fn passes(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::TooFast | Refusal::RelayFull)
}

#[test]
fn r36_a_text_refused_for_any_reason_is_said_again_and_one_refused_for_ever_names_the_relay() {
    for refusal in Refusal::ALL.into_iter().filter(|refusal| *refusal != Refusal::Fork) {
        for times in [1, 3, 9] {
            let mut victim = super::settled(three(42));
            let owed = std::mem::take(&mut victim.owed);
            victim.hear(owed);
            victim.world.say(victim.place, "again");
            for _ in 0..times {
                let Some(digest) = on_its_way(&victim) else { break };
                victim.world.peers[victim.place].up.clear();
                victim.hear([no(Refused::Post, refusal, Some(digest))]);
                if passes(refusal) {
                    victim.world.linger(1_000, 0);
                }
            }
            if times == 9 && !passes(refusal) {
                victim.is_caught(Fork::LyingRefusal, &format!("{refusal:?}"));
                continue;
            }
            victim.world.pass(READY_MS);
            assert_eq!(victim.fork(), None, "{refusal:?}");
            let said = victim.world.peers[0].texts();
            assert_eq!(said.iter().filter(|text| *text == "again").count(), 1, "{refusal:?}, {times} times");
        }
    }
}

/// Brings a room to where `author` has sent something of that kind.
type Said = fn(&mut World) -> usize;

/// Runs the world, keeping what `place` sends, until it sends that.
fn until(world: &mut World, place: usize, kind: &str) {
    for _ in 0..10_000 {
        let is_it = |frame: &Frame| matches!(frame, Frame::Text(text) if text.contains(kind));
        if world.peers[place].up.iter().any(is_it) {
            return;
        }
        world.linger(100, 0);
        while !world.peers[place].up.iter().any(is_it) && world.step() {}
    }
    panic!("no {kind}");
}

const ACTS: [(&str, Refused, Said); 7] = [
    ("\"type\":\"fresh\"", Refused::Fresh, |world| {
        world.pass(590_000);
        0
    }),
    ("\"type\":\"rekey\"", Refused::Rekey, |world| {
        world.drop_peer(2, burnroom_shared::log::Departure::Left);
        0
    }),
    ("\"type\":\"resync\"", Refused::Resync, |world| {
        let ghost = Ghost::new(666);
        ghost.sits_down(world);
        let list: Vec<_> = world.state.as_ref().unwrap().seats().iter().map(burnroom_shared::log::Seat::id).collect();
        ghost.rekeys(world, &list);
        0
    }),
    ("\"type\":\"owner-act\"", Refused::OwnerAct, |world| {
        // Made again it is another act each time: the title is sealed anew.
        world.own(0, Deed::Rename("Neon".to_owned()));
        0
    }),
    ("\"type\":\"profile\"", Refused::Profile, |world| {
        world.own(0, Deed::ChangeLink);
        1
    }),
    ("\"type\":\"relink\"", Refused::Relink, lacks_the_link),
    ("\"type\":\"linkbox\"", Refused::Linkbox, |world| {
        lacks_the_link(world);
        0
    }),
];

/// The link changes while somebody comes: that one asks for it.
fn lacks_the_link(world: &mut World) -> usize {
    world.own(0, Deed::ChangeLink);
    let act = world.peers[0].up.pop_back().unwrap();
    let dan = world.join("Dan");
    let join = world.peers[dan].up.pop_front().unwrap();
    world.relay_frame(dan, join);
    world.relay_frame(0, act);
    dan
}

/// What the relay does before it numbers something.
#[derive(Clone, Copy, Debug, PartialEq)]
enum First {
    Nothing,
    Refuses(Refusal),
    CutsTheLine,
    WaitsForMinutes,
}

#[test]
fn r35_what_one_said_oneself_is_never_taken_for_somebody_elses_however_late_it_is_numbered() {
    let firsts = [
        First::Nothing,
        First::Refuses(Refusal::Stale),
        First::Refuses(Refusal::TooFast),
        First::Refuses(Refusal::BadFrame),
        First::CutsTheLine,
        First::WaitsForMinutes,
    ];
    let mut late = 0;
    for (kind, of, said) in ACTS {
        for first in firsts {
            let mut world = three(43);
            let author = said(&mut world);
            until(&mut world, author, kind);
            let is_it = |frame: &Frame| matches!(frame, Frame::Text(text) if text.contains(kind));
            let at = world.peers[author].up.iter().position(is_it).unwrap();
            let act = world.peers[author].up.remove(at).unwrap();
            match first {
                First::Nothing => {}
                First::Refuses(refusal) => world.hear(author, no(of, refusal, None)),
                First::CutsTheLine => {
                    world.settle();
                    world.cut(author);
                    world.pass(12_000);
                }
                First::WaitsForMinutes => swallow(&mut world, author, kind),
            }
            let head = world.state.as_ref().unwrap().head().seq;
            world.relay_frame(author, act);
            late += usize::from(world.state.as_ref().unwrap().head().seq > head && first != First::Nothing);
            world.pass(40_000);
            for place in 0..3 {
                let peer = &world.peers[place];
                let blamed = peer.notices.contains(&Notice::Ended(Ended::KeyMisused));
                assert!(!blamed, "{kind}, {first:?}: member {place} thinks that its key is somebody else's");
                assert_eq!(fork(&world, place), None, "{kind}, {first:?}, member {place}");
            }
            world.say(0, "and on");
            world.pass(READY_MS);
            let is_there = world.peers[1].texts().contains(&"and on".to_owned());
            assert!(is_there, "{kind}, {first:?}: {:?}", world.peers[1].keys());
        }
    }
    assert!(late >= 20, "it was numbered after all {late} times");
}

/// The relay keeps back whatever `place` says of this kind for six minutes; everything else goes its way.
fn swallow(world: &mut World, place: usize, kind: &str) {
    for tenth in 0..3_600 {
        world.linger(100, 0);
        if tenth % 100 == 0 {
            let tick = RelayFrame::Tick { now_ms: START_MS + world.now_ms, deadline_ms: u64::MAX };
            (0..3).for_each(|place| world.hear(place, Frame::Text(encode_frame(&tick))));
        }
        loop {
            world.peers[place].up.retain(|frame| !matches!(frame, Frame::Text(text) if text.contains(kind)));
            // Nobody else takes the turn either.
            for peer in &mut world.peers {
                peer.up.retain(|frame| !matches!(frame, Frame::Text(text) if text.contains("\"type\":\"rekey\"")));
            }
            if !world.step() {
                break;
            }
        }
    }
}

#[test]
fn r28_a_fresh_key_that_was_refused_and_numbered_is_the_one_that_is_used() {
    let mut world = three(44);
    world.pass(590_000);
    until(&mut world, 0, "\"type\":\"fresh\"");
    let at = world.peers[0].up.iter().position(|frame| matches!(frame, Frame::Text(text) if text.contains("fresh")));
    let first = world.peers[0].up.remove(at.unwrap()).unwrap();
    world.hear(0, no(Refused::Fresh, Refusal::Stale, None));
    // Ten minutes later it makes another with the same number. The relay numbers the first, and refuses the second.
    world.pass(590_000);
    until(&mut world, 0, "\"type\":\"fresh\"");
    world.peers[0].up.retain(|frame| !matches!(frame, Frame::Text(text) if text.contains("\"type\":\"fresh\"")));
    world.relay_frame(0, first);
    world.hear(0, no(Refused::Fresh, Refusal::Stale, None));
    world.settle();
    // Who comes now makes everyone use the new keys.
    world.join("Eve");
    world.pass(READY_MS);
    world.say(1, "under the first");
    world.pass(READY_MS);
    assert_eq!(world.peers[0].texts(), ["under the first"]);
    let crossed = String::from_utf8_lossy(&world.transcript);
    assert!(!crossed.contains("\"type\":\"resync\""), "the key in the log is the one that is here");
}

#[test]
fn r35_what_was_on_its_way_behind_junk_is_ones_own_when_it_is_numbered_all_the_same() {
    let mut world = three(45);
    world.say(0, "first");
    world.say(0, "second");
    world.say(0, "third");
    let posts: Vec<_> = world.peers[0].up.drain(..).collect();
    let mut junk = posts[0].clone();
    let Frame::Binary(bytes) = &mut junk else { panic!("a post") };
    bytes[200] ^= 1;
    // The relay spoils the first and numbers the others as they were sent, before Ada has heard of it.
    for frame in [junk, posts[1].clone(), posts[2].clone()] {
        world.relay_frame(0, frame);
    }
    world.pass(READY_MS);
    assert!(!world.peers[0].notices.contains(&Notice::Ended(Ended::KeyMisused)), "it is her own");
    assert_eq!((fork(&world, 0), world.peers[0].sent()), (None, 3));
    for other in [1, 2] {
        assert_eq!(world.peers[other].texts(), ["second", "third", "first"]);
    }
}

#[test]
fn r36_a_no_to_what_a_person_asked_for_is_shown_as_the_relays() {
    let mut world = three(46);
    for (of, refusal) in [(Refused::Claim, Refusal::PinWrong), (Refused::Burn, Refusal::NotOwner)] {
        let command = if of == Refused::Claim { Command::Claim("111111".into()) } else { Command::Burn };
        world.input(1, Input::Do(command));
        world.peers[1].up.clear();
        world.hear(1, no(of, refusal, None));
        let shown = Notice::Refused { of, refusal, retry_after_ms: None, tries_left: None };
        assert!(world.peers[1].notices.contains(&shown));
    }
    world.say(1, "still here");
    world.settle();
    assert_eq!(world.peers[0].texts(), ["still here"]);
}
