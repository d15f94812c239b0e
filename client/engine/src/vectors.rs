//! Known answers: the standards' examples and Project Wycheproof for each primitive, our own for each derivation.
//!
//! Generic over the suite, so that the browser is asked what the native suite is asked, from the same files. Says which
//! case went wrong; asserts nothing itself.

mod rooms;
mod derivations;
mod acts;
mod linked;
mod inputs;
mod primitives;
mod case;

use crate::suite::{KnownKeys, SuiteFault};
use case::Section;
use serde_json::Value;

pub use derivations::derive;

/// The standards' own examples.
pub const STANDARDS: &str = include_str!("../vectors/standards.json");
/// What of Project Wycheproof (Apache-2.0) a suite can be asked.
pub const WYCHEPROOF: &str = include_str!("../vectors/wycheproof.json");
/// Every derivation of the protocol, from fixed inputs.
pub const DERIVATIONS: &str = include_str!("../vectors/derivations.json");

/// Whole rooms, with the secrets that they were made from.
pub const ROOMS: &str = include_str!("../../../shared/vectors/room.json");

/// What went wrong with a vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VectorFault {
    /// A field is missing or is not what it should be.
    BadCase {
        /// The kind of case.
        section: &'static str,
        /// Its id, if it has one.
        case: String,
    },
    /// The suite answered otherwise.
    Wrong {
        /// The kind of case.
        section: &'static str,
        /// Its id.
        case: String,
    },
    /// The suite failed in the midst of it.
    Suite {
        /// The kind of case.
        section: &'static str,
        /// Its id.
        case: String,
    },
}

/// Asks the suite every case of a file of primitives. How many there were.
///
/// # Errors
/// [`VectorFault`]: the first that went wrong.
pub async fn primitives<S: KnownKeys>(suite: &S, file: &str) -> Result<usize, VectorFault> {
    let file: Value = serde_json::from_str(file).unwrap_or_default();
    let mut count = 0;
    for section in primitives::SECTIONS {
        for case in Section::of(&file, section).cases() {
            let answer = primitives::ask(suite, section, &case).await?;
            case.judge(answer)?;
            count += 1;
        }
    }
    Ok(count)
}

/// Makes and opens again everything in a file of rooms. How many events there were.
///
/// # Errors
/// [`VectorFault`]: the first that went wrong.
pub async fn rooms<S: KnownKeys>(suite: &S, file: &str) -> Result<usize, VectorFault> {
    let file: Value = serde_json::from_str(file).unwrap_or_default();
    let mut count = 0;
    for room in file.get("rooms").and_then(Value::as_array).into_iter().flatten() {
        count += rooms::walk(suite, room).await?;
    }
    Ok(count)
}

/// Derives everything with the suite and compares with the file, group by group. How many groups there were.
///
/// # Errors
/// [`VectorFault`]: the first that went wrong.
pub async fn derivations<S: KnownKeys>(suite: &S) -> Result<usize, VectorFault> {
    let written: Value = serde_json::from_str(DERIVATIONS).unwrap_or_default();
    let derived =
        derive(suite).await.map_err(|SuiteFault| VectorFault::Suite { section: "derivations", case: String::new() })?;
    let derived = derived.as_object().cloned().unwrap_or_default();
    let written = written.as_object().cloned().unwrap_or_default();
    let differs = derived
        .iter()
        .find(|(group, value)| written.get(*group) != Some(value))
        .or_else(|| written.iter().find(|(group, _)| !derived.contains_key(*group)));
    match differs {
        Some((group, _)) => Err(VectorFault::Wrong { section: "derivations", case: group.clone() }),
        None => Ok(derived.len()),
    }
}
