//! Streams that a story can tear: TCP, and pipes in memory that need no network and no real time.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};
use tokio::net::TcpStream;

/// Bytes both ways, until it is torn.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {
    /// Ends it as a reset does: the other side gets an error, also in place of what it has not read yet.
    fn tear(self);
}

impl Stream for TcpStream {
    fn tear(self) {
        // Closing then sends a reset.
        let _ = self.set_zero_linger();
    }
}

/// One end of a pipe.
#[derive(Debug)]
pub struct Pipe {
    stream: DuplexStream,
    is_torn: Arc<AtomicBool>,
}

/// Both ends of a pipe that takes in so many bytes unread.
#[must_use]
pub fn pipe(bytes: usize) -> (Pipe, Pipe) {
    let (one, other) = duplex(bytes);
    let is_torn = Arc::new(AtomicBool::new(false));
    (Pipe { stream: one, is_torn: Arc::clone(&is_torn) }, Pipe { stream: other, is_torn })
}

impl Pipe {
    fn whole(&self) -> io::Result<()> {
        let is_torn = self.is_torn.load(Ordering::SeqCst);
        if is_torn { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl Stream for Pipe {
    /// Dropping it wakes the other end, which then sees the tear.
    fn tear(self) {
        self.is_torn.store(true, Ordering::SeqCst);
    }
}

impl AsyncRead for Pipe {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
