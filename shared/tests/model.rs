//! A model checker over the real public log: every order in which three members and a relay can act, within bounds.
//!
//! *Honest relay*: one log, members that lag behind it. *Lying relay*: it shows each member a log of its own, made of
//! whatever was ever signed and of what is its word alone, and the third member helps it. Cryptography is symbolic: an act
//! exists when its author makes it, and nobody else can. `cargo test -p burnroom-shared --test model -- --nocapture`
//! prints how many states were visited; `BURNROOM_LONG` widens the bounds.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what it expects by failing"
)]

#[path = "model/hand.rs"]
mod hand;
#[path = "model/honest.rs"]
mod honest;
#[path = "model/lying.rs"]
mod lying;
#[path = "model/view.rs"]
mod view;

use stateright::{Checker, Model};

/// So much, or more in a long run.
fn bound(short: usize, long: usize) -> usize {
    if std::env::var_os("BURNROOM_LONG").is_some() { long } else { short }
}

fn check<M>(name: &str, model: M)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + std::fmt::Debug + std::hash::Hash + PartialEq + Send + Sync,
    M::Action: Clone + std::fmt::Debug + PartialEq + Send + Sync,
{
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let checker = model.checker().threads(threads).spawn_bfs().join();
    println!(
        "{name}: {} states, {} of them different, depth {}",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth()
    );
    checker.assert_properties();
}

#[test]
fn an_honest_relay_never_leaves_a_room_without_a_way_on() {
    check("honest relay", honest::Room { events: bound(5, 6) });
}

#[test]
fn a_lying_relay_is_never_believed_by_two() {
    check("lying relay", lying::Room { events: bound(3, 4), acts: bound(2, 3) });
}
