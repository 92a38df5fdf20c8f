//! The extractors for routers whose state is not the application's own.

use crate::{
    AuthError, AuthRequest, BearerRequest, BearerSession, BearerUser, CurrentSession, CurrentUser, RecentUser,
};
use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use lucerna_core::Auth;
use lucerna_web::installed_auth;
use std::future::Future;
use std::ops::Deref;

/// An extractor of this crate that takes [`Auth`] from the request's extensions instead of the router's state.
///
/// Use it in server functions of Dioxus and Leptos, whose own state cannot give an [`Auth`]. Add the `Auth` as a layer, and
/// wrap the extractors. The wrapper dereferences to the extractor. Without the layer the answer is 500, and the log says what
/// to add.
///
/// ```
/// use axum::routing::get;
/// use axum::{Extension, Router};
/// use lucerna_core::Auth;
/// use lucerna_web_axum::{CurrentUser, FromExtension};
///
/// async fn profile(user: FromExtension<CurrentUser<()>>) -> String {
///     format!("your id is {}", user.id)
/// }
///
/// async fn home(user: Option<FromExtension<CurrentUser<()>>>) -> &'static str {
///     if user.is_some() { "welcome back" } else { "welcome" }
/// }
///
/// fn router(auth: Auth<()>) -> Router {
///     Router::new().route("/", get(home)).route("/profile", get(profile)).layer(Extension(auth))
/// }
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "handlers destructure it, like axum's own wrappers")]
pub struct FromExtension<T>(pub T);

/// An extractor that needs an [`Auth`]. This crate's extractors implement it, for [`FromExtension`].
///
/// ```
/// use lucerna_core::Auth;
/// use lucerna_web_axum::{AuthExtractor, CurrentUser};
///
/// fn same(auth: Auth<()>) -> <CurrentUser<()> as AuthExtractor>::Auth {
///     auth
/// }
/// ```
pub trait AuthExtractor {
    /// The type of the `Auth` that the extensions must have.
    type Auth: Clone + Send + Sync + 'static;
}

impl<T: AuthExtractor, State> FromRequestParts<State> for FromExtension<T>
where
    T: FromRequestParts<T::Auth, Rejection = AuthError>,
{
    type Rejection = AuthError;

    // Not an `async fn`: its future would hold the state, which may not be `Sync`.
    fn from_request_parts(
        parts: &mut Parts,
        _: &State,
    ) -> impl Future<Output = Result<Self, AuthError>> + Send {
        let auth = installed_auth::<T::Auth>(&parts.extensions);
        async move { T::from_request_parts(parts, &auth?).await.map(Self) }
    }
}

impl<T: AuthExtractor, State> OptionalFromRequestParts<State> for FromExtension<T>
where
    T: OptionalFromRequestParts<T::Auth, Rejection = AuthError>,
{
    type Rejection = AuthError;

    fn from_request_parts(
        parts: &mut Parts,
        _: &State,
    ) -> impl Future<Output = Result<Option<Self>, AuthError>> + Send {
        let auth = installed_auth::<T::Auth>(&parts.extensions);
        async move { Ok(T::from_request_parts(parts, &auth?).await?.map(Self)) }
    }
}

macro_rules! needs_auth {
    ($($name:ident)+) => {
        $(impl<U: 'static, S: 'static> AuthExtractor for $name<U, S> {
            type Auth = Auth<U, S>;
        })+
    };
}

needs_auth!(AuthRequest CurrentUser CurrentSession RecentUser BearerRequest BearerUser BearerSession);

impl<T> Deref for FromExtension<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
