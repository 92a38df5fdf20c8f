//! Keys and their passwords.

use super::Auth;
use crate::{
    Attributes, ChangePasswordError, CreateKeyError, Error, HashError, InvalidKey, Key, KeyDeletion, KeyId,
    KeyRecord, LastKey, NewKey, Password, PasswordError, PasswordHash, PasswordProof, SessionId, StoreError,
    UserId, Verdict, Verified, VerifyPasswordError, events,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Gives a user one more key.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, user: UserId) -> Result<(), Box<dyn std::error::Error>> {
    /// auth.create_key(&user, NewKey::without_password(KeyId::new("github", "1234")?)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CreateKeyError`]: the key is taken, the name or the password cannot be used, there is no such user, too many
    /// passwords are waiting, or something under Lucerna failed.
    pub async fn create_key(&self, user: &UserId, new: NewKey) -> Result<Key, CreateKeyError> {
        if !user.is_valid() {
            return Err(StoreError::MissingUser.into());
        }
        if !new.id.is_valid() {
            return Err(CreateKeyError::InvalidKey(InvalidKey(())));
        }
        let password_hash = self.hash_new::<CreateKeyError>(&new).await?;
        let record = KeyRecord { id: new.id, user_id: user.clone(), password_hash };
        self.inner.store.insert_key(record.clone()).await?;
        events::key_created(user, &record.id);
        Ok(Key::of(record))
    }

    /// The key of this name, whose password is not asked for.
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
    /// [`Error`] if something under Lucerna failed.
    pub async fn find_key(&self, id: &KeyId) -> Result<Option<Key>, Error> {
        Ok(self.find_record(id).await?.map(Key::of))
    }

    /// All keys of a user, by name; none for a user who is not there.
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
    /// [`Error`] if something under Lucerna failed.
    pub async fn user_keys(&self, user: &UserId) -> Result<Vec<Key>, Error> {
        if !user.is_valid() {
            return Ok(Vec::new());
        }
        Ok(self.inner.store.find_user_keys(user).await?.into_iter().map(Key::of).collect())
    }

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
        let mut proven = self.compare(key, password).await?;
        if let Some(Proven { hash, outdated: true, .. }) = &mut proven {
            match self.renew_hash(key, hash, password).await {
                Renewal::Done(new) => *hash = new,
                Renewal::Overtaken => proven = self.compare(key, password).await?,
                Renewal::Failed => {}
            }
        }
        let Some(Proven { user_id, hash, .. }) = proven else {
            events::password_refused();
            return Err(VerifyPasswordError::InvalidCredentials);
        };
        events::password_verified(&user_id, key);
        let proof = PasswordProof { key: key.clone(), hash };
        Ok(Verified::by_password(user_id, self.inner.clock.now(), proof))
    }

    /// Gives a key a new password, and ends every session of the user but the one to keep (ASVS 5.0 7.4.3): whoever
    /// is signed in with the old password must not stay so. Ask for the old one first, with
    /// [`verify_password`](Auth::verify_password).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>, session: Session<()>) -> Result<(), Box<dyn std::error::Error>> {
    /// let key = KeyId::username("alice");
    /// let _proof = auth.verify_password(&key, "correct horse battery").await?;
    /// auth.change_password(&key, "wrong donkey generator", Some(&session.id)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangePasswordError`]: there is no such key, the password cannot be chosen, too many are waiting, or something
    /// under Lucerna failed. The sessions are ended before the password is changed and once more after it: where that
    /// last step failed, or nobody waited for it, the password is changed, and only who signed in with the old one at
    /// that very moment is still signed in.
    pub async fn change_password(
        &self,
        key: &KeyId,
        password: &str,
        keep: Option<&SessionId>,
    ) -> Result<(), ChangePasswordError> {
        let password = self.accept(key, password)?;
        let hash = self.inner.hasher.hash(password).await?;
        self.replace_password(key, Some(hash), keep).await
    }

    /// Takes a key's password away, and ends every session of the user but the one to keep. The key stays, for whatever
    /// other proof there is of it.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, session: Session<()>) -> Result<(), ChangePasswordError> {
    /// auth.remove_password(&KeyId::email("alice@example.com"), Some(&session.id)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ChangePasswordError`]: there is no such key, or something under Lucerna failed.
    pub async fn remove_password(
        &self,
        key: &KeyId,
        keep: Option<&SessionId>,
    ) -> Result<(), ChangePasswordError> {
        self.replace_password(key, None, keep).await
    }

    /// Deletes a key, unless it is the user's last and [`LastKey::Keep`] is said.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), Error> {
    /// match auth.delete_key(&KeyId::username("alice"), LastKey::Keep).await? {
    ///     KeyDeletion::Deleted | KeyDeletion::Missing => println!("it is gone"),
    ///     KeyDeletion::Last => println!("add another way to sign in first"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed.
    pub async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, Error> {
        let deletion = self.inner.store.delete_key(id, last).await?;
        if deletion == KeyDeletion::Deleted {
            events::key_deleted(id);
        }
        Ok(deletion)
    }

    /// The hash for a key to be created.
    pub(super) async fn hash_new<E>(&self, new: &NewKey) -> Result<Option<PasswordHash>, E>
    where
        E: From<PasswordError> + From<HashError>,
    {
        let Some(typed) = &new.password else { return Ok(None) };
        Ok(Some(self.inner.hasher.hash(self.accept(&new.id, typed)?).await?))
    }

    /// What was typed as the new password of a key, if it may be one.
    fn accept(&self, key: &KeyId, typed: &str) -> Result<Password, PasswordError> {
        let policy = &self.inner.passwords;
        let password = policy.accept(typed)?;
        // Of an address, what stands before the @ is the name.
        let name = key.subject().split('@').next().unwrap_or_default();
        let words: Vec<_> = policy.context.iter().map(String::as_str).chain([key.subject(), name]).collect();
        match self.inner.hasher.weakness(&password, &words) {
            Some(weakness) => Err(PasswordError::Weak(weakness)),
            None => Ok(password),
        }
    }

    /// What somebody typed to sign in may be no key that a store could hold; it is nobody's then.
    pub(super) async fn find_record(&self, id: &KeyId) -> Result<Option<KeyRecord>, Error> {
        Ok(if id.is_valid() { self.inner.store.find_key(id).await? } else { None })
    }

    /// Whose password it is, after the same work in every case.
    async fn compare(&self, key: &KeyId, password: &str) -> Result<Option<Proven>, VerifyPasswordError> {
        let record = self.find_record(key).await?;
        let found = record.and_then(|it| Some((it.user_id, it.password_hash?)));
        // What is too long is nobody's password, and refused after the time that any other would have taken.
        let (password, hash) = match Password::new(password) {
            Ok(password) => (password, found.as_ref().map(|(_, hash)| hash.clone())),
            Err(_) => (Password::empty(), None),
        };
        let verdict = self.inner.hasher.verify(password, hash).await?;
        let proven =
            found.map(|(user_id, hash)| Proven { user_id, hash, outdated: verdict == Verdict::Outdated });
        Ok(proven.filter(|_| verdict != Verdict::Mismatch))
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
                events::rehash_failed(&error);
                Renewal::Failed
            }
        }
    }

    async fn replace_password(
        &self,
        key: &KeyId,
        hash: Option<PasswordHash>,
        keep: Option<&SessionId>,
    ) -> Result<(), ChangePasswordError> {
        let Some(record) = self.find_record(key).await? else { return Err(ChangePasswordError::MissingKey) };
        // Once before as well: where nobody waits for the rest, hardly a session is left of the old password's.
        self.inner.store.delete_user_sessions(&record.user_id, keep).await?;
        if !self.inner.store.set_password_hash(key, hash).await? {
            return Err(ChangePasswordError::MissingKey);
        }
        events::password_changed(&record.user_id, key);
        self.inner.store.delete_user_sessions(&record.user_id, keep).await?;
        Ok(())
    }
}

/// A password that matched.
struct Proven {
    user_id: UserId,
    hash: PasswordHash,
    outdated: bool,
}

/// What became of an outdated hash.
enum Renewal {
    Done(PasswordHash),
    /// Somebody else replaced it first: what counts is what is there now.
    Overtaken,
    /// The old one stays.
    Failed,
}
