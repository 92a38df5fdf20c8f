//! The headers that every response has.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

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

/// The instruction to browsers to use only `https` for two years.
const TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

pub(crate) async fn secure(mut response: Response, secure_origin: bool) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if secure_origin {
        headers.insert(STRICT_TRANSPORT_SECURITY, TRANSPORT);
    }
    response
}

/// The same headers as they are sent, for answers that no route gives.
pub(crate) async fn lines(secure_origin: bool) -> Vec<u8> {
    let response = secure(Response::default(), secure_origin).await;
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat()
    };
    response.headers().iter().flat_map(line).collect()
}
