//! A refusal with the time after which another try is worth it, and with the tries that are left, and how the reason of
//! a closed socket says it. Knows no rule that refuses.

use burnroom_shared::refusal::Refusal;
use std::borrow::Cow;
use std::time::Duration;

/// The relay's no to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    /// Why.
    pub refusal: Refusal,
    /// How long to wait, if it is a matter of time.
    pub retry_after: Option<Duration>,
    /// Of a PIN: how many wrong ones are left.
    pub tries_left: Option<u8>,
}

impl Denied {
    /// A no that passes.
    #[must_use]
    pub fn for_now(refusal: Refusal, wait: Duration) -> Self {
        Self { refusal, retry_after: Some(wait), tries_left: None }
    }

    /// The wait in whole milliseconds, rounded up: a client that waits exactly so long is not refused again.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u64> {
        let micros = self.retry_after?.as_micros();
        Some(u64::try_from(micros.div_ceil(1_000)).unwrap_or(u64::MAX))
    }

    /// The wait in whole seconds, rounded up, as HTTP says it.
    #[must_use]
    pub fn retry_after_s(&self) -> Option<u64> {
        self.retry_after_ms().map(|wait_ms| wait_ms.div_ceil(1_000))
    }

    /// The reason of a socket that is closed over it: the word, and the wait in milliseconds if it is a matter of time.
    #[must_use]
    pub fn close_reason(&self) -> Cow<'static, str> {
        let word = self.refusal.word();
        self.retry_after_ms().map_or(Cow::Borrowed(word), |wait_ms| Cow::Owned(format!("{word} {wait_ms}")))
    }
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, retry_after: None, tries_left: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r65_the_reason_of_a_closed_socket_says_how_long_to_wait_and_never_too_short() {
        let reason = |wait| Denied { retry_after: wait, ..Denied::from(Refusal::RoomFull) }.close_reason();
        assert_eq!(reason(None), "room-full");
        assert_eq!(reason(Some(Duration::from_secs(43))), "room-full 43000");
        assert_eq!(reason(Some(Duration::from_micros(42_000_001))), "room-full 42001");
        assert!(reason(Some(Duration::MAX)).len() <= 123, "all that a closing frame has room for");
    }
}
