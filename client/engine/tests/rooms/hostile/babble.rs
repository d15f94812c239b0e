//! A member that says anything: every kind of frame, as it should be, bent, of another time, of somebody else's, signed with
//! its key or not, in an order that a seed draws. When it stops, everyone honest is ready soon and talks on.

use super::door::No;
use super::member::{Given, Hostile, malleated};
use super::{at_peace, seated};
use crate::simulator::{Frame, World};
use burnroom_engine::content::{Body, Bundle};
use burnroom_engine::effect::{Flaw, Keys, Notice};
use burnroom_engine::input::{Command, Input};
use burnroom_shared::envelope::{Envelope, Header, Lane};
use burnroom_shared::frame::{MemberFrame, SignedBytes, encode_frame, encode_post};
use burnroom_shared::ids::{BoxedSecret, LogHash, MemberId, SealedName, Signature, Transcript};
use burnroom_shared::log::Seat;
use burnroom_shared::signed::{Act, Boxed, Fresh, Linkbox, OwnerAct, Power, Profile, Rekey, Relink, Resync};

/// Seeds to play.
const SEEDS: u64 = 1_000;
/// Things that it says in each.
const SAYINGS: usize = 24;
/// By then everyone is ready, ms, however it ended.
const READY_MS: u64 = 15_000;

/// What came of all that it said.
#[derive(Debug, Default)]
struct Tally {
    numbered: usize,
    no_frames: usize,
    not_signed: usize,
    not_yours: usize,
    invalid: usize,
    unauthentic: usize,
    unreadable: usize,
    epochs: u32,
    texts: usize,
}

/// A number that is often a dangerous one.
fn number(world: &mut World, near: u64) -> u64 {
    [near, near + 1, near.saturating_sub(1), 0, u64::MAX, u64::from(u32::MAX)][world.dice.roll(6)]
}

fn flip(world: &mut World, bytes: &mut [u8]) {
    let at = world.dice.roll(bytes.len());
    bytes[at] ^= 1 << world.dice.roll(8);
}

fn somebody(world: &mut World) -> MemberId {
    let seats: Vec<_> = world.state.as_ref().unwrap().seats().iter().map(Seat::id).collect();
    seats[world.dice.roll(seats.len())]
}

fn body(world: &mut World, cay: &Hostile) -> Body {
    let everyone: Vec<_> = world.state.as_ref().unwrap().seats().iter().map(Seat::id).collect();
    match world.dice.roll(7) {
        0 => Body::Text(format!("noise {}", world.now_ms)),
        1 => Body::Compare(everyone),
        2 => Body::Compare(vec![cay.id(), somebody(world)]),
        3 => Body::Commit { session: [1; 16], commitment: [2; 32] },
        4 => Body::Reveal { session: [1; 16], nonce: [2; 32] },
        5 => Body::History(Bundle::new([(1, &[3; 32]), (u32::MAX, &[4; 32])].into_iter())),
        _ => Body::Pulse,
    }
}

fn header(world: &mut World, cay: &Hostile) -> Header {
    let mut header = cay.header(world);
    match world.dice.roll(12) {
        0 => header.sender = somebody(world),
        1 => header.transcript = Transcript([9; 32]),
        2 => header.counter = u32::try_from(number(world, u64::from(header.counter)) & 0xffff_ffff).unwrap(),
        3 => header.seen = number(world, header.seen),
        4 => header.log_seen = LogHash([9; 32]),
        5 => header.lane = Lane::Ephemeral,
        _ => {}
    }
    header
}

/// A post: good, or bent somewhere.
fn post(world: &mut World, cay: &mut Hostile) -> Vec<u8> {
    let earlier = |world: &mut World| {
        let whom = somebody(world);
        Hostile::last_post(world, &whom)
    };
    let noise = |world: &mut World, cay: &mut Hostile| {
        let header = header(world, cay);
        let length = 17 + world.dice.roll(300);
        cay.envelope(&header, &[1; 12], &vec![2; length])
    };
    let mut envelope = match world.dice.roll(4) {
        0 => earlier(world).unwrap_or_else(|| noise(world, cay)),
        1 => noise(world, cay),
        _ if cay.chain(world).is_some() => {
            let body = body(world, cay);
            cay.sealed(world, body)
        }
        _ => noise(world, cay),
    };
    match world.dice.roll(8) {
        0 => flip(world, &mut envelope),
        1 => {
            let signature = envelope.split_off(envelope.len() - Signature::LENGTH);
            let signature = Signature(signature.try_into().unwrap());
            envelope.extend_from_slice(&malleated(&signature).0);
        }
        2 => {
            let header = header(world, cay);
            if let Ok(inside) = Envelope::decode(&envelope.clone()) {
                envelope = cay.envelope(&header, &inside.iv, inside.sealed);
            }
        }
        _ => {}
    }
    envelope
}

fn power(world: &mut World) -> Power {
    match world.dice.roll(5) {
        0 => Power::Lock,
        1 => Power::Close,
        2 => Power::HandOver(somebody(world)),
        3 => Power::Extend { deadline_ms: number(world, 1_800_000_000_000) },
        _ => Power::Reopen,
    }
}

/// Signed, and then perhaps with another signature, or a bit of it bent.
fn signed<A: Act>(world: &mut World, cay: &Hostile, act: A) -> SignedBytes {
    let signed = cay.signed(act);
    let mut bytes = SignedBytes::from(&signed);
    match world.dice.roll(6) {
        0 => bytes.signature = malleated(&bytes.signature),
        1 => flip(world, &mut bytes.body.0),
        2 => flip(world, &mut bytes.signature.0),
        _ => {}
    }
    bytes
}

fn act(world: &mut World, cay: &Hostile) -> MemberFrame {
    let state = world.state.as_ref().unwrap();
    let (genesis, transcript, head) = (state.origin(), state.epoch().transcript, state.head().clone());
    let (generation, agreed) = (state.address().generation, state.seat(&cay.id()).map_or(0, Seat::agreement_number));
    let member = if world.dice.roll(8) == 0 { somebody(world) } else { cay.id() };
    let incarnation = cay.incarnation;
    match world.dice.roll(7) {
        0 => {
            let fresh = Fresh { genesis, member, incarnation, number: agreed + 1, agreement: cay.public };
            MemberFrame::Fresh(signed(world, cay, fresh))
        }
        1 => MemberFrame::Resync(signed(world, cay, Resync { transcript, member, incarnation })),
        2 => {
            let has = u32::try_from(world.dice.roll(3)).unwrap();
            MemberFrame::Relink(signed(world, cay, Relink { genesis, generation, member, incarnation, has }))
        }
        3 => {
            let boxed = Boxed { to: somebody(world), ephemeral: cay.public, sealed: BoxedSecret([7; 32]) };
            let linkbox = Linkbox { genesis, generation, from: member, incarnation, has: 0, number: agreed, boxed };
            MemberFrame::Linkbox(signed(world, cay, linkbox))
        }
        4 => {
            let profile =
                Profile { genesis, generation, member, incarnation, name: SealedName([5; SealedName::LENGTH]) };
            MemberFrame::Profile(signed(world, cay, profile))
        }
        5 => {
            let at = number(world, head.seq);
            let act = OwnerAct {
                genesis,
                generation,
                owner: member,
                incarnation,
                at,
                log_at: head.hash,
                power: power(world),
            };
            MemberFrame::OwnerAct(signed(world, cay, act))
        }
        _ => MemberFrame::Rekey(rekey(world, cay)),
    }
}

/// A rekey for some or for everyone, good for some or for nobody, perhaps of another place.
fn rekey(world: &mut World, cay: &Hostile) -> SignedBytes {
    let seats: Vec<_> = world.state.as_ref().unwrap().seats().iter().map(Seat::id).collect();
    let left_out = world.dice.roll(seats.len() * 2);
    let list: Vec<_> = seats
        .iter()
        .enumerate()
        .filter(|(place, id)| *place != left_out || **id == cay.id())
        .map(|(_, id)| *id)
        .collect();
    let given = [Given::Secret, Given::Other, Given::Junk][world.dice.roll(3)];
    let (rekey, _) = cay.rekey(world, &list, |id| if *id == cay.id() { Given::Secret } else { given });
    let mut rekey: Rekey = rekey.act().clone();
    match world.dice.roll(8) {
        0 => rekey.at = number(world, rekey.at),
        1 => rekey.slots.reverse(),
        2 => rekey.epoch = rekey.epoch.wrapping_add(1),
        3 => rekey.vouch.0[0] ^= 1,
        4 => rekey.confirm.0[0] ^= 1,
        _ => {}
    }
    signed(world, cay, rekey)
}

/// One thing that it says; what the relay makes of it.
fn says_anything(world: &mut World, cay: &mut Hostile) -> Result<(), No> {
    match world.dice.roll(12) {
        0..5 => {
            let envelope = post(world, cay);
            let mut frame = encode_post(&envelope);
            if world.dice.roll(12) == 0 {
                frame.truncate(world.dice.roll(frame.len()));
            }
            cay.door.take(world, &Frame::Binary(frame))
        }
        5..10 => {
            let act = act(world, cay);
            cay.tells(world, &act)
        }
        10 => {
            // Anything that ever crossed, said again as if it were its own.
            let frames: Vec<_> = world.backlog.iter().map(|(_, frame)| frame.clone()).collect();
            let frame = frames[world.dice.roll(frames.len())].clone();
            cay.door.take(world, &frame)
        }
        _ => {
            let mut text = encode_frame(&act(world, cay)).into_bytes();
            flip(world, &mut text);
            cay.door.take(world, &Frame::Text(String::from_utf8_lossy(&text).into_owned()))
        }
    }
}

fn count(tally: &mut Tally, told: Result<(), No>) {
    let counter = match told {
        Ok(()) => &mut tally.numbered,
        Err(No::BadFrame) => &mut tally.no_frames,
        Err(No::NotSigned) => &mut tally.not_signed,
        Err(No::NotYours) => &mut tally.not_yours,
        Err(No::Invalid(_) | No::TooFast) => &mut tally.invalid,
    };
    *counter += 1;
}

/// Of the honest ones nobody has blamed another.
fn blames(world: &World, place: usize, cay: &Hostile, tally: &mut Tally) {
    for notice in &world.peers[place].notices {
        let Notice::Suspect { sender, flaw, .. } = notice else { continue };
        match flaw {
            Flaw::Unauthentic => tally.unauthentic += 1,
            Flaw::Unreadable => tally.unreadable += 1,
            // Without a key nobody can tell.
            Flaw::NoKey => continue,
        }
        assert_eq!(*sender, cay.id(), "member {place} blames somebody honest: {flaw:?}");
    }
}

fn play(seed: u64, tally: &mut Tally) {
    let (mut world, mut cay, places) = seated(World::new(seed), seed);
    let mut said = 0;
    for _ in 0..SAYINGS {
        let told = says_anything(&mut world, &mut cay);
        count(tally, told);
        match world.dice.roll(12) {
            0 => {
                let from = world.dice.roll(2);
                world.say(places[from], &format!("{from} says {said}"));
                said += 1;
            }
            1 => {
                let ms = world.dice.roll(4_000) as u64;
                world.pass(ms);
            }
            2 => world.input(places[0], Input::Do(Command::Compare)),
            _ => {
                let frames = world.dice.roll(10);
                world.linger(20, frames);
            }
        }
    }
    world.pass(READY_MS);
    at_peace(&world, &places);
    for place in places {
        assert_eq!(world.peers[place].keys(), Some(Keys::Ready), "seed {seed}, member {place}");
        blames(&world, place, &cay, tally);
        let messages = world.peers[place].messages();
        assert!(messages.is_sorted_by(|one, other| one.seq < other.seq), "seed {seed}: once, in order");
    }
    for (from, to) in [(0, 1), (1, 0)] {
        let text = format!("{from} says that it is over");
        world.say(places[from], &text);
        world.pass(1_100);
        let heard = world.peers[places[to]].texts().into_iter().filter(|heard| *heard == text).count();
        assert_eq!(heard, 1, "seed {seed}: from {from}");
    }
    at_peace(&world, &places);
    tally.texts += said + 2;
    tally.epochs += world.state.as_ref().unwrap().epoch().number;
}

#[test]
fn r34_a_member_that_says_anything_costs_nobody_a_text() {
    let mut tally = Tally::default();
    for seed in 0..crate::many(SEEDS) {
        play(seed, &mut tally);
    }
    println!("{tally:?}");
    let Tally { numbered, no_frames, not_signed, not_yours, invalid, unauthentic, unreadable, epochs, texts } = tally;
    let said = [numbered, invalid, no_frames, not_signed, not_yours];
    assert!(said.iter().zip([4_000, 3_500, 1_800, 1_800, 700]).all(|(count, floor)| *count >= floor), "{said:?}");
    assert!(unauthentic >= 800 && unreadable >= 1_500 && texts >= 3_500, "{unauthentic} {unreadable} {texts}");
    assert!(epochs >= 3_200, "its epochs were taken: {epochs}");
}
