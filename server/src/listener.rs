//! Accepts connections and speaks HTTP on them, within bounds of number, size and time. Knows no address's meaning.

use crate::addresses::{Client, Place};
use crate::relay::Relay;
use crate::router::Peer;
use crate::telemetry::Notice;
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service as _;

/// How long the head of a request may take, and how long a connection may be idle between two.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Most bytes of a request's head; the longest real one is under 2 KiB.
const HEAD_BYTES: usize = 16 * 1024;
/// How long a connection may speak HTTP at all: the whole client over the slowest line one would wait for.
const HTTP_WITHIN: Duration = Duration::from_secs(300);
/// Pause after a failed accept: without descriptors the next one fails at once, too.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Accepts until `stop`, then lets answers that have been begun end.
pub(crate) async fn listen(listener: TcpListener, router: Router, relay: Arc<Relay>, stop: CancellationToken) {
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, from)) => {
                if let Some(peer) = admit(&relay, from) {
                    connections.spawn(serve(stream, peer, router.clone(), stop.clone()));
                }
            }
            Err(_) => {
                relay.telemetry.say(Notice::AcceptFailed);
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// A connection is turned away by dropping it: an answer would cost what the bound is there to save.
fn admit(relay: &Relay, from: SocketAddr) -> Option<Peer> {
    let address = from.ip().to_canonical();
    let client = Client::from(address);
    let Some(place) = relay.connections.enter(client) else {
        relay.telemetry.say(Notice::ConnectionsFull);
        return None;
    };
    if relay.trusted_proxies.contains(&address) {
        return Some(peer(address, [place]));
    }
    let Some(neighbour) = relay.neighbours.enter(client) else {
        relay.telemetry.say(Notice::AddressFull);
        return None;
    };
    Some(peer(address, [place, neighbour]))
}

fn peer<const N: usize>(address: std::net::IpAddr, places: [Place; N]) -> Peer {
    Peer { address, places: Arc::new(places) }
}

async fn serve(stream: TcpStream, peer: Peer, router: Router, stop: CancellationToken) {
    // Small frames must not wait for the answer to the last one.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer.clone());
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let until_stopped = async {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    };
    // Whatever went wrong went wrong on the far side; there is nobody to tell.
    let _ = timeout(HTTP_WITHIN, until_stopped).await;
}
