//! What a room keeps of its log for those who come back: every event as it was sent, within two bounds.
//!
//! Over its own bound, or the budget of all rooms, the oldest posts lose their bodies; header and digest stay, so that
//! chains and log go on. When those alone are too many, events too old for anybody to come back for are forgotten, and
//! until there are such the room takes no posts. Where newcomers may read all that was, no event is ever forgotten, and
//! what a room takes then ends with its bound. Judges nothing.

use super::command::text;
use crate::budget::Budget;
use crate::connection::Frame;
use burnroom_shared::frame::{Base64, EventFrame, RelayFrame, SequencedEvent};
use burnroom_shared::log::Post;
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::Arc;

/// Bytes of an entry beside a frame.
const ENTRY: usize = size_of::<Entry>();
/// Bytes of a post whose body is gone.
const POST: usize = ENTRY + size_of::<Stub>();

/// Most bytes of a page, unless one event alone is longer: a few seconds of a slow line.
const PAGE_BYTES: usize = 1024 * 1024;

/// The events of a room from some number on, in order.
#[derive(Debug)]
pub(super) struct Backlog {
    entries: VecDeque<Entry>,
    /// Number of the first entry's event.
    first: u64,
    /// Number of the first event that may have a body.
    whole_from: u64,
    /// Bytes that stay.
    records: usize,
    /// Bytes of bodies, which may go.
    bodies: usize,
    bounds: Bounds,
    budget: Arc<Budget>,
}

/// How much is kept, and for how long it is needed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Bytes.
    pub(super) bytes: usize,
    /// Who was away any longer does not come back, ms.
    pub(super) needed_ms: u64,
    /// Bytes of what stays, above which those events go that are needed no more; `None` if all stay until the burn.
    records: Option<usize>,
}

impl Bounds {
    /// Half of it is for events. Where newcomers may read all that was, from the first event on, none of them goes.
    pub(super) fn new(bytes: usize, needed_ms: u64, has_history: bool) -> Self {
        let records = if has_history { None } else { Some(bytes / 2) };
        Self { bytes, needed_ms, records }
    }
}

#[derive(Debug)]
struct Entry {
    uptime_ms: u64,
    content: Content,
}

enum Content {
    Event(Frame),
    Post { whole: Option<Bytes>, stub: Box<Stub> },
}

burnroom_shared::debug_by_name!(Content: Event | Post);

/// What stays of a post.
#[derive(Debug)]
struct Stub {
    time_ms: u64,
    post: Post,
}

impl Backlog {
    /// Of a room in which nothing has happened.
    pub(super) fn new(bounds: Bounds, budget: Arc<Budget>) -> Self {
        Self { entries: VecDeque::new(), first: 1, whole_from: 1, records: 0, bodies: 0, bounds, budget }
    }

    /// Keeps the next event, which is not a post.
    pub(super) fn keep(&mut self, frame: Frame, uptime_ms: u64) {
        self.take(ENTRY + frame.len(), 0);
        self.entries.push_back(Entry { uptime_ms, content: Content::Event(frame) });
        self.forget(uptime_ms);
        self.trim();
    }

    /// Keeps the next event, a post, by a reference to the frame as it goes to everyone.
    pub(super) fn keep_post(&mut self, frame: Bytes, time_ms: u64, post: Post, uptime_ms: u64) {
        self.take(POST, frame.len());
        let content = Content::Post { whole: Some(frame), stub: Box::new(Stub { time_ms, post }) };
        self.entries.push_back(Entry { uptime_ms, content });
        self.trim();
    }

    /// Whether one more post can be kept, at least without its body.
    pub(super) fn has_place(&mut self, uptime_ms: u64) -> bool {
        self.forget(uptime_ms);
        self.records + POST <= self.bounds.bytes && self.budget.has_place(POST, self.bodies)
    }

    /// Every event after `seq`; `None` if one of them is forgotten.
    pub(super) fn after(&self, seq: u64) -> Option<VecDeque<Frame>> {
        let known = usize::try_from((seq + 1).checked_sub(self.first)?).ok()?;
        let numbered = (seq + 1..).zip(self.entries.iter().skip(known));
        Some(numbered.map(|(seq, entry)| entry.frame(seq)).collect())
    }

    /// The last events before `before` and not before `from`, as they were sent: at most `limit`, and no more bytes than a
    /// page may have, but one in any case. `None` if not even the last of them is known any more.
    pub(super) fn page(&self, from: u64, before: u64, limit: u16) -> Option<VecDeque<Frame>> {
        let (mut page, mut bytes) = (VecDeque::new(), 0);
        for seq in (from.max(self.first)..before).rev().take(usize::from(limit)) {
            let place = usize::try_from(seq - self.first).ok()?;
            let frame = self.entries.get(place)?.frame(seq);
            bytes += frame.len();
            if bytes > PAGE_BYTES && !page.is_empty() {
                break;
            }
            page.push_front(frame);
        }
        (!page.is_empty()).then_some(page)
    }

    /// The oldest bodies first. The last one may be the post that has just come: then it passes along and is not kept.
    fn trim(&mut self) {
        while self.records + self.bodies > self.bounds.bytes || self.budget.is_exceeded() {
            let place = usize::try_from(self.whole_from.saturating_sub(self.first)).unwrap_or(usize::MAX);
            let Some(entry) = self.entries.get_mut(place) else { return };
            self.whole_from = self.whole_from.max(self.first) + 1;
            let body = entry.take_body();
            self.give_back(0, body);
        }
    }

    /// True if all stay and there is no place for what a room can do without: somebody new, another key of somebody's.
    pub(super) fn is_full(&self) -> bool {
        self.bounds.records.is_none() && self.records > self.bounds.bytes
    }

    /// True if all stay and there is no place even for what a full room still does: rekeys, and what owners do.
    pub(super) fn is_overfull(&self) -> bool {
        self.bounds.records.is_none() && self.records > self.bounds.bytes.saturating_mul(2)
    }

    /// Events have a part of the bound to themselves; over that, those go which nobody comes back for any more.
    fn forget(&mut self, uptime_ms: u64) {
        let Some(most) = self.bounds.records else { return };
        let needed_from_ms = uptime_ms.saturating_sub(self.bounds.needed_ms);
        while self.records > most {
            let Some(mut entry) = self.entries.pop_front_if(|entry| entry.uptime_ms < needed_from_ms) else { return };
            self.first += 1;
            let body = entry.take_body();
            self.give_back(entry.record(), body);
        }
    }

    fn take(&mut self, record: usize, body: usize) {
        self.records += record;
        self.bodies += body;
        self.budget.take(record + body);
    }

    fn give_back(&mut self, record: usize, body: usize) {
        self.records -= record;
        self.bodies -= body;
        self.budget.give_back(record + body);
    }
}

impl Drop for Backlog {
    fn drop(&mut self) {
        self.budget.give_back(self.records + self.bodies);
    }
}

impl Entry {
    /// Lets go of a body, and says how long it was.
    fn take_body(&mut self) -> usize {
        match &mut self.content {
            Content::Event(_) => 0,
            Content::Post { whole, .. } => whole.take().map_or(0, |body| body.len()),
        }
    }

    fn record(&self) -> usize {
        match &self.content {
            Content::Event(frame) => ENTRY + frame.len(),
            Content::Post { .. } => POST,
        }
    }

    fn frame(&self, seq: u64) -> Frame {
        match &self.content {
            Content::Event(frame) => frame.clone(),
            Content::Post { whole: Some(frame), .. } => Frame::Binary(frame.clone()),
            Content::Post { whole: None, stub } => {
                let Stub { time_ms, post: Post { header, digest } } = **stub;
                let event = EventFrame::Trimmed { header: Base64(header.encode()), digest };
                text(&RelayFrame::Event(SequencedEvent { seq, time_ms, event }))
            }
        }
    }
}

#[cfg(test)]
mod tests;
