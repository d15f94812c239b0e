//! The burn: in which order, for whom, and what still passes after it.

use crate::member::{Heard, Link, Member};
use crate::relay::{SOON, TestRelay};
use burnroom_shared::api::CreateRoom;
use burnroom_shared::frame::{BurnCause, MemberFrame, RelayFrame};
use burnroom_shared::refusal::{CLOSE_BURNED, Refusal};
use std::time::{Duration, Instant};
use tokio::time::timeout;

fn burned(cause: BurnCause, seats: u16) -> Heard {
    Heard::Frame(RelayFrame::Burned { cause, seats })
}

fn closed() -> Heard {
    Heard::Closed(CLOSE_BURNED, "burned".to_owned())
}

#[tokio::test]
async fn r53_each_connection_may_say_once_that_it_erased_and_nothing_else_passes() {
    let relay = TestRelay::start(&["--embers", "1s"]).await;
    let mut members = relay.room_of(3).await;
    members[0].say(&MemberFrame::Burn {}).await;
    for member in &mut members {
        assert_eq!(member.hear().await, burned(BurnCause::Command, 3));
    }
    let embers = Instant::now();
    members[0].say_binary(vec![5; 17]).await;
    members[0].say_binary(vec![5; 15]).await;
    members[0].say_text("{}").await;
    members[0].say(&MemberFrame::Burn {}).await;
    members[0].say_binary(vec![6; 16]).await;
    members[0].say_binary(vec![7; 16]).await;
    members[1].say_binary(vec![8; 16]).await;
    let mut two = vec![members[0].hear().await, members[0].hear().await];
    assert_eq!(two.remove(0), Heard::Erasure(vec![8; 16]), "only the other's");
    assert_eq!(two, [closed()]);
    assert_eq!(members[1].hear().await, Heard::Erasure(vec![6; 16]));
    let third = [members[2].hear().await, members[2].hear().await];
    assert!(third.contains(&Heard::Erasure(vec![6; 16])) && third.contains(&Heard::Erasure(vec![8; 16])));
    assert_eq!(members[1].hear().await, closed());
    assert_eq!(members[2].hear().await, closed());
    assert!(embers.elapsed() >= Duration::from_millis(900), "the embers glow for their time");
}

#[tokio::test]
async fn r51_a_reader_that_stalls_delays_nobody_and_is_closed_with_the_rest() {
    let relay = TestRelay::start(&[
        "--embers",
        "300ms",
        "--posts",
        "100000+1/s",
        "--outbox-frames",
        "100000",
        "--outbox-bytes",
        "1000000000",
    ])
    .await;
    let mut members = relay.room_of(3).await;
    let rekey = members[0].signed(members[0].rekey());
    members[0].say(&MemberFrame::Rekey(rekey)).await;
    for member in &mut members[..2] {
        member.event().await;
    }
    // The third reads nothing from here on: the system's buffers fill, and what is owed to it piles up.
    for _ in 0..200 {
        let header = members[0].header();
        members[0].post(&header, 60_000).await;
        for member in &mut members[..2] {
            assert!(matches!(member.hear().await, Heard::Post { .. }));
        }
    }
    let asked = Instant::now();
    members[0].say(&MemberFrame::Burn {}).await;
    for member in &mut members[..2] {
        assert_eq!(member.hear().await, burned(BurnCause::Command, 3));
    }
    assert!(asked.elapsed() < Duration::from_secs(2));
    let path = Link::new(7).path();
    assert_eq!(relay.get(&path, "").await.status, 404, "gone while the connections still are there");
    for member in &mut members[..2] {
        assert_eq!(member.hear().await, closed());
    }
    loop {
        match members[2].hear().await {
            Heard::Broken | Heard::Closed(..) => break,
            heard => {
                let was_stalled = heard != burned(BurnCause::Command, 3);
                assert!(was_stalled, "a reader that keeps up would show nothing here");
            }
        }
    }
}

#[tokio::test]
async fn r51_a_room_burns_at_its_deadline_for_everyone_at_once() {
    let relay = TestRelay::start(&["--embers", "100ms"]).await;
    let link = Link::new(7);
    // The shortest room there is, entered and left alone for all of its time.
    let request = CreateRoom { ttl_s: 30, ..TestRelay::request(&link, Member::id_of(1)) };
    let created = relay.create(&request).await;
    let mut one = Member::seated(relay.address, &link, 1).await;
    let mut ticks = Vec::new();
    let last = loop {
        match timeout(SOON * 2, one.hear_any()).await.unwrap() {
            Heard::Frame(RelayFrame::Tick { now_ms, deadline_ms }) => {
                assert_eq!(deadline_ms, created.deadline_ms);
                ticks.push(now_ms);
            }
            heard => break heard,
        }
    };
    assert_eq!(last, burned(BurnCause::Deadline, 1));
    assert!(ticks.len() >= 28, "a tick every second of the last minute: {}", ticks.len());
    assert!(ticks.iter().all(|now_ms| *now_ms < created.deadline_ms));
}

#[tokio::test]
async fn r51_an_empty_room_burns_and_its_address_is_free_again() {
    let relay = TestRelay::start(&["--empty-after", "50ms"]).await;
    let request = TestRelay::request(&Link::new(7), Member::id_of(1));
    relay.create(&request).await;
    let body = serde_json::to_string(&request).unwrap();
    let freed = async {
        while relay.post(&body).await.status != 201 {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, freed).await.unwrap();
}

#[tokio::test]
async fn r51_when_the_relay_stops_every_room_burns() {
    let mut relay = TestRelay::start(&["--embers", "200ms"]).await;
    let mut members = relay.room_of(2).await;
    let mut waiting = Member::connect(relay.address, &Link::new(7), 9).await;
    let stopping = async {
        relay.stop().await;
    };
    let hearing = async {
        for member in &mut members {
            assert_eq!(member.hear().await, burned(BurnCause::Shutdown, 2));
            assert_eq!(member.hear().await, closed());
        }
        waiting.say(&MemberFrame::Join(waiting.joining())).await;
        let gone = [Heard::Broken, Heard::Closed(Refusal::RoomNotFound.close_code(), "room-not-found".to_owned())];
        assert!(gone.contains(&waiting.hear().await));
    };
    tokio::join!(stopping, hearing);
    assert!(tokio::net::TcpStream::connect(relay.address).await.is_err());
}
