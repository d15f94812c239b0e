//! What one client may take: each bound refuses whoever is over it, and nobody else.

use crate::member::{Heard, Link, Member, digest, envelope};
use crate::relay::{SOON, TestRelay};
use burnroom_shared::frame::{EventFrame, MemberFrame, Refused, RelayFrame, encode_post};
use burnroom_shared::refusal::Refusal;
use futures_util::StreamExt as _;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

fn closed(refusal: Refusal) -> Heard {
    Heard::Closed(refusal.close_code(), refusal.word().to_owned())
}

#[tokio::test]
async fn a_slow_reader_is_cut_off_and_the_others_go_on() {
    let relay = TestRelay::start(&["--posts", "100000+1/s", "--outbox-frames", "8"]).await;
    let mut members = relay.room_of(2).await;
    let slow = Member::seated(relay.address, &members[0].link, 3).await;
    for member in &mut members {
        member.event().await;
    }
    let rekey = members[0].signed(members[0].rekey());
    members[0].say(&MemberFrame::Rekey(rekey)).await;
    for member in &mut members {
        member.event().await;
    }
    let away = Heard::Frame(RelayFrame::Presence { id: slow.id(), away: true });
    let mut is_cut_off = false;
    // The system's own buffers come first: several megabytes pass before anything is owed.
    for _ in 0..400 {
        let header = members[0].header();
        members[0].post(&header, 60_000).await;
        for member in &mut members {
            let mut heard = member.hear().await;
            if heard == away {
                is_cut_off = true;
                heard = member.hear().await;
            }
            let stale = matches!(heard, Heard::Frame(RelayFrame::Refused { refusal: Refusal::Stale, .. }));
            assert!(stale || matches!(heard, Heard::Post { .. }), "{heard:?}");
        }
        if is_cut_off {
            return;
        }
    }
    panic!("nobody was cut off");
}

#[tokio::test]
async fn posts_over_the_pace_are_refused_with_when_to_come_back() {
    let relay = TestRelay::start(&["--posts", "1+1/h"]).await;
    let mut members = relay.room_of(1).await;
    let one = &mut members[0];
    one.say(&MemberFrame::Rekey(one.signed(one.rekey()))).await;
    one.event().await;
    let header = one.header();
    one.post(&header, 1).await;
    assert!(matches!(one.hear().await, Heard::Post { .. }));
    let envelope = envelope(&one.header(), 1);
    one.say_binary(encode_post(&envelope)).await;
    match one.hear().await {
        Heard::Frame(RelayFrame::Refused {
            refusal: Refusal::TooFast,
            of: Refused::Post,
            digest: named,
            retry_after_ms,
            tries_left: None,
        }) => {
            assert_eq!(named, Some(digest(&envelope)));
            assert!((3_000_000..=3_600_000).contains(&retry_after_ms.unwrap()));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn rooms_share_what_the_relay_keeps_and_it_is_free_again_after_a_burn() {
    let relay = TestRelay::start(&["--memory", "16KiB", "--posts", "1000+1/s", "--embers", "50ms"]).await;
    let [mut one] = relay.keyed_room_of(1).await.try_into().ok().unwrap();
    let full = loop {
        let header = one.header();
        one.post(&header, 10).await;
        match one.hear().await {
            Heard::Post { .. } => {}
            other => break other,
        }
    };
    assert!(matches!(full, Heard::Frame(RelayFrame::Refused { refusal: Refusal::RelayFull, .. })), "{full:?}");
    let link = Link::new(8);
    relay.create(&TestRelay::request(&link, Member::id_of(1))).await;
    let mut other = Member::seated(relay.address, &link, 1).await;
    other.say(&MemberFrame::Rekey(other.signed(other.rekey()))).await;
    other.event().await;
    let header = other.header();
    other.post(&header, 10).await;
    let full = other.hear().await;
    assert!(matches!(full, Heard::Frame(RelayFrame::Refused { refusal: Refusal::RelayFull, .. })), "{full:?}");
    one.say(&MemberFrame::Burn {}).await;
    while !matches!(one.hear().await, Heard::Closed(..)) {}
    other.post(&header, 10).await;
    assert!(matches!(other.hear().await, Heard::Post { .. }));
}

#[tokio::test]
async fn acts_over_the_pace_are_refused_before_their_signature_is_looked_at() {
    let relay = TestRelay::start(&["--acts", "2+1/h", "--wrong-pins", "100"]).await;
    let mut members = relay.room_of(2).await;
    let two = &mut members[1];
    let mut refusals = Vec::new();
    for _ in 0..3 {
        two.say(&MemberFrame::Claim { pin: "x".into() }).await;
        match two.hear().await {
            Heard::Frame(RelayFrame::Refused { refusal, of: Refused::Claim, retry_after_ms, .. }) => {
                refusals.push((refusal, retry_after_ms.is_some()));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(refusals, [(Refusal::PinWrong, false), (Refusal::PinWrong, false), (Refusal::TooFast, true)]);
}

#[tokio::test]
async fn r60_a_locked_seat_says_for_how_long_and_the_right_pin_makes_an_owner() {
    let relay = TestRelay::start(&[]).await;
    let link = Link::new(7);
    let created = relay.create(&TestRelay::request(&link, Member::id_of(9))).await;
    let mut guesser = Member::seated(relay.address, &link, 1).await;
    for _ in 0..3 {
        guesser.say(&MemberFrame::Claim { pin: "wrong".into() }).await;
        guesser.hear().await;
    }
    guesser.say(&MemberFrame::Claim { pin: created.pin.clone().into() }).await;
    let heard = guesser.hear().await;
    assert!(
        matches!(
            heard,
            Heard::Frame(RelayFrame::Refused { refusal: Refusal::PinLocked, retry_after_ms: Some(590_000..), .. })
        ),
        "{heard:?}"
    );
    let mut owner = Member::seated(relay.address, &link, 2).await;
    owner.say(&MemberFrame::Claim { pin: created.pin.into() }).await;
    assert_eq!(owner.event().await, EventFrame::Owner { id: owner.id() });
}

#[tokio::test]
async fn whoever_opens_too_many_sockets_is_told_by_the_close_code() {
    let relay = TestRelay::start(&["--entries", "2+1/h"]).await;
    let link = Link::new(7);
    relay.create(&TestRelay::request(&link, Member::id_of(1))).await;
    let mut first = Member::seated(relay.address, &link, 1).await;
    let _second = Member::seated(relay.address, &link, 2).await;
    first.event().await;
    let mut third = Member::connect(relay.address, &link, 3).await;
    assert!(third.hear().await.wait_ms(Refusal::TooFast) > 3_500_000);
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_another_address_its_own() {
    let relay = TestRelay::start(&["--connections-per-address", "2"]).await;
    let connect = |from: [u8; 4]| async move {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind((from, 0).into()).unwrap();
        let mut stream = socket.connect(relay.address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut bytes = [0; 12];
        let read = tokio::io::AsyncReadExt::read_exact(&mut stream, &mut bytes);
        timeout(SOON, read).await.unwrap().is_ok().then_some(stream)
    };
    let held = [connect([127, 0, 0, 2]).await, connect([127, 0, 0, 2]).await];
    assert!(held.iter().all(Option::is_some));
    assert!(connect([127, 0, 0, 2]).await.is_none());
    assert!(connect([127, 0, 0, 3]).await.is_some());
    drop(held);
    let again = async { while connect([127, 0, 0, 2]).await.is_none() {} };
    timeout(SOON, again).await.unwrap();
}

#[tokio::test]
async fn r62_whoever_does_not_join_in_time_is_closed_and_the_silent_are_pinged() {
    let relay =
        TestRelay::start(&["--first-frame-within", "100ms", "--ping-every", "50ms", "--dead-after", "10s"]).await;
    let link = Link::new(7);
    relay.create(&TestRelay::request(&link, Member::id_of(1))).await;
    let mut silent = Member::connect(relay.address, &link, 1).await;
    assert_eq!(silent.hear().await, closed(Refusal::TooSlow));
    let mut seated = Member::seated(relay.address, &link, 2).await;
    let pinged = async { while !matches!(seated.line().next().await, Some(Ok(Message::Ping(_)))) {} };
    timeout(SOON, pinged).await.unwrap();
}
