//! Many seeds over all processors, each on a runtime of its own whose time is paused.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{available_parallelism, scope};
use tokio::runtime::Builder;

/// Names the one seed to be told.
const ONE: &str = "BURNROOM_SEED";

/// Tells one story to its end on paused time: whenever nothing can move, time jumps to what is due next.
pub(crate) fn tell<F: Future>(story: F) -> F::Output {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(story)
}

/// Tells the story of every seed from 0 to `count`, twenty times as many in a long run, and returns what each came to.
pub(crate) fn tell_many<T: Send, F: Future<Output = T>>(count: u64, story: impl Fn(u64) -> F + Sync) -> Vec<T> {
    let long = if std::env::var_os("BURNROOM_LONG").is_some() { 20 } else { 1 };
    let one = std::env::var(ONE).ok().map(|seed| seed.parse::<u64>().expect("a seed is a number"));
    let (first, end) = one.map_or((0, count * long), |seed| (seed, seed + 1));
    let (next, told) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= end {
                return;
            }
            match catch_unwind(AssertUnwindSafe(|| tell(story(seed)))) {
                Ok(came_to) => told.lock().unwrap().push(came_to),
                Err(_) => {
                    next.store(end, Ordering::SeqCst);
                    panic!("seed {seed} failed; {ONE}={seed} tells it again");
                }
            }
        }
    };
    scope(|threads| {
        for _ in 0..available_parallelism().map_or(1, NonZero::get) {
            threads.spawn(work);
        }
    });
    told.into_inner().unwrap()
}
