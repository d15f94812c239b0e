//! Randomness that repeats: the same seed, the same keys. For simulations; nobody's secret may come from here.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::sync::{Mutex, PoisonError};

/// A generator behind a lock, because a suite is shared and drawing changes it.
pub(super) struct Generator(Mutex<StdRng>);

burnroom_shared::debug_by_name!(Generator);

impl Generator {
    pub(super) fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    pub(super) fn fill(&self, bytes: &mut [u8]) {
        let mut generator = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        generator.fill_bytes(bytes);
    }
}
