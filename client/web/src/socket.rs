//! One WebSocket to the relay. It knows frames as text or bytes and nothing of rooms; dropping it closes it silently.

use burnroom_shared::ids::{RoomId, to_base64};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast as _;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use crate::browser::listener::Listener;

/// Something happened on the socket.
pub enum SocketEvent {
    /// It is open.
    Opened,
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary(Vec<u8>),
    /// It is closed.
    Closed(Closing),
}

burnroom_shared::debug_by_name!(SocketEvent: Opened | Text | Binary | Closed);

/// How a socket was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The code.
    pub code: u16,
    /// How long the relay says that it lasts, milliseconds, if it passes.
    pub wait_ms: Option<u64>,
}

/// What a browser says of a connection that broke (RFC 6455, 7.1.5).
const BROKEN: Closing = Closing { code: 1006, wait_ms: None };

impl Closing {
    fn new(code: u16, reason: &str) -> Self {
        Self { code, wait_ms: reason.split_once(' ').and_then(|(_, wait_ms)| wait_ms.parse().ok()) }
    }
}

/// The socket; its listeners go with it.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Connects to a room's address at the relay that this page came from; `None` if the browser will not.
    pub fn connect(origin: &str, room: &RoomId, happened: impl Fn(SocketEvent) + Clone + 'static) -> Option<Self> {
        let socket = WebSocket::new(&address(origin, room)).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = happened.clone();
        let received = happened.clone();
        let listeners = [
            Listener::new(&socket, "open", move |_| opened(SocketEvent::Opened)),
            Listener::new(&socket, "message", move |event| {
                if let Some(frame) = event.dyn_ref().and_then(frame) {
                    received(frame);
                }
            }),
            Listener::new(&socket, "close", move |event| {
                let closing = event.dyn_ref::<CloseEvent>().map(|event| Closing::new(event.code(), &event.reason()));
                happened(SocketEvent::Closed(closing.unwrap_or(BROKEN)));
            }),
        ];
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends a text frame. A socket that is closing says so by its close event; nothing is said here.
    pub fn send_text(&self, text: &str) {
        let _ = self.socket.send_with_str(text);
    }

    /// Sends a binary frame.
    pub fn send_binary(&self, bytes: &[u8]) {
        let _ = self.socket.send_with_u8_array(bytes);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}

fn frame(event: &MessageEvent) -> Option<SocketEvent> {
    let data = event.data();
    match data.as_string() {
        Some(text) => Some(SocketEvent::Text(text)),
        None => {
            data.dyn_into::<ArrayBuffer>().ok().map(|buffer| SocketEvent::Binary(Uint8Array::new(&buffer).to_vec()))
        }
    }
}

/// Where sockets go instead of the page's own origin while `trunk serve` serves the page (see Trunk.toml): named when
/// the page is compiled, and useless in front of a relay, whose policy lets its pages reach only itself.
const SOCKETS: Option<&str> = option_env!("BURNROOM_SOCKETS");

/// `http` becomes `ws`, `https` becomes `wss`.
fn address(origin: &str, room: &RoomId) -> String {
    let origin = SOCKETS.map_or_else(|| origin.replacen("http", "ws", 1), str::to_owned);
    format!("{origin}/api/rooms/{}/socket", to_base64(room.as_bytes()))
}

#[cfg(test)]
mod tests {
    use burnroom_shared::ids::RoomId;

    use super::{Closing, address};

    #[test]
    fn a_refusal_that_passes_says_when() {
        let wait_ms = |reason| Closing::new(4010, reason).wait_ms;
        assert_eq!([wait_ms("room-full 43000"), wait_ms("room-full 0")], [Some(43_000), Some(0)]);
        for other in ["", "room-full", "room-full ", "room-full soon", "room-full -1", "room-full 99999999999999999999"]
        {
            assert_eq!(wait_ms(other), None, "{other}");
        }
    }

    #[test]
    fn a_page_over_tls_gets_a_socket_over_tls() {
        let room = RoomId([0; 16]);
        let at = |origin| address(origin, &room);
        assert!(at("https://b.example").starts_with("wss://b.example/api/rooms/AAAA"));
        assert!(at("http://127.0.0.1:8080").starts_with("ws://127.0.0.1:8080/api/rooms/"));
        assert!(at("http://http.example").starts_with("ws://http.example/"));
    }
}
