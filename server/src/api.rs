//! The relay's HTTP: make a room, ask about one, open a socket to one. Judges form, origin and pace; rooms decide the rest.

mod create;
mod enter;

pub(crate) use create::create;
pub(crate) use enter::{describe, socket};

use crate::addresses::{Client, Place, client};
use crate::relay::Relay;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// Where proxies write down whom they speak for.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The far end of the connection that a request came on.
#[derive(Clone)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// Its places among the connections; held for as long as the connection lives.
    pub places: Arc<[Place]>,
}

burnroom_shared::debug_by_name!(Peer);

impl Peer {
    /// Nobody in particular.
    fn unknown() -> Self {
        Self { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), places: Arc::new([]) }
    }
}

/// The client that a request is from.
fn asking(relay: &Relay, peer: &Peer, headers: &HeaderMap) -> Client {
    let hops = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<_> = hops.collect();
    client(peer.address, &hops.join(","), &relay.trusted_proxies)
}

fn json<T: serde::Serialize>(status: StatusCode, value: &T) -> Response {
    let mut response = Response::new(Body::from(serde_json::to_vec(value).unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
