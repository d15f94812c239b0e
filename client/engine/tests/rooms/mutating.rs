//! Random rooms in which the relay does its worst to one frame on its way to one member, of whatever kind: it is found,
//! refused, harmless or noticed. Nobody is ever shown what was not said, or twice, or as somebody else's.

use crate::changes::play;
use crate::simulator::{Frame, Sim, Toy};
use burnroom_engine::effect::{Ended, Fork, LineState, Notice};
use burnroom_shared::frame::decode_ephemeral;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Rooms to play.
const ROOMS: u64 = 1_400;
/// Things that happen in each.
const DEEDS: usize = 40;
/// After three pulses everything is noticed, and whoever lost its seat has another, ms.
const NOTICED_MS: u64 = 130_000;

/// Every kind of frame that a relay sends in a room that lasts, but those that end it.
const KINDS: [&str; 13] = [
    "hello",
    "resumed",
    "tick",
    "presence",
    "joined",
    "left",
    "rekey",
    "owner-act",
    "owner",
    "profile",
    "post",
    "pulse",
    "refused",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Dropped,
    Repeated,
    Swapped,
    ReplacedByAnOlder,
    PrecededByAnOlder,
    Flipped,
    Renumbered,
}

const HOWS: [How; 7] = [
    How::Dropped,
    How::Repeated,
    How::Swapped,
    How::ReplacedByAnOlder,
    How::PrecededByAnOlder,
    How::Flipped,
    How::Renumbered,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The relay never came to do it.
    NotBent,
    /// It stopped, and says why.
    Forked(u8),
    /// It is there, and lacks nothing that the others have.
    Harmless,
    /// It lacks something, or has lost its seat, and says so.
    Noticed,
}

fn kind(frame: &Frame) -> &str {
    match frame {
        Frame::Text(text) => {
            let word = |name: &str| text.split(name).nth(1).and_then(|rest| rest.split('"').next());
            match word("\"type\":\"") {
                Some("event") => word("\"kind\":\"").unwrap_or_default(),
                other => other.unwrap_or_default(),
            }
        }
        Frame::Binary(bytes) if decode_ephemeral(bytes).is_some() => "pulse",
        Frame::Binary(_) => "post",
        Frame::Closed(_) | Frame::Opened => "",
    }
}

fn flipped(frame: &Frame, at: usize, bit: usize) -> Frame {
    match frame {
        Frame::Binary(bytes) => {
            let mut bytes = bytes.clone();
            let at = at % bytes.len();
            bytes[at] ^= 1 << (bit % 8);
            Frame::Binary(bytes)
        }
        Frame::Text(text) => {
            let mut bytes = text.clone().into_bytes();
            let at = at % bytes.len();
            // Another character of base64 or of a number for the most part: it gets past the JSON.
            bytes[at] = b"ABab0189-_\"{"[bit % 12];
            Frame::Text(String::from_utf8_lossy(&bytes).into_owned())
        }
        other => other.clone(),
    }
}

/// Bends the `nth` frame of `kind` that comes.
fn bent(kind_of: &'static str, how: How, mut nth: usize) -> crate::simulator::Bend {
    Box::new(move |down: &mut VecDeque<Frame>, crossed: &[Frame], dice| {
        if down.front().map(kind) != Some(kind_of) {
            return false;
        }
        if nth > 0 {
            nth -= 1;
            return false;
        }
        let older = crossed[dice.roll(crossed.len())].clone();
        let (at, bit) = (dice.roll(1 << 20), dice.roll(1 << 10));
        match how {
            How::Dropped => drop(down.pop_front()),
            How::Repeated => down.push_front(down[0].clone()),
            How::Swapped if down.len() > 1 => down.swap(0, 1),
            How::Swapped => return false,
            How::ReplacedByAnOlder => down[0] = older,
            How::PrecededByAnOlder => down.push_front(older),
            How::Flipped => down[0] = flipped(&down[0], at, bit),
            How::Renumbered if super::is_numbered(&down[0]) => {
                let (seq, time_ms) = super::numbered(&down[0]).unwrap();
                let (seq, time_ms) = match bit % 4 {
                    0 => (seq + 1, time_ms),
                    1 => (seq.saturating_sub(1), time_ms),
                    2 => (seq, time_ms + 1),
                    _ => (seq, time_ms.saturating_sub(1_000)),
                };
                down[0] = super::renumbered(&down[0], seq, time_ms);
            }
            How::Renumbered => return false,
        }
        // A line that is opened is the device's own doing.
        down.retain(|frame| !matches!(frame, Frame::Closed(_)) || kind_of.is_empty());
        true
    })
}

/// Nobody is shown what was not said, as somebody else's, twice, or in another order than it was said in.
fn check_shown(world: &Sim<Toy>, story: &str) {
    for (place, peer) in world.peers.iter().enumerate() {
        let mut shown = BTreeSet::new();
        let mut last: BTreeMap<_, usize> = BTreeMap::new();
        for message in peer.messages() {
            let (who, number) = message.text.split_once(" says ").expect("was said");
            let (who, number): (usize, usize) = (who.parse().unwrap(), number.parse().unwrap());
            assert_eq!(world.peers[who].id, message.sender, "{story}, member {place}: as somebody else's");
            assert!(shown.insert(message.text.clone()), "{story}, member {place}: {:?} twice", message.text);
            let before = last.insert(who, number);
            assert!(before.is_none_or(|before| before < number), "{story}, member {place}: reordered");
        }
    }
}

fn fork(world: &Sim<Toy>, place: usize) -> Option<Fork> {
    let fork = |notice: &Notice| if let Notice::Forked(fork) = notice { Some(*fork) } else { None };
    world.peers[place].notices.iter().find_map(fork)
}

/// True if its person has been told that something is missing, or that it was away, or is not in the room any more.
fn has_noticed(world: &Sim<Toy>, victim: usize) -> bool {
    let peer = &world.peers[victim];
    let said = peer.notices.iter().any(|notice| {
        matches!(
            notice,
            Notice::Suspect { .. }
                | Notice::Missing { .. }
                | Notice::Withheld(true)
                | Notice::Reseated
                | Notice::Ended(_)
                | Notice::Line(LineState::Unseated { .. })
        )
    });
    said || peer.roster().iter().any(|member| member.silent)
}

/// What others were shown while the victim was listed, and the victim was not.
fn lacks(world: &Sim<Toy>, victim: usize) -> bool {
    let id = world.peers[victim].id;
    let has: BTreeSet<_> = world.peers[victim].texts().into_iter().collect();
    let others = world.peers.iter().enumerate().filter(|(place, _)| *place != victim);
    let for_it = |seq: u64| world.numbered.iter().any(|post| post.seq == seq && post.list.contains(&id));
    others
        .flat_map(|(_, peer)| peer.messages())
        .any(|message| message.sender != id && for_it(message.seq) && !has.contains(&message.text))
}

fn sees_who_is_there(world: &Sim<Toy>, victim: usize) -> bool {
    let peer = &world.peers[victim];
    let seats = world.state.as_ref().unwrap().seats().iter().map(burnroom_shared::log::Seat::id);
    !peer.seated || seats.eq(peer.roster().iter().map(|member| member.id))
}

fn outcome(world: &Sim<Toy>, victim: usize, story: &str) -> Outcome {
    for (place, peer) in world.peers.iter().enumerate() {
        let blamed = peer.notices.contains(&Notice::Ended(Ended::KeyMisused));
        assert!(!blamed, "{story}, member {place}: a key is said to be somebody else's");
        let forked = fork(world, place);
        assert!(place == victim || forked.is_none(), "{story}: {forked:?} at member {place}, who was told the truth");
    }
    if world.bend.is_some() {
        return Outcome::NotBent;
    }
    match fork(world, victim) {
        Some(Fork::InvalidEvent) => Outcome::Forked(0),
        Some(Fork::BadFrame) => Outcome::Forked(1),
        Some(Fork::AnotherRoom) => Outcome::Forked(2),
        Some(Fork::LogDiffers) => Outcome::Forked(3),
        Some(Fork::LyingRefusal) => Outcome::Forked(4),
        None if has_noticed(world, victim) => Outcome::Noticed,
        None => {
            assert!(!lacks(world, victim), "{story}: something is missing there, and nobody says so");
            assert!(sees_who_is_there(world, victim), "{story}: others are shown there than are there");
            Outcome::Harmless
        }
    }
}

#[test]
fn r12_whatever_is_done_to_any_frame_it_is_found_or_harmless_or_noticed() {
    let mut tally: BTreeMap<(&str, Outcome), u32> = BTreeMap::new();
    let mut bends: BTreeMap<How, u32> = BTreeMap::new();
    for seed in 0..crate::many(ROOMS) {
        let mut world = Sim::<Toy>::new(seed);
        let number = usize::try_from(seed).unwrap();
        let (kind, how) = (KINDS[number % KINDS.len()], HOWS[number / KINDS.len() % HOWS.len()]);
        let (victim, nth) = (world.dice.roll(3), world.dice.roll(6));
        let nth = if ["hello", "resumed", "owner", "refused", "left", "presence"].contains(&kind) { 0 } else { nth };
        world.bend = Some((victim, bent(kind, how, nth)));
        play(&mut world, DEEDS);
        world.pass(NOTICED_MS);
        let story = format!("seed {seed}: {kind} {how:?} on its way to {victim}");
        if world.peers.len() <= victim {
            continue;
        }
        check_shown(&world, &story);
        let outcome = outcome(&world, victim, &story);
        // An event that never came, or came as another, is another log; unless the line broke and it came after all.
        let is_event = !["hello", "resumed", "tick", "presence", "pulse", "refused"].contains(&kind);
        let differs = is_event && [How::Dropped, How::Renumbered].contains(&how);
        let came_back = world.peers[victim].notices.iter().any(|notice| matches!(notice, Notice::Line(_)));
        assert!(!(differs && outcome == Outcome::Harmless) || came_back, "{story}: not noticed");
        *tally.entry((kind, outcome)).or_default() += 1;
        *bends.entry(how).or_default() += u32::from(outcome != Outcome::NotBent);
    }
    println!("{tally:?}\n{bends:?}");
    let count = |of: &dyn Fn(&str, Outcome) -> bool| {
        tally.iter().filter(|((kind, outcome), _)| of(kind, *outcome)).map(|(_, count)| count).sum::<u32>()
    };
    for kind in KINDS {
        let times = count(&|of, outcome| of == kind && outcome != Outcome::NotBent);
        assert!(times >= 10, "{kind} was bent {times} times");
    }
    assert!(bends.values().all(|times| *times > 40), "{bends:?}");
    assert!(count(&|_, outcome| matches!(outcome, Outcome::Forked(_))) > 200);
    assert!(count(&|_, outcome| outcome == Outcome::Harmless) > 100);
    assert!(count(&|_, outcome| outcome == Outcome::Noticed) > 5);
}
