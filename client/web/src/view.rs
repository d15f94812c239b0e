//! What the screen shows now, as one value, and the one function that changes it.
//! Pure: no DOM, no engine, no clock. Whatever happens arrives as an [`Action`]; components only read.

pub mod banner;
pub mod room;
pub mod sheet;
pub mod invitation;
pub mod pin;
pub mod burned;
pub mod door;
pub mod lobby;
pub mod comparison;
pub mod log;
pub mod people;
pub mod names_alike;
pub mod draft;
pub mod dissection;
pub mod capture;

use std::rc::Rc;

use burnroom_shared::refusal::Refusal;
use yew::Reducible;

use burned::Burned;
use door::{Door, Shut, Sign};
use lobby::{Lobby, Notice};
use room::{Room, RoomChange};

/// Everything that is shown.
#[derive(Clone, PartialEq)]
pub struct View {
    /// The present by this device's clock, milliseconds since 1970; moves with [`Action::Tick`].
    pub now_ms: u64,
    /// Minutes this device is east of UTC, for times of day.
    pub east_of_utc_min: i32,
    /// Which screen.
    pub stage: Stage,
    /// What was typed in a room whose connection broke: it waits at the door for the way back in.
    pub kept_draft: Rc<str>,
}

impl std::fmt::Debug for View {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { now_ms, east_of_utc_min: _, stage, kept_draft: _ } = self;
        formatter.debug_struct("View").field("now_ms", now_ms).field("stage", stage).finish_non_exhaustive()
    }
}

/// One screen after the other; there is never a room behind the door.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Making a room or pasting a link.
    Lobby(Lobby),
    /// Before a room, no seat taken.
    Door(Door),
    /// Inside.
    Room(Rc<Room>),
    /// After the end.
    Burned(Burned),
}

/// Something happened.
#[derive(Clone, Debug)]
pub enum Action {
    /// Time went on.
    Tick {
        /// The present, milliseconds since 1970.
        now_ms: u64,
    },
    /// Back at the lobby, perhaps with something to say.
    ToLobby(Option<Notice>),
    /// The person asked for a room and the relay was asked.
    Creating,
    /// A link was opened, or the door learned more.
    AtDoor(Door),
    /// The person asked to come in; the door keeps showing what it knows.
    Joining,
    /// The PIN that was shown at the door was not let pass; the door is as it was.
    PinRefused(Refusal),
    /// Every seat was taken when the person asked to come in.
    FoundFull {
        /// When one may become free, milliseconds since 1970, if one may.
        free_at_ms: Option<u64>,
    },
    /// Inside.
    Entered(Rc<Room>),
    /// Something changed in the room; ignored anywhere else.
    InRoom(RoomChange),
    /// The room is gone.
    Burned(Burned),
    /// Another device reported that it erased; ignored before the burn.
    Erased {
        /// Devices that reported, this one included.
        devices: u16,
    },
}

impl View {
    /// The lobby, at a moment, in a time zone.
    #[must_use]
    pub fn new(now_ms: u64, east_of_utc_min: i32) -> Self {
        Self { now_ms, east_of_utc_min, stage: Stage::Lobby(Lobby::default()), kept_draft: "".into() }
    }

    /// The room, if this device is in one.
    #[must_use]
    pub fn room(&self) -> Option<&Rc<Room>> {
        match &self.stage {
            Stage::Room(room) => Some(room),
            Stage::Lobby(_) | Stage::Door(_) | Stage::Burned(_) => None,
        }
    }

    /// The view after an action.
    #[must_use]
    pub fn after(mut self, action: Action) -> Self {
        match action {
            Action::Tick { now_ms } => self.now_ms = now_ms,
            Action::ToLobby(notice) => {
                self.forget_draft();
                self.stage = Stage::Lobby(Lobby { notice, creating: false });
            }
            Action::Creating => self.stage = Stage::Lobby(Lobby { notice: None, creating: true }),
            Action::AtDoor(door) => self.step_outside(door),
            Action::PinRefused(refusal) => self.refuse_pin(refusal),
            Action::FoundFull { free_at_ms } => self.find_full(free_at_ms),
            Action::Joining => self.knock(),
            Action::Entered(room) => self.step_inside(room),
            Action::InRoom(change) => {
                if let Stage::Room(room) = &mut self.stage {
                    Rc::make_mut(room).apply(change);
                }
            }
            Action::Burned(burned) => {
                self.forget_draft();
                self.stage = Stage::Burned(burned);
            }
            Action::Erased { devices } => {
                if let Stage::Burned(burned) = &mut self.stage {
                    burned.count(devices);
                }
            }
        }
        self
    }

    /// What was wrong with a PIN stays in sight while the same door is looked at again.
    fn step_outside(&mut self, mut door: Door) {
        if let (Stage::Door(Door::Open(before)), Door::Open(sign)) = (&self.stage, &mut door) {
            sign.pin_refused = sign.pin_refused.or(before.pin_refused);
        }
        if let Stage::Room(room) = &self.stage {
            self.kept_draft = Rc::clone(&room.draft);
        }
        self.stage = Stage::Door(door);
    }

    fn knock(&mut self) {
        let sign = match &self.stage {
            Stage::Door(Door::Open(sign)) => Some(sign.clone()),
            _ => None,
        };
        self.stage = Stage::Door(Door::Joining(sign));
    }

    fn refuse_pin(&mut self, refusal: Refusal) {
        self.stage = Stage::Door(match &self.stage {
            Stage::Door(Door::Joining(Some(sign))) => Door::Open(Sign { pin_refused: Some(refusal), ..sign.clone() }),
            _ => Door::Shut(Shut::Refused(refusal)),
        });
    }

    fn find_full(&mut self, free_at_ms: Option<u64>) {
        self.stage = Stage::Door(match &self.stage {
            Stage::Door(Door::Joining(Some(sign))) => {
                Door::Open(Sign { inside: sign.capacity, free_at_ms, pin_refused: None, ..sign.clone() })
            }
            _ => Door::Shut(Shut::Refused(Refusal::RoomFull)),
        });
    }

    fn step_inside(&mut self, mut room: Rc<Room>) {
        let kept = std::mem::replace(&mut self.kept_draft, "".into());
        if !kept.is_empty() {
            Rc::make_mut(&mut room).draft = kept;
        }
        self.stage = Stage::Room(room);
    }

    /// Anywhere but at the door of the same room, what was typed is no longer wanted.
    fn forget_draft(&mut self) {
        self.kept_draft = "".into();
    }
}

impl Reducible for View {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Rc::unwrap_or_clone(self).after(action))
    }
}

#[cfg(test)]
mod tests;
