//! The handshake and the bounds of HTTP, on a real connection.

use crate::member::{Heard, Link, Member};
use crate::relay::{SOON, TestRelay};
use burnroom_shared::refusal::Refusal;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
/// The answer to [`KEY`] in RFC 6455, 1.3.
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// Asks for a socket with more headers and returns the head of the answer.
async fn handshake(relay: &TestRelay, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: keep-alive, Upgrade\r\nupgrade: WebSocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: {KEY}\r\n{more}\r\n",
        relay.address
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    let read = async {
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
    };
    timeout(SOON, read).await.unwrap();
    String::from_utf8(head).unwrap()
}

#[tokio::test]
async fn no_extension_is_accepted_and_the_answer_is_the_standards_own() {
    let relay = TestRelay::start(&[]).await;
    let path = format!("{}/socket", Link::new(1).path());
    let head =
        handshake(&relay, &path, "sec-websocket-extensions: permessage-deflate; client_max_window_bits\r\n").await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    assert!(head.contains(&format!("sec-websocket-accept: {ACCEPT}\r\n")), "{head}");
    assert!(!head.contains("sec-websocket-extensions"), "{head}");
    assert!(head.contains("content-security-policy: "));
}

#[tokio::test]
async fn an_upgrade_succeeds_even_where_no_room_is_and_the_close_code_says_so() {
    let relay = TestRelay::start(&[]).await;
    let mut nowhere = Member::connect(relay.address, &Link::new(1), 1).await;
    let refusal = Refusal::RoomNotFound;
    assert_eq!(nowhere.hear().await, Heard::Closed(refusal.close_code(), refusal.word().to_owned()));
}

#[tokio::test]
async fn a_foreign_page_gets_no_socket_and_the_relays_own_page_does() {
    let relay = TestRelay::start(&["--public-origin", "https://burn.example"]).await;
    let path = format!("{}/socket", Link::new(1).path());
    let own = format!("origin: http://{}\r\n", relay.address);
    for origin in ["", own.as_str(), "origin: https://burn.example\r\n"] {
        assert!(handshake(&relay, &path, origin).await.starts_with("HTTP/1.1 101 "), "{origin}");
    }
    for origin in ["origin: https://evil.example\r\n", "origin: null\r\n"] {
        assert!(handshake(&relay, &path, origin).await.starts_with("HTTP/1.1 403 "), "{origin}");
    }
}

#[tokio::test]
async fn a_body_is_bounded_however_it_is_sent() {
    let relay = TestRelay::start(&[]).await;
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    let body = format!("{}0\r\n\r\n", chunk.repeat(3));
    let answer = relay
        .ask(&format!(
            "POST /api/rooms HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\
             connection: close\r\n\r\n{body}"
        ))
        .await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let head = relay.get("/", &format!("x: {}\r\n", "y".repeat(20_000))).await;
    assert_eq!(head.status, 431);
}

#[tokio::test]
async fn the_page_is_compressed_for_whoever_takes_it() {
    let relay = TestRelay::start(&[]).await;
    let plain = relay.get("/", "").await;
    let packed = relay.get("/", "accept-encoding: br\r\n").await;
    // Without an embedded client there is a short page in its place, which is sent as it is.
    if plain.status == 200 {
        assert_eq!(packed.header("content-encoding"), Some("br"));
        assert!(packed.body.len() < plain.body.len());
    } else {
        assert_eq!((plain.status, packed.header("content-encoding")), (503, None));
    }
    assert_eq!(relay.get("/r", "").await.body, plain.body);
}
