//! Memory that the rooms of a relay share for what they keep of their logs. Counts; letting go is the rooms' own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What all rooms together may keep.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    used: AtomicUsize,
}

impl Budget {
    /// So many bytes, none used.
    #[must_use]
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, used: AtomicUsize::new(0) })
    }

    /// Counts bytes in; never refuses, since not everything can be let go of.
    pub fn take(&self, bytes: usize) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts bytes out that were counted in.
    pub fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// True if more is kept than may be.
    #[must_use]
    pub fn is_exceeded(&self) -> bool {
        self.used.load(Ordering::Relaxed) > self.limit
    }

    /// Whether `more` bytes would fit if `freed` were given back first. Threads that ask at once may all hear yes: what
    /// they add then is let go of with the next that is kept.
    #[must_use]
    pub fn has_place(&self, more: usize, freed: usize) -> bool {
        self.used.load(Ordering::Relaxed).saturating_sub(freed).saturating_add(more) <= self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_and_given_back_is_counted() {
        let budget = Budget::new(10);
        budget.take(10);
        assert!(!budget.is_exceeded() && !budget.has_place(1, 0) && budget.has_place(3, 3));
        budget.take(1);
        assert!(budget.is_exceeded());
        budget.give_back(11);
        assert!(budget.has_place(10, 0) && !budget.has_place(11, 0));
    }
}
