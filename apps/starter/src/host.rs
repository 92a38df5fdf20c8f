//! The host of a request, which it has to name once.

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{StatusCode, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses a request with several `Host` headers, of which proxies and caches may read another than we do, and one of
/// HTTP/1.1 without it (RFC 9112, section 3.2).
pub(crate) async fn require_one(request: Request, next: Next) -> Response {
    match request.headers().get_all(HOST).iter().count() {
        1 => next.run(request).await,
        0 if request.version() < Version::HTTP_11 => next.run(request).await,
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}
