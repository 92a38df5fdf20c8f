//! What every web framework shares of Lucerna, over the types of the `http` crate.
//!
//! Applications use the crate of their framework, which builds on this one. Depend on it directly to write one:
//!
//! | you need | here |
//! |---|---|
//! | the head of a request for the core | [`HttpHead`] |
//! | the session of a request, looked up once | [`find_session`], [`require_session`] |
//! | signing in and out with the proof of origin | [`AuthRequest`], [`SetCookie`] |
//! | an answer to any error: page, JSON, redirect | [`AuthError`], [`Problem`], [`Caller`] |
//! | the way back after signing in | [`ReturnPath`] |
//! | Lucia's sessions after an adoption | [`AdoptedExchange`]; `ExchangeAdoptedLayer` with the feature `tower` |
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
pub use head::HttpHead;
#[doc(hidden)]
pub use lucerna_core;
pub use problem::Problem;
pub use request::AuthRequest;
pub use return_path::ReturnPath;
pub use session::{Bearer, Cookie, Credential, find_session, installed_auth, require_session};
