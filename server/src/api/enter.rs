//! Asking about a room, and the socket into it. The entry token is shown in a header or a frame, never in a URL.

use super::{Peer, asking, json};
use crate::addresses::{Client, Place};
use crate::connection::WebSocket;
use crate::handshake::{Handshake, Switching};
use crate::hearth::Hearth;
use crate::membership::Visitor;
use crate::origin;
use crate::outbox::outbox;
use crate::refused::Denied;
use crate::relay::Relay;
use crate::rooms::Found;
use crate::socket;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use burnroom_shared::api::ENTRY_HEADER;
use burnroom_shared::ids::{Entry, EntryHash, RoomId};
use burnroom_shared::refusal::Refusal;
use std::sync::Arc;

/// Describes a room to whoever shows its entry token.
pub(crate) async fn describe(
    State(relay): State<Arc<Relay>>,
    Path(room): Path<String>,
    request: Request<Body>,
) -> Result<Response, Denied> {
    origin::judge(request.headers(), relay.public_origin.as_ref())?;
    let peer = request.extensions().get().cloned().unwrap_or_else(Peer::unknown);
    keep_pace(&relay, asking(&relay, &peer, request.headers()))?;
    let (id, room) = find(&relay, &room)?;
    let entry_hash = shown(request.headers());
    Ok(json(StatusCode::OK, &room.hearth.describe(&id, entry_hash.as_ref())?))
}

/// Opens a socket. Past the origin, every refusal is a close code: a page cannot read the answer to an upgrade.
pub(crate) async fn socket(
    State(relay): State<Arc<Relay>>,
    Path(room): Path<String>,
    mut request: Request<Body>,
) -> Response {
    if let Err(refusal) = origin::judge(request.headers(), relay.public_origin.as_ref()) {
        return Denied::from(refusal).into_response();
    }
    let peer = request.extensions().get().cloned().unwrap_or_else(Peer::unknown);
    let client = asking(&relay, &peer, request.headers());
    let Some(handshake) = Handshake::of(&mut request) else {
        return Denied::from(Refusal::BadFrame).into_response();
    };
    let (response, switching) = handshake.accept();
    match admit(&relay, &room, &peer, client) {
        Ok((id, Found { hearth, runtime }, neighbour)) => {
            let held = (peer, neighbour);
            let visit = visit(Arc::clone(&relay), (id, hearth), switching, held);
            relay.rooms.tasks().spawn_on(visit, &runtime);
        }
        Err(denied) => {
            relay.rooms.tasks().spawn(turn_away(switching, denied, peer));
        }
    }
    response
}

/// The room that is asked for, and a place for the client if it came through a proxy: only there its own address shows.
fn admit(relay: &Relay, room: &str, peer: &Peer, client: Client) -> Result<(RoomId, Found, Option<Place>), Denied> {
    keep_pace(relay, client)?;
    let is_forwarded = client != Client::from(peer.address);
    let neighbour = is_forwarded.then(|| relay.neighbours.enter(client).ok_or(Refusal::TooFast));
    let neighbour = neighbour.transpose()?;
    let (id, found) = find(relay, room)?;
    Ok((id, found, neighbour))
}

/// `held` are places among the connections.
async fn visit(relay: Arc<Relay>, room: (RoomId, Arc<Hearth>), switching: Switching, held: (Peer, Option<Place>)) {
    let Some((stream, read)) = switching.stream().await else { return };
    let connection = WebSocket::after_handshake(stream, read).await;
    let (outbox, outlet) = outbox(relay.slack);
    let visitor = Visitor::new(room, outbox, Arc::clone(&relay.clock), relay.acts);
    let patience = relay.patience;
    // A connection may outlive every other reason to keep the relay.
    drop(relay);
    socket::serve(connection, outlet, visitor, patience).await;
    drop(held);
}

async fn turn_away(switching: Switching, denied: Denied, peer: Peer) {
    if let Some((stream, read)) = switching.stream().await {
        socket::refuse(WebSocket::after_handshake(stream, read).await, &denied).await;
    }
    drop(peer);
}

fn keep_pace(relay: &Relay, client: Client) -> Result<(), Denied> {
    let taken = relay.entries.take(client, relay.clock.now().uptime_ms);
    taken.map_err(|wait| Denied::for_now(Refusal::TooFast, wait))
}

fn find(relay: &Relay, room: &str) -> Result<(RoomId, Found), Refusal> {
    let id: RoomId = room.parse().map_err(|_| Refusal::RoomNotFound)?;
    relay.rooms.find(&id).map(|found| (id, found))
}

fn shown(headers: &HeaderMap) -> Option<EntryHash> {
    let entry: Entry = headers.get(ENTRY_HEADER)?.to_str().ok()?.parse().ok()?;
    Some(EntryHash::of(&entry))
}
