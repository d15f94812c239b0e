//! A room whose link changes: where it is found then, by whom, and how whoever was away or was removed fares.

use crate::member::{Heard, Link, Member};
use crate::relay::{SOON, TestRelay};
use burnroom_shared::frame::{EventFrame, Join, MemberFrame, Refused, RelayFrame};
use burnroom_shared::ids::{Entry, SealedName};
use burnroom_shared::limits::SEALED_NAME_BYTES;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Linkbox, Power, Profile, Relink};
use tokio::time::timeout;

fn closed(refusal: Refusal) -> Heard {
    Heard::Closed(refusal.close_code(), refusal.word().to_owned())
}

/// The first of `members` changes the link and removes `removed`, if anybody; all that are left hear it.
async fn readdress(members: &mut [Member], link: &Link, removed: Option<&Member>) {
    let removed = removed.map(Member::id);
    let power = Power::Readdress(Box::new(members[0].readdress(link, removed)));
    members[0].rule(power).await;
    for member in members.iter_mut().filter(|member| Some(member.id()) != removed) {
        let event = member.event().await;
        assert!(matches!(event, EventFrame::OwnerAct(_)), "{event:?}");
        member.link = link.clone();
    }
}

/// What whoever joins as member `number` hears at the address of `at` with the entry token of `entry`.
async fn joined(relay: &TestRelay, (at, entry): (&Link, &Link), number: u8) -> Heard {
    let link = Link { room: at.room, entry: entry.entry };
    let mut guest = Member::connect(relay.address, &link, number).await;
    guest.say(&MemberFrame::Join(guest.joining())).await;
    guest.hear().await
}

#[tokio::test]
async fn r17_after_a_change_the_old_address_says_so_and_nobody_makes_a_room_there() {
    let relay = TestRelay::start(&["--embers", "50ms", "--rooms", "1"]).await;
    let mut members = relay.keyed_room_of(2).await;
    let (old, new) = (Link::new(7), Link::new(8));
    readdress(&mut members, &new, None).await;
    assert_eq!(relay.describe(&old).await.refusal(), Some(Refusal::LinkChanged));
    assert_eq!(relay.get(&old.path(), "").await.refusal(), Some(Refusal::LinkChanged), "whoever asks");
    assert_eq!(relay.describe(&new).await.status, 200);
    assert_eq!(relay.get(&new.path(), "").await.refusal(), Some(Refusal::EntryWrong));
    for entry in [&old, &new, &Link::new(9)] {
        assert_eq!(joined(&relay, (&old, entry), 3).await, closed(Refusal::LinkChanged));
    }
    assert_eq!(joined(&relay, (&new, &old), 3).await, closed(Refusal::EntryWrong));
    for link in [&old, &new] {
        let request = serde_json::to_string(&TestRelay::request(link, Member::id_of(9))).unwrap();
        assert_eq!(relay.post(&request).await.refusal(), Some(Refusal::RoomExists));
    }
    let third = Member::seated(relay.address, &new, 3).await;
    for member in &mut members {
        member.event().await;
        assert_eq!(member.state(), third.state());
    }
    members[1].rekeys().await;
    for member in &mut members {
        assert!(matches!(member.event().await, EventFrame::Rekey(_)));
    }

    let (back, _) = members[1].resumed(relay.address).await;
    assert_eq!(back.state(), members[0].state(), "at the new address, too");
    members[0].say(&MemberFrame::Burn {}).await;
    while !matches!(members[0].hear().await, Heard::Closed(..)) {}
    for link in [&old, &new] {
        assert_eq!(relay.describe(link).await.refusal(), Some(Refusal::RoomNotFound));
    }
    relay.create(&TestRelay::request(&old, Member::id_of(1))).await;
}

#[tokio::test]
async fn r17_a_room_does_not_go_where_another_is_nor_back_to_where_it_was() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(2).await;
    let (first, taken, next) = (Link::new(7), Link::new(8), Link::new(9));
    relay.create(&TestRelay::request(&taken, Member::id_of(5))).await;
    let refused = async |member: &mut Member, link: &Link| {
        let power = Power::Readdress(Box::new(member.readdress(link, None)));
        member.rule(power).await;
        match member.hear().await {
            Heard::Frame(RelayFrame::Refused { of: Refused::OwnerAct, refusal, .. }) => refusal,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(&mut members[0], &taken).await, Refusal::RoomExists);
    assert_eq!(relay.describe(&first).await.status, 200, "nothing happened");
    readdress(&mut members, &next, None).await;
    assert_eq!(refused(&mut members[0], &first).await, Refusal::RoomExists);
    assert_eq!(relay.describe(&next).await.status, 200);
    assert_eq!(relay.describe(&taken).await.status, 200);
}

/// Away across a change: it comes back by where it was, asks for the link, gets it, and says its name again.
#[tokio::test]
async fn r19_whoever_was_away_comes_back_at_the_old_address_and_is_handed_the_link() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.keyed_room_of(3).await;
    let absent = members[2].again(relay.address).await;
    members.truncate(2);
    for member in &mut members {
        assert_eq!(member.presence().await, (absent.id(), true));
    }
    let new = Link::new(8);
    readdress(&mut members, &new, None).await;
    readdress(&mut members, &Link::new(9), None).await;
    let (mut back, resumed) = absent.resumed(relay.address).await;
    assert_eq!(resumed.head, members[0].state().head().seq);
    for _ in 0..2 {
        assert!(matches!(back.event().await, EventFrame::OwnerAct(_)));
    }
    for member in &mut members {
        assert_eq!(member.presence().await, (absent.id(), false));
    }
    assert_eq!(back.state(), members[0].state());
    members.push(back);

    let state = members[2].state();
    let (genesis, generation) = (state.origin(), state.address().generation);
    let relink = Relink { genesis, generation, member: members[2].id(), incarnation: 0, has: 0 };
    let linkbox = Linkbox {
        genesis,
        generation,
        from: members[1].id(),
        incarnation: 0,
        has: 0,
        number: 0,
        boxed: crate::member::boxed(members[2].id()),
    };
    let name = SealedName([77; SEALED_NAME_BYTES]);
    let profile = Profile { genesis, generation, member: members[2].id(), incarnation: 0, name };
    let frames = [
        (2, MemberFrame::Relink(members[2].signed(relink))),
        (1, MemberFrame::Linkbox(members[1].signed(linkbox))),
        (2, MemberFrame::Profile(members[2].signed(profile))),
    ];
    for (who, frame) in frames {
        members[who].say(&frame).await;
        for member in &mut members {
            let told = member.event().await;
            let fits = match &frame {
                MemberFrame::Relink(_) => matches!(told, EventFrame::Relink(_)),
                MemberFrame::Linkbox(_) => matches!(told, EventFrame::Linkbox(_)),
                _ => matches!(told, EventFrame::Profile(_)),
            };
            assert!(fits, "{told:?}");
        }
        members[who].say(&frame).await;
        let again = members[who].hear().await;
        assert!(matches!(again, Heard::Frame(RelayFrame::Refused { refusal: Refusal::Stale, .. })), "{again:?}");
    }
    let mut fourth = Member::connect(relay.address, &Link::new(9), 4).await;
    fourth.say(&MemberFrame::Join(fourth.joining())).await;
    let hello = fourth.hello().await;
    let named = hello.names.iter().find(|named| named.id == members[2].id()).unwrap();
    assert_eq!(named.name.0, [77; SEALED_NAME_BYTES]);
}

/// With the old link, the new address and its old token, whoever was removed gets nowhere.
#[tokio::test]
async fn r70_whoever_is_removed_hears_it_and_enters_nowhere_again() {
    for is_away in [false, true] {
        let relay = TestRelay::start(&["--entries", "1000+1/s"]).await;
        let mut members = relay.keyed_room_of(3).await;
        let mut removed = members.pop().unwrap();
        let ghost = removed.again(relay.address).await;
        if is_away {
            let other = removed.again(relay.address).await;
            drop(std::mem::replace(&mut removed, other));
            for member in &mut members {
                assert_eq!(member.presence().await, (ghost.id(), true));
            }
        }
        let (old, new) = (Link::new(7), Link::new(8));
        readdress(&mut members, &new, Some(&ghost)).await;
        if !is_away {
            assert!(matches!(removed.event().await, EventFrame::OwnerAct(_)), "why it ends");
            assert_eq!(removed.hear().await, closed(Refusal::Kicked));
        }
        for link in [&old, &new] {
            let mut back = ghost.again(relay.address).await;
            back.link = link.clone();
            back.say(&MemberFrame::Resume(ghost.resuming())).await;
            assert_eq!(back.hear().await, closed(Refusal::Kicked));
        }
        assert_eq!(joined(&relay, (&old, &old), 3).await, closed(Refusal::LinkChanged));
        assert_eq!(joined(&relay, (&new, &old), 3).await, closed(Refusal::EntryWrong));
        let mut later = Member::connect(relay.address, &new, 3).await;
        later.incarnation = 1;
        let zeros = Join { entry: Entry([0; 32]), ..later.joining() };
        later.say(&MemberFrame::Join(zeros)).await;
        assert_eq!(later.hear().await, closed(Refusal::EntryWrong));
        let mut told = Member::connect(relay.address, &new, 3).await;
        told.incarnation = 1;
        told.say(&MemberFrame::Join(told.joining())).await;
        assert_eq!(told.hear().await, closed(Refusal::Kicked), "even if somebody tells it the link");

        members[0].rekeys().await;
        for member in &mut members {
            assert!(matches!(member.event().await, EventFrame::Rekey(_)), "the only thing that they hear");
        }
        Member::seated(relay.address, &new, 4).await;
    }
}

/// What the removed one says on its way out changes nothing, and its line closes however little it reads.
#[tokio::test]
async fn r70_the_line_of_whoever_is_removed_is_dead_at_once() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.keyed_room_of(2).await;
    let mut removed = members.pop().unwrap();
    let header = removed.header();
    readdress(&mut members, &Link::new(8), Some(&removed)).await;
    removed.post(&header, 9).await;
    let ended = async {
        loop {
            match removed.hear().await {
                Heard::Frame(RelayFrame::Event(_) | RelayFrame::Refused { .. }) => {}
                end => break end,
            }
        }
    };
    let end = timeout(SOON, ended).await.unwrap();
    assert!([closed(Refusal::Kicked), Heard::Broken].contains(&end), "{end:?}");
    members[0].rekeys().await;
    assert!(matches!(members[0].event().await, EventFrame::Rekey(_)), "and no post, no leaving");
}
