//! What every web framework shares of Lucerna, over the types of the `http` crate.
//!
//! With a framework, use its own crate, which builds on this one. Without one, this is all that an application on hyper needs:
//! `crates/lucerna/examples/hyper.rs` is the guide as such a program. Applications find it as the module `web` of the crate
//! `lucerna`, behind the feature `web`. Authors of a framework's crate depend on it directly.
//!
//! | you need | here |
//! |---|---|
//! | the head of a request for the core | [`HttpHead`], with the [`PeerAddress`] |
//! | the session of a request, looked up once | [`find_session`], [`require_session`], [`require_recent`], [`require_bearer`] |
//! | signing in and out with the proof of origin | [`AuthRequest`], [`SetCookie`] |
//! | an answer to any error: page, JSON, redirect | [`AuthError`], [`Problem`], [`Caller`] |
//! | the way back after signing in | [`ReturnPath`] |
//! | Lucia's sessions after an adoption | [`AdoptedExchange`]; `ExchangeAdoptedLayer` with the feature `tower` |
//!
//! A whole application without any framework:
//!
//! ```
//! use http::request::Parts;
//! use http::{Request, Response};
//! use lucerna_core::{Auth, KeyId};
//! use lucerna_web::{AuthError, AuthRequest, HttpHead, ReturnPath, require_session};
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
//!     let session = require_session(auth, parts).await?;
//!     Ok(Response::new(format!("your id is {}", session.user.id)))
//! }
//!
//! async fn sign_in(auth: &Auth<()>, parts: &Parts, password: &str) -> Answer {
//!     let auth = AuthRequest::new(auth, &HttpHead::from(parts))?;
//!     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
//!     auth.start_session(verified).await?.redirect(&ReturnPath::from_query(parts.uri.query()))
//! }
//!
//! async fn sign_out(auth: &Auth<()>, parts: &mut Parts) -> Answer {
//!     let request = AuthRequest::new(auth, &HttpHead::from(&*parts))?;
//!     let session = require_session(auth, parts).await?;
//!     request.end_session(&session.id).await?.redirect(&ReturnPath::default())
//! }
//! ```
//!
//! # Reading a body
//!
//! Ask [`AuthRequest::new`] first: a request of another site is refused before anything of its body is read. Refuse what is not of
//! the content type that you expect, since a page of another site can send a form as `text/plain`, and read no more than you need:
//! 16 KiB are plenty for a form.
//!
//! # The log
//!
//! What happens, and the cause of every answer with 5xx, goes to `tracing`, with the target `lucerna`. Nothing is written anywhere
//! before the application installs a subscriber, such as `tracing_subscriber::fmt().init()`.
//! [`Event`](lucerna_core::Event) lists the names.
//!
//! # Other protocols
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

mod recent;

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
pub use recent::{Recent, look_up_recent, require_recent};
pub use request::AuthRequest;
pub use return_path::ReturnPath;
pub use session::{
    Bearer, Cookie, Credential, find_session, installed_auth, look_up, require_bearer, require_session,
};
