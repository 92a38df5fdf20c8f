//! What every web framework shares of Lucerna, over the types of the `http` crate.
//!
//! Applications use the crate of their framework, which builds on this one. Depend on it directly to write one:
//!
//! | you need | here |
//! |---|---|
//! | the head of a request for the core | [`HttpHead`], with the [`PeerAddress`] |
//! | the session of a request, looked up once | [`find_session`], [`require_session`], [`require_recent`] |
//! | signing in and out with the proof of origin | [`AuthRequest`], [`SetCookie`] |
//! | an answer to any error: page, JSON, redirect | [`AuthError`], [`Problem`], [`Caller`] |
//! | the way back after signing in | [`ReturnPath`] |
//! | Lucia's sessions after an adoption | [`AdoptedExchange`]; `ExchangeAdoptedLayer` with the feature `tower` |
//!
//! A whole application without any framework:
//!
//! ```
//! use http::header::LOCATION;
//! use http::request::Parts;
//! use http::{HeaderValue, Request, Response, StatusCode};
//! use lucerna_core::{Auth, KeyId};
//! use lucerna_web::{AuthError, AuthRequest, Cookie, HttpHead, ReturnPath, SetCookie, require_session};
//!
//! type Answer = Result<Response<String>, AuthError>;
//!
//! async fn handle(auth: &Auth<()>, request: Request<String>) -> Response<String> {
//!     let (mut parts, body) = request.into_parts();
//!     let answer = match (parts.method.as_str(), parts.uri.path()) {
//!         ("GET", "/") => profile(auth, &mut parts).await,
//!         ("POST", "/login") => sign_in(auth, &parts, &body).await,
//!         ("POST", "/logout") => sign_out(auth, &mut parts).await,
//!         _ => Ok(Response::new("this example has three pages".to_owned())),
//!     };
//!     // Every error is answered in one place, and logged there.
//!     answer.unwrap_or_else(|error| error.respond(&HttpHead::from(&parts)))
//! }
//!
//! async fn profile(auth: &Auth<()>, parts: &mut Parts) -> Answer {
//!     let head = HttpHead::new(&parts.method, &parts.uri, &parts.headers);
//!     let session = require_session::<Cookie, _, _>(auth, head, &mut parts.extensions).await?;
//!     Ok(Response::new(format!("your id is {}", session.user.id)))
//! }
//!
//! async fn sign_in(auth: &Auth<()>, parts: &Parts, password: &str) -> Answer {
//!     let auth: AuthRequest<()> = AuthRequest::new(auth, &HttpHead::from(parts))?;
//!     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
//!     let cookie = auth.start_session(verified).await?;
//!     go_to(&ReturnPath::from_query(parts.uri.query()), cookie)
//! }
//!
//! async fn sign_out(auth: &Auth<()>, parts: &mut Parts) -> Answer {
//!     let head = HttpHead::new(&parts.method, &parts.uri, &parts.headers);
//!     let request: AuthRequest<()> = AuthRequest::new(auth, &head)?;
//!     let session = require_session::<Cookie, _, _>(auth, head, &mut parts.extensions).await?;
//!     go_to(&ReturnPath::default(), request.end_session(&session.id).await?)
//! }
//!
//! fn go_to(path: &ReturnPath, cookie: SetCookie) -> Answer {
//!     let mut response = Response::new(String::new());
//!     *response.status_mut() = StatusCode::SEE_OTHER;
//!     cookie.add_to(response.headers_mut())?;
//!     response.headers_mut().insert(LOCATION, HeaderValue::from(path));
//!     Ok(response)
//! }
//! ```
//!
//! A request that asks for another protocol, such as a WebSocket, is refused like a POST if it did not show that it comes
//! from our own pages: [`find_session`] and [`AuthRequest`] answer 403.

mod head;

mod caller;

mod return_path;

mod problem;

mod words;

mod error;

mod cookie;

mod session;

mod request;

mod adopted;

mod newtype;

pub use adopted::{AdoptedCookies, AdoptedExchange};
#[cfg(feature = "tower")]
pub use adopted::{ExchangeAdopted, ExchangeAdoptedLayer};
pub use caller::Caller;
pub use cookie::SetCookie;
pub use error::AuthError;
pub use head::{HttpHead, PeerAddress};
#[doc(hidden)]
pub use lucerna_core;
pub use problem::Problem;
pub use request::AuthRequest;
pub use return_path::ReturnPath;
pub use session::{
    Bearer, Cookie, Credential, find_session, installed_auth, require_recent, require_session,
};
