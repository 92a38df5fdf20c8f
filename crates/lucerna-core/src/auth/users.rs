//! Creating, finding, changing and deleting users.

use super::names::HeldLooks;
use super::{Auth, Created};
use crate::attributes::check_fit;
use crate::{
    Attributes, Column, ColumnOf, CreateUserError, Error, ErrorKind, Event, KeyId, KeyProof, KeyRecord,
    Method, NewKey, NewUser, NewUserRecord, Outcome, Page, PasswordHash, Row, Scalar, Services, StoreError,
    Timestamp, UpdateUserError, User, UserId, UserRecord, Value, Verified,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Creates a user with a password and the name that one of the attributes shows. See [`Attributes::login`].
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # struct Profile { username: String }
    /// # impl Attributes for Profile {
    /// #     fn columns() -> Vec<Column> { vec![Column::of::<String>("username")] }
    /// #     fn to_row(&self) -> Row { Row::new().with("username", &self.username) }
    /// #     fn from_row(row: &mut Row) -> Result<Self, ColumnError> { Ok(Self { username: row.take("username")? }) }
    /// #     fn login(&self) -> Option<KeyId> { Some(KeyId::username(&self.username)) }
    /// # }
    /// # async fn example(auth: Auth<Profile>, proof: SameOrigin) -> Result<SessionCookie, Box<dyn std::error::Error>> {
    /// // struct Profile { #[column(username)] username: String }
    /// let profile = Profile { username: "Alice".to_owned() };
    /// let created = auth.sign_up(profile, "correct horse battery").await?;
    /// Ok(auth.start_session(created.verified, proof).await?)
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`create_user`](Auth::create_user), and [`CreateUserError::Failed`] if no attribute shows a name.
    pub async fn sign_up(&self, attributes: U, password: &str) -> Result<Created<U>, CreateUserError> {
        let login = attributes.login().ok_or_else(|| {
            Error::misuse(
                "no attribute shows a name to sign in with: mark one with #[column(username)]".to_owned(),
            )
        })?;
        self.create_user(NewKey::with_password(login, password), attributes).await
    }

    /// Creates a user together with their key, and returns the proof that the visitor is this user.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), Box<dyn std::error::Error>> {
    /// match auth.create_user(NewKey::username("Alice", "correct horse battery"), ()).await {
    ///     Ok(created) => println!("welcome, {}", created.user.id),
    ///     Err(CreateUserError::Taken(_)) => println!("that name is taken"),
    ///     Err(error) => return Err(error.into()),
    /// }
    /// // With the application's own id, and without a key:
    /// auth.create_user(NewUser::new().id("imported-17"), ()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CreateUserError`]: the name or a unique attribute is taken, or the name, password, id or an attribute is invalid.
    /// It also fails if too many users signed up from the caller's network, the hasher is busy, or the store failed. A
    /// caller without an address, such as an import, has no limit.
    pub async fn create_user(
        &self,
        new: impl Into<NewUser>,
        attributes: U,
    ) -> Result<Created<U>, CreateUserError> {
        let (prepared, claimed) = self.prepare(new.into(), attributes).await?;
        let inserted = self.inner.store.insert_user(prepared.record().clone()).await;
        if let (Err(StoreError::Conflict(_)), Some(looks)) = (&inserted, claimed) {
            self.release_claim(looks).await;
        }
        inserted?;
        Ok(prepared.danger_inserted())
    }

    /// Prepares a user for the store's own `create_user_in`, which writes them in the application's transaction. So a
    /// user and the application's own rows are created together or not at all. Call it before the transaction begins: it
    /// counts the sign-up and reserves the name's look in the store.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), CreateUserError> {
    /// let prepared = auth.prepare_user(NewKey::username("Alice", "correct horse battery"), ()).await?;
    /// // let mut transaction = pool.begin().await?;
    /// // let created = store.create_user_in(&mut transaction, prepared).await?;
    /// // … the application's own rows, with `created.user.id` …
    /// // transaction.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CreateUserError`]: the name, password, id or an attribute is invalid, or the name looks like an existing one. It
    /// also fails if too many users signed up from the caller's network, the hasher is busy, or the store or the random
    /// generator failed.
    pub async fn prepare_user(
        &self,
        new: impl Into<NewUser>,
        attributes: U,
    ) -> Result<PreparedUser<U>, CreateUserError> {
        self.prepare(new.into(), attributes).await.map(|(prepared, _)| prepared)
    }

    /// Prepares a user, and returns the looks that were claimed for their name as well.
    async fn prepare(
        &self,
        new: NewUser,
        attributes: U,
    ) -> Result<(PreparedUser<U>, Option<HeldLooks>), CreateUserError> {
        let NewUser { id, key } = new;
        let id = match id {
            Some(id) => id,
            None => (self.inner.user_ids)(&*self.inner.random).map_err(Error::from)?,
        };
        if !id.is_valid() {
            return Err(CreateUserError::InvalidUserId);
        }
        let row = attributes.to_row();
        check_fit(self.inner.store.schema().user(), &row)?;
        let shows_another = |key: &NewKey| {
            attributes.login().is_some_and(|it| it.provider() == key.id.provider() && it != key.id)
        };
        if key.as_ref().is_some_and(shows_another) {
            return Err(Error::misuse("the attribute shows another name than the key".to_owned()).into());
        }
        let (key, claimed) = match key {
            Some(key) => {
                let shown = attributes.login().filter(|it| *it == key.id);
                for name in shown.iter().chain([&key.id]) {
                    self.check_name(name).map_err(CreateUserError::InvalidKey)?;
                }
                let password_hash = self.hash_counted(&key).await?;
                let claimed = self.reserve_name(&key.id).await?;
                (Some(KeyRecord { id: key.id, user_id: id.clone(), password_hash }), Some(claimed))
            }
            None => (None, None),
        };
        let record = NewUserRecord { user: UserRecord { id, attributes: row }, key };
        Ok((PreparedUser { record, attributes, at: self.now(), services: self.services() }, claimed))
    }

    /// Hashes the password of a sign-up, which is counted before.
    async fn hash_counted(&self, key: &NewKey) -> Result<Option<PasswordHash>, CreateUserError> {
        let attempts = self.services().attempts();
        let counted = attempts.try_sign_up().await?;
        let hashed = self.hash_key_password::<CreateUserError>(key).await;
        if matches!(hashed, Err(CreateUserError::Busy { .. } | CreateUserError::Password(_))) {
            attempts.give_back_sign_up(counted.as_ref()).await?;
        }
        hashed
    }

    /// Finds a user by id (Lucia's `getUser`).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), Error> {
    /// let unknown = auth.find_user(&UserId::from("missing")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn find_user(&self, id: &UserId) -> Result<Option<User<U>>, Error> {
        // A client may send an id that no store can hold. It has no user.
        let found = if id.is_valid() { self.inner.store.find_user(id).await? } else { None };
        found.map(into_user).transpose()
    }

    /// Finds the user with this value in a unique column. The comparison is exact. To find a user by a sign-in name in
    /// any spelling, use [`find_key`](Auth::find_key).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<Row>) -> Result<(), Error> {
    /// // `#[derive(Attributes)]` writes such a constant for every unique column: `Profile::EMAIL`.
    /// const EMAIL: ColumnOf<Row, String> = ColumnOf::new("email");
    ///
    /// let user = auth.find_user_by(EMAIL, "alice@example.com").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed, or has no such unique column.
    pub async fn find_user_by<T: Scalar>(
        &self,
        column: ColumnOf<U, T>,
        value: impl Into<T> + Send,
    ) -> Result<Option<User<U>>, Error> {
        let columns = self.inner.store.schema().user();
        let is_it =
            |it: &&Column| it.name() == column.name() && it.is_unique() && it.column_type() == T::TYPE;
        let Some(known) = columns.iter().find(is_it) else {
            return Err(Error::misuse(format!(
                "users have no unique column `{}` of this type",
                column.name()
            )));
        };
        let row = Row::new().with(known.name().clone(), &value.into());
        let value = row.value(known.name()).filter(|it| **it != Value::Null);
        // No row has a value that the column cannot store.
        let Some(value) = value.filter(|_| check_fit(columns, &row).is_ok()) else { return Ok(None) };
        let found = self.inner.store.find_user_by(column.name(), value).await?;
        found.map(into_user).transpose()
    }

    /// Lists users, a page at a time, ordered by id. Pages stay stable while users are created and deleted.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<(), Error> {
    /// let mut page = Page::first(100);
    /// loop {
    ///     let users = auth.users(&page).await?;
    ///     let Some(last) = users.last() else { break };
    ///     page = page.next(last.id.as_str());
    ///     users.iter().for_each(|user| println!("{}", user.id));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn users(&self, page: &Page) -> Result<Vec<User<U>>, Error> {
        self.inner.store.list_users(page).await?.into_iter().map(into_user).collect()
    }

    /// Counts the users. The database reads every row, which is slow on large tables.
    ///
    /// ```
    /// # async fn example(auth: lucerna_core::Auth) -> Result<(), lucerna_core::Error> {
    /// println!("{} users", auth.count_users().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn count_users(&self) -> Result<u64, Error> {
        Ok(self.inner.store.count_users().await?)
    }

    /// Changes a user's attributes and returns the changed user. Returns `None` if the user does not exist. To change
    /// the attribute that shows the sign-in name, use [`rename_user`](Auth::rename_user).
    ///
    /// Only the columns that the closure changed are written. Concurrent changes to other columns stay.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # struct Profile { email: Option<String> }
    /// # impl Attributes for Profile {
    /// #     fn columns() -> Vec<Column> { vec![Column::of::<Option<String>>("email")] }
    /// #     fn to_row(&self) -> Row { Row::new().with("email", &self.email) }
    /// #     fn from_row(row: &mut Row) -> Result<Self, ColumnError> { Ok(Self { email: row.take("email")? }) }
    /// # }
    /// # async fn example(auth: Auth<Profile>, id: UserId) -> Result<(), UpdateUserError> {
    /// auth.update_user(&id, |profile| profile.email = Some("alice@example.com".to_owned())).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`UpdateUserError`]: a unique value is taken, a value cannot be stored, the new spelling of a name is refused, or the
    /// store failed.
    pub async fn update_user(
        &self,
        id: &UserId,
        change: impl FnOnce(&mut U) + Send,
    ) -> Result<Option<User<U>>, UpdateUserError> {
        let Some(mut user) = self.find_user(id).await? else { return Ok(None) };
        let (before, login) = (user.attributes.to_row(), user.attributes.login());
        change(&mut user.attributes);
        let shown = user.attributes.login();
        if shown != login {
            return Err(UpdateUserError::LoginName);
        }
        if let (Some(old), Some(new)) = (login, shown) {
            self.inner.names.check_change(&old, &new).map_err(UpdateUserError::InvalidKey)?;
        }
        let changes = changed_columns(&before, &user.attributes.to_row());
        check_fit(self.inner.store.schema().user(), &changes)?;
        let exists = self.inner.store.update_user(id, changes).await?;
        if exists {
            self.emit(Event::new("user.updated", Outcome::Succeeded).user(id));
        }
        Ok(exists.then_some(user))
    }

    /// Changes the sign-in name of the verified user, together with the attribute that shows it. It can also change
    /// only the spelling, such as `alice` to `Alice`. The password and all sessions stay.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # struct Profile { username: String }
    /// # impl Attributes for Profile {
    /// #     fn columns() -> Vec<Column> { vec![Column::of::<String>("username")] }
    /// #     fn to_row(&self) -> Row { Row::new().with("username", &self.username) }
    /// #     fn from_row(row: &mut Row) -> Result<Self, ColumnError> { Ok(Self { username: row.take("username")? }) }
    /// #     fn login(&self) -> Option<KeyId> { Some(KeyId::username(&self.username)) }
    /// # }
    /// # async fn example(auth: Auth<Profile>, session: Session<Profile>) -> Result<(), Box<dyn std::error::Error>> {
    /// let verified = auth.recent_proof(&session)?;
    /// auth.rename_user(&verified, |profile| profile.username = "Alicia".to_owned()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`UpdateUserError`]: the name or a unique value is taken, the name or a value is invalid, or the proof is too
    /// old. It also fails if no attribute shows a name, the user has no such key, or the store failed. Nothing changes
    /// then.
    pub async fn rename_user(
        &self,
        verified: &Verified,
        change: impl FnOnce(&mut U) + Send,
    ) -> Result<User<U>, UpdateUserError> {
        let id = verified.user_id();
        let mut user = self.find_user(id).await?.ok_or_else(Error::superseded)?;
        let (before, old) = (user.attributes.to_row(), user.attributes.login());
        change(&mut user.attributes);
        let (Some(old), Some(new)) = (old, user.attributes.login()) else {
            return Err(UpdateUserError::MissingKey);
        };
        let changes = changed_columns(&before, &user.attributes.to_row());
        let event = Event::new("user.renamed", Outcome::Succeeded).user(id).key(&new);
        self.rename(event, verified, (&old, &new), changes).await?;
        Ok(user)
    }

    /// Changes a sign-in name of the verified user that no attribute shows. The password and all sessions stay.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, verified: Verified) -> Result<(), UpdateUserError> {
    /// let (old, new) = (KeyId::email("alice@example.com"), KeyId::email("alice@example.org"));
    /// auth.rename_key(&verified, &old, &new).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`rename_user`](Auth::rename_user); [`UpdateUserError::LoginName`] if an attribute shows the name.
    pub async fn rename_key(
        &self,
        verified: &Verified,
        old: &KeyId,
        new: &KeyId,
    ) -> Result<(), UpdateUserError> {
        let user = self.find_user(verified.user_id()).await?.ok_or_else(Error::superseded)?;
        if user.attributes.login().as_ref() == Some(old) {
            return Err(UpdateUserError::LoginName);
        }
        let event = Event::new("key.renamed", Outcome::Succeeded).user(&user.id).key(new);
        self.rename(event, verified, (old, new), Row::new()).await
    }

    /// Renames a key for which observers have prepared, and emits the event.
    async fn rename(
        &self,
        event: Event,
        verified: &Verified,
        (old, new): (&KeyId, &KeyId),
        changes: Row,
    ) -> Result<(), UpdateUserError> {
        if !self.is_recent(verified) {
            return Err(UpdateUserError::Stale);
        }
        self.inner.names.check_change(old, new).map_err(UpdateUserError::InvalidKey)?;
        check_fit(self.inner.store.schema().user(), &changes)?;
        self.check_proof(verified).await?;
        let key = self.find_record(old).await?.filter(|it| it.user_id == *verified.user_id());
        if key.is_none() {
            return Err(UpdateUserError::MissingKey);
        }
        let event = self.prepare_change(event).await?;
        let renamed = self.rename_to_own_name(old, new, changes).await;
        match &renamed {
            Ok(()) => self.emit(event),
            Err(UpdateUserError::Failed(error)) if error.kind() != ErrorKind::Superseded => {}
            Err(_refused) => self.abandon_change(&event).await,
        }
        renamed
    }

    /// Reserves the new name of a key and renames the key.
    async fn rename_to_own_name(
        &self,
        old: &KeyId,
        new: &KeyId,
        changes: Row,
    ) -> Result<(), UpdateUserError> {
        let mut held = None;
        if new != old {
            let claimed = self.reserve_name(new).await?;
            held = Some((self.held_looks(old).await?, claimed));
        }
        let renamed = self.inner.store.rename_key(old, new, changes).await;
        if let Some((former, claimed)) = held {
            match &renamed {
                Ok(true) => self.release_looks(former).await,
                Ok(false) | Err(StoreError::Conflict(_)) => self.release_claim(claimed).await,
                Err(_) => {}
            }
        }
        if renamed? { Ok(()) } else { Err(UpdateUserError::MissingKey) }
    }

    /// Deletes a user with all keys and sessions, and returns true if the user existed.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, session: Session<()>) -> Result<(), Error> {
    /// let was_there = auth.delete_user(&session.user.id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed. Nothing is deleted then, unless the sessions are in a separate store: see
    /// [`Split`](crate::Split).
    pub async fn delete_user(&self, id: &UserId) -> Result<bool, Error> {
        if !id.is_valid() {
            return Ok(false);
        }
        let mut held = Vec::new();
        for key in self.inner.store.find_user_keys(id).await? {
            held.push(self.held_looks(&key.id).await?);
        }
        let exists = self.inner.store.delete_user(id).await?;
        for looks in held {
            self.release_looks(looks).await;
        }
        if exists {
            self.emit(Event::new("user.deleted", Outcome::Succeeded).user(id));
        }
        Ok(exists)
    }
}

/// A user ready to be written to the store: see [`Auth::prepare_user`].
///
/// ```
/// # use lucerna_core::*;
/// // In your own store, where `write` inserts the record in the caller's transaction:
/// fn create_user_in<U>(user: PreparedUser<U>, write: impl Fn(&NewUserRecord)) -> Created<U> {
///     write(user.record());
///     user.danger_inserted()
/// }
/// ```
#[derive(Debug)]
#[must_use = "the user exists only after the store has written the record"]
pub struct PreparedUser<U> {
    record: NewUserRecord,
    attributes: U,
    at: Timestamp,
    services: Services,
}

impl<U> PreparedUser<U> {
    /// Returns the record to write, as in [`UserStore::insert_user`](crate::UserStore::insert_user).
    pub fn record(&self) -> &NewUserRecord {
        &self.record
    }

    /// Returns the user and the proof that the visitor is this user. Call it only after the store has written the
    /// record. Otherwise the proof is valid for any user with this id.
    pub fn danger_inserted(self) -> Created<U> {
        let Self { record, attributes, at, services } = self;
        let id = record.user.id;
        services.emit(Event::new("user.created", Outcome::Succeeded).user(&id));
        let verified = Verified::danger_verified_by(id.clone(), Method::SIGN_UP, at);
        let verified = match record.key {
            Some(KeyRecord { id: key, password_hash: hash, .. }) => {
                Verified::by_key(id.clone(), Method::SIGN_UP, at, KeyProof { key, hash })
            }
            None => verified,
        };
        Created { user: User { id, attributes }, verified }
    }
}

fn into_user<U: Attributes>(UserRecord { id, mut attributes }: UserRecord) -> Result<User<U>, Error> {
    Ok(User { id, attributes: U::from_row(&mut attributes)? })
}

/// Returns the columns whose values changed.
pub(crate) fn changed_columns(before: &Row, after: &Row) -> Row {
    let mut changes = Row::new();
    for (name, value) in after.iter().filter(|(name, value)| before.value(name) != Some(value)) {
        changes.push(name.to_owned(), value.clone());
    }
    changes
}
