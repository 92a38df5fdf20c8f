//! Who is signed in.

use crate::AuthError;
use crate::head::Head;
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

impl<U, S> Deref for CurrentUser<U, S> {
    type Target = User<U>;

    fn deref(&self) -> &User<U> {
        &self.0.user
    }
}

impl<U, S> Deref for CurrentSession<U, S> {
    type Target = Session<U, S>;

    fn deref(&self) -> &Session<U, S> {
        &self.0
    }
}

/// What was found out for this request, so that the next extractor need not ask the store again. Two handles may
/// have the same attributes and still be two: the answer belongs to the one that was asked.
struct Memo<U, S> {
    auth: Auth<U, S>,
    session: Option<Arc<Session<U, S>>>,
}

impl<U, S> Clone for Memo<U, S> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), session: self.session.clone() }
    }
}

async fn session<U: Attributes, S: Attributes, State>(
    parts: &mut Parts,
    state: &State,
) -> Result<Option<Arc<Session<U, S>>>, AuthError>
where
    Auth<U, S>: FromRef<State>,
{
    let auth = Auth::<U, S>::from_ref(state);
    if let Some(memo) = parts.extensions.get::<Memo<U, S>>().filter(|it| it.auth.is(&auth)) {
        return Ok(memo.session.clone());
    }
    let found = auth.authenticate(&Head(parts));
    let session = found.await?.map(Arc::new);
    parts.extensions.insert(Memo { auth, session: session.clone() });
    Ok(session)
}

async fn required<U: Attributes, S: Attributes, State>(
    parts: &mut Parts,
    state: &State,
) -> Result<Arc<Session<U, S>>, AuthError>
where
    Auth<U, S>: FromRef<State>,
{
    let session = session(parts, state).await?;
    session.ok_or_else(|| AuthError::signed_out(parts, Auth::<U, S>::from_ref(state).sign_in_path()))
}

macro_rules! extractor {
    ($name:ident) => {
        impl<U: Attributes, S: Attributes, State: Sync> FromRequestParts<State> for $name<U, S>
        where
            Auth<U, S>: FromRef<State>,
        {
            type Rejection = AuthError;

            async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, AuthError> {
                required(parts, state).await.map(Self)
            }
        }

        impl<U: Attributes, S: Attributes, State: Sync> OptionalFromRequestParts<State> for $name<U, S>
        where
            Auth<U, S>: FromRef<State>,
        {
            type Rejection = AuthError;

            async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Option<Self>, AuthError> {
                Ok(session(parts, state).await?.map(Self))
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

extractor!(CurrentUser);
extractor!(CurrentSession);
