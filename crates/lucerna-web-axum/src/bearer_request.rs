//! [`Auth`] for one request of a caller without cookies.

use crate::AuthError;
use crate::current::peer;
use axum_core::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use lucerna_core::{Attributes, Auth};
use lucerna_web::HttpHead;
use std::ops::Deref;

/// [`Auth`] for one request of a caller without cookies, such as a program or a mobile application. It dereferences to
/// [`Auth`].
///
/// Events name the caller's address and user agent. The origin is not checked, since a bearer token needs no such proof:
/// set cookies with [`AuthRequest`](crate::AuthRequest) only.
///
/// ```
/// # use lucerna_core::{KeyId, SessionOptions};
/// # use lucerna_web_axum::{AuthError, BearerRequest};
/// async fn sign_in(auth: BearerRequest<()>, password: String) -> Result<String, AuthError> {
///     let verified = auth.verify_password(&KeyId::username("alice"), &password).await?;
///     let bearer = auth.start_bearer_session(verified, SessionOptions::default()).await?;
///     Ok(bearer.token.expose().to_owned())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct BearerRequest<U, S = ()>(Auth<U, S>);

impl<U, S> Deref for BearerRequest<U, S> {
    type Target = Auth<U, S>;

    fn deref(&self) -> &Auth<U, S> {
        &self.0
    }
}

impl<U: Attributes, S: Attributes, State: Sync> FromRequestParts<State> for BearerRequest<U, S>
where
    Auth<U, S>: FromRef<State>,
{
    type Rejection = AuthError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, AuthError> {
        let head = HttpHead::from(&*parts).with_peer(peer(parts));
        Ok(Self(Auth::from_ref(state).on_behalf_of(&head)))
    }
}
