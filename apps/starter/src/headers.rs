//! The headers that every response has.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use lucerna::Origin;
use std::net::Ipv4Addr;

const HEADERS: [(HeaderName, &str); 8] = [
    // Only our own files: no inline script or style, and nothing from other sites.
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: browsers would send `Origin: null` with our own forms.
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    // Every page depends on the user. Responses that may be cached set this header themselves.
    (CACHE_CONTROL, "no-store"),
];

/// Returns the instruction to browsers to use only `https` for two years. There is none for addresses, for which browsers
/// ignore it, and none for this machine, on which other programs have no `https`. `subdomains` is about all hosts below the
/// origin's, which may be others'.
pub(crate) fn transport(origin: &Origin, subdomains: bool) -> Option<HeaderValue> {
    let is_address = origin.host().starts_with('[') || origin.host().parse::<Ipv4Addr>().is_ok();
    let applies = origin.is_secure() && !origin.is_loopback() && !is_address;
    applies.then_some(HeaderValue::from_static(if subdomains {
        "max-age=63072000; includeSubDomains"
    } else {
        "max-age=63072000"
    }))
}

pub(crate) async fn secure(mut response: Response, transport: Option<HeaderValue>) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Some(transport) = transport {
        headers.insert(STRICT_TRANSPORT_SECURITY, transport);
    }
    response
}

/// The same headers as they are sent, for answers that no route gives.
pub(crate) async fn lines(transport: Option<HeaderValue>) -> Vec<u8> {
    let response = secure(Response::default(), transport).await;
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat()
    };
    response.headers().iter().flat_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_demanded_of_names_on_a_network_only() {
        let told = |origin: &str, subdomains| transport(&origin.parse().unwrap(), subdomains);
        assert_eq!(told("https://app.example", false).unwrap(), "max-age=63072000");
        assert_eq!(told("https://app.example", true).unwrap(), "max-age=63072000; includeSubDomains");
        for origin in [
            "http://app.example",
            "https://localhost",
            "https://localhost:8443",
            "https://app.localhost",
            "https://127.0.0.1",
            "https://192.0.2.7",
            "https://[::1]",
            "https://[2001:db8::1]",
        ] {
            assert_eq!(told(origin, true), None, "{origin}");
        }
    }
}
