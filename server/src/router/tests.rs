//! The relay's HTTP, one request at a time, without a network.

use super::*;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::runtimes::Runtimes;
use axum::http::{Method, StatusCode};
use burnroom_shared::api::{Created, Description, Problem};
use burnroom_shared::ids::{Entry, EntryHash, to_base64};
use burnroom_shared::refusal::Refusal;
use clap::Parser as _;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

fn relay(flags: &[&str]) -> Router {
    let config = Config::parse_from(["burnroom"].iter().chain(flags));
    router(Arc::new(Relay::new(config, Arc::new(SystemClock::start()), Runtimes::here())))
}

fn room(number: u8) -> Value {
    json!({
        "room": to_base64(&[number; 16]),
        "entry_hash": to_base64(&EntryHash::of(&Entry([number; 32])).0),
        "parameters": 0x10,
        "ttl_s": 60,
        "capacity": 2,
        "creator": to_base64(&[0; 16]),
    })
}

fn creation(body: String) -> Request<Body> {
    let request = Request::builder().method(Method::POST).uri("/api/rooms");
    request.header("content-type", "application/json").header("host", "here").body(Body::from(body)).unwrap()
}

fn asking(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let request =
        headers.iter().fold(Request::builder().uri(path), |request, (name, value)| request.header(*name, *value));
    request.body(Body::empty()).unwrap()
}

async fn answer(relay: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let (head, body) = relay.clone().oneshot(request).await.unwrap().into_parts();
    (head.status, head.headers, body.collect().await.unwrap().to_bytes().to_vec())
}

/// The refusal that an answer is, if it is one in every respect.
async fn refusal(relay: &Router, request: Request<Body>) -> Option<Refusal> {
    let (status, headers, body) = answer(relay, request).await;
    let problem: Problem = serde_json::from_slice(&body).ok()?;
    let refusal = problem.refusal()?;
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!((status.as_u16(), problem.status), (refusal.status(), refusal.status()));
    assert_eq!(problem.kind, format!("urn:burnroom:refusal:{}", refusal.word()));
    Some(refusal)
}

#[tokio::test]
async fn a_room_is_made_once_and_described_to_whoever_has_its_link() {
    let relay = relay(&[]);
    let (status, headers, body) = answer(&relay, creation(room(1).to_string())).await;
    assert_eq!((status, headers["cache-control"].as_bytes()), (StatusCode::CREATED, &b"no-store"[..]));
    let created: Created = serde_json::from_slice(&body).unwrap();
    assert_eq!(created.deadline_ms, created.created_ms + 60_000);
    assert_eq!(created.pin.len(), 6);
    assert_eq!(refusal(&relay, creation(room(1).to_string())).await, Some(Refusal::RoomExists));

    let path = format!("/api/rooms/{}", to_base64(&[1; 16]));
    let entry = to_base64(&[1; 32]);
    let (_, _, body) = answer(&relay, asking(&path, &[("burnroom-entry", &entry)])).await;
    let description: Description = serde_json::from_slice(&body).unwrap();
    assert_eq!((description.seats, description.capacity), (0, 2));
    assert_eq!(description.deadline_ms, created.deadline_ms);
    for headers in [&[][..], &[("burnroom-entry", "junk")], &[("burnroom-entry", to_base64(&[2; 32]).as_str())]] {
        assert_eq!(refusal(&relay, asking(&path, headers)).await, Some(Refusal::EntryWrong));
    }
    for path in ["/api/rooms/junk", &format!("/api/rooms/{}", to_base64(&[9; 16]))] {
        let request = asking(path, &[("burnroom-entry", &entry)]);
        assert_eq!(refusal(&relay, request).await, Some(Refusal::RoomNotFound));
    }
}

#[tokio::test]
async fn every_bad_creation_has_its_name() {
    let relay = relay(&["--creations", "1000+1/s"]);
    let with = |name: &str, value: Value| {
        let mut body = room(1);
        body[name] = value;
        body.to_string()
    };
    let cases = [
        (String::new(), Refusal::BadFrame),
        ("{".to_owned(), Refusal::BadFrame),
        ("[]".to_owned(), Refusal::BadFrame),
        (with("extra", json!(1)), Refusal::BadFrame),
        (with("room", json!("short")), Refusal::BadFrame),
        (with("capacity", json!("2")), Refusal::BadFrame),
        (with("capacity", json!(-1)), Refusal::BadFrame),
        (with("ttl_s", json!(1e300)), Refusal::BadFrame),
        (with("ttl_s", json!(18_446_744_073_709_551_615u64)), Refusal::BadFrame),
        (with("parameters", json!(256)), Refusal::BadFrame),
        (with("ttl_s", json!(29)), Refusal::OutOfRange),
        (with("ttl_s", json!(86_401)), Refusal::OutOfRange),
        (with("capacity", json!(1)), Refusal::OutOfRange),
        (with("capacity", json!(101)), Refusal::OutOfRange),
        (with("parameters", json!(0x00)), Refusal::OutOfRange),
        (with("parameters", json!(0x20)), Refusal::OutOfRange),
        (with("parameters", json!(0x14)), Refusal::OutOfRange),
        (with("parameters", json!(0x18)), Refusal::OutOfRange),
        (with("title", json!("AAAA")), Refusal::OutOfRange),
        (with("title", json!("A".repeat(5_000))), Refusal::TooLarge),
    ];
    for (body, expected) in cases {
        assert_eq!(refusal(&relay, creation(body.clone())).await, Some(expected), "{body}");
    }
    for (number, parameters) in (10..).zip(0x10..=0x13) {
        let mut body = room(number);
        body["parameters"] = json!(parameters);
        assert_eq!(answer(&relay, creation(body.to_string())).await.0, StatusCode::CREATED, "{parameters}");
    }
}

#[tokio::test]
async fn a_foreign_page_makes_no_room() {
    let relay = relay(&["--public-origin", "https://burn.example"]);
    let from = |origin: &'static str| {
        let mut request = creation(room(1).to_string());
        request.headers_mut().insert("origin", origin.parse().unwrap());
        request
    };
    assert_eq!(refusal(&relay, from("https://evil.example")).await, Some(Refusal::OriginWrong));
    let mut simple = creation(room(1).to_string());
    simple.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(refusal(&relay, simple).await, Some(Refusal::BadFrame));
    assert_eq!(answer(&relay, from("https://burn.example")).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn paces_and_places_run_out_and_say_until_when() {
    let paced = relay(&["--creations", "1+1/m", "--entries", "1+1/h"]);
    assert_eq!(answer(&paced, creation(room(1).to_string())).await.0, StatusCode::CREATED);
    let (status, headers, _) = answer(&paced, creation(room(2).to_string())).await;
    assert_eq!((status, headers["retry-after"].as_bytes()), (StatusCode::TOO_MANY_REQUESTS, &b"60"[..]));
    let path = format!("/api/rooms/{}", to_base64(&[1; 16]));
    assert_eq!(refusal(&paced, asking(&path, &[])).await, Some(Refusal::EntryWrong));
    assert_eq!(refusal(&paced, asking(&path, &[])).await, Some(Refusal::TooFast));

    let small = relay(&["--rooms", "1"]);
    assert_eq!(answer(&small, creation(room(1).to_string())).await.0, StatusCode::CREATED);
    assert_eq!(refusal(&small, creation(room(2).to_string())).await, Some(Refusal::RelayFull));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let relay = relay(&[]);
    for path in ["/", "/r", "/healthz", "/nothing", "/api/rooms", "/api/rooms/x", "/api/rooms/x/socket"] {
        let (_, headers, _) = answer(&relay, asking(path, &[])).await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe-inline"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
        assert!(headers.contains_key("permissions-policy"));
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        assert!(!headers.contains_key("strict-transport-security"));
    }
}

#[tokio::test]
async fn transport_security_is_asked_for_where_there_is_tls() {
    for (origin, expected) in [("https://burn.example", true), ("http://burn.example", false)] {
        let relay = relay(&["--public-origin", origin]);
        let (_, headers, _) = answer(&relay, asking("/healthz", &[])).await;
        assert_eq!(headers.contains_key("strict-transport-security"), expected);
    }
}

#[tokio::test]
async fn what_is_nowhere_is_a_page_that_says_so_and_health_says_ok_only() {
    let relay = relay(&[]);
    let (status, headers, body) = answer(&relay, asking("/no/such", &[])).await;
    assert_eq!((status, headers["content-type"].as_bytes()), (StatusCode::NOT_FOUND, &b"text/html; charset=utf-8"[..]));
    assert!(String::from_utf8(body).unwrap().contains("Nothing here"));
    let (status, _, body) = answer(&relay, asking("/healthz", &[])).await;
    assert_eq!((status, &body[..]), (StatusCode::OK, &b"ok"[..]));
    let mut wrong = asking("/api/rooms", &[]);
    *wrong.method_mut() = Method::DELETE;
    assert_eq!(answer(&relay, wrong).await.0, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_socket_that_is_not_asked_for_properly_is_refused() {
    let relay = relay(&[]);
    let path = format!("/api/rooms/{}/socket", to_base64(&[1; 16]));
    assert_eq!(refusal(&relay, asking(&path, &[])).await, Some(Refusal::BadFrame));
    let foreign = asking(&path, &[("origin", "https://evil.example"), ("host", "here")]);
    assert_eq!(refusal(&relay, foreign).await, Some(Refusal::OriginWrong));
}
