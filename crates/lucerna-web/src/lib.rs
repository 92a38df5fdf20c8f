//! The part of Lucerna that every web framework shares, on the types of the `http` crate.
//!
//! Applications find it as the module `web` of the crate `lucerna`, behind the feature `web`. If you use a framework, use its
//! own crate, which builds on this one. Without a framework, this crate is enough: `crates/lucerna/examples/hyper.rs` is the
//! guide's application on hyper. Authors of a framework's crate depend on it directly.
//!
//! | you need | here |
//! |---|---|
//! | the head of a request for the core | [`HttpHead`], with the [`PeerAddress`] |
//! | the session of a request, looked up once | [`find_session`], [`require_session`], [`require_recent`], [`require_bearer`] |
//! | signing in and out with the proof of origin | [`AuthRequest`], [`SetCookie`] |
//! | a response to any error: page, JSON, redirect | [`AuthError`], [`Problem`], [`Caller`] |
//! | the cookie again, when a session is renewed | [`RenewedCookie`] |
//! | the page to return to after signing in | [`ReturnPath`] |
//! | the security headers of an answer | [`SecurityHeaders`] |
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
//! Call [`AuthRequest::new`] first: it refuses a request of another site before you read the body. Then check the content type,
//! since another site's page can send a form as `text/plain`. Limit the size as well: 16 KiB are enough for a form.
//!
//! # The log
//!
//! Events, and the cause of every 5xx, go to `tracing` with the target `lucerna`. To see them, install a subscriber, such as
//! `tracing_subscriber::fmt().init()`. [`Event`](lucerna_core::Event) lists the names.
//!
//! # Other protocols
//!
//! A request for another protocol, such as a WebSocket, must prove its origin like a POST. Without that proof,
//! [`find_session`] and [`AuthRequest`] answer 403.

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod head;

mod caller;

mod return_path;

mod problem;

mod visitor_texts;

mod error;

mod cookie;

mod session;

mod recent;

mod security_headers;

mod renewal;

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
pub use renewal::RenewedCookie;
pub use request::AuthRequest;
pub use return_path::ReturnPath;
pub use security_headers::SecurityHeaders;
pub use session::{
    Bearer, Cookie, Credential, find_session, installed_auth, look_up, require_bearer, require_session,
};
