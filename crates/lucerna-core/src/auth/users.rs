//! Users.

use super::{Auth, Created};
use crate::attributes::check_fit;
use crate::{
    Attributes, CreateUserError, Error, InvalidKey, KeyRecord, Method, NewUser, NewUserRecord, Row,
    Timestamp, UpdateUserError, User, UserId, UserRecord, Verified, events,
};

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Creates a user, with the key or not at all, and says that the visitor is that user.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), Box<dyn std::error::Error>> {
    /// match auth.create_user(NewKey::username("Alice", "correct horse battery"), ()).await {
    ///     Ok(created) => println!("welcome, {}", created.user.id),
    ///     Err(CreateUserError::Taken(_)) => println!("that name is taken"),
    ///     Err(error) => return Err(error.into()),
    /// }
    /// // With an id of the application's own, and no way to sign in yet:
    /// auth.create_user(NewUser::new().id("imported-17"), ()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CreateUserError`]: the name or a unique attribute is taken, the name, the password, the id or an attribute
    /// cannot be used, too many passwords are waiting, or something under Lucerna failed.
    pub async fn create_user(
        &self,
        new: impl Into<NewUser>,
        attributes: U,
    ) -> Result<Created<U>, CreateUserError> {
        let prepared = self.prepare_user(new, attributes).await?;
        self.inner.store.insert_user(prepared.record().clone()).await?;
        Ok(prepared.danger_inserted())
    }

    /// Does all of [`create_user`](Auth::create_user) but the writing, which the store's own `create_user_in` does in a
    /// transaction of the application's: a user and the application's own rows are there together or not at all.
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
    /// [`CreateUserError`]: the name, the password, the id or an attribute cannot be used, too many passwords are
    /// waiting, or something under Lucerna failed.
    pub async fn prepare_user(
        &self,
        new: impl Into<NewUser>,
        attributes: U,
    ) -> Result<PreparedUser<U>, CreateUserError> {
        let NewUser { id, key } = new.into();
        let id = match id {
            Some(id) => id,
            None => (self.inner.user_ids)(&*self.inner.random).map_err(Error::from)?,
        };
        if !id.is_valid() {
            return Err(CreateUserError::InvalidUserId);
        }
        let row = attributes.to_row();
        check_fit(self.inner.store.schema().user(), &row)?;
        let key = match key {
            Some(key) if !key.id.is_valid() => return Err(CreateUserError::InvalidKey(InvalidKey(()))),
            Some(key) => {
                let password_hash = self.hash_new::<CreateUserError>(&key).await?;
                Some(KeyRecord { id: key.id, user_id: id.clone(), password_hash })
            }
            None => None,
        };
        let record = NewUserRecord { user: UserRecord { id, attributes: row }, key };
        Ok(PreparedUser { record, attributes, at: self.inner.clock.now() })
    }

    /// The user of this id (Lucia's `getUser`).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth<()>) -> Result<(), Error> {
    /// let nobody = auth.find_user(&UserId::from("missing")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if something under Lucerna failed.
    pub async fn find_user(&self, id: &UserId) -> Result<Option<User<U>>, Error> {
        // What came from a client may be no id that a store could hold; it is nobody's then.
        let found = if id.is_valid() { self.inner.store.find_user(id).await? } else { None };
        let Some(UserRecord { id, mut attributes }) = found else { return Ok(None) };
        Ok(Some(User { id, attributes: U::from_row(&mut attributes)? }))
    }

    /// Changes a user's attributes, and gives the user as changed; `None` without the user.
    ///
    /// Only what the closure changed is written: a change that somebody else makes to another column meanwhile stays.
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
    /// [`UpdateUserError`]: a unique value is taken, a value cannot be stored, or something under Lucerna failed.
    pub async fn update_user(
        &self,
        id: &UserId,
        change: impl FnOnce(&mut U) + Send,
    ) -> Result<Option<User<U>>, UpdateUserError> {
        let Some(mut user) = self.find_user(id).await? else { return Ok(None) };
        let before = user.attributes.to_row();
        change(&mut user.attributes);
        let changes = changed(&before, &user.attributes.to_row());
        check_fit(self.inner.store.schema().user(), &changes)?;
        let there = self.inner.store.update_user(id, changes).await?;
        if there {
            events::user_updated(id);
        }
        Ok(there.then_some(user))
    }

    /// Deletes a user with all keys and sessions, and says whether there was one.
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
    /// [`Error`] if something under Lucerna failed; nothing is deleted then, unless the sessions are in a store of their
    /// own: see [`Split`](crate::Split).
    pub async fn delete_user(&self, id: &UserId) -> Result<bool, Error> {
        let there = id.is_valid() && self.inner.store.delete_user(id).await?;
        if there {
            events::user_deleted(id);
        }
        Ok(there)
    }
}

/// A user who is ready to be written: see [`Auth::prepare_user`].
///
/// ```
/// # use lucerna_core::*;
/// // In a store of one's own, where `write` puts the record into the caller's transaction:
/// fn create_user_in<U>(user: PreparedUser<U>, write: impl Fn(&NewUserRecord)) -> Created<U> {
///     write(user.record());
///     user.danger_inserted()
/// }
/// ```
#[derive(Debug)]
#[must_use = "nobody is created before the store writes it"]
pub struct PreparedUser<U> {
    record: NewUserRecord,
    attributes: U,
    at: Timestamp,
}

impl<U> PreparedUser<U> {
    /// What a store has to write, as in [`UserStore::insert_user`](crate::UserStore::insert_user).
    pub fn record(&self) -> &NewUserRecord {
        &self.record
    }

    /// The user, and the proof that the visitor is that user. For a store that has just written the record: whoever says
    /// so of a record that was not written makes a proof for anybody who has its id.
    pub fn danger_inserted(self) -> Created<U> {
        let Self { record, attributes, at } = self;
        let id = record.user.id;
        events::user_created(&id);
        let verified = Verified::new(id.clone(), Method::SignUp, at);
        Created { user: User { id, attributes }, verified }
    }
}

/// The columns whose values are not what they were.
pub(super) fn changed(before: &Row, after: &Row) -> Row {
    let mut changes = Row::new();
    for (name, value) in after.iter().filter(|(name, value)| before.value(name) != Some(value)) {
        changes.push(name.to_owned(), value.clone());
    }
    changes
}
