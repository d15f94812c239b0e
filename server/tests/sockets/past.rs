//! Pages of the past over a real line, and posts that only whoever is there hears.

use crate::member::{Heard, Link, Member, envelope};
use crate::relay::TestRelay;
use burnroom_shared::api::{CreateRoom, Description};
use burnroom_shared::envelope::{Header, Lane};
use burnroom_shared::frame::{EventFrame, MemberFrame, Refused, RelayFrame, encode_post};
use burnroom_shared::ids::{LogHash, Transcript};
use burnroom_shared::refusal::Refusal;

/// Two members who have said ten things each, and one who came after.
async fn room_with_a_newcomer(relay: &TestRelay, parameters: u8) -> (Vec<Member>, Member) {
    let link = Link::new(7);
    relay.create(&CreateRoom { parameters, ..TestRelay::request(&link, Member::id_of(1)) }).await;
    let mut members = vec![Member::seated(relay.address, &link, 1).await];
    members.push(Member::seated(relay.address, &link, 2).await);
    members[0].event().await;
    members[0].rekeys().await;
    for member in &mut members {
        member.event().await;
    }
    for number in 0..20 {
        let header = members[number % 2].header();
        members[number % 2].post(&header, 300).await;
        for member in &mut members {
            assert!(matches!(member.hear().await, Heard::Post { .. }));
        }
    }
    let newcomer = Member::seated(relay.address, &link, 3).await;
    for member in &mut members {
        member.event().await;
    }
    (members, newcomer)
}

/// Asks for a page and reads it; the numbers of its events.
async fn page(member: &mut Member, before: u64, limit: u16) -> Vec<u64> {
    member.say(&MemberFrame::Past { before, limit }).await;
    let heard = member.hear().await;
    let Heard::Frame(RelayFrame::Past { first, count }) = heard else { panic!("{heard:?}") };
    let mut numbers = Vec::new();
    for _ in 0..count {
        numbers.push(match member.hear_any().await {
            Heard::Post { seq, .. } => seq,
            Heard::Frame(RelayFrame::Event(event)) => event.seq,
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(numbers, (first..first + u64::from(count)).collect::<Vec<_>>());
    numbers
}

async fn refused(member: &mut Member, before: u64, limit: u16) -> Refusal {
    member.say(&MemberFrame::Past { before, limit }).await;
    match member.hear().await {
        Heard::Frame(RelayFrame::Refused { of: Refused::Past, refusal, .. }) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn r73_with_history_a_newcomer_pages_back_to_the_beginning() {
    let relay = TestRelay::start(&[]).await;
    let (mut members, mut newcomer) = room_with_a_newcomer(&relay, 0x11).await;
    let description: Description = serde_json::from_slice(&relay.describe(&Link::new(7)).await.body).unwrap();
    assert!(description.history);
    let mut before = newcomer.state().head().seq + 1;
    let mut pages = Vec::new();
    while before > 1 {
        let page = page(&mut newcomer, before, 10).await;
        before = page[0];
        pages.push(page.len());
    }
    assert_eq!(pages, [10, 10, 4]);
    assert_eq!(refused(&mut newcomer, 1, 10).await, Refusal::OutOfRange);
    assert_eq!(refused(&mut newcomer, 26, 10).await, Refusal::OutOfRange);
    assert_eq!(refused(&mut newcomer, 20, 0).await, Refusal::OutOfRange);
    assert_eq!(refused(&mut newcomer, 20, 257).await, Refusal::OutOfRange);
    // The line goes on where it was.
    members[0].rekeys().await;
    assert!(matches!(newcomer.event().await, EventFrame::Rekey(_)));
}

#[tokio::test]
async fn r73_without_history_nothing_from_before_ones_own_joining_is_given() {
    let relay = TestRelay::start(&[]).await;
    let (mut members, mut newcomer) = room_with_a_newcomer(&relay, 0x10).await;
    assert_eq!(page(&mut newcomer, 25, 256).await, [24], "its own joining");
    for before in [24, 23, 5, 1, 0] {
        assert_eq!(refused(&mut newcomer, before, 256).await, Refusal::OutOfRange);
    }
    assert_eq!(page(&mut members[1], 25, 256).await, (2..=24).collect::<Vec<_>>());
    assert_eq!(page(&mut members[0], 25, 256).await, (1..=24).collect::<Vec<_>>());
}

#[tokio::test]
async fn r38_what_is_not_kept_is_heard_by_the_others_who_are_there_and_by_nobody_later() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.keyed_room_of(3).await;
    let absent = members.pop().unwrap();
    let again = absent.again(relay.address).await;
    drop(absent);
    for member in &mut members {
        member.presence().await;
    }
    let good = Header { lane: Lane::Ephemeral, ..members[0].header() };
    let dropped = [
        Header { transcript: Transcript([0; 32]), ..good },
        Header { sender: members[1].id(), ..good },
        Header { seen: good.seen + 9, ..good },
    ];
    for header in dropped {
        members[0].say_binary(encode_post(&envelope(&header, 9))).await;
    }
    let forked = envelope(&Header { log_seen: LogHash([0; 32]), ..good }, 9);
    members[0].say_binary(encode_post(&forked)).await;
    let heard = members[0].hear().await;
    let fork = matches!(heard, Heard::Frame(RelayFrame::Refused { refusal: Refusal::Fork, of: Refused::Post, .. }));
    assert!(fork, "the only answer: {heard:?}");
    let passed = envelope(&good, 9);
    members[0].say_binary(encode_post(&passed)).await;
    assert_eq!(members[1].hear().await, Heard::Ephemeral(passed), "the only one that passes");

    let (mut back, resumed) = again.resumed(relay.address).await;
    assert_eq!(resumed.head, again.state().head().seq, "nothing was numbered");
    let header = members[1].header();
    members[1].post(&header, 9).await;
    assert!(matches!(back.hear().await, Heard::Post { .. }), "nothing was kept");
    assert_eq!(members[0].presence().await, (again.id(), false), "and no echo");
}
