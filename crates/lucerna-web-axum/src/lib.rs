//! Lucerna's extractors and response parts for axum.
//!
//! | handler's argument | requests that reach the handler |
//! |---|---|
//! | [`AuthRequest<U>`] | those from the application's own pages; it signs in and out |
//! | [`CurrentUser<U>`] | those of a signed-in user, with the user |
//! | [`CurrentSession<U>`] | the same, with the session |
//! | [`RecentUser<U>`] | those of a user who was verified within 15 minutes, with the proof |
//! | [`BearerUser<U>`], [`BearerSession<U>`] | the same for callers with a token in `Authorization` |
//! | [`BearerRequest<U>`] | all; it starts and ends sessions of such callers |
//! | `Option` of `Current…` and `Bearer…` | all; `None` without a signed-in user |
//! | [`FromExtension<E>`] | those of the extractor `E`, where the router's state is not yours (Dioxus, Leptos) |
//!
//! You need no layer, except [`ExchangeAdoptedLayer`] in the weeks after an adoption, and [`renew_cookies`] for sessions of more
//! than 400 days. The router's state must give an
//! [`Auth<U>`](lucerna_core::Auth): it is one itself, or has one through `FromRef`. Other states do not compile. Several
//! extractors in one handler cost one look-up. If the store fails, the answer is 503 or 500, never "signed out", also for
//! `Option`.
//!
//! Write `Router::<AppState>::new()` with the state's type. Without it, the compiler points at the wrong handler if the state
//! gives no `Auth`.
//!
//! # Returning to the requested page
//!
//! A visitor without a session is redirected to `/login?next=%2Fnotes`. Leave out the `action` of the sign-in form, so that the
//! browser sends it to the same address:
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
//! [`lucerna_web`] has the parts that every framework shares: errors as pages and JSON, return paths, kinds of callers.

#[cfg(feature = "pages")]
mod account_pages;

mod request;

mod bearer_request;

mod current;

mod extension;

mod cookie;

mod error;

mod negotiate;

mod renewal;

#[cfg(feature = "pages")]
pub use account_pages::AccountPages;
pub use bearer_request::BearerRequest;
pub use cookie::SetCookie;
pub use current::{BearerSession, BearerUser, CurrentSession, CurrentUser, RecentUser};
pub use error::AuthError;
pub use extension::{AuthExtractor, FromExtension};
pub use lucerna_web::{ExchangeAdopted, ExchangeAdoptedLayer};
pub use negotiate::negotiate_errors;
pub use renewal::renew_cookies;
pub use request::AuthRequest;
