//! What the relay writes down when everything happens to it that can: rooms, lies, floods, the end.
//!
//! Everything crosses a wire, so that what the log is searched for is what really crossed: tokens and PINs included.

use super::super::{ended, pair};
use burnroom_engine::effect::{Ended, Notice};
use burnroom_engine::input::{Command, Deed};
use burnroom_engine::link::Parameters;
use burnroom_shared::api::ENTRY_HEADER;
use burnroom_shared::frame::{MemberFrame, Refused, RelayFrame, Resume};
use burnroom_shared::ids::{EntryHash, MemberId, RoomId, SeatToken, to_base64};
use burnroom_shared::limits::VERSION;
use burnroom_shared::refusal::Refusal;
use burnroom_tests::forger::{Forger, turned_away};
use burnroom_tests::http;
use burnroom_tests::member::{Heard, Member, last};
use burnroom_tests::raw::RawSocket;
use burnroom_tests::relay::Relay;
use burnroom_tests::room::{Invitation, Wish, keys};
use burnroom_tests::wait::PATIENCE;
use burnroom_tests::websocket::{BINARY, TEXT, masked};
use burnroom_tests::wire::{Transcript, Wire};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::io::{AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Where everybody comes from: on this machine, and nobody else's.
const FROM: Ipv4Addr = Ipv4Addr::new(127, 77, 88, 99);
/// For whom the proxy at [`FROM`] says that it speaks.
const FORWARDED: &str = "203.0.113.77";
/// Connections that the relay has room for here: all that the story needs, and a flood does not fit.
const CONNECTIONS: usize = 40;
/// Texts at once: far over a seat's pace.
const TEXTS: usize = 200;
/// Somebody's link to some other room.
const OTHER_LINK: &str = "EAABAgMEBQYHCAkKCwwNDg8";
/// What nobody was given.
const WRONG_TOKEN: SeatToken = SeatToken(*b"a token of mine!");
/// Planted in the log: what the search has to find there.
const MARKER: &str = "planted: 火 & fire";

/// Lays a line to `relay` whose far end comes from [`FROM`].
async fn from_afar(relay: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            tokio::spawn(async move {
                let socket = TcpSocket::new_v4().expect("a socket");
                socket.bind((FROM, 0).into()).expect("all of 127/8 is this machine");
                let Ok(mut far) = socket.connect(relay).await else { return };
                let _ = copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    address
}

fn refused(of: Refused) -> impl Fn(&[Heard]) -> Option<Refusal> {
    move |heard| {
        last(heard, |notice| match notice {
            Notice::Refused { of: what, refusal, .. } if *what == of => Some(*refusal),
            _ => None,
        })
    }
}

/// Doors: no key, another room's key, a wrong PIN, a wrong token, a bad frame.
async fn knock(address: SocketAddr, invitation: &Invitation, ada: MemberId) {
    let room = keys(&invitation.fragment).room;
    let (stranger, guest) = (Forger::with(OTHER_LINK), Forger::with(&invitation.fragment));
    let wrong_entry = MemberFrame::Join(stranger.joining(room));
    assert_eq!(turned_away(address, room, &wrong_entry).await, Refusal::EntryWrong);
    let mut wrong_pin = guest.joining(room);
    wrong_pin.pin = Some("000 wrong".into());
    assert_eq!(turned_away(address, room, &MemberFrame::Join(wrong_pin)).await, Refusal::PinWrong);
    let resume = MemberFrame::Resume(Resume { version: VERSION, id: ada, token: WRONG_TOKEN, seq: 1 });
    assert_eq!(turned_away(address, room, &resume).await, Refusal::SeatGone);
    assert_eq!(turned_away(address, RoomId(*b"a room not there"), &resume).await, Refusal::RoomNotFound);
    for bytes in
        [masked(TEXT, b"{\"type\":\"a sentence that is no frame\"}"), masked(BINARY, b"a sentence in bytes"), {
            // Not masked, a reserved bit, and longer than it says.
            [&[0xc1, 0x7f][..], b"a sentence that breaks the framing"].concat()
        }]
    {
        let mut socket = RawSocket::open(address, room).await;
        socket.send(&bytes).await;
        socket.closing().await;
    }
    let mut elsewhere =
        RawSocket::upgrade(address, &to_base64(&room.0), &[("Origin", "https://a-sentence.example")]).await;
    assert!(!elsewhere.head.is_empty());
    elsewhere.send(b"a sentence after the handshake").await;
}

/// Requests that are none, from whoever a proxy says.
async fn ask_badly(address: SocketAddr, invitation: &Invitation) {
    let keys = keys(&invitation.fragment);
    let (room, entry) = (to_base64(&keys.room.0), to_base64(&keys.entry.0));
    let json = ("Content-Type", "application/json");
    let from = ("X-Forwarded-For", FORWARDED);
    for body in [&b"{\"title\":\"a sentence in a request\"}"[..], b"a sentence", b"{\"pin\":\"000 wrong\"}"] {
        assert_eq!(http::ask(address, "POST", "/api/rooms", &[json, from], body).await.status, 400);
    }
    let described =
        http::ask(address, "GET", &format!("/api/rooms/{room}"), &[(ENTRY_HEADER, &entry), from], b"").await;
    assert_eq!(described.status, 200, "the control: somebody with the key is answered");
    let wrong = to_base64(&[9; 32]);
    let asked = http::ask(address, "GET", &format!("/api/rooms/{room}"), &[(ENTRY_HEADER, &wrong), from], b"").await;
    assert_eq!(asked.status, 403);
    for path in ["/api/rooms/a%20sentence", "/a/sentence?a=sentence", &format!("/r/{}", invitation.fragment)] {
        http::ask(address, "GET", path, &[from, ("Cookie", "a=sentence"), ("User-Agent", "a sentence")], b"").await;
    }
    for request in [
        &b"a sentence that is no request\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\nX: a sentence\r\n\r\n",
        b"\x16\x03\x01a sentence",
    ] {
        let mut stream = TcpStream::connect(address).await.expect("the relay listens");
        let _ = stream.write_all(request).await;
        let _ = stream.shutdown().await;
    }
}

/// More of everything than fits.
async fn flood(address: SocketAddr, ada: &Member) {
    for number in 0..TEXTS {
        ada.say(&format!("a sentence, number {number}"));
    }
    let mut held = Vec::new();
    for _ in 0..=CONNECTIONS {
        held.push(TcpStream::connect(address).await.expect("the relay listens"));
    }
    ada.wait_for("the flood to pass", |heard| {
        let is_sent = |heard: &Heard| matches!(heard.notice, Notice::Sent { .. });
        (heard.iter().filter(|heard| is_sent(heard)).count() > TEXTS).then_some(())
    })
    .await;
    assert!(held.len() > CONNECTIONS);
}

/// Every token and PIN that the relay said, as text.
fn said_once(wire: &Wire) -> Vec<String> {
    let tokens = wire.said().into_iter().filter_map(|text| match serde_json::from_str(&text).ok()? {
        RelayFrame::Hello(hello) => Some(to_base64(&hello.token.0)),
        RelayFrame::Resumed(resumed) => Some(to_base64(&resumed.token.0)),
        RelayFrame::Token { token } => Some(to_base64(&token.0)),
        _ => None,
    });
    tokens.collect()
}

/// Everything that the log must not hold, as bytes: what has a text form is found in it, too.
fn bytes_of(invitation: &Invitation, ids: &[MemberId]) -> Vec<(&'static str, Vec<u8>)> {
    let own = keys(&invitation.fragment);
    let mut bytes = vec![
        ("an address", own.room.0.to_vec()),
        ("an entry", own.entry.0.to_vec()),
        ("an entry's hash", EntryHash::of(&own.entry).0.to_vec()),
        ("another's entry", keys(OTHER_LINK).entry.0.to_vec()),
        ("a token", WRONG_TOKEN.0.to_vec()),
        ("a client's address", FROM.octets().to_vec()),
    ];
    bytes.extend(ids.iter().map(|id| ("an id", id.0.to_vec())));
    bytes
}

#[tokio::test]
async fn the_relays_log_at_its_loudest_holds_nothing_of_anybody() {
    let connections = CONNECTIONS.to_string();
    let flags = ["--rooms", "1", "--connections", &connections, "--trusted-proxy", &FROM.to_string()];
    let loud = [("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full"), ("RUST_LIB_BACKTRACE", "full")];
    let mut relay = Relay::with(&flags, &loud);
    let wire = Wire::to(from_afar(relay.address).await).await;
    let address = wire.address;
    let wish = Wish { parameters: Parameters::PLAIN.with_history(), ..Wish::default() };
    let (ada, bob, invitation) = pair(address, &wish).await;
    ada.send("a sentence for the log").await;
    bob.hears("a sentence for the log").await;
    knock(address, &invitation, ada.id).await;
    ask_badly(address, &invitation).await;

    let eve = Member::join(address, &invitation.fragment, "Eve of Edinburgh").await;
    eve.ready_with(3).await;
    let past = |heard: &[Heard]| last(heard, |notice| matches!(notice, Notice::Past(_)).then_some(()));
    eve.wait_for("the past", past).await;
    eve.ask(Command::Claim("000 wrong".into()));
    assert_eq!(eve.wait_for("a wrong PIN", refused(Refused::Claim)).await, Refusal::PinWrong);
    bob.ask(Command::Claim(invitation.pin.as_str().into()));
    let shown = |heard: &[Heard]| last(heard, |notice| matches!(notice, Notice::PinShown(_)).then_some(()));
    bob.wait_for("the right PIN", shown).await;
    bob.vanish();
    ada.send("a sentence for who is away").await;
    bob.hears("a sentence for who is away").await;

    ada.ask(Command::Own(Deed::Rename("a sentence for a title".into())));
    let renamed =
        |heard: &[Heard]| last(heard, |notice| if let Notice::Title(title) = notice { title.clone() } else { None });
    assert_eq!(bob.wait_for("the title", renamed).await, "a sentence for a title");
    ada.ask(Command::Own(Deed::Kick(eve.id)));
    assert_eq!(ended(&eve).await, Ended::Kicked);
    let room = keys(&invitation.fragment).room;
    let late = MemberFrame::Join(Forger::with(&invitation.fragment).joining(room));
    assert_eq!(turned_away(address, room, &late).await, Refusal::LinkChanged);
    for member in [&ada, &bob] {
        member.ready_with(2).await;
    }
    // Out of the proxy's sight: no wire needs to remember a flood.
    flood(from_afar(relay.address).await, &ada).await;
    bob.slip_in("{\"type\":\"a sentence that is no frame\"}");
    relay.plant(&format!("{MARKER} {:?}", FROM.octets()));
    relay.stop().await;
    ada.burned(PATIENCE).await;

    let ids = [ada.id, bob.id, eve.id];
    says_nothing_of(&relay.end(), &wire, &invitation, &ids);
    let crossed = wire.transcript();
    let room = to_base64(&room.0);
    assert!(crossed.find(&room).is_some() && crossed.find(FORWARDED).is_some(), "the control: they were said to it");
}

/// Searches the log for everything that crossed, and for what was planted in it.
fn says_nothing_of(log: &str, wire: &Wire, invitation: &Invitation, ids: &[MemberId]) {
    for word in ["stopping", "connections are turned away"] {
        assert!(log.contains(word), "the control: the relay says what it has to say: {log}");
    }
    let (planted, own): (Vec<_>, Vec<_>) = log.lines().partition(|line| line.starts_with(MARKER));
    assert_eq!(planted.len(), 2, "the control: both its streams are read");
    assert!(own.iter().all(|line| line.starts_with("burnroom: ")), "it says nothing but its own sentences: {log}");
    let all = Transcript::of(log.as_bytes());
    let is_planted = all.find(MARKER).is_some() && all.find_bytes(&FROM.octets()).is_some();
    assert!(is_planted, "the control: what is planted is found: {log}");

    let written = Transcript::of(own.join("\n").as_bytes());
    let tokens = said_once(wire);
    assert!(tokens.len() > 3, "the control: tokens were given");
    let (from, link) = (FROM.to_string(), invitation.fragment.as_str());
    let texts =
        ["Ada of Antwerp", "Bob of Bergamo", "Eve of Edinburgh", "a sentence", "sentence", "conspiracy", "000 wrong"];
    let texts = texts.into_iter().chain([link, OTHER_LINK, &invitation.pin, &from, FORWARDED, "127.0.0.1"]);
    for text in texts.chain(tokens.iter().map(String::as_str)) {
        assert_eq!(written.find(text), None, "{text} is in the relay's log");
    }
    for (what, bytes) in bytes_of(invitation, ids) {
        assert_eq!(written.find_bytes(&bytes), None, "{what} is in the relay's log");
    }
}
