//! A room from inside: people, log, draft, comparison, and what stands in the way of sending.
//! What is worth saying about all that is the banner's; what lies over it is the sheet's.

use std::rc::Rc;

use burnroom_engine::effect::{Break, Done, Fork, Keys, Rules};
use burnroom_shared::frame::Refused;
use burnroom_shared::ids::MemberId;

use super::capture::Capture;
use super::comparison::{Code, Comparison};
use super::invitation::Invitation;
use super::log::{Delivery, Log, Message, MessageNumber, Note, Past};
use super::people::{Member, People};
use super::pin::PinTry;
use super::sheet::{Question, Sheet};
use crate::clock::Countdown;

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
    /// The seat is gone; another is asked for then, milliseconds since 1970.
    Unseated {
        /// See above.
        retry_ms: u64,
    },
    /// It is being taken up again.
    Returning,
}

/// Something changed in the room.
#[derive(Clone)]
pub enum RoomChange {
    /// Its end moved.
    Rescheduled(Countdown),
    /// Who is here now, in seat order.
    Roster(Vec<Member>),
    /// Someone said something.
    Said(Message),
    /// One's own message came further.
    Advanced(MessageNumber, Delivery),
    /// The relay gave one's own message a place in the room's log.
    Numbered(MessageNumber, u64),
    /// More crossed the line to the relay.
    Crossed(Rc<Capture>),
    /// One's own message goes back to where it was typed.
    Redrafted(MessageNumber),
    /// Something to tell in the log.
    Noted(Note),
    /// Whether sending goes.
    Keys(Keys),
    /// Where the connection stands.
    Line(Line),
    /// What owners have set.
    Rules(Rules),
    /// It has another name.
    Title(Rc<str>),
    /// It has another link, this one.
    LinkChanged(Rc<str>),
    /// What was said before this device came.
    Past(Vec<Past>),
    /// Whether the relay keeps something back.
    Withheld(bool),
    /// Whether the relay takes what this device sends: true if not.
    Unanswered(bool),
    /// What became of showing the PIN.
    PinTried(PinTry),
    /// Something that was asked for waits until the connection is back.
    Postponed(Refused),
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

burnroom_shared::debug_by_name!(RoomChange:
    Rescheduled | Roster | Said | Advanced | Numbered | Crossed | Redrafted | Noted | Keys | Line | Rules | Title |
    LinkChanged | Past | Withheld | Unanswered | PinTried | Postponed | Forked | Gathering | CodeReady | Broken | Matched |
    Differed | Typed | PinKept | Sheet
);

/// The room.
#[derive(Clone, PartialEq)]
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
    /// What crossed the line to the relay.
    pub capture: Rc<Capture>,
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
    /// Whether newcomers can read what was said before them.
    pub history: bool,
    /// What owners have set.
    pub rules: Rules,
    /// Who closed the room, if this device has seen it.
    pub closed_by: Option<MemberId>,
    /// Whether the relay keeps something back.
    pub withheld: bool,
    /// Whether the relay does not take what this device sends.
    pub unanswered: bool,
    /// What became of showing the PIN.
    pub pin_try: PinTry,
    /// Whether the person has asked for a burn that goes out as soon as the connection is back.
    pub burn_waits: bool,
    /// Whether the person has said that a code differed, and not since that one matched.
    /// Another code alone does not clear it: whoever sits in the middle could ask for one.
    pub distrusts: bool,
    /// What lies over it.
    pub sheet: Option<Sheet>,
}

burnroom_shared::debug_by_name!(Room);

impl Room {
    /// A room that has just been entered, of which nothing more is known yet.
    #[must_use]
    pub fn new(title: &str, me: MemberId, capacity: u16, invitation: Rc<Invitation>) -> Self {
        Self {
            title: title.into(),
            countdown: Countdown::default(),
            capacity,
            me,
            people: Rc::default(),
            log: Rc::default(),
            capture: Rc::default(),
            draft: "".into(),
            comparison: Comparison::NotBegun,
            keys: Keys::Waiting,
            line: Line::Up,
            fork: None,
            invitation,
            anyone_may_burn: false,
            history: false,
            rules: Rules::default(),
            closed_by: None,
            withheld: false,
            unanswered: false,
            pin_try: PinTry::default(),
            burn_waits: false,
            distrusts: false,
            sheet: None,
        }
    }

    /// Whether this person is an owner.
    #[must_use]
    pub fn is_owned(&self) -> bool {
        self.people.get(self.me).is_some_and(|me| me.owner)
    }

    /// Whether the relay was caught: nothing is sent any more, so there is nothing to ask of it but to leave.
    #[must_use]
    pub fn is_forked(&self) -> bool {
        self.fork.is_some()
    }

    /// Whether this person may burn the room for all.
    #[must_use]
    pub fn may_burn(&self) -> bool {
        !self.is_forked() && (self.anyone_may_burn || self.is_owned())
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
            RoomChange::Roster(present) => self.seat(present),
            RoomChange::Said(message) => self.log_mut().say(message),
            RoomChange::Advanced(number, delivery) => self.log_mut().advance(number, delivery),
            RoomChange::Numbered(number, seq) => self.log_mut().number(number, seq),
            RoomChange::Crossed(capture) => self.capture = capture,
            RoomChange::Redrafted(number) => self.redraft(number),
            RoomChange::Noted(note) => self.note(note),
            RoomChange::Keys(keys) => self.keys = keys,
            RoomChange::Line(line) => self.connect(line),
            RoomChange::Rules(rules) => self.rules = rules,
            RoomChange::Title(title) => self.title = title,
            RoomChange::LinkChanged(link) => self.renew(&link),
            RoomChange::Past(past) => self.remember(past),
            RoomChange::Withheld(withheld) => self.withheld = withheld,
            RoomChange::Unanswered(unanswered) => self.unanswered = unanswered,
            RoomChange::PinTried(tried) => self.pin_try = tried,
            RoomChange::Postponed(what) => self.postpone(what),
            RoomChange::Forked(fork) => self.fork(fork),
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

    fn seat(&mut self, present: Vec<Member>) {
        Rc::make_mut(&mut self.people).update(present);
        if self.sheet == Some(Sheet::Pin) && self.is_owned() {
            self.sheet = None;
        }
    }

    fn note(&mut self, note: Note) {
        if let Note::Done { by, done: Done::Closed, .. } = &note {
            self.closed_by = Some(*by);
        }
        self.burn_waits &= !matches!(note, Note::Refused(Refused::Burn, _));
        self.log_mut().note(note);
    }

    /// Nothing goes on here until the person has seen it.
    fn fork(&mut self, fork: Fork) {
        self.fork = Some(fork);
        self.sheet = Some(Sheet::Ask(Question::Forked));
    }

    fn connect(&mut self, line: Line) {
        // Asking for another seat may take many tries, and each of them is short.
        if line == Line::Returning && matches!(self.line, Line::Unseated { .. }) {
            return;
        }
        self.line = line;
        self.burn_waits &= line != Line::Up;
    }

    /// What an owner did is told anyway; a link that comes later is told when it comes.
    fn renew(&mut self, link: &str) {
        Rc::make_mut(&mut self.invitation).renew(link);
        if self.rules.lacks_link {
            self.note(Note::LinkCame);
        }
    }

    fn remember(&mut self, past: Vec<Past>) {
        let people = Rc::make_mut(&mut self.people);
        for said in &past {
            people.remember(said.message.author, said.name.as_ref());
        }
        self.log_mut().remember(past);
    }

    fn postpone(&mut self, what: Refused) {
        self.burn_waits |= what == Refused::Burn;
        self.sheet = None;
        self.note(Note::Postponed);
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
