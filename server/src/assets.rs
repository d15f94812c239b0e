//! The web client, embedded in the binary when it was built, with its codings. Reads no file while the relay runs.

use crate::headers::NO_STORE;
use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

/// The page behind `/` and `/r`.
const INDEX: &str = "index.html";
/// What a name that changes with its content may be kept for: a year, without asking.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept, but asked about each time.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// A file of the client.
struct Asset {
    path: &'static str,
    media_type: &'static str,
    /// Of the plain content, in hex.
    hash: &'static str,
    /// True if the name holds a hash of the content.
    is_immutable: bool,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

// Sorted by path; written by the build script.
static EMBEDDED: &[Asset] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Shown in place of a client that was not built in.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Burnroom</title>\
    <h1>The relay is here, its page is not.</h1>\
    <p>This binary was built without the web client. <code>cargo xtask run</code> builds both and starts them.";

/// Shown for an address that is nothing here.
const NOT_FOUND: &str = "<!doctype html><html lang=en><meta charset=utf-8>\
    <meta name=viewport content=\"width=device-width\"><title>Burnroom</title>\
    <h1>Nothing here. Not even ashes.</h1>\
    <p>If you came for a room, ask for its link again: it is long, and all of it counts. <a href=\"/\">Make a room</a>";

/// The page that the client runs in.
#[must_use]
pub fn index(asked: &HeaderMap) -> Response {
    match find(INDEX) {
        Some(asset) => answer(asset, asked),
        None => page(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT),
    }
}

/// A file by its path, without the leading slash; a page that says so if there is none.
#[must_use]
pub fn file(path: &str, asked: &HeaderMap) -> Response {
    find(path).map_or_else(|| page(StatusCode::NOT_FOUND, NOT_FOUND), |asset| answer(asset, asked))
}

fn find(path: &str) -> Option<&'static Asset> {
    let place = EMBEDDED.binary_search_by(|asset| asset.path.cmp(path)).ok()?;
    EMBEDDED.get(place)
}

fn page(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HTML);
    response
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
    Plain,
}

impl Coding {
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }
}

fn answer(asset: &'static Asset, asked: &HeaderMap) -> Response {
    let accepts = |coding: Coding| coding.word().is_some_and(|word| accepts(asked, word));
    let choices = [(Coding::Brotli, asset.brotli), (Coding::Gzip, asset.gzip)];
    let chosen = choices.into_iter().find_map(|(coding, body)| Some((coding, body?)).filter(|_| accepts(coding)));
    let (coding, body) = chosen.unwrap_or((Coding::Plain, asset.plain));
    let tag = format!("\"{}-{}\"", asset.hash, coding.word().unwrap_or("plain"));
    let is_known = asset.path != INDEX && is_named(asked, &tag);
    let mut response = Response::new(if is_known { Body::empty() } else { Body::from(body) });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    put_headers(response.headers_mut(), asset, coding, &tag);
    response
}

/// Each coding has a tag of its own, so a strong tag never stands for two different bodies.
fn put_headers(headers: &mut HeaderMap, asset: &'static Asset, coding: Coding, tag: &str) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(word) = coding.word() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(word));
    }
    let keep = match (asset.path == INDEX, asset.is_immutable) {
        (true, _) => NO_STORE,
        (false, true) => IMMUTABLE,
        (false, false) => REVALIDATE,
    };
    headers.insert(CACHE_CONTROL, keep);
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
}

/// True if `coding` is listed and not with weight zero (RFC 9110, 12.5.3).
fn accepts(asked: &HeaderMap, coding: &str) -> bool {
    listed(asked, &ACCEPT_ENCODING).any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(coding) && weight.is_some_and(|weight| weight > 0.0)
    })
}

fn is_named(asked: &HeaderMap, tag: &str) -> bool {
    listed(asked, &IF_NONE_MATCH).any(|part| part.trim().trim_start_matches("W/") == tag)
}

fn listed<'a>(asked: &'a HeaderMap, name: &axum::http::HeaderName) -> impl Iterator<Item = &'a str> {
    let values = asked.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(','))
}

#[cfg(test)]
mod tests;
