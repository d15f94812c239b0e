//! A socket to the relay under full control: every byte that is sent is the story's, right or wrong.

use crate::wait::in_time;
use crate::websocket::{self, Frame};
use burnroom_shared::ids::{RoomId, to_base64};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Any 16 bytes in base64: the server answers to it and nobody checks the answer here.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

/// An upgraded connection.
#[derive(Debug)]
pub struct RawSocket {
    stream: TcpStream,
    unread: Vec<u8>,
    /// The answer to the upgrade.
    pub head: String,
}

impl RawSocket {
    /// Opens a room's socket, joining nothing.
    ///
    /// # Panics
    /// If the relay does not upgrade.
    pub async fn open(address: SocketAddr, room: RoomId) -> Self {
        let socket =
            Self::upgrade(address, &to_base64(room.as_bytes()), &[("Sec-WebSocket-Extensions", "permessage-deflate")])
                .await;
        assert!(socket.head.starts_with("HTTP/1.1 101"), "{}", socket.head);
        socket
    }

    /// Asks for an upgrade, whatever comes of it.
    ///
    /// # Panics
    /// If no answer comes.
    pub async fn upgrade(address: SocketAddr, room: &str, headers: &[(&str, &str)]) -> Self {
        let mut request = format!(
            "GET /api/rooms/{room}/socket HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n"
        );
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let mut stream = TcpStream::connect(address).await.expect("the relay listens");
        stream.write_all(request.as_bytes()).await.expect("the request");
        let mut socket = Self { stream, unread: Vec::new(), head: String::new() };
        in_time("an answer to the upgrade", socket.read_head()).await;
        socket
    }

    async fn read_head(&mut self) {
        loop {
            if let Some(end) = self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                let rest = self.unread.split_off(end + 4);
                self.head = String::from_utf8_lossy(&std::mem::replace(&mut self.unread, rest)).into_owned();
                return;
            }
            assert!(self.more().await, "closed before the headers ended");
        }
    }

    async fn more(&mut self) -> bool {
        let mut chunk = [0; 4_096];
        let read = self.stream.read(&mut chunk).await.unwrap_or(0);
        self.unread.extend_from_slice(&chunk[..read]);
        read > 0
    }

    /// Sends bytes as they are. A relay that has closed already is no fault: what it said is still to be read.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    /// Sends a text frame.
    pub async fn say(&mut self, text: &str) {
        self.send(&websocket::masked(websocket::TEXT, text.as_bytes())).await;
    }

    /// The next frame; `None` once the connection is closed.
    ///
    /// # Panics
    /// If neither comes.
    pub async fn next(&mut self) -> Option<Frame> {
        in_time("a frame or the end", async {
            loop {
                if let Some((frame, rest)) = websocket::take(&self.unread) {
                    let read = self.unread.len() - rest.len();
                    self.unread.drain(..read);
                    return Some(frame);
                }
                if !self.more().await {
                    return None;
                }
            }
        })
        .await
    }

    /// Reads to the closing frame: its code and reason.
    ///
    /// # Panics
    /// If the connection ends without one.
    pub async fn closing(&mut self) -> (u16, String) {
        while let Some(frame) = self.next().await {
            if let Some(closing) = frame.closing() {
                return closing;
            }
        }
        panic!("closed without a word")
    }
}
