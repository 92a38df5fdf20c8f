//! Keys: the names and accounts with which users sign in.

use super::Auth;
use crate::key::NewPassword;
use crate::{
    Attributes, CreateKeyError, Error, ErrorKind, Event, Key, KeyId, KeyRecord, NewKey, Outcome,
    PasswordHash, StoreError, UserId, Verified,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Adds a key to the verified user.
    ///
    /// A user has one password, however many names. Create a second name with
    /// [`NewKey::same_password`](crate::NewKey::same_password).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, verified: Verified) -> Result<(), Box<dyn std::error::Error>> {
    /// auth.create_key(&verified, NewKey::same_password(KeyId::email("alice@example.com"))).await?;
    /// auth.create_key(&verified, NewKey::without_password(KeyId::new("github", "1234")?)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CreateKeyError`]: the key is taken, or the name or the password is invalid. It also fails if the user already
    /// has a password or has none to share, or if the proof is too old. Failures are a busy hasher and a failed store.
    pub async fn create_key(&self, verified: &Verified, new: NewKey) -> Result<Key, CreateKeyError> {
        if !self.is_recent(verified) {
            return Err(CreateKeyError::Stale);
        }
        self.add_key(verified.user_id(), new, Some(verified)).await
    }

    /// Adds a key to any user, without a proof. It is for administrators and imports.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, user: UserId) -> Result<(), Box<dyn std::error::Error>> {
    /// auth.danger_create_key(&user, NewKey::username("alice", "correct horse battery")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`create_key`](Auth::create_key).
    pub async fn danger_create_key(&self, user: &UserId, new: NewKey) -> Result<Key, CreateKeyError> {
        self.add_key(user, new, None).await
    }

    /// Finds a key by its name. No password is needed.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), Error> {
    /// if let Some(key) = auth.find_key(&KeyId::username("alice")).await? {
    ///     println!("{} signs in with {}", key.user_id, key.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn find_key(&self, id: &KeyId) -> Result<Option<Key>, Error> {
        Ok(self.find_record(id).await?.map(Key::of))
    }

    /// Lists the keys of a user, ordered by name. An unknown user has none.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, user: User<()>) -> Result<(), Error> {
    /// for key in auth.user_keys(&user.id).await? {
    ///     println!("{} ({})", key.id.provider(), if key.has_password { "password" } else { "no password" });
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn user_keys(&self, user: &UserId) -> Result<Vec<Key>, Error> {
        if !user.is_valid() {
            return Ok(Vec::new());
        }
        Ok(self.inner.store.find_user_keys(user).await?.into_iter().map(Key::of).collect())
    }

    async fn add_key(
        &self,
        user: &UserId,
        new: NewKey,
        verified: Option<&Verified>,
    ) -> Result<Key, CreateKeyError> {
        if !user.is_valid() {
            return Err(StoreError::MissingUser.into());
        }
        self.check_name(&new.id).map_err(CreateKeyError::InvalidKey)?;
        let is_typed = matches!(new.password, NewPassword::Typed(_));
        if is_typed && self.key_with_password(user).await?.is_some() {
            return Err(CreateKeyError::HasPassword);
        }
        let password_hash = self.hash_key_password::<CreateKeyError>(&new).await?;
        // Check after hashing, since the hash may have waited in a queue.
        self.check_optional_proof(verified).await?;
        let event = Event::new("key.created", Outcome::Succeeded).user(user).key(&new.id);
        let event = self.prepare_change(event).await?;
        let record = KeyRecord { id: new.id, user_id: user.clone(), password_hash };
        let created = self.insert_under_own_name(record, &new.password, verified).await;
        match &created {
            Ok(_) => self.emit(event),
            Err(CreateKeyError::Failed(error)) if error.kind() != ErrorKind::Superseded => {}
            Err(_refused) => self.abandon_change(&event).await,
        }
        created
    }

    /// Reserves the name of a key and inserts the key, whose password is hashed.
    async fn insert_under_own_name(
        &self,
        record: KeyRecord,
        password: &NewPassword,
        verified: Option<&Verified>,
    ) -> Result<Key, CreateKeyError> {
        let claimed = self.reserve_name(&record.id).await?;
        let inserted = match password {
            NewPassword::Shared => self.copy_key(record).await,
            NewPassword::None => self.insert_key(record).await,
            NewPassword::Typed(_) => self.insert_first_password(record).await,
        };
        let key = match inserted {
            Ok(key) => key,
            // After an outage, the key may exist in a moment.
            Err(CreateKeyError::Failed(error)) => return Err(error.into()),
            Err(refused) => {
                self.release_claim(claimed).await;
                return Err(refused);
            }
        };
        // Check again after the insertion: if a credential changed in between, the key is removed.
        if let Err(error) = self.check_optional_proof(verified).await {
            self.inner.store.delete_key(&key.id).await?;
            self.release_claim(claimed).await;
            return Err(error.into());
        }
        Ok(key)
    }

    async fn insert_key(&self, record: KeyRecord) -> Result<Key, CreateKeyError> {
        self.inner.store.insert_key(record.clone()).await?;
        Ok(Key::of(record))
    }

    async fn check_optional_proof(&self, verified: Option<&Verified>) -> Result<(), Error> {
        match verified {
            Some(verified) => self.check_proof(verified).await,
            None => Ok(()),
        }
    }

    /// Inserts a key with the user's first password. It checks again afterwards, so that of two concurrent first
    /// passwords at most one stays.
    async fn insert_first_password(&self, record: KeyRecord) -> Result<Key, CreateKeyError> {
        let hash = record.password_hash.clone();
        let key = self.insert_key(record).await?;
        let keys = self.inner.store.find_user_keys(&key.user_id).await?;
        let differs = |it: &PasswordHash| hash.as_ref().is_none_or(|own| own.expose() != it.expose());
        if keys.iter().filter(|it| it.id != key.id).filter_map(|it| it.password_hash.as_ref()).any(differs) {
            self.inner.store.delete_key(&key.id).await?;
            return Err(CreateKeyError::HasPassword);
        }
        Ok(key)
    }

    async fn copy_key(&self, record: KeyRecord) -> Result<Key, CreateKeyError> {
        let like = self.key_with_password(&record.user_id).await?.ok_or(CreateKeyError::NoPassword)?;
        if !self.inner.store.copy_key(&like, &record.id).await? {
            return Err(CreateKeyError::NoPassword);
        }
        Ok(Key { has_password: true, ..Key::of(record) })
    }

    async fn key_with_password(&self, user: &UserId) -> Result<Option<KeyId>, Error> {
        let keys = self.inner.store.find_user_keys(user).await?;
        Ok(keys.into_iter().find(|it| it.password_hash.is_some()).map(|it| it.id))
    }

    /// Finds a key. A name that no store can hold has no key.
    pub(super) async fn find_record(&self, id: &KeyId) -> Result<Option<KeyRecord>, Error> {
        self.services().find_record(id).await
    }
}
