//! A member that plays the comparison of codes by rules of its own: it is named, nobody gets a code out of it that
//! another does not get, and the room talks on.

use super::member::Hostile;
use super::{hear_all, with_hostile};
use crate::simulator::{Ghost, World};
use burnroom_engine::content::Body;
use burnroom_engine::effect::{Break, Comparison, Notice, Voucher};
use burnroom_engine::input::{Command, Input};
use burnroom_shared::hash::{Label, sha256};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Seat;

pub(super) const GATHER_MS: u64 = 20_000;

/// A session as the log has it, with the nonce that the hostile one will commit to.
pub(super) struct Session {
    id: [u8; 16],
    members_hash: [u8; 32],
    nonce: [u8; 32],
}

impl Session {
    /// Of everyone who is seated, started by `starter` with its last post.
    fn started(world: &World, starter: &MemberId, members: &[MemberId]) -> Self {
        let state = world.state.as_ref().unwrap();
        let counter = state.epoch().listed(starter).unwrap().next - 1;
        let hash = Label::COMPARE.hash(&[&state.epoch().transcript.0, &starter.0, &counter.to_be_bytes()]);
        let id: [u8; 16] = hash[..16].try_into().unwrap();
        let key = |id: &MemberId| state.seat(id).unwrap().signing();
        let each: Vec<u8> = members.iter().flat_map(|id| id.0.into_iter().chain(sha256(key(id).as_bytes()))).collect();
        Self { id, members_hash: Label::COMPARE_MEMBERS.hash(&[&id, &each]), nonce: [5; 32] }
    }

    pub(super) fn commit(&self, of: &Hostile) -> Body {
        let commitment = Label::COMPARE_COMMIT.hash(&[&self.id, &self.members_hash, &of.id().0, &self.nonce]);
        Body::Commit { session: self.id, commitment }
    }

    fn reveal(&self) -> Body {
        Body::Reveal { session: self.id, nonce: self.nonce }
    }
}

fn everyone(world: &World) -> Vec<MemberId> {
    world.state.as_ref().unwrap().seats().iter().map(Seat::id).collect()
}

/// The hostile one starts a session of everyone; the honest ones join it.
pub(super) fn starts(world: &mut World, cay: &mut Hostile) -> Session {
    let members = everyone(world);
    cay.says(world, Body::Compare(members.clone())).unwrap();
    let session = Session::started(world, &cay.id(), &members);
    world.settle();
    session
}

fn comparisons(world: &World, place: usize) -> Vec<Comparison> {
    let comparison = |notice: &Notice| match notice {
        Notice::Comparison(comparison) => Some(comparison.clone()),
        _ => None,
    };
    world.peers[place].notices.iter().filter_map(comparison).collect()
}

pub(super) fn forget(world: &mut World) {
    world.peers.iter_mut().for_each(|peer| peer.notices.retain(|notice| !matches!(notice, Notice::Comparison(_))));
}

/// All that the last comparison came to at each of `places`.
fn all_end(world: &World, places: [usize; 2], cause: Break) {
    for place in places {
        assert_eq!(world.peers[place].comparison(), Some(Comparison::Broken { cause }), "member {place}");
        let had_code = comparisons(world, place).iter().any(|shown| matches!(shown, Comparison::Ready { .. }));
        assert!(!had_code, "member {place} had a code");
    }
}

#[test]
fn r49_a_hostile_program_that_keeps_the_rules_gets_the_code_that_everyone_has() {
    let (mut world, mut cay, places) = with_hostile(20);
    forget(&mut world);
    let session = starts(&mut world, &mut cay);
    cay.says(&mut world, session.commit(&cay)).unwrap();
    world.settle();
    cay.says(&mut world, session.reveal()).unwrap();
    world.settle();
    let codes = places.map(|place| world.peers[place].fingerprint());
    assert!(codes[0].is_some() && codes[0] == codes[1]);
    hear_all(&mut world, &places);
}

#[test]
fn r45_who_never_commits_ends_it_by_silence() {
    let (mut world, mut cay, places) = with_hostile(21);
    forget(&mut world);
    starts(&mut world, &mut cay);
    world.pass(GATHER_MS + 1_000);
    all_end(&world, places, Break::Silence);
    hear_all(&mut world, &places);
}

#[test]
fn r45_who_never_reveals_ends_it_by_silence_and_its_late_nonce_is_nothing() {
    let (mut world, mut cay, places) = with_hostile(22);
    forget(&mut world);
    let session = starts(&mut world, &mut cay);
    cay.says(&mut world, session.commit(&cay)).unwrap();
    world.pass(GATHER_MS + 1_000);
    all_end(&world, places, Break::Silence);
    let before = places.map(|place| comparisons(&world, place).len());
    for late in [session.reveal(), session.commit(&cay), session.reveal()] {
        cay.says(&mut world, late).unwrap();
        world.settle();
    }
    assert_eq!(places.map(|place| comparisons(&world, place).len()), before, "what is over accepts nothing");
    hear_all(&mut world, &places);
}

#[test]
fn r43_who_commits_twice_is_named_by_everyone() {
    for same in [true, false] {
        let (mut world, mut cay, places) = with_hostile(23);
        forget(&mut world);
        let mut session = starts(&mut world, &mut cay);
        cay.says(&mut world, session.commit(&cay)).unwrap();
        session.nonce[0] ^= u8::from(!same);
        cay.says(&mut world, session.commit(&cay)).unwrap();
        world.settle();
        // The first one already completes the commitments: honest nonces may be on their way, and no code comes of them.
        all_end(&world, places, Break::Misbehaved(cay.id()));
        hear_all(&mut world, &places);
    }
}

#[test]
fn r46_who_reveals_early_wrong_or_twice_is_named_by_everyone() {
    type Play = fn(&mut World, &mut Hostile, &mut Session);
    let early: Play = |world, cay, session| {
        cay.says(world, session.reveal()).unwrap();
    };
    let early_and_fitting: Play = |world, cay, session| {
        // Its own commitment is in, the others' are kept on their way.
        cay.says(world, session.commit(cay)).unwrap();
        cay.says(world, session.reveal()).unwrap();
    };
    let wrong: Play = |world, cay, session| {
        cay.says(world, session.commit(cay)).unwrap();
        world.settle();
        session.nonce[31] ^= 1;
        cay.says(world, session.reveal()).unwrap();
    };
    for (number, play) in [early, early_and_fitting, wrong].into_iter().enumerate() {
        let (mut world, mut cay, places) = with_hostile(24);
        forget(&mut world);
        let members = everyone(&world);
        cay.says(&mut world, Body::Compare(members.clone())).unwrap();
        let mut session = Session::started(&world, &cay.id(), &members);
        play(&mut world, &mut cay, &mut session);
        world.settle();
        for place in places {
            let named = Comparison::Broken { cause: Break::Misbehaved(cay.id()) };
            assert_eq!(world.peers[place].comparison(), Some(named), "play {number}, member {place}");
        }
        hear_all(&mut world, &places);
    }
}

#[test]
fn r46_who_reveals_twice_before_the_last_one_does_is_named() {
    let (mut world, mut cay, places) = with_hostile(25);
    forget(&mut world);
    let session = starts(&mut world, &mut cay);
    cay.says(&mut world, session.commit(&cay)).unwrap();
    // Both of its nonces are in the log before anybody honest has answered the commitments.
    cay.says(&mut world, session.reveal()).unwrap();
    cay.says(&mut world, session.reveal()).unwrap();
    world.settle();
    all_end(&world, places, Break::Misbehaved(cay.id()));
    hear_all(&mut world, &places);
}

#[test]
fn r47_parts_of_a_session_that_nobody_knows_are_nothing() {
    let (mut world, mut cay, [ada, bob]) = with_hostile(26);
    forget(&mut world);
    world.input(ada, Input::Do(Command::Compare));
    world.settle();
    let session = [7; 16];
    cay.says(&mut world, Body::Commit { session, commitment: [1; 32] }).unwrap();
    cay.says(&mut world, Body::Reveal { session, nonce: [1; 32] }).unwrap();
    world.settle();
    for place in [ada, bob] {
        let live = matches!(world.peers[place].comparison(), Some(Comparison::Gathering { .. }));
        assert!(live, "member {place}: {:?}", world.peers[place].comparison());
    }
    world.pass(GATHER_MS + 1_000);
    hear_all(&mut world, &[ada, bob]);
}

#[test]
fn r41_a_session_of_others_than_are_here_is_joined_by_nobody() {
    let (mut world, mut cay, places) = with_hostile(27);
    forget(&mut world);
    let members = everyone(&world);
    let [ada, cays, bob] = members[..] else { panic!("three: {members:?}") };
    let wrong = [
        vec![cays, cays],
        vec![cays, ada],
        vec![ada, bob],
        vec![ada, cays, bob, bob],
        vec![ada, cays, bob, MemberId([1; 16])],
        vec![cays],
    ];
    for named in wrong {
        cay.says(&mut world, Body::Compare(named.clone())).unwrap();
        world.pass(30_000);
        for place in places {
            assert!(comparisons(&world, place).is_empty(), "{named:?} was joined by {place}");
        }
    }
    // The right one is, in any order.
    cay.says(&mut world, Body::Compare(vec![bob, ada, cays])).unwrap();
    world.settle();
    for place in places {
        assert!(matches!(world.peers[place].comparison(), Some(Comparison::Gathering { .. })));
    }
    hear_all(&mut world, &places);
}

#[test]
fn r42_a_second_start_while_one_is_live_changes_nothing() {
    let (mut world, mut cay, places) = with_hostile(28);
    forget(&mut world);
    let session = starts(&mut world, &mut cay);
    let members = everyone(&world);
    for _ in 0..5 {
        cay.says(&mut world, Body::Compare(members.clone())).unwrap();
        world.settle();
    }
    cay.says(&mut world, session.commit(&cay)).unwrap();
    world.settle();
    cay.says(&mut world, session.reveal()).unwrap();
    world.settle();
    let codes = places.map(|place| world.peers[place].fingerprint());
    assert!(codes[0].is_some() && codes[0] == codes[1], "the first one goes on to its end");
    hear_all(&mut world, &places);
}

#[test]
fn r42_sessions_without_end_are_joined_five_times_and_then_not() {
    let (mut world, mut cay, places) = with_hostile(29);
    // What the room compared by itself is ten minutes ago.
    world.pass(600_000);
    forget(&mut world);
    let starts_s = 500;
    for _ in 0..starts_s {
        let members = everyone(&world);
        // Each is joined, answered and broken off by a second commitment: no wait for silence.
        if cay.says(&mut world, Body::Compare(members.clone())).is_ok() {
            let session = Session::started(&world, &cay.id(), &members);
            world.settle();
            let _ = cay.says(&mut world, session.commit(&cay));
            let _ = cay.says(&mut world, session.commit(&cay));
        }
        world.pass(1_000);
    }
    for place in places {
        let shown = comparisons(&world, place);
        let joined = shown.iter().filter(|shown| matches!(shown, Comparison::Gathering { .. })).count();
        assert!((1..=5).contains(&joined), "member {place} joined {joined}");
        let named = Comparison::Broken { cause: Break::Misbehaved(cay.id()) };
        assert_eq!(shown.iter().filter(|shown| **shown == named).count(), joined, "member {place}");
    }
    // Who broke them off is not asked to any more; when it is gone, people who ask have a code.
    cay.leaves(&mut world);
    world.pass(15_000);
    places.iter().for_each(|place| world.input(*place, Input::Do(Command::Compare)));
    world.pass(10_000);
    let codes = places.map(|place| world.peers[place].fingerprint());
    assert!(codes[0].is_some() && codes[0] == codes[1], "{:?}", places.map(|place| world.peers[place].comparison()));
    hear_all(&mut world, &places);
}

#[test]
fn r48_who_drops_every_code_that_it_sees_first_is_not_joined_unasked() {
    let (mut world, mut cay, places) = with_hostile(30);
    world.pass(600_000);
    forget(&mut world);
    for round in 0..4 {
        let session = starts(&mut world, &mut cay);
        let joined = matches!(world.peers[places[0]].comparison(), Some(Comparison::Gathering { .. }));
        // It has been silent once before, when the first two met.
        assert_eq!(joined, round < 2, "round {round}");
        if joined {
            cay.says(&mut world, session.commit(&cay)).unwrap();
        }
        // It has everyone's nonce now, and keeps its own.
        world.pass(GATHER_MS + 1_000);
    }
    all_end(&world, places, Break::Silence);
    hear_all(&mut world, &places);
}

#[test]
fn r45_whoever_leaves_in_the_middle_is_named_and_its_marks_are_nobody_elses() {
    let (mut world, mut cay, places) = with_hostile(31);
    forget(&mut world);
    let session = starts(&mut world, &mut cay);
    cay.says(&mut world, session.commit(&cay)).unwrap();
    cay.leaves(&mut world);
    world.pass(15_000);
    for place in places {
        let left = Comparison::Broken { cause: Break::Left(cay.id()) };
        assert!(comparisons(&world, place).contains(&left), "member {place}: {:?}", comparisons(&world, place));
    }
    hear_all(&mut world, &places);
}

#[test]
fn r40_with_somebody_unvouched_in_the_room_the_vouched_compare_without_it() {
    let (mut world, cay, [ada, bob]) = with_hostile(32);
    let ghost = Ghost::new(667);
    ghost.sits_down(&mut world);
    world.pass(15_000);
    forget(&mut world);
    world.input(ada, Input::Do(Command::Compare));
    world.settle();
    let Some(Comparison::Gathering { members }) = world.peers[bob].comparison() else { panic!("nobody asked") };
    assert!(members.len() == 3 && !members.contains(&ghost.id()));
    for place in [ada, bob] {
        let shown = world.peers[place].roster().into_iter().find(|member| member.id == ghost.id()).unwrap();
        assert!(shown.voucher == Voucher::Bad && !shown.compared);
    }
    world.pass(GATHER_MS + 1_000);
    // When the hostile one is gone the two have a code, whoever else the relay seats.
    cay.leaves(&mut world);
    world.pass(15_000);
    let codes = [ada, bob].map(|place| world.peers[place].fingerprint());
    assert!(codes[0].is_some() && codes[0] == codes[1]);
    world.input(ada, Input::Do(Command::Match));
    let compared: Vec<_> =
        world.peers[ada].roster().into_iter().filter(|member| member.compared).map(|member| member.id).collect();
    assert!(compared.len() == 2 && !compared.contains(&ghost.id()));
    hear_all(&mut world, &[ada, bob]);
}
