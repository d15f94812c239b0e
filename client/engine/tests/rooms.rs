//! Whole rooms in one thread: real sessions, an honest relay or a bent one, every order of frames a seed can give.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what it expects by failing"
)]

#[path = "rooms/again.rs"]
mod again;
#[path = "rooms/breaks.rs"]
mod breaks;
#[path = "rooms/changes.rs"]
mod changes;
#[path = "rooms/comparing.rs"]
mod comparing;
#[path = "rooms/honest.rs"]
mod honest;
#[path = "rooms/hostile.rs"]
mod hostile;
#[path = "rooms/interleaving.rs"]
mod interleaving;
#[path = "rooms/lies.rs"]
mod lies;
#[path = "rooms/names.rs"]
mod names;
#[path = "rooms/owners.rs"]
mod owners;
#[path = "rooms/past.rs"]
mod past;
#[path = "rooms/relay.rs"]
mod relay;
#[path = "rooms/sealing.rs"]
mod sealing;
#[path = "rooms/signs.rs"]
mod signs;
#[path = "rooms/spoiled.rs"]
mod spoiled;
#[path = "rooms/storms.rs"]
mod storms;
#[path = "rooms/unanswered.rs"]
mod unanswered;
mod simulator;

use burnroom_engine::effect::{Flaw, Fork, Keys, NotSent, Notice, Voucher};
use burnroom_engine::input::{Command, Input};
use burnroom_engine::link::Parameters;
use burnroom_shared::frame::{BurnCause, EventFrame, Refused, RelayFrame, SequencedEvent, encode_frame};
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;
use simulator::{Frame, Ghost, TTL_S, World};

/// Seeds of every story that is told in many orders.
const SEEDS: u64 = 40;

/// So many, and twenty times as many in a long run.
pub(crate) fn many(seeds: u64) -> u64 {
    if std::env::var_os("BURNROOM_LONG").is_some() { seeds * 20 } else { seeds }
}

fn pair(seed: u64) -> (World, usize, usize) {
    let mut world = World::new(seed);
    let ada = world.create("Ada", "Argon");
    world.step();
    let bob = world.join("Bob");
    world.pass(3_000);
    (world, ada, bob)
}

#[test]
fn two_talk_both_ways_in_any_order_of_frames() {
    for seed in 0..SEEDS {
        let (mut world, ada, bob) = pair(seed);
        for n in 0..6 {
            world.say(ada, &format!("from Ada {n}"));
            world.say(bob, &format!("from Bob {n}"));
            world.step();
        }
        world.settle();
        let expected = |who: &str| (0..6).map(|n| format!("from {who} {n}")).collect::<Vec<_>>();
        assert_eq!(world.peers[bob].texts(), expected("Ada"), "seed {seed}");
        assert_eq!(world.peers[ada].texts(), expected("Bob"), "seed {seed}");
        assert_eq!((world.peers[ada].sent(), world.peers[bob].sent()), (6, 6));
        assert_eq!(world.peers[ada].keys(), Some(Keys::Ready));
    }
}

#[test]
fn names_and_title_open_for_members() {
    let (world, ada, bob) = pair(1);
    let entered = world.peers[bob].notices.iter().find_map(|notice| match notice {
        Notice::Entered(entered) => Some(entered.clone()),
        _ => None,
    });
    assert_eq!(entered.unwrap().title.as_deref(), Some("Argon"));
    for peer in &world.peers {
        let roster = peer.roster();
        let seen: Vec<_> = roster
            .iter()
            .map(|member| (member.name.as_deref(), member.voucher == Voucher::Good, member.owner))
            .collect();
        assert_eq!(seen, [(Some("Ada"), true, true), (Some("Bob"), true, false)]);
    }
    assert_eq!(world.peers[ada].roster()[0].id, world.peers[ada].id);
}

#[test]
fn the_relay_sees_none_of_the_texts_names_or_title() {
    let (mut world, ada, bob) = pair(2);
    world.say(ada, "the plans are under the third stone");
    world.say(bob, "understood, burning after reading");
    world.settle();
    world.transcript.extend_from_slice(b"planted marker");
    let holds = |text: &str| world.transcript.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("planted marker"), "the search finds what is there");
    for secret in ["third stone", "burning after", "Ada", "Bob", "Argon"] {
        assert!(!holds(secret), "{secret} crossed the relay in the clear");
    }
    let fragment = world.link.fragment();
    assert!(!holds(&fragment), "the link crossed the relay");
}

#[test]
fn a_late_joiner_reads_what_follows_and_nothing_from_before() {
    for seed in 0..SEEDS {
        let (mut world, ada, bob) = pair(seed);
        world.say(ada, "before");
        world.settle();
        let eve = world.join("Eve");
        world.say(bob, "while she comes");
        world.pass(3_000);
        world.say(ada, "after");
        world.say(eve, "hello");
        world.pass(3_000);
        let eves = world.peers[eve].texts();
        assert!(!eves.contains(&"before".to_owned()), "seed {seed}");
        assert!(eves.contains(&"after".to_owned()), "seed {seed}: {eves:?}");
        assert!(
            world.peers[bob].texts().ends_with(&["after".to_owned(), "hello".to_owned()])
                || world.peers[bob].texts().ends_with(&["hello".to_owned(), "after".to_owned()])
        );
        assert_eq!(world.peers[ada].texts().len(), 2, "seed {seed}");
        assert_eq!(world.state.as_ref().unwrap().epoch().list.len(), 3);
    }
}

#[test]
fn everyone_who_comes_at_once_takes_part() {
    for seed in 0..SEEDS / 4 {
        let mut world = World::new(seed);
        world.create("one", "many");
        for name in ["two", "three", "four", "five", "six", "seven"] {
            world.join(name);
        }
        world.pass(20_000);
        for place in 0..world.peers.len() {
            world.say(place, &format!("from {place}"));
        }
        world.pass(5_000);
        for (place, peer) in world.peers.iter().enumerate() {
            let mut texts = peer.texts();
            texts.sort();
            let expected: Vec<_> =
                (0..7).filter(|other| *other != place).map(|other| format!("from {other}")).collect();
            assert_eq!(texts, expected, "seed {seed}, member {place}");
        }
    }
}

#[test]
fn r33_nothing_is_sealed_for_somebody_who_has_gone() {
    for seed in 0..SEEDS {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        world.pass(3_000);
        let before = world.state.as_ref().unwrap().epoch().transcript;
        world.drop_peer(eve, Departure::Lost);
        while world.peers[ada].roster().len() == 3 {
            assert!(world.step());
        }
        world.say(ada, "she is gone");
        assert!(
            !world.peers[ada].up.iter().any(|frame| matches!(frame, Frame::Binary(_))),
            "seed {seed}: a post was sealed before the key changed"
        );
        world.pass(3_000);
        assert_ne!(world.state.as_ref().unwrap().epoch().transcript, before);
        assert!(world.peers[bob].texts().contains(&"she is gone".to_owned()), "seed {seed}");
        assert!(world.peers[eve].texts().is_empty());
    }
}

#[test]
fn r25_a_room_whose_first_member_is_silent_goes_on() {
    let (mut world, ada, bob) = pair(3);
    let eve = world.join("Eve");
    // Whatever the longest seated would do is lost on the way, for good.
    world.peers[ada].connected = false;
    world.pass(10_000);
    world.say(bob, "without her");
    world.pass(3_000);
    assert_eq!(world.peers[eve].texts(), ["without her"]);
}

#[test]
fn keys_are_renewed_with_time_and_with_posts() {
    let (mut world, ada, bob) = pair(4);
    let epoch = |world: &World| world.state.as_ref().unwrap().epoch().number;
    let first = epoch(&world);
    world.pass(601_000);
    assert!(epoch(&world) > first, "ten minutes");
    assert!(world.state.as_ref().unwrap().seats().iter().all(|seat| seat.agreement_number() > 0));
    let second = epoch(&world);
    for n in 0..210 {
        world.say(ada, &n.to_string());
        world.pass(50);
    }
    world.pass(1_000);
    assert!(epoch(&world) > second, "two hundred posts");
    assert_eq!(world.peers[bob].texts().len(), 210);
}

#[test]
fn what_is_too_long_or_empty_stays_a_draft() {
    let (mut world, ada, bob) = pair(5);
    world.say(ada, &"x".repeat(4_001));
    world.say(ada, &"語".repeat(4_000));
    world.say(ada, " \n ");
    world.settle();
    let reasons: Vec<_> = world.peers[ada]
        .notices
        .iter()
        .filter_map(|notice| if let Notice::NotSent { reason, .. } = notice { Some(*reason) } else { None })
        .collect();
    assert_eq!(reasons, [NotSent::TooLong, NotSent::Empty]);
    assert_eq!(world.peers[bob].texts(), ["語".repeat(4_000)]);
}

#[test]
fn both_burn_by_command_and_confirm_that_they_erased() {
    let (mut world, ada, bob) = pair(6);
    world.input(ada, Input::Do(Command::Burn));
    world.settle();
    assert!(world.peers.iter().all(|peer| peer.burned() == Some(BurnCause::Command)));
    assert!(world.peers.iter().all(|peer| peer.up.is_empty()), "no token before the page is empty");
    world.input(ada, Input::Do(Command::PageEmptied));
    world.settle();
    assert_eq!(world.peers[ada].erased(), Some((1, 2)));
    assert_eq!(world.peers[bob].erased(), Some((1, 2)));
    world.input(bob, Input::Do(Command::PageEmptied));
    world.settle();
    assert_eq!(world.peers[ada].erased(), Some((2, 2)));
    assert_eq!(world.peers[bob].erased(), Some((2, 2)));
    world.say(ada, "too late");
    assert!(world.peers[ada].up.is_empty());
}

#[test]
fn r50_the_countdown_burns_without_the_relay() {
    let (mut world, ada, bob) = pair(7);
    world.pass(u64::from(TTL_S) * 1_000);
    assert!(world.peers.iter().all(|peer| peer.burned() == Some(BurnCause::Deadline)));
    // The relay has not said that the room is gone, so no token is sent into it.
    world.input(ada, Input::Do(Command::PageEmptied));
    assert!(world.peers[ada].up.is_empty());
    world.burn(BurnCause::Deadline);
    world.settle();
    assert_eq!(world.peers[bob].erased(), Some((1, 2)), "now it was sent");
}

#[test]
fn r53_a_token_counts_once_and_only_if_it_fits() {
    let (mut world, ada, bob) = pair(8);
    world.input(ada, Input::Do(Command::Burn));
    world.settle();
    world.input(bob, Input::Do(Command::PageEmptied));
    let token = world.peers[bob].up.back().cloned().unwrap();
    world.peers[ada].down.extend([token.clone(), token, Frame::Binary(vec![0; 16]), Frame::Binary(vec![0; 17])]);
    world.settle();
    assert_eq!(world.peers[ada].erased(), Some((1, 2)), "the other's, since one's own page is not empty yet");
}

#[test]
fn who_knows_the_address_but_not_the_link_is_an_intruder_and_gets_no_key() {
    let (mut world, ada, bob) = pair(11);
    // A ghost with good signatures for this very room, seated by a relay that lets it in: it cannot vouch.
    let ghost = Ghost::new(666);
    ghost.sits_down(&mut world);
    world.pass(10_000);
    assert!(world.peers[ada].roster()[2].voucher == Voucher::Bad && world.peers[ada].roster()[2].name.is_none());
    let state = world.state.as_ref().unwrap();
    assert!(state.epoch().list.iter().all(|listed| listed.id != ghost.id()));
    world.say(ada, "for Bob alone");
    world.pass(1_000);
    assert_eq!(world.peers[bob].texts(), ["for Bob alone"]);
}

/// What happened to `place` after one frame from a relay that lies.
fn after(world: &mut World, place: usize, frame: Frame) -> Option<Notice> {
    world.peers[place].notices.clear();
    world.peers[place].down.push_back(frame);
    world.settle();
    world.peers[place]
        .notices
        .iter()
        .find(|notice| matches!(notice, Notice::Forked(_) | Notice::Suspect { .. }))
        .cloned()
}

#[test]
fn r12_a_relay_that_skips_repeats_or_invents_is_a_fork() {
    let (world, ada, bob) = pair(12);
    let id = world.peers[bob].id;
    let head = world.state.as_ref().unwrap().head().clone();
    let event =
        |seq, time_ms, event| Frame::Text(encode_frame(&RelayFrame::Event(SequencedEvent { seq, time_ms, event })));
    let left = || EventFrame::Left { id, departure: Departure::Left };
    let lies = [
        (event(head.seq + 2, head.time_ms, left()), Fork::InvalidEvent),
        (event(head.seq, head.time_ms, left()), Fork::InvalidEvent),
        (event(head.seq + 1, 0, left()), Fork::InvalidEvent),
        (Frame::Text("{}".to_owned()), Fork::BadFrame),
        (Frame::Binary(vec![2; 40]), Fork::BadFrame),
    ];
    for (lie, fork) in lies {
        let (mut world, ..) = pair(12);
        assert_eq!(after(&mut world, ada, lie), Some(Notice::Forked(fork)));
        world.say(ada, "unsaid");
        assert!(!world.peers[ada].up.iter().any(|frame| matches!(frame, Frame::Binary(_))), "sends after a fork");
    }
}

#[test]
fn r34_a_post_altered_on_the_way_is_named() {
    for (place_from_end, flaw) in [(1, Flaw::Unauthentic), (70, Flaw::Unauthentic)] {
        let (mut world, ada, bob) = pair(13);
        world.say(ada, "first");
        while !world.peers[bob].down.iter().any(|frame| matches!(frame, Frame::Binary(_))) {
            assert!(world.step());
        }
        let Some(Frame::Binary(mut bytes)) = world.peers[bob].down.pop_back() else { panic!("a post") };
        let at = bytes.len() - place_from_end;
        bytes[at] ^= 1;
        world.peers[bob].notices.clear();
        world.peers[bob].down.push_back(Frame::Binary(bytes));
        world.settle();
        let suspect = world.peers[bob]
            .notices
            .iter()
            .any(|notice| matches!(notice, Notice::Suspect { flaw: found, .. } if *found == flaw));
        assert!(suspect, "an altered post passed for good");
        assert!(world.peers[bob].texts().is_empty());
    }
}

#[test]
fn r36_a_relay_that_calls_valid_posts_stale_is_found_out() {
    let (mut world, ada, _) = pair(14);
    world.say(ada, "again and again");
    for _ in 0..10 {
        let Some(Frame::Binary(frame)) = world.peers[ada].up.pop_front() else { break };
        let envelope = burnroom_shared::envelope::Envelope::decode(&frame[1..]).unwrap();
        let digest = envelope.digest();
        world.refuse(ada, Refused::Post, Refusal::Stale, Some(digest));
        let Some(Frame::Text(text)) = world.peers[ada].down.pop_front() else { panic!("a refusal") };
        world.input(ada, Input::Text(text));
    }
    assert!(world.peers[ada].notices.contains(&Notice::Forked(Fork::LyingRefusal)));
}

#[test]
fn anyone_may_burn_is_part_of_the_link() {
    let world = {
        let mut world = World::with_parameters(17, Parameters::PLAIN.with_anyone_may_burn());
        world.create("Ada", "x");
        world.settle();
        world
    };
    let entered = world.peers[0]
        .notices
        .iter()
        .any(|notice| matches!(notice, Notice::Entered(entered) if entered.anyone_may_burn));
    assert!(entered);
}
