//! Authentication of requests.

use super::Auth;
use crate::cookie::Candidates;
use crate::{
    Attributes, AuthenticateError, Carrier, Client, Error, Event, Expiry, Outcome, RequestHead, Session,
    SessionCookie, SessionId, SessionRecord, SessionState, Timestamp, User, bearer,
};
use std::future::Future;
use std::net::IpAddr;

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Finds the session of a browser's request. Returns `None` if the visitor is not signed in.
    ///
    /// The call costs one look-up in the store. It renews an idle session, which is one write per active period. If
    /// that write fails, the session stays valid until its idle period ends.
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
    /// [`AuthenticateError`]: the request comes from another site, or the store failed. An outage is always an error
    /// and never `None`, so it signs no user out.
    pub fn authenticate<R: RequestHead>(
        &self,
        request: &R,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthenticateError>> + Send + use<'_, U, S, R>
    {
        let origin = self.check_origin(request);
        let ids = self.inner.cookie.read_all(request);
        let peer = self.inner.proxies.address(request);
        async move {
            origin?;
            let Some(first) = ids.first() else { return Ok(None) };
            if ids.others().is_empty() {
                return Ok(self.use_session(&first, Carrier::is_cookie, peer).await?);
            }
            Ok(self.use_only_session(&ids, peer).await?)
        }
    }

    /// Finds the session that the request's `Authorization: Bearer …` names. Returns `None` without that header. It
    /// ignores cookies and the origin, since browsers never send this header by themselves.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<u16, Error> {
    /// let Some(session) = auth.authenticate_bearer(&request).await? else { return Ok(401) };
    /// println!("a request of {}", session.user.id);
    /// # Ok(200)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub fn authenticate_bearer<R: RequestHead>(
        &self,
        request: &R,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, Error>> + Send + use<'_, U, S, R> {
        let id = bearer::read(request);
        let peer = self.inner.proxies.address(request);
        async move {
            let Some(id) = id else { return Ok(None) };
            self.use_session(&id, Carrier::is_bearer, peer).await
        }
    }

    /// Returns the cookie of a session that this request [renewed](Session::renewed), with the time that is left. Browsers
    /// keep a cookie for 400 days at most, so a session that lasts longer needs its cookie sent again.
    ///
    /// Returns `None` if the session was not renewed, or if its cookie ends with the browser or was not made for cookies
    /// alone.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<Option<SessionCookie>, AuthenticateError> {
    /// let session = auth.authenticate(&request).await?;
    /// Ok(session.and_then(|it| auth.renewed_cookie(&request, &it)))
    /// # }
    /// ```
    pub fn renewed_cookie(
        &self,
        request: &impl RequestHead,
        session: &Session<U, S>,
    ) -> Option<SessionCookie> {
        let is_kept = session.renewed && session.details.carrier == Carrier::Cookie;
        let left = session.expiry.absolute.since(self.now());
        is_kept.then(|| self.inner.cookie.set_again(request, &session.id, left)).flatten()
    }

    /// Uses the only live session of several candidates. Two live sessions are ambiguous, so neither is used.
    async fn use_only_session(
        &self,
        ids: &Candidates,
        peer: Option<IpAddr>,
    ) -> Result<Option<Session<U, S>>, Error> {
        let (now, mut only) = (self.now(), None);
        for id in ids.iter() {
            let found = self.inner.store.find_session(id, now).await?;
            let alive = found.filter(|it| {
                it.details.carrier.is_cookie()
                    && self.inner.sessions.clamp(it, now).judge(now) != SessionState::Dead
            });
            if alive.is_some() && only.replace(id).is_some() {
                return Ok(None);
            }
        }
        let Some(id) = only else { return Ok(None) };
        self.use_session(id, Carrier::is_cookie, peer).await
    }

    async fn use_session(
        &self,
        id: &SessionId,
        accepts: fn(Carrier) -> bool,
        peer: Option<IpAddr>,
    ) -> Result<Option<Session<U, S>>, Error> {
        let now = self.now();
        let found = self.inner.store.find_session_and_user(id, now).await?;
        let Some((record, mut user)) = found.filter(|(it, _)| accepts(it.details.carrier)) else {
            return Ok(None);
        };
        let Some((expiry, renewed)) = self.renew_if_idle(&record, now, peer).await else { return Ok(None) };
        let SessionRecord { details, mut attributes, .. } = record;
        let attributes = S::from_row(&mut attributes)?;
        let user = User { id: user.id, attributes: U::from_row(&mut user.attributes)? };
        Ok(Some(Session { id: *id, user, attributes, expiry, details, renewed }))
    }

    /// Returns the limits of a session in use, and true if the call renewed it. Returns `None` if the session has
    /// expired.
    async fn renew_if_idle(
        &self,
        session: &SessionRecord,
        now: Timestamp,
        peer: Option<IpAddr>,
    ) -> Option<(Expiry, bool)> {
        let expiry = self.inner.sessions.clamp(session, now);
        match expiry.judge(now) {
            SessionState::Dead => None,
            SessionState::Active => Some((expiry, false)),
            SessionState::Idle => self.on_behalf_of_peer(peer).renew(session, expiry, now).await,
        }
    }

    /// Returns a handle for the caller at this address, unless the handle has a caller already.
    fn on_behalf_of_peer(&self, peer: Option<IpAddr>) -> Self {
        let mut handle = self.clone();
        if handle.client == Client::default() {
            handle.client = Client::new(peer, None);
        }
        handle
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
