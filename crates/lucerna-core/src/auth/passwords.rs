//! Verification of passwords and hashing of new ones.

use super::Auth;
use crate::key::NewPassword;
use crate::{
    Attributes, Event, HashError, KeyId, KeyProof, KeyRecord, Method, NewKey, Outcome, Password,
    PasswordError, PasswordHash, UserId, Verdict, Verified, VerifyPasswordError, Weakness,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Checks a password (Lucia's `useKey`).
    ///
    /// The answer and its cost are the same for an unknown user, a key without a password and a wrong password. So an
    /// attacker cannot find out which accounts exist (ASVS 5.0 6.3.8). A hash of an older policy or of another system
    /// is replaced with a new one.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), VerifyPasswordError> {
    /// let verified = auth.verify_password(&KeyId::username("ALICE"), "correct horse battery").await?;
    /// println!("this is {}", verified.user_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Limits
    /// The attempt is counted as a failure before the password is hashed, for the account and for the network of the
    /// caller ([`on_behalf_of`](Auth::on_behalf_of)). After five failures of an account, growing delays follow. After 90
    /// consecutive ones it is locked until the count is cleared. A browser in which the user signed in before has delays of
    /// its own, and ten failures more. During a delay a correct password is refused too. A success clears the account's
    /// count, and takes only itself off the network's. See
    /// [`AuthBuilder::attempt_policy`](crate::AuthBuilder::attempt_policy).
    ///
    /// # Errors
    /// [`VerifyPasswordError`]: the credentials do not match, a limit is reached, the hasher is busy, or the store failed.
    pub async fn verify_password(
        &self,
        key: &KeyId,
        password: &str,
    ) -> Result<Verified, VerifyPasswordError> {
        let record = self.find_record(key).await?;
        self.verify_record(key, password, record).await
    }

    /// Refuses every password. The answer, its cost and its count are those of [`verify_password`](Auth::verify_password) for a
    /// name that does not exist. Features call it for an account that must not sign in with a password yet.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) {
    /// let refused = auth.refuse_password(&KeyId::username("alice"), "correct horse battery").await;
    /// assert!(matches!(refused, VerifyPasswordError::InvalidCredentials));
    /// # }
    /// ```
    pub async fn refuse_password(&self, key: &KeyId, password: &str) -> VerifyPasswordError {
        if let Err(error) = self.find_record(key).await {
            return error.into();
        }
        let refused = self.verify_record(key, password, None).await;
        refused.err().unwrap_or(VerifyPasswordError::InvalidCredentials)
    }

    async fn verify_record(
        &self,
        key: &KeyId,
        password: &str,
        record: Option<KeyRecord>,
    ) -> Result<Verified, VerifyPasswordError> {
        let user = record.as_ref().map(|it| it.user_id.clone());
        let attempt = self.services().attempts().begin_password(key, user.as_ref()).await?;
        let device = attempt.device();
        let verified = self.verify_counted(key, password, record).await;
        match &verified {
            Ok(_) => attempt.succeeded().await?,
            Err(VerifyPasswordError::InvalidCredentials) => attempt.failed(),
            Err(VerifyPasswordError::Busy { .. }) => attempt.abandoned().await?,
            Err(_) => {}
        }
        verified.map(|it| it.with_device(device))
    }

    async fn verify_counted(
        &self,
        key: &KeyId,
        password: &str,
        record: Option<KeyRecord>,
    ) -> Result<Verified, VerifyPasswordError> {
        let mut compared = self.compare(key, password, record).await?;
        if let Some(Compared { hash, verdict: Verdict::Outdated, .. }) = &mut compared {
            match self.renew_hash(key, hash, password).await {
                Rehash::Done(new) => *hash = new,
                Rehash::Overtaken => {
                    compared = self.compare(key, password, self.find_record(key).await?).await?;
                }
                Rehash::Failed => {}
            }
        }
        match compared {
            Some(Compared { user_id, hash, verdict: Verdict::Match | Verdict::Outdated }) => {
                let event = Event::new("password.verified", Outcome::Succeeded).user(&user_id).key(key);
                self.emit(event.method(Method::PASSWORD));
                let proof = KeyProof { key: key.clone(), hash: Some(hash) };
                Ok(Verified::by_key(user_id, Method::PASSWORD, self.now(), proof))
            }
            refused => {
                let event = Event::new("password.refused", Outcome::Refused).key(key);
                self.emit(match &refused {
                    Some(known) => event.user(&known.user_id),
                    None => event,
                });
                Err(VerifyPasswordError::InvalidCredentials)
            }
        }
    }

    /// Checks a new password against the policy, the blocklist and data breaches, as [`change_password`](Auth::change_password) does, and does
    /// not hash it. Use it before you consume a one-time code, so that a refused password does not cost the code.
    ///
    /// `keys` are the keys of the user. Their names must not be the password.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, services: Services, codes: Records<()>, code: &str, user: UserId)
    /// #     -> Result<(), Box<dyn std::error::Error>> {
    /// let keys = auth.user_keys(&user).await?;
    /// auth.check_password(keys.iter().map(|it| &it.id), "correct horse battery").await?;
    /// let taken = codes.take(&SecretHash::of(code).ok_or("invalid")?).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`PasswordError`], which says why the password is refused.
    pub async fn check_password<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a KeyId>,
        password: &str,
    ) -> Result<(), PasswordError> {
        self.accept(keys, password).await.map(drop)
    }

    /// Hashes the password of a new key.
    pub(super) async fn hash_key_password<E>(&self, new: &NewKey) -> Result<Option<PasswordHash>, E>
    where
        E: From<PasswordError> + From<HashError>,
    {
        let NewPassword::Typed(typed) = &new.password else { return Ok(None) };
        Ok(Some(self.inner.hasher.hash(self.accept([&new.id], typed).await?).await?))
    }

    /// Hashes a new password for the user with these keys.
    pub(super) async fn hash_new_password<'a, E>(
        &self,
        keys: impl IntoIterator<Item = &'a KeyId>,
        typed: &str,
    ) -> Result<PasswordHash, E>
    where
        E: From<PasswordError> + From<HashError>,
    {
        Ok(self.inner.hasher.hash(self.accept(keys, typed).await?).await?)
    }

    /// Checks a new password for the user with these keys against the policy, the blocklist and data breaches.
    async fn accept<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a KeyId>,
        typed: &str,
    ) -> Result<Password, PasswordError> {
        let password = self.accept_unless_common(keys, typed)?;
        match self.is_breached(&password).await {
            true => Err(PasswordError::Weak(Weakness::Breached)),
            false => Ok(password),
        }
    }

    /// Returns true if the password was found in a breach. A check that fails refuses no password.
    async fn is_breached(&self, password: &Password) -> bool {
        let Some(breached) = &self.inner.breached else { return false };
        match breached.contains(password).await {
            Ok(found) => found,
            Err(error) => {
                self.emit(Event::new("password.breach_check_failed", Outcome::Failed).error(&error));
                false
            }
        }
    }

    fn accept_unless_common<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a KeyId>,
        typed: &str,
    ) -> Result<Password, PasswordError> {
        let policy = &self.inner.passwords;
        let password = policy.accept(typed)?;
        let mut words: Vec<_> = policy.context.iter().map(String::as_str).collect();
        for key in keys {
            // For an address, the name is the part before the @.
            words.extend([key.subject(), key.subject().split('@').next().unwrap_or_default()]);
        }
        match self.inner.hasher.weakness(&password, &words) {
            Some(weakness) => Err(PasswordError::Weak(weakness)),
            None => Ok(password),
        }
    }

    /// Compares a password with the key's hash, at the same cost in every case. Returns `None` if the key does not
    /// exist or has no password.
    async fn compare(
        &self,
        key: &KeyId,
        password: &str,
        record: Option<KeyRecord>,
    ) -> Result<Option<Compared>, VerifyPasswordError> {
        let found = record.and_then(|it| Some((it.user_id, it.password_hash?)));
        // An over-long password is refused after a dummy hash, so that the time does not reveal its length.
        let (password, hash) = match Password::new(password) {
            Ok(password) => (password, found.as_ref().map(|(_, hash)| hash.clone())),
            Err(_) => (Password::empty(), None),
        };
        let verdict = self.inner.hasher.verify(password, hash).await?;
        if let (Some((user, _)), Verdict::Unverifiable { reason }) = (&found, verdict) {
            let event = Event::new("password.unverifiable", Outcome::Failed).user(user).key(key);
            self.emit(event.error(&reason));
        }
        Ok(found.map(|(user_id, hash)| Compared { user_id, hash, verdict }))
    }

    /// Replaces an older hash with one of the current policy. The sign-in succeeds even if this fails.
    async fn renew_hash(&self, key: &KeyId, old: &PasswordHash, password: &str) -> Rehash {
        let Ok(password) = Password::new(password) else { return Rehash::Failed };
        let Ok(new) = self.inner.hasher.hash(password).await else { return Rehash::Failed };
        match self.inner.store.replace_password_hash(key, old, new.clone()).await {
            Ok(true) => Rehash::Done(new),
            Ok(false) => Rehash::Overtaken,
            Err(error) => {
                self.emit(Event::new("password.rehash_failed", Outcome::Failed).key(key).error(&error));
                Rehash::Failed
            }
        }
    }
}

/// The outcome of comparing a password with the user's hash.
struct Compared {
    user_id: UserId,
    hash: PasswordHash,
    verdict: Verdict,
}

/// The outcome of replacing an outdated hash.
enum Rehash {
    Done(PasswordHash),
    /// A concurrent request replaced the hash first. The current hash has to be compared.
    Overtaken,
    /// The old hash stays.
    Failed,
}
