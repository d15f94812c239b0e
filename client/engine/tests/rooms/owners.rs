//! What owners do, and what comes of it on every device: links that change, members that are removed, rooms that close.

use crate::simulator::{Frame, Ghost, World};
use burnroom_engine::effect::{Done, Ended, Keys, LineState, NotSent, Notice, Rules, Voucher};
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_engine::link::Parameters;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;

/// What a room may take until everyone can write: 15 s and two round trips, which take no time here.
pub(crate) const READY_MS: u64 = 15_000;

pub(crate) fn three(seed: u64) -> (World, [usize; 3]) {
    let mut world = World::new(seed);
    let ada = world.create("Ada", "Argon");
    world.settle();
    let bob = world.join("Bob");
    world.settle();
    let eve = world.join("Eve");
    world.pass(READY_MS);
    (world, [ada, bob, eve])
}

fn rules(world: &World, place: usize) -> Rules {
    let rules = |notice: &Notice| if let Notice::Rules(rules) = notice { Some(*rules) } else { None };
    world.peers[place].notices.iter().rev().find_map(rules).unwrap()
}

pub(crate) fn has_shown(world: &World, place: usize, notice: &Notice) -> bool {
    world.peers[place].notices.contains(notice)
}

fn resyncs(world: &World) -> usize {
    world.backlog_kinds().iter().filter(|kind| *kind == "resync").count()
}

pub(crate) fn all_ready(world: &World, places: &[usize]) {
    for place in places {
        let peer = &world.peers[*place];
        let forked = peer.notices.iter().any(|notice| matches!(notice, Notice::Forked(_) | Notice::Ended(_)));
        assert!(!forked, "member {place}: {:?}", peer.notices.last());
        assert_eq!(peer.keys(), Some(Keys::Ready), "member {place}");
    }
}

#[test]
fn r70_who_is_removed_hears_it_and_the_rest_go_on_under_a_new_link() {
    let (mut world, [ada, bob, eve]) = three(1);
    let old = world.link.fragment();
    world.own(ada, Deed::Kick(world.peers[eve].id));
    world.pass(READY_MS);
    assert!(has_shown(&world, eve, &Notice::Ended(Ended::Kicked)));
    assert!(world.peers[eve].session().room().is_none(), "nothing is left of the room");
    all_ready(&world, &[ada, bob]);
    let removed = Notice::Done { by: world.peers[ada].id, done: Done::Removed(world.peers[eve].id) };
    for place in [ada, bob] {
        assert!(has_shown(&world, place, &removed) && has_shown(&world, place, &Notice::LinkChanged));
    }
    let fragments: Vec<_> = [ada, bob].map(|place| world.peers[place].session().fragment().unwrap()).into();
    assert!(fragments[0] == fragments[1] && *fragments[0] != *old);
    world.say(bob, "without her");
    world.pass(1_000);
    assert_eq!(world.peers[ada].texts(), ["without her"]);
    assert_eq!(resyncs(&world), 0);
}

#[test]
fn r17_with_the_old_link_nobody_comes_in_and_with_the_new_one_everybody() {
    let (mut world, [ada, bob, eve]) = three(2);
    world.own(ada, Deed::Kick(world.peers[eve].id));
    world.pass(READY_MS);
    let again = world.join("Eve");
    world.pass(1_000);
    assert!(has_shown(&world, again, &Notice::Ended(Ended::Refused(Refusal::LinkChanged))));
    world.share_from(bob);
    let cay = world.join("Cay");
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, cay]);
    let seen: Vec<_> = world.peers[cay].roster().into_iter().map(|member| (member.name, member.voucher)).collect();
    let names = ["Ada", "Bob", "Cay"].map(|name| (Some(name.to_owned()), Voucher::Good));
    assert_eq!(seen, names, "names are sealed again, and whoever came under the old link is vouched for by the list");
    world.say(cay, "hello");
    world.pass(1_000);
    assert_eq!(world.peers[ada].texts(), ["hello"]);
    let title = world.peers[cay].notices.iter().find_map(|notice| match notice {
        Notice::Entered(entered) => Some(entered.title.clone()),
        _ => None,
    });
    assert_eq!(title.unwrap().as_deref(), Some("Argon"), "the title went with the link");
}

#[test]
fn r27_of_whom_no_key_tells_nothing_is_known_and_they_get_none() {
    let (mut world, [ada, bob, eve]) = three(15);
    // Somebody without the link is seated; then the link changes, and whoever comes cannot check the old voucher.
    let ghost = Ghost::new(666);
    ghost.sits_down(&mut world);
    world.pass(READY_MS);
    world.own(ada, Deed::Kick(world.peers[eve].id));
    world.pass(READY_MS);
    world.share_from(ada);
    let cay = world.join("Cay");
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, cay]);
    let voucher = |place: usize, id| {
        let roster = world.peers[place].roster();
        roster.iter().find(|member| member.id == id).map(|member| member.voucher).unwrap()
    };
    assert_eq!(voucher(ada, ghost.id()), Voucher::Bad);
    assert_eq!(voucher(cay, ghost.id()), Voucher::Unseen, "neither good nor known to be bad");
    assert_eq!(voucher(cay, world.peers[bob].id), Voucher::Good);
    let epoch = world.state.as_ref().unwrap().epoch();
    assert!(epoch.listed(&ghost.id()).is_none() && epoch.listed(&world.peers[cay].id).is_some());
}

#[test]
fn r17_whoever_was_away_across_a_kick_comes_back_to_the_new_link_without_asking() {
    let (mut world, [ada, bob, eve]) = three(3);
    world.cut(bob);
    world.own(ada, Deed::Kick(world.peers[eve].id));
    world.settle();
    world.share_from(ada);
    let cay = world.join("Cay");
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, cay]);
    assert_eq!(world.peers[bob].session().fragment(), world.peers[ada].session().fragment());
    world.say(bob, "back");
    world.say(cay, "new");
    world.pass(1_000);
    assert_eq!(world.peers[ada].texts().len(), 2);
    assert_eq!((resyncs(&world), world.backlog_kinds().iter().filter(|kind| *kind == "relink").count()), (0, 0));
}

#[test]
fn r19_whoever_came_between_the_deed_and_its_place_in_the_log_asks_and_is_answered() {
    let (mut world, [ada, bob, _]) = three(4);
    world.own(ada, Deed::ChangeLink);
    // The act is on its way; somebody comes before it has a place.
    let act = world.peers[ada].up.pop_back().unwrap();
    let cay = world.join("Cay");
    let Frame::Text(join) = world.peers[cay].up.pop_front().unwrap() else { panic!("a join") };
    world.relay_text(cay, join);
    let Frame::Text(act) = act else { panic!("an act") };
    world.relay_text(ada, act);
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, cay]);
    let kinds = world.backlog_kinds();
    assert_eq!(kinds.iter().filter(|kind| *kind == "relink").count(), 1, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "linkbox").count(), 1, "{kinds:?}");
    assert!(world.peers[cay].notices.iter().any(|notice| matches!(notice, Notice::Rules(rules) if rules.lacks_link)));
    assert!(!rules(&world, cay).lacks_link);
    world.say(cay, "here");
    world.pass(1_000);
    assert_eq!(world.peers[bob].texts(), ["here"]);
}

#[test]
fn r19_a_link_that_is_pasted_does_as_well() {
    let (mut world, [ada, bob, _]) = three(5);
    world.own(ada, Deed::ChangeLink);
    let Frame::Text(act) = world.peers[ada].up.pop_back().unwrap() else { panic!("an act") };
    let cay = world.join("Cay");
    let Frame::Text(join) = world.peers[cay].up.pop_front().unwrap() else { panic!("a join") };
    world.relay_text(cay, join);
    world.relay_text(ada, act);
    // Nobody answers: whatever Cay says stays on its way.
    while !world.peers[cay].down.is_empty() || !world.peers[ada].down.is_empty() {
        let place = if world.peers[cay].down.is_empty() { ada } else { cay };
        let Frame::Text(text) = world.peers[place].down.pop_front().unwrap() else { continue };
        world.input(place, Input::Text(text));
    }
    assert!(rules(&world, cay).lacks_link);
    world.input(cay, Input::Do(Command::TakeLink(burnroom_engine::link::Link::parse(&world.link.fragment()).unwrap())));
    assert!(has_shown(&world, cay, &Notice::WrongLink) && rules(&world, cay).lacks_link);
    world.share_from(ada);
    let link = burnroom_engine::link::Link::parse(&world.link.fragment()).unwrap();
    world.input(cay, Input::Do(Command::TakeLink(link)));
    assert!(!rules(&world, cay).lacks_link);
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, cay]);
}

#[test]
fn r66_of_two_owners_who_act_at_once_one_decides_again() {
    let (mut world, [ada, bob, eve]) = three(6);
    world.input(bob, Input::Do(Command::Claim("000000".into())));
    world.settle();
    assert!(has_shown(&world, ada, &Notice::PinShown(world.peers[bob].id)));
    world.own(ada, Deed::Lock);
    world.own(bob, Deed::Kick(world.peers[eve].id));
    world.own(bob, Deed::Lock);
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob]);
    assert!(rules(&world, bob).locked && rules(&world, ada).locked);
    let locks = |notice: &&Notice| matches!(notice, Notice::Done { done: Done::Locked, .. });
    assert_eq!(world.peers[ada].notices.iter().filter(locks).count(), 1, "who was later saw that it is so already");
    assert!(has_shown(&world, eve, &Notice::Ended(Ended::Kicked)));
}

#[test]
fn r67_a_locked_room_lets_nobody_in_and_a_closed_one_nobody_write() {
    let (mut world, [ada, bob, eve]) = three(7);
    world.own(ada, Deed::Lock);
    world.pass(1_000);
    let cay = world.join("Cay");
    world.settle();
    assert!(has_shown(&world, cay, &Notice::Ended(Ended::Refused(Refusal::RoomLocked))));
    world.own(ada, Deed::Unlock);
    world.own(ada, Deed::Close);
    world.pass(1_000);
    assert_eq!(rules(&world, eve), Rules { locked: false, closed: true, lacks_link: false });
    world.say(eve, "too late");
    let closed = |notice: &Notice| matches!(notice, Notice::NotSent { reason: NotSent::Closed, .. });
    assert!(world.peers[eve].notices.iter().any(closed));
    let dan = world.join("Dan");
    world.pass(READY_MS);
    assert!(world.peers[dan].texts().is_empty() && rules(&world, dan).closed);
    world.own(ada, Deed::Reopen);
    world.pass(READY_MS);
    world.say(eve, "at last");
    world.pass(1_000);
    assert_eq!(world.peers[bob].texts(), ["at last"]);
    assert_eq!(world.peers[dan].texts(), ["at last"]);
}

#[test]
fn r67_a_text_that_was_on_its_way_when_the_room_closed_is_the_persons_again() {
    let (mut world, [ada, bob, _]) = three(8);
    world.own(ada, Deed::Close);
    let Frame::Text(act) = world.peers[ada].up.pop_back().unwrap() else { panic!("an act") };
    world.say(bob, "nearly");
    world.relay_text(ada, act);
    world.pass(1_000);
    let closed = |notice: &Notice| matches!(notice, Notice::NotSent { reason: NotSent::Closed, .. });
    assert!(world.peers[bob].notices.iter().any(closed));
    all_ready(&world, &[ada, bob]);
    assert!(world.peers[ada].texts().is_empty());
}

#[test]
fn r68_an_extension_moves_every_deadline_and_ends_24_hours_after_the_creation() {
    let (mut world, [ada, bob, eve]) = three(9);
    let deadline = |world: &World, place: usize| {
        let at = |notice: &Notice| {
            if let Notice::Deadline { steady_ms, .. } = notice { Some(*steady_ms) } else { None }
        };
        world.peers[place].notices.iter().rev().find_map(at).unwrap()
    };
    let before = deadline(&world, eve);
    world.own(ada, Deed::Extend { by_ms: 900_000 });
    world.pass(1_000);
    for place in [ada, bob, eve] {
        assert_eq!(deadline(&world, place), before + 900_000);
        let done = Done::Extended { by_ms: 900_000 };
        assert!(has_shown(&world, place, &Notice::Done { by: world.peers[ada].id, done }));
    }
    world.own(ada, Deed::Extend { by_ms: u64::MAX });
    world.pass(1_000);
    assert_eq!(deadline(&world, bob), 86_400_000);
    world.own(ada, Deed::Extend { by_ms: 60_000 });
    world.pass(1_000);
    let refused = |notice: &Notice| matches!(notice, Notice::Refused { refusal: Refusal::OutOfRange, .. });
    assert!(world.peers[ada].notices.iter().any(refused), "there is no more");
    world.own(bob, Deed::Extend { by_ms: 60_000 });
    world.pass(1_000);
    let refused = |notice: &Notice| matches!(notice, Notice::Refused { refusal: Refusal::NotOwner, .. });
    assert!(world.peers[bob].notices.iter().any(refused));
}

#[test]
fn r69_who_hands_over_is_no_owner_any_more() {
    let (mut world, [ada, bob, eve]) = three(10);
    world.own(ada, Deed::HandOver(world.peers[bob].id));
    world.own(ada, Deed::Lock);
    world.pass(1_000);
    let owners: Vec<_> = world.peers[eve].roster().into_iter().map(|member| member.owner).collect();
    assert_eq!(owners, [false, true, false]);
    assert!(!rules(&world, eve).locked, "what was wanted behind it is not done");
    world.own(bob, Deed::Rename("Boron".to_owned()));
    world.pass(1_000);
    for place in [ada, bob, eve] {
        assert!(has_shown(&world, place, &Notice::Title(Some("Boron".to_owned()))));
    }
}

#[test]
fn r35_an_owner_act_in_ones_own_name_that_one_did_not_make_ends_the_session() {
    let (mut world, [ada, bob, _]) = three(11);
    // The relay keeps a lock back and says it after its author has lost it: the author never made *this* act again.
    world.own(ada, Deed::Lock);
    let Frame::Text(act) = world.peers[ada].up.pop_back().unwrap() else { panic!("an act") };
    world.relay_text(bob, act);
    world.pass(1_000);
    all_ready(&world, &[ada, bob]);
    assert!(rules(&world, bob).locked, "whoever carries it: it is Ada's, and Ada made it");
}

#[test]
fn r72_a_page_that_lost_its_seat_comes_back_under_its_id() {
    let (mut world, [ada, bob, eve]) = three(12);
    let id = world.peers[bob].id;
    world.cut(bob);
    world.say(bob, "kept");
    world.drop_peer(bob, Departure::Lost);
    world.say(ada, "meanwhile");
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, eve]);
    let unseated = |notice: &Notice| matches!(notice, Notice::Line(LineState::Unseated { .. }));
    assert!(world.peers[bob].notices.iter().any(unseated), "it is told that it has no seat");
    assert!(!world.peers[eve].notices.iter().any(unseated), "and nobody else is");
    assert!(has_shown(&world, bob, &Notice::Reseated));
    let seat = world.state.as_ref().unwrap().seat(&id).unwrap();
    assert_eq!(seat.incarnation(), 1);
    assert!(world.peers[bob].texts().is_empty(), "what was said while it had no seat was not for it");
    assert_eq!(world.peers[ada].texts(), ["kept"]);
    world.say(ada, "again");
    world.pass(1_000);
    assert_eq!(world.peers[bob].texts(), ["again"]);
}

#[test]
fn r72_a_hello_that_was_lost_is_asked_for_again() {
    let (mut world, [ada, bob, eve]) = three(16);
    let id = world.peers[bob].id;
    let incarnation =
        |world: &World| world.state.as_ref().unwrap().seat(&id).map(burnroom_shared::log::Seat::incarnation);
    world.cut(bob);
    world.drop_peer(bob, Departure::Lost);
    while incarnation(&world).is_none_or(|incarnation| incarnation == 0) {
        if !world.step() {
            world.now_ms += 100;
            if world.peers[bob].wake_ms.is_some_and(|at_ms| at_ms <= world.now_ms) {
                world.input(bob, Input::Woke);
            }
        }
    }
    // The relay has seated it, and the line breaks before it hears so.
    world.cut(bob);
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, eve]);
    assert!(incarnation(&world) > Some(1));
    world.say(ada, "again");
    world.pass(1_000);
    assert_eq!(world.peers[bob].texts(), ["again"]);
}

#[test]
fn r72_a_seat_that_was_given_away_on_the_line_is_asked_for_again() {
    let (mut world, [ada, bob, eve]) = three(13);
    let id = world.peers[bob].id;
    world.event(
        burnroom_shared::log::Change::Left(id, Departure::Displaced),
        burnroom_shared::frame::EventFrame::Left { id, departure: Departure::Displaced },
    );
    world.pass(READY_MS);
    all_ready(&world, &[ada, bob, eve]);
    assert_eq!(world.state.as_ref().unwrap().seat(&id).unwrap().incarnation(), 1);
}

#[test]
fn what_is_asked_for_while_the_line_is_down_is_done_when_it_is_back() {
    let mut world = World::with_parameters(14, Parameters::PLAIN);
    let ada = world.create("Ada", "Argon");
    let bob = world.join("Bob");
    world.pass(READY_MS);
    world.cut(ada);
    world.own(ada, Deed::Lock);
    world.pass(READY_MS);
    assert!(rules(&world, bob).locked);
    world.cut(ada);
    world.input(ada, Input::Do(Command::Burn));
    let postponed = |notice: &&Notice| matches!(notice, Notice::Postponed(_));
    assert_eq!(world.peers[ada].notices.iter().filter(postponed).count(), 2);
    world.pass(READY_MS);
    assert!(world.peers[bob].burned().is_some());
}
