//! Where a room is entered, and with what: its address in force and the entry token that goes with it.

use burnroom_shared::ids::{EntryHash, RoomId};
use burnroom_shared::log::State;
use burnroom_shared::refusal::Refusal;
use subtle::ConstantTimeEq as _;

/// The way into a room, by the link in force.
#[derive(Clone, Debug)]
pub struct Door {
    room: RoomId,
    entry_hash: EntryHash,
}

impl Door {
    /// By the link in force in `log`.
    #[must_use]
    pub fn of(log: &State) -> Self {
        let address = log.address();
        Self { room: address.room, entry_hash: address.entry_hash }
    }

    /// Asks whether somebody who came to address `at` and shows `shown` has the link. An address is no secret, so which
    /// one is old is said to anyone; the token is compared in constant time.
    ///
    /// # Errors
    /// [`Refusal::LinkChanged`] at an old address, whatever is shown; [`Refusal::EntryWrong`].
    pub fn admit(&self, at: &RoomId, shown: Option<&EntryHash>) -> Result<(), Refusal> {
        if self.room != *at {
            return Err(Refusal::LinkChanged);
        }
        let shown = shown.ok_or(Refusal::EntryWrong)?;
        if self.entry_hash.0.ct_eq(&shown.0).into() { Ok(()) } else { Err(Refusal::EntryWrong) }
    }
}
