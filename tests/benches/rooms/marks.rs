//! What a measured page noted, and the times between.

use burnroom_tests::page::Page;

/// Told in the measured page before its own scripts.
const STOPWATCH: &str = include_str!("stopwatch.js");

/// Notes of one page, in order: what, and when by its clock, ms.
pub(crate) struct Marks(Vec<(String, f64)>);

impl Marks {
    /// Has every page that follows take notes.
    pub(crate) async fn prepare(page: &Page) {
        page.prepare(STOPWATCH).await;
    }

    /// What was noted since the page was loaded, or since this many notes.
    pub(crate) async fn since(page: &Page, skipped: usize) -> Self {
        Self(page.value(&format!("stopwatch.slice({skipped})")).await)
    }

    /// Notes so far.
    pub(crate) async fn count(page: &Page) -> usize {
        page.value("stopwatch.length").await
    }

    /// When something was first noted, after something else.
    pub(crate) fn first(&self, what: &str, after_ms: f64) -> f64 {
        let first = self.0.iter().find(|(noted, at_ms)| noted == what && *at_ms >= after_ms);
        first.unwrap_or_else(|| panic!("{what} after {after_ms} is not among {:?}", self.0)).1
    }

    /// When something was last noted, before something else.
    pub(crate) fn last(&self, what: &str, before_ms: f64) -> f64 {
        let last = self.0.iter().rfind(|(noted, at_ms)| noted == what && *at_ms <= before_ms);
        last.unwrap_or_else(|| panic!("{what} before {before_ms} is not among {:?}", self.0)).1
    }
}
