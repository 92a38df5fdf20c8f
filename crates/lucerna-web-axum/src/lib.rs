//! Lucerna's extractors and response parts for axum.
//!
//! | handler's argument | what reaches the handler |
//! |---|---|
//! | [`AuthRequest<U>`] | requests that come from our own pages; it signs in and out |
//! | [`CurrentUser<U>`] | requests of somebody who is signed in, with the user |
//! | [`CurrentSession<U>`] | the same, with the session |
//! | [`RecentUser<U>`] | requests of somebody who was verified within 15 minutes, with the proof |
//! | [`BearerUser<U>`], [`BearerSession<U>`] | the same for callers with a token in `Authorization` |
//! | `Option` of `Current…` and `Bearer…` | every request; `None` if nobody is signed in |
//! | [`FromExtension<E>`] | those of the extractor `E`, where the router's state is not yours (Dioxus, Leptos) |
//!
//! No layer has to be installed ([`ExchangeAdoptedLayer`] is for the weeks after an adoption), and the state only has to
//! give an [`Auth<U>`](lucerna_core::Auth): a router whose state is one, or has one through `FromRef`, compiles, and no
//! other does. Several extractors in one handler cost one look-up. A store that fails is 503 or 500, never "signed out",
//! in `Option` too.
//!
//! Write `Router::<AppState>::new()` with the state's type: without it the compiler points at the wrong handler when
//! the state gives no `Auth`.
//!
//! # Back to the page that was asked for
//!
//! The sign-in page is asked for as `/login?next=%2Fnotes`. Leave out the `action` of its form, and the form is sent to the same
//! address:
//!
//! ```
//! use axum::http::Uri;
//! use axum::response::Redirect;
//! # use lucerna_core::KeyId;
//! use lucerna_web::ReturnPath; // in the crate `lucerna`, it is in the module `web`
//! # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
//!
//! type SignedIn = Result<(SetCookie, Redirect), AuthError>;
//!
//! async fn sign_in(auth: AuthRequest<()>, uri: Uri, password: String) -> SignedIn {
//!     let verified = auth.verify_password(&KeyId::username("alice"), &password).await?;
//!     let next = ReturnPath::from_query(uri.query()); // `/` if it is no path of this site
//!     Ok((auth.start_session(verified).await?, Redirect::to(next.as_str())))
//! }
//! ```
//!
//! What is no framework's is in [`lucerna_web`]: errors as pages and JSON, the way back after signing in, who asks.

mod request;

mod current;

mod extension;

mod cookie;

mod error;

pub use cookie::SetCookie;
pub use current::{BearerSession, BearerUser, CurrentSession, CurrentUser, RecentUser};
pub use error::AuthError;
pub use extension::{AuthExtractor, FromExtension};
pub use lucerna_web::{ExchangeAdopted, ExchangeAdoptedLayer};
pub use request::AuthRequest;
