//! The security headers as they are sent, for answers that no route gives.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use lucerna::web::SecurityHeaders;

pub(crate) fn lines(security: &SecurityHeaders) -> Vec<u8> {
    let mut headers = HeaderMap::new();
    security.add_to(&mut headers);
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat()
    };
    headers.iter().flat_map(line).collect()
}
