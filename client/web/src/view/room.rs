//! A room from inside: people, log, draft, comparison, and what stands in the way of sending.
//! The worst that is true is what the banner says; sending is locked exactly when something is wrong.

use std::rc::Rc;

use burnroom_engine::effect::{Break, Fork, Keys};
use burnroom_shared::ids::MemberId;

use super::comparison::{Code, Comparison};
use super::log::{Delivery, Log, Message, MessageNumber, Note};
use super::people::{Member, People};
use crate::clock::Countdown;

/// What was handed to this device for asking others in.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The link; it is the secret.
    pub link: Rc<str>,
    /// The owner's PIN, shown once, until the person has kept it.
    pub pin: Option<Rc<str>>,
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Invitation")
    }
}

/// What lies over the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Link, QR, PIN.
    Share,
    /// The code.
    Compare,
    /// Who is here, on narrow screens.
    People,
    /// "Burn the room for all?"
    BurnQuestion,
    /// "Leave the room?"
    LeaveQuestion,
}

/// The one thing to say above the composer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// The order of the room was tampered with.
    Forked(Fork),
    /// The person said that the code did not match.
    Differed,
    /// The connection broke; it is tried again then, milliseconds since 1970.
    Lost {
        /// See above.
        retry_ms: u64,
    },
    /// The connection is being taken up again.
    Returning,
    /// Keys have not come for so long that leaving is offered.
    Stuck,
    /// Keys take longer than they should.
    ChangingSlowly,
    /// Keys are being changed.
    ChangingKeys,
    /// The first key has not come yet.
    AwaitingKey,
}

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// It stands.
    Up,
    /// It broke; it is tried again then, milliseconds since 1970.
    Down {
        /// See above.
        retry_ms: u64,
    },
    /// It is being taken up again.
    Returning,
}

/// Something changed in the room.
#[derive(Clone, Debug)]
pub enum RoomChange {
    /// Its end moved.
    Rescheduled(Countdown),
    /// Who is here now, in seat order.
    Roster(Vec<Member>),
    /// Someone said something.
    Said(Message),
    /// One's own message came further.
    Advanced(MessageNumber, Delivery),
    /// One's own message goes back to where it was typed.
    Redrafted(MessageNumber),
    /// Something to tell in the log.
    Noted(Note),
    /// Whether sending goes.
    Keys(Keys),
    /// Where the connection stands.
    Line(Line),
    /// The relay did what no honest relay does.
    Forked(Fork),
    /// A comparison began.
    Gathering,
    /// There is a code to compare.
    CodeReady(Rc<Code>),
    /// A comparison ended without a code.
    Broken(Break),
    /// The person said that the code matches.
    Matched,
    /// The person said that it does not.
    Differed,
    /// The person typed.
    Typed(Rc<str>),
    /// The person has kept the PIN.
    PinKept,
    /// A sheet was opened or closed.
    Sheet(Option<Sheet>),
}

/// The room.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// Its name.
    pub title: Rc<str>,
    /// When it burns.
    pub countdown: Countdown,
    /// Seats.
    pub capacity: u16,
    /// This device's member.
    pub me: MemberId,
    /// Everyone.
    pub people: Rc<People>,
    /// What was said and what happened.
    pub log: Rc<Log>,
    /// What is being typed.
    pub draft: Rc<str>,
    /// The code.
    pub comparison: Comparison,
    /// Whether sending goes.
    pub keys: Keys,
    /// Where the connection stands.
    pub line: Line,
    /// What the relay did, if it did what no honest relay does.
    pub fork: Option<Fork>,
    /// For asking others in.
    pub invitation: Rc<Invitation>,
    /// Whether everyone here may burn the room for all, not only owners.
    pub anyone_may_burn: bool,
    /// Whether the person has said that a code differed, and not since that one matched.
    /// Another code alone does not clear it: whoever sits in the middle could ask for one.
    pub distrusts: bool,
    /// What lies over it.
    pub sheet: Option<Sheet>,
}

impl Room {
    /// The worst that is true now.
    #[must_use]
    pub fn banner(&self) -> Option<Banner> {
        if let Some(fork) = self.fork {
            return Some(Banner::Forked(fork));
        }
        if self.distrusts {
            return Some(Banner::Differed);
        }
        match self.line {
            Line::Up => {}
            Line::Down { retry_ms } => return Some(Banner::Lost { retry_ms }),
            Line::Returning => return Some(Banner::Returning),
        }
        match self.keys {
            Keys::Ready => None,
            Keys::Waiting => Some(Banner::AwaitingKey),
            Keys::Changing => Some(Banner::ChangingKeys),
            Keys::Slow => Some(Banner::ChangingSlowly),
            Keys::Stuck => Some(Banner::Stuck),
        }
    }

    /// Whether nothing may be sent, not even later.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self.banner(), Some(Banner::Forked(_) | Banner::Differed))
    }

    /// Whether this person may burn the room for all.
    #[must_use]
    pub fn may_burn(&self) -> bool {
        self.anyone_may_burn || self.people.get(self.me).is_some_and(|me| me.owner)
    }

    /// Whether nobody else is here.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.people.others().next().is_none()
    }

    /// The room after a change.
    pub fn apply(&mut self, change: RoomChange) {
        match change {
            RoomChange::Rescheduled(countdown) => self.countdown = countdown,
            RoomChange::Roster(present) => Rc::make_mut(&mut self.people).update(present),
            RoomChange::Said(message) => self.log_mut().say(message),
            RoomChange::Advanced(number, delivery) => self.log_mut().advance(number, delivery),
            RoomChange::Redrafted(number) => self.redraft(number),
            RoomChange::Noted(note) => self.log_mut().note(note),
            RoomChange::Keys(keys) => self.keys = keys,
            RoomChange::Line(line) => self.line = line,
            RoomChange::Forked(fork) => self.fork = Some(fork),
            RoomChange::Gathering => self.compare(Comparison::gathering),
            RoomChange::CodeReady(code) => self.comparison = Comparison::ToCompare(code),
            RoomChange::Broken(cause) => self.compare(|comparison| comparison.broken(cause)),
            RoomChange::Matched => self.matched(),
            RoomChange::Differed => self.differed(),
            RoomChange::Typed(draft) => self.draft = draft,
            RoomChange::PinKept => Rc::make_mut(&mut self.invitation).pin = None,
            RoomChange::Sheet(sheet) => self.sheet = sheet,
        }
    }

    fn log_mut(&mut self) -> &mut Log {
        Rc::make_mut(&mut self.log)
    }

    fn compare(&mut self, step: impl FnOnce(Comparison) -> Comparison) {
        self.comparison = step(std::mem::take(&mut self.comparison));
    }

    /// The words of a message that did not go come back in front of what was typed since.
    fn redraft(&mut self, number: MessageNumber) {
        let Some(message) = self.log_mut().take(number) else {
            return;
        };
        self.draft = if self.draft.trim().is_empty() {
            message.text
        } else {
            format!("{}\n{}", message.text, self.draft).into()
        };
    }

    /// The marks come with the roster; here it is only told, and only once.
    fn matched(&mut self) {
        if let Comparison::ToCompare(code) = &self.comparison {
            let others = code.covers.iter().copied().filter(|id| *id != self.me).collect();
            self.log_mut().note(Note::Compared(others));
        }
        self.compare(Comparison::matched);
        self.distrusts &= !matches!(self.comparison, Comparison::Matched(_));
    }

    fn differed(&mut self) {
        self.compare(Comparison::differed);
        self.distrusts |= matches!(self.comparison, Comparison::Differed(_));
    }
}
