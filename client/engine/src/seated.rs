//! A session with a seat: the public log, what is known privately on top of it, and what there is to say.
//!
//! This file takes frames and commands and asks the nouns below it; after each input it settles what follows from the
//! new state: whether texts may go, whether it is this device's turn to make an epoch, when to look again.

mod events;
mod sending;
mod comparing;
mod returning;

use crate::authoring::{Authoring, Turn};
use crate::countdown::Countdown;
use crate::effect::{Effect, Ended, Fork, Notice};
use crate::epoch::{self, EpochKeys, NoRekey};
use crate::fingerprint::{Comparisons, Wish};
use crate::hold::{self, Hold};
use crate::identity::Identity;
use crate::input::{Command, Now};
use crate::line::Line;
use crate::link::LinkKeys;
use crate::outgoing::Outgoing;
use crate::roster::Roster;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::frame::{BurnCause, MemberFrame, Refused, RelayFrame, SequencedPost, SignedBytes, encode_frame};
use burnroom_shared::ids::{Digest, MemberId, Transcript};
use burnroom_shared::log::State;
use burnroom_shared::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A key that others wrap to is renewed after this time, once a rekey has used it, ms (R28).
const RENEW_MS: u64 = 600_000;
/// How long to wait where the relay does not say, ms.
const PAUSE_MS: u64 = 1_000;
/// Longest pause that is kept because the relay says so, ms.
const PAUSE_MAX_MS: u64 = 30_000;
/// Refusals of posts as stale, at one head of the log, before the relay is said to lie.
const LIES_MAX: u32 = 3;

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

impl From<Fork> for Stop {
    fn from(fork: Fork) -> Self {
        Self::Forked(fork)
    }
}

/// Everything that a seated session knows.
pub(crate) struct Seated<S: Suite> {
    pub(crate) link: LinkKeys<S>,
    pub(crate) identity: Identity<S>,
    pub(crate) state: State,
    pub(crate) roster: Roster,
    pub(crate) countdown: Countdown,
    line: Line,
    /// Who is away, as the relay says for the moment at which nothing is missed any more.
    away_at_head: Vec<MemberId>,
    keys: Option<EpochKeys>,
    /// The last epoch of which this device said that it is no good here.
    resynced: Option<Transcript>,
    /// When to say so again, since the relay had no time for it.
    ask_at_ms: Option<u64>,
    outgoing: Outgoing,
    authoring: Authoring,
    hold: Hold,
    comparisons: Comparisons,
    wish: Wish,
    compare_at_ms: Option<u64>,
    greeted: BTreeSet<MemberId>,
    heard: BTreeMap<MemberId, VecDeque<[u8; 16]>>,
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

impl<S: Suite> Seated<S> {
    /// With a seat, before the first key.
    pub(crate) fn new(
        link: LinkKeys<S>,
        identity: Identity<S>,
        state: State,
        roster: Roster,
        countdown: Countdown,
        line: Line,
        now: Now,
    ) -> Self {
        let me = identity.id();
        Self {
            link,
            identity,
            state,
            roster,
            countdown,
            line,
            away_at_head: Vec::new(),
            keys: None,
            resynced: None,
            ask_at_ms: None,
            outgoing: Outgoing::default(),
            authoring: Authoring::default(),
            hold: Hold::default(),
            comparisons: Comparisons::new(me),
            wish: Wish::Automatic,
            compare_at_ms: None,
            greeted: BTreeSet::new(),
            heard: BTreeMap::new(),
            lies: (0, 0),
            renew_at_ms: now.steady_ms + RENEW_MS,
        }
    }

    /// A text frame of the relay.
    pub(crate) async fn text(&mut self, step: &mut Step<'_, S>, text: &str) -> Result<(), Stop> {
        match burnroom_shared::frame::decode_relay_frame(text).map_err(|_| Fork::BadFrame)? {
            RelayFrame::Hello(_) => return Err(Fork::BadFrame.into()),
            RelayFrame::Resumed(resumed) => self.resumed(step, resumed).await?,
            RelayFrame::Token { token } => self.line.renewed(token),
            RelayFrame::Presence { id, away } => {
                self.roster.mark_away(id, away);
                self.show_roster(step);
            }
            RelayFrame::Event(event) => {
                self.event(step, event).await?;
                self.reached(step).await?;
            }
            RelayFrame::Tick { deadline_ms, .. } => {
                if self.countdown.lower(deadline_ms) {
                    self.show_deadline(step);
                }
            }
            RelayFrame::Refused { refusal, of, digest, retry_after_ms } => {
                self.refused(step, refusal, of, digest, retry_after_ms)?;
            }
            RelayFrame::Burned { cause, .. } => return Err(Stop::Burned(cause, Teller::Relay)),
        }
        self.settle(step).await
    }

    /// A binary frame of the relay.
    pub(crate) async fn binary(&mut self, step: &mut Step<'_, S>, frame: &[u8]) -> Result<(), Stop> {
        let post = SequencedPost::decode(frame).map_err(|_| Fork::BadFrame)?;
        self.post(step, &post).await?;
        self.reached(step).await?;
        self.settle(step).await
    }

    /// Something the person wants. [`Command::Leave`] is the session's.
    pub(crate) async fn command(&mut self, step: &mut Step<'_, S>, command: Command) -> Result<(), Stop> {
        match command {
            Command::Say { draft, text } => self.say(step, draft, text)?,
            Command::Compare => self.compare(step)?,
            Command::Match => self.matched(step),
            Command::Mismatch => self.differed(step),
            Command::Claim(pin) => step.send(&MemberFrame::Claim { pin }),
            Command::Burn => step.send(&MemberFrame::Burn {}),
            Command::Reconnect => self.line.hurry(step.now),
            Command::Leave | Command::PageEmptied => {}
        }
        self.settle(step).await
    }

    /// Time has passed.
    pub(crate) async fn woke(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        self.settle(step).await
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
            self.wake(step, None);
            return Ok(());
        }
        let is_open = hold::is_open(&self.state, &self.roster, self.keys.is_some(), step.now);
        if let Some(keys) = self.hold.judge(is_open, step.now) {
            step.show(Notice::Keys(keys));
        }
        if is_open {
            self.greet(step)?;
            self.flush(step).await?;
        }
        if self.ask_at_ms.is_some_and(|at_ms| step.now.steady_ms >= at_ms) {
            self.ask_again(step).await?;
        }
        let turn_ms = self.take_turn(step).await?;
        self.renew(step).await?;
        self.wake(step, turn_ms);
        Ok(())
    }

    fn wake(&self, step: &mut Step<'_, S>, turn_ms: Option<u64>) {
        let wake_ms = [
            Some(self.countdown.steady_ms()),
            turn_ms,
            self.line.next_ms(),
            self.ask_at_ms,
            self.hold.next_ms(step.now),
            hold::arrival_over_ms(&self.state, &self.roster),
            self.comparisons.next_ms(),
            self.compare_at_ms,
            self.outgoing.has_waiting().then(|| self.outgoing.not_before_ms()),
            Some(self.renew_at_ms),
        ];
        let next = wake_ms.into_iter().flatten().filter(|at| *at > step.now.steady_ms).min();
        step.out.extend(next.map(Effect::WakeAt));
    }

    async fn take_turn(&mut self, step: &mut Step<'_, S>) -> Result<Option<u64>, Stop> {
        let clocks = (step.now, self.countdown.relay_now_ms(step.now));
        let (me, is_good) = (self.identity.id(), self.keys.is_some());
        let turn = self.authoring.turn(step.suite, &self.state, &self.roster, me, is_good, clocks)?;
        match turn {
            Turn::Rest => Ok(None),
            Turn::Later(at_ms) => Ok(Some(at_ms)),
            Turn::Rekey(list) => {
                let made = epoch::make_rekey(step.suite, &self.link, &self.identity, &self.state, &list).await;
                match made {
                    Ok(rekey) => {
                        self.authoring.sent(rekey.digest(), step.now);
                        step.send(&MemberFrame::Rekey(SignedBytes::from(&rekey)));
                    }
                    Err(NoRekey::Suite(fault)) => return Err(fault.into()),
                    Err(NoRekey::Invalid(_)) => return Ok(None),
                }
                Ok(Some(self.authoring.answer_ms(step.now)))
            }
        }
    }

    /// A fresh agreement key, once a rekey has used the last for long enough.
    async fn renew(&mut self, step: &mut Step<'_, S>) -> Result<(), Stop> {
        let Some(seat) = self.state.seat(&self.identity.id()) else { return Ok(()) };
        let is_used = seat.keyed_seq() <= self.state.epoch().at && self.keys.is_some();
        if step.now.steady_ms < self.renew_at_ms || self.identity.is_renewing() || !is_used {
            return Ok(());
        }
        let number = seat.agreement_number().saturating_add(1);
        let fresh = self.identity.renew(step.suite, self.state.origin(), number).await?;
        step.send(&MemberFrame::Fresh(SignedBytes::from(&fresh)));
        self.renew_at_ms = step.now.steady_ms + RENEW_MS;
        Ok(())
    }

    fn refused(
        &mut self,
        step: &mut Step<'_, S>,
        refusal: Refusal,
        of: Refused,
        digest: Option<Digest>,
        retry_after_ms: Option<u64>,
    ) -> Result<(), Stop> {
        let pause_ms = retry_after_ms.unwrap_or(PAUSE_MS).min(PAUSE_MAX_MS);
        let again_ms = step.now.steady_ms + pause_ms;
        match (of, refusal) {
            (_, Refusal::Fork) => return Err(Fork::LogDiffers.into()),
            (Refused::Rekey, Refusal::Stale) => self.authoring.refused_as_stale(self.state.head().seq, step.now),
            (Refused::Rekey, _) => self.authoring.refused_until(again_ms),
            (Refused::Fresh, _) => self.identity.renewal_refused(),
            (Refused::Resync, Refusal::TooFast) => self.ask_at_ms = Some(again_ms),
            (Refused::Resync, _) => {}
            (Refused::Post, _) => self.post_refused(refusal, digest, again_ms)?,
            (Refused::Claim | Refused::Burn, _) => step.show(Notice::Refused { of, refusal, retry_after_ms }),
        }
        Ok(())
    }

    fn post_refused(&mut self, refusal: Refusal, digest: Option<Digest>, again_ms: u64) -> Result<(), Stop> {
        let digest = digest.ok_or(Fork::BadFrame)?;
        // A refusal of something sealed under an epoch that is over: it has been sealed again since.
        if !self.outgoing.is_on_its_way(&digest) {
            return Ok(());
        }
        self.outgoing.refused();
        // Also while nobody has rekeyed for thousands of posts: that passes, and is no lie.
        if matches!(refusal, Refusal::TooFast | Refusal::RelayFull) {
            self.outgoing.pause_until(again_ms);
            return Ok(());
        }
        let head = self.state.head().seq;
        self.lies = if self.lies.0 == head { (head, self.lies.1 + 1) } else { (head, 1) };
        if self.lies.1 > LIES_MAX { Err(Fork::LyingRefusal.into()) } else { Ok(()) }
    }
}
