//! Which address is what. Every answer, whoever made it, leaves with the security headers.

use crate::api;
use crate::assets;
use crate::headers;
use crate::relay::Relay;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use std::sync::Arc;

pub use crate::api::Peer;

/// The relay's HTTP.
pub fn router(relay: Arc<Relay>) -> Router {
    Router::new()
        .route("/api/rooms", post(api::create))
        .route("/api/rooms/{room}", get(api::describe))
        .route("/api/rooms/{room}/socket", get(api::socket))
        .route("/healthz", get(async || "ok"))
        .route("/", get(index))
        .route("/r", get(index))
        .fallback(get(file))
        .layer(from_fn_with_state(Arc::clone(&relay), put_headers))
        .with_state(relay)
}

async fn index(headers: HeaderMap) -> Response {
    assets::index(&headers)
}

async fn file(uri: Uri, headers: HeaderMap) -> Response {
    assets::file(uri.path().trim_start_matches('/'), &headers)
}

async fn put_headers(State(relay): State<Arc<Relay>>, request: Request<Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    headers::put_on(response.headers_mut(), relay.public_origin.as_ref());
    response
}

#[cfg(test)]
mod tests;
