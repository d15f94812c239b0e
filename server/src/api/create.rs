//! `POST /api/rooms`: a room for whoever asks, within their pace.

use super::{Peer, asking, json};
use crate::origin;
use crate::refused::Denied;
use crate::relay::Relay;
use crate::room::{ANYONE_MAY_BURN, HISTORY};
use crate::telemetry::Notice;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use burnroom_shared::api::CreateRoom;
use burnroom_shared::limits::{CAPACITY_MAX, CAPACITY_MIN, REQUEST_BODY_MAX, SEALED_TITLE_BYTES, TTL_MAX_S, TTL_MIN_S};
use burnroom_shared::refusal::Refusal;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long a body of at most 4 KiB may take.
const BODY_WITHIN: Duration = Duration::from_secs(10);

/// The upper half of the parameter byte, the version, with no bit below it.
const VERSION_BITS: u8 = 0b0001_0000;

/// Makes a room.
///
/// A request that a foreign page could send without asking first is refused twice: by its origin, and because it
/// cannot say that it is JSON.
pub(crate) async fn create(State(relay): State<Arc<Relay>>, request: Request<Body>) -> Result<Response, Denied> {
    origin::judge(request.headers(), relay.public_origin.as_ref())?;
    let peer = request.extensions().get().cloned().unwrap_or_else(Peer::unknown);
    let client = asking(&relay, &peer, request.headers());
    let taken = relay.creations.take(client, relay.clock.now().uptime_ms);
    taken.map_err(|wait| Denied::for_now(Refusal::TooFast, wait))?;
    if !is_json(request.headers()) {
        return Err(Refusal::BadFrame.into());
    }
    let body = read(request.into_body()).await?;
    let asked: CreateRoom = serde_json::from_slice(&body).map_err(|_| Refusal::BadFrame)?;
    judge(&asked)?;
    let created = relay.rooms.create(asked).inspect_err(|refusal| {
        if *refusal == Refusal::RelayFull {
            relay.telemetry.say(Notice::RoomsFull);
        }
    })?;
    Ok(json(StatusCode::CREATED, &created))
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.and_then(|media_type| media_type.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads no more than the bound, however long the body says it is.
async fn read(body: Body) -> Result<Bytes, Refusal> {
    let read = timeout(BODY_WITHIN, to_bytes(body, REQUEST_BODY_MAX)).await;
    read.map_err(|_| Refusal::TooSlow)?.map_err(|_| Refusal::TooLarge)
}

fn judge(asked: &CreateRoom) -> Result<(), Refusal> {
    let title_fits = asked.title.as_ref().is_none_or(|title| title.0.len() == SEALED_TITLE_BYTES);
    let fits = asked.parameters & !(HISTORY | ANYONE_MAY_BURN) == VERSION_BITS
        && (TTL_MIN_S..=TTL_MAX_S).contains(&asked.ttl_s)
        && (CAPACITY_MIN..=CAPACITY_MAX).contains(&asked.capacity)
        && title_fits;
    if fits { Ok(()) } else { Err(Refusal::OutOfRange) }
}
