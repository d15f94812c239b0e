//! A refusal as HTTP says it (RFC 9457). Owns the form; the words and statuses are the shared crate's.

use crate::refused::Denied;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use burnroom_shared::api::Problem;

/// Media type of a refusal's body.
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let problem = Problem::from(self.refusal);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        response.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
        if let Some(wait_s) = self.retry_after_s() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait_s));
        }
        response
    }
}
