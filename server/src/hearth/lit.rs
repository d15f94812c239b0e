//! A room and the lines to its seats, as long as it has not burned: who is connected, and which frames each is owed.

use super::{Line, Opening};
use crate::connection::Frame;
use crate::outbox::Outbox;
use crate::refused::Denied;
use crate::room::{Command, Delivery, Room};
use burnroom_shared::ids::MemberId;
use burnroom_shared::refusal::Refusal;
use std::time::Duration;

/// Whoever asks for pages faster than it reads them may ask again after this time.
const PAGE_PAUSE: Duration = Duration::from_millis(250);

pub(super) struct Lit {
    pub(super) room: Room,
    pub(super) lines: Vec<(Line, Outbox)>,
    /// The last line of each seat, broken or not.
    pub(super) last: Vec<Line>,
    /// Of whoever was removed, and may still be reading that.
    dismissed: Vec<Outbox>,
}

impl Lit {
    pub(super) fn new(room: Room) -> Self {
        Self { room, lines: Vec::new(), last: Vec::new(), dismissed: Vec::new() }
    }

    pub(super) fn connect(&mut self, line: Line, outbox: Outbox) -> Line {
        self.last.retain(|last| last.id() != line.id() && self.room.log().seat(&last.id()).is_some());
        self.last.push(line);
        self.lines.push((line, outbox));
        line
    }

    /// True if a seat has had a line that was opened after that one.
    pub(super) fn has_newer(&self, id: &MemberId, opening: Opening) -> bool {
        self.last.iter().any(|last| last.id() == *id && last.is_newer_than(opening))
    }

    pub(super) fn replace(&mut self, id: MemberId) {
        for (_, outbox) in self.lines.extract_if(.., |(line, _)| line.id() == id) {
            outbox.cut_off(Refusal::Replaced.into());
        }
    }

    pub(super) fn is_on(&self, line: Line) -> bool {
        self.outbox(line).is_some()
    }

    /// Whether a line may ask for this at all.
    pub(super) fn judge(&self, line: Line, command: &Command<'_>) -> Result<(), Denied> {
        let outbox = self.outbox(line).ok_or(Refusal::Replaced)?;
        if matches!(command, Command::Past { .. }) && !outbox.takes_pages() {
            return Err(Denied::for_now(Refusal::TooFast, PAGE_PAUSE));
        }
        Ok(())
    }

    fn outbox(&self, line: Line) -> Option<&Outbox> {
        self.lines.iter().find(|(other, _)| *other == line).map(|(_, outbox)| outbox)
    }

    pub(super) fn deliver(&mut self, deliveries: Vec<Delivery>) {
        for delivery in deliveries {
            match delivery {
                Delivery::Everyone(frame) => self.owe(&frame, |_| true),
                Delivery::Others(but, frame) => self.owe(&frame, |id| id != but),
                Delivery::One(only, frame) => self.owe(&frame, |id| id == only),
                Delivery::Missed(only, missed) => {
                    if let Some(outbox) = self.of(only) {
                        outbox.catch_up(missed);
                    }
                }
                Delivery::Page(only, page) => {
                    if let Some(outbox) = self.of(only) {
                        outbox.page(page);
                    }
                }
                Delivery::Passing(but, frame) => {
                    let others = self.lines.iter().filter(|(line, _)| line.id() != but);
                    others.for_each(|(_, outbox)| outbox.offer(frame.clone()));
                }
                Delivery::Dismiss(id, refusal) => {
                    let dismissed = self.lines.extract_if(.., |(line, _)| line.id() == id);
                    self.dismissed.retain(Outbox::is_read);
                    self.dismissed.extend(dismissed.map(|(_, outbox)| outbox));
                    self.dismissed.iter().for_each(|outbox| outbox.finish(refusal.into()));
                }
                Delivery::Last(frame) => {
                    // Whoever was removed and does not read keeps nothing of the room here.
                    self.dismissed.drain(..).for_each(|outbox| outbox.cut_off(Refusal::Kicked.into()));
                    self.lines.iter().for_each(|(_, outbox)| outbox.replace(frame.clone()));
                }
            }
        }
    }

    fn of(&self, id: MemberId) -> Option<&Outbox> {
        self.lines.iter().find(|(line, _)| line.id() == id).map(|(_, outbox)| outbox)
    }

    fn owe(&self, frame: &Frame, whom: impl Fn(MemberId) -> bool) {
        let owed = self.lines.iter().filter(|(line, _)| whom(line.id()));
        owed.for_each(|(_, outbox)| outbox.push(frame.clone()));
    }
}
