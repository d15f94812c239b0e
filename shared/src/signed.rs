//! What members sign for the log: announcement, fresh key, rekey, resync. One canonical blob each, one signature.
//!
//! Decoding judges form; [`Verified`] says that somebody also checked the signature (the p256 crate in the relay,
//! WebCrypto in a browser) and under which key. Whether an act is *valid* now is the log's to say.

mod announcement;
mod fresh;
mod rekey;
mod resync;
mod act;

pub use act::{Act, Signed, Verified, signing_input};
pub use announcement::Announcement;
pub use fresh::Fresh;
pub use rekey::{ListedKeys, Rekey};
pub use resync::Resync;
