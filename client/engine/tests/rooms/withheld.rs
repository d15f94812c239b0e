//! A relay that keeps something back, from somebody or of somebody, for ever: it is said within three pulses, whatever else
//! the relay says meanwhile.

use super::{READY_MS, VICTIMS, Victim, is_numbered, numbered, three};
use crate::simulator::{Frame, START_MS, World};
use burnroom_engine::effect::{Keys, LineState, Notice};
use burnroom_engine::input::Input;
use burnroom_shared::frame::{RelayFrame, Resumed, decode_ephemeral, encode_frame};
use burnroom_shared::ids::{MemberId, SeatToken};

/// Three pulses, and the second within which one is said; ms.
const NOTICED_MS: u64 = 92_000;

fn is_pulse(frame: &Frame) -> bool {
    matches!(frame, Frame::Binary(bytes) if decode_ephemeral(bytes).is_some())
}

/// What Ada shows of who is silent, by place.
fn silent(world: &World, place: usize) -> Vec<usize> {
    let roster = world.peers[place].roster();
    (0..world.peers.len())
        .filter(|other| roster.iter().any(|member| member.id == world.peers[*other].id && member.silent))
        .collect()
}

fn withheld(world: &World, place: usize) -> Option<bool> {
    let withheld = |notice: &Notice| if let Notice::Withheld(withheld) = notice { Some(*withheld) } else { None };
    world.peers[place].notices.iter().rev().find_map(withheld)
}

/// Lets time pass, at a relay that hands a frame down, and up, only where `passes` says so. `beside` is called every 100 ms.
fn pass(world: &mut World, ms: u64, passes: impl Fn(usize, &Frame) -> bool, mut beside: impl FnMut(&mut World, u64)) {
    for tenth in 0..ms / 100 {
        world.linger(100, 0);
        beside(world, tenth * 100);
        loop {
            for place in 0..world.peers.len() {
                let peer = &mut world.peers[place];
                peer.down.retain(|frame| passes(place, frame));
            }
            if !world.step() {
                break;
            }
        }
    }
}

fn presence(id: MemberId, away: bool) -> Frame {
    Frame::Text(encode_frame(&RelayFrame::Presence { id, away }))
}

fn tick(world: &World) -> Frame {
    let deadline_ms = START_MS + u64::from(crate::TTL_S) * 1_000;
    Frame::Text(encode_frame(&RelayFrame::Tick { now_ms: START_MS + world.now_ms, deadline_ms }))
}

/// What a relay says beside the log to cover up that Bob cannot be heard.
type Cover = fn(&mut World, u64);

const COVERS: [(&str, Cover); 4] = [
    ("nothing", |_, _| {}),
    ("he is here", |world, ms| {
        let id = world.peers[1].id;
        if ms.is_multiple_of(10_000) {
            world.hear(0, presence(id, false));
        }
    }),
    ("he was away for a moment", |world, ms| {
        let id = world.peers[1].id;
        if ms.is_multiple_of(10_000) {
            world.hear(0, presence(id, true));
            world.hear(0, presence(id, false));
        }
    }),
    ("the line was down for a moment", |world, ms| {
        if ms % 40_000 == 20_000 {
            world.cut(0);
            world.input(0, Input::Do(burnroom_engine::input::Command::Reconnect));
        }
    }),
];

#[test]
fn r39_a_member_of_whom_nothing_comes_is_silent_whatever_the_relay_says_of_it() {
    for (cover, say) in COVERS {
        let mut world = three(31);
        let since_ms = world.now_ms;
        // The relay numbers nothing of Bob's and passes none of his pulses on; he hears everything.
        let mut noticed_ms = None;
        while noticed_ms.is_none() && world.now_ms < since_ms + 2 * NOTICED_MS {
            let ms = world.now_ms - since_ms;
            world.linger(100, 0);
            say(&mut world, ms);
            world.peers[1].up.clear();
            while world.step() {
                world.peers[1].up.clear();
            }
            if ms.is_multiple_of(10_000) {
                let tick = tick(&world);
                (0..3).for_each(|place| world.hear(place, tick.clone()));
            }
            noticed_ms = Some(world.now_ms - since_ms).filter(|_| silent(&world, 0).contains(&1));
        }
        // What the relay said of his line, and of one's own, took no longer than that.
        let noticed_ms = noticed_ms.unwrap_or_else(|| panic!("{cover}: never"));
        assert!(noticed_ms <= NOTICED_MS + 10_000, "{cover}: after {noticed_ms} ms");
        assert!(!silent(&world, 0).contains(&2), "{cover}: of Cay everything came");
    }
}

#[test]
fn r39_who_was_away_and_comes_back_is_not_silent_for_that() {
    let mut world = three(32);
    world.peers[1].wake_ms = None;
    world.cut(1);
    world.peers[1].wake_ms = None;
    world.pass(300_000);
    assert!(silent(&world, 0).is_empty(), "he is away, and that is shown");
    world.input(1, Input::Woke);
    world.pass(5_000);
    assert!(silent(&world, 0).is_empty());
    // And so is nobody while one's own line was down.
    world.cut(0);
    world.peers[0].wake_ms = None;
    world.pass(300_000);
    let before = world.peers[0].notices.len();
    world.input(0, Input::Woke);
    world.pass(60_000);
    let shown = world.peers[0].notices[before..].iter();
    let silenced =
        shown.filter(|notice| matches!(notice, Notice::Roster(roster) if roster.iter().any(|member| member.silent)));
    assert_eq!(silenced.count(), 0);
}

#[test]
fn r39_whoever_is_told_nothing_but_the_time_sees_everyone_silent() {
    for stage in VICTIMS {
        let mut victim = stage(three(33));
        let owed = std::mem::take(&mut victim.owed);
        victim.hear(owed);
        let place = victim.place;
        for _ in 0..12 {
            pass(&mut victim.world, 10_000, |to, _| to != place, |_, _| {});
            let tick = tick(&victim.world);
            victim.hear([tick]);
        }
        let others: Vec<_> = (0..victim.world.peers.len()).filter(|other| *other != place).collect();
        assert_eq!(silent(&victim.world, place), others, "{}", victim.what);
    }
}

#[test]
fn r39_a_tail_kept_back_from_anybody_is_said_to_be() {
    for stage in VICTIMS {
        let victim = stage(three(34));
        assert_eq!(withheld(&kept_back(victim).world, 0), None, "the others lack nothing");
    }
}

/// Of what is owed nothing comes; pulses do.
fn kept_back(mut victim: Victim) -> Victim {
    let place = victim.place;
    let last = numbered(victim.owed.last().unwrap()).unwrap().0;
    for _ in 0..(NOTICED_MS + 10_000) / 1_000 {
        let due = |to: usize, frame: &Frame| to != place || is_pulse(frame);
        pass(&mut victim.world, 1_000, due, |_, _| {});
        let tick = tick(&victim.world);
        victim.hear([tick]);
        if withheld(&victim.world, place).is_some() {
            break;
        }
    }
    assert_eq!(withheld(&victim.world, place), Some(true), "{}", victim.what);
    assert!(victim.world.peers[place].texts().is_empty() && last > victim.state.head().seq);
    // It comes after all.
    let owed = victim.owed.clone();
    victim.hear(owed);
    assert_eq!(withheld(&victim.world, place), Some(false), "{}", victim.what);
    assert_eq!(victim.fork(), None);
    victim
}

#[test]
fn r39_a_head_that_is_announced_and_never_comes_is_kept_back() {
    for (ahead, comes) in [(1, false), (1_000_000, false), (u64::MAX / 2, false), (0, true)] {
        let mut world = three(35);
        world.cut(2);
        world.say(0, "meanwhile");
        world.settle();
        world.peers[2].down.clear();
        let head = world.state.as_ref().unwrap().head().seq;
        while !world.peers[2].down.contains(&Frame::Opened) {
            world.now_ms = world.now_ms.max(world.peers[2].wake_ms.unwrap());
            world.input(2, Input::Woke);
        }
        world.input(2, Input::Connected);
        let resume = world.peers[2].up.pop_back().unwrap();
        world.relay_frame(2, resume);
        let owed: Vec<_> = world.peers[2].down.drain(..).filter(is_numbered).collect();
        let resumed = Resumed {
            now_ms: START_MS + world.now_ms,
            deadline_ms: u64::MAX,
            token: SeatToken([0; 16]),
            head: head + ahead,
            away: Vec::new(),
        };
        world.hear(2, Frame::Text(encode_frame(&RelayFrame::Resumed(resumed))));
        owed.into_iter().for_each(|frame| world.hear(2, frame));
        assert_eq!(world.peers[2].texts(), ["meanwhile"]);
        for _ in 0..10 {
            pass(&mut world, 10_000, |to, _| to != 2, |_, _| {});
            let tick = tick(&world);
            world.hear(2, tick);
        }
        let line = world.peers[2].notices.iter().rev().find_map(|notice| match notice {
            Notice::Line(line) => Some(*line),
            _ => None,
        });
        let expected = if comes { (None, Some(LineState::Up)) } else { (Some(true), Some(LineState::Returning)) };
        assert_eq!((withheld(&world, 2), line), expected, "{ahead} more");
    }
}

#[test]
fn r32_a_newcomer_whose_keys_are_kept_back_is_told_that_it_takes_long_and_says_nothing() {
    let mut world = three(36);
    let eve = world.join("Eve");
    let is_rekey = |frame: &Frame| matches!(frame, Frame::Text(text) if text.contains("\"kind\":\"rekey\""));
    for _ in 0..5 {
        pass(&mut world, 10_000, |to, frame| to != eve || !is_rekey(frame), |_, _| {});
        let tick = tick(&world);
        world.hear(eve, tick);
        if super::fork(&world, eve).is_some() {
            break;
        }
    }
    // Whatever came after a rekey that did not come is a gap; until then it is shown that there is no key.
    let shown: Vec<_> = world.peers[eve]
        .notices
        .iter()
        .filter_map(|notice| if let Notice::Keys(keys) = notice { Some(*keys) } else { None })
        .collect();
    assert!(!shown.contains(&Keys::Ready));
    assert!(shown.contains(&Keys::Stuck) || super::fork(&world, eve).is_some(), "{shown:?}");
}

#[test]
fn r63_a_post_that_is_swallowed_never_counts_as_said_and_one_whose_echo_is_cut_off_counts_once() {
    for (numbered, cut) in [(false, false), (false, true), (true, true)] {
        let mut world = three(37);
        world.say(0, "is it there?");
        let post = world.peers[0].up.pop_back().unwrap();
        if numbered {
            world.relay_frame(0, post);
            world.peers[0].down.clear();
        }
        if cut {
            world.peers[0].up.clear();
            world.cut(0);
        }
        world.pass(if cut { READY_MS } else { NOTICED_MS });
        let times = usize::from(cut);
        assert_eq!(world.peers[0].sent(), times, "numbered: {numbered}, cut: {cut}");
        for other in [1, 2] {
            assert_eq!(world.peers[other].texts().len(), times, "numbered: {numbered}, cut: {cut}");
        }
        assert_eq!(super::fork(&world, 0), None);
    }
}
