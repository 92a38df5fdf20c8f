//! Comparison of a password with the stored hash.

use crate::{
    Error, Event, KeyId, KeyProof, KeyRecord, Method, Outcome, Password, PasswordHash, Services, UserId,
    Verdict, Verified, VerifyPasswordError,
};

impl Services {
    /// Refuses every password. The answer, its cost and its count are those of
    /// [`Auth::verify_password`](crate::Auth::verify_password) for a name that does not exist. Features call it for an account that must not sign in with a password yet.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(services: Services) {
    /// let refused = services.refuse_password(&KeyId::username("alice"), "correct horse battery").await;
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

    /// Returns the record of a key, or `None` if no key can have this id.
    pub(super) async fn find_record(&self, id: &KeyId) -> Result<Option<KeyRecord>, Error> {
        Ok(if id.is_valid() { self.inner.store.find_key(id).await? } else { None })
    }

    /// Verifies a password with the record of its key, and counts the attempt.
    pub(super) async fn verify_record(
        &self,
        key: &KeyId,
        password: &str,
        record: Option<KeyRecord>,
    ) -> Result<Verified, VerifyPasswordError> {
        let user = record.as_ref().map(|it| it.user_id.clone());
        let attempt = self.attempts().begin_password(key, user.as_ref()).await?;
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
