//! Users and their passwords.

use super::{Auth, Created};
use crate::{
    Attributes, CreateUserError, InvalidKey, KeyId, KeyRecord, Method, NewKey, NewUserRecord, Password,
    PasswordHash, User, UserId, UserRecord, Verdict, Verified, VerifyPasswordError,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Creates a user with a key, both or neither, and says that the visitor is that user.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), Box<dyn std::error::Error>> {
    /// match auth.create_user(NewKey::username("Alice", "correct horse battery"), ()).await {
    ///     Ok(created) => println!("welcome, {}", created.user.id),
    ///     Err(CreateUserError::Taken(_)) => println!("that name is taken"),
    ///     Err(error) => return Err(error.into()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CreateUserError`]: the name or a unique attribute is taken, the name or the password cannot be used, too
    /// many passwords are waiting, or something under Lucerna failed.
    pub async fn create_user(&self, key: NewKey, attributes: U) -> Result<Created<U>, CreateUserError> {
        if !key.id.is_valid() {
            return Err(CreateUserError::InvalidKey(InvalidKey(())));
        }
        let password_hash = self.hash(&key).await?;
        let id = UserId::generate(&*self.inner.random).map_err(|it| CreateUserError::Failed(it.into()))?;
        let user = UserRecord { id: id.clone(), attributes: attributes.to_row() };
        let key = Some(KeyRecord { id: key.id, user_id: id.clone(), password_hash });
        self.inner.store.insert_user(NewUserRecord { user, key }).await?;
        let verified = Verified::new(id.clone(), Method::SignUp, self.inner.clock.now());
        Ok(Created { user: User { id, attributes }, verified })
    }

    async fn hash(&self, key: &NewKey) -> Result<Option<PasswordHash>, CreateUserError> {
        let Some(typed) = &key.password else { return Ok(None) };
        let password = self.inner.passwords.accept(typed).map_err(CreateUserError::Password)?;
        Ok(Some(self.inner.hasher.hash(password).await?))
    }

    /// Checks a password (Lucia's `useKey`).
    ///
    /// An unknown user, a key without a password and a wrong password are one answer after the same work, so that
    /// nobody learns who has an account (ASVS 5.0 6.3.8).
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
        let record = if key.is_valid() { self.inner.store.find_key(key).await? } else { None };
        let (user_id, hash) = record.map(|it| (it.user_id, it.password_hash)).unzip();
        let hash = hash.flatten();
        // What is too long is nobody's password, and refused after the time that any other would have taken.
        let (password, compared) = match Password::new(password) {
            Ok(password) => (password, hash.clone()),
            Err(_) => (Password::empty(), None),
        };
        let verdict = self.inner.hasher.verify(password.clone(), compared).await?;
        if let (Verdict::Outdated, Some(old)) = (verdict, &hash) {
            self.renew_hash(key, old, password).await;
        }
        match (verdict, user_id) {
            (Verdict::Match | Verdict::Outdated, Some(id)) => {
                Ok(Verified::new(id, Method::Password, self.inner.clock.now()))
            }
            _ => Err(VerifyPasswordError::InvalidCredentials),
        }
    }

    /// Puts a hash of today's policy in the place of an older one. It is for the next time: whatever hinders it, the
    /// visitor has shown who they are.
    async fn renew_hash(&self, key: &KeyId, old: &PasswordHash, password: Password) {
        let Ok(new) = self.inner.hasher.hash(password).await else { return };
        if let Err(error) = self.inner.store.replace_password_hash(key, old, new).await {
            tracing::warn!(%error, "key.rehash_failed");
        }
    }
}
