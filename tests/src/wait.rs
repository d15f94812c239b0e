//! Waiting for a condition, with a deadline and a name for what is awaited. Nothing waits for a fixed time.

use std::time::Duration;
use tokio::time::{Instant, interval};

/// How long anything may take that is not a countdown. Two busy cores and a cold browser need seconds, not minutes.
pub const PATIENCE: Duration = Duration::from_secs(25);

/// How often a condition is asked that cannot announce itself.
const ASKED_EVERY: Duration = Duration::from_millis(20);

/// Asks until there is an answer.
///
/// # Panics
/// With `what`, if there is none within [`PATIENCE`].
pub async fn until<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, ask).await.unwrap_or_else(|| panic!("waited {PATIENCE:?} in vain: {what}"))
}

/// Asks until there is an answer; `None` if there is none in time.
pub async fn within<T>(patience: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + patience;
    let mut ticks = interval(ASKED_EVERY);
    loop {
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return None;
        }
        ticks.tick().await;
    }
}

/// A future that has to end within [`PATIENCE`].
///
/// # Panics
/// With `what`, if it does not.
pub async fn in_time<F: Future>(what: &str, future: F) -> F::Output {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(output) => output,
        Err(_) => panic!("waited {PATIENCE:?} in vain: {what}"),
    }
}
