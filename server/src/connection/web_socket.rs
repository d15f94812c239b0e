//! A WebSocket (RFC 6455), without extensions. Owns buffer sizes and how a line is taken down; knows no kind of stream.

use super::{Connection, Fault, Frame, Incoming};
use burnroom_shared::frame::POST_FRAME_MAX;
use futures_util::{SinkExt as _, StreamExt as _};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message, Utf8Bytes, error::ProtocolError};

/// Bytes of the read buffer. The library fills all of it with zeros before every read and keeps it for as long as the
/// connection lives: measured, 4 KiB costs a fraction of the default's 128, in time and in memory.
const READ_BUFFER: usize = 4 * 1024;
/// Bytes of frames that may collect before they are written without waiting for the flush behind a batch.
const WRITE_BUFFER: usize = 64 * 1024;
/// How long the other side may take to read why it is being closed.
const FAREWELL: Duration = Duration::from_secs(1);
/// Bytes read at once during the farewell. On the heap: inside the future they would weigh on every quiet connection.
const FAREWELL_READ: usize = 2048;
/// Most bytes read and thrown away during the farewell.
const FAREWELL_BYTES: usize = 1024 * 1024;

/// A WebSocket over a stream of bytes, after its handshake.
pub struct WebSocket<S> {
    stream: WebSocketStream<S>,
}

// The library would show its buffers, and with them what was said last.
burnroom_shared::debug_by_name!(impl<S> WebSocket);

impl<S: AsyncRead + AsyncWrite + Unpin> WebSocket<S> {
    /// Goes on where the handshake ended; `read` is what had already been read of the frames.
    pub async fn after_handshake(stream: S, read: Vec<u8>) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER)
            .max_message_size(Some(POST_FRAME_MAX))
            .max_frame_size(Some(POST_FRAME_MAX));
        let role = Role::Server;
        Self { stream: WebSocketStream::from_partially_read(stream, read, role, Some(config)).await }
    }

    /// Ends the sending side and reads what is still coming: bytes left unread would reset the connection and take the
    /// close frame with them.
    async fn drain(stream: &mut S) {
        let _ = stream.shutdown().await;
        let mut scratch = vec![0; FAREWELL_READ];
        let mut read = 0;
        while let Ok(count @ 1..) = stream.read(&mut scratch).await {
            read += count;
            if read > FAREWELL_BYTES {
                break;
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Connection for WebSocket<S> {
    async fn receive(&mut self) -> Result<Incoming, Fault> {
        loop {
            let message = self.stream.next().await.ok_or(Fault::Gone)?;
            return Ok(match message.map_err(|error| blame(&error))? {
                Message::Text(text) => Incoming::Frame(Frame::Text(text)),
                Message::Binary(bytes) => Incoming::Frame(Frame::Binary(bytes)),
                Message::Ping(_) | Message::Pong(_) => Incoming::SignOfLife,
                // The answer to a close leaves with the next read, which then ends the stream.
                Message::Close(_) | Message::Frame(_) => continue,
            });
        }
    }

    async fn send(&mut self, frames: &mut VecDeque<Frame>) -> Result<(), Fault> {
        for frame in frames.drain(..) {
            let message = match frame {
                Frame::Text(text) => Message::Text(text),
                Frame::Binary(bytes) => Message::Binary(bytes),
            };
            self.stream.feed(message).await.map_err(|error| blame(&error))?;
        }
        self.stream.flush().await.map_err(|error| blame(&error))
    }

    async fn ping(&mut self) -> Result<(), Fault> {
        let ping = Message::Ping(Bytes::new());
        self.stream.send(ping).await.map_err(|error| blame(&error))
    }

    async fn close(mut self, code: u16, reason: Cow<'static, str>) {
        let frame = CloseFrame { code: CloseCode::from(code), reason: Utf8Bytes::from(reason.as_ref()) };
        let farewell = async {
            if self.stream.close(Some(frame)).await.is_ok() {
                Self::drain(self.stream.get_mut()).await;
            }
        };
        // Whoever does not listen for a whole second is not told.
        let _ = timeout(FAREWELL, farewell).await;
    }
}

fn blame(error: &Error) -> Fault {
    match error {
        Error::Capacity(_) => Fault::TooLarge,
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Fault::Gone,
        Error::Protocol(_) | Error::Utf8(_) => Fault::Malformed,
        _ => Fault::Gone,
    }
}
