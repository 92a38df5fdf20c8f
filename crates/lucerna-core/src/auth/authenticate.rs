//! Who sent this request?

use super::Auth;
use crate::cookie::Candidates;
use crate::{
    Attributes, AuthenticateError, Carrier, CrossOrigin, Error, Event, Expiry, Outcome, RequestHead,
    SameOrigin, Session, SessionId, SessionRecord, SessionState, Timestamp, User, bearer,
};
use std::future::Future;

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Checks that a request that may change something comes from our own pages; see
    /// [`OriginPolicy::check`](crate::OriginPolicy::check).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(auth: Auth, request: impl RequestHead) -> u16 {
    /// if auth.check_origin(&request).is_ok() { 200 } else { 403 }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CrossOrigin`]: answer 403.
    pub fn check_origin(&self, request: &impl RequestHead) -> Result<(), CrossOrigin> {
        self.inner.origins.check(request)
    }

    /// Proof that a request with an unsafe method comes from our own pages, for [`start_session`](Auth::start_session). A safe
    /// method has none: see [`redeem_state`](Auth::redeem_state).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead, verified: Verified)
    /// #     -> Result<SessionCookie, StartSessionError> {
    /// let proof = auth.prove_origin(&request)?;
    /// auth.start_session(verified, proof).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CrossOrigin`]: answer 403.
    pub fn prove_origin(&self, request: &impl RequestHead) -> Result<SameOrigin, CrossOrigin> {
        drop(self.inner.origins.prove(request)?);
        Ok(SameOrigin::with_sessions(self.inner.cookie.read_all(request)))
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
        let ids = self.inner.cookie.read_all(request);
        async move {
            origin?;
            let Some(first) = ids.first() else { return Ok(None) };
            if ids.others().is_empty() {
                return Ok(self.use_session(&first, Carrier::is_cookie).await?);
            }
            Ok(self.use_only_session(&ids).await?)
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
        async move {
            let Some(id) = id else { return Ok(None) };
            self.use_session(&id, Carrier::is_bearer).await
        }
    }

    /// The one of several sessions that is alive. With two alive nobody can say whose request it is.
    async fn use_only_session(&self, ids: &Candidates) -> Result<Option<Session<U, S>>, Error> {
        let (now, mut only) = (self.now(), None);
        for id in ids.iter() {
            let found = self.inner.store.find_session(id, now).await?;
            let found = found.filter(|it| it.details.carrier.is_cookie());
            let alive =
                found.filter(|it| self.inner.sessions.clamp(it, now).judge(now) != SessionState::Dead);
            if alive.is_some() && only.replace(id).is_some() {
                return Ok(None);
            }
        }
        let Some(id) = only else { return Ok(None) };
        self.use_session(id, Carrier::is_cookie).await
    }

    async fn use_session(
        &self,
        id: &SessionId,
        accepts: fn(Carrier) -> bool,
    ) -> Result<Option<Session<U, S>>, Error> {
        let now = self.now();
        let found = self.inner.store.find_session_and_user(id, now).await?;
        let Some((record, mut user)) = found.filter(|(it, _)| accepts(it.details.carrier)) else {
            return Ok(None);
        };
        let Some((expiry, renewed)) = self.keep_alive(&record, now).await else { return Ok(None) };
        let SessionRecord { details, mut attributes, .. } = record;
        let attributes = S::from_row(&mut attributes)?;
        let user = User { id: user.id, attributes: U::from_row(&mut user.attributes)? };
        Ok(Some(Session { id: *id, user, attributes, expiry, details, renewed }))
    }

    /// The limits of a session in use, and whether they were just moved; `None` if it is over.
    async fn keep_alive(&self, session: &SessionRecord, now: Timestamp) -> Option<(Expiry, bool)> {
        let expiry = self.inner.sessions.clamp(session, now);
        match expiry.judge(now) {
            SessionState::Dead => None,
            SessionState::Active => Some((expiry, false)),
            SessionState::Idle => self.renew(session, expiry, now).await,
        }
    }

    async fn renew(&self, session: &SessionRecord, expiry: Expiry, now: Timestamp) -> Option<(Expiry, bool)> {
        let periods = session.periods.unwrap_or_else(|| self.inner.sessions.periods());
        let renewed = periods.renew(expiry, now);
        let event = |name, outcome| Event::new(name, outcome).user(&session.user_id).session(&session.id);
        match self.inner.store.renew_session(&session.id, renewed).await {
            Ok(true) => {
                self.emit(event("session.renewed", Outcome::Succeeded));
                Some((renewed, true))
            }
            Ok(false) => None,
            Err(error) => {
                self.emit(event("session.renewal_failed", Outcome::Failed).error(&error));
                Some((expiry, false))
            }
        }
    }
}
