//! What members do when nobody does anything wrong.

use crate::member::{Heard, Link, Member, envelope};
use crate::relay::TestRelay;
use burnroom_shared::frame::{BurnCause, EventFrame, MemberFrame, RelayFrame};
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::CLOSE_BURNED;

#[tokio::test]
async fn create_join_rekey_post_and_burn() {
    let relay = TestRelay::start(&["--embers", "100ms"]).await;
    let mut members = relay.room_of(2).await;
    let (first, second) = members.split_at_mut(1);
    let (one, two) = (&mut first[0], &mut second[0]);
    assert_eq!(one.state(), two.state());

    one.say(&MemberFrame::Rekey(one.signed(one.rekey()))).await;
    for member in [&mut *one, two] {
        assert!(matches!(member.event().await, EventFrame::Rekey(_)));
    }
    let header = two.header();
    two.post(&header, 300).await;
    let post = Heard::Post { seq: 4, envelope: envelope(&header, 300) };
    assert_eq!(one.hear().await, post);
    assert_eq!(two.hear().await, post, "its own echo");
    assert_eq!(one.state(), two.state());

    one.say(&MemberFrame::Burn {}).await;
    for member in [one, two] {
        let burned = RelayFrame::Burned { cause: BurnCause::Command, seats: 2 };
        assert_eq!(member.hear().await, Heard::Frame(burned));
        assert_eq!(member.hear().await, Heard::Closed(CLOSE_BURNED, "burned".to_owned()));
    }
    assert_eq!(relay.get(&Link::new(7).path(), "").await.status, 404);
}

#[tokio::test]
async fn whoever_joins_late_has_the_state_of_those_who_were_there() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(2).await;
    let rekey = members[0].signed(members[0].rekey());
    members[0].say(&MemberFrame::Rekey(rekey)).await;
    for member in &mut members {
        member.event().await;
    }
    let header = members[0].header();
    members[0].post(&header, 1).await;
    for member in &mut members {
        member.hear().await;
    }
    let late = Member::seated(relay.address, &Link::new(7), 9).await;
    for member in &mut members {
        assert!(matches!(member.event().await, EventFrame::Joined { .. }));
        assert_eq!(member.state(), late.state());
    }
}

#[tokio::test]
async fn leaving_and_being_lost_are_told_apart() {
    let relay = TestRelay::start(&["--grace", "100ms"]).await;
    let mut members = relay.room_of(3).await;
    let (mut three, mut two) = (members.pop().unwrap(), members.pop().unwrap());
    let one = &mut members[0];
    two.say(&MemberFrame::Leave {}).await;
    assert_eq!(two.hear().await, Heard::Closed(1000, String::new()));
    let left = EventFrame::Left { id: two.id(), departure: Departure::Left };
    assert_eq!(one.event().await, left);
    assert_eq!(three.event().await, left);
    let lost = EventFrame::Left { id: three.id(), departure: Departure::Lost };
    let id = three.id();
    drop(three);
    assert_eq!(one.presence().await, (id, true));
    assert_eq!(one.event().await, lost);
}
