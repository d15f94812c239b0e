//! What every answer carries so that a browser does only what the page needs. Owns no content.

use crate::config::Origin;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};

/// Scripts, styles, pictures and connections of this origin only; WebAssembly; nothing inline, no frames, no forms, and
/// no string that becomes markup. Pictures are files of the client: neither `data:` nor `blob:` is needed.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; manifest-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'";

/// Nothing of the device but the screen and the clipboard.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Two years, as browsers' lists ask for; subdomains are somebody else's to decide.
const TRANSPORT: &str = "max-age=63072000";

/// Written to no cache at all: the default, for whatever does not say otherwise.
pub const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

const FIXED: [(HeaderName, HeaderValue); 7] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
];

/// Puts them on an answer.
pub fn put_on(headers: &mut HeaderMap, public: Option<&Origin>) {
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    if public.is_some_and(Origin::is_secure) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TRANSPORT));
    }
    headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
}
