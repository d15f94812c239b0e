//! From HTTP to a socket (RFC 6455, 4.2): judges the request, answers it, and takes the stream back from HTTP.
//!
//! No extension is ever accepted: compression costs many times what it saves on ciphertext. The stream leaves HTTP as
//! the system's own, so that it can go to live on its room's runtime.

use axum::body::Body;
use axum::http::header::{
    CONNECTION, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::response::Response;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// The one version there is.
const VERSION: &str = "13";
/// Length of a key in base64: 16 bytes.
const KEY_LENGTH: usize = 24;

/// A request that asks for a socket, and may have one.
#[derive(Debug)]
pub(crate) struct Handshake {
    accept: HeaderValue,
    upgrade: OnUpgrade,
}

impl Handshake {
    /// Judges a request; `None` if it does not ask for a socket as it should.
    pub(crate) fn of(request: &mut Request<Body>) -> Option<Self> {
        let headers = request.headers();
        let asks = has_token(headers, &CONNECTION, "upgrade")
            && has_token(headers, &UPGRADE, "websocket")
            && has_token(headers, &SEC_WEBSOCKET_VERSION, VERSION);
        let key = headers.get(SEC_WEBSOCKET_KEY).filter(|key| key.len() == KEY_LENGTH && asks)?;
        let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok()?;
        let upgrade = request.extensions_mut().remove::<OnUpgrade>()?;
        Some(Self { accept, upgrade })
    }

    /// The answer, and the stream that follows it.
    pub(crate) fn accept(self) -> (Response, Switching) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(SEC_WEBSOCKET_ACCEPT, self.accept);
        (response, Switching(self.upgrade))
    }
}

/// A stream that is HTTP's until the answer is written.
#[derive(Debug)]
pub(crate) struct Switching(OnUpgrade);

impl Switching {
    /// Waits for the stream and brings it to the runtime of the caller, with what has been read of it already.
    /// `None` if the other side went away.
    pub(crate) async fn stream(self) -> Option<(TcpStream, Vec<u8>)> {
        let upgraded = self.0.await.ok()?;
        let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
        let stream = parts.io.into_inner().into_std().ok()?;
        Some((TcpStream::from_std(stream).ok()?, parts.read_buf.to_vec()))
    }
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_whole_whatever_their_case() {
        let mut headers = HeaderMap::new();
        headers.append(CONNECTION, HeaderValue::from_static("keep-alive"));
        headers.append(CONNECTION, HeaderValue::from_static("x , Upgrade"));
        assert!(has_token(&headers, &CONNECTION, "upgrade"));
        assert!(!has_token(&headers, &CONNECTION, "up"));
        assert!(!has_token(&headers, &UPGRADE, "upgrade"));
    }
}
