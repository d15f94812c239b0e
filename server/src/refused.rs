//! A refusal with the time after which another try is worth it, and with the tries that are left. Knows no rule that refuses.

use burnroom_shared::refusal::Refusal;
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
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, retry_after: None, tries_left: None }
    }
}
