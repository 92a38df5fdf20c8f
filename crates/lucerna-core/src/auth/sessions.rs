//! Sessions: who is signed in from now on, and who no longer.

use super::Auth;
use super::users::changed;
use crate::attributes::check_fit;
use crate::cookie::Candidates;
use crate::{
    Attributes, Carrier, Error, Event, Expiry, Outcome, SameOrigin, Session, SessionCookie, SessionDetails,
    SessionId, SessionOptions, SessionRecord, SessionStart, SessionStarted, SessionState, SessionToken,
    StartSessionError, Timestamp, User, UserId, UserSession, Verified,
};
use std::sync::atomic::Ordering;

/// How often what is over is deleted while people sign in.
const SWEEP_MILLIS: u64 = 60 * 60 * 1000;

/// The token of a session for a caller without cookies, and until when the session lasts.
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
    /// The name of the session in the store.
    pub id: SessionId,
    /// Until when the session lasts.
    pub expiry: Expiry,
}

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Signs somebody in: a new session, and the cookie that the response has to carry. The session that the browser
    /// had until then ends, whoever's it was (ASVS 5.0 7.2.4), and its token is never taken over (no session fixation).
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
    /// [`StartSessionError`]: the user has to show a second factor first, the proof is older than ten minutes, something
    /// under Lucerna failed, or what was proven is no longer so: the user is gone, or the password was changed meanwhile.
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

    /// The same, with options of this one session.
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
        let before = proof.into_sessions();
        let lasts = options.policy.unwrap_or(self.inner.sessions).absolute;
        let started = self.open_session(verified, options, (carrier, false), &before).await?;
        let cookie = self.inner.cookie.set(&started.token, keep.then_some(lasts));
        let twins = if before.has_twins() { self.inner.cookie.clear_twins() } else { Vec::new() };
        Ok(self.without_halted(cookie.and(twins)))
    }

    /// Starts a session for a caller without cookies, such as an application on a phone, which sends the token as
    /// `Authorization: Bearer …`. No browser sends that by itself, so no proof of origin is needed.
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
        self.open_session(verified, options, (carrier, true), &Candidates::default()).await
    }

    /// Signs out: the session is deleted, and the response has to carry the cookie that makes the browser forget
    /// it. It is no error if the session is already gone.
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
    /// [`Error`] if something under Lucerna failed; the session then still exists.
    pub async fn end_session(&self, id: &SessionId) -> Result<SessionCookie, Error> {
        self.delete(id).await?;
        Ok(self.without_halted(self.inner.cookie.clear()))
    }

    /// Ends one session of this user, wherever it is, and says whether there was one. A session of another user is
    /// left alone: the id may come from a form.
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
    /// [`Error`] if something under Lucerna failed.
    pub async fn end_session_of(&self, user: &UserId, id: &SessionId) -> Result<bool, Error> {
        match self.find_own(user, Some(id)).await? {
            Some(_) => self.delete(id).await,
            None => Ok(false),
        }
    }

    /// Signs a user out everywhere, but for the session to keep, and says how many sessions ended.
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
    /// [`Error`] if something under Lucerna failed.
    pub async fn end_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, Error> {
        if !user.is_valid() {
            return Ok(0);
        }
        let ended = self.inner.store.delete_user_sessions(user, keep).await?;
        self.emit(Event::new("user.sessions_ended", Outcome::Succeeded).user(user).count(ended));
        Ok(ended)
    }

    /// Deletes the sessions and the records that are over, of all users, and returns their number. They are never used, deleted
    /// or not.
    ///
    /// Nobody has to call this: while people sign in it happens by itself once an hour.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), Error> {
    /// println!("{} sessions and records were over", auth.sweep().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let now = self.now();
        self.inner.swept.store(now.unix_millis(), Ordering::Relaxed);
        let sessions = self.inner.store.delete_dead_sessions(now).await?;
        Ok(sessions + self.inner.records().delete_expired_records(now).await?)
    }

    /// The session of this id, as it is: looking does not renew it.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, id: SessionId) -> Result<(), Error> {
    /// if let Some(session) = auth.find_session(&id).await? {
    ///     println!("it is {}'s", session.user.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed.
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

    /// A user's sessions that are not over; none for a user who is not there.
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
    /// [`Error`] if something under Lucerna failed.
    pub async fn user_sessions(&self, user: &UserId) -> Result<Vec<UserSession<S>>, Error> {
        if !user.is_valid() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let sessions = self.inner.store.find_user_sessions(user, now).await?;
        let listed = sessions.into_iter().map(|it| self.listed(it, now));
        listed.filter(|it| it.as_ref().map_or(true, |it| it.state != SessionState::Dead)).collect()
    }

    /// Changes a session's attributes, and says whether it was there. Only what the closure changed is written.
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
    /// [`Error`] if something under Lucerna failed.
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
        let changes = changed(&before, &attributes.to_row());
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
    ) -> Result<BearerToken, StartSessionError> {
        if verified.session().is_some() || !self.is_recent(&verified) {
            return Err(StartSessionError::Stale);
        }
        self.ask_for_factor(&verified, (carrier, is_bearer), options.policy).await?;
        let token = SessionToken::generate(&*self.inner.random).map_err(Error::from)?;
        let session = self.new_session(&verified, &options, carrier, &token)?;
        let (id, expiry, user) = (session.id, session.expiry, session.user_id.clone());
        let start = SessionStart { session, proof: verified.proof().cloned(), replaces: before.first() };
        match self.inner.store.start_session(start).await? {
            SessionStarted::Superseded => return Err(Error::superseded().into()),
            SessionStarted::Started { replaced } => {
                if let Some(older) = before.first().filter(|_| replaced) {
                    self.emit(Event::new("session.ended", Outcome::Succeeded).session(&older));
                }
            }
        }
        for twin in before.others() {
            if let Err(error) = self.delete(twin).await {
                self.emit(Event::new("session.end_failed", Outcome::Failed).session(twin).error(&error));
            }
        }
        let event = Event::new("session.started", Outcome::Succeeded).user(&user).session(&id);
        self.emit(event.methods(verified.methods().clone()));
        self.sweep_now_and_then().await;
        Ok(BearerToken { token, id, expiry })
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

    /// Deletes what is over, if that was not done for an hour. A visitor waits for it, and does not notice if it fails.
    async fn sweep_now_and_then(&self) {
        let (now, swept) = (self.now().unix_millis(), &self.inner.swept);
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

    fn listed(&self, record: SessionRecord, now: Timestamp) -> Result<UserSession<S>, Error> {
        let expiry = self.inner.sessions.clamp(&record, now);
        let active = record.periods.unwrap_or_else(|| self.inner.sessions.periods()).active;
        // By the policy of today, which may be another one than that of the session's last use.
        let last_seen = expiry.active.before(active).min(now);
        let SessionRecord { id, details, mut attributes, .. } = record;
        let last_seen = details.started.map_or(last_seen, |it| last_seen.max(it)).min(now);
        let attributes = S::from_row(&mut attributes)?;
        Ok(UserSession { id, attributes, expiry, state: expiry.judge(now), details, last_seen })
    }
}
