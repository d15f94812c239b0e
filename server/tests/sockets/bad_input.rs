//! Whatever bytes come: a named refusal for whoever sent them, the room as it was, nobody else disturbed.

use crate::member::{Heard, Link, Member, digest, envelope};
use crate::relay::{SOON, TestRelay};
use burnroom_shared::envelope::Header;
use burnroom_shared::frame::{
    Base64, EventFrame, Join, MemberFrame, Refused, RelayFrame, SignedBytes, encode_frame, encode_post,
};
use burnroom_shared::ids::{Entry, LogHash, Signature};
use burnroom_shared::limits::{CONTROL_FRAME_MAX, POSTS_PER_EPOCH_MAX, SEALED_FRAME_MAX};
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Fresh, Rekey};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

fn closed(refusal: Refusal) -> Heard {
    Heard::Closed(refusal.close_code(), refusal.word().to_owned())
}

fn refused(of: Refused, refusal: Refusal) -> Heard {
    let tries_left = (refusal == Refusal::PinWrong).then_some(2);
    Heard::Frame(RelayFrame::Refused { refusal, of, digest: None, retry_after_ms: None, tries_left })
}

/// The room is as `member` has it, by the word of a newcomer's hello; the newcomer's own coming is heard by `member`.
async fn assert_untouched(relay: &TestRelay, member: &mut Member, newcomer: u8) {
    let before = member.state().head().seq;
    let mut newcomer = Member::seated(relay.address, &member.link.clone(), newcomer).await;
    assert!(matches!(member.event().await, EventFrame::Joined { .. }));
    assert_eq!(member.state().head().seq, before + 1);
    assert_eq!(member.state(), newcomer.state());
    let left = EventFrame::Left { id: newcomer.id(), departure: Departure::Left };
    newcomer.say(&MemberFrame::Leave {}).await;
    assert_eq!(member.event().await, left);
}

#[tokio::test]
async fn r62_a_first_frame_that_is_not_a_join_is_refused_by_name() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(1).await;
    let link = Link::new(7);
    let claim = r#"{"type":"claim","pin":"000000"}"#.to_owned();
    let texts = [
        (String::new(), Refusal::BadFrame),
        ("{".to_owned(), Refusal::BadFrame),
        ("null".to_owned(), Refusal::BadFrame),
        ("[1,2]".to_owned(), Refusal::BadFrame),
        (r#"{"type":"join"}"#.to_owned(), Refusal::BadFrame),
        (r#"{"type":"join","version":-1}"#.to_owned(), Refusal::BadFrame),
        (r#"{"type":"shutdown"}"#.to_owned(), Refusal::BadFrame),
        ("[".repeat(CONTROL_FRAME_MAX), Refusal::BadFrame),
        (claim, Refusal::BadFrame),
        (" ".repeat(CONTROL_FRAME_MAX + 1), Refusal::TooLarge),
    ];
    for (text, refusal) in texts {
        let mut stranger = Member::connect(relay.address, &link, 9).await;
        stranger.say_text(&text).await;
        assert_eq!(stranger.hear().await, closed(refusal), "{}", &text[..text.len().min(40)]);
    }
    for bytes in [vec![], vec![1; 400], vec![0; 16]] {
        let mut stranger = Member::connect(relay.address, &link, 9).await;
        stranger.say_binary(bytes).await;
        assert_eq!(stranger.hear().await, closed(Refusal::BadFrame));
    }
    assert_untouched(&relay, &mut members[0], 8).await;
}

#[tokio::test]
async fn r13_a_join_is_refused_for_each_reason_by_its_name() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(3).await;
    let link = Link::new(7);
    let stranger = Member::connect(relay.address, &link, 9).await;
    let good = stranger.joining();
    let SignedBytes { body, signature } = good.announcement.clone();
    let mut off_curve = body.0.clone();
    off_curve[100] ^= 1;
    let cut = Base64(body.0[..body.0.len() - 1].to_vec());
    let longer = Base64([&body.0[..], &[0]].concat());
    let signed = |body: Base64| SignedBytes { body, signature };
    let cases = [
        (Join { version: 2, ..good.clone() }, Refusal::VersionUnknown),
        (Join { entry: Entry([0; 32]), ..good.clone() }, Refusal::EntryWrong),
        (Join { announcement: signed(cut), ..good.clone() }, Refusal::BadAnnouncement),
        (Join { announcement: signed(longer), ..good.clone() }, Refusal::BadAnnouncement),
        (Join { announcement: signed(Base64(off_curve)), ..good.clone() }, Refusal::BadAnnouncement),
        (
            Join { announcement: SignedBytes { body, signature: Signature([1; 64]) }, ..good.clone() },
            Refusal::BadAnnouncement,
        ),
        (Join { name: Base64(vec![0; 157]), ..good.clone() }, Refusal::OutOfRange),
        (members[1].joining(), Refusal::Stale),
    ];
    for (join, refusal) in cases {
        let mut stranger = Member::connect(relay.address, &link, 9).await;
        stranger.say(&MemberFrame::Join(join)).await;
        assert_eq!(stranger.hear().await, closed(refusal));
    }
    let mut nowhere = Member::connect(relay.address, &Link::new(8), 9).await;
    assert_eq!(nowhere.hear().await, closed(Refusal::RoomNotFound));
    assert_untouched(&relay, &mut members[0], 4).await;
    for member in &mut members[1..] {
        member.event().await;
        member.event().await;
    }
    let fourth = Member::seated(relay.address, &link, 5).await;
    let mut fifth = Member::connect(relay.address, &link, 6).await;
    fifth.say(&MemberFrame::Join(fifth.joining())).await;
    assert_eq!(fifth.hear().await, closed(Refusal::RoomFull));
    drop(fourth);
}

/// Whatever a seated member says that has no form ends its own connection; the others hear that it is away.
#[tokio::test]
async fn what_has_no_form_ends_the_connection_of_whoever_sent_it() {
    let relay = TestRelay::start(&["--entries", "1000+100/s", "--grace", "1ms"]).await;
    let mut members = relay.room_of(1).await;
    let member = &mut members[0];
    let link = member.link.clone();
    let texts = ["", "{}", r#"{"type":"burn","now":true}"#, r#"{"type":"claim","pin":7}"#];
    let said = texts.map(|text| (Err(text.to_owned()), Refusal::BadFrame)).into_iter().chain([
        (Err("x".repeat(CONTROL_FRAME_MAX + 1)), Refusal::TooLarge),
        (Ok(vec![]), Refusal::BadFrame),
        (Ok(vec![0; 16]), Refusal::BadFrame),
        (Ok(vec![2; 500]), Refusal::BadFrame),
        (Ok(vec![1; 187]), Refusal::BadFrame),
        (Ok([&[1, 9][..], &[1; 500]].concat()), Refusal::BadFrame),
    ]);
    for (number, (said, refusal)) in (20..).zip(said) {
        let mut guest = Member::seated(relay.address, &link, number).await;
        assert!(matches!(member.event().await, EventFrame::Joined { .. }));
        match said {
            Ok(bytes) => guest.say_binary(bytes).await,
            Err(text) => guest.say_text(&text).await,
        }
        assert_eq!(guest.hear().await, closed(refusal));
        assert_eq!(member.presence().await, (guest.id(), true));
        let left = EventFrame::Left { id: guest.id(), departure: Departure::Lost };
        assert_eq!(member.event().await, left);
    }
    let mut twice = Member::seated(relay.address, &link, 19).await;
    member.event().await;
    twice.say(&MemberFrame::Join(twice.joining())).await;
    assert_eq!(twice.hear().await, closed(Refusal::BadFrame));
    member.presence().await;
    member.event().await;
    assert_untouched(&relay, member, 8).await;
}

/// A frame that says it is longer than the bound is refused by its header alone: the rest is never sent here.
#[tokio::test]
async fn an_oversize_frame_is_refused_before_it_comes() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(1).await;
    let link = Link::new(7);
    for length in [u64::try_from(SEALED_FRAME_MAX).unwrap() + 2, 1 << 40, u64::MAX >> 1] {
        let mut stream = TcpStream::connect(relay.address).await.unwrap();
        let upgrade = format!(
            "GET {}/socket HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            link.path()
        );
        stream.write_all(upgrade.as_bytes()).await.unwrap();
        let mut head = vec![0x82, 0xff];
        head.extend_from_slice(&length.to_be_bytes());
        head.extend_from_slice(&[0; 4]);
        stream.write_all(&head).await.unwrap();
        let mut answer = Vec::new();
        timeout(SOON, stream.read_to_end(&mut answer)).await.unwrap().unwrap();
        let close = Refusal::TooLarge.close_code().to_be_bytes();
        let ending = [&[0x88, 11][..], &close, b"too-large"].concat();
        assert!(answer.ends_with(&ending), "{length}");
    }
    assert_untouched(&relay, &mut members[0], 8).await;
}

#[tokio::test]
async fn the_longest_post_passes() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(2).await;
    let rekey = members[0].signed(members[0].rekey());
    members[0].say(&MemberFrame::Rekey(rekey)).await;
    for member in &mut members {
        member.event().await;
    }
    let header = members[0].header();
    let body = SEALED_FRAME_MAX - envelope(&header, 0).len();
    members[0].post(&header, body).await;
    for member in &mut members {
        assert!(matches!(member.hear().await, Heard::Post { envelope, .. } if envelope.len() == SEALED_FRAME_MAX));
    }
}

#[tokio::test]
async fn r31_a_post_that_is_not_valid_now_is_refused_with_its_digest_and_the_line_stays() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(2).await;
    let rekey = members[0].signed(members[0].rekey());
    members[0].say(&MemberFrame::Rekey(rekey)).await;
    for member in &mut members {
        member.event().await;
    }
    let good = members[0].header();
    let cases = [
        (Header { counter: 1, ..good }, Refusal::Stale),
        (Header { counter: POSTS_PER_EPOCH_MAX, ..good }, Refusal::Stale),
        (Header { counter: u32::MAX, ..good }, Refusal::Stale),
        (Header { seen: u64::MAX, ..good }, Refusal::Stale),
        (Header { seen: 0, ..good }, Refusal::Stale),
        (Header { sender: members[1].id(), ..good }, Refusal::Stale),
        (Header { log_seen: LogHash([0; 32]), ..good }, Refusal::Fork),
    ];
    for (header, refusal) in cases {
        let envelope = envelope(&header, 9);
        members[0].say_binary(encode_post(&envelope)).await;
        let digest = Some(digest(&envelope));
        let told = RelayFrame::Refused { refusal, of: Refused::Post, digest, retry_after_ms: None, tries_left: None };
        assert_eq!(members[0].hear().await, Heard::Frame(told));
    }
    members[0].post(&good, 9).await;
    for member in &mut members {
        let heard = member.hear().await;
        assert!(matches!(heard, Heard::Post { seq: 4, .. }), "the only thing that the others hear: {heard:?}");
    }
}

#[tokio::test]
async fn acts_that_are_not_valid_now_are_refused_and_the_line_stays() {
    let relay = TestRelay::start(&[]).await;
    let mut members = relay.room_of(2).await;
    let (first, second) = members.split_at_mut(1);
    let (one, two) = (&mut first[0], &mut second[0]);
    let good = two.rekey();
    let forged = one.signed(good.clone());
    let forked = two.signed(Rekey { log_at: LogHash([0; 32]), ..good.clone() });
    let behind = two.signed(Rekey { epoch: 7, ..good.clone() });
    let junk = SignedBytes { body: Base64(vec![0; 400]), signature: Signature([0; 64]) };
    let fresh = Fresh {
        genesis: two.state().origin(),
        member: two.id(),
        incarnation: 0,
        number: 5,
        agreement: two.announcement().agreement,
    };
    let cases = [
        (MemberFrame::Rekey(forged), Refused::Rekey, Refusal::BadAnnouncement),
        (MemberFrame::Rekey(junk.clone()), Refused::Rekey, Refusal::BadFrame),
        (MemberFrame::Rekey(behind), Refused::Rekey, Refusal::Stale),
        (MemberFrame::Rekey(forked), Refused::Rekey, Refusal::Fork),
        (MemberFrame::Fresh(two.signed(fresh)), Refused::Fresh, Refusal::Stale),
        (MemberFrame::Resync(junk), Refused::Resync, Refusal::BadFrame),
        (MemberFrame::Claim { pin: "00000".into() }, Refused::Claim, Refusal::PinWrong),
        (MemberFrame::Burn {}, Refused::Burn, Refusal::NotOwner),
    ];
    for (frame, of, refusal) in cases {
        two.say(&frame).await;
        assert_eq!(two.hear().await, refused(of, refusal));
    }
    let rekey = MemberFrame::Rekey(two.signed(good));
    assert!(encode_frame(&rekey).len() < CONTROL_FRAME_MAX);
    two.say(&rekey).await;
    for member in [one, two] {
        assert!(matches!(member.event().await, EventFrame::Rekey(_)), "the only thing that the others hear");
    }
}
