//! One session and one socket: inputs in, effects out, one input finished before the next (R15).

use super::{Heard, now, start, wall_ms};
use burnroom_engine::effect::{Effect, Notice};
use burnroom_engine::input::{Command, Input};
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::session::Session;
use burnroom_shared::ids::{RoomId, to_base64};
use futures_util::{SinkExt as _, StreamExt as _};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message, protocol::CloseFrame};

/// Close code of a connection that ended without one.
const NO_CODE: u16 = 1006;

/// What a story tells a driver.
#[derive(Debug)]
pub(super) enum Order {
    Do(Command),
    SlipIn(String),
    Stall,
    Resume,
    Vanish,
}

/// Performs what a session asks for.
pub(super) struct Driver {
    session: Session<RustCrypto>,
    relay: SocketAddr,
    unread: Option<u32>,
    socket: Option<WebSocketStream<TcpStream>>,
    opening: Option<JoinHandle<Option<WebSocketStream<TcpStream>>>>,
    show: watch::Sender<Vec<Heard>>,
    received: Arc<Mutex<usize>>,
    wake_at: Option<Instant>,
    stalled: bool,
}

impl Driver {
    pub(super) async fn connect(
        relay: SocketAddr,
        session: Session<RustCrypto>,
        unread: Option<u32>,
        show: watch::Sender<Vec<Heard>>,
        received: Arc<Mutex<usize>>,
    ) -> Self {
        let room = session.room().expect("a session that has not ended");
        let socket = Some(open(relay, room, unread).await.expect("an upgrade"));
        Self { session, relay, unread, socket, opening: None, show, received, wake_at: None, stalled: false }
    }

    /// Runs until nobody gives orders any more.
    pub(super) async fn drive(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        self.input(Input::Connected).await;
        loop {
            let wake = self.wake_at;
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => return,
                },
                message = read(&mut self.socket), if self.socket.is_some() && !self.stalled => {
                    self.take(message).await;
                }
                socket = opened(&mut self.opening), if self.opening.is_some() => {
                    self.opening = None;
                    let input = if socket.is_some() { Input::Connected } else { Input::Closed(NO_CODE) };
                    self.socket = socket;
                    self.input(input).await;
                }
                () = at(wake), if wake.is_some() => {
                    self.wake_at = None;
                    self.input(Input::Woke).await;
                }
            }
        }
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Do(command) => self.input(Input::Do(command)).await,
            Order::SlipIn(text) => self.send(Message::text(text)).await,
            Order::Stall => self.stalled = true,
            Order::Resume => self.stalled = false,
            Order::Vanish => {
                self.socket = None;
                self.input(Input::Closed(NO_CODE)).await;
            }
        }
    }

    async fn take(&mut self, message: Option<Result<Message, tungstenite::Error>>) {
        match message {
            Some(Ok(message)) => {
                *self.received.lock().unwrap() += message.len();
                match message {
                    Message::Text(text) => self.input(Input::Text(text.to_string())).await,
                    Message::Binary(bytes) => self.input(Input::Binary(bytes.to_vec())).await,
                    Message::Close(frame) => self.closed(frame).await,
                    Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                }
            }
            Some(Err(_)) | None => self.closed(None).await,
        }
    }

    async fn closed(&mut self, frame: Option<CloseFrame>) {
        if let Some(mut socket) = self.socket.take() {
            let _ = socket.flush().await;
        }
        let code = frame.map_or(NO_CODE, |frame| frame.code.into());
        self.input(Input::Closed(code)).await;
    }

    async fn input(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let effects = ready(self.session.handle(now(), input)).expect("a suite that never waits");
            for effect in effects {
                self.perform(effect, &mut inputs).await;
            }
        }
    }

    async fn perform(&mut self, effect: Effect, inputs: &mut VecDeque<Input>) {
        match effect {
            Effect::SendText(text) => self.send(Message::text(text)).await,
            Effect::SendBinary(bytes) => self.send(Message::binary(bytes)).await,
            Effect::Connect => {
                self.give_up_opening();
                if let Some(room) = self.session.room() {
                    self.opening = Some(tokio::spawn(open(self.relay, room, self.unread)));
                }
            }
            Effect::Disconnect => {
                self.give_up_opening();
                if let Some(mut socket) = self.socket.take() {
                    let _ = socket.close(None).await;
                }
            }
            Effect::WakeAt(steady_ms) => {
                self.wake_at = Some(Instant::from_std(start() + Duration::from_millis(steady_ms)));
            }
            Effect::Show(notice) => {
                // A native member has no page: it is empty at once.
                if matches!(notice, Notice::Burned { .. }) {
                    inputs.push_back(Input::Do(Command::PageEmptied));
                }
                self.show.send_modify(|heard| heard.push(Heard { wall_ms: wall_ms(), notice }));
            }
        }
    }

    fn give_up_opening(&mut self) {
        if let Some(opening) = self.opening.take() {
            opening.abort();
        }
    }

    async fn send(&mut self, message: Message) {
        if let Some(socket) = &mut self.socket {
            // A connection that broke says so to the reader.
            let _ = socket.send(message).await;
        }
    }
}

/// A socket of the room at `room` that takes in no more than `unread` bytes, if that is asked for. Nothing if the relay is
/// out of reach.
async fn open(relay: SocketAddr, room: RoomId, unread: Option<u32>) -> Option<WebSocketStream<TcpStream>> {
    let tcp = TcpSocket::new_v4().expect("a socket");
    if let Some(bytes) = unread {
        tcp.set_recv_buffer_size(bytes).expect("a small buffer");
    }
    let stream = tcp.connect(relay).await.ok()?;
    stream.set_nodelay(true).expect("no delay");
    let address = format!("ws://{relay}/api/rooms/{}/socket", to_base64(room.as_bytes()));
    tokio_tungstenite::client_async(address, stream).await.ok().map(|(socket, _)| socket)
}

async fn opened(
    opening: &mut Option<JoinHandle<Option<WebSocketStream<TcpStream>>>>,
) -> Option<WebSocketStream<TcpStream>> {
    match opening {
        Some(opening) => opening.await.expect("opening a socket does not panic"),
        None => std::future::pending().await,
    }
}

async fn read(socket: &mut Option<WebSocketStream<TcpStream>>) -> Option<Result<Message, tungstenite::Error>> {
    match socket {
        Some(socket) => socket.next().await,
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
