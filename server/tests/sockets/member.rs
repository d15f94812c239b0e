//! A member that keeps the log and signs for real, but seals nothing: its slots and bodies are bytes the relay cannot tell.

use crate::relay::SOON;
use burnroom_shared::codec::Reader;
use burnroom_shared::envelope::{Header, unsigned};
use burnroom_shared::frame::{
    Base64, EventFrame, Hello, Join, MemberFrame, RelayFrame, Resume, Resumed, SequencedPost, SignedBytes,
    encode_frame, encode_post,
};
use burnroom_shared::ids::{
    Confirm, Digest, Entry, EntryHash, ErasureCommitment, MemberId, RoomId, SeatToken, Signature, Slot, VouchMac,
};
use burnroom_shared::limits::{SEALED_NAME_BYTES, VERSION};
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::log::{Change, Event, Post, Seat, State};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, Rekey, Signed, Verified, signing_input};
use futures_util::{SinkExt as _, StreamExt as _};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// What the bodies of posts are made of here.
pub(crate) const POST_FILLER: u8 = 8;

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
    Erasure(Vec<u8>),
    Closed(u16, String),
    Broken,
}

/// A member and its line.
pub(crate) struct Member {
    pub(crate) link: Link,
    key: SigningKey,
    pub(crate) incarnation: u32,
    line: WebSocketStream<TcpStream>,
    state: Option<State>,
    token: Option<SeatToken>,
}

impl Member {
    /// The id of member `number`.
    pub(crate) fn id_of(number: u8) -> MemberId {
        MemberId::of(&public(&key(number)))
    }

    /// Connects without joining.
    pub(crate) async fn connect(address: SocketAddr, link: &Link, number: u8) -> Self {
        let line = line(address, link).await;
        Self { link: link.clone(), key: key(number), incarnation: 0, line, state: None, token: None }
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

    pub(crate) fn announcement(&self) -> Announcement {
        Announcement {
            signing: public(&self.key),
            agreement: public(&key(99)),
            room: self.link.room,
            incarnation: self.incarnation,
            erasure: ErasureCommitment([1; 32]),
            vouch: VouchMac([2; 32]),
        }
    }

    pub(crate) fn joining(&self) -> Join {
        Join {
            version: VERSION,
            entry: self.link.entry,
            announcement: self.signed(self.announcement()),
            name: Base64(vec![3; SEALED_NAME_BYTES]),
        }
    }

    pub(crate) fn signed<A: Act>(&self, act: A) -> SignedBytes {
        let signature: p256::ecdsa::Signature = self.key.sign(&signing_input(&act));
        SignedBytes::from(&Signed::own(act, Signature(signature.to_bytes().into())))
    }

    /// A rekey for everyone seated.
    pub(crate) fn rekey(&self) -> Rekey {
        let state = self.state();
        Rekey {
            generation: 0,
            room: self.link.room,
            genesis: state.origin(),
            previous: state.epoch().transcript,
            epoch: state.epoch().number + 1,
            at: state.head().seq,
            log_at: state.head().hash,
            author: self.id(),
            incarnation: self.incarnation,
            ephemeral: public(&key(98)),
            slots: state.seats().iter().map(|seat| (seat.id(), Slot([4; 40]))).collect(),
            confirm: Confirm([5; 32]),
            vouch: VouchMac([6; 32]),
        }
    }

    /// The header of its next post.
    pub(crate) fn header(&self) -> Header {
        let state = self.state();
        Header {
            sender: self.id(),
            transcript: state.epoch().transcript,
            counter: state.epoch().listed(&self.id()).map_or(0, |listed| listed.next),
            seen: state.head().seq,
            log_seen: state.head().hash,
        }
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
            RelayFrame::Event(sequenced) => {
                let change = self.change(&sequenced.event);
                let event = Event { seq: sequenced.seq, time_ms: sequenced.time_ms, change };
                self.state.as_mut().unwrap().apply(&event).unwrap();
            }
            _ => {}
        }
    }

    fn keep_post(&mut self, bytes: &[u8]) -> Heard {
        let post = SequencedPost::decode(bytes).unwrap();
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

/// A post with a body of `length` bytes that nobody sealed.
pub(crate) fn envelope(header: &Header, length: usize) -> Vec<u8> {
    let mut bytes = unsigned(header, &[7; 12], &vec![POST_FILLER; length + 16]);
    bytes.extend_from_slice(&[9; 64]);
    bytes
}

/// What a refusal names a post by.
pub(crate) fn digest(envelope: &[u8]) -> Digest {
    burnroom_shared::envelope::Envelope::decode(envelope).unwrap().digest()
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

fn public(key: &SigningKey) -> Point {
    let point = key.verifying_key().to_sec1_point(false);
    Point::decode(point.as_bytes().try_into().unwrap()).unwrap()
}
