//! Bad frames, bad beginnings and bad sizes on a room's socket.

use super::Witnessed;
use burnroom_engine::effect::Effect;
use burnroom_engine::input::{Input, Now};
use burnroom_engine::link::{Link, LinkKeys};
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::session::Session;
use burnroom_shared::ids::RoomId;
use burnroom_shared::limits::{CONTROL_FRAME_MAX, SEALED_FRAME_MAX};
use burnroom_shared::refusal::Refusal;
use burnroom_tests::member::wall_ms;
use burnroom_tests::raw::RawSocket;
use burnroom_tests::room::room_of;
use burnroom_tests::websocket::{BINARY, TEXT, announcing, masked};
use serde_json::{Value, json};

/// Memory that a relay may take for whatever the sockets of one story send, bytes. What they announce is a thousand
/// times that.
const MEMORY_FOR_NOTHING: usize = 32 * 1024 * 1024;

/// A join frame as an honest client makes it.
fn join_frame(fragment: &str) -> Value {
    let link = Link::parse(fragment).unwrap();
    let mut session = ready(Session::new(RustCrypto::new(), &link, "Eve of Edinburgh")).unwrap().unwrap();
    let now = Now { wall_ms: wall_ms(), steady_ms: 0 };
    let effects = ready(session.handle(now, Input::Connected)).unwrap();
    let text =
        effects.into_iter().find_map(|effect| if let Effect::SendText(text) = effect { Some(text) } else { None });
    serde_json::from_str(&text.unwrap()).unwrap()
}

/// What a bare socket is told after one frame.
async fn told(witnessed: &mut Witnessed, what: &str, frame: &[u8], expected: Refusal) {
    let room = room_of(&witnessed.invitation.fragment);
    let mut socket = RawSocket::open(witnessed.relay.address, room).await;
    socket.send(frame).await;
    assert_eq!(socket.closing().await, (expected.close_code(), expected.word().to_owned()), "{what}");
    witnessed.undisturbed(what).await;
}

fn text(frame: &str) -> Vec<u8> {
    masked(TEXT, frame.as_bytes())
}

/// Changes one place of a join frame.
fn bent(frame: &Value, place: &str, value: Value) -> Vec<u8> {
    let mut frame = frame.clone();
    *frame.pointer_mut(place).unwrap_or_else(|| panic!("no {place}")) = value;
    text(&frame.to_string())
}

#[tokio::test]
async fn what_is_no_join_frame_is_refused() {
    let mut witnessed = Witnessed::room().await;
    let join = join_frame(&witnessed.invitation.fragment);
    let deep = "[".repeat(CONTROL_FRAME_MAX - 1);
    let mut more = join.clone();
    more["admin"] = json!(true);
    let mut less = join.clone();
    less.as_object_mut().unwrap().remove("entry");
    let cases = [
        ("nothing", text("")),
        ("half a frame", text("{\"type\":\"join\"")),
        ("deeply nested JSON", text(&deep)),
        ("not UTF-8", masked(TEXT, &[0x7b, 0xff, 0xfe, 0x7d])),
        ("a frame of another kind", text("{\"type\":\"burn\"}")),
        ("a frame of no kind", text("{\"type\":\"explode\"}")),
        ("binary before joining", masked(BINARY, &[1; 200])),
        ("an erasure before the burn", masked(BINARY, &[7; 16])),
        ("a field too many", text(&more.to_string())),
        ("a field too few", text(&less.to_string())),
        ("a number as entry", bent(&join, "/entry", json!(7))),
        ("a short entry", bent(&join, "/entry", json!("AAAA"))),
        ("a version that is text", bent(&join, "/version", json!("1"))),
        ("a version beyond a byte", bent(&join, "/version", json!(1e30))),
        ("a negative version", bent(&join, "/version", json!(-1))),
        ("a frame without a mask", vec![0x81, 2, b'{', b'}']),
        ("reserved bits", vec![0xf1, 0x80, 0, 0, 0, 0]),
    ];
    for (what, frame) in cases {
        told(&mut witnessed, what, &frame, Refusal::BadFrame).await;
    }
}

#[tokio::test]
async fn a_join_that_does_not_fit_is_refused_by_name() {
    let mut witnessed = Witnessed::room().await;
    let join = join_frame(&witnessed.invitation.fragment);
    let other_entry = json!("A".repeat(43));
    let signature = join.pointer("/announcement/signature").unwrap().as_str().unwrap();
    let forged = format!("{}{}", if signature.starts_with('A') { 'B' } else { 'A' }, &signature[1..]);
    let cases = [
        ("a version of tomorrow", bent(&join, "/version", json!(2)), Refusal::VersionUnknown),
        ("version zero", bent(&join, "/version", json!(0)), Refusal::VersionUnknown),
        ("another room's entry", bent(&join, "/entry", other_entry), Refusal::EntryWrong),
        ("a forged signature", bent(&join, "/announcement/signature", json!(forged)), Refusal::BadAnnouncement),
        ("no announcement at all", bent(&join, "/announcement/body", json!("")), Refusal::BadAnnouncement),
        ("a long announcement", bent(&join, "/announcement/body", json!("A".repeat(4_000))), Refusal::BadAnnouncement),
    ];
    for (what, frame, refusal) in cases {
        told(&mut witnessed, what, &frame, refusal).await;
    }
    let mut socket = RawSocket::open(witnessed.relay.address, RoomId([9; 16])).await;
    socket.send(&text(&join.to_string())).await;
    assert_eq!(socket.closing().await.1, Refusal::RoomNotFound.word());

    // The control: the same frame, unbent, takes a seat.
    let mut socket = RawSocket::open(witnessed.relay.address, room_of(&witnessed.invitation.fragment)).await;
    socket.send(&text(&join.to_string())).await;
    let hello = socket.next().await.expect("a hello");
    assert!(hello.payload.starts_with(b"{\"type\":\"hello\""), "{hello:?}");
    witnessed.ada.ready_with(3).await;
    socket.say(&join.to_string()).await;
    assert_eq!(socket.closing().await, (Refusal::BadFrame.close_code(), "bad-frame".to_owned()), "a second join");
    witnessed.ada.ready_with(2).await;
    witnessed.undisturbed("a second join").await;
}

#[tokio::test]
async fn frames_of_any_size_are_refused_before_memory_is_taken() {
    let mut witnessed = Witnessed::room().await;
    let before = witnessed.relay.peak_memory();
    let giga = 1 << 30;
    let cases = [
        ("a text of one byte too many", text(&" ".repeat(CONTROL_FRAME_MAX + 1))),
        ("a binary frame of 64 KiB and more", masked(BINARY, &vec![1; SEALED_FRAME_MAX + 2])),
        ("a text announced with a gigabyte", announcing(TEXT, giga)),
        ("a binary frame announced with a gigabyte", announcing(BINARY, giga)),
        ("a frame announced with all there is", announcing(BINARY, i64::MAX as u64)),
    ];
    for (what, frame) in cases {
        told(&mut witnessed, what, &frame, Refusal::TooLarge).await;
    }
    let room = room_of(&witnessed.invitation.fragment);
    let mut waiting = Vec::new();
    for _ in 0..64 {
        // All but the last byte of the largest frame: what a relay may hold for each, and no more.
        let mut socket = RawSocket::open(witnessed.relay.address, room).await;
        let mut frame = masked(BINARY, &vec![1; SEALED_FRAME_MAX]);
        frame.pop();
        socket.send(&frame).await;
        waiting.push(socket);
    }
    witnessed.undisturbed("64 sockets with half a frame each").await;
    drop(waiting);
    let taken = witnessed.relay.peak_memory() - before;
    assert!(taken < MEMORY_FOR_NOTHING, "the relay took {taken} bytes");
}

#[tokio::test]
async fn a_member_with_bad_frames_loses_its_own_seat_only() {
    let mut witnessed = Witnessed::room().await;
    let keys = ready(LinkKeys::derive(&RustCrypto::new(), &Link::parse(&witnessed.invitation.fragment).unwrap()));
    let room = keys.unwrap().unwrap().room;
    let cases = [
        ("JSON that is none", text("}")),
        ("a number as PIN", text("{\"type\":\"claim\",\"pin\":123456}")),
        ("a rekey of nothing", text("{\"type\":\"rekey\",\"body\":\"\",\"signature\":\"\"}")),
        ("a post that is none", masked(BINARY, &[1, 2, 3])),
        ("a tag that is none", masked(BINARY, &[9; 300])),
    ];
    for (what, frame) in cases {
        let join = join_frame(&witnessed.invitation.fragment);
        let mut socket = RawSocket::open(witnessed.relay.address, room).await;
        socket.say(&join.to_string()).await;
        witnessed.ada.ready_with(3).await;
        socket.send(&frame).await;
        assert_eq!(socket.closing().await.1, Refusal::BadFrame.word(), "{what}");
        witnessed.ada.ready_with(2).await;
        witnessed.bob.ready_with(2).await;
        witnessed.undisturbed(what).await;
    }
}

#[tokio::test]
async fn only_pages_of_the_relay_itself_may_open_sockets() {
    let mut witnessed = Witnessed::room().await;
    let address = witnessed.relay.address;
    let room = burnroom_shared::ids::to_base64(room_of(&witnessed.invitation.fragment).as_bytes());
    let own = format!("http://{address}");
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1", &format!("{own}.evil.example"), "file://"] {
        let answer = RawSocket::upgrade(address, &room, &[("Origin", origin)]).await;
        assert!(answer.head.starts_with("HTTP/1.1 403"), "{origin}: {}", answer.head);
    }
    let answer = RawSocket::upgrade(address, &room, &[("Origin", &own)]).await;
    assert!(answer.head.starts_with("HTTP/1.1 101"), "the control: {}", answer.head);
    let offered = RawSocket::open(address, room_of(&witnessed.invitation.fragment)).await;
    let head = offered.head.to_ascii_lowercase();
    assert!(!head.contains("sec-websocket-extensions"), "compression would tell lengths of secrets: {head}");
    witnessed.undisturbed("pages of others").await;
}
