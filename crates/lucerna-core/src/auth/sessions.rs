//! Sign-in and sign-out: sessions are started, listed, changed and ended.

use super::Auth;
use super::devices::{Recognised, SignInBrowser};
use super::users::changed_columns;
use crate::attributes::check_fit;
use crate::cookie::Candidates;
use crate::{
    Attributes, Carrier, Error, Event, Expiry, Outcome, SameOrigin, Session, SessionCookie, SessionDetails,
    SessionId, SessionOptions, SessionRecord, SessionStart, SessionStarted, SessionState, SessionToken,
    StartSessionError, Timestamp, User, UserId, UserSession, Verified,
};
use std::sync::atomic::Ordering;

/// The interval between sweeps of expired rows, in milliseconds.
const SWEEP_MILLIS: u64 = 60 * 60 * 1000;

/// The token of a session for a caller without cookies, and the session's limits.
///
/// ```
/// use lucerna_core::BearerToken;
///
/// fn body(bearer: &BearerToken) -> String {
///     let expires = bearer.expiry.absolute.unix_millis() / 1000;
///     format!(r#"{{"token":"{}","expires":{expires}}}"#, bearer.token.expose())
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct BearerToken {
    /// The secret, which the caller sends as `Authorization: Bearer …`.
    pub token: SessionToken,
    /// The session's id in the store.
    pub id: SessionId,
    /// The session's limits.
    pub expiry: Expiry,
}

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Signs a user in: starts a session and returns the cookie for the response. The browser's previous session ends,
    /// even if it was another user's (ASVS 5.0 7.2.4). Its token is never reused, which prevents session fixation.
    ///
    /// After a sign-up or sign-in, the browser becomes a *known device* of the user, by a cookie of its own. Strangers who
    /// guess at the user's password then cannot lock this browser out, since it has limits of its own. A session that ends
    /// with the browser makes no known device, since the computer may be shared. Neither does [`Verified::danger_assume`].
    ///
    /// A session in a browser that is no known device is reported by the event `device.new`, except after a sign-up.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<SessionCookie, Box<dyn std::error::Error>> {
    /// let proof = auth.prove_origin(&request)?;
    /// let verified = auth.verify_password(&KeyId::username("alice"), "correct horse battery").await?;
    /// let cookie = auth.start_session(verified, proof).await?;
    /// # Ok(cookie)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StartSessionError`]: the user has to show a second factor, the proof is older than ten minutes, or the store
    /// failed. It also fails if the user was deleted or the password changed since the proof.
    pub async fn start_session(
        &self,
        verified: Verified,
        proof: SameOrigin,
    ) -> Result<SessionCookie, StartSessionError>
    where
        S: Default,
    {
        self.start_session_with(verified, proof, SessionOptions::default()).await
    }

    /// Signs a user in, with options for this session.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<(), Row>, verified: Verified, proof: SameOrigin)
    /// #     -> Result<SessionCookie, StartSessionError> {
    /// let device = Row::new().with("device", &"laptop".to_owned());
    /// let options = SessionOptions::new(device).until_browser_closes();
    /// let cookie = auth.start_session_with(verified, proof, options).await?;
    /// # Ok(cookie)
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`start_session`](Auth::start_session).
    pub async fn start_session_with(
        &self,
        verified: Verified,
        proof: SameOrigin,
        options: SessionOptions<S>,
    ) -> Result<SessionCookie, StartSessionError> {
        let keep = !options.until_browser_closes;
        let carrier = match (options.any_carrier, keep) {
            (true, _) => Carrier::Any,
            (false, true) => Carrier::Cookie,
            (false, false) => Carrier::BrowserCookie,
        };
        let (before, devices) = proof.into_cookies();
        let browser = SignInBrowser::of(&verified, devices, keep);
        let lasts = options.policy.unwrap_or(self.inner.sessions).absolute;
        let (started, recognised) =
            self.open_session(verified, options, (carrier, false), &before, &browser).await?;
        let cookie = self.inner.cookie.set(&started.token, keep.then_some(lasts));
        let duplicates =
            if before.has_duplicates() { self.inner.cookie.clear_duplicates() } else { Vec::new() };
        let cookie = self.clear_halted(cookie.and(duplicates));
        Ok(cookie.and(self.meet_browser(browser, recognised, &started.id).await))
    }

    /// Starts a session for a caller without cookies, such as a mobile application. The caller sends the token as
    /// `Authorization: Bearer …`. Browsers never send this header by themselves, so no proof of origin is needed.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, verified: Verified) -> Result<String, StartSessionError> {
    /// let bearer = auth.start_bearer_session(verified, SessionOptions::default()).await?;
    /// Ok(format!(r#"{{"token":"{}"}}"#, bearer.token.expose()))
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`start_session`](Auth::start_session).
    pub async fn start_bearer_session(
        &self,
        verified: Verified,
        options: SessionOptions<S>,
    ) -> Result<BearerToken, StartSessionError> {
        let carrier = if options.any_carrier { Carrier::Any } else { Carrier::Bearer };
        let browser = SignInBrowser::without_cookies(&verified);
        let before = Candidates::default();
        let (started, recognised) =
            self.open_session(verified, options, (carrier, true), &before, &browser).await?;
        self.meet_browser(browser, recognised, &started.id).await;
        Ok(started)
    }

    /// Signs out: deletes the session and returns the cookie that removes it from the browser. A session that has
    /// already ended is no error.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, session: Session<()>) -> Result<SessionCookie, Error> {
    /// let cookie = auth.end_session(&session.id).await?;
    /// # Ok(cookie)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed. The session still exists then.
    pub async fn end_session(&self, id: &SessionId) -> Result<SessionCookie, Error> {
        self.delete(id).await?;
        Ok(self.clear_halted(self.inner.cookie.clear()))
    }

    /// Ends one session of this user and returns true if it existed. A session of another user stays, so the id may
    /// come from a form.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, current: Session<()>, form_field: &str) -> Result<bool, Error> {
    /// let Some(id) = SessionId::parse(form_field) else { return Ok(false) };
    /// auth.end_session_of(&current.user.id, &id).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn end_session_of(&self, user: &UserId, id: &SessionId) -> Result<bool, Error> {
        match self.find_session_of(user, Some(id)).await? {
            Some(_) => self.delete(id).await,
            None => Ok(false),
        }
    }

    /// Ends all sessions of a user, except the one to keep, and returns their number.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, session: Session<()>) -> Result<(), Error> {
    /// auth.end_user_sessions(&session.user.id, Some(&session.id)).await?; // everywhere else
    /// auth.end_user_sessions(&session.user.id, None).await?; // everywhere
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn end_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, Error> {
        if !user.is_valid() {
            return Ok(0);
        }
        let ended = self.inner.store.delete_user_sessions(user, keep).await?;
        self.emit(Event::new("user.sessions_ended", Outcome::Succeeded).user(user).count(ended));
        Ok(ended)
    }

    /// Deletes expired sessions and records of all users, and returns their number. Expired rows are never used, even
    /// before a sweep.
    ///
    /// You do not have to call this: `start_session` does it once an hour.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), Error> {
    /// println!("{} sessions and records had expired", auth.sweep().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let now = self.now();
        self.inner.last_sweep.store(now.unix_millis(), Ordering::Relaxed);
        let sessions = self.inner.store.delete_dead_sessions(now).await?;
        Ok(sessions + self.inner.records().delete_expired_records(now).await?)
    }

    /// Finds a session by its id, without renewing it.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, id: SessionId) -> Result<(), Error> {
    /// if let Some(session) = auth.find_session(&id).await? {
    ///     println!("a session of {}", session.user.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn find_session(&self, id: &SessionId) -> Result<Option<Session<U, S>>, Error> {
        let now = self.now();
        let Some((session, user)) = self.inner.store.find_session_and_user(id, now).await? else {
            return Ok(None);
        };
        let expiry = self.inner.sessions.clamp(&session, now);
        if expiry.judge(now) == SessionState::Dead {
            return Ok(None);
        }
        let SessionRecord { id, details, mut attributes, .. } = session;
        let attributes = S::from_row(&mut attributes)?;
        let mut columns = user.attributes;
        let user = User { id: user.id, attributes: U::from_row(&mut columns)? };
        Ok(Some(Session { id, user, attributes, expiry, details, renewed: false }))
    }

    /// Lists the live sessions of a user. An unknown user has none.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<(), Row>, user: UserId) -> Result<(), Error> {
    /// for session in auth.user_sessions(&user).await? {
    ///     println!("{:?}: {:?}", session.attributes.value("device"), session.state);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn user_sessions(&self, user: &UserId) -> Result<Vec<UserSession<S>>, Error> {
        if !user.is_valid() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let sessions = self.inner.store.find_user_sessions(user, now).await?;
        let listed = sessions.into_iter().map(|it| self.user_session(it, now));
        listed.filter(|it| it.as_ref().map_or(true, |it| it.state != SessionState::Dead)).collect()
    }

    /// Changes a session's attributes and returns true if the session exists. Only the columns that the closure changed
    /// are written.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<(), Row>, session: Session<(), Row>) -> Result<(), Error> {
    /// auth.update_session(&session.id, |row| *row = Row::new().with("device", &"phone".to_owned())).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn update_session(
        &self,
        id: &SessionId,
        change: impl FnOnce(&mut S) + Send,
    ) -> Result<bool, Error> {
        let now = self.now();
        let Some(SessionRecord { mut attributes, .. }) = self.inner.store.find_session(id, now).await? else {
            return Ok(false);
        };
        let mut attributes = S::from_row(&mut attributes)?;
        let before = attributes.to_row();
        change(&mut attributes);
        let changes = changed_columns(&before, &attributes.to_row());
        check_fit(self.inner.store.schema().session(), &changes)?;
        Ok(self.inner.store.update_session(id, changes).await?)
    }

    async fn delete(&self, id: &SessionId) -> Result<bool, Error> {
        let ended = self.inner.store.delete_session(id).await?;
        if ended {
            self.emit(Event::new("session.ended", Outcome::Succeeded).session(id));
        }
        Ok(ended)
    }

    async fn open_session(
        &self,
        verified: Verified,
        options: SessionOptions<S>,
        (carrier, is_bearer): (Carrier, bool),
        before: &Candidates,
        browser: &SignInBrowser,
    ) -> Result<(BearerToken, Recognised), StartSessionError> {
        if verified.session().is_some() || !self.is_recent(&verified) {
            return Err(StartSessionError::Stale);
        }
        self.ask_for_factor(&verified, (carrier, is_bearer), options.policy).await?;
        let token = SessionToken::generate(&*self.inner.random).map_err(Error::from)?;
        let session = self.new_session(&verified, &options, carrier, &token)?;
        let (id, expiry, user) = (session.id, session.expiry, session.user_id.clone());
        let recognised = self.recognise(browser).await?;
        let start = SessionStart { session, proof: verified.proof().cloned(), replaces: before.first() };
        match self.inner.store.start_session(start).await? {
            SessionStarted::Superseded => {
                self.abandon_sign_in(&recognised).await;
                return Err(Error::superseded().into());
            }
            SessionStarted::Started { replaced } => {
                if let Some(older) = before.first().filter(|_| replaced) {
                    self.emit(Event::new("session.ended", Outcome::Succeeded).session(&older));
                }
            }
        }
        for duplicate in before.others() {
            if let Err(error) = self.delete(duplicate).await {
                self.emit(Event::new("session.end_failed", Outcome::Failed).session(duplicate).error(&error));
            }
        }
        let event = Event::new("session.started", Outcome::Succeeded).user(&user).session(&id);
        self.emit(event.methods(verified.methods().clone()));
        self.sweep_if_due().await;
        Ok((BearerToken { token, id, expiry }, recognised))
    }

    fn new_session(
        &self,
        verified: &Verified,
        options: &SessionOptions<S>,
        carrier: Carrier,
        token: &SessionToken,
    ) -> Result<SessionRecord, Error> {
        let now = self.now();
        let attributes = options.attributes.to_row();
        check_fit(self.inner.store.schema().session(), &attributes)?;
        let (started, methods) = (Some(now), verified.methods().clone());
        let details = SessionDetails { started, verified: Some(verified.at()), methods, carrier };
        let expiry = options.policy.unwrap_or(self.inner.sessions).start(now);
        let periods = options.policy.map(|it| it.periods());
        let user_id = verified.user_id().clone();
        Ok(SessionRecord { id: token.id(), user_id, expiry, periods, details, attributes })
    }

    /// Sweeps if the last sweep was an hour ago. The visitor waits for it, but does not see a failure.
    async fn sweep_if_due(&self) {
        let (now, swept) = (self.now().unix_millis(), &self.inner.last_sweep);
        let last = swept.load(Ordering::Relaxed);
        // The absolute difference, so that a clock that once ran ahead does not delay the sweep.
        let is_due = now.abs_diff(last) >= SWEEP_MILLIS;
        if !is_due || swept.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        if let Err(error) = self.sweep().await {
            self.emit(Event::new("sessions.sweep_failed", Outcome::Failed).error(&error));
        }
    }

    fn user_session(&self, record: SessionRecord, now: Timestamp) -> Result<UserSession<S>, Error> {
        let expiry = self.inner.sessions.clamp(&record, now);
        let active = record.periods.unwrap_or_else(|| self.inner.sessions.periods()).active;
        // Computed with the current policy, which may differ from the one at the session's last use.
        let last_seen = expiry.active.before(active).min(now);
        let SessionRecord { id, details, mut attributes, .. } = record;
        let last_seen = details.started.map_or(last_seen, |it| last_seen.max(it)).min(now);
        let attributes = S::from_row(&mut attributes)?;
        Ok(UserSession { id, attributes, expiry, state: expiry.judge(now), details, last_seen })
    }
}
