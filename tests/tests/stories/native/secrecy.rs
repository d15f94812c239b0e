//! What crosses the relay, searched for what it must not know; what it writes down is `log`'s.

mod log;

use super::pair;
use burnroom_engine::input::Command;
use burnroom_shared::ids::to_base64;
use burnroom_tests::member::Member;
use burnroom_tests::raw::RawSocket;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::{Wish, room_of};
use burnroom_tests::sayings::{EMOJI, two_thousand_characters};
use burnroom_tests::wait::PATIENCE;
use burnroom_tests::websocket::{BINARY, masked};
use burnroom_tests::wire::Wire;

/// Planted in a transcript: what the search has to find.
const MARKER: &str = "planted marker: 火 & fire";

#[tokio::test]
async fn nothing_said_crosses_the_relay_in_the_clear() {
    let relay = Relay::start();
    let wire = Wire::to(relay.address).await;
    let wish = Wish::default();
    let (ada, bob, invitation) = pair(wire.address, &wish).await;
    let long = two_thousand_characters();
    ada.send(&long).await;
    bob.send(EMOJI).await;
    ada.hears(EMOJI).await;
    let eve = Member::join(wire.address, &invitation.fragment, "Eve of Edinburgh").await;
    ada.ready_with(3).await;
    eve.ready_with(3).await;
    eve.send("a sentence by the late joiner").await;
    bob.hears("a sentence by the late joiner").await;
    let code = eve.compare(3).await;
    ada.ask(Command::Burn);
    bob.burned(PATIENCE).await;
    bob.erased(3).await;

    let transcript = wire.transcript();
    let first: String = long.chars().take(8).collect();
    let words = code.words.join(" ");
    let secrets = [
        ("a text", first.as_str()),
        ("a text", EMOJI),
        ("a text", "sentence by the late"),
        ("a name", "Ada of Antwerp"),
        ("a name", "Bob of Bergamo"),
        ("a name", "Eve of Edinburgh"),
        ("the title", &wish.title),
        ("the link", &invitation.fragment),
        ("the code", &words),
        ("the code", &code.digits),
    ];
    for (what, secret) in secrets {
        assert_eq!(transcript.find(secret), None, "{what} crossed the relay");
    }
    let room = to_base64(room_of(&invitation.fragment).as_bytes());
    assert!(transcript.find(&room).is_some(), "the control: the address crosses, and is found");
    assert!(transcript.find_bytes(ada.id.as_bytes()).is_some(), "the control: an id in a binary frame is found");
}

#[tokio::test]
async fn a_planted_text_is_found_however_it_is_written() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let relay = Relay::start();
    let (_ada, invitation) = Member::create(relay.address, &Wish::default(), "Ada of Antwerp").await;
    let escaped: String = MARKER.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let ways = [
        MARKER.as_bytes().to_vec(),
        format!("{{\"x\":\"{}\"}}", STANDARD.encode(format!("1{MARKER}"))).into_bytes(),
        format!("{{\"x\":\"{}\"}}", URL_SAFE_NO_PAD.encode(format!("12{MARKER}"))).into_bytes(),
        format!("{{\"x\":\"{escaped}\"}}").into_bytes(),
        MARKER.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    for way in ways {
        let wire = Wire::to(relay.address).await;
        assert_eq!(wire.transcript().find(MARKER), None);
        let mut socket = RawSocket::open(wire.address, room_of(&invitation.fragment)).await;
        socket.send(&masked(BINARY, &way)).await;
        socket.closing().await;
        assert!(wire.transcript().find(MARKER).is_some(), "not found: {}", String::from_utf8_lossy(&way));
    }
}
