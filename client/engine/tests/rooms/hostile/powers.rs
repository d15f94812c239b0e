//! What a member does with a seat, a name, or the room itself: copies names, hands out links that are none, stays where
//! nobody vouches for it. Whoever is honest is shown which seat it was, and goes on.

use super::member::{Hostile, done};
use super::{at_peace, hear_all, seated, with_hostile};
use crate::simulator::{Frame, Ghost, World};
use burnroom_engine::effect::{Keys, Notice, Voucher};
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_engine::link::{Link, LinkKeys, Parameters};
use burnroom_shared::frame::{EventFrame, MemberFrame, RelayFrame, decode_relay_frame};
use burnroom_shared::ids::{BoxedSecret, MemberId, SealedName};
use burnroom_shared::log::{Change, Seat};
use burnroom_shared::signed::{Boxed, Linkbox, OwnerAct, Power, Profile, Readdress, Rekey};

fn shown(world: &World, place: usize, id: &MemberId) -> burnroom_engine::effect::Member {
    world.peers[place].roster().into_iter().find(|member| member.id == *id).expect("seated")
}

#[test]
fn r16_a_name_that_hides_something_is_shown_without_it_and_marks_are_the_seats() {
    let names = [
        ("Ada", Some("Ada")),
        ("A\u{200b}d\u{2060}a\u{feff}", Some("Ada")),
        ("\u{202e}adA\u{202c}", Some("adA")),
        ("\u{2066}\u{200f}Ada\u{2069}", Some("Ada")),
        (" Ada\n\t", Some("Ada")),
        ("\u{200b}\u{202e}", None),
        ("", None),
    ];
    for (said, read) in names {
        let mut world = World::new(60);
        let ada = world.create("Ada", "Argon");
        world.settle();
        let bob = world.join("Bob");
        world.pass(5_000);
        world.input(bob, Input::Do(Command::Match));
        let copy = Hostile::sits_down(&mut world, 60, said);
        world.pass(5_000);
        for place in [ada, bob] {
            let member = shown(&world, place, &copy.id());
            assert_eq!((member.name.as_deref(), member.voucher), (read, Voucher::Good), "{said:?}");
            assert_ne!(copy.id(), world.peers[ada].id);
        }
        assert!(shown(&world, bob, &world.peers[ada].id).compared, "{said:?}");
        assert!(!shown(&world, bob, &copy.id()).compared, "{said:?}: the mark went with the name");
        hear_all(&mut world, &[ada, bob]);
    }
}

#[test]
fn r74_whoever_says_another_name_under_another_link_keeps_its_own() {
    for (said, is_its_own) in [("Ada", false), ("Cay", true)] {
        let (mut world, mut cay, [ada, bob]) = with_hostile(61);
        world.own(ada, Deed::ChangeLink);
        world.pass(15_000);
        world.share_from(ada);
        cay.link = done(LinkKeys::derive(&cay.suite, &world.link));
        let state = world.state.as_ref().unwrap();
        let profile = Profile {
            genesis: state.origin(),
            generation: state.address().generation,
            member: cay.id(),
            incarnation: 0,
            name: SealedName(cay.sealed_name(said).0.try_into().unwrap()),
        };
        cay.acts(&mut world, profile, MemberFrame::Profile).unwrap();
        world.settle();
        for place in [ada, bob] {
            assert_eq!(shown(&world, place, &cay.id()).name.as_deref(), Some("Cay"));
        }
        // A newcomer has nothing but what was said last.
        world.names.insert(cay.id(), cay.sealed_name(said));
        let dan = world.join("Dan");
        world.pass(15_000);
        assert_eq!(shown(&world, dan, &cay.id()).name.as_deref(), is_its_own.then_some("Cay"));
        hear_all(&mut world, &[ada, bob, dan]);
    }
}

#[test]
fn r09_an_intruder_that_stays_is_shown_and_never_keyed() {
    let (mut world, _, places) = seated(World::new(62), 62);
    let ghost = Ghost::new(667);
    ghost.sits_down(&mut world);
    // It has a say from the next epoch on.
    let mut asked = world.state.as_ref().unwrap().epoch().number;
    for _ in 0..20 {
        world.pass(60_000);
        let epoch = world.state.as_ref().unwrap().epoch().number;
        if std::mem::replace(&mut asked, epoch) != epoch {
            ghost.resyncs(&mut world);
        }
    }
    world.pass(15_000);
    let list = |frame: &Frame| {
        let Frame::Text(text) = frame else { return None };
        let Ok(RelayFrame::Event(event)) = decode_relay_frame(text) else { return None };
        let EventFrame::Rekey(signed) = event.event else { return None };
        Some(signed.decode::<Rekey>().unwrap().act().list().collect::<Vec<_>>())
    };
    let lists: Vec<_> = world.backlog.iter().filter_map(|(_, frame)| list(frame)).collect();
    assert!(lists.len() > 10, "{} epochs", lists.len());
    assert!(lists.iter().all(|list| !list.contains(&ghost.id())));
    assert!(lists.iter().any(|list| list.len() == 3), "and whoever is vouched for is listed");
    for place in places {
        let member = shown(&world, place, &ghost.id());
        assert_eq!((member.voucher, member.name), (Voucher::Bad, None));
    }
    hear_all(&mut world, &places);
}

/// What owns the room gives it a link, with junk for boxes; the link.
fn gives_no_link(world: &mut World, cay: &mut Hostile) -> Link {
    let id = cay.id();
    world.event(Change::Owner(id), EventFrame::Owner { id });
    let link = Link::new(Parameters::PLAIN, &cay.suite).unwrap();
    let keys = done(LinkKeys::derive(&cay.suite, &link));
    let state = world.state.as_ref().unwrap();
    let junk = |to| Boxed { to, ephemeral: cay.public, sealed: BoxedSecret([7; 32]) };
    let others = state.seats().iter().map(Seat::id).filter(|other| *other != id);
    let readdress = Readdress {
        room: keys.room,
        entry_hash: keys.entry_hash,
        removed: None,
        title: None,
        boxes: others.map(junk).collect(),
    };
    let act = OwnerAct {
        genesis: state.origin(),
        generation: state.address().generation,
        owner: id,
        incarnation: 0,
        at: state.head().seq,
        log_at: state.head().hash,
        power: Power::Readdress(Box::new(readdress)),
    };
    cay.acts(world, act, MemberFrame::OwnerAct).unwrap();
    link
}

#[test]
fn r18_a_hostile_owners_boxes_that_open_for_nobody_keep_texts_where_they_are() {
    let (mut world, mut cay, [ada, bob]) = with_hostile(63);
    let link = gives_no_link(&mut world, &mut cay);
    world.say(ada, "not for it alone");
    world.settle();
    let head = world.state.as_ref().unwrap().head().seq;
    world.say(bob, "nor this");
    world.pass(60_000);
    at_peace(&world, &[ada, bob]);
    for place in [ada, bob] {
        let lacks = |notice: &&Notice| matches!(notice, Notice::Rules(_));
        let last = world.peers[place].notices.iter().rfind(lacks);
        assert!(matches!(last, Some(Notice::Rules(rules)) if rules.lacks_link), "member {place}");
        assert_ne!(world.peers[place].keys(), Some(Keys::Ready), "member {place}");
        let said = world.numbered.iter().filter(|post| post.seq > head && post.sender == world.peers[place].id);
        assert_eq!(said.count(), 0, "member {place} said something under no link");
        let done = |notice: &&Notice| matches!(notice, Notice::Done { by, .. } if *by == cay.id());
        assert_eq!(world.peers[place].notices.iter().filter(done).count(), 1, "and is told whose deed it was");
    }
    for place in [ada, bob] {
        let link = Link::parse(&link.fragment()).unwrap();
        world.input(place, Input::Do(Command::TakeLink(link)));
    }
    world.pass(15_000);
    assert!(world.peers[bob].texts().contains(&"not for it alone".to_owned()), "what waited is said then");
    assert!(world.peers[ada].texts().contains(&"nor this".to_owned()));
    hear_all(&mut world, &[ada, bob]);
}

#[test]
fn r19_junk_for_an_answer_keeps_the_link_from_nobody() {
    let (mut world, mut cay, [ada, bob]) = with_hostile(64);
    world.own(ada, Deed::ChangeLink);
    let act = world.peers[ada].up.pop_back().unwrap();
    // Dan comes before the change has its place: there is no box for him, and he asks.
    let dan = world.join("Dan");
    let join = world.peers[dan].up.pop_front().unwrap();
    world.relay_frame(dan, join);
    world.relay_frame(ada, act);
    while !world.backlog_kinds().contains(&"relink".to_owned()) {
        assert!(world.step(), "he asks");
    }
    let state = world.state.as_ref().unwrap();
    let linkbox = Linkbox {
        genesis: state.origin(),
        generation: state.address().generation,
        from: cay.id(),
        incarnation: 0,
        has: 0,
        number: 0,
        boxed: Boxed { to: world.peers[dan].id, ephemeral: cay.public, sealed: BoxedSecret([7; 32]) },
    };
    cay.acts(&mut world, linkbox.clone(), MemberFrame::Linkbox).unwrap();
    let again = cay.acts(&mut world, linkbox, MemberFrame::Linkbox);
    assert!(again.is_err(), "one answer each");
    world.pass(15_000);
    let asked = world.backlog_kinds().iter().filter(|kind| *kind == "relink").count();
    assert_eq!(asked, 2, "what did not open is asked for again");
    hear_all(&mut world, &[ada, bob, dan]);
}
