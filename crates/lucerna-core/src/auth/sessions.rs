//! Sessions: who is signed in from now on, and who no longer.

use super::Auth;
use super::users::changed;
use crate::attributes::check_fit;
use crate::{
    Attributes, Error, SameOrigin, Session, SessionCookie, SessionId, SessionOptions, SessionRecord,
    SessionStart, SessionStarted, SessionState, SessionToken, Timestamp, User, UserId, UserSession, Verified,
    events,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Signs somebody in: a new session, and the cookie that the response has to carry. The session that the browser
    /// had until then ends, whoever's it was (ASVS 5.0 7.2.4), and its token is never taken over (no session fixation).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<SessionCookie, Box<dyn std::error::Error>> {
    /// let proof = auth.check_origin(&request)?;
    /// let verified = auth.verify_password(&KeyId::username("alice"), "correct horse battery").await?;
    /// let cookie = auth.start_session(verified, proof).await?;
    /// # Ok(cookie)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed, or what was proven is no longer so: the user is gone, or the
    /// password was changed meanwhile.
    pub async fn start_session(&self, verified: Verified, proof: SameOrigin) -> Result<SessionCookie, Error>
    where
        S: Default,
    {
        self.start_session_with(verified, proof, SessionOptions::default()).await
    }

    /// The same, with options of this one session.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<(), Row>, verified: Verified, proof: SameOrigin) -> Result<SessionCookie, Error> {
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
    ) -> Result<SessionCookie, Error> {
        let keep = !options.until_browser_closes;
        let (token, now, absolute) = self.open_session(verified, options, proof.session()).await?;
        Ok(self.inner.cookie.set(&token, keep.then(|| absolute.since(now))))
    }

    /// Starts a session for a caller without cookies, such as an application on a phone, which sends the token as
    /// `Authorization: Bearer …`. No browser sends that by itself, so no proof of origin is needed.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, verified: Verified) -> Result<String, Error> {
    /// let token = auth.start_bearer_session(verified, SessionOptions::default()).await?;
    /// Ok(format!(r#"{{"token":"{}"}}"#, token.expose()))
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`start_session`](Auth::start_session).
    pub async fn start_bearer_session(
        &self,
        verified: Verified,
        options: SessionOptions<S>,
    ) -> Result<SessionToken, Error> {
        self.open_session(verified, options, None).await.map(|(token, ..)| token)
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
        Ok(self.inner.cookie.clear())
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
        let session = self.inner.store.find_session(id, self.inner.clock.now()).await?;
        if session.is_none_or(|it| it.user_id != *user) {
            return Ok(false);
        }
        self.delete(id).await
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
        events::user_sessions_ended(user, ended);
        Ok(ended)
    }

    /// Deletes the sessions that are over, of all users, and says how many. They are never used, deleted or not: call
    /// this now and then, so that they do not fill the store.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), Error> {
    /// println!("{} sessions were over", auth.delete_dead_sessions().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed.
    pub async fn delete_dead_sessions(&self) -> Result<u64, Error> {
        Ok(self.inner.store.delete_dead_sessions(self.inner.clock.now()).await?)
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
        let now = self.inner.clock.now();
        let Some((session, user)) = self.inner.store.find_session_and_user(id, now).await? else {
            return Ok(None);
        };
        if session.expiry.judge(now) == SessionState::Dead {
            return Ok(None);
        }
        let SessionRecord { id, expiry, mut attributes, .. } = session;
        let mut columns = user.attributes;
        let user = User { id: user.id, attributes: U::from_row(&mut columns)? };
        Ok(Some(Session { id, user, attributes: S::from_row(&mut attributes)?, expiry, renewed: false }))
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
        let now = self.inner.clock.now();
        let sessions = self.inner.store.find_user_sessions(user, now).await?.into_iter();
        let alive = sessions.filter(|it| it.expiry.judge(now) != SessionState::Dead);
        alive.map(|record| listed(record, now)).collect()
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
        let now = self.inner.clock.now();
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
            events::session_ended(id);
        }
        Ok(ended)
    }

    async fn open_session(
        &self,
        verified: Verified,
        options: SessionOptions<S>,
        replaces: Option<SessionId>,
    ) -> Result<(SessionToken, Timestamp, Timestamp), Error> {
        let token = SessionToken::generate(&*self.inner.random)?;
        let now = self.inner.clock.now();
        let expiry = options.policy.unwrap_or(self.inner.sessions).start(now);
        let periods = options.policy.map(|it| it.periods());
        let (user_id, proof) = verified.into_parts();
        let (id, attributes) = (token.id(), options.attributes.to_row());
        check_fit(self.inner.store.schema().session(), &attributes)?;
        let session = SessionRecord { id, user_id: user_id.clone(), expiry, periods, attributes };
        match self.inner.store.start_session(SessionStart { session, proof, replaces }).await? {
            SessionStarted::Superseded => return Err(Error::superseded()),
            SessionStarted::Started { replaced } => {
                replaces.filter(|_| replaced).iter().for_each(events::session_ended);
                events::session_started(&user_id, &id);
            }
        }
        Ok((token, now, expiry.absolute))
    }
}

fn listed<S: Attributes>(record: SessionRecord, now: Timestamp) -> Result<UserSession<S>, Error> {
    let SessionRecord { id, expiry, mut attributes, .. } = record;
    Ok(UserSession { id, attributes: S::from_row(&mut attributes)?, expiry, state: expiry.judge(now) })
}
