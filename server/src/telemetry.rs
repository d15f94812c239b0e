//! Everything the relay ever says about itself: a closed list, on standard error.
//!
//! No line names an address, a room, a member, a size or a name, and no library's logging is listened to: what is not
//! in [`Notice`] cannot be said. The line that tells where it listens goes to standard output, from `main`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The same notice is said at most once in this time, so that nobody can fill a disk with it.
const QUIET: Duration = Duration::from_secs(10);

/// What may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// Asked to stop: rooms are burning.
    Stopping,
    /// The system allows fewer file descriptors than there may be connections.
    FewDescriptors,
    /// A connection could not be accepted: most likely no file descriptor was left.
    AcceptFailed,
    /// A connection was turned away: there are as many as may be.
    ConnectionsFull,
    /// A connection was turned away: its address has as many as it may.
    AddressFull,
    /// A room was not made: there are as many as may be.
    RoomsFull,
}

impl Notice {
    fn sentence(self) -> &'static str {
        match self {
            Self::Stopping => "stopping: every room burns now",
            Self::FewDescriptors => "the system allows fewer file descriptors than --connections; see `ulimit -n`",
            Self::AcceptFailed => "a connection could not be accepted; are file descriptors left?",
            Self::ConnectionsFull => "connections are turned away: --connections is reached",
            Self::AddressFull => "connections are turned away: --connections-per-address is reached",
            Self::RoomsFull => "rooms are refused: --rooms is reached",
        }
    }
}

/// Says notices, each not too often.
#[derive(Debug, Default)]
pub struct Telemetry {
    said: Mutex<BTreeMap<Notice, Instant>>,
}

impl Telemetry {
    /// Says one, unless it was said a moment ago.
    pub fn say(&self, notice: Notice) {
        if self.is_news(notice, Instant::now()) {
            // A line that cannot be written is a line less.
            let _ = writeln!(std::io::stderr(), "burnroom: {}", notice.sentence());
        }
    }

    fn is_news(&self, notice: Notice, now: Instant) -> bool {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = said.get(&notice).is_none_or(|last| now.duration_since(*last) >= QUIET);
        if is_news {
            said.insert(notice, now);
        }
        is_news
    }
}

/// Says where the program panicked.
pub fn say_panic(panic: &PanicHookInfo<'_>) {
    let _ = writeln!(std::io::stderr(), "burnroom: {}", place_of(panic));
}

/// A panic's message may hold what it panicked over; its place in the source does not.
fn place_of(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map_or_else(|| "panicked".to_owned(), |place| format!("panicked at {place}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{catch_unwind, set_hook, take_hook};
    use std::sync::mpsc::channel;
    use std::thread;

    /// Panicked over.
    const SECRET: &str = "heron leaves by night";

    #[test]
    fn a_panic_says_where_and_not_over_what() {
        let (own, (said, hears)) = (thread::current().id(), channel());
        let (before, said) = (take_hook(), Mutex::new(said));
        // Other tests panic at the same time; theirs are said as before.
        set_hook(Box::new(move |panic| {
            if thread::current().id() == own {
                let message = panic.payload().downcast_ref::<String>().cloned();
                said.lock().unwrap().send((place_of(panic), message)).unwrap();
            } else {
                before(panic);
            }
        }));
        for over in [SECRET.len(), usize::MAX] {
            catch_unwind(|| assert_eq!(over, 0, "{SECRET}")).unwrap_err();
            let (place, message) = hears.recv().unwrap();
            assert!(place.starts_with("panicked at server/src/telemetry.rs:"), "{place}");
            assert!(!place.contains("heron") && !place.contains(&over.to_string()), "{place}");
            let message = message.unwrap();
            assert!(message.contains(SECRET) && message.contains(&over.to_string()), "the control: {message}");
        }
    }

    #[test]
    fn a_notice_is_not_repeated_at_once_and_others_are_not_held_back() {
        let (telemetry, now) = (Telemetry::default(), Instant::now());
        assert!(telemetry.is_news(Notice::RoomsFull, now));
        assert!(!telemetry.is_news(Notice::RoomsFull, now + QUIET - Duration::from_millis(1)));
        assert!(telemetry.is_news(Notice::AcceptFailed, now));
        assert!(telemetry.is_news(Notice::RoomsFull, now + QUIET));
    }
}
