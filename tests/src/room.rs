//! A room from outside: what is asked for, what its creator is told, what its link opens at the relay.

use crate::http;
use burnroom_engine::link::{Link, LinkKeys, Parameters};
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_shared::api::{Description, ENTRY_HEADER};
use burnroom_shared::ids::{RoomId, to_base64};
use std::net::SocketAddr;

/// The room that a story asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Seconds it lasts.
    pub ttl_s: u32,
    /// Seats.
    pub capacity: u16,
    /// Its title.
    pub title: String,
    /// Its options.
    pub parameters: Parameters,
}

impl Default for Wish {
    /// Ten minutes for five; only the owner burns.
    fn default() -> Self {
        let title = "the conspiracy of Venice".to_owned();
        Self { ttl_s: 600, capacity: 5, title, parameters: Parameters::PLAIN }
    }
}

/// What a creator knows besides being inside.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The link's fragment.
    pub fragment: String,
    /// The owner's PIN.
    pub pin: String,
    /// When the room burns, relay's clock, ms.
    pub deadline_ms: u64,
}

/// What the relay says of a room to whoever has its link; `None` if it says no.
///
/// # Panics
/// If the fragment is no link, or the answer no description.
pub async fn describe(relay: SocketAddr, fragment: &str) -> Option<Description> {
    let keys = keys(fragment);
    let path = format!("/api/rooms/{}", to_base64(keys.room.as_bytes()));
    let entry = to_base64(keys.entry.as_bytes());
    let answer = http::ask(relay, "GET", &path, &[(ENTRY_HEADER, &entry)], b"").await;
    (answer.status == 200).then(|| serde_json::from_slice(&answer.body).expect("a description"))
}

/// The address that a link leads to.
#[must_use]
pub fn room_of(fragment: &str) -> RoomId {
    keys(fragment).room
}

/// Everything that a link gives.
///
/// # Panics
/// If it is none.
#[must_use]
pub fn keys(fragment: &str) -> LinkKeys<RustCrypto> {
    let link = Link::parse(fragment).expect("a link");
    ready(LinkKeys::derive(&RustCrypto::new(), &link)).unwrap().expect("keys")
}
