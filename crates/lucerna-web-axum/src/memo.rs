//! One look-up for all extractors of a request.

use crate::AuthError;
use crate::head::Head;
use axum_core::extract::FromRef;
use http::request::Parts;
use lucerna_core::{Attributes, Auth, Session};
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

/// What a request shows to say whose it is. Each kind has a memo of its own: who a bearer token belongs to says
/// nothing of who the cookie belongs to.
pub(crate) trait Credential: Send + Sync + 'static {
    fn authenticate<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        parts: &Parts,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthError>> + Send;

    /// What is answered where nobody is signed in.
    fn missing(parts: &Parts, sign_in_path: &str) -> AuthError;
}

#[derive(Clone)]
pub(crate) struct Cookie;

#[derive(Clone)]
pub(crate) struct Bearer;

impl Credential for Cookie {
    fn authenticate<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        parts: &Parts,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthError>> + Send {
        let session = auth.authenticate(&Head(parts));
        async { Ok(session.await?) }
    }

    fn missing(parts: &Parts, sign_in_path: &str) -> AuthError {
        AuthError::signed_out(parts, sign_in_path)
    }
}

impl Credential for Bearer {
    fn authenticate<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        parts: &Parts,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthError>> + Send {
        let session = auth.authenticate_bearer(&Head(parts));
        async { Ok(session.await?) }
    }

    fn missing(_: &Parts, _: &str) -> AuthError {
        AuthError::no_bearer()
    }
}

/// What was found out for this request. Two handles may have the same attributes and still be two: the answer belongs
/// to the one that was asked.
struct Memo<U, S, C> {
    auth: Auth<U, S>,
    session: Option<Arc<Session<U, S>>>,
    credential: PhantomData<fn() -> C>,
}

impl<U, S, C> Clone for Memo<U, S, C> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), session: self.session.clone(), credential: PhantomData }
    }
}

/// The session of a request, if its sender is signed in.
pub(crate) async fn session<U: Attributes, S: Attributes, C: Credential, State>(
    parts: &mut Parts,
    state: &State,
) -> Result<Option<Arc<Session<U, S>>>, AuthError>
where
    Auth<U, S>: FromRef<State>,
{
    let auth = Auth::<U, S>::from_ref(state);
    if let Some(memo) = parts.extensions.get::<Memo<U, S, C>>().filter(|it| it.auth.is(&auth)) {
        return Ok(memo.session.clone());
    }
    let session = C::authenticate(&auth, parts).await?.map(Arc::new);
    parts.extensions.insert(Memo::<U, S, C> { auth, session: session.clone(), credential: PhantomData });
    Ok(session)
}

/// The same, where nobody else is let in.
pub(crate) async fn required<U: Attributes, S: Attributes, C: Credential, State>(
    parts: &mut Parts,
    state: &State,
) -> Result<Arc<Session<U, S>>, AuthError>
where
    Auth<U, S>: FromRef<State>,
{
    let session = session::<U, S, C, State>(parts, state).await?;
    session.ok_or_else(|| C::missing(parts, Auth::<U, S>::from_ref(state).sign_in_path()))
}
