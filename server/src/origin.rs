//! Whose page a request comes from. Browsers say so; whoever is not a browser may say anything, and holds no cookies
//! that a foreign page could borrow, so that nothing said is fine.

use crate::config::Origin;
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use burnroom_shared::refusal::Refusal;

/// Lets through what comes from no page, from a page of the host that is asked, or from one of the public origin.
///
/// # Errors
/// [`Refusal::OriginWrong`].
pub(crate) fn judge(headers: &HeaderMap, public: Option<&Origin>) -> Result<(), Refusal> {
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or_default();
    let is_public = public.is_some_and(|public| origin.eq_ignore_ascii_case(public.as_str()));
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let page_host = ["http://", "https://"].into_iter().find_map(|scheme| origin.strip_prefix(scheme));
    let is_host = matches!((page_host, host), (Some(page), Some(host)) if page.eq_ignore_ascii_case(host));
    if is_public || is_host { Ok(()) } else { Err(Refusal::OriginWrong) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn judged(origin: Option<&str>, host: Option<&str>, public: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        let named = [(ORIGIN, origin), (HOST, host)];
        for (name, value) in named.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        judge(&headers, public.map(|public| public.parse().unwrap()).as_ref()).is_ok()
    }

    #[test]
    fn the_asked_host_the_public_origin_or_no_page_at_all() {
        assert!(judged(None, Some("a:1"), None));
        assert!(judged(Some("http://a:1"), Some("a:1"), None));
        assert!(judged(Some("https://a"), Some("A"), None));
        assert!(judged(Some("https://pub"), Some("inner:1"), Some("https://pub")));
        for origin in ["null", "", "http://b:1", "http://a:1.evil", "http://a:10", "a:1", "ftp://a:1", "http://a:1/"] {
            assert!(!judged(Some(origin), Some("a:1"), Some("https://pub")), "{origin}");
        }
        assert!(!judged(Some("http://pub"), Some("a:1"), Some("https://pub")));
        assert!(!judged(Some("http://"), None, None));
    }
}
