//! The lobby: what it has to say, and the room a person is about to ask for.
//! The wish is checked by construction: every value it can hold, the relay accepts.

use burnroom_shared::limits::{CAPACITY_MAX, CAPACITY_MIN};
use burnroom_shared::refusal::Refusal;

use crate::clock::{HOUR_MS, MINUTE_MS, SECOND_MS};

/// The lobby on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lobby {
    /// Something to say first.
    pub notice: Option<Notice>,
    /// Whether the relay has been asked for a room.
    pub creating: bool,
}

/// Why someone finds themselves in the lobby, or could not leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The room has burned.
    Burned,
    /// They left.
    Left,
    /// The page was loaded again: the link is gone from it.
    LinkNeeded,
    /// What was pasted or opened is not a whole link.
    LinkIncomplete,
    /// The link is of a version this page does not speak.
    LinkTooNew,
    /// The relay said no.
    Refused(Refusal),
    /// The relay did not answer.
    NoAnswer,
    /// This browser could not make the keys for a room.
    NoKeys,
    /// This device's clock and the relay's are too far apart.
    ClocksApart,
    /// The relay made another room than was asked for.
    NotAsAsked,
}

/// How long a room lives: one of the stops of the slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeToLive(usize);

/// Every time to live that can be chosen, shortest first: finer where minutes matter.
const STOPS_MS: [u64; 30] = [
    30 * SECOND_MS,
    MINUTE_MS,
    2 * MINUTE_MS,
    3 * MINUTE_MS,
    4 * MINUTE_MS,
    5 * MINUTE_MS,
    6 * MINUTE_MS,
    8 * MINUTE_MS,
    10 * MINUTE_MS,
    12 * MINUTE_MS,
    15 * MINUTE_MS,
    20 * MINUTE_MS,
    25 * MINUTE_MS,
    30 * MINUTE_MS,
    40 * MINUTE_MS,
    45 * MINUTE_MS,
    50 * MINUTE_MS,
    HOUR_MS,
    90 * MINUTE_MS,
    2 * HOUR_MS,
    3 * HOUR_MS,
    4 * HOUR_MS,
    5 * HOUR_MS,
    6 * HOUR_MS,
    8 * HOUR_MS,
    10 * HOUR_MS,
    12 * HOUR_MS,
    15 * HOUR_MS,
    18 * HOUR_MS,
    24 * HOUR_MS,
];

impl TimeToLive {
    /// The chips: 5, 10 and 15 minutes, 1, 6 and 24 hours.
    pub const PRESETS: [Self; 6] = [Self(5), Self(8), Self(10), Self(17), Self(23), Self(29)];
    /// The last stop.
    pub const LAST_STOP: usize = STOPS_MS.len() - 1;

    /// The stop of the slider; beyond the last it is the last.
    #[must_use]
    pub fn at_stop(stop: usize) -> Self {
        Self(stop.min(Self::LAST_STOP))
    }

    /// Its stop on the slider.
    #[must_use]
    pub fn stop(self) -> usize {
        self.0
    }

    /// Its length in milliseconds.
    #[must_use]
    pub fn ms(self) -> u64 {
        STOPS_MS.get(self.0).copied().unwrap_or(10 * MINUTE_MS)
    }
}

impl Default for TimeToLive {
    /// Ten minutes: enough to say it once.
    fn default() -> Self {
        Self(8)
    }
}

/// The room a person asks for.
#[derive(Clone, PartialEq)]
pub struct Wish {
    /// How long it lives.
    pub time_to_live: TimeToLive,
    capacity: u16,
    anyone_may_burn: Option<bool>,
    /// Whether newcomers can read what was said before them.
    pub history: bool,
    /// What the room is called.
    pub title: String,
    /// What the person is called.
    pub name: String,
    /// Whether the name is to be kept on this device.
    pub remember_name: bool,
}

impl std::fmt::Debug for Wish {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { time_to_live, capacity, anyone_may_burn, history, title: _, name: _, remember_name } = self;
        let mut shown = formatter.debug_struct("Wish");
        shown.field("time_to_live", time_to_live).field("capacity", capacity).field("history", history);
        shown.field("anyone_may_burn", anyone_may_burn).field("remember_name", remember_name).finish_non_exhaustive()
    }
}

impl Wish {
    /// Ten minutes for two, under generated or remembered names.
    #[must_use]
    pub fn new(title: String, name: String, remember_name: bool) -> Self {
        Self {
            time_to_live: TimeToLive::default(),
            capacity: CAPACITY_MIN,
            anyone_may_burn: None,
            history: false,
            title,
            name,
            remember_name,
        }
    }

    /// Seats.
    #[must_use]
    pub fn capacity(&self) -> u16 {
        self.capacity
    }

    /// Sets the seats, within what the protocol allows.
    pub fn set_capacity(&mut self, capacity: u16) {
        self.capacity = capacity.clamp(CAPACITY_MIN, CAPACITY_MAX);
    }

    /// Whether anyone may burn the room: as chosen, else on for two.
    #[must_use]
    pub fn anyone_may_burn(&self) -> bool {
        self.anyone_may_burn.unwrap_or(self.capacity == CAPACITY_MIN)
    }

    /// Chooses whether anyone may burn the room.
    pub fn set_anyone_may_burn(&mut self, anyone: bool) {
        self.anyone_may_burn = Some(anyone);
    }
}

#[cfg(test)]
mod tests {
    use burnroom_shared::limits::{TTL_MAX_S, TTL_MIN_S};

    use super::{STOPS_MS, TimeToLive, Wish};
    use crate::clock::{MINUTE_MS, SECOND_MS};

    #[test]
    fn every_stop_is_a_time_the_relay_accepts() {
        assert!(STOPS_MS.is_sorted());
        assert_eq!(STOPS_MS[0], u64::from(TTL_MIN_S) * SECOND_MS);
        assert_eq!(TimeToLive::at_stop(usize::MAX).ms(), u64::from(TTL_MAX_S) * SECOND_MS);
        let minutes = TimeToLive::PRESETS.map(|preset| preset.ms() / MINUTE_MS);
        assert_eq!(minutes, [5, 10, 15, 60, 360, 1440]);
        assert_eq!(TimeToLive::default().ms(), 10 * MINUTE_MS);
    }

    #[test]
    fn anyone_may_burn_follows_the_seats_until_someone_chooses() {
        let mut wish = Wish::new("Neon".into(), "anonymous-fox".into(), false);
        assert!(wish.anyone_may_burn());
        wish.set_capacity(5);
        assert!(!wish.anyone_may_burn());
        wish.set_anyone_may_burn(true);
        assert!(wish.anyone_may_burn());
        wish.set_capacity(2);
        wish.set_anyone_may_burn(false);
        assert!(!wish.anyone_may_burn());
    }

    #[test]
    fn seats_stay_within_the_protocol() {
        let mut wish = Wish::new(String::new(), String::new(), false);
        for (asked, given) in [(0, 2), (2, 2), (100, 100), (5_000, 100)] {
            wish.set_capacity(asked);
            assert_eq!(wish.capacity(), given);
        }
    }
}
