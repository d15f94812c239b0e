//! From the engine's notices to the view's actions. Pure: what has to be remembered between them is here,
//! so that what a person sees of an evening can be tested without a browser.

use std::rc::Rc;

use burnroom_engine::effect::{
    Comparison, Done, Earlier, Entered, LineState, Member as Seated, Message as Received, Notice, Voucher,
};
use burnroom_engine::input::{DraftId, Now};
use burnroom_shared::frame::Refused;
use burnroom_shared::ids::{MemberId, RoomId};
use burnroom_shared::refusal::Refusal;

use super::reach::Reach;
use crate::clock::Countdown;
use crate::view::Action;
use crate::view::capture::{Capture, Way};
use crate::view::comparison::Code;
use crate::view::invitation::Invitation;
use crate::view::log::{Delivery, Message, MessageNumber, Note, Past};
use crate::view::people::{Assurance, Member, Presence};
use crate::view::pin::PinTry;
use crate::view::room::{Line, Room, RoomChange};
use crate::view::sheet::Sheet;

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
    /// Everyone else who is here and may read.
    others: Vec<MemberId>,
    reach: Reach,
    /// What crossed the line; none once nothing may be kept any more.
    capture: Option<Rc<Capture>>,
    /// Whether more of it crossed than has been shown.
    crossed: bool,
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
            others: Vec::new(),
            reach: Reach::default(),
            capture: Some(Rc::default()),
            crossed: false,
        }
    }

    /// The line goes to the room at this address.
    pub(super) fn connects_to(&mut self, room: RoomId) {
        self.captured(|capture| capture.room = Some(room));
    }

    /// A text frame crossed the line.
    pub(super) fn text_crossed(&mut self, way: Way, frame: &str) {
        self.captured(|capture| capture.text(way, frame));
    }

    /// A binary frame crossed the line.
    pub(super) fn binary_crossed(&mut self, way: Way, frame: &[u8]) {
        self.captured(|capture| capture.binary(way, frame));
    }

    fn captured(&mut self, more: impl FnOnce(&mut Capture)) {
        if let Some(capture) = &mut self.capture {
            more(Rc::make_mut(capture));
            self.crossed = true;
        }
    }

    /// Shows what has crossed since it was shown last.
    pub(super) fn show_crossed(&mut self) -> Option<Action> {
        let capture = self.capture.as_ref().filter(|_| self.crossed && self.me.is_some())?;
        self.crossed = false;
        Some(Action::InRoom(RoomChange::Crossed(Rc::clone(capture))))
    }

    /// The room is over for this device: nothing that crossed stays here, and nothing more is kept.
    pub(super) fn forget(&mut self) {
        self.capture = None;
    }

    /// Whether this person has given the room into somebody else's hands: the PIN of it is not to be shown by itself then.
    pub(super) fn hands_over(&self, notice: &Notice) -> bool {
        matches!(notice, Notice::Done { by, done: Done::HandedOver(_) } if self.me == Some(*by))
    }

    /// Whether the seat is taken.
    pub(super) fn is_inside(&self) -> bool {
        self.me.is_some()
    }

    /// The number of one's own next text, and what shows it at once.
    pub(super) fn say(&mut self, text: &str, now_ms: u64) -> Option<(DraftId, [Action; 2])> {
        let author = self.me?;
        let number = self.number();
        let text: Rc<str> = text.into();
        let message = Message { number, author, at_ms: now_ms, text, delivery: Delivery::Sending, seq: None };
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
            Notice::Arrived(id) => {
                self.captured(|capture| capture.seat(id, now_ms));
                RoomChange::Noted(Note::Arrived(id))
            }
            Notice::Departed(id, departure) => {
                self.reach.departed(&id);
                RoomChange::Noted(Note::Departed(id, departure))
            }
            Notice::PinShown(id) => RoomChange::Noted(Note::PinShown(id)),
            Notice::Done { by, done } => return self.done(by, done),
            Notice::Rules(rules) => RoomChange::Rules(rules),
            Notice::Title(title) => RoomChange::Title(title.as_deref().unwrap_or(UNTITLED).into()),
            Notice::WrongLink => RoomChange::Noted(Note::WrongLink),
            Notice::Reseated => RoomChange::Noted(Note::Reseated),
            Notice::Postponed(what) => RoomChange::Postponed(what),
            Notice::Reached(marks) => return self.reached(marks),
            Notice::Withheld(withheld) => RoomChange::Withheld(withheld),
            Notice::Unanswered(unanswered) => RoomChange::Unanswered(unanswered),
            Notice::Past(earlier) => RoomChange::Past(self.past(earlier)),
            Notice::Keys(keys) => RoomChange::Keys(keys),
            Notice::Line(state) => return self.line(state, now).into_iter().map(Action::InRoom).collect(),
            Notice::Missing { sender, .. } => RoomChange::Noted(Note::Missing(sender)),
            Notice::Received(received) => self.received(received),
            Notice::Sent { draft, seq, .. } => return self.sent(MessageNumber(draft.0), seq).into(),
            Notice::NotSent { draft, reason } => {
                RoomChange::Advanced(MessageNumber(draft.0), Delivery::NotSent(reason))
            }
            Notice::Suspect { sender, flaw, .. } => RoomChange::Noted(Note::Suspect(sender, flaw)),
            Notice::Comparison(comparison) => compared(comparison),
            Notice::Refused { of, refusal, retry_after_ms, tries_left } => {
                return refused(of, refusal, retry_after_ms, tries_left, now_ms);
            }
            Notice::Forked(fork) => RoomChange::Forked(fork),
            Notice::Erased { confirmed, .. } => return vec![Action::Erased { devices: confirmed }],
            // The new link is the session's to tell, and how it all ends the driver's to show.
            Notice::LinkChanged | Notice::Burned { .. } | Notice::Ended(_) => return Vec::new(),
        };
        vec![Action::InRoom(change)]
    }

    fn entered(&mut self, entered: &Entered) -> Action {
        self.me = Some(entered.me);
        let title = entered.title.as_deref().unwrap_or(UNTITLED);
        let mut room = Room::new(title, entered.me, entered.capacity, Rc::clone(&self.invitation));
        room.countdown = self.countdown;
        room.anyone_may_burn = entered.anyone_may_burn;
        room.history = entered.history;
        room.sheet = (self.came == Came::ByMaking).then_some(Sheet::Share);
        room.apply(RoomChange::Noted(match (self.came, entered.history) {
            (Came::ByMaking, _) => Note::Opened,
            (Came::ByLink, false) => Note::CameLater,
            (Came::ByLink, true) => Note::CameLaterWithHistory,
        }));
        Action::Entered(Rc::new(room))
    }

    /// Whoever changed the link is shown the new one at once.
    fn done(&self, by: MemberId, done: Done) -> Vec<Action> {
        let is_own_link = self.me == Some(by) && matches!(done, Done::Removed(_) | Done::ChangedLink);
        let noted = RoomChange::Noted(Note::Done { by, done, until_ms: self.countdown.deadline_ms });
        let shown = is_own_link.then_some(RoomChange::Sheet(Some(Sheet::Share)));
        [noted].into_iter().chain(shown).map(Action::InRoom).collect()
    }

    /// Where the connection stands; that it is back is told once.
    fn line(&self, state: LineState, now: Now) -> Vec<RoomChange> {
        let line = match state {
            LineState::Up => return vec![RoomChange::Line(Line::Up), RoomChange::Noted(Note::Back)],
            LineState::Returning => Line::Returning,
            LineState::Down { retry_ms } => Line::Down { retry_ms: now.wall_at(retry_ms) },
            LineState::Unseated { retry_ms } => Line::Unseated { retry_ms: now.wall_at(retry_ms) },
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

    fn roster(&mut self, seated: Vec<Seated>) -> Vec<Member> {
        let is_reader = |seated: &&Seated| self.me != Some(seated.id) && seated.voucher != Voucher::Bad;
        self.others = seated.iter().filter(is_reader).map(|seated| seated.id).collect();
        seated.into_iter().map(|seated| member(&seated, self.me)).collect()
    }

    fn received(&mut self, received: Received) -> RoomChange {
        RoomChange::Said(Message {
            number: self.number(),
            author: received.sender,
            at_ms: received.time_ms.saturating_add_signed(self.clock_offset_ms),
            text: received.text.into(),
            delivery: Delivery::Received,
            seq: Some(received.seq),
        })
    }

    fn past(&mut self, earlier: Vec<Earlier>) -> Vec<Past> {
        let remembered = |earlier: Earlier| Past {
            seq: earlier.seq,
            name: earlier.name.map(Into::into),
            message: Message {
                number: self.number(),
                author: earlier.sender,
                at_ms: earlier.time_ms.saturating_add_signed(self.clock_offset_ms),
                delivery: if earlier.text.is_some() { Delivery::Received } else { Delivery::Unreadable },
                text: earlier.text.unwrap_or_default().into(),
                seq: Some(earlier.seq),
            },
        };
        earlier.into_iter().map(remembered).collect()
    }

    fn sent(&mut self, number: MessageNumber, seq: u64) -> [Action; 2] {
        let delivery = Delivery::Sent(self.reach.sent(number, seq, &self.others));
        [RoomChange::Numbered(number, seq), RoomChange::Advanced(number, delivery)].map(Action::InRoom)
    }

    fn reached(&mut self, marks: Vec<(MemberId, u64)>) -> Vec<Action> {
        let further = self.reach.reached(marks).into_iter();
        further.map(|(number, spread)| Action::InRoom(RoomChange::Advanced(number, Delivery::Sent(spread)))).collect()
    }

    fn number(&mut self) -> MessageNumber {
        self.next_number += 1;
        MessageNumber(self.next_number)
    }
}

/// A member as they are shown to who is `me`.
fn member(seated: &Seated, me: Option<MemberId>) -> Member {
    let assurance = match seated.voucher {
        _ if me == Some(seated.id) => Assurance::Oneself,
        Voucher::Bad => Assurance::Intruder,
        _ if seated.compared => Assurance::Compared,
        Voucher::Unseen => Assurance::Unseen,
        Voucher::Good => Assurance::NotCompared,
    };
    let presence = match (seated.away, seated.silent) {
        (true, _) => Presence::Away,
        (false, true) => Presence::Silent,
        (false, false) => Presence::Here,
    };
    let name = seated.name.as_deref().unwrap_or(NAMELESS);
    Member { owner: seated.owner, presence, ..Member::new(seated.id, name, assurance) }
}

/// A refused PIN is said where it was typed; anything else in the log, with whatever lies over it put away.
fn refused(of: Refused, refusal: Refusal, retry_ms: Option<u64>, tries: Option<u8>, now_ms: u64) -> Vec<Action> {
    let tried = match (of, refusal, retry_ms) {
        // The last wrong one says how long none is looked at.
        (Refused::Claim, Refusal::PinLocked | Refusal::PinWrong, Some(retry_ms)) => {
            PinTry::LockedOut { until_ms: now_ms.saturating_add(retry_ms) }
        }
        (Refused::Claim, Refusal::PinWrong, _) => PinTry::Wrong { tries_left: tries },
        _ => {
            let noted = RoomChange::Noted(Note::Refused(of, refusal));
            return [RoomChange::Sheet(None), noted].map(Action::InRoom).into();
        }
    };
    vec![Action::InRoom(RoomChange::PinTried(tried))]
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
