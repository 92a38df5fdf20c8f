//! Sessions: who sent this request, and who is signed in from now on or no longer.

use super::Auth;
use crate::{
    Attributes, AuthenticateError, CrossOrigin, Error, Expiry, RequestHead, SameOrigin, Session,
    SessionCookie, SessionId, SessionRecord, SessionState, SessionToken, User, Verified,
};
use std::future::Future;

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Checks that a request that may change something comes from our own pages; see [`Origin::check`](crate::Origin::check).
    ///
    /// # Errors
    /// [`CrossOrigin`]: answer 403.
    pub fn check_origin(&self, request: &impl RequestHead) -> Result<SameOrigin, CrossOrigin> {
        self.inner.origin.check(request)
    }

    /// The session in which a request was sent; `None` if its sender is not signed in.
    ///
    /// It is one look-up in the store. A session that was idle is renewed, which is one write per active period.
    /// Where that write fails the session is valid all the same, as long as its idle period lasts.
    ///
    /// # Errors
    /// [`AuthenticateError`]: the request comes from elsewhere, or something under Lucerna failed. A failure is
    /// never `None`: an outage does not sign anybody out.
    pub fn authenticate<R: RequestHead>(
        &self,
        request: &R,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthenticateError>> + Send + use<'_, U, S, R>
    {
        let origin = self.check_origin(request);
        let id = self.inner.cookie.read(request);
        async move {
            origin.map(drop).map_err(AuthenticateError::CrossOrigin)?;
            match id {
                Some(id) => Ok(self.use_session(id).await?),
                None => Ok(None),
            }
        }
    }

    /// Signs somebody in: a new session, and the cookie that the response has to carry. An older session of the
    /// same browser stays as it is and its token is never taken over (no session fixation).
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed, or the user was deleted meanwhile.
    pub async fn start_session(&self, verified: Verified, proof: SameOrigin) -> Result<SessionCookie, Error>
    where
        S: Default,
    {
        self.start_session_with(verified, proof, S::default()).await
    }

    /// The same, with attributes of the session.
    ///
    /// # Errors
    /// As [`start_session`](Auth::start_session).
    pub async fn start_session_with(
        &self,
        verified: Verified,
        _proof: SameOrigin,
        attributes: S,
    ) -> Result<SessionCookie, Error> {
        let token = SessionToken::generate(&*self.inner.random)?;
        let now = self.inner.clock.now();
        let expiry = self.inner.sessions.start(now);
        let (user_id, attributes) = (verified.into_user_id(), attributes.to_row());
        self.inner
            .store
            .insert_session(SessionRecord { id: token.id(), user_id, expiry, attributes })
            .await?;
        Ok(self.inner.cookie.set(&token, expiry.absolute.since(now)))
    }

    /// Signs out: the session is deleted, and the response has to carry the cookie that makes the browser forget
    /// it. It is no error if the session is already gone.
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed; the session then still exists.
    pub async fn end_session(&self, id: &SessionId) -> Result<SessionCookie, Error> {
        self.inner.store.delete_session(id).await?;
        Ok(self.inner.cookie.clear())
    }

    async fn use_session(&self, id: SessionId) -> Result<Option<Session<U, S>>, Error> {
        let Some((record, mut user)) = self.inner.store.find_session_and_user(&id).await? else {
            return Ok(None);
        };
        let Some((expiry, renewed)) = self.keep_alive(id, record.expiry).await else { return Ok(None) };
        let mut attributes = record.attributes;
        let attributes = S::from_row(&mut attributes)?;
        let user = User { id: user.id, attributes: U::from_row(&mut user.attributes)? };
        Ok(Some(Session { id, user, attributes, expiry, renewed }))
    }

    /// The limits of a session in use, and whether they were just moved; `None` if it is over.
    async fn keep_alive(&self, id: SessionId, expiry: Expiry) -> Option<(Expiry, bool)> {
        let now = self.inner.clock.now();
        match expiry.judge(now) {
            SessionState::Dead => None,
            SessionState::Active => Some((expiry, false)),
            SessionState::Idle => {
                let renewed = self.inner.sessions.renew(expiry, now);
                match self.inner.store.renew_session(&id, renewed).await {
                    Ok(true) => Some((renewed, true)),
                    Ok(false) => None,
                    Err(error) => {
                        tracing::warn!(%error, session_id = %id, "session.renewal_failed");
                        Some((expiry, false))
                    }
                }
            }
        }
    }
}
