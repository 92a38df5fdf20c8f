//! Changes of credentials. Each takes a proof, rotates the current token and ends the user's other sessions.

use super::{Auth, RenewedSession};
use crate::{
    Attributes, Carrier, ChangeCredentialError, ChangePasswordError, CredentialAction, CredentialChange,
    CredentialChanged, Error, Event, KeyDeletion, KeyId, KeyRecord, LastKey, Outcome, SessionId,
    SessionRecord, SessionToken, UserId, Verified,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Changes the password of the verified user, for all names with which they sign in. It rotates the current
    /// session's token and ends every other session of the user (ASVS 5.0 7.4.3). So an attacker who signed in with the
    /// old password loses access.
    ///
    /// The proof is a password that was just verified, or a recent session's: [`recent_proof`](Auth::recent_proof).
    /// `current` is the session of the request. It stays.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, session: Session<()>) -> Result<(), Box<dyn std::error::Error>> {
    /// let verified = auth.verify_password(&KeyId::username("alice"), "correct horse battery").await?;
    /// let renewed = auth.change_password(&verified, "wrong donkey generator", Some(&session.id)).await?;
    /// if let Some(renewed) = renewed {
    ///     println!("Set-Cookie: {}", renewed.cookie.header_value());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangePasswordError`]: the proof is too old, no key of the user can have a password, or the policy refuses the
    /// password. It also fails if the hasher is busy or the store failed.
    pub async fn change_password(
        &self,
        verified: &Verified,
        password: &str,
        current: Option<&SessionId>,
    ) -> Result<Option<RenewedSession>, ChangePasswordError> {
        if !self.is_recent(verified) {
            return Err(ChangePasswordError::Stale);
        }
        let user = verified.user_id();
        let keys = self.inner.store.find_user_keys(user).await?;
        let named = password_keys(&keys, verified.proof().map(|it| &it.key));
        let hash =
            self.hash_new_password::<ChangePasswordError>(keys.iter().map(|it| &it.id), password).await?;
        let action = CredentialAction::SetPassword { hash, keys: named };
        let event = Event::new("password.changed", Outcome::Succeeded).user(user);
        let (outcome, renewed) = self.change(event, user, Some(verified), action, current).await?;
        match outcome {
            CredentialChanged::Changed { .. } => {}
            CredentialChanged::Superseded => return Err(Error::superseded().into()),
            CredentialChanged::Missing | CredentialChanged::Last => {
                return Err(ChangePasswordError::NoPassword);
            }
        }
        self.forget_other_devices(user).await;
        self.clear_attempts_after_change(user, &keys).await;
        Ok(renewed)
    }

    /// Removes the password of the verified user. Their keys stay, for other methods of sign-in. Other sessions end and
    /// the current token is rotated, as in [`change_password`](Auth::change_password).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, session: Session<()>, verified: Verified) -> Result<(), ChangeCredentialError> {
    /// let renewed = auth.remove_password(&verified, Some(&session.id)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangeCredentialError`]: the proof is too old, the user has no password, or the store failed.
    pub async fn remove_password(
        &self,
        verified: &Verified,
        current: Option<&SessionId>,
    ) -> Result<Option<RenewedSession>, ChangeCredentialError> {
        let event = Event::new("password.removed", Outcome::Succeeded).user(verified.user_id());
        self.change_own(event, verified, CredentialAction::RemovePassword, current).await
    }

    /// Deletes a key of the verified user, unless it is their last one. Other sessions end and the current token is
    /// rotated, as in [`change_password`](Auth::change_password). That includes sessions that started with this key.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, session: Session<()>, verified: Verified) -> Result<(), Box<dyn std::error::Error>> {
    /// match auth.delete_key(&verified, &KeyId::new("github", "1234")?, Some(&session.id)).await {
    ///     Err(ChangeCredentialError::LastKey) => println!("add another way to sign in first"),
    ///     other => drop(other?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangeCredentialError`]: the proof is too old, the key is another user's, it is the last one, or the store
    /// failed.
    pub async fn delete_key(
        &self,
        verified: &Verified,
        key: &KeyId,
        current: Option<&SessionId>,
    ) -> Result<Option<RenewedSession>, ChangeCredentialError> {
        if !key.is_valid() {
            return Err(ChangeCredentialError::NotOwner);
        }
        let action = CredentialAction::DeleteKey { key: key.clone(), last: LastKey::Keep };
        let held = self.held_looks(key).await.map_err(Error::from)?;
        let event = Event::new("key.deleted", Outcome::Succeeded).user(verified.user_id()).key(key);
        let renewed = self.change_own(event, verified, action, current).await?;
        self.release_looks(held).await;
        Ok(renewed)
    }

    /// Sets the password of the user with this key, without a proof. It is for administrators. All sessions of the user
    /// end.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), ChangePasswordError> {
    /// auth.danger_set_password(&KeyId::username("alice"), "correct horse battery").await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangePasswordError`]: the key does not exist, the policy refuses the password, the hasher is busy, or the
    /// store failed.
    pub async fn danger_set_password(&self, key: &KeyId, password: &str) -> Result<(), ChangePasswordError> {
        let Some(record) = self.find_record(key).await? else { return Err(ChangePasswordError::NoPassword) };
        let hash = self.hash_new_password::<ChangePasswordError>([key], password).await?;
        let all = self.inner.store.find_user_keys(&record.user_id).await?;
        let mut keys = password_keys(&all, None);
        if !keys.contains(key) {
            keys.push(key.clone());
        }
        let action = CredentialAction::SetPassword { hash, keys };
        let event = Event::new("password.changed", Outcome::Succeeded).user(&record.user_id).key(key);
        let (outcome, _) = self.change(event, &record.user_id, None, action, None).await?;
        if !matches!(outcome, CredentialChanged::Changed { .. }) {
            return Err(ChangePasswordError::NoPassword);
        }
        self.forget_other_devices(&record.user_id).await;
        self.clear_attempts_after_change(&record.user_id, &all).await;
        Ok(())
    }

    /// Removes the password of the user with this key, without a proof. It is for administrators. All sessions of the
    /// user end.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), ChangeCredentialError> {
    /// auth.danger_remove_password(&KeyId::username("alice")).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangeCredentialError`]: the key does not exist, its user has no password, or the store failed.
    pub async fn danger_remove_password(&self, key: &KeyId) -> Result<(), ChangeCredentialError> {
        let record = self.find_record(key).await?.ok_or(ChangeCredentialError::NotOwner)?;
        let event = Event::new("password.removed", Outcome::Succeeded).user(&record.user_id).key(key);
        let action = CredentialAction::RemovePassword;
        match self.change(event, &record.user_id, None, action, None).await?.0 {
            CredentialChanged::Changed { .. } => Ok(()),
            _ => Err(ChangeCredentialError::NotOwner),
        }
    }

    /// Deletes a key of any user, without a proof. It is for administrators. All sessions of the user end.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), Error> {
    /// match auth.danger_delete_key(&KeyId::username("alice"), LastKey::Keep).await? {
    ///     KeyDeletion::Deleted | KeyDeletion::Missing => println!("the key is deleted"),
    ///     KeyDeletion::Last => println!("the user could not sign in without it"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn danger_delete_key(&self, key: &KeyId, last: LastKey) -> Result<KeyDeletion, Error> {
        let Some(record) = self.find_record(key).await? else { return Ok(KeyDeletion::Missing) };
        let action = CredentialAction::DeleteKey { key: key.clone(), last };
        let held = self.held_looks(key).await?;
        let event = Event::new("key.deleted", Outcome::Succeeded).user(&record.user_id).key(key);
        match self.change(event, &record.user_id, None, action, None).await?.0 {
            CredentialChanged::Last => return Ok(KeyDeletion::Last),
            CredentialChanged::Missing | CredentialChanged::Superseded => return Ok(KeyDeletion::Missing),
            CredentialChanged::Changed { .. } => {}
        }
        self.release_looks(held).await;
        Ok(KeyDeletion::Deleted)
    }

    async fn change_own(
        &self,
        event: Event,
        verified: &Verified,
        action: CredentialAction,
        current: Option<&SessionId>,
    ) -> Result<Option<RenewedSession>, ChangeCredentialError> {
        if !self.is_recent(verified) {
            return Err(ChangeCredentialError::Stale);
        }
        match self.change(event, verified.user_id(), Some(verified), action, current).await? {
            (CredentialChanged::Changed { .. }, renewed) => Ok(renewed),
            (CredentialChanged::Superseded, _) => Err(Error::superseded().into()),
            (CredentialChanged::Missing, _) => Err(ChangeCredentialError::NotOwner),
            (CredentialChanged::Last, _) => Err(ChangeCredentialError::LastKey),
        }
    }

    /// Makes a change for which observers have prepared, and emits its event.
    async fn change(
        &self,
        event: Event,
        user: &UserId,
        verified: Option<&Verified>,
        action: CredentialAction,
        current: Option<&SessionId>,
    ) -> Result<(CredentialChanged, Option<RenewedSession>), Error> {
        // The store checks the key and the session again, but not whether the session has expired.
        if let Some(verified) = verified.filter(|it| it.session().is_some()) {
            self.check_proof(verified).await?;
        }
        let current = self.find_session_of(user, current).await?;
        let token = SessionToken::generate(&*self.inner.random)?;
        let change = CredentialChange {
            user_id: user.clone(),
            proof: verified.and_then(Verified::proof).cloned(),
            session: verified.and_then(Verified::session).copied(),
            action,
            current: current.as_ref().map(|it| (it.id, token.id())),
        };
        let event = self.prepare_change(event).await?;
        let outcome = self.inner.store.change_credential(change).await?;
        let CredentialChanged::Changed { ended, kept } = outcome else {
            self.abandon_change(&event).await;
            return Ok((outcome, None));
        };
        if ended > 0 {
            self.emit(Event::new("user.sessions_ended", Outcome::Succeeded).user(user).count(ended));
        }
        self.emit(event);
        Ok((outcome, current.filter(|_| kept).map(|it| self.renewed_session(&it, token))))
    }

    /// Finds a session that belongs to this user and has not expired.
    pub(super) async fn find_session_of(
        &self,
        user: &UserId,
        id: Option<&SessionId>,
    ) -> Result<Option<SessionRecord>, Error> {
        let Some(id) = id else { return Ok(None) };
        let found = self.inner.store.find_session(id, self.now()).await?;
        Ok(found.filter(|it| it.user_id == *user))
    }

    /// Returns the session with its new token.
    pub(super) fn renewed_session(&self, session: &SessionRecord, token: SessionToken) -> RenewedSession {
        let now = self.now();
        let expiry = self.inner.sessions.clamp(session, now);
        let keep = session.details.carrier != Carrier::BrowserCookie;
        let cookie = self.inner.cookie.set(&token, keep.then(|| expiry.absolute.since(now)));
        RenewedSession { id: token.id(), cookie, token, expiry }
    }

    /// Returns true if a proof is recent enough to change credentials. A session's proof has the session's policy, any
    /// other proof must be fresh.
    pub(super) fn is_recent(&self, verified: &Verified) -> bool {
        let now = self.now();
        let recent = match verified.session() {
            Some(_) => self.inner.sessions.is_recent(verified.at(), now),
            None => verified.is_fresh(now),
        };
        if !recent {
            self.emit(Event::new("verification.stale", Outcome::Refused).user(verified.user_id()));
        }
        recent
    }
}

/// Returns the keys that get a password: the user's names and addresses. Without any, it is the key of the proof.
fn password_keys(keys: &[KeyRecord], proven: Option<&KeyId>) -> Vec<KeyId> {
    let typed = |it: &&KeyId| matches!(it.provider(), "username" | "email");
    let named: Vec<_> = keys.iter().map(|it| &it.id).filter(typed).cloned().collect();
    let has_password = keys.iter().any(|it| it.password_hash.is_some());
    match proven {
        Some(key) if named.is_empty() && !has_password => vec![key.clone()],
        _ => named,
    }
}
