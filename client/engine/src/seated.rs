//! A session with a seat: the public log, what is known privately on top of it, and what there is to say.
//!
//! This file takes frames and commands and asks the nouns below it; after each input it settles what follows from the
//! new state: whether texts may go, whether it is this device's turn to make an epoch, when to look again.

mod events;
mod posts;
mod turns;
mod refusals;
mod owning;
mod linking;
mod pulsing;
mod earlier;
mod sending;
mod comparing;
mod returning;

use crate::authoring::Authoring;
use crate::believing::Disbelief;
use crate::countdown::Countdown;
use crate::effect::{Effect, Ended, Fork, Notice};
use crate::epoch::EpochKeys;
use crate::fingerprint::{Comparisons, Wish};
use crate::history::History;
use crate::hold::{self, Hold};
use crate::identity::Identity;
use crate::input::{Command, Now};
use crate::line::Line;
use crate::links::Links;
use crate::outgoing::Outgoing;
use crate::owning::Owning;
use crate::pulses::Pulses;
use crate::roster::Roster;
use crate::suite::{Suite, SuiteFault};
use crate::unanswered::Unanswered;
use burnroom_shared::frame::{BurnCause, MemberFrame, Refused, RelayFrame, encode_frame};
use burnroom_shared::frame::{SequencedPost, decode_ephemeral};
use burnroom_shared::ids::{MemberId, Transcript};
use burnroom_shared::log::State;
use burnroom_shared::sorted::{SortedMap, SortedSet};
use linking::Relinking;
use std::collections::VecDeque;

/// A key that others wrap to is renewed after this time, once a rekey has used it, ms (R28).
const RENEW_MS: u64 = 600_000;

/// Who says that the room has burned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Teller {
    /// The relay: it takes erasure tokens from now on.
    Relay,
    /// This device's own clock, or a connection that closed.
    Oneself,
}

/// Why a session stops being seated.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stop {
    /// The room burned.
    Burned(BurnCause, Teller),
    /// The relay is not honest.
    Forked(Fork),
    /// It is over.
    Ended(Ended),
}

impl From<SuiteFault> for Stop {
    fn from(_: SuiteFault) -> Self {
        Self::Ended(Ended::Suite)
    }
}

impl From<Disbelief> for Stop {
    fn from(disbelief: Disbelief) -> Self {
        match disbelief {
            Disbelief::Forked(fork) => fork.into(),
            Disbelief::Suite(fault) => fault.into(),
        }
    }
}

impl From<Fork> for Stop {
    fn from(fork: Fork) -> Self {
        Self::Forked(fork)
    }
}

/// Everything that a seated session knows.
pub(crate) struct Seated<S: Suite> {
    pub(crate) links: Links<S>,
    pub(crate) identity: Identity<S>,
    pub(crate) state: State,
    pub(crate) roster: Roster,
    pub(crate) countdown: Countdown,
    /// The title in force, if it opens.
    title: Option<String>,
    line: Line,
    /// The seat is gone and this page is not: it asks for another under its id (R72).
    again: bool,
    /// The end to which an owner has put the room off while this device had no seat, by the relay's word, ms: believed
    /// once another member has signed the log that says so.
    told_end_ms: Option<u64>,
    /// What was asked for while the line was down.
    postponed: Vec<(Refused, MemberFrame)>,
    /// Who is away, as the relay says for the moment at which nothing is missed any more.
    away_at_head: Vec<MemberId>,
    keys: Option<EpochKeys<S>>,
    /// Who was listed in the last epoch that had a key here.
    was_keyed: Vec<MemberId>,
    /// The last epoch of which this device said that it is no good here.
    resynced: Option<Transcript>,
    /// When to say so again, since the relay had no time for it.
    ask_at_ms: Option<u64>,
    outgoing: Outgoing,
    unanswered: Unanswered,
    owning: Owning<S>,
    relinking: Relinking,
    pulses: Pulses,
    history: History<S>,
    authoring: Authoring,
    hold: Hold,
    comparisons: Comparisons,
    wish: Wish,
    compare_at_ms: Option<u64>,
    greeted: SortedSet<MemberId>,
    heard: SortedMap<MemberId, VecDeque<[u8; 16]>>,
    lies: (u64, u32),
    renew_at_ms: u64,
}

/// What a step works with: the suite, the clocks, where effects go.
pub(crate) struct Step<'a, S> {
    pub(crate) suite: &'a S,
    pub(crate) now: Now,
    pub(crate) out: &'a mut Vec<Effect>,
}

impl<S> Step<'_, S> {
    pub(crate) fn show(&mut self, notice: Notice) {
        self.out.push(Effect::Show(notice));
    }

    pub(crate) fn send(&mut self, frame: &MemberFrame) {
        self.out.push(Effect::SendText(encode_frame(frame)));
    }
}

/// What a session begins a seat with.
pub(crate) struct Beginning<S: Suite> {
    pub(crate) links: Links<S>,
    pub(crate) identity: Identity<S>,
    pub(crate) state: State,
    pub(crate) roster: Roster,
    pub(crate) countdown: Countdown,
    pub(crate) line: Line,
    pub(crate) title: Option<String>,
}

impl<S: Suite> Seated<S> {
    /// With a seat, before the first key.
    pub(crate) fn new(beginning: Beginning<S>, now: Now) -> Self {
        let Beginning { links, identity, state, roster, countdown, line, title } = beginning;
        let me = identity.id();
        let has_history = links.keys().parameters.history();
        let history = if has_history { History::to_read(&state) } else { History::default() };
        Self {
            links,
            identity,
            state,
            roster,
            countdown,
            title,
            line,
            again: false,
            told_end_ms: None,
            postponed: Vec::new(),
            away_at_head: Vec::new(),
            keys: None,
            was_keyed: Vec::new(),
            resynced: None,
            ask_at_ms: None,
            outgoing: Outgoing::default(),
            unanswered: Unanswered::default(),
            owning: Owning::default(),
            relinking: Relinking::default(),
            pulses: Pulses::default(),
            history,
            authoring: Authoring::default(),
            hold: Hold::default(),
            comparisons: Comparisons::new(me),
            wish: Wish::Automatic,
            compare_at_ms: None,
            greeted: SortedSet::new(),
            heard: SortedMap::new(),
            lies: (0, 0),
            renew_at_ms: now.steady_ms + RENEW_MS,
        }
    }

    /// A text frame of the relay.
    pub(crate) async fn text(&mut self, step: &mut Step<'_, S>, text: &str) -> Result<(), Stop> {
        match burnroom_shared::frame::decode_relay_frame(text).map_err(|_| Fork::BadFrame)? {
            RelayFrame::Hello(hello) => self.reseated(step, &hello).await?,
            RelayFrame::Resumed(resumed) => self.resumed(step, resumed).await?,
            RelayFrame::Token { token } => self.line.renewed(token),
            RelayFrame::Presence { id, away } => {
                self.roster.mark_away(id, away);
                if away {
                    self.pulses.went(&id, step.now.steady_ms);
                } else {
                    self.pulses.came_back(&id, step.now.steady_ms);
                }
                self.show_roster(step);
            }
            RelayFrame::Past { first, count } => self.page(step, first, count),
            RelayFrame::Event(event) if self.history.is_past(event.seq) => self.past_event(event),
            RelayFrame::Event(event) => {
                self.event(step, event).await?;
                self.reached(step).await?;
            }
            RelayFrame::Tick { deadline_ms, .. } => {
                self.told_end_ms = self.told_end_ms.map(|end_ms| end_ms.min(deadline_ms));
                if self.countdown.lower(deadline_ms) {
                    self.show_deadline(step);
                }
            }
            RelayFrame::Refused { refusal, of, digest, retry_after_ms, tries_left } => {
                let refused = refusals::No { of, refusal, digest, retry_after_ms, tries_left };
                self.refused(step, &refused)?;
            }
            RelayFrame::Burned { cause, .. } => return Err(Stop::Burned(cause, Teller::Relay)),
        }
        self.settle(step).await
    }

    /// A binary frame of the relay.
    pub(crate) async fn binary(&mut self, step: &mut Step<'_, S>, frame: &[u8]) -> Result<(), Stop> {
        if let Some(envelope) = decode_ephemeral(frame) {
            self.pulse_came(step, envelope).await?;
            return self.settle(step).await;
        }
        let post = SequencedPost::decode(frame).map_err(|_| Fork::BadFrame)?;
        if self.history.is_past(post.seq) {
            self.past_post(&post);
        } else {
            self.post(step, &post).await?;
            self.reached(step).await?;
        }
        self.settle(step).await
    }

    /// Something the person wants. [`Command::Leave`] is the session's.
    pub(crate) async fn command(&mut self, step: &mut Step<'_, S>, command: Command) -> Result<(), Stop> {
        match command {
            Command::Say { draft, text } => self.say(step, draft, text)?,
            Command::Compare => self.compare(step)?,
            Command::Match => self.matched(step),
            Command::Mismatch => self.differed(step),
            // An owner needs none, and would get no answer.
            Command::Claim(_) if self.state.is_owner(&self.identity.id()) => {}
            Command::Claim(pin) => self.ask(step, Refused::Claim, MemberFrame::Claim { pin }),
            Command::Burn => self.ask(step, Refused::Burn, MemberFrame::Burn {}),
            Command::Own(deed) => self.own(step, deed),
            Command::TakeLink(link) => self.take_link(step, &link).await?,
            Command::Reconnect => self.line.hurry(step.now),
            Command::Leave | Command::PageEmptied => {}
        }
        self.settle(step).await
    }

    /// Time has passed.
    pub(crate) async fn woke(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        self.settle(step).await
    }

    /// Asks the relay for something that is no part of the log: at once, or as soon as the line is back.
    fn ask(&mut self, step: &mut Step<'_, S>, of: Refused, frame: MemberFrame) {
        if self.line.is_up() {
            self.unanswered.asked(of, step.now.steady_ms);
            step.send(&frame);
        } else {
            self.postponed.retain(|(before, _)| *before != of);
            self.postponed.push((of, frame));
            step.show(Notice::Postponed(of));
        }
    }

    pub(crate) fn show_deadline(&self, step: &mut Step<'_, S>) {
        step.show(Notice::Deadline {
            wall_ms: self.countdown.wall_ms(),
            steady_ms: self.countdown.steady_ms(),
            clock_offset_ms: self.countdown.clock_offset_ms(),
        });
    }

    pub(crate) fn show_roster(&self, step: &mut Step<'_, S>) {
        step.show(Notice::Roster(self.roster.show(&self.state)));
    }

    /// Every text that the relay has not numbered stays the person's.
    pub(crate) fn unsent(&self) -> Vec<crate::input::DraftId> {
        self.outgoing.unsent().collect()
    }

    /// Does what follows from the state, then says when to look again.
    pub(crate) async fn settle(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        if self.countdown.is_over(step.now) {
            return Err(Stop::Burned(BurnCause::Deadline, Teller::Oneself));
        }
        self.look_at_line(step)?;
        self.tick_comparisons(step)?;
        if !self.line.is_up() {
            self.show_withheld(step);
            self.wake(step, None);
            return Ok(());
        }
        self.look_at_link(step).await?;
        let may_seal = self.keys.is_some() && self.has_link() && !self.state.rules().closed;
        let is_open = hold::is_open(&self.state, &self.roster, may_seal, step.now);
        // In a closed room nothing is held: nothing is to be said.
        if let Some(keys) = self.hold.judge(is_open || self.state.rules().closed, step.now) {
            step.show(Notice::Keys(keys));
        }
        if is_open {
            self.greet(step)?;
            self.flush(step).await?;
        }
        if self.ask_at_ms.is_some_and(|at_ms| step.now.steady_ms >= at_ms) {
            self.ask_again(step).await?;
        }
        self.do_deeds(step).await?;
        self.look_for_answers(step, is_open);
        self.pulse(step).await?;
        self.read_past(step).await?;
        let turn_ms = self.take_turn(step).await?;
        self.renew(step).await?;
        self.wake(step, turn_ms);
        Ok(())
    }
}
