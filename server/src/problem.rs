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

#[cfg(test)]
mod tests {
    use super::*;
    use burnroom_shared::refusal::Refusal;
    use std::time::Duration;

    #[test]
    fn r65_a_wait_is_said_in_whole_seconds_and_never_too_short() {
        let said = |wait| {
            let response = Denied { retry_after: wait, ..Denied::from(Refusal::RoomFull) }.into_response();
            let wait = response.headers().get(RETRY_AFTER).map(|wait| wait.to_str().unwrap().to_owned());
            (response.status().as_u16(), wait)
        };
        assert_eq!(said(None), (409, None));
        assert_eq!(said(Some(Duration::from_millis(42_001))), (409, Some("43".to_owned())));
    }
}
