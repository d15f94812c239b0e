//! A relay that touches nothing of a post but its signature: what it makes of it is in the log hash, so those who were
//! shown something else find out.

use crate::pair;
use crate::simulator::{Frame, World};
use burnroom_engine::effect::{Ended, Flaw, Fork, Notice};
use burnroom_engine::input::Input;
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::{Refused, SequencedPost};
use burnroom_shared::ids::Signature;
use burnroom_shared::log::{Change, Post};
use burnroom_shared::refusal::Refusal;

/// The order of P-256, big-endian.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// What is done to the signature at a frame's end.
type Touch = fn(&mut [u8]);

/// Another signature, which does not hold.
fn spoil(frame: &mut [u8]) {
    let last = frame.len() - 1;
    frame[last] ^= 1;
}

/// Another signature, which holds: n - s in place of s.
fn malleate(frame: &mut [u8]) {
    let half = frame.len() - Signature::LENGTH / 2;
    let mut borrow = 0;
    for (byte, order) in frame[half..].iter_mut().zip(ORDER).rev() {
        let difference = i16::from(order) - i16::from(*byte) - borrow;
        borrow = i16::from(difference < 0);
        *byte = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
}

/// Everything on its way down to `place` in which a post comes, changed by `touch`.
fn touch_down(world: &mut World, place: usize, touch: Touch) {
    while !world.peers[place].down.iter().any(|frame| matches!(frame, Frame::Binary(_))) {
        assert!(world.step(), "no post came");
    }
    for frame in &mut world.peers[place].down {
        if let Frame::Binary(bytes) = frame {
            touch(bytes);
        }
    }
}

fn forked(world: &World, place: usize) -> bool {
    world.peers[place].notices.iter().any(|notice| matches!(notice, Notice::Forked(_)))
}

#[test]
fn a_signature_that_was_turned_over_still_holds() {
    let (mut world, ada, bob) = pair(401);
    world.say(ada, "either will do");
    touch_down(&mut world, bob, malleate);
    world.settle();
    assert_eq!(world.peers[bob].texts(), ["either will do"]);
}

#[test]
fn r12_who_is_shown_another_signature_finds_out_by_the_next_post_either_way() {
    for (touch, speaker) in [(spoil as Touch, 0), (spoil, 1), (malleate, 0), (malleate, 1)] {
        let (mut world, ada, bob) = pair(402);
        world.say(ada, "as it was said");
        touch_down(&mut world, bob, touch);
        world.settle();
        assert!(!forked(&world, ada) && !forked(&world, bob), "nothing has crossed yet");
        world.say([ada, bob][speaker], "the next");
        world.settle();
        assert!(forked(&world, bob) || forked(&world, ada), "it crossed and nobody noticed");
        let other = [bob, ada][speaker];
        assert!(!world.peers[other].texts().contains(&"the next".to_owned()));
    }
}

#[test]
fn r39_a_signature_spoiled_for_one_is_found_by_the_next_pulse() {
    let (mut world, ada, bob) = pair(403);
    world.say(ada, "as it was said");
    touch_down(&mut world, bob, spoil);
    world.settle();
    let is_named = |notice: &Notice| matches!(notice, Notice::Suspect { flaw: Flaw::Unauthentic, .. });
    assert!(world.peers[bob].notices.iter().any(is_named));
    world.pass(60_000);
    assert!(forked(&world, ada) || forked(&world, bob), "what Ada takes for said was not said to Bob");
}

#[test]
fn r35_ones_own_post_with_another_signature_is_the_relays_doing() {
    for touch in [spoil as Touch, malleate] {
        let (mut world, ada, _) = pair(404);
        world.say(ada, "mine");
        let mut frame = taken(&mut world, ada);
        touch(&mut frame);
        number(&mut world, ada, &frame);
        assert!(world.peers[ada].notices.contains(&Notice::Forked(Fork::InvalidEvent)));
        assert!(!world.peers[ada].notices.contains(&Notice::Ended(Ended::KeyMisused)));
        assert_eq!(world.peers[ada].sent(), 0, "it counts as said");
    }
}

#[test]
fn r36_a_refused_post_that_is_numbered_with_another_signature_is_the_same_lie() {
    for touch in [spoil as Touch, malleate] {
        let (mut world, ada, _) = pair(405);
        world.say(ada, "once");
        let mut frame = taken(&mut world, ada);
        let digest = Envelope::decode(&frame[1..]).unwrap().digest();
        world.refuse(ada, Refused::Post, Refusal::Stale, Some(digest));
        let Some(Frame::Text(text)) = world.peers[ada].down.pop_front() else { panic!("a refusal") };
        world.input(ada, Input::Text(text));
        touch(&mut frame);
        number(&mut world, ada, &frame);
        assert!(world.peers[ada].notices.contains(&Notice::Forked(Fork::LyingRefusal)));
    }
}

fn taken(world: &mut World, place: usize) -> Vec<u8> {
    let Some(Frame::Binary(frame)) = world.peers[place].up.pop_back() else { panic!("a post") };
    frame
}

/// Numbers a post and shows it to `place` alone.
fn number(world: &mut World, place: usize, frame: &[u8]) {
    let envelope = Envelope::decode(&frame[1..]).unwrap();
    let (header, digest) = (envelope.header, envelope.digest());
    let (seq, time_ms) = world.number(Change::Post(Post { header, digest })).unwrap();
    world.input(place, Input::Binary(SequencedPost { seq, time_ms, envelope: &frame[1..] }.encode()));
}
