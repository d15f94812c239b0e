//! Where rooms live: a few threads with one single-threaded runtime each, and every room on one of them.
//!
//! All sockets of a room are read, applied and written on the thread that its address falls on, so a post never crosses
//! threads and the room's lock is never waited for. (Measured: current-thread runtimes that own their rooms need about a
//! quarter less processor time per delivery than one runtime that balances work over all threads.) Which room is where
//! is decided here and nowhere else.

use burnroom_shared::ids::RoomId;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::num::NonZero;
use tokio::runtime::{Builder, Handle};
use tokio_util::sync::CancellationToken;

/// The runtimes of a relay.
#[derive(Debug)]
pub struct Runtimes {
    first: Handle,
    others: Vec<Handle>,
    stop: CancellationToken,
    hashing: RandomState,
}

impl Runtimes {
    /// Starts `count` threads.
    ///
    /// # Errors
    /// What the system says to a new thread or poll descriptor.
    pub fn start(count: NonZero<u16>) -> io::Result<Self> {
        let stop = CancellationToken::new();
        let first = start_one(0, stop.clone())?;
        let others = (1..count.get()).map(|number| start_one(number, stop.clone()));
        Ok(Self { first, others: others.collect::<io::Result<_>>()?, stop, hashing: RandomState::new() })
    }

    /// Puts every room on the runtime that the caller is on.
    #[must_use]
    pub fn here() -> Self {
        Self {
            first: Handle::current(),
            others: Vec::new(),
            stop: CancellationToken::new(),
            hashing: RandomState::new(),
        }
    }

    /// The runtime for a room that is made at this address; it stays there wherever its link leads later. Keyed by a secret of this process: nobody can choose addresses that
    /// all fall on one thread.
    #[must_use]
    pub fn of(&self, room: &RoomId) -> &Handle {
        let count = self.others.len() as u64 + 1;
        let place = usize::try_from(self.hashing.hash_one(room) % count).unwrap_or_default();
        self.others.get(place).unwrap_or(&self.first)
    }
}

impl Drop for Runtimes {
    /// Ends the threads; whatever still runs on them is dropped there. Not waited for: this may be one of them.
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn start_one(number: u16, stop: CancellationToken) -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new().name(format!("rooms-{number}")).spawn(move || runtime.block_on(stop.cancelled()))?;
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_room_stays_on_its_thread_and_rooms_are_spread() {
        let runtimes = Runtimes::start(NonZero::new(3).unwrap()).unwrap();
        let thread_of = |room: u8| {
            let runtime = runtimes.of(&RoomId([room; 16]));
            let (tell, told) = std::sync::mpsc::channel();
            runtime.spawn(async move { tell.send(std::thread::current().name().map(str::to_owned)) });
            told.recv().unwrap().unwrap()
        };
        assert_eq!(thread_of(1), thread_of(1));
        let threads: BTreeSet<_> = (0..100).map(thread_of).collect();
        assert_eq!(threads.len(), 3);
    }
}
