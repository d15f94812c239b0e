//! Codings and caching, on a file of our own; what is embedded depends on what was built.

use super::*;

static SCRIPT: Asset = Asset {
    path: "boot-0123456789abcdef.js",
    media_type: "text/javascript",
    hash: "cafe",
    is_immutable: true,
    plain: b"plain",
    brotli: Some(b"brotli"),
    gzip: Some(b"gzip"),
};

fn asking(name: axum::http::HeaderName, value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
}

fn header(response: &Response, name: axum::http::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

#[test]
fn the_smallest_coding_that_is_accepted_is_sent() {
    let cases = [
        ("gzip, deflate, br, zstd", Some("br")),
        ("br;q=0, gzip;q=0.5", Some("gzip")),
        ("identity", None),
        ("brotli", None),
        ("br;q=x", None),
    ];
    for (accepted, coding) in cases {
        let response = answer(&SCRIPT, &asking(ACCEPT_ENCODING, accepted));
        assert_eq!(header(&response, CONTENT_ENCODING), coding, "{accepted}");
        let tag = format!("\"cafe-{}\"", coding.unwrap_or("plain"));
        assert_eq!(header(&response, ETAG), Some(tag.as_str()));
        assert_eq!(header(&response, VARY), Some("accept-encoding"));
    }
}

#[test]
fn whoever_has_it_is_not_sent_it_again() {
    let response = answer(&SCRIPT, &asking(IF_NONE_MATCH, "\"old\", W/\"cafe-plain\""));
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    let other = answer(&SCRIPT, &asking(IF_NONE_MATCH, "\"cafe-br\""));
    assert_eq!(other.status(), StatusCode::OK);
}

#[test]
fn what_changes_its_name_is_kept_and_the_page_is_not() {
    let cases = [("x.js", true, IMMUTABLE), ("x.svg", false, REVALIDATE), (INDEX, true, NO_STORE)];
    for (path, is_immutable, keep) in cases {
        let asset: &'static Asset = Box::leak(Box::new(Asset { path, is_immutable, ..SCRIPT }));
        let response = answer(asset, &HeaderMap::new());
        assert_eq!(response.headers().get(CACHE_CONTROL), Some(&keep));
    }
}

#[test]
fn what_is_embedded_can_be_found() {
    assert!(EMBEDDED.is_sorted_by(|one, other| one.path < other.path));
    assert!(EMBEDDED.iter().all(|asset| find(asset.path).is_some_and(|found| found.path == asset.path)));
    let index = index(&HeaderMap::new());
    let is_built = !EMBEDDED.is_empty();
    assert_eq!(index.status() == StatusCode::OK, is_built);
    assert_eq!(file("../Cargo.toml", &HeaderMap::new()).status(), StatusCode::NOT_FOUND);
}
