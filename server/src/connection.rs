//! One member's line: whole frames in, whole frames out. The only module that knows how frames are framed.
//!
//! [`Connection`] is deliberately narrow, so that the framing below it can become faster without anything above
//! noticing. Nothing here knows rooms, members or queues.

mod web_socket;

pub use web_socket::WebSocket;

use bytes::Bytes;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::future::Future;
pub use tokio_tungstenite::tungstenite::Utf8Bytes;

/// A frame. Cloning shares its bytes.
#[derive(Clone, PartialEq, Eq)]
pub enum Frame {
    /// A control frame: JSON.
    Text(Utf8Bytes),
    /// A sealed frame.
    Binary(Bytes),
}

burnroom_shared::debug_by_name!(Frame: Text | Binary);

impl Frame {
    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// True if there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What came from the other side.
#[derive(Clone, Debug)]
pub enum Incoming {
    /// A frame.
    Frame(Frame),
    /// A ping or a pong: somebody is there.
    SignOfLife,
}

/// Why nothing more comes, by blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The other side announced a frame above the bound; nothing was allocated for it.
    TooLarge,
    /// The other side does not keep to the framing.
    Malformed,
    /// The other side closed, or the network did.
    Gone,
}

/// A line to one member.
pub trait Connection: Send {
    /// Waits for the next frame. Safe to cancel.
    fn receive(&mut self) -> impl Future<Output = Result<Incoming, Fault>> + Send;

    /// Writes all of `frames`, in order, with as few writes as they fit into, and leaves it empty.
    /// Cancelled, the line is good for nothing but [`Connection::close`].
    fn send(&mut self, frames: &mut VecDeque<Frame>) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Asks for a sign of life.
    fn ping(&mut self) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Says why it ends and ends it.
    fn close(self, code: u16, reason: Cow<'static, str>) -> impl Future<Output = ()> + Send;
}
