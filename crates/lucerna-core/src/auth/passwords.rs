//! Verification of passwords and hashing of new ones.

use super::Auth;
use crate::key::NewPassword;
use crate::{
    Attributes, Event, HashError, KeyId, NewKey, Outcome, Password, PasswordError, PasswordHash, Verified,
    VerifyPasswordError, Weakness,
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
        let services = self.services();
        let record = services.find_record(key).await?;
        services.verify_record(key, password, record).await
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
}
