//! Who is signed in.

use crate::AuthError;
use crate::memo::{Bearer, Cookie, required, session};
use axum_core::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use lucerna_core::{Attributes, Auth, Session, User};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The user who is signed in. It dereferences to [`User<U>`], and that to the attributes `U`.
///
/// Without a user, a browser that asks for a page is sent to the sign-in page, and everybody else is answered 401.
///
/// ```
/// # use lucerna_web_axum::CurrentUser;
/// async fn profile(user: CurrentUser<()>) -> String {
///     format!("your id is {}", user.id)
/// }
///
/// async fn home(user: Option<CurrentUser<()>>) -> &'static str {
///     if user.is_some() { "welcome back" } else { "welcome" }
/// }
/// ```
pub struct CurrentUser<U, S = ()>(Arc<Session<U, S>>);

/// The session in which the request was sent. It dereferences to [`Session<U, S>`].
///
/// ```
/// # use lucerna_web_axum::{AuthError, AuthRequest, CurrentSession, SetCookie};
/// async fn sign_out(auth: AuthRequest<()>, session: CurrentSession<()>) -> Result<SetCookie, AuthError> {
///     Ok(auth.end_session(&session.id).await?)
/// }
/// ```
pub struct CurrentSession<U, S = ()>(Arc<Session<U, S>>);

/// The user whose token is in `Authorization: Bearer …`, for callers without cookies: anything but a page. Cookies are
/// not looked at. Without a user the answer is 401.
///
/// ```
/// # use lucerna_web_axum::BearerUser;
/// async fn api(user: BearerUser<()>) -> String {
///     format!("your id is {}", user.id)
/// }
/// ```
pub struct BearerUser<U, S = ()>(Arc<Session<U, S>>);

/// The session whose token is in `Authorization: Bearer …`. See [`BearerUser`].
///
/// ```
/// # use lucerna_core::{Auth, Error};
/// # use lucerna_web_axum::BearerSession;
/// async fn sign_out(auth: Auth, session: BearerSession<()>) -> Result<(), Error> {
///     auth.end_session_of(&session.user.id, &session.id).await.map(drop)
/// }
/// ```
pub struct BearerSession<U, S = ()>(Arc<Session<U, S>>);

macro_rules! extractor {
    ($name:ident, $credential:ty, $target:ty, $shown:ident $(. $field:ident)?) => {
        impl<U: Attributes, S: Attributes, State: Sync> FromRequestParts<State> for $name<U, S>
        where
            Auth<U, S>: FromRef<State>,
        {
            type Rejection = AuthError;

            async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, AuthError> {
                required::<U, S, $credential, State>(parts, state).await.map(Self)
            }
        }

        impl<U: Attributes, S: Attributes, State: Sync> OptionalFromRequestParts<State> for $name<U, S>
        where
            Auth<U, S>: FromRef<State>,
        {
            type Rejection = AuthError;

            async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Option<Self>, AuthError> {
                Ok(session::<U, S, $credential, State>(parts, state).await?.map(Self))
            }
        }

        impl<U, S> Deref for $name<U, S> {
            type Target = $target;

            fn deref(&self) -> &$target {
                let $shown = &*self.0;
                &$shown$(.$field)?
            }
        }

        impl<U, S> Clone for $name<U, S> {
            fn clone(&self) -> Self {
                Self(Arc::clone(&self.0))
            }
        }

        impl<U: fmt::Debug, S: fmt::Debug> fmt::Debug for $name<U, S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&**self).finish()
            }
        }
    };
}

extractor!(CurrentUser, Cookie, User<U>, session.user);
extractor!(CurrentSession, Cookie, Session<U, S>, session);
extractor!(BearerUser, Bearer, User<U>, session.user);
extractor!(BearerSession, Bearer, Session<U, S>, session);
