//! One device in one room, from the link to the burn.
//!
//! A session is in one stage at a time; a step takes the stage out and puts one back, so a step that is abandoned
//! half-way leaves the session closed, never half-changed (R15).

use crate::burned::Burned;
use crate::effect::{Effect, Ended, Fork, NotSent, Notice};
use crate::identity::Identity;
use crate::input::{Command, Input, Now};
use crate::joining::{Expected, Joining};
use crate::link::Link;
use crate::links::Derived;
use crate::profile::{self, ProfileFault};
use crate::seated::{Seated, Step, Stop, Teller};
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::api::{CreateRoom, Created};
use burnroom_shared::frame::{Base64, BurnCause, MemberFrame};
use burnroom_shared::ids::{MemberId, RoomId};
use burnroom_shared::refusal::{CLOSE_BURNED, Refusal};
use zeroize::Zeroizing;

/// How far the creator's clock may be from the relay's at creation, ms (R11).
const CREATION_SKEW_MS: u64 = 120_000;

/// Why a room that the relay says it made is not the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreationFault {
    /// The relay's clock and this device's are more than two minutes apart.
    ClocksApart,
    /// The room would last longer than asked for, or is over already.
    DeadlineWrong,
}

/// One device's part in one room.
pub struct Session<S: Suite> {
    suite: S,
    stage: Stage<S>,
}

enum Stage<S: Suite> {
    Joining(Box<Joining<S>>),
    Seated(Box<Seated<S>>),
    /// The relay was dishonest. Nothing is sent or believed; the countdown goes on.
    Forked(Box<Seated<S>>),
    Burned(Burned),
    Closed,
}

burnroom_shared::debug_by_name!(impl<S: Suite> Session);

impl<S: Suite> Session<S> {
    /// Makes the keys for a room. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ProfileFault::NotAName`] for a name that cannot be shown, or the suite's fault.
    pub async fn new(suite: S, link: &Link, name: &str) -> Result<Self, ProfileFault> {
        let link = Derived::of(&suite, link.again()).await?;
        let identity = Identity::make(&suite, link.keys(), name).await?;
        let sealed_name = identity.sealed_name(&suite, link.keys()).await?;
        let joining = Joining::new(link, identity, sealed_name);
        Ok(Self { suite, stage: Stage::Joining(Box::new(joining)) })
    }

    /// The room's address at the relay; `None` once the session is over.
    #[must_use]
    pub fn room(&self) -> Option<RoomId> {
        match &self.stage {
            Stage::Joining(joining) => Some(joining.link.keys().room),
            Stage::Seated(seated) | Stage::Forked(seated) => Some(seated.links.keys().room),
            Stage::Burned(_) | Stage::Closed => None,
        }
    }

    /// The fragment of the room's link as this device has it: whoever gets it can come in. `None` once the session is over.
    #[must_use]
    pub fn fragment(&self) -> Option<Zeroizing<String>> {
        match &self.stage {
            Stage::Joining(joining) => Some(joining.link.link().fragment()),
            Stage::Seated(seated) | Stage::Forked(seated) => Some(seated.links.link().fragment()),
            Stage::Burned(_) | Stage::Closed => None,
        }
    }

    /// Shows the PIN at the door, as typed: makes this device an owner as it takes its seat. Before the socket is open.
    pub fn show_pin(&mut self, pin: &str) {
        if let Stage::Joining(joining) = &mut self.stage {
            joining.pin = Some(pin.into());
        }
    }

    /// One's own id; `None` once the session is over.
    #[must_use]
    pub fn me(&self) -> Option<MemberId> {
        match &self.stage {
            Stage::Joining(joining) => Some(joining.identity.id()),
            Stage::Seated(seated) | Stage::Forked(seated) => Some(seated.identity.id()),
            Stage::Burned(_) | Stage::Closed => None,
        }
    }

    /// What to ask the relay for, to make the room with this device as its owner.
    ///
    /// # Errors
    /// [`ProfileFault::NotAName`] for a title that cannot be shown, or the suite's fault; also the latter once the
    /// session is past joining.
    pub async fn creation(&self, ttl_s: u32, capacity: u16, title: Option<&str>) -> Result<CreateRoom, ProfileFault> {
        let Stage::Joining(joining) = &self.stage else { return Err(SuiteFault.into()) };
        let link = joining.link.keys();
        let title = match title {
            None => None,
            Some(title) => Some(Base64(profile::seal_title(&self.suite, link, title).await?.0.to_vec())),
        };
        Ok(CreateRoom {
            room: link.room,
            entry_hash: link.entry_hash,
            parameters: link.parameters.byte(),
            ttl_s,
            capacity,
            creator: joining.identity.id(),
            title,
        })
    }

    /// The relay made the room: holds it to that from here on.
    ///
    /// # Errors
    /// [`CreationFault`] if it is not the room that was asked for.
    pub fn created(&mut self, ttl_s: u32, created: &Created, now: Now) -> Result<(), CreationFault> {
        let lasts_ms = created.deadline_ms.saturating_sub(created.created_ms);
        if created.created_ms.abs_diff(now.wall_ms) > CREATION_SKEW_MS {
            return Err(CreationFault::ClocksApart);
        }
        let ttl_ms = u64::from(ttl_s) * 1_000;
        if lasts_ms == 0 || lasts_ms > ttl_ms {
            return Err(CreationFault::DeadlineWrong);
        }
        if let Stage::Joining(joining) = &mut self.stage {
            let end =
                Now { wall_ms: now.wall_ms.saturating_add(ttl_ms), steady_ms: now.steady_ms.saturating_add(ttl_ms) };
            let Created { created_ms, deadline_ms, pin: _ } = *created;
            joining.expected = Some(Expected { created_ms, deadline_ms, end });
        }
        Ok(())
    }

    /// Takes one input to its end. Call it again only when the effects before have been taken.
    pub async fn handle(&mut self, now: Now, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        let stage = std::mem::replace(&mut self.stage, Stage::Closed);
        let mut step = Step { suite: &self.suite, now, out: &mut out };
        self.stage = match (stage, input) {
            (Stage::Closed, _) => Stage::Closed,
            (Stage::Burned(burned), input) => burned_stage(burned, &mut step, &input),
            (Stage::Joining(joining), input) => joining_stage(joining, &mut step, input).await,
            (Stage::Seated(seated), input) => seated_stage(seated, &mut step, input).await,
            (Stage::Forked(seated), input) => forked_stage(seated, &mut step, &input),
        };
        out
    }
}

fn burned_stage<S: Suite>(mut burned: Burned, step: &mut Step<'_, S>, input: &Input) -> Stage<S> {
    match input {
        Input::Do(Command::PageEmptied) => burned.page_emptied(step.out),
        Input::Text(text) => burned.text(step.out, text),
        Input::Binary(frame) => burned.binary(step.out, frame),
        Input::Closed(_) | Input::Do(Command::Leave) => return Stage::Closed,
        Input::Connected | Input::Do(_) | Input::Woke => {}
    }
    Stage::Burned(burned)
}

async fn joining_stage<S: Suite>(joining: Box<Joining<S>>, step: &mut Step<'_, S>, input: Input) -> Stage<S> {
    match input {
        Input::Connected => {
            step.send(&MemberFrame::Join(joining.frame()));
            Stage::Joining(joining)
        }
        Input::Text(text) => match joining.hello(step, &text).await {
            Ok(mut seated) => match seated.settle(step).await {
                Ok(()) => Stage::Seated(Box::new(seated)),
                Err(stop) => stopped(Box::new(seated), step, stop),
            },
            Err(stop) => joining_stopped(step, stop),
        },
        Input::Binary(_) => joining_stopped(step, Stop::Forked(Fork::BadFrame)),
        Input::Closed(code) => ended(step, closed(code)),
        Input::Do(Command::Leave) => ended(step, Ended::Left),
        Input::Do(Command::Say { draft, .. }) => {
            step.show(Notice::NotSent { draft, reason: NotSent::Ended });
            Stage::Joining(joining)
        }
        Input::Do(_) | Input::Woke => Stage::Joining(joining),
    }
}

fn joining_stopped<S: Suite>(step: &mut Step<'_, S>, stop: Stop) -> Stage<S> {
    match stop {
        Stop::Forked(fork) => {
            step.show(Notice::Forked(fork));
            step.out.push(Effect::Disconnect);
            Stage::Closed
        }
        Stop::Ended(why) => ended(step, why),
        Stop::Burned(..) => ended(step, Ended::Refused(Refusal::RoomNotFound)),
    }
}

async fn seated_stage<S: Suite>(mut seated: Box<Seated<S>>, step: &mut Step<'_, S>, input: Input) -> Stage<S> {
    if matches!(input, Input::Text(_) | Input::Binary(_)) {
        seated.line_heard(step.now);
    }
    let done = match input {
        Input::Text(text) => seated.text(step, &text).await,
        Input::Binary(frame) => seated.binary(step, &frame).await,
        Input::Do(Command::Leave) => {
            step.send(&MemberFrame::Leave {});
            Err(Stop::Ended(Ended::Left))
        }
        Input::Do(command) => seated.command(step, command).await,
        Input::Closed(CLOSE_BURNED) => Err(Stop::Burned(BurnCause::Command, Teller::Oneself)),
        Input::Closed(code) => match Refusal::from_close_code(code) {
            Some(Refusal::SeatGone) => seated.seat_lost(step).await,
            Some(Refusal::RoomFull) if seated.is_again() => seated.line_broke(step).await,
            Some(Refusal::RoomNotFound) => Err(Stop::Burned(BurnCause::Command, Teller::Oneself)),
            Some(refusal) if !is_passing(refusal) => Err(Stop::Ended(Ended::Refused(refusal))),
            _ => seated.line_broke(step).await,
        },
        Input::Connected => seated.connected(step).await,
        Input::Woke => seated.woke(step).await,
    };
    match done {
        Ok(()) => Stage::Seated(seated),
        Err(stop) => stopped(seated, step, stop),
    }
}

fn forked_stage<S: Suite>(seated: Box<Seated<S>>, step: &mut Step<'_, S>, input: &Input) -> Stage<S> {
    if seated.countdown.is_over(step.now) {
        return stopped(seated, step, Stop::Burned(BurnCause::Deadline, Teller::Oneself));
    }
    match input {
        Input::Do(Command::Leave) => stopped(seated, step, Stop::Ended(Ended::Left)),
        Input::Do(Command::Say { draft, .. }) => {
            step.show(Notice::NotSent { draft: *draft, reason: NotSent::Ended });
            Stage::Forked(seated)
        }
        _ => {
            step.out.push(Effect::WakeAt(seated.countdown.steady_ms()));
            Stage::Forked(seated)
        }
    }
}

fn stopped<S: Suite>(seated: Box<Seated<S>>, step: &mut Step<'_, S>, stop: Stop) -> Stage<S> {
    for draft in seated.unsent() {
        step.show(Notice::NotSent { draft, reason: NotSent::Ended });
    }
    match stop {
        Stop::Forked(fork) => {
            step.show(Notice::Forked(fork));
            step.out.push(Effect::Disconnect);
            step.out.push(Effect::WakeAt(seated.countdown.steady_ms()));
            Stage::Forked(seated)
        }
        Stop::Ended(why) => ended(step, why),
        Stop::Burned(cause, teller) => Stage::Burned(Burned::new(step.out, *seated, cause, teller)),
    }
}

fn ended<S: Suite>(step: &mut Step<'_, S>, why: Ended) -> Stage<S> {
    step.show(Notice::Ended(why));
    step.out.push(Effect::Disconnect);
    Stage::Closed
}

/// True for what another try may find otherwise.
fn is_passing(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::TooSlow | Refusal::TooFast | Refusal::RelayFull | Refusal::ShuttingDown)
}

fn closed(code: u16) -> Ended {
    Refusal::from_close_code(code).map_or(Ended::Lost, Ended::Refused)
}
