//! A page whose steady clock the story moves, so that nobody waits for minutes. What was due by then is done at once.

use super::Page;
use std::time::Duration;

/// Told in every page before its own scripts run.
const CLOCK: &str = include_str!("clock.js");

impl Page {
    /// Gives every page that follows a clock that can be moved.
    pub async fn keep_time(&self) {
        self.prepare(CLOCK).await;
    }

    /// Moves the clock forward.
    pub async fn time_passes(&self, by: Duration) {
        let _: bool = self.value(&format!("storyTimePasses({})", by.as_millis())).await;
    }

    /// Frames that have come to the page so far, on all of its sockets.
    pub async fn frames_heard(&self) -> u64 {
        self.value("storyFrames").await
    }
}
