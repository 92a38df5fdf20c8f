//! Passwords: which may be chosen, and whose one is.

use super::Auth;
use crate::key::NewPassword;
use crate::{
    Attributes, Event, HashError, KeyId, KeyProof, Method, NewKey, Outcome, Password, PasswordError,
    PasswordHash, UserId, Verdict, Verified, VerifyPasswordError,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Checks a password (Lucia's `useKey`).
    ///
    /// An unknown user, a key without a password and a wrong password are one answer after the same work, so that
    /// nobody learns who has an account (ASVS 5.0 6.3.8). A hash of an older policy or another system is replaced on
    /// the way.
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
    /// # Errors
    /// [`VerifyPasswordError`]: the credentials do not match, too many passwords are waiting, or something under
    /// Lucerna failed.
    pub async fn verify_password(
        &self,
        key: &KeyId,
        password: &str,
    ) -> Result<Verified, VerifyPasswordError> {
        let mut compared = self.compare(key, password).await?;
        if let Some(Compared { hash, verdict: Verdict::Outdated, .. }) = &mut compared {
            match self.renew_hash(key, hash, password).await {
                Renewal::Done(new) => *hash = new,
                Renewal::Overtaken => compared = self.compare(key, password).await?,
                Renewal::Failed => {}
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

    /// The hash for a key to be created.
    pub(super) async fn hash_new<E>(&self, new: &NewKey) -> Result<Option<PasswordHash>, E>
    where
        E: From<PasswordError> + From<HashError>,
    {
        let NewPassword::Typed(typed) = &new.password else { return Ok(None) };
        Ok(Some(self.inner.hasher.hash(self.accept([&new.id], typed)?).await?))
    }

    /// The hash of a new password of the user with these keys.
    pub(super) async fn hash_for<'a, E>(
        &self,
        keys: impl IntoIterator<Item = &'a KeyId>,
        typed: &str,
    ) -> Result<PasswordHash, E>
    where
        E: From<PasswordError> + From<HashError>,
    {
        Ok(self.inner.hasher.hash(self.accept(keys, typed)?).await?)
    }

    /// What was typed as the new password of a user with these keys, if it may be one.
    fn accept<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a KeyId>,
        typed: &str,
    ) -> Result<Password, PasswordError> {
        let policy = &self.inner.passwords;
        let password = policy.accept(typed)?;
        let mut words: Vec<_> = policy.context.iter().map(String::as_str).collect();
        for key in keys {
            // Of an address, what stands before the @ is the name.
            words.extend([key.subject(), key.subject().split('@').next().unwrap_or_default()]);
        }
        match self.inner.hasher.weakness(&password, &words) {
            Some(weakness) => Err(PasswordError::Weak(weakness)),
            None => Ok(password),
        }
    }

    /// Compares a password with that of a key, after the same work in every case. `None` without such a key or its password.
    async fn compare(&self, key: &KeyId, password: &str) -> Result<Option<Compared>, VerifyPasswordError> {
        let record = self.find_record(key).await?;
        let found = record.and_then(|it| Some((it.user_id, it.password_hash?)));
        // An over-long password is refused after a dummy hash, so that its length cannot be told from the time.
        let (password, hash) = match Password::new(password) {
            Ok(password) => (password, found.as_ref().map(|(_, hash)| hash.clone())),
            Err(_) => (Password::empty(), None),
        };
        let verdict = self.inner.hasher.verify(password, hash).await?;
        Ok(found.map(|(user_id, hash)| Compared { user_id, hash, verdict }))
    }

    /// Puts a hash of today's policy in the place of an older one. It is for the next time: what hinders it does not
    /// hinder the visitor, who has shown who they are.
    async fn renew_hash(&self, key: &KeyId, old: &PasswordHash, password: &str) -> Renewal {
        let Ok(password) = Password::new(password) else { return Renewal::Failed };
        let Ok(new) = self.inner.hasher.hash(password).await else { return Renewal::Failed };
        match self.inner.store.replace_password_hash(key, old, new.clone()).await {
            Ok(true) => Renewal::Done(new),
            Ok(false) => Renewal::Overtaken,
            Err(error) => {
                self.emit(Event::new("password.rehash_failed", Outcome::Failed).key(key).error(&error));
                Renewal::Failed
            }
        }
    }
}

/// A password that was compared with a user's.
struct Compared {
    user_id: UserId,
    hash: PasswordHash,
    verdict: Verdict,
}

/// What became of an outdated hash.
enum Renewal {
    Done(PasswordHash),
    /// Somebody else replaced it first: what counts is what is there now.
    Overtaken,
    /// The old one stays.
    Failed,
}
