//! The session cookie, sent again when a session is renewed.

use crate::AuthError;
use axum::extract::Request;
use axum::middleware::Next;
use axum_core::response::{IntoResponse, Response};
use lucerna_web::RenewedCookie;

/// Middleware that sends the session cookie again when a request renews its session, with the time that is left.
///
/// Browsers keep a cookie for 400 days at most, and some for a shorter time. With this middleware a session in use outlives
/// that. A response that sets or clears the session cookie itself stays as it is.
///
/// ```
/// use axum::Router;
/// use axum::middleware::from_fn;
/// use axum::routing::get;
/// use lucerna_core::Auth;
/// use lucerna_web_axum::{CurrentUser, renew_cookies};
///
/// async fn home(user: CurrentUser<()>) -> String {
///     format!("your id is {}", user.id)
/// }
///
/// fn app(auth: Auth<()>) -> Router {
///     Router::new().route("/", get(home)).layer(from_fn(renew_cookies)).with_state(auth)
/// }
/// ```
pub async fn renew_cookies(mut request: Request, next: Next) -> Response {
    let cookie = RenewedCookie::collect(request.extensions_mut());
    let mut response = next.run(request).await;
    let added = cookie.add_to(response.headers_mut());
    added.map_or_else(|error| AuthError::from(error).into_response(), |()| response)
}
