//! What owners do. Whether they may is the shared log's to say; here is what follows for the relay.

use super::Room;
use super::command::{Command, Delivery};
use crate::clock::Now;
use crate::refused::Denied;
use burnroom_shared::frame::{Base64, EventFrame, SignedBytes};
use burnroom_shared::ids::{MemberId, RoomId, SealedTitle};
use burnroom_shared::log::{Change, Invalid};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{OwnerAct, Power, Verified};

impl Room {
    /// The address that a command would give the room; `None` if it would leave it where it is. Whoever asks takes the
    /// address before the command is applied.
    ///
    /// # Errors
    /// The command would be refused.
    pub fn next_address(&self, command: &Command<'_>, now: Now) -> Result<Option<RoomId>, Denied> {
        let Command::OwnerAct(act) = command else { return Ok(None) };
        let Power::Readdress(readdress) = &act.act().power else { return Ok(None) };
        self.judge_owner_act(act, self.present(now))?;
        Ok(Some(readdress.room))
    }

    /// Only a valid act uses up the pace.
    pub(super) fn owner_act(&mut self, act: Box<Verified<OwnerAct>>, now: Now) -> Result<Vec<Delivery>, Denied> {
        self.judge_owner_act(&act, now)?;
        let power = act.act().power.clone();
        let content = EventFrame::OwnerAct(SignedBytes::from(act.signed()));
        let event = self.publish(Change::OwnerAct(act), content, now).map_err(refusal)?;
        let _ = self.owner_acts.take(self.paces.owner_acts, now.uptime_ms);
        Ok([Delivery::Everyone(event)].into_iter().chain(self.follow(power, now)).collect())
    }

    fn judge_owner_act(&self, act: &Verified<OwnerAct>, now: Now) -> Result<(), Denied> {
        let time_ms = now.wall_ms.max(self.log.head().time_ms);
        self.log.judge_owner_act(act, time_ms).map_err(refusal)?;
        if let Power::Extend { deadline_ms } = act.act().power
            && deadline_ms <= self.terms.deadline_ms
        {
            return Err(Refusal::OutOfRange.into());
        }
        if self.backlog.is_overfull() {
            return Err(Refusal::RelayFull.into());
        }
        let wait = self.owner_acts.wait(self.paces.owner_acts, now.uptime_ms);
        wait.map_or(Ok(()), |wait| Err(Denied::for_now(Refusal::TooFast, wait)))
    }

    /// What follows beside the event itself.
    fn follow(&mut self, power: Power, now: Now) -> Option<Delivery> {
        match power {
            Power::Extend { deadline_ms } => {
                self.terms.deadline_ms = deadline_ms;
                Some(self.tick(now))
            }
            Power::Rename(title) => {
                self.terms.title = Some(base64(&title));
                None
            }
            // Nobody who comes by the new link could read the title as it was sealed under the old one.
            Power::Readdress(readdress) => {
                self.terms.title = readdress.title.as_deref().map(base64);
                readdress.removed.map(|id| self.dismiss(id))
            }
            Power::HandOver(_) => {
                self.pin.void();
                None
            }
            Power::Lock | Power::Unlock | Power::Close | Power::Reopen => None,
        }
    }

    /// Whoever was removed has heard it and hears nothing more; its tokens are gone with its place.
    fn dismiss(&mut self, id: MemberId) -> Delivery {
        self.places.retain(|place| place.id != id);
        Delivery::Dismiss(id, Refusal::Kicked)
    }
}

fn base64(title: &SealedTitle) -> Base64 {
    Base64(title.0.to_vec())
}

fn refusal(invalid: Invalid) -> Refusal {
    match invalid {
        Invalid::NotOwner => Refusal::NotOwner,
        Invalid::Forked => Refusal::Fork,
        Invalid::WrongDeadline => Refusal::OutOfRange,
        Invalid::Overfull => Refusal::RelayFull,
        _ => Refusal::Stale,
    }
}
