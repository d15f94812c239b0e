//! Bad requests: rooms of absurd numbers, JSON that is none, doors without keys.

use super::Witnessed;
use burnroom_shared::api::{ENTRY_HEADER, Problem};
use burnroom_shared::ids::to_base64;
use burnroom_shared::limits::{CAPACITY_MAX, REQUEST_BODY_MAX, TTL_MAX_S, TTL_MIN_S};
use burnroom_shared::refusal::Refusal;
use burnroom_tests::http::{Answer, ask, exchange};
use burnroom_tests::room::keys;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// A request for a room at an address of its own, as an honest client makes it.
fn request(number: u8) -> Value {
    json!({
        "room": to_base64(&[number; 16]),
        "entry_hash": to_base64(&[2; 32]),
        "parameters": 16,
        "ttl_s": 600,
        "capacity": 2,
        "creator": to_base64(&[0; 16]),
    })
}

fn with(key: &str, value: Value) -> Vec<u8> {
    let mut request = request(1);
    request[key] = value;
    request.to_string().into_bytes()
}

async fn create(address: SocketAddr, body: &[u8]) -> Answer {
    ask(address, "POST", "/api/rooms", &[("Content-Type", "application/json")], body).await
}

fn refusal(answer: &Answer) -> Refusal {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.head);
    let problem: Problem = serde_json::from_slice(&answer.body).expect("a problem");
    assert_eq!(problem.status, answer.status);
    let refusal = problem.refusal().expect("a refusal that is known");
    assert_eq!(refusal.status(), answer.status);
    refusal
}

#[tokio::test]
async fn rooms_of_absurd_numbers_are_refused_by_name() {
    let mut witnessed = Witnessed::room().await;
    let address = witnessed.relay.address;
    let out_of_range = [
        ("ttl_s", json!(TTL_MIN_S - 1)),
        ("ttl_s", json!(TTL_MAX_S + 1)),
        ("ttl_s", json!(0)),
        ("ttl_s", json!(u32::MAX)),
        ("capacity", json!(0)),
        ("capacity", json!(1)),
        ("capacity", json!(CAPACITY_MAX + 1)),
        ("capacity", json!(u16::MAX)),
        ("parameters", json!(0)),
        ("parameters", json!(255)),
        ("parameters", json!(0x20)),
        ("parameters", json!(0x14)),
    ];
    for (key, value) in out_of_range {
        let answer = create(address, &with(key, value.clone())).await;
        assert_eq!(refusal(&answer), Refusal::OutOfRange, "{key}: {value}");
    }
    let no_frame = [
        ("ttl_s", json!(-1)),
        ("ttl_s", json!(1e300)),
        ("ttl_s", json!(1.5)),
        ("ttl_s", json!(u64::MAX)),
        ("ttl_s", json!("600")),
        ("ttl_s", json!(null)),
        ("capacity", json!([2])),
        ("capacity", json!(70_000)),
        ("room", json!("")),
        ("room", json!("A".repeat(23))),
        ("room", json!("*".repeat(22))),
        ("room", json!(1)),
        ("entry_hash", json!(to_base64(&[1; 31]))),
        ("creator", json!(to_base64(&[1; 17]))),
        ("admin", json!(true)),
    ];
    for (key, value) in no_frame {
        let answer = create(address, &with(key, value.clone())).await;
        assert_eq!(refusal(&answer), Refusal::BadFrame, "{key}: {value}");
    }
    for body in ["", "null", "[]", "{", "{}", "\u{0}", &"[".repeat(REQUEST_BODY_MAX), "{\"room\":"] {
        let answer = create(address, body.as_bytes()).await;
        assert_eq!(refusal(&answer), Refusal::BadFrame, "{body:.20}");
    }
    // A page of another origin can post only what is not called JSON, unless the relay lets it.
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let answer =
            ask(address, "POST", "/api/rooms", &[("Content-Type", kind)], request(1).to_string().as_bytes()).await;
        assert_eq!(refusal(&answer), Refusal::BadFrame, "{kind}");
    }
    let control = create(address, request(1).to_string().as_bytes()).await;
    assert_eq!(control.status, 201, "the control: {}", control.text());
    let again = create(address, request(1).to_string().as_bytes()).await;
    assert_eq!(refusal(&again), Refusal::RoomExists);
    witnessed.undisturbed("requests for absurd rooms").await;
}

#[tokio::test]
async fn a_long_body_is_refused_whether_it_says_so_or_not() {
    let mut witnessed = Witnessed::room().await;
    let address = witnessed.relay.address;
    let long = vec![b' '; REQUEST_BODY_MAX + 1];
    assert_eq!(refusal(&create(address, &long).await), Refusal::TooLarge);
    let head = format!(
        "POST /api/rooms HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n"
    );
    let boasting = format!("{head}Content-Length: 18446744073709551615\r\n\r\n");
    assert!((400..500).contains(&exchange(address, boasting.as_bytes()).await.status));
    let mut chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..8 {
        chunked.extend_from_slice(b"400\r\n");
        chunked.extend_from_slice(&[b' '; 0x400]);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(refusal(&exchange(address, &chunked).await), Refusal::TooLarge);
    witnessed.undisturbed("long bodies").await;
}

#[tokio::test]
async fn only_who_has_the_link_learns_anything_of_a_room() {
    let mut witnessed = Witnessed::room().await;
    let address = witnessed.relay.address;
    let keys = keys(&witnessed.invitation.fragment);
    let path = format!("/api/rooms/{}", to_base64(keys.room.as_bytes()));
    let entry = to_base64(keys.entry.as_bytes());
    let shown = ask(address, "GET", &path, &[(ENTRY_HEADER, &entry)], b"").await;
    assert_eq!(shown.status, 200, "the control: {}", shown.text());
    let other = to_base64(&[1; 32]);
    for headers in [vec![], vec![(ENTRY_HEADER, other.as_str())], vec![(ENTRY_HEADER, "")], vec![(ENTRY_HEADER, "*")]] {
        let answer = ask(address, "GET", &path, &headers, b"").await;
        assert_eq!(refusal(&answer), Refusal::EntryWrong, "{headers:?}");
    }
    let nowhere = format!("/api/rooms/{}", to_base64(&[1; 16]));
    let answer = ask(address, "GET", &nowhere, &[(ENTRY_HEADER, &entry)], b"").await;
    assert_eq!(refusal(&answer), Refusal::RoomNotFound);
    for path in ["/api/rooms/x", "/api/rooms/..%2f..%2fetc%2fpasswd", "/api/nothing", "/../../etc/passwd"] {
        let answer = ask(address, "GET", path, &[], b"").await;
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
    }
    witnessed.undisturbed("knocking without a key").await;
}
