//! The headers that every answer has.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use lucerna_core::Origin;
use std::net::Ipv4Addr;

const HEADERS: [(HeaderName, &str); 8] = [
    // Only our own files: no inline script or style, and nothing from other sites. Turbo and htmx send forms with `connect-src`.
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: browsers would send `Origin: null` with our own forms.
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    // Every page depends on the user. Files that may be cached set this header themselves.
    (CACHE_CONTROL, "no-store"),
];

/// Returns the headers of every answer of an application with this origin. An answer may replace them.
pub(crate) fn of_all_answers(origin: &Origin) -> HeaderMap {
    let mut headers: HeaderMap =
        HEADERS.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
    headers.extend(transport(origin).map(|it| (STRICT_TRANSPORT_SECURITY, it)));
    headers
}

/// Returns the instruction to browsers to use only `https` for two years. There is none for addresses, for which browsers
/// ignore it, and none for this machine, on which other programs have no `https`.
fn transport(origin: &Origin) -> Option<HeaderValue> {
    let is_address = origin.host().starts_with('[') || origin.host().parse::<Ipv4Addr>().is_ok();
    let applies = origin.is_secure() && !origin.is_loopback() && !is_address;
    applies.then_some(HeaderValue::from_static("max-age=63072000"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_demanded_of_names_on_a_network_only() {
        let told = |origin: &str| transport(&origin.parse().unwrap()).is_some();
        assert!(told("https://app.example"));
        for origin in
            ["http://app.example", "https://localhost", "https://192.0.2.7", "https://[2001:db8::1]"]
        {
            assert!(!told(origin), "{origin}");
        }
    }

    #[test]
    fn a_header_of_the_answer_stays() {
        let mut headers = of_all_answers(&"http://localhost".parse().unwrap());
        headers.extend(HeaderMap::from_iter([(CACHE_CONTROL, HeaderValue::from_static("public"))]));
        assert_eq!(
            (headers.len(), &headers[CACHE_CONTROL]),
            (HEADERS.len(), &HeaderValue::from_static("public"))
        );
    }
}
