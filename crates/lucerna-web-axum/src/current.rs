//! The extractors of the signed-in user and the session.

use crate::AuthError;
use axum::extract::{ConnectInfo, OriginalUri};
use axum_core::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use http::Uri;
use http::request::Parts;
use lucerna_core::{Attributes, Auth, Session, User};
use lucerna_web::{
    Bearer, Cookie, Credential, HttpHead, PeerAddress, Recent, look_up, look_up_recent, session_newtype,
};
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;

/// The user who is signed in. It dereferences to [`User<U>`], and that to the attributes `U`.
///
/// Without a user, a browser that asks for a page is redirected to the sign-in page, with the return path as `?next=…`.
/// Read it with [`ReturnPath`](lucerna_web::ReturnPath). For htmx the answer is `HX-Redirect`, and for all other callers 401.
/// A request for a WebSocket that does not come from the application's own pages is answered 403.
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

/// The user whose token is in `Authorization: Bearer …`, for callers other than browsers. Cookies are ignored. Without a user
/// the answer is 401.
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
/// # use axum::extract::State;
/// # use lucerna_core::Auth;
/// # use lucerna_web_axum::{AuthError, BearerSession};
/// async fn sign_out(State(auth): State<Auth<()>>, session: BearerSession<()>) -> Result<(), AuthError> {
///     Ok(auth.end_session_of(&session.user.id, &session.id).await.map(drop)?)
/// }
/// ```
pub struct BearerSession<U, S = ()>(Arc<Session<U, S>>);

/// The user who is signed in and was verified within the last 15 minutes ("sudo mode"), with the proof that changes
/// credentials. It dereferences to [`Recent<U, S>`], and that to [`User<U>`].
///
/// Without a recent verification, a browser that asks for a page is redirected to
/// [`verify_path`](lucerna_core::AuthBuilder::verify_path), with the return path. For htmx the answer is `HX-Redirect`. For all
/// other callers it is 403 with the code `verification_not_recent`. Without a user it is as with [`CurrentUser`].
///
/// ```
/// # use lucerna_web_axum::{AuthError, AuthRequest, RecentUser, SetCookie};
/// type Changed = Result<Option<SetCookie>, AuthError>;
///
/// async fn change_password(auth: AuthRequest<()>, user: RecentUser<()>, new: String) -> Changed {
///     let renewed = auth.change_password(user.verified(), &new, Some(&user.session().id)).await?;
///     Ok(renewed.map(SetCookie::from)) // every other session has ended
/// }
/// ```
#[derive(Clone, Debug)]
pub struct RecentUser<U, S = ()>(Recent<U, S>);

impl<U, S> Deref for RecentUser<U, S> {
    type Target = Recent<U, S>;

    fn deref(&self) -> &Recent<U, S> {
        &self.0
    }
}

impl<U: Attributes, S: Attributes, State: Sync> FromRequestParts<State> for RecentUser<U, S>
where
    Auth<U, S>: FromRef<State>,
{
    type Rejection = AuthError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, AuthError> {
        let (original, peer) = (original_uri(parts), peer(parts));
        let head = HttpHead::new(&parts.method, original.as_ref().unwrap_or(&parts.uri), &parts.headers);
        let head = head.with_peer(peer);
        Ok(Self(look_up_recent(&Auth::from_ref(state), head, &mut parts.extensions).await?))
    }
}

/// Returns the URI that the browser requested, since a nested router cuts off the beginning of the path.
fn original_uri(parts: &Parts) -> Option<Uri> {
    parts.extensions.get::<OriginalUri>().map(|it| it.0.clone())
}

/// Returns the address of the connection's peer, as the server recorded it.
pub(crate) fn peer(parts: &Parts) -> Option<IpAddr> {
    let served = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip());
    parts.extensions.get::<PeerAddress>().map(|it| it.0).or(served)
}

/// Finds the session. Without one, returns the error for a handler that requires it.
async fn find<C: Credential, U: Attributes, S: Attributes>(
    parts: &mut Parts,
    auth: &Auth<U, S>,
) -> Result<Result<Arc<Session<U, S>>, AuthError>, AuthError> {
    let (original, peer) = (original_uri(parts), peer(parts));
    let head = HttpHead::new(&parts.method, original.as_ref().unwrap_or(&parts.uri), &parts.headers);
    let head = head.with_peer(peer);
    let session = look_up::<C, U, S>(auth, head, &mut parts.extensions).await?;
    Ok(session.ok_or_else(|| C::missing(&head, auth.sign_in_path()).into()))
}

macro_rules! extractor {
    ($name:ident, $credential:ty) => {
        impl<U: Attributes, S: Attributes, State: Sync> FromRequestParts<State> for $name<U, S>
        where
            Auth<U, S>: FromRef<State>,
        {
            type Rejection = AuthError;

            async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, AuthError> {
                find::<$credential, U, S>(parts, &Auth::from_ref(state)).await?.map(Self)
            }
        }

        impl<U: Attributes, S: Attributes, State: Sync> OptionalFromRequestParts<State> for $name<U, S>
        where
            Auth<U, S>: FromRef<State>,
        {
            type Rejection = AuthError;

            async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Option<Self>, AuthError> {
                Ok(find::<$credential, U, S>(parts, &Auth::from_ref(state)).await?.ok().map(Self))
            }
        }
    };
}

extractor!(CurrentUser, Cookie);
extractor!(CurrentSession, Cookie);
extractor!(BearerUser, Bearer);
extractor!(BearerSession, Bearer);

session_newtype!(CurrentUser, User<U>, session.user);
session_newtype!(CurrentSession, Session<U, S>, session);
session_newtype!(BearerUser, User<U>, session.user);
session_newtype!(BearerSession, Session<U, S>, session);
