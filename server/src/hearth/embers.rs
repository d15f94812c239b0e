//! What is left of a room after its burn: bare connections, each of which may say once that it erased.
//!
//! Nothing but 16 bytes crosses here, from each to all the others; the relay does not look at them.

use super::Line;
use crate::connection::Frame;
use crate::outbox::{End, Outbox};
use burnroom_shared::frame::ERASURE_FRAME;

/// The bare connections.
#[derive(Debug)]
pub(super) struct Embers(Vec<Ember>);

#[derive(Debug)]
struct Ember {
    line: Line,
    outbox: Outbox,
    has_spoken: bool,
}

impl Embers {
    /// Of whoever was connected.
    pub(super) fn of(lines: Vec<(Line, Outbox)>) -> Self {
        let ember = |(line, outbox)| Ember { line, outbox, has_spoken: false };
        Self(lines.into_iter().map(ember).collect())
    }

    /// Passes an erasure on; anything else, and a second one, is dropped: frames may have crossed the burn.
    pub(super) fn pass(&mut self, from: Line, frame: &Frame) {
        let is_erasure = matches!(frame, Frame::Binary(bytes) if bytes.len() == ERASURE_FRAME);
        let speaker = self.0.iter_mut().find(|ember| ember.line == from && !ember.has_spoken);
        let Some(speaker) = speaker.filter(|_| is_erasure) else { return };
        speaker.has_spoken = true;
        let others = self.0.iter().filter(|ember| ember.line != from);
        others.for_each(|ember| ember.outbox.push(frame.clone()));
    }

    /// Somebody hung up.
    pub(super) fn leave(&mut self, line: Line) {
        self.0.retain(|ember| ember.line != line);
    }

    /// True if nobody is connected.
    pub(super) fn is_cold(&self) -> bool {
        self.0.is_empty()
    }

    /// Ends every connection, also of whoever does not read.
    pub(super) fn put_out(&self) {
        self.0.iter().for_each(|ember| ember.outbox.cut_off(End::Burned));
    }
}
