//! What members sign for the log: announcement, fresh key, rekey, resync, what owners do, and what a change of the link
//! asks of everyone. One canonical blob each, one signature.
//!
//! Decoding judges form; [`Verified`] says that somebody also checked the signature (the p256 crate in the relay,
//! WebCrypto in a browser) and under which key. Whether an act is *valid* now is the log's to say.

mod announcement;
mod fresh;
mod rekey;
mod resync;
mod owner_act;
mod relink;
mod linkbox;
mod profile;
mod boxed;
mod act;

pub use act::{Act, Signed, Verified, signing_input};
pub use announcement::Announcement;
pub use boxed::{BOX_BYTES, Boxed};
pub use fresh::Fresh;
pub use linkbox::Linkbox;
pub use owner_act::{OwnerAct, Power, Readdress};
pub use profile::Profile;
pub use rekey::{ListedKeys, Rekey};
pub use relink::Relink;
pub use resync::Resync;

#[cfg(test)]
mod tests;
