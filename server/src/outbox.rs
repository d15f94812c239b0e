//! What one connection is still owed: a bounded queue, filled by its room and emptied by its socket.
//!
//! Filling never waits. Whoever falls too far behind is cut off: skipping a frame would look like tampering to the far
//! side, and waiting for it would let one reader hold up a room.

use crate::connection::Frame;
use crate::refused::Denied;
use burnroom_shared::limits::PAGE_EVENTS_MAX;
use burnroom_shared::refusal::Refusal;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Frames an emptied queue keeps room for: a quiet connection should not remember its busiest moment.
const KEPT_CAPACITY: usize = 16;
/// Bytes of what was missed that are written at once: whoever reads slowly but reads is not taken for dead.
const PORTION: usize = 256 * 1024;

/// Frames of pages that may wait beside the slack: two pages. Their bytes are the room's, shared and not copied.
const PAGE_FRAMES: usize = 2 * (PAGE_EVENTS_MAX as usize + 1);

/// How far a connection may fall behind.
#[derive(Clone, Copy, Debug)]
pub struct Slack {
    /// Frames.
    pub frames: usize,
    /// Bytes. One frame alone may be longer.
    pub bytes: usize,
}

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The relay will not have it.
    Refused(Denied),
    /// The room burned.
    Burned,
    /// The member said goodbye.
    Left,
}

impl From<Refusal> for End {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

/// The filling side. Clones fill the same queue.
#[derive(Clone, Debug)]
pub struct Outbox(Arc<Shared>);

/// The emptying side.
#[derive(Debug)]
pub struct Outlet(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    slack: Slack,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    /// What a resumed connection missed: before everything else, and outside the slack.
    missed: VecDeque<Frame>,
    /// Pages that were asked for: after that, each in one piece, and outside the slack, too.
    pages: VecDeque<Frame>,
    frames: VecDeque<Frame>,
    bytes: usize,
    end: Option<End>,
    /// How it ends once everything owed is written; nothing more is owed then.
    last: Option<End>,
}

/// What [`Outlet::next`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// The batch was filled.
    Frames,
    /// Nothing more will come.
    End(End),
}

/// An empty queue's two sides.
#[must_use]
pub fn outbox(slack: Slack) -> (Outbox, Outlet) {
    let shared = Arc::new(Shared { queue: Mutex::default(), slack, changed: Notify::new() });
    (Outbox(Arc::clone(&shared)), Outlet(shared))
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // A queue is whole after every statement that changes it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox {
    /// Owes one more frame, or cuts the connection off for being too far behind.
    pub fn push(&self, frame: Frame) {
        let mut queue = self.0.queue();
        if queue.is_ending() {
            return;
        }
        let bytes = queue.bytes + frame.len();
        let has_place = queue.frames.len() < self.0.slack.frames;
        if queue.frames.is_empty() || (has_place && bytes <= self.0.slack.bytes) {
            queue.bytes = bytes;
            queue.frames.push_back(frame);
        } else {
            queue.cut_off(Refusal::TooSlow.into());
        }
        drop(queue);
        self.0.changed.notify_one();
    }

    /// Owes a frame only to whoever keeps up: it may be dropped, and must not be what cuts a slow reader off.
    pub fn offer(&self, frame: Frame) {
        let has_place = {
            let queue = self.0.queue();
            queue.frames.len() < self.0.slack.frames / 2 && queue.bytes + frame.len() <= self.0.slack.bytes / 2
        };
        if has_place {
            self.push(frame);
        }
    }

    /// True if a page that is asked for now may be owed, because those before it were taken.
    #[must_use]
    pub fn takes_pages(&self) -> bool {
        self.0.queue().pages.len() < PAGE_FRAMES
    }

    /// Owes a page, beside the slack.
    pub fn page(&self, mut frames: VecDeque<Frame>) {
        let mut queue = self.0.queue();
        if !queue.is_ending() {
            queue.pages.append(&mut frames);
        }
        drop(queue);
        self.0.changed.notify_one();
    }

    /// True if there is still somebody to empty it.
    #[must_use]
    pub fn is_read(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// Ends the connection as soon as what is owed up to here is written.
    pub fn finish(&self, end: End) {
        let mut queue = self.0.queue();
        if !queue.is_ending() {
            queue.last = Some(end);
        }
        drop(queue);
        self.0.changed.notify_one();
    }

    /// Owes a new connection what was missed before it: beside the slack, since it is its room that bounds it. What
    /// happens from here on has all of the slack.
    pub fn catch_up(&self, missed: VecDeque<Frame>) {
        let mut queue = self.0.queue();
        if !queue.is_ending() {
            queue.missed = missed;
        }
        drop(queue);
        self.0.changed.notify_one();
    }

    /// Owes `frame` and nothing from before.
    pub fn replace(&self, frame: Frame) {
        let mut queue = self.0.queue();
        (queue.missed, queue.pages) = (VecDeque::new(), VecDeque::new());
        queue.frames.clear();
        queue.bytes = 0;
        drop(queue);
        self.push(frame);
    }

    /// Ends the connection now: what is still owed has had its time.
    pub fn cut_off(&self, end: End) {
        let mut queue = self.0.queue();
        if queue.end.is_none() {
            queue.cut_off(end);
        }
        drop(queue);
        self.0.changed.notify_one();
    }
}

impl Queue {
    fn is_ending(&self) -> bool {
        self.end.is_some() || self.last.is_some()
    }

    fn cut_off(&mut self, end: End) {
        (self.missed, self.pages) = (VecDeque::new(), VecDeque::new());
        self.frames = VecDeque::new();
        (self.bytes, self.end) = (0, Some(end));
    }
}

/// Moves the next part of what was missed or asked for.
fn portion(aside: &mut VecDeque<Frame>, batch: &mut VecDeque<Frame>) {
    let mut bytes = 0;
    while bytes < PORTION {
        let Some(frame) = aside.pop_front() else { break };
        bytes += frame.len();
        batch.push_back(frame);
    }
    if aside.is_empty() {
        *aside = VecDeque::new();
    }
}

impl Outlet {
    /// Waits for something owed and takes all of it, or a part of what was missed, into `batch`, which is empty. Safe to cancel.
    pub async fn next(&mut self, batch: &mut VecDeque<Frame>) -> Owed {
        loop {
            if let Some(owed) = self.take(batch) {
                return owed;
            }
            self.0.changed.notified().await;
        }
    }

    fn take(&mut self, batch: &mut VecDeque<Frame>) -> Option<Owed> {
        let mut queue = self.0.queue();
        let Queue { missed, pages, .. } = &mut *queue;
        if let Some(aside) = [missed, pages].into_iter().find(|aside| !aside.is_empty()) {
            portion(aside, batch);
            return Some(Owed::Frames);
        }
        if queue.frames.is_empty() {
            return queue.end.or(queue.last).map(Owed::End);
        }
        batch.shrink_to(KEPT_CAPACITY);
        std::mem::swap(batch, &mut queue.frames);
        queue.bytes = 0;
        Some(Owed::Frames)
    }

    /// Waits until the connection is cut off: what is being written is given up then. Safe to cancel.
    pub async fn cut(&mut self) -> End {
        loop {
            let end = self.0.queue().end;
            match end {
                Some(end) => return end,
                None => self.0.changed.notified().await,
            }
        }
    }
}

#[cfg(test)]
mod tests;
