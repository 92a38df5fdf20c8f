//! Credentials: what changes them takes a proof, and ends what was begun with them.

use super::{Auth, RenewedSession};
use crate::{
    Attributes, Carrier, ChangeCredentialError, ChangePasswordError, CredentialAction, CredentialChange,
    CredentialChanged, Error, Event, KeyDeletion, KeyId, KeyRecord, LastKey, Outcome, SessionId,
    SessionRecord, SessionToken, UserId, Verified,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Gives the user who was verified a new password, with whichever of their names they sign in. Every other session of
    /// the user ends, and the current one gets a new token (ASVS 5.0 7.4.3): nobody stays signed in with what the old
    /// password opened.
    ///
    /// The proof is a password that was just verified, or that of a recent session:
    /// [`recent_proof`](Auth::recent_proof). `current` is the session of the request, which stays.
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
    /// [`ChangePasswordError`]: the proof is too old, the user has no key that could have a password, the password cannot
    /// be chosen, too many are waiting, or something under Lucerna failed.
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
        let named = names(&keys, verified.proof().map(|it| &it.key));
        let hash = self.hash_for::<ChangePasswordError>(keys.iter().map(|it| &it.id), password).await?;
        let action = CredentialAction::SetPassword { hash, keys: named };
        let (outcome, renewed) = self.change(user, Some(verified), action, current).await?;
        match outcome {
            CredentialChanged::Changed { .. } => {}
            CredentialChanged::Superseded => return Err(Error::superseded().into()),
            CredentialChanged::Missing | CredentialChanged::Last => {
                return Err(ChangePasswordError::NoPassword);
            }
        }
        self.emit(Event::new("password.changed", Outcome::Succeeded).user(user));
        Ok(renewed)
    }

    /// Takes the password of the user who was verified away. Their keys stay, for whatever other proof there is of them. Ends
    /// and renews sessions as [`change_password`](Auth::change_password) does.
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
    /// [`ChangeCredentialError`]: the proof is too old, the user has no password, or something under Lucerna failed.
    pub async fn remove_password(
        &self,
        verified: &Verified,
        current: Option<&SessionId>,
    ) -> Result<Option<RenewedSession>, ChangeCredentialError> {
        let renewed = self.change_own(verified, CredentialAction::RemovePassword, current).await?;
        self.emit(Event::new("password.removed", Outcome::Succeeded).user(verified.user_id()));
        Ok(renewed)
    }

    /// Deletes a key of the user who was verified, unless it is their last one. Ends and renews sessions as
    /// [`change_password`](Auth::change_password) does: also those that were begun with the key.
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
    /// [`ChangeCredentialError`]: the proof is too old, the key is not the user's or their last one, or something under
    /// Lucerna failed.
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
        let renewed = self.change_own(verified, action, current).await?;
        self.emit(Event::new("key.deleted", Outcome::Succeeded).user(verified.user_id()).key(key));
        Ok(renewed)
    }

    /// Sets the password of the user who has this key, without a proof: for administrators. All sessions of the user end.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), ChangePasswordError> {
    /// auth.danger_set_password(&KeyId::username("alice"), "correct horse battery").await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangePasswordError`]: there is no such key, the password cannot be chosen, too many are waiting, or something
    /// under Lucerna failed.
    pub async fn danger_set_password(&self, key: &KeyId, password: &str) -> Result<(), ChangePasswordError> {
        let Some(record) = self.find_record(key).await? else { return Err(ChangePasswordError::NoPassword) };
        let hash = self.hash_for::<ChangePasswordError>([key], password).await?;
        let keys = self.inner.store.find_user_keys(&record.user_id).await?;
        let mut keys = names(&keys, None);
        if !keys.contains(key) {
            keys.push(key.clone());
        }
        let action = CredentialAction::SetPassword { hash, keys };
        let (outcome, _) = self.change(&record.user_id, None, action, None).await?;
        if !matches!(outcome, CredentialChanged::Changed { .. }) {
            return Err(ChangePasswordError::NoPassword);
        }
        self.emit(Event::new("password.changed", Outcome::Succeeded).user(&record.user_id).key(key));
        Ok(())
    }

    /// Takes the password of the user who has this key away, without a proof: for administrators. All sessions of the user
    /// end.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), ChangeCredentialError> {
    /// auth.danger_remove_password(&KeyId::username("alice")).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangeCredentialError`]: there is no such key, its user has no password, or something under Lucerna failed.
    pub async fn danger_remove_password(&self, key: &KeyId) -> Result<(), ChangeCredentialError> {
        let record = self.find_record(key).await?.ok_or(ChangeCredentialError::NotOwner)?;
        let (outcome, _) = self.change(&record.user_id, None, CredentialAction::RemovePassword, None).await?;
        if !matches!(outcome, CredentialChanged::Changed { .. }) {
            return Err(ChangeCredentialError::NotOwner);
        }
        self.emit(Event::new("password.removed", Outcome::Succeeded).user(&record.user_id).key(key));
        Ok(())
    }

    /// Deletes a key, whoever's it is, without a proof: for administrators. All sessions of the user end.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), Error> {
    /// match auth.danger_delete_key(&KeyId::username("alice"), LastKey::Keep).await? {
    ///     KeyDeletion::Deleted | KeyDeletion::Missing => println!("it is gone"),
    ///     KeyDeletion::Last => println!("the user could not sign in any more"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed.
    pub async fn danger_delete_key(&self, key: &KeyId, last: LastKey) -> Result<KeyDeletion, Error> {
        let Some(record) = self.find_record(key).await? else { return Ok(KeyDeletion::Missing) };
        let action = CredentialAction::DeleteKey { key: key.clone(), last };
        match self.change(&record.user_id, None, action, None).await?.0 {
            CredentialChanged::Last => return Ok(KeyDeletion::Last),
            CredentialChanged::Missing | CredentialChanged::Superseded => return Ok(KeyDeletion::Missing),
            CredentialChanged::Changed { .. } => {}
        }
        self.emit(Event::new("key.deleted", Outcome::Succeeded).user(&record.user_id).key(key));
        Ok(KeyDeletion::Deleted)
    }

    async fn change_own(
        &self,
        verified: &Verified,
        action: CredentialAction,
        current: Option<&SessionId>,
    ) -> Result<Option<RenewedSession>, ChangeCredentialError> {
        if !self.is_recent(verified) {
            return Err(ChangeCredentialError::Stale);
        }
        match self.change(verified.user_id(), Some(verified), action, current).await? {
            (CredentialChanged::Changed { .. }, renewed) => Ok(renewed),
            (CredentialChanged::Superseded, _) => Err(Error::superseded().into()),
            (CredentialChanged::Missing, _) => Err(ChangeCredentialError::NotOwner),
            (CredentialChanged::Last, _) => Err(ChangeCredentialError::LastKey),
        }
    }

    async fn change(
        &self,
        user: &UserId,
        verified: Option<&Verified>,
        action: CredentialAction,
        current: Option<&SessionId>,
    ) -> Result<(CredentialChanged, Option<RenewedSession>), Error> {
        // The store looks at key and session once more, but not whether the session has expired.
        if let Some(verified) = verified.filter(|it| it.session().is_some()) {
            self.check_holds(verified).await?;
        }
        let current = self.find_own(user, current).await?;
        let token = SessionToken::generate(&*self.inner.random)?;
        let change = CredentialChange {
            user_id: user.clone(),
            proof: verified.and_then(Verified::proof).cloned(),
            session: verified.and_then(Verified::session).copied(),
            action,
            current: current.as_ref().map(|it| (it.id, token.id())),
        };
        let outcome = self.inner.store.change_credential(change).await?;
        let CredentialChanged::Changed { ended, kept } = outcome else { return Ok((outcome, None)) };
        if ended > 0 {
            self.emit(Event::new("user.sessions_ended", Outcome::Succeeded).user(user).count(ended));
        }
        Ok((outcome, current.filter(|_| kept).map(|it| self.renewed(&it, token))))
    }

    /// The session, if it is this user's and not over.
    pub(super) async fn find_own(
        &self,
        user: &UserId,
        id: Option<&SessionId>,
    ) -> Result<Option<SessionRecord>, Error> {
        let Some(id) = id else { return Ok(None) };
        let found = self.inner.store.find_session(id, self.now()).await?;
        Ok(found.filter(|it| it.user_id == *user))
    }

    /// The session under its new token.
    pub(super) fn renewed(&self, session: &SessionRecord, token: SessionToken) -> RenewedSession {
        let now = self.now();
        let expiry = self.inner.sessions.clamp(session, now);
        let keep = session.details.carrier != Carrier::BrowserCookie;
        let cookie = self.inner.cookie.set(&token, keep.then(|| expiry.absolute.since(now)));
        RenewedSession { id: token.id(), cookie, token, expiry }
    }

    /// Returns true if a proof may still change something: one that was just made, or that of a session whose last
    /// verification is recent.
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

/// The keys that get a password: all names that people type, or else the key that was proven.
fn names(keys: &[KeyRecord], proven: Option<&KeyId>) -> Vec<KeyId> {
    let typed = |it: &&KeyId| matches!(it.provider(), "username" | "email");
    let named: Vec<_> = keys.iter().map(|it| &it.id).filter(typed).cloned().collect();
    let has_password = keys.iter().any(|it| it.password_hash.is_some());
    match proven {
        Some(key) if named.is_empty() && !has_password => vec![key.clone()],
        _ => named,
    }
}
