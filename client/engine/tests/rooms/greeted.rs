//! What a newcomer is told on coming in: a room as it once was, somebody else's hello, ghosts, swapped keys.

use super::{READY_MS, fork, lived, three};
use crate::simulator::{Frame, START_MS, World};
use burnroom_engine::effect::{Ended, Fork, Keys, Notice, Voucher};
use burnroom_engine::input::Input;
use burnroom_engine::session::CreationFault;
use burnroom_shared::frame::{
    Hello, Join, MemberFrame, RelayFrame, decode_member_frame, decode_relay_frame, encode_frame,
};
use burnroom_shared::log::{Change, Departure, State};
use burnroom_shared::signed::Announcement;

fn asks(world: &mut World, name: &str) -> (usize, Join) {
    let place = world.join(name);
    let Some(Frame::Text(join)) = world.peers[place].up.pop_front() else { panic!("a join") };
    let MemberFrame::Join(join) = decode_member_frame(&join).unwrap() else { panic!("no join") };
    (place, join)
}

/// The relay seats it: what it would say, still unsaid.
fn seated(world: &mut World, place: usize, join: &Join) -> Box<Hello> {
    world.relay_text(place, encode_frame(&MemberFrame::Join(join.clone())));
    let Some(Frame::Text(hello)) = world.peers[place].down.pop_front() else { panic!("a hello") };
    let RelayFrame::Hello(hello) = decode_relay_frame(&hello).unwrap() else { panic!("no hello") };
    hello
}

fn greet(world: &mut World, place: usize, hello: Box<Hello>) {
    world.hear(place, Frame::Text(encode_frame(&RelayFrame::Hello(hello))));
}

/// The state that the joining leads to from another one.
fn joined(from: &State, join: &Join, now_ms: u64) -> State {
    let announced = join.announcement.decode::<Announcement>().unwrap();
    let key = announced.act().signing;
    let mut state = from.clone();
    let joined = Change::Joined(announced.verify(key).expect("engines sign well"));
    state.apply(&state.next(joined, START_MS + now_ms)).unwrap();
    state
}

#[test]
fn r14_a_room_as_it_once_was_is_found_by_the_first_thing_that_crosses() {
    // Before somebody left; before the epoch in force; before anything was said in it; and the truth.
    for (then, found) in [(0, true), (1, true), (2, true), (3, false)] {
        let mut world = three(71);
        let mut states = vec![world.state.clone().unwrap()];
        world.drop_peer(2, Departure::Left);
        states.push(world.state.clone().unwrap());
        world.pass(READY_MS);
        states.push(world.state.clone().unwrap());
        world.say(0, "before her");
        world.settle();
        states.push(world.state.clone().unwrap());
        let (eve, join) = asks(&mut world, "Eve");
        let mut hello = seated(&mut world, eve, &join);
        hello.snapshot.0 = joined(&states[then], &join, world.now_ms).encode();
        greet(&mut world, eve, hello);
        assert_eq!(fork(&world, eve), None, "{then}: it can be");
        world.pass(5_000);
        world.say(0, "for who has the key");
        world.pass(READY_MS);
        let by = fork(&world, eve);
        let is_named = matches!(by, Some(Fork::InvalidEvent | Fork::LogDiffers));
        assert!(is_named == found && by.is_some() == found, "{then}: {by:?}");
        assert_eq!(world.peers[eve].texts().is_empty(), found, "{then}");
        assert!(!found || world.peers[eve].keys() != Some(Keys::Ready), "{then}: a key of a room that is over");
        for other in [0, 1] {
            assert_eq!(fork(&world, other), None, "{then}: a lie to her is nobody else's fork");
        }
    }
}

#[test]
fn r14_a_hello_that_is_not_of_ones_own_joining_is_another_room() {
    // Somebody else's; one's own from before, in another incarnation; of a room with another link.
    for lie in 0..3 {
        let mut world = lived(72);
        let (dan, join) = asks(&mut world, "Dan");
        let theirs = seated(&mut world, dan, &join);
        greet(&mut world, dan, theirs.clone());
        world.pass(READY_MS);
        match lie {
            0 => {
                let (eve, join) = asks(&mut world, "Eve");
                drop(seated(&mut world, eve, &join));
                greet(&mut world, eve, theirs);
                assert_eq!(world.peers[eve].notices, [Notice::Forked(Fork::AnotherRoom)]);
            }
            1 => {
                world.drop_peer(dan, Departure::Lost);
                world.hear(dan, Frame::Closed(burnroom_shared::refusal::Refusal::SeatGone.close_code()));
                while !world.peers[dan].down.contains(&Frame::Opened) {
                    world.now_ms = world.now_ms.max(world.peers[dan].wake_ms.unwrap());
                    world.input(dan, Input::Woke);
                }
                world.input(dan, Input::Connected);
                greet(&mut world, dan, theirs);
                assert_eq!(fork(&world, dan), Some(Fork::AnotherRoom));
            }
            _ => {
                let (eve, _) = asks(&mut world, "Eve");
                let mut other = three(73);
                let (there, join) = asks(&mut other, "Eve");
                let hello = seated(&mut other, there, &join);
                greet(&mut world, eve, hello);
                assert_eq!(world.peers[eve].notices, [Notice::Forked(Fork::AnotherRoom)]);
            }
        }
    }
    let mut world = lived(72);
    let eve = world.join("Eve");
    world.pass(READY_MS);
    assert_eq!((fork(&world, eve), world.peers[eve].keys()), (None, Some(Keys::Ready)), "and the truth is none");
}

#[test]
fn r14_nothing_but_a_hello_comes_first() {
    let mut world = lived(74);
    let frames: Vec<_> = world.frames.iter().filter(|frame| super::is_numbered(frame)).take(3).cloned().collect();
    let deadline_ms = u64::MAX;
    let others = [
        Frame::Text(encode_frame(&RelayFrame::Tick { now_ms: 0, deadline_ms })),
        Frame::Text(encode_frame(&RelayFrame::Past { first: 1, count: 1 })),
        Frame::Binary(vec![3; 200]),
    ];
    for frame in frames.into_iter().chain(others) {
        let (eve, _) = asks(&mut world, "Eve");
        world.hear(eve, frame);
        assert_eq!(world.peers[eve].notices, [Notice::Forked(Fork::BadFrame)]);
        world.say(eve, "unsaid");
        assert_eq!(world.peers[eve].up, [Frame::Closed(1000)]);
    }
    let (eve, _) = asks(&mut world, "Eve");
    let burned = RelayFrame::Burned { cause: burnroom_shared::frame::BurnCause::Empty, seats: 0 };
    world.hear(eve, Frame::Text(encode_frame(&burned)));
    let gone = Notice::Ended(Ended::Refused(burnroom_shared::refusal::Refusal::RoomNotFound));
    assert_eq!(world.peers[eve].notices, [gone]);
}

#[test]
fn r09_a_ghost_that_was_there_before_is_shown_as_one_and_keyed_by_nobody() {
    let mut world = three(75);
    let ghost = crate::simulator::Ghost::new(667);
    ghost.sits_down(&mut world);
    let eve = world.join("Eve");
    world.pass(READY_MS);
    for place in [0, eve] {
        let roster = world.peers[place].roster();
        let shown = roster.iter().find(|member| member.id == ghost.id()).expect("it has a seat");
        assert!(shown.voucher == Voucher::Bad && shown.name.is_none(), "member {place}");
    }
    assert!(world.state.as_ref().unwrap().epoch().listed(&ghost.id()).is_none());
    world.say(eve, "not for ghosts");
    world.settle();
    assert_eq!(world.peers[0].texts(), ["not for ghosts"]);
}

#[test]
fn r08_a_key_swapped_in_what_somebody_signed_is_no_signature() {
    // In what is said of a joining as it happens, and in the state that a newcomer is told.
    for at in [0, 1, 64, 65, 66, 129, 130, 146, 150, 181, 182, 213] {
        let mut world = three(76);
        let (eve, join) = asks(&mut world, "Eve");
        let hello = seated(&mut world, eve, &join);
        let bytes = &join.announcement.body.0;
        let place = hello.snapshot.0.windows(bytes.len()).position(|window| window == bytes).unwrap();
        for frame in std::mem::take(&mut world.peers[0].down) {
            let Frame::Text(text) = &frame else { continue };
            let Ok(RelayFrame::Event(mut event)) = decode_relay_frame(text) else { continue };
            if let burnroom_shared::frame::EventFrame::Joined { announcement, .. } = &mut event.event {
                announcement.body.0[at] ^= 1;
                world.hear(0, Frame::Text(encode_frame(&RelayFrame::Event(event))));
            }
        }
        let expected = [Some(Fork::InvalidEvent), Some(Fork::BadFrame)];
        assert!(expected.contains(&fork(&world, 0)), "byte {at}: {:?}", fork(&world, 0));
        // The same byte of somebody else, told to her.
        let first = world.state.as_ref().unwrap().seats()[0].announcement().clone();
        let own = burnroom_shared::signed::Act::encode(&first);
        let mut bent = hello.clone();
        let others = bent.snapshot.0.windows(own.len()).position(|window| window == own).unwrap();
        assert_ne!(others, place);
        bent.snapshot.0[others + at] ^= 1;
        greet(&mut world, eve, bent);
        let found = fork(&world, eve);
        assert!([Fork::InvalidEvent, Fork::BadFrame].map(Some).contains(&found), "byte {at}: {found:?}");
    }
}

#[test]
fn r11_a_room_made_at_another_time_or_for_another_while_is_refused_by_who_asked_for_it() {
    let made = |created_ms: u64, deadline_ms: u64| burnroom_shared::api::Created {
        created_ms,
        deadline_ms,
        pin: "000000".to_owned(),
    };
    let end_ms = START_MS + 60_000;
    let cases = [
        (made(START_MS, end_ms), Ok(())),
        (made(START_MS + 120_000, end_ms + 120_000), Ok(())),
        (made(START_MS + 120_001, end_ms + 120_001), Err(CreationFault::ClocksApart)),
        (made(START_MS - 120_001, end_ms - 120_001), Err(CreationFault::ClocksApart)),
        (made(START_MS, end_ms + 1), Err(CreationFault::DeadlineWrong)),
        (made(START_MS, START_MS), Err(CreationFault::DeadlineWrong)),
        (made(START_MS, 0), Err(CreationFault::DeadlineWrong)),
        (made(u64::MAX, u64::MAX), Err(CreationFault::ClocksApart)),
    ];
    for (created, expected) in cases {
        let mut world = World::new(77);
        let eve = world.join("Eve");
        let now = world.now();
        assert_eq!(world.peers[eve].session_mut().created(60, &created, now), expected, "{created:?}");
    }
}

#[test]
fn r11_the_creator_enters_no_room_that_was_made_at_another_time_or_by_somebody_else() {
    for lie in 0..3 {
        let mut world = World::new(78);
        let ada = world.create("Ada", "x");
        let Some(Frame::Text(text)) = world.peers[ada].up.pop_front() else { panic!("a join") };
        let MemberFrame::Join(join) = decode_member_frame(&text).unwrap() else { panic!("no join") };
        let mut genesis = world.state.as_ref().unwrap().genesis().clone();
        match lie {
            1 => genesis.created_ms -= 1,
            2 => genesis.creator = burnroom_shared::ids::MemberId([9; 16]),
            _ => {}
        }
        let mut hello = seated(&mut world, ada, &join);
        hello.snapshot.0 = joined(&State::new(genesis), &join, world.now_ms).encode();
        greet(&mut world, ada, hello);
        assert_eq!(fork(&world, ada), (lie > 0).then_some(Fork::AnotherRoom), "lie {lie}");
    }
}
