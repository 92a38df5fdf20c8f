//! Records: how features and applications keep rows of their own in any store.

mod record;
mod table;

pub use record::Record;
pub use table::{Lifetime, RecordTable, Table};

use crate::attributes::check_fit;
use crate::{
    Attributes, Column, ColumnOf, ColumnType, Error, Page, RecordError, RecordStore, RecordWrite, RecordsBy,
    Row, Scalar, Services, UserId, Value,
};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The rows of one declared table, typed. A feature receives it from [`Services::records`].
///
/// What a client sent may be no id that a database could hold: nothing is found under it then.
///
/// ```
/// # use lucerna_core::*;
/// # use std::time::Duration;
/// # struct Invitation { email: String }
/// # impl Attributes for Invitation {
/// #     fn columns() -> Vec<Column> { vec![Column::of::<String>("email")] }
/// #     fn to_row(&self) -> Row { Row::new().with("email", &self.email) }
/// #     fn from_row(row: &mut Row) -> Result<Self, ColumnError> { Ok(Self { email: row.take("email")? }) }
/// # }
/// const INVITATIONS: Table<Invitation> = Table::passing("invitation");
///
/// async fn invite(services: &Services, code_hash: &str, email: String) -> Result<(), Box<dyn std::error::Error>> {
///     let invitations = services.records(INVITATIONS)?;
///     let week = services.now().after(Duration::from_secs(7 * 24 * 60 * 60));
///     invitations.insert(Record::new(code_hash, Invitation { email }).until(week)).await?;
///     Ok(())
/// }
///
/// async fn redeem(services: &Services, code_hash: &str) -> Result<Option<String>, Box<dyn std::error::Error>> {
///     let invitations = services.records(INVITATIONS)?;
///     Ok(invitations.take(code_hash).await?.map(|it| it.value.email)) // once, whoever comes first
/// }
/// ```
pub struct Records<R> {
    services: Services,
    table: Arc<RecordTable>,
    row: PhantomData<fn() -> R>,
}

impl<R: Attributes> Records<R> {
    pub(crate) fn new(services: Services, table: RecordTable) -> Self {
        Self { services, table: Arc::new(table), row: PhantomData }
    }

    /// Inserts a record. One with the same id that has expired is replaced.
    ///
    /// # Errors
    /// [`RecordError`]: the id or a unique value is in use, the user does not exist, the id or a value cannot be stored, a
    /// record of a passing table has no expiry, or the store failed.
    pub async fn insert(&self, record: Record<R>) -> Result<(), RecordError> {
        let record = self.checked(record)?;
        Ok(self.store().insert_record(&self.table, record, self.services.now()).await?)
    }

    /// Finds the record of this id.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn find(&self, id: &str) -> Result<Option<Record<R>>, Error> {
        if !is_id(id) {
            return Ok(None);
        }
        Ok(self.list(RecordsBy::Id(id), &Page::first(1)).await?.pop())
    }

    /// Finds the records of a user, a page at a time. The table is [`Lasting`](Lifetime::Lasting).
    ///
    /// # Errors
    /// [`Error`] if the store failed, or the table is not such a one.
    pub async fn find_of_user(&self, user: &UserId, page: &Page) -> Result<Vec<Record<R>>, Error> {
        if !user.is_valid() {
            return Ok(Vec::new());
        }
        self.list(self.lasting(RecordsBy::User(user))?, page).await
    }

    /// Finds the records that have this value in a unique or indexed column, a page at a time. The table is
    /// [`Lasting`](Lifetime::Lasting).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// // `#[derive(Attributes)]` writes this constant for a column with `#[column(index)]` or `#[column(unique)]`.
    /// const ORGANISATION: ColumnOf<Row, String> = ColumnOf::new("organisation");
    ///
    /// async fn members(members: &Records<Row>) -> Result<usize, Error> {
    ///     Ok(members.find_by(ORGANISATION, "club", &Page::first(100)).await?.len())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed, or the table has no such column to search by.
    pub async fn find_by<T: Scalar>(
        &self,
        column: ColumnOf<R, T>,
        value: impl Into<T> + Send,
        page: &Page,
    ) -> Result<Vec<Record<R>>, Error> {
        let row = Row::new().with(column.name(), &value.into());
        let is_searched = |it: &Column| it.column_type() == T::TYPE && (it.is_unique() || it.is_indexed());
        if !self.table.column(column.name()).is_some_and(is_searched) {
            return Err(self.misuse("records are found by a column that is unique or indexed"));
        }
        let value = row.value(column.name()).filter(|it| **it != Value::Null);
        // What no column could hold is in no record.
        match value.filter(|_| check_fit(self.table.columns(), &row).is_ok()) {
            Some(value) => self.list(self.lasting(RecordsBy::Column(column.name(), value))?, page).await,
            None => Ok(Vec::new()),
        }
    }

    /// Lists all records, a page at a time. The table is [`Lasting`](Lifetime::Lasting).
    ///
    /// # Errors
    /// [`Error`] if the store failed, or the table is not such a one.
    pub async fn all(&self, page: &Page) -> Result<Vec<Record<R>>, Error> {
        self.list(self.lasting(RecordsBy::All)?, page).await
    }

    /// Changes a record, if it still is as it was read, and says whether it was (compare-and-set). Only what the closure
    /// changed is written. Columns that hold JSON or floating-point numbers are not compared.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// async fn close(tickets: &Records<Row>, ticket: &Record<Row>) -> Result<bool, RecordError> {
    ///     tickets.update(ticket, |row| *row = Row::new().with("open", &false)).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`RecordError`]: a unique value is in use, a value cannot be stored, or the store failed.
    pub async fn update(
        &self,
        read: &Record<R>,
        change: impl FnOnce(&mut R) + Send,
    ) -> Result<bool, RecordError> {
        let before = read.value.to_row();
        let mut value = R::from_row(&mut before.clone()).map_err(Error::from)?;
        change(&mut value);
        let set = crate::auth::changed(&before, &value.to_row());
        check_fit(self.table.columns(), &set)?;
        let still = self.comparable(&before);
        Ok(is_id(&read.id)
            && self.store().update_record(&self.table, &read.id, &still, &set, self.services.now()).await?)
    }

    /// Deletes the record of this id and returns it. Of many callers one receives it.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn take(&self, id: &str) -> Result<Option<Record<R>>, Error> {
        self.take_if(id, &Row::new()).await
    }

    /// The same, if the columns in `still` have the values given there. Otherwise the record stays.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// async fn redeem(codes: &Records<Row>, id: &str) -> Result<bool, Error> {
    ///     Ok(codes.take_if(id, &Row::new().with("purpose", &"reset".to_owned())).await?.is_some())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn take_if(&self, id: &str, still: &Row) -> Result<Option<Record<R>>, Error> {
        // What no column could hold is in no record.
        if !is_id(id) || check_fit(self.table.columns(), still).is_err() {
            return Ok(None);
        }
        let taken = self.store().take_record(&self.table, id, still, self.services.now()).await?;
        taken.map(typed).transpose()
    }

    /// Inserts `fresh`, or adds `by` to an integer column of the record that has its id. Returns the record as it is
    /// afterwards: of many callers each receives another number.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # use std::time::Duration;
    /// async fn attempts(attempts: &Records<Row>, user: &UserId, now: Timestamp) -> Result<Option<Value>, RecordError> {
    ///     let fresh = Record::new(user.as_str(), Row::new().with("count", &1_i64));
    ///     let counted = attempts.add(fresh.until(now.after(Duration::from_secs(60))), "count", 1).await?;
    ///     Ok(counted.value.value("count").cloned())
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`insert`](Records::insert), but for an id that is in use.
    pub async fn add(&self, fresh: Record<R>, column: &str, by: i64) -> Result<Record<R>, RecordError> {
        let is_integer = |it: &Column| it.column_type() == ColumnType::Integer && !it.is_nullable();
        let has_unique = self.table.columns().iter().any(Column::is_unique);
        if has_unique || !self.table.column(column).is_some_and(is_integer) {
            return Err(self
                .misuse("`add` needs an integer column that is never empty, in a table without unique ones")
                .into());
        }
        let fresh = self.checked(fresh)?;
        let added = self.store().add_to_record(&self.table, fresh, column, by, self.services.now()).await?;
        Ok(typed(added)?)
    }

    /// Deletes the record of this id, and says whether there was one.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn delete(&self, id: &str) -> Result<bool, Error> {
        Ok(is_id(id) && self.store().delete_records(&self.table, RecordsBy::Id(id)).await? > 0)
    }

    /// Deletes the records of a user and returns their number.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn delete_of_user(&self, user: &UserId) -> Result<u64, Error> {
        if !user.is_valid() {
            return Ok(0);
        }
        Ok(self.store().delete_records(&self.table, RecordsBy::User(user)).await?)
    }

    /// The insertion of a record, to be done in one step with others: see [`Services::write`].
    ///
    /// # Errors
    /// As [`insert`](Records::insert).
    pub fn insertion(&self, record: Record<R>) -> Result<RecordWrite<'_>, RecordError> {
        self.lasting(RecordsBy::All)?;
        Ok(RecordWrite::Insert(&self.table, self.checked(record)?))
    }

    /// The deletion of a record, to be done in one step with others: see [`Services::write`].
    ///
    /// # Errors
    /// [`RecordError::Missing`] if the id cannot be one.
    pub fn deletion<'a>(&'a self, id: &'a str) -> Result<RecordWrite<'a>, RecordError> {
        self.lasting(RecordsBy::All)?;
        if is_id(id) { Ok(RecordWrite::Delete(&self.table, id)) } else { Err(RecordError::Missing) }
    }

    async fn list(&self, by: RecordsBy<'_>, page: &Page) -> Result<Vec<Record<R>>, Error> {
        let found = self.store().find_records(&self.table, by, page, self.services.now()).await?;
        found.into_iter().map(typed).collect()
    }

    fn store(&self) -> &dyn RecordStore {
        self.services.record_store()
    }

    fn checked(&self, record: Record<R>) -> Result<Record, RecordError> {
        if !is_id(&record.id) {
            return Err(RecordError::InvalidId);
        }
        if record.user_id.as_ref().is_some_and(|it| !it.is_valid()) {
            return Err(RecordError::MissingUser);
        }
        if self.table.lifetime() == Lifetime::Passing && record.expires.is_none() {
            return Err(self.misuse("a record of a passing table needs an expiry").into());
        }
        let record = record.map(|it| Ok::<_, Error>(it.to_row()))?;
        check_fit(self.table.columns(), &record.value)?;
        Ok(record)
    }

    fn lasting<'a>(&self, by: RecordsBy<'a>) -> Result<RecordsBy<'a>, Error> {
        match self.table.lifetime() {
            Lifetime::Lasting => Ok(by),
            Lifetime::Passing => Err(self.misuse("records of a passing table are found by id only")),
        }
    }

    /// The columns of a row that every database compares alike.
    fn comparable(&self, row: &Row) -> Row {
        let compared = |it: &&Column| !matches!(it.column_type(), ColumnType::Json | ColumnType::Float);
        let mut still = Row::new();
        for column in self.table.columns().iter().filter(compared) {
            if let Some(value) = row.value(column.name()) {
                still.push(column.name().clone(), value.clone());
            }
        }
        still
    }

    fn misuse(&self, rule: &str) -> Error {
        Error::misuse(format!("table `{}`: {rule}", self.table.name()))
    }
}

fn typed<R: Attributes>(record: Record) -> Result<Record<R>, Error> {
    record.map(|mut row| Ok(R::from_row(&mut row)?))
}

/// Returns true if every store can hold the id.
fn is_id(id: &str) -> bool {
    (1..=255).contains(&id.len()) && !id.chars().any(char::is_control)
}

impl<R> Clone for Records<R> {
    fn clone(&self) -> Self {
        Self { services: self.services.clone(), table: Arc::clone(&self.table), row: PhantomData }
    }
}

impl<R> fmt::Debug for Records<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Records").field(&self.table.name()).finish()
    }
}
