//! Who sent this request?

use super::Auth;
use crate::{
    Attributes, AuthenticateError, CrossOrigin, Error, Expiry, RequestHead, SameOrigin, Session, SessionId,
    SessionRecord, SessionState, Timestamp, User, bearer, events,
};
use std::future::Future;

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Checks that a request that may change something comes from our own pages; see
    /// [`OriginPolicy::check`](crate::OriginPolicy::check).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(auth: Auth, request: impl RequestHead) -> u16 {
    /// match auth.check_origin(&request) {
    ///     Ok(_proof) => 200, // `start_session` asks for it
    ///     Err(_) => 403,
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CrossOrigin`]: answer 403.
    pub fn check_origin(&self, request: &impl RequestHead) -> Result<SameOrigin, CrossOrigin> {
        self.inner.origins.check(request).map(|it| it.with_session(self.inner.cookie.read(request)))
    }

    /// The session in which a browser sent a request; `None` if its sender is not signed in.
    ///
    /// It is one look-up in the store. A session that was idle is renewed, which is one write per active period.
    /// Where that write fails the session is valid all the same, as long as its idle period lasts.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> String {
    /// match auth.authenticate(&request).await {
    ///     Ok(Some(session)) => format!("you are {}", session.user.id),
    ///     Ok(None) => "you are not signed in".to_owned(),
    ///     Err(AuthenticateError::CrossOrigin(error)) => error.to_string(),
    ///     Err(_) => "please try again in a moment".to_owned(),
    /// }
    /// # }
    /// ```
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
            origin.map(drop)?;
            Ok(self.use_session(id).await?)
        }
    }

    /// The session that the request's `Authorization: Bearer …` names; `None` without one. Cookies are not looked at,
    /// and the origin does not matter: no browser sends this header by itself.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<u16, Error> {
    /// let Some(session) = auth.authenticate_bearer(&request).await? else { return Ok(401) };
    /// println!("{} asks", session.user.id);
    /// # Ok(200)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed.
    pub fn authenticate_bearer<R: RequestHead>(
        &self,
        request: &R,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, Error>> + Send + use<'_, U, S, R> {
        let id = bearer::read(request);
        self.use_session(id)
    }

    async fn use_session(&self, id: Option<SessionId>) -> Result<Option<Session<U, S>>, Error> {
        let Some(id) = id else { return Ok(None) };
        let now = self.inner.clock.now();
        let found = self.inner.store.find_session_and_user(&id, now).await?;
        let Some((record, mut user)) = found else { return Ok(None) };
        let Some((expiry, renewed)) = self.keep_alive(&record, now).await else { return Ok(None) };
        let mut attributes = record.attributes;
        let attributes = S::from_row(&mut attributes)?;
        let user = User { id: user.id, attributes: U::from_row(&mut user.attributes)? };
        Ok(Some(Session { id, user, attributes, expiry, renewed }))
    }

    /// The limits of a session in use, and whether they were just moved; `None` if it is over.
    async fn keep_alive(&self, session: &SessionRecord, now: Timestamp) -> Option<(Expiry, bool)> {
        let SessionRecord { id, expiry, .. } = session;
        match expiry.judge(now) {
            SessionState::Dead => None,
            SessionState::Active => Some((*expiry, false)),
            SessionState::Idle => {
                let periods = session.periods.unwrap_or_else(|| self.inner.sessions.periods());
                let renewed = periods.renew(*expiry, now);
                match self.inner.store.renew_session(id, renewed).await {
                    Ok(true) => {
                        events::session_renewed(id);
                        Some((renewed, true))
                    }
                    Ok(false) => None,
                    Err(error) => {
                        events::renewal_failed(id, &error);
                        Some((*expiry, false))
                    }
                }
            }
        }
    }
}
