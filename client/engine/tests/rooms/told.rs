//! A relay that tells a newcomer another room than the others have, or two members two rooms: it is found at once, or by
//! the first thing that crosses between them, whichever way.

use crate::pair;
use crate::simulator::{Frame, START_MS, World};
use burnroom_engine::effect::{Fork, Notice};
use burnroom_engine::input::{Deed, Input};
use burnroom_shared::frame::{
    EventFrame, Hello, Join, MemberFrame, RelayFrame, SequencedEvent, SequencedPost, decode_member_frame, decode_post,
    decode_relay_frame, encode_ephemeral, encode_frame,
};
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::log::{Change, State};
use burnroom_shared::signed::Announcement;

/// Bytes of a state before who left: parameter byte, room, entry hash, time of creation, creator.
const BEGINNING: usize = 1 + 16 + 32 + 8 + 16;

/// Where a state has what a relay would like to tell otherwise.
struct Places {
    tombstone: usize,
    owners: usize,
    locked: usize,
}

/// Of a state with one who was removed and one owner.
fn places(state: &[u8]) -> Places {
    let count = |at: usize| usize::from(u16::from_be_bytes([state[at], state[at + 1]]));
    assert_eq!((count(BEGINNING), count(BEGINNING + 22)), (1, 1), "one is gone, one owns");
    let address = BEGINNING + 22 + 18;
    let asked = address + 4 + 16 + 32 + 8;
    assert_eq!(count(asked), 0, "nobody lacks the link");
    let locked = asked + 4 + 16 * count(asked + 2);
    Places { tombstone: BEGINNING + 2 + 16, owners: BEGINNING + 22, locked }
}

type Lie = (&'static str, fn(&mut Vec<u8>, &World));

const LIES: &[Lie] = &[
    ("another owner", |state, world| {
        let at = places(state).owners + 2;
        state[at..at + 16].copy_from_slice(&world.peers[1].id.0);
    }),
    ("no owner", |state, _| {
        let at = places(state).owners;
        state.splice(at..at + 18, [0, 0]);
    }),
    ("locked", |state, _| {
        let at = places(state).locked;
        state[at] = 1;
    }),
    ("closed", |state, _| {
        let at = places(state).locked + 1;
        state[at] = 1;
    }),
    ("who was removed has only left", |state, _| {
        let at = places(state).tombstone;
        state[at..at + 4].copy_from_slice(&[0; 4]);
    }),
    ("nobody was removed", |state, _| drop(state.splice(BEGINNING..BEGINNING + 22, [0, 0]))),
];

/// A room that has removed somebody, and a newcomer who has asked for a seat: its place and what it asked with.
fn at_the_door(seed: u64) -> (World, usize, Join) {
    let (mut world, ada, _) = pair(seed);
    let cay = world.join("Cay");
    world.pass(15_000);
    let id = world.peers[cay].id;
    world.own(ada, Deed::Kick(id));
    world.pass(15_000);
    world.share_from(ada);
    let eve = world.join("Eve");
    let Some(Frame::Text(join)) = world.peers[eve].up.pop_front() else { panic!("a join") };
    let MemberFrame::Join(join) = decode_member_frame(&join).unwrap() else { panic!("no join") };
    (world, eve, join)
}

/// The relay seats her: what it would say, still unsaid.
fn seated(world: &mut World, eve: usize, join: &Join) -> Box<Hello> {
    world.relay_text(eve, encode_frame(&MemberFrame::Join(join.clone())));
    let Some(Frame::Text(hello)) = world.peers[eve].down.pop_front() else { panic!("a hello") };
    let RelayFrame::Hello(hello) = decode_relay_frame(&hello).unwrap() else { panic!("no hello") };
    hello
}

fn greet(world: &mut World, eve: usize, hello: Box<Hello>) {
    world.input(eve, Input::Text(encode_frame(&RelayFrame::Hello(hello))));
}

fn fork(world: &World, place: usize) -> Option<Fork> {
    let fork = |notice: &Notice| if let Notice::Forked(fork) = notice { Some(*fork) } else { None };
    world.peers[place].notices.iter().find_map(fork)
}

#[test]
fn r14_a_seat_without_its_members_signature_is_refused() {
    for bent in [true, false] {
        let (mut world, eve, join) = at_the_door(99);
        let mut hello = seated(&mut world, eve, &join);
        let asked = |frame: &Frame| match frame {
            Frame::Text(text) => match decode_member_frame(text) {
                Ok(MemberFrame::Join(join)) => Some(join),
                _ => None,
            },
            _ => None,
        };
        let first = world.frames.iter().find_map(asked).unwrap().announcement.signature.0;
        let state = &mut hello.snapshot.0;
        let at = state.windows(first.len()).position(|bytes| bytes == &first[..]).expect("the first one's seat");
        state[at] ^= u8::from(bent);
        greet(&mut world, eve, hello);
        assert_eq!(fork(&world, eve), bent.then_some(Fork::InvalidEvent));
    }
}

#[test]
fn r14_a_newcomer_who_is_told_another_room_finds_out_at_once() {
    for (lie, (what, bend)) in LIES.iter().enumerate() {
        let (mut world, eve, join) = at_the_door(lie as u64);
        let mut hello = seated(&mut world, eve, &join);
        bend(&mut hello.snapshot.0, &world);
        assert!(Snapshot::decode(&hello.snapshot.0).is_ok(), "{what}: a room that could be");
        greet(&mut world, eve, hello);
        assert_eq!(world.peers[eve].notices, [Notice::Forked(Fork::AnotherRoom)], "{what}");
    }
    let (mut world, eve, join) = at_the_door(99);
    let hello = seated(&mut world, eve, &join);
    greet(&mut world, eve, hello);
    world.pass(10_000);
    assert!(fork(&world, eve).is_none(), "and nothing is wrong with the truth");
}

/// A newcomer is told a lie with an L that fits it. Everyone else has heard the truth.
fn taken_in(seed: u64, bend: fn(&mut Vec<u8>, &World)) -> (World, usize) {
    let (mut world, eve, join) = at_the_door(seed);
    let mut bytes = world.state.as_ref().unwrap().encode();
    bend(&mut bytes, &world);
    let mut bent: State = Snapshot::decode(&bytes).unwrap().claims_hold();
    let announced = join.announcement.decode::<Announcement>().unwrap();
    let key = announced.act().signing;
    let joined = Change::Joined(announced.verify(key).expect("engines sign well"));
    bent.apply(&bent.next(joined, START_MS + world.now_ms)).unwrap();
    let mut hello = seated(&mut world, eve, &join);
    hello.snapshot.0 = bent.encode();
    greet(&mut world, eve, hello);
    assert!(fork(&world, eve).is_none() && world.peers[eve].roster().len() == 3, "she is taken in");
    (world, eve)
}

fn is_rekey(frame: &Frame) -> bool {
    matches!(frame, Frame::Text(text) if text.contains("\"type\":\"rekey\""))
}

/// Lets time pass at a relay that keeps rekeys back; the newcomer's last one.
fn without_rekeys(world: &mut World, eve: usize, ms: u64) -> Option<Frame> {
    let mut kept = None;
    for _ in 0..ms / 100 {
        world.linger(100, 0);
        for place in 0..world.peers.len() {
            while let Some(frame) = world.peers[place].up.pop_front() {
                match is_rekey(&frame) {
                    true if place == eve => kept = Some(frame),
                    true => {}
                    false => world.relay_frame(place, frame),
                }
            }
            while let Some(frame) = world.peers[place].down.pop_front() {
                world.hear(place, frame);
            }
        }
    }
    kept
}

/// Lies that the room's own rules do not turn against the relay before anything crosses: all but the lock, in which
/// nobody can be seated.
fn told_well() -> impl Iterator<Item = &'static Lie> {
    LIES.iter().filter(|(what, _)| *what != "locked")
}

#[test]
fn r14_a_lie_with_a_hash_that_fits_is_found_by_the_first_rekey() {
    for (seed, (what, bend)) in told_well().enumerate() {
        let (mut world, eve) = taken_in(seed as u64, *bend);
        world.pass(5_000);
        assert_eq!(fork(&world, eve), Some(Fork::LogDiffers), "{what}");
        world.say(0, "for two");
        world.pass(3_000);
        assert!(world.peers[eve].texts().is_empty(), "{what}");
    }
    let (mut world, eve) = taken_in(60, |_, _| {});
    world.pass(5_000);
    world.say(0, "for three");
    world.pass(3_000);
    assert_eq!((fork(&world, eve), world.peers[eve].texts()), (None, vec!["for three".to_owned()]), "the truth");
}

#[test]
fn r14_a_lie_with_a_hash_that_fits_is_found_by_the_first_post() {
    // The truth, for comparison: in that one she only lacks the key.
    let truth: Lie = ("the truth", |_, _| {});
    for (seed, (what, bend)) in told_well().copied().chain([truth]).enumerate() {
        let (mut world, eve) = taken_in(seed as u64, bend);
        without_rekeys(&mut world, eve, 2_900);
        assert_eq!(fork(&world, eve), None, "{what}: nothing has crossed");
        let head = world.state.as_ref().unwrap().head().seq;
        world.say(0, "for whoever has the key");
        without_rekeys(&mut world, eve, 300);
        let ada = world.peers[0].id;
        assert!(world.numbered.iter().any(|post| post.seq > head && post.sender == ada), "{what}: it was said");
        let found = match what {
            "the truth" => None,
            // To her nobody can have said anything in there.
            "closed" => Some(Fork::InvalidEvent),
            _ => Some(Fork::LogDiffers),
        };
        assert_eq!(fork(&world, eve), found, "{what}");
    }
}

#[test]
fn r14_what_a_newcomer_makes_of_a_lie_is_a_fork_for_everyone_else() {
    for (seed, (what, bend)) in told_well().enumerate() {
        let (mut world, eve) = taken_in(seed as u64, *bend);
        let Some(Frame::Text(rekey)) = without_rekeys(&mut world, eve, 8_000) else { panic!("{what}: a rekey") };
        let MemberFrame::Rekey(signed) = decode_member_frame(&rekey).unwrap() else { panic!("{what}: a rekey") };
        // An honest relay refuses it, by its name.
        world.relay_text(eve, rekey);
        let Some(Frame::Text(refused)) = world.peers[eve].down.pop_front() else { panic!("{what}: a refusal") };
        assert!(refused.contains("\"fork\""), "{what}: {refused}");
        // This one numbers it.
        let head = world.state.as_ref().unwrap().head().clone();
        let event = EventFrame::Rekey(signed);
        let event = SequencedEvent { seq: head.seq + 1, time_ms: head.time_ms, event };
        world.hear(0, Frame::Text(encode_frame(&RelayFrame::Event(event))));
        assert_eq!(fork(&world, 0), Some(Fork::LogDiffers), "{what}");
        world.hear(eve, Frame::Text(refused));
        assert_eq!(fork(&world, eve), Some(Fork::LogDiffers), "{what}");
    }
}

/// Two who talk, of whom one is told that the first has shown the PIN, and the other, if the relay lies, that it was the
/// second.
fn split(seed: u64, lies: bool) -> (World, usize, usize) {
    let (mut world, ada, bob) = pair(seed);
    world.pass(10_000);
    let [one, two] = [ada, bob].map(|place| world.peers[place].id);
    world.event(Change::Owner(one), EventFrame::Owner { id: one });
    let Some(Frame::Text(told)) = world.peers[bob].down.pop_back() else { panic!("an event") };
    let Ok(RelayFrame::Event(SequencedEvent { seq, time_ms, .. })) = decode_relay_frame(&told) else {
        panic!("{told}")
    };
    let event = SequencedEvent { seq, time_ms, event: EventFrame::Owner { id: if lies { two } else { one } } };
    world.peers[bob].down.push_back(Frame::Text(encode_frame(&RelayFrame::Event(event))));
    world.settle();
    assert_eq!((fork(&world, ada), fork(&world, bob)), (None, None), "both can be");
    (world, ada, bob)
}

/// The next binary frame that `place` sends.
fn next_said(world: &mut World, place: usize) -> Vec<u8> {
    for _ in 0..400 {
        world.linger(100, 0);
        if let Some(Frame::Binary(frame)) = world.peers[place].up.pop_front() {
            return decode_post(&frame).unwrap().to_vec();
        }
    }
    panic!("nothing was said")
}

#[test]
fn r39_two_who_are_shown_two_rooms_find_out_by_a_pulse_either_way() {
    for (from_first, lies) in [(true, true), (false, true), (true, false), (false, false)] {
        let (mut world, ada, bob) = split(40, lies);
        let (from, to) = if from_first { (ada, bob) } else { (bob, ada) };
        let pulse = next_said(&mut world, from);
        world.hear(to, Frame::Binary(encode_ephemeral(&pulse)));
        assert_eq!(fork(&world, to), lies.then_some(Fork::LogDiffers), "from the first: {from_first}");
    }
}

#[test]
fn r31_two_who_are_shown_two_rooms_find_out_by_a_post_either_way() {
    for (from_first, lies) in [(true, true), (false, true), (true, false), (false, false)] {
        let (mut world, ada, bob) = split(50, lies);
        let (from, to) = if from_first { (ada, bob) } else { (bob, ada) };
        world.say(from, "do you see what I see?");
        let envelope = next_said(&mut world, from);
        let head = world.state.as_ref().unwrap().head().clone();
        let post = SequencedPost { seq: head.seq + 1, time_ms: head.time_ms, envelope: &envelope };
        world.hear(to, Frame::Binary(post.encode()));
        assert_eq!(fork(&world, to), lies.then_some(Fork::LogDiffers), "from the first: {from_first}");
        assert_eq!(world.peers[to].texts().is_empty(), lies);
    }
}
