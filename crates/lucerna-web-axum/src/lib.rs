//! Lucerna's extractors and response parts for axum.
//!
//! | handler's argument | what reaches the handler |
//! |---|---|
//! | [`AuthRequest<U>`] | requests that come from our own pages; it signs in and out |
//! | [`CurrentUser<U>`] | requests of somebody who is signed in, with the user |
//! | [`CurrentSession<U>`] | the same, with the session |
//! | [`BearerUser<U>`], [`BearerSession<U>`] | the same for callers with a token in `Authorization` |
//! | `Option` of any of them | every request; `None` if nobody is signed in |
//! | [`FromExtension<E>`] | those of the extractor `E`, where the router's state is not yours (Dioxus, Leptos) |
//!
//! No layer has to be installed ([`ExchangeAdoptedLayer`] is for the weeks after an adoption), and the state only has to give an [`Auth<U>`](lucerna_core::Auth): a router whose
//! state is one, or has one through `FromRef`, compiles, and no other does. Several extractors in one handler cost
//! one look-up. A store that fails is 503 or 500, never "signed out", in `Option` too.
//!
//! Write `Router::<AppState>::new()` with the state's type: without it the compiler points at the wrong handler when
//! the state gives no `Auth`.
//!
//! What is no framework's is in [`lucerna_web`]: errors as pages and JSON, the way back after signing in, who asks.

mod request;

mod current;

mod extension;

mod cookie;

mod error;

pub use cookie::SetCookie;
pub use current::{BearerSession, BearerUser, CurrentSession, CurrentUser};
pub use error::AuthError;
pub use extension::{AuthExtractor, FromExtension};
pub use lucerna_web::{ExchangeAdopted, ExchangeAdoptedLayer};
pub use request::AuthRequest;
