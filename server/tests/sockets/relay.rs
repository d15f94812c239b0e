//! A relay for one test, on a port of its own, with the flags that the test sets.

use crate::member::{Link, Member};
use burnroom::config::Config;
use burnroom::start::{Running, start};
use burnroom_shared::api::{CreateRoom, Created, ENTRY_HEADER, Problem};
use burnroom_shared::frame::{EventFrame, MemberFrame};
use burnroom_shared::ids::MemberId;
use burnroom_shared::refusal::Refusal;
use clap::Parser as _;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest that anything in these tests may take.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A relay for one test.
pub(crate) struct TestRelay {
    running: Option<Running>,
    pub(crate) address: SocketAddr,
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// What was refused, if it was.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        serde_json::from_slice::<Problem>(&self.body).ok()?.refusal()
    }
}

impl TestRelay {
    /// Starts one.
    pub(crate) async fn start(flags: &[&str]) -> Self {
        let flags = ["burnroom", "--listen", "127.0.0.1:0"].into_iter().chain(flags.iter().copied());
        let running = start(Config::parse_from(flags)).await.unwrap();
        Self { address: running.address(), running: Some(running) }
    }

    /// One that runs somewhere else.
    pub(crate) fn at(address: SocketAddr) -> Self {
        Self { running: None, address }
    }

    /// Stops it, as a signal would.
    pub(crate) async fn stop(&mut self) {
        timeout(SOON, self.running.take().unwrap().stop()).await.unwrap();
    }

    /// What a browser would send to make a room behind `link`.
    pub(crate) fn request(link: &Link, creator: MemberId) -> CreateRoom {
        CreateRoom {
            room: link.room,
            entry_hash: link.entry_hash(),
            parameters: 0x10,
            ttl_s: 600,
            capacity: 4,
            creator,
            title: None,
        }
    }

    /// Makes a room.
    pub(crate) async fn create(&self, request: &CreateRoom) -> Created {
        let answer = self.post(&serde_json::to_string(request).unwrap()).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Posts JSON to where rooms are made.
    pub(crate) async fn post(&self, body: &str) -> Answer {
        self.ask(&format!(
            "POST /api/rooms HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        ))
        .await
    }

    /// Asks about the room behind a link, showing its entry token.
    pub(crate) async fn describe(&self, link: &Link) -> Answer {
        let entry = burnroom_shared::ids::to_base64(&link.entry.0);
        self.get(&link.path(), &format!("{ENTRY_HEADER}: {entry}\r\n")).await
    }

    /// Gets `path` with more headers, each ending in CRLF.
    pub(crate) async fn get(&self, path: &str, headers: &str) -> Answer {
        let host = self.address;
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{headers}connection: close\r\n\r\n")).await
    }

    /// Sends bytes as they are and reads the answer to its end.
    pub(crate) async fn ask(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        timeout(SOON, stream.read_to_end(&mut bytes)).await.unwrap().unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// A room of four with `count` members and a key for them.
    pub(crate) async fn keyed_room_of(&self, count: u8) -> Vec<Member> {
        let mut members = self.room_of(count).await;
        let rekey = members[0].signed(members[0].rekey());
        members[0].say(&MemberFrame::Rekey(rekey)).await;
        for member in &mut members {
            assert!(matches!(member.event().await, EventFrame::Rekey(_)));
        }
        members
    }

    /// Makes a room of four that its first member owns, and seats `count` members in it.
    pub(crate) async fn room_of(&self, count: u8) -> Vec<Member> {
        let link = Link::new(7);
        self.create(&Self::request(&link, Member::id_of(1))).await;
        let mut members = Vec::new();
        for number in 1..=count {
            let member = Member::seated(self.address, &link, number).await;
            for before in &mut members {
                Member::event(before).await;
            }
            members.push(member);
        }
        members
    }
}
