//! Errors of handlers in the form that their caller reads.

use axum::extract::Request;
use axum::middleware::Next;
use axum_core::body::Body;
use axum_core::response::Response;
use http::HeaderValue;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use lucerna_web::{Caller, HttpHead, Problem};

/// Middleware that gives each error of Lucerna the body that its caller reads: a page, JSON or plain text.
///
/// An error that a handler returns does not know the request, and its body is plain text. With this middleware it is HTML for a
/// browser that navigates and `application/problem+json` for a script. The status and the headers about other things than
/// the body stay, and so does every body that is not plain text.
///
/// ```
/// use axum::Router;
/// use axum::http::StatusCode;
/// use axum::middleware::from_fn;
/// use axum::routing::get;
/// use lucerna_web::Problem;
/// use lucerna_web_axum::{AuthError, negotiate_errors};
///
/// const SOLD_OUT: Problem = Problem::new(StatusCode::CONFLICT, "sold_out", "Sold out", "Please choose another day.");
///
/// async fn buy() -> Result<(), AuthError> {
///     Err(SOLD_OUT.into())
/// }
///
/// let app: Router = Router::new().route("/tickets", get(buy)).layer(from_fn(negotiate_errors));
/// ```
pub async fn negotiate_errors(request: Request, next: Next) -> Response {
    let caller = Caller::of(&HttpHead::from(&request));
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().filter(|_| is_plain_text(&response)) else {
        return response;
    };
    let (content_type, body) = problem.content_for(caller);
    // A layer within this one may have compressed the former body.
    response.headers_mut().remove(CONTENT_ENCODING);
    response.headers_mut().remove(CONTENT_LENGTH);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.map(|_| Body::from(body))
}

fn is_plain_text(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"text/plain"))
}
