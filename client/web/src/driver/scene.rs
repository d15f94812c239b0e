//! From the engine's notices to the view's actions. Pure: what has to be remembered between them is here,
//! so that what a person sees of an evening can be tested without a browser.

use std::rc::Rc;

use burnroom_engine::effect::{Comparison, Entered, LineState, Member as Seated, Message as Received, Notice};
use burnroom_engine::input::{DraftId, Now};
use burnroom_shared::ids::MemberId;

use crate::clock::Countdown;
use crate::view::Action;
use crate::view::comparison::Code;
use crate::view::log::{Delivery, Log, Message, MessageNumber, Note};
use crate::view::people::{Assurance, Member, People, Presence};
use crate::view::room::{Invitation, Line, Room, RoomChange, Sheet};

/// What a room is called whose title does not open.
const UNTITLED: &str = "Burn room";
/// What a member is called whose name does not open.
const NAMELESS: &str = "nameless";

/// How this device came to the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// It made it.
    ByMaking,
    /// By a link.
    ByLink,
}

/// What is remembered between notices.
#[derive(Debug)]
pub(super) struct Scene {
    came: Came,
    invitation: Rc<Invitation>,
    me: Option<MemberId>,
    countdown: Countdown,
    /// This device's wall clock minus the relay's, milliseconds.
    clock_offset_ms: i64,
    next_number: u64,
}

impl Scene {
    /// Before anything has been shown.
    pub(super) fn new(came: Came, invitation: Invitation) -> Self {
        Self {
            came,
            invitation: Rc::new(invitation),
            me: None,
            countdown: Countdown::default(),
            clock_offset_ms: 0,
            next_number: 0,
        }
    }

    /// Whether the seat is taken.
    pub(super) fn is_inside(&self) -> bool {
        self.me.is_some()
    }

    /// Whether this device came by a link, rather than by making the room.
    pub(super) fn came_by_link(&self) -> bool {
        self.came == Came::ByLink
    }

    /// The number of one's own next text, and what shows it at once.
    pub(super) fn say(&mut self, text: &str, now_ms: u64) -> Option<(DraftId, [Action; 2])> {
        let author = self.me?;
        let number = self.number();
        let text: Rc<str> = text.into();
        let message = Message { number, author, at_ms: now_ms, text, delivery: Delivery::Sending };
        let actions = [RoomChange::Said(message), RoomChange::Typed("".into())];
        Some((DraftId(number.0), actions.map(Action::InRoom)))
    }

    /// What a notice changes on the screen. How a session ends, by a burn or without, is the driver's to show.
    pub(super) fn actions(&mut self, notice: Notice, now: Now) -> Vec<Action> {
        let now_ms = now.wall_ms;
        let change = match notice {
            Notice::Entered(entered) => return vec![self.entered(&entered)],
            Notice::Deadline { wall_ms, clock_offset_ms, .. } => self.reschedule(wall_ms, clock_offset_ms, now_ms),
            Notice::Roster(seated) => RoomChange::Roster(self.roster(seated)),
            Notice::Arrived(id) => RoomChange::Noted(Note::Arrived(id)),
            Notice::Departed(id, departure) => RoomChange::Noted(Note::Departed(id, departure)),
            Notice::Keys(keys) => RoomChange::Keys(keys),
            Notice::Line(state) => return self.line(state, now).into_iter().map(Action::InRoom).collect(),
            Notice::Missing { sender, .. } => RoomChange::Noted(Note::Missing(sender)),
            Notice::Received(received) => self.received(received),
            Notice::Sent { draft, .. } => RoomChange::Advanced(MessageNumber(draft.0), Delivery::Sent),
            Notice::NotSent { draft, reason } => {
                RoomChange::Advanced(MessageNumber(draft.0), Delivery::NotSent(reason))
            }
            Notice::Suspect { sender, flaw, .. } => RoomChange::Noted(Note::Suspect(sender, flaw)),
            Notice::Comparison(comparison) => compared(comparison),
            Notice::Refused { refusal, .. } => {
                let noted = RoomChange::Noted(Note::Refused(refusal));
                return [RoomChange::Sheet(None), noted].map(Action::InRoom).into();
            }
            Notice::Forked(fork) => RoomChange::Forked(fork),
            Notice::Erased { confirmed, .. } => return vec![Action::Erased { devices: confirmed }],
            Notice::Burned { .. } | Notice::Ended(_) => return Vec::new(),
        };
        vec![Action::InRoom(change)]
    }

    fn entered(&mut self, entered: &Entered) -> Action {
        self.me = Some(entered.me);
        let mut log = Log::default();
        log.note(match self.came {
            Came::ByMaking => Note::Opened,
            Came::ByLink => Note::CameLater,
        });
        Action::Entered(Rc::new(Room {
            title: entered.title.as_deref().unwrap_or(UNTITLED).into(),
            countdown: self.countdown,
            capacity: entered.capacity,
            me: entered.me,
            people: Rc::new(People::default()),
            log: Rc::new(log),
            draft: "".into(),
            comparison: crate::view::comparison::Comparison::NotBegun,
            keys: burnroom_engine::effect::Keys::Waiting,
            line: Line::Up,
            fork: None,
            invitation: Rc::clone(&self.invitation),
            anyone_may_burn: entered.anyone_may_burn,
            distrusts: false,
            sheet: (self.came == Came::ByMaking).then_some(Sheet::Share),
        }))
    }

    /// Where the connection stands; that it is back is told once.
    fn line(&self, state: LineState, now: Now) -> Vec<RoomChange> {
        let line = match state {
            LineState::Up => return vec![RoomChange::Line(Line::Up), RoomChange::Noted(Note::Back)],
            LineState::Returning => Line::Returning,
            LineState::Down { retry_ms } => {
                let wait_ms = retry_ms.saturating_sub(now.steady_ms);
                Line::Down { retry_ms: now.wall_ms.saturating_add(wait_ms) }
            }
        };
        vec![RoomChange::Line(line)]
    }

    /// The ring is full when the room is entered: how long it has been there before is not this device's to know.
    fn reschedule(&mut self, deadline_ms: u64, clock_offset_ms: i64, now_ms: u64) -> RoomChange {
        let left_ms = deadline_ms.saturating_sub(now_ms);
        self.clock_offset_ms = clock_offset_ms;
        self.countdown = Countdown { deadline_ms, span_ms: self.countdown.span_ms.max(left_ms) };
        RoomChange::Rescheduled(self.countdown)
    }

    fn roster(&self, seated: Vec<Seated>) -> Vec<Member> {
        seated
            .into_iter()
            .map(|seated| {
                let assurance = match (&seated, self.me) {
                    (seated, Some(me)) if seated.id == me => Assurance::Oneself,
                    (Seated { vouched: false, .. }, _) => Assurance::Intruder,
                    (Seated { compared: true, .. }, _) => Assurance::Compared,
                    _ => Assurance::NotCompared,
                };
                let name = seated.name.as_deref().unwrap_or(NAMELESS);
                let presence = if seated.away { Presence::Away } else { Presence::Here };
                Member { owner: seated.owner, presence, ..Member::new(seated.id, name, assurance) }
            })
            .collect()
    }

    fn received(&mut self, received: Received) -> RoomChange {
        RoomChange::Said(Message {
            number: self.number(),
            author: received.sender,
            at_ms: received.time_ms.saturating_add_signed(self.clock_offset_ms),
            text: received.text.into(),
            delivery: Delivery::Received,
        })
    }

    fn number(&mut self) -> MessageNumber {
        self.next_number += 1;
        MessageNumber(self.next_number)
    }
}

fn compared(comparison: Comparison) -> RoomChange {
    match comparison {
        Comparison::Gathering { .. } => RoomChange::Gathering,
        Comparison::Ready { members, fingerprint } => {
            RoomChange::CodeReady(Rc::new(Code { fingerprint, covers: members }))
        }
        Comparison::Matched => RoomChange::Matched,
        Comparison::Differed => RoomChange::Differed,
        Comparison::Broken { cause } => RoomChange::Broken(cause),
    }
}

#[cfg(test)]
mod tests;
