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
#[path = "rooms/changes.rs"]
mod changes;
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

use burnroom_engine::effect::{Break, Comparison, Ended, Flaw, Fork, Keys, NotSent, Notice, Voucher};
use burnroom_engine::input::{Command, Input};
use burnroom_engine::link::Parameters;
use burnroom_shared::frame::{BurnCause, EventFrame, Refused, RelayFrame, Resumed, SequencedEvent, encode_frame};
use burnroom_shared::ids::SeatToken;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::{CLOSE_BURNED, Refusal};
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
fn a_broken_connection_and_refusals_end_the_session_and_keep_the_drafts() {
    for (code, ended) in [
        (4018, Ended::Refused(Refusal::LinkChanged)),
        (4019, Ended::Refused(Refusal::Kicked)),
        (4015, Ended::Refused(Refusal::Replaced)),
        (4010, Ended::Refused(Refusal::RoomFull)),
    ] {
        let (mut world, ada, _) = pair(9);
        let eve = world.join("Eve");
        while world.peers[ada].keys() == Some(Keys::Ready) {
            world.step();
        }
        world.say(ada, "kept");
        world.input(ada, Input::Closed(code));
        let notices = &world.peers[ada].notices;
        assert!(notices.iter().any(|notice| matches!(notice, Notice::NotSent { reason: NotSent::Ended, .. })));
        assert!(notices.contains(&Notice::Ended(ended)));
        let _ = eve;
    }
    let (mut world, ada, _) = pair(10);
    world.input(ada, Input::Closed(CLOSE_BURNED));
    assert!(world.peers[ada].burned().is_some());
}

/// Talks while connections break, and comes to rest with everyone on the line.
fn talk_through_breaks(seed: u64) -> (World, Vec<Vec<String>>) {
    let (mut world, ada, bob) = pair(seed);
    let eve = world.join("Eve");
    world.pass(5_000);
    let mut said = vec![Vec::new(); 3];
    for n in 0..40 {
        match world.dice.roll(10) {
            0 => {
                let place = world.dice.roll(3);
                if world.peers[place].seated {
                    world.cut(place);
                }
            }
            1..4 => {
                let place = world.dice.roll(3);
                let text = format!("{place}: {n}");
                world.say(place, &text);
                said[place].push(text);
            }
            4 => {
                let ms = u64::try_from(world.dice.roll(3_000)).unwrap();
                world.pass(ms);
            }
            _ => {
                world.step();
            }
        }
    }
    world.pass(40_000);
    let _ = (ada, bob, eve);
    (world, said)
}

#[test]
fn r63_every_text_arrives_once_and_in_order_however_often_connections_break() {
    for seed in 0..many(250) {
        let (world, said) = talk_through_breaks(seed);
        for (place, peer) in world.peers.iter().enumerate() {
            assert_eq!(peer.keys(), Some(Keys::Ready), "seed {seed}, member {place}");
            for (other, texts) in said.iter().enumerate().filter(|(other, _)| *other != place) {
                let id = world.peers[other].id;
                let heard = peer.messages().into_iter().filter(|message| message.sender == id);
                let heard: Vec<_> = heard.map(|message| message.text).collect();
                assert_eq!(heard, *texts, "seed {seed}: what {place} heard of {other}");
            }
            assert_eq!(peer.sent(), said[place].len(), "seed {seed}: what {place} knows as sent");
            let fork = peer.notices.iter().any(|notice| matches!(notice, Notice::Forked(_) | Notice::Ended(_)));
            assert!(!fork, "seed {seed}");
        }
    }
}

#[test]
fn r63_a_room_changes_its_keys_while_somebody_is_away_and_they_come_back_to_it() {
    for seed in 0..SEEDS {
        let (mut world, ada, bob) = pair(seed);
        world.cut(ada);
        let eve = world.join("Eve");
        world.pass(400);
        world.say(bob, "while she is away");
        world.pass(20_000);
        world.say(eve, "and when she is back");
        world.pass(5_000);
        assert_eq!(world.peers[ada].texts(), ["while she is away", "and when she is back"], "seed {seed}");
        assert!(world.peers[bob].roster().iter().all(|member| !member.away), "seed {seed}");
    }
}

#[test]
fn r63_a_relay_that_forgot_what_it_numbered_is_a_fork() {
    let (mut world, ada, _) = pair(19);
    let head = world.state.as_ref().unwrap().head().seq;
    world.cut(ada);
    while world.peers[ada].up.is_empty() {
        let wake = world.peers[ada].wake_ms.unwrap();
        world.now_ms = wake.max(world.now_ms);
        world.input(ada, Input::Woke);
        world.input(ada, Input::Connected);
    }
    let resumed = RelayFrame::Resumed(Resumed {
        now_ms: simulator::START_MS,
        deadline_ms: u64::MAX,
        token: SeatToken([0; 16]),
        head: head - 1,
        away: Vec::new(),
    });
    world.input(ada, Input::Text(encode_frame(&resumed)));
    assert!(world.peers[ada].notices.contains(&Notice::Forked(Fork::InvalidEvent)));
}

#[test]
fn r64_a_body_that_is_gone_is_said_to_be_missing_and_the_next_one_opens() {
    let (mut world, ada, bob) = pair(20);
    world.cut(bob);
    world.say(ada, "too early");
    world.settle();
    world.trim();
    world.say(ada, "still there");
    world.pass(20_000);
    assert_eq!(world.peers[bob].texts(), ["still there"]);
    let missing = world.peers[bob].notices.iter().filter(|notice| matches!(notice, Notice::Missing { .. })).count();
    assert_eq!(missing, 1);
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
fn r34_a_post_altered_on_the_way_is_named_and_the_next_one_opens() {
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
fn r40_the_first_two_compare_by_themselves_and_read_the_same() {
    for seed in 0..SEEDS {
        let (mut world, ada, bob) = pair(seed);
        let codes = (world.peers[ada].fingerprint(), world.peers[bob].fingerprint());
        let (Some(one), Some(two)) = codes else { panic!("seed {seed}: {:?}", world.peers[ada].comparison()) };
        assert!(one == two && one.words == two.words && one.emoji == two.emoji, "seed {seed}");
        world.input(ada, Input::Do(Command::Match));
        let compared: Vec<_> = world.peers[ada].roster().iter().map(|member| member.compared).collect();
        assert_eq!(compared, [true, true]);
        assert_eq!(world.peers[ada].comparison(), Some(Comparison::Matched));
        let eve = world.join("Eve");
        world.pass(3_000);
        let compared: Vec<_> = world.peers[ada].roster().iter().map(|member| member.compared).collect();
        assert_eq!(compared, [true, true, false], "a newcomer is not compared yet");
        let _ = eve;
    }
}

#[test]
fn r41_who_is_away_is_left_out_and_the_rest_can_compare() {
    for seed in 0..SEEDS / 2 {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        world.pass(30_000);
        let is_away = RelayFrame::Presence { id: world.peers[eve].id, away: true };
        for place in [ada, bob] {
            world.send(place, &is_away);
        }
        world.settle();
        world.input(bob, Input::Do(Command::Compare));
        world.pass(3_000);
        let codes = [ada, bob].map(|place| world.peers[place].fingerprint());
        assert!(codes[0].is_some() && codes[0] == codes[1], "seed {seed}: {:?}", world.peers[ada].comparison());
        assert_eq!(world.peers[eve].fingerprint(), None, "seed {seed}: nobody asked her");
        world.input(ada, Input::Do(Command::Match));
        let compared: Vec<_> = world.peers[ada].roster().iter().map(|member| member.compared).collect();
        assert_eq!(compared, [true, true, false]);
    }
}

#[test]
fn r40_three_compare_when_one_asks() {
    for seed in 0..SEEDS / 2 {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        world.pass(30_000);
        world.input(eve, Input::Do(Command::Compare));
        world.pass(3_000);
        let words: Vec<_> = [ada, bob, eve]
            .map(|place| {
                world.peers[place].fingerprint().unwrap_or_else(|| panic!("seed {seed}, member {place}")).words
            })
            .to_vec();
        assert!(words.iter().all(|other| *other == words[0]), "seed {seed}");
    }
}

#[test]
fn r42_somebody_who_has_just_come_is_answered_at_once() {
    for seed in 0..SEEDS / 4 {
        let (mut world, ada, bob) = pair(seed);
        let eve = world.join("Eve");
        world.pass(2_500);
        world.input(eve, Input::Do(Command::Compare));
        world.pass(2_500);
        let codes = [ada, bob, eve].map(|place| world.peers[place].fingerprint());
        assert!(codes[0].is_some() && codes.iter().all(|code| *code == codes[0]), "seed {seed}");
    }
}

#[test]
fn r42_somebody_who_asks_too_soon_is_answered_when_the_others_are_open() {
    let (mut world, ada, bob) = pair(18);
    let first = world.peers[bob].fingerprint().unwrap();
    world.input(ada, Input::Do(Command::Compare));
    world.settle();
    assert!(matches!(world.peers[ada].comparison(), Some(Comparison::Gathering { .. })));
    world.pass(25_000);
    let second = world.peers[bob].fingerprint().unwrap();
    assert!(first != second && world.peers[ada].fingerprint() == Some(second));
}

#[test]
fn r45_a_comparison_ends_when_somebody_leaves_or_is_silent() {
    let (mut world, ada, bob) = pair(15);
    world.pass(30_000);
    world.peers[ada].notices.clear();
    world.peers[bob].connected = false;
    world.input(ada, Input::Do(Command::Compare));
    world.pass(25_000);
    assert_eq!(world.peers[ada].comparison(), Some(Comparison::Broken { cause: Break::Silence }));
    let _ = bob;

    let (mut world, ada, bob) = pair(16);
    world.pass(30_000);
    world.input(ada, Input::Do(Command::Compare));
    let id = world.peers[bob].id;
    world.peers[ada].notices.clear();
    while !matches!(world.peers[ada].comparison(), Some(Comparison::Gathering { .. })) {
        assert!(world.step());
    }
    world.drop_peer(bob, Departure::Lost);
    world.pass(100);
    assert_eq!(world.peers[ada].comparison(), Some(Comparison::Broken { cause: Break::Left(id) }));
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
