//! A member that keeps the log and signs for real, but seals nothing: its slots and bodies are bytes the relay cannot tell.

mod acts;

pub(crate) use acts::{POST_FILLER, boxed, digest, envelope};

use crate::relay::SOON;
use burnroom_shared::codec::Reader;
use burnroom_shared::envelope::Header;
use burnroom_shared::frame::{
    EventFrame, Hello, MemberFrame, RelayFrame, Resume, Resumed, SequencedPost, SignedBytes, decode_ephemeral,
    encode_frame, encode_post,
};
use burnroom_shared::ids::{Entry, EntryHash, MemberId, RoomId, SeatToken};
use burnroom_shared::limits::VERSION;
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::log::{Change, Event, Post, Seat, State};
use burnroom_shared::point::Point;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Act, Announcement, Verified};
use futures_util::{SinkExt as _, StreamExt as _};
use p256::ecdsa::SigningKey;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// What a link's holders know.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) room: RoomId,
    pub(crate) entry: Entry,
}

impl Link {
    pub(crate) fn new(number: u8) -> Self {
        Self { room: RoomId([number; 16]), entry: Entry([number; 32]) }
    }

    pub(crate) fn entry_hash(&self) -> EntryHash {
        EntryHash::of(&self.entry)
    }

    pub(crate) fn path(&self) -> String {
        format!("/api/rooms/{}", burnroom_shared::ids::to_base64(&self.room.0))
    }
}

/// One thing that a member hears.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    Frame(RelayFrame),
    Post { seq: u64, envelope: Vec<u8> },
    Ephemeral(Vec<u8>),
    Erasure(Vec<u8>),
    Closed(u16, String),
    Broken,
}

impl Heard {
    /// How long a refusal that closed the line says that it lasts, ms.
    pub(crate) fn wait_ms(self, refusal: Refusal) -> u64 {
        let Self::Closed(code, reason) = &self else { panic!("{self:?}") };
        assert_eq!(*code, refusal.close_code());
        let wait = reason.split_once(' ').filter(|(word, _)| *word == refusal.word());
        wait.unwrap_or_else(|| panic!("{reason}")).1.parse().unwrap()
    }
}

/// A member and its line.
pub(crate) struct Member {
    pub(crate) link: Link,
    key: SigningKey,
    pub(crate) incarnation: u32,
    line: WebSocketStream<TcpStream>,
    state: Option<State>,
    token: Option<SeatToken>,
    /// So many of the next frames are a page of the past.
    of_page: u16,
}

impl Member {
    /// The id of member `number`.
    pub(crate) fn id_of(number: u8) -> MemberId {
        MemberId::of(&public(&key(number)))
    }

    /// Connects without joining.
    pub(crate) async fn connect(address: SocketAddr, link: &Link, number: u8) -> Self {
        let line = line(address, link).await;
        Self { link: link.clone(), key: key(number), incarnation: 0, line, state: None, token: None, of_page: 0 }
    }

    /// Connects, joins, and has read its hello.
    pub(crate) async fn seated(address: SocketAddr, link: &Link, number: u8) -> Self {
        let mut member = Self::connect(address, link, number).await;
        member.say(&MemberFrame::Join(member.joining())).await;
        member.hello().await;
        member
    }

    /// The same member on another connection, which says nothing yet. This one stays as it is.
    pub(crate) async fn again(&self, address: SocketAddr) -> Self {
        Self {
            link: self.link.clone(),
            key: self.key.clone(),
            incarnation: self.incarnation,
            line: line(address, &self.link).await,
            state: self.state.clone(),
            token: self.token,
            of_page: 0,
        }
    }

    /// What takes up its seat from where it is.
    pub(crate) fn resuming(&self) -> Resume {
        Resume { version: VERSION, id: self.id(), token: self.token.unwrap(), seq: self.state().head().seq }
    }

    /// The same member on another connection, seated again; what it missed is still to be heard.
    pub(crate) async fn resumed(&self, address: SocketAddr) -> (Self, Resumed) {
        let mut again = self.again(address).await;
        again.say(&MemberFrame::Resume(again.resuming())).await;
        match again.hear().await {
            Heard::Frame(RelayFrame::Resumed(resumed)) => (again, resumed),
            other => panic!("not resumed but {other:?}"),
        }
    }

    pub(crate) fn id(&self) -> MemberId {
        MemberId::of(&public(&self.key))
    }

    pub(crate) fn state(&self) -> &State {
        self.state.as_ref().unwrap()
    }

    pub(crate) async fn say(&mut self, frame: &MemberFrame) {
        self.say_text(&encode_frame(frame)).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.line.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn say_binary(&mut self, bytes: Vec<u8>) {
        self.line.send(Message::binary(bytes)).await.unwrap();
    }

    pub(crate) async fn post(&mut self, header: &Header, length: usize) {
        let envelope = envelope(header, length);
        self.say_binary(encode_post(&envelope)).await;
    }

    pub(crate) fn line(&mut self) -> &mut WebSocketStream<TcpStream> {
        &mut self.line
    }

    /// The next thing that comes, ticks aside.
    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            match timeout(SOON, self.hear_any()).await.unwrap() {
                Heard::Frame(RelayFrame::Tick { .. }) => {}
                heard => return heard,
            }
        }
    }

    /// The next thing that comes; events advance the state.
    pub(crate) async fn hear_any(&mut self) -> Heard {
        match self.line.next().await {
            Some(Ok(Message::Text(text))) => {
                let frame = serde_json::from_str(&text).unwrap();
                self.keep(&frame);
                Heard::Frame(frame)
            }
            Some(Ok(Message::Binary(bytes))) if bytes.len() == 16 => Heard::Erasure(bytes.to_vec()),
            Some(Ok(Message::Binary(bytes))) => self.keep_post(&bytes),
            Some(Ok(Message::Close(Some(close)))) => Heard::Closed(close.code.into(), close.reason.to_string()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Box::pin(self.hear_any()).await,
            None | Some(Ok(_) | Err(Error::ConnectionClosed | Error::Protocol(_) | Error::Io(_))) => Heard::Broken,
            Some(Err(error)) => panic!("{error}"),
        }
    }

    pub(crate) async fn hello(&mut self) -> Hello {
        match self.hear().await {
            Heard::Frame(RelayFrame::Hello(hello)) => *hello,
            other => panic!("no hello but {other:?}"),
        }
    }

    /// The next event that is not a post.
    pub(crate) async fn event(&mut self) -> EventFrame {
        match self.hear().await {
            Heard::Frame(RelayFrame::Event(sequenced)) => sequenced.event,
            other => panic!("no event but {other:?}"),
        }
    }

    /// Hears that somebody is away, or is not any more.
    pub(crate) async fn presence(&mut self) -> (MemberId, bool) {
        match self.hear().await {
            Heard::Frame(RelayFrame::Presence { id, away }) => (id, away),
            other => panic!("no presence but {other:?}"),
        }
    }

    fn keep(&mut self, frame: &RelayFrame) {
        match frame {
            RelayFrame::Hello(hello) => {
                self.state = Some(Snapshot::decode(&hello.snapshot.0).unwrap().claims_hold());
                self.token = Some(hello.token);
            }
            RelayFrame::Resumed(Resumed { token, .. }) | RelayFrame::Token { token } => self.token = Some(*token),
            RelayFrame::Past { count, .. } => self.of_page = *count,
            RelayFrame::Event(_) if self.is_of_page() => {}
            RelayFrame::Event(sequenced) => {
                let change = self.change(&sequenced.event);
                let event = Event { seq: sequenced.seq, time_ms: sequenced.time_ms, change };
                self.state.as_mut().unwrap().apply(&event).unwrap();
            }
            _ => {}
        }
    }

    fn is_of_page(&mut self) -> bool {
        let is_of_page = self.of_page > 0;
        self.of_page -= u16::from(is_of_page);
        is_of_page
    }

    fn keep_post(&mut self, bytes: &[u8]) -> Heard {
        if let Some(envelope) = decode_ephemeral(bytes) {
            return Heard::Ephemeral(envelope.to_vec());
        }
        let post = SequencedPost::decode(bytes).unwrap();
        if self.is_of_page() {
            return Heard::Post { seq: post.seq, envelope: post.envelope.to_vec() };
        }
        let envelope = burnroom_shared::envelope::Envelope::decode(post.envelope).unwrap();
        let change = Change::Post(Post { header: envelope.header, digest: envelope.digest() });
        let event = Event { seq: post.seq, time_ms: post.time_ms, change };
        self.state.as_mut().unwrap().apply(&event).unwrap();
        Heard::Post { seq: post.seq, envelope: post.envelope.to_vec() }
    }

    fn change(&self, event: &EventFrame) -> Change {
        match event {
            EventFrame::Joined { announcement, .. } => {
                let signed = announcement.decode::<Announcement>().unwrap();
                let key = signed.act().signing;
                Change::Joined(signed.verify(key).unwrap())
            }
            EventFrame::Left { id, departure } => Change::Left(*id, *departure),
            EventFrame::Owner { id } => Change::Owner(*id),
            EventFrame::Trimmed { header, digest } => {
                let header = Header::read(&mut Reader::new(&header.0)).unwrap();
                Change::Post(Post { header, digest: *digest })
            }
            EventFrame::Fresh(signed) => Change::Fresh(self.checked(signed)),
            EventFrame::Rekey(signed) => Change::Rekey(Box::new(self.checked(signed))),
            EventFrame::Resync(signed) => Change::Resync(self.checked(signed)),
            EventFrame::OwnerAct(signed) => Change::OwnerAct(Box::new(self.checked(signed))),
            EventFrame::Relink(signed) => Change::Relink(self.checked(signed)),
            EventFrame::Linkbox(signed) => Change::Linkbox(Box::new(self.checked(signed))),
            EventFrame::Profile(signed) => Change::Profile(Box::new(self.checked(signed))),
        }
    }

    fn checked<A: Act>(&self, signed: &SignedBytes) -> Verified<A> {
        let signed = signed.decode::<A>().unwrap();
        let key = self.state().seat(&signed.act().signer()).map(Seat::signing).unwrap();
        signed.verify(key).unwrap()
    }
}

async fn line(address: SocketAddr, link: &Link) -> WebSocketStream<TcpStream> {
    let stream = TcpStream::connect(address).await.unwrap();
    let url = format!("ws://{address}{}/socket", link.path());
    timeout(SOON, client_async(url, stream)).await.unwrap().unwrap().0
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

fn public(key: &SigningKey) -> Point {
    let point = key.verifying_key().to_sec1_point(false);
    Point::decode(point.as_bytes().try_into().unwrap()).unwrap()
}
