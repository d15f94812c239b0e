//! What a relay that lies does to the frames that it sends: keeps them, loses them, changes them, makes some up.
//!
//! Answers over HTTP pass as they come. Without a judge nothing is changed.

use super::CHUNK;
use crate::websocket::{self, Frame};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;

/// What becomes of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It passes.
    Passes,
    /// It is kept until the wire is honest again.
    Kept,
    /// It never comes.
    Lost,
    /// It comes with another content.
    Becomes(Vec<u8>),
}

type Judge = Box<dyn FnMut(&Frame) -> Fate + Send>;

/// One wire's lies, on all of its connections.
#[derive(Clone, Debug, Default)]
pub(super) struct Lies(Arc<Mutex<Plan>>);

#[derive(Default)]
struct Plan {
    judge: Option<Judge>,
    kept: Vec<u8>,
    /// Into each socket that is open, between two frames.
    inserts: Vec<mpsc::WeakUnboundedSender<Vec<u8>>>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.judge.is_some() { "Lying" } else { "Honest" })
    }
}

/// How far one connection has come.
enum Course {
    /// Answers over HTTP.
    Plain,
    /// The beginning of the answer that makes a socket of it.
    Head(Vec<u8>),
    /// Frames; what is there of the next.
    Socket(Vec<u8>),
}

/// What that answer begins with.
const UPGRADED: &[u8] = b"HTTP/1.1 101";
/// What it ends with.
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

impl Lies {
    pub(super) fn judge(&self, judge: Judge) {
        self.plan().judge = Some(judge);
    }

    pub(super) fn end(&self) {
        let mut plan = self.plan();
        plan.judge = None;
        let kept = std::mem::take(&mut plan.kept);
        plan.insert(&kept);
    }

    pub(super) fn insert(&self, frame: &Frame) {
        self.plan().insert(&websocket::unmasked(frame));
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes on what comes, as far as it is true.
    pub(super) async fn copy(
        &self,
        mut from: impl AsyncRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
        keep: impl Fn(&[u8]),
    ) {
        let (sender, mut inserts) = mpsc::unbounded_channel();
        let mut course = Course::Plain;
        let mut chunk = vec![0; CHUNK];
        loop {
            let mut passed = Vec::new();
            tokio::select! {
                inserted = inserts.recv() => passed.extend(inserted.into_iter().flatten()),
                read = from.read(&mut chunk) => {
                    let Ok(read @ 1..) = read else { break };
                    keep(&chunk[..read]);
                    let sifted = self.sift(&mut course, &chunk[..read], &sender);
                    // What was kept until now came before what is passed now.
                    while let Ok(inserted) = inserts.try_recv() {
                        passed.extend(inserted);
                    }
                    passed.extend(sifted);
                }
            }
            if to.write_all(&passed).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    }

    fn sift(&self, course: &mut Course, bytes: &[u8], sender: &mpsc::UnboundedSender<Vec<u8>>) -> Vec<u8> {
        match course {
            Course::Plain if !bytes.starts_with(UPGRADED) => bytes.to_vec(),
            Course::Plain => {
                *course = Course::Head(Vec::new());
                self.sift(course, bytes, sender)
            }
            Course::Head(head) => {
                head.extend_from_slice(bytes);
                let Some(end) = memchr::memmem::find(head, END_OF_HEAD) else { return Vec::new() };
                let rest = head.split_off(end + END_OF_HEAD.len());
                let mut passed = std::mem::take(head);
                self.plan().inserts.push(sender.downgrade());
                *course = Course::Socket(Vec::new());
                passed.extend(self.sift(course, &rest, sender));
                passed
            }
            Course::Socket(unread) => {
                unread.extend_from_slice(bytes);
                self.plan().sift(unread)
            }
        }
    }
}

impl Plan {
    fn sift(&mut self, unread: &mut Vec<u8>) -> Vec<u8> {
        let Some(judge) = &mut self.judge else { return std::mem::take(unread) };
        let mut passed = Vec::new();
        while let Some((frame, rest)) = websocket::take(unread) {
            let length = unread.len() - rest.len();
            let raw: Vec<u8> = unread.drain(..length).collect();
            match judge(&frame) {
                Fate::Passes => passed.extend(raw),
                Fate::Kept => self.kept.extend(raw),
                Fate::Lost => {}
                Fate::Becomes(payload) => passed.extend(websocket::unmasked(&Frame { payload, ..frame })),
            }
        }
        passed
    }

    fn insert(&mut self, bytes: &[u8]) {
        self.inserts.retain(|socket| socket.upgrade().is_some_and(|socket| socket.send(bytes.to_vec()).is_ok()));
    }
}
