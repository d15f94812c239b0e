//! Every type of this crate that may come to hold a secret, or to say who was here, shown in every way there is.

#[path = "../../shared/src/redacted/search.rs"]
mod search;

use crate::addresses::{Client, Crowd, Pace};
use crate::api::Peer;
use crate::bucket::Rate;
use crate::config::Config;
use crate::connection::{Connection as _, Frame, Incoming, WebSocket};
use crate::outbox::{Owed, Slack, outbox};
use crate::pin::{Pin, PinGate, Typed};
use crate::refused::Denied;
use crate::room::tests::stage::{Hand, START, joining, keyed_pair, long_post, post, posting, tell};
use crate::room::{Command, Delivery, Joining, Resuming};
use crate::token::{Token, Tokens};
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::Base64;
use burnroom_shared::ids::{EntryHash, RoomId, SeatToken};
use burnroom_shared::refusal::Refusal;
use clap::Parser as _;
use search::{KEY, PIN, Search, TEXT, key};
use std::collections::VecDeque;
use std::io::Cursor;
use std::net::IpAddr;
use std::sync::Arc;

/// Where somebody came from: stands nowhere else.
const FROM: &str = "203.0.113.77";

fn text() -> Frame {
    Frame::Text(format!("{{\"pin\":\"{PIN}\",\"name\":\"{TEXT}\"}}").into())
}

fn binary() -> Frame {
    Frame::Binary(KEY.to_vec().into())
}

fn token() -> Token {
    SeatToken(key()).into()
}

fn typed() -> Typed {
    PIN.to_owned().into()
}

fn asking() -> Joining {
    let (at, entry_hash, name) = (RoomId(key()), EntryHash(KEY), Base64(KEY.to_vec()));
    Joining { at, entry_hash, name, token: token(), pin: Some(typed()), ..*joining(&Hand::new(1)) }
}

#[test]
fn nothing_that_a_member_sends_or_is_owed_is_shown() {
    let (room, one, _) = keyed_pair(0x10);
    let (member, header) = (one.id(), one.header(room.log()));
    let mut search = Search::default();
    search
        .debug(&text())
        .debug(&binary())
        .debug(&Incoming::Frame(text()))
        .debug(&asking())
        .debug(&token())
        .debug(&typed());
    search.debug(&Command::Join(Box::new(asking()))).debug(&Command::Claim { member, pin: typed() });
    let resuming = || Resuming { id: member, shown: token(), seq: 1, next: token() };
    search.debug(&resuming()).debug(&Command::Resume(resuming())).debug(&Command::Renew(member, token()));
    search.debug(&Command::Ephemeral { header, envelope: &KEY });
    let frames = || VecDeque::from([text(), binary()]);
    search.debug(&Delivery::Everyone(text())).debug(&Delivery::One(member, text())).debug(&Delivery::Last(binary()));
    search.debug(&Delivery::Missed(member, frames())).debug(&Delivery::Page(member, frames()));
    let (outbox, outlet) = outbox(Slack { frames: 9, bytes: 9_000 });
    outbox.push(text());
    search.debug(&outbox).debug(&outlet).debug(&Owed::Frames).debug(&Denied::from(Refusal::PinWrong));
    assert!(search.control() > 30);
}

#[test]
fn nothing_that_a_room_keeps_is_shown() {
    let (mut room, one, two) = keyed_pair(0x11);
    tell(&mut room, Command::Renew(one.id(), token()), START).unwrap();
    let sealed = long_post(&one.header(room.log()), &KEY);
    let posted = posting(one.id(), &sealed);
    tell(&mut room, posted, START).unwrap();
    let _ = tell(&mut room, Command::Claim { member: two.id(), pin: typed() }, START);
    let mut search = Search::default();
    let pin = six_digits();
    search.debug(&room).debug(&pin).debug(&PinGate::new(pin, 9));
    let mut tokens = Tokens::new(token(), 0);
    tokens.take_up(token(), token(), 1);
    search.debug(&tokens);
    assert!(search.control() > 5);
}

/// A PIN of [`PIN`]'s digits, by a generator that draws nothing else.
fn six_digits() -> Pin {
    struct Fixed(u32);
    impl rand::TryRng for Fixed {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(self.0)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(u64::from(self.0))
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.fill(0);
            Ok(())
        }
    }
    let pin = Pin::random(&mut Fixed(PIN.parse().unwrap())).unwrap();
    assert_eq!(pin.reveal(), PIN, "the control: it is the one that is searched for");
    pin
}

#[tokio::test]
async fn nothing_that_a_line_has_read_or_not_written_is_shown() {
    let masked = [&[0x81, 0x80 | u8::try_from(TEXT.len()).unwrap(), 0, 0, 0, 0][..], TEXT.as_bytes()].concat();
    let mut line = WebSocket::after_handshake(Cursor::new(Vec::new()), [&masked[..], &masked[..]].concat()).await;
    let read = line.receive().await.unwrap();
    let Incoming::Frame(Frame::Text(said)) = &read else { panic!("a text was sent") };
    assert_eq!(said.as_str(), TEXT, "the control: the line has read it, and has the next one in its buffer");
    let mut search = Search::default();
    search.debug(&line).debug(&read);
    assert!(search.control() > 2);
}

#[test]
fn nothing_shows_where_somebody_came_from() {
    let from: IpAddr = FROM.parse().unwrap();
    let client = Client::from(from);
    let (crowd, pace) = (Crowd::new(9, 9), Pace::new("1+1/s".parse::<Rate>().unwrap()));
    let place = crowd.enter(client).unwrap();
    pace.take(client, 0).unwrap();
    let peer = Peer { address: from, places: Arc::new([place]) };
    let is_shown = |shown: String| ["203", "113", "77", "CB00", "cb00"].iter().any(|part| shown.contains(part));
    for shown in
        [format!("{client:?}"), format!("{peer:?}"), format!("{crowd:?}"), format!("{pace:?}"), format!("{peer:#?}")]
    {
        assert!(!is_shown(shown.clone()), "{shown}");
    }
    assert!(is_shown(format!("{:?}", Some(from))), "the control: an address is found where it is shown");
}

#[test]
fn nothing_is_shown_by_what_was_refused() {
    let mut search = Search::default();
    for flags in [["burnroom", "--posts", TEXT], ["burnroom", "--grace", TEXT], ["burnroom", "--memory", TEXT]] {
        // What an operator mistypes is shown to the operator; nobody else's words come there.
        assert!(Config::try_parse_from(flags).is_err());
    }
    for refusal in [Refusal::PinWrong, Refusal::EntryWrong, Refusal::BadFrame, Refusal::SeatGone] {
        search.debug(&refusal).debug(&Denied::from(refusal));
    }
    let sealed = post(&Hand::new(1).header(keyed_pair(0x10).0.log()));
    search.debug(&Envelope::decode(&sealed[..sealed.len() / 4]).unwrap_err());
    assert!(search.control() > 8);
}
