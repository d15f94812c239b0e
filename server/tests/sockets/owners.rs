//! What owners do, heard by everyone; and what comes back to whoever is no owner, or says it late, elsewhere or twice.

use crate::member::{Heard, Link, Member, boxed};
use crate::relay::{SOON, TestRelay};
use burnroom_shared::api::{CreateRoom, Description};
use burnroom_shared::frame::{EventFrame, MemberFrame, Refused, RelayFrame, SignedBytes, encode_frame};
use burnroom_shared::ids::{LogHash, SealedTitle, Transcript};
use burnroom_shared::limits::{CONTROL_FRAME_MAX, SEALED_TITLE_BYTES};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{OwnerAct, Power, Readdress};
use tokio::time::timeout;

fn closed(refusal: Refusal) -> Heard {
    Heard::Closed(refusal.close_code(), refusal.word().to_owned())
}

/// The refusal that `member` hears of what it said.
async fn refusal(member: &mut Member) -> (Refused, Refusal) {
    match member.hear().await {
        Heard::Frame(RelayFrame::Refused { of, refusal, .. }) => (of, refusal),
        other => panic!("not refused but {other:?}"),
    }
}

/// The first of `members` does it, and all hear it.
async fn rule(members: &mut [Member], power: Power) {
    members[0].rule(power).await;
    for member in members {
        let event = member.event().await;
        assert!(matches!(event, EventFrame::OwnerAct(_)), "{event:?}");
    }
}

async fn description(relay: &TestRelay) -> Description {
    serde_json::from_slice(&relay.describe(&Link::new(7)).await.body).unwrap()
}

#[tokio::test]
async fn r67_nobody_comes_into_a_locked_room_and_whoever_is_in_it_stays() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.keyed_room_of(2).await;
    rule(&mut members, Power::Lock).await;
    assert!(description(&relay).await.locked);
    let mut third = Member::connect(relay.address, &Link::new(7), 3).await;
    third.say(&MemberFrame::Join(third.joining())).await;
    assert_eq!(third.hear().await, closed(Refusal::RoomLocked));
    let (mut back, _) = members[1].resumed(relay.address).await;
    back.say(&MemberFrame::Rekey(back.signed(back.rekey()))).await;
    assert_eq!(refusal(&mut back).await, (Refused::Rekey, Refusal::Stale), "judged as ever");
    members[1] = back;
    rule(&mut members, Power::Unlock).await;
    Member::seated(relay.address, &Link::new(7), 3).await;
    assert!(!description(&relay).await.locked);
}

#[tokio::test]
async fn r67_nobody_writes_in_a_closed_room_until_it_is_open_again() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.keyed_room_of(2).await;
    rule(&mut members, Power::Close).await;
    for member in &mut members {
        let header = member.header();
        member.post(&header, 9).await;
        assert_eq!(refusal(member).await, (Refused::Post, Refusal::RoomClosed));
    }
    rule(&mut members, Power::Reopen).await;
    let header = members[1].header();
    members[1].post(&header, 9).await;
    for member in &mut members {
        assert!(matches!(member.hear().await, Heard::Post { .. }));
    }
}

#[tokio::test]
async fn r16_a_new_title_is_what_newcomers_get() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(2).await;
    rule(&mut members, Power::Rename(Box::new(SealedTitle([9; SEALED_TITLE_BYTES])))).await;
    let mut third = Member::connect(relay.address, &Link::new(7), 3).await;
    third.say(&MemberFrame::Join(third.joining())).await;
    assert_eq!(third.hello().await.title.unwrap().0, [9; SEALED_TITLE_BYTES]);
    assert_eq!(description(&relay).await.title.unwrap().0, [9; SEALED_TITLE_BYTES]);
}

#[tokio::test]
async fn r69_whoever_is_handed_the_room_owns_it_and_the_other_does_not_any_more() {
    let relay = TestRelay::start(&["--embers", "50ms"]).await;
    let mut members = relay.room_of(2).await;
    rule(&mut members, Power::HandOver(Member::id_of(2))).await;
    members[0].rule(Power::Lock).await;
    assert_eq!(refusal(&mut members[0]).await, (Refused::OwnerAct, Refusal::NotOwner));
    members[0].say(&MemberFrame::Burn {}).await;
    assert_eq!(refusal(&mut members[0]).await, (Refused::Burn, Refusal::NotOwner));
    members.reverse();
    rule(&mut members, Power::Lock).await;
    members[0].say(&MemberFrame::Burn {}).await;
    for member in &mut members {
        assert!(matches!(member.hear().await, Heard::Frame(RelayFrame::Burned { .. })));
    }
}

/// The shortest room there is, put off before its end: it is still there when it would have been gone.
#[tokio::test]
async fn r68_a_room_that_is_put_off_burns_later() {
    let relay = TestRelay::start(&["--embers", "50ms"]).await;
    let link = Link::new(7);
    let created = relay.create(&CreateRoom { ttl_s: 30, ..TestRelay::request(&link, Member::id_of(1)) }).await;
    let mut one = Member::seated(relay.address, &link, 1).await;
    for deadline_ms in [created.deadline_ms, created.created_ms, created.created_ms + 86_400_001, u64::MAX] {
        one.rule(Power::Extend { deadline_ms }).await;
        assert_eq!(refusal(&mut one).await, (Refused::OwnerAct, Refusal::OutOfRange));
    }
    let later_ms = created.deadline_ms + 2_000;
    one.rule(Power::Extend { deadline_ms: later_ms }).await;
    let mut told = one.hear_any().await;
    while matches!(told, Heard::Frame(RelayFrame::Tick { .. })) {
        told = one.hear_any().await;
    }
    assert!(matches!(told, Heard::Frame(RelayFrame::Event(_))), "{told:?}");
    let Heard::Frame(RelayFrame::Tick { deadline_ms, .. }) = one.hear_any().await else { panic!("no tick follows") };
    assert_eq!((deadline_ms, description(&relay).await.deadline_ms), (later_ms, later_ms));
    let mut last_ms = 0;
    let burned = async {
        loop {
            match one.hear_any().await {
                Heard::Frame(RelayFrame::Tick { now_ms, .. }) => last_ms = now_ms,
                heard => break heard,
            }
        }
    };
    let burned = timeout(SOON * 3, burned).await.unwrap();
    assert!(matches!(burned, Heard::Frame(RelayFrame::Burned { .. })), "{burned:?}");
    assert!(last_ms > created.deadline_ms && last_ms < later_ms, "{last_ms}");
}

#[tokio::test]
async fn r66_what_is_no_owners_or_not_for_here_and_now_is_refused_and_nobody_else_hears_of_it() {
    let relay = TestRelay::start(&["--acts", "1000+1/s"]).await;
    let mut members = relay.keyed_room_of(2).await;
    let (first, second) = members.split_at_mut(1);
    let (one, two) = (&mut first[0], &mut second[0]);
    two.rule(Power::Lock).await;
    assert_eq!(refusal(two).await, (Refused::OwnerAct, Refusal::NotOwner));
    let good = one.owner_act(Power::Lock);
    let signed_by_another = MemberFrame::OwnerAct(two.signed(good.clone()));
    one.say(&signed_by_another).await;
    assert_eq!(refusal(one).await, (Refused::OwnerAct, Refusal::BadAnnouncement));
    two.say(&MemberFrame::OwnerAct(one.signed(good.clone()))).await;
    assert_eq!(refusal(two).await, (Refused::OwnerAct, Refusal::BadAnnouncement), "on another's line");

    let strangers = (10..110).map(|number| boxed(Member::id_of(number))).collect();
    let next = one.readdress(&Link::new(8), None);
    let readdress = |readdress| Power::Readdress(Box::new(readdress));
    let cases = [
        (OwnerAct { genesis: Transcript([0; 32]), ..good.clone() }, Refusal::Stale),
        (OwnerAct { generation: 7, ..good.clone() }, Refusal::Stale),
        (OwnerAct { at: good.at + 1, ..good.clone() }, Refusal::Stale),
        (OwnerAct { at: 0, ..good.clone() }, Refusal::Stale),
        (OwnerAct { log_at: LogHash([0; 32]), ..good.clone() }, Refusal::Fork),
        (OwnerAct { power: Power::HandOver(Member::id_of(9)), ..good.clone() }, Refusal::Stale),
        (OwnerAct { power: readdress(Readdress { boxes: strangers, ..next.clone() }), ..good.clone() }, Refusal::Stale),
        (
            OwnerAct { power: readdress(Readdress { room: Link::new(7).room, ..next.clone() }), ..good.clone() },
            Refusal::Stale,
        ),
        (OwnerAct { power: readdress(Readdress { removed: Some(one.id()), ..next }), ..good.clone() }, Refusal::Stale),
    ];
    for (act, refused) in cases {
        let shown = format!("{:?}", act.power);
        let frame = MemberFrame::OwnerAct(one.signed(act));
        assert!(encode_frame(&frame).len() <= CONTROL_FRAME_MAX);
        one.say(&frame).await;
        assert_eq!(refusal(one).await, (Refused::OwnerAct, refused), "{shown}");
    }
    let good = one.signed(good);
    let cut = SignedBytes { body: burnroom_shared::frame::Base64(good.body.0[1..].to_vec()), ..good.clone() };
    one.say(&MemberFrame::OwnerAct(cut)).await;
    assert_eq!(refusal(one).await, (Refused::OwnerAct, Refusal::BadFrame));
    one.say(&MemberFrame::OwnerAct(good.clone())).await;
    for member in [&mut *one, two] {
        assert!(matches!(member.event().await, EventFrame::OwnerAct(_)), "the only thing that the other hears");
    }
    one.say(&MemberFrame::OwnerAct(good)).await;
    assert_eq!(refusal(one).await, (Refused::OwnerAct, Refusal::Stale), "said again");
}

#[tokio::test]
async fn r66_acts_over_the_rooms_pace_are_refused_with_when_to_come_back() {
    let relay = TestRelay::start(&["--owner-acts", "1+1/h"]).await;
    let mut members = relay.room_of(1).await;
    rule(&mut members, Power::Lock).await;
    members[0].rule(Power::Unlock).await;
    let heard = members[0].hear().await;
    let Heard::Frame(RelayFrame::Refused { refusal, retry_after_ms, .. }) = heard else { panic!("{heard:?}") };
    assert_eq!(refusal, Refusal::TooFast);
    assert!((3_000_000..=3_600_000).contains(&retry_after_ms.unwrap()));
}
