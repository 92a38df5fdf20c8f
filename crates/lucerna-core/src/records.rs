//! Records: rows of features and applications in any store.

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

/// The typed rows of a declared table, from [`Services::records`].
///
/// A client may send an id that no store can hold. Searches find nothing for it.
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
///     Ok(invitations.take(code_hash).await?.map(|it| it.value.email)) // works once
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

    /// Inserts a record. It replaces an expired record with the same id, and the unique values of expired records are
    /// free again. A record that has already expired is inserted and never found.
    ///
    /// # Errors
    /// [`RecordError`]: the id or a unique value is in use, the user does not exist, or the id or a value cannot be
    /// stored. It also fails if a record of a passing table has no expiry, or the store failed.
    pub async fn insert(&self, record: Record<R>) -> Result<(), RecordError> {
        let record = self.to_checked_row(record)?;
        Ok(self.store().insert_record(&self.table, record, self.services.now()).await?)
    }

    /// Finds the record with this id.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn find(&self, id: &(impl AsRef<str> + Sync + ?Sized)) -> Result<Option<Record<R>>, Error> {
        let id = id.as_ref();
        if !is_id(id) {
            return Ok(None);
        }
        Ok(self.list(RecordsBy::Id(id), &Page::first(1)).await?.pop())
    }

    /// Finds the records of a user, a page at a time. Only lasting tables support it.
    ///
    /// # Errors
    /// [`Error`] if the store failed, or the table is not a lasting one.
    pub async fn find_of_user(&self, user: &UserId, page: &Page) -> Result<Vec<Record<R>>, Error> {
        if !user.is_valid() {
            return Ok(Vec::new());
        }
        self.list(self.search_in_lasting(RecordsBy::User(user))?, page).await
    }

    /// Finds the records with this value in a unique or indexed column, a page at a time. Only lasting tables support
    /// it.
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
    /// [`Error`] if the store failed, or the table has no such unique or indexed column.
    pub async fn find_by<T: Scalar>(
        &self,
        column: ColumnOf<R, T>,
        value: impl Into<T> + Send,
        page: &Page,
    ) -> Result<Vec<Record<R>>, Error> {
        let row = Row::new().with(column.name(), &value.into());
        let is_searched = |it: &Column| it.column_type() == T::TYPE && (it.is_unique() || it.is_indexed());
        if !self.table.column(column.name()).is_some_and(is_searched) {
            return Err(self.misuse("find records by a unique or indexed column"));
        }
        let value = row.value(column.name()).filter(|it| **it != Value::Null);
        // No record has a value that the column cannot store.
        match value.filter(|_| check_fit(self.table.columns(), &row).is_ok()) {
            Some(value) => {
                self.list(self.search_in_lasting(RecordsBy::Column(column.name(), value))?, page).await
            }
            None => Ok(Vec::new()),
        }
    }

    /// Lists all records, a page at a time. Only lasting tables support it.
    ///
    /// # Errors
    /// [`Error`] if the store failed, or the table is not a lasting one.
    pub async fn all(&self, page: &Page) -> Result<Vec<Record<R>>, Error> {
        self.list(self.search_in_lasting(RecordsBy::All)?, page).await
    }

    /// Changes a record if it is unchanged since it was read (compare-and-set), and returns true if it did. Only the
    /// columns that the closure changed are written. Columns with JSON or floating-point numbers are not compared.
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
        let set = crate::auth::changed_columns(&before, &value.to_row());
        check_fit(self.table.columns(), &set)?;
        let expected = self.comparable(&before);
        Ok(is_id(&read.id)
            && self
                .store()
                .update_record(&self.table, &read.id, &expected, &set, self.services.now())
                .await?)
    }

    /// Deletes the record with this id and returns it. Of several concurrent callers, one receives it. If that caller's
    /// future is dropped after the store deleted the record, no caller receives it.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn take(&self, id: &(impl AsRef<str> + Sync + ?Sized)) -> Result<Option<Record<R>>, Error> {
        self.take_if(id, &Row::new()).await
    }

    /// Deletes and returns the record if its columns have the values in `expected`. Otherwise the record stays. Only
    /// the table's own columns can be compared, not `id`, `user_id` or `expires`.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// async fn redeem(codes: &Records<Row>, id: &str) -> Result<bool, Error> {
    ///     Ok(codes.take_if(id, &Row::new().with("purpose", &"reset".to_owned())).await?.is_some())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed, or if `expected` has an unknown column or a value of another type. JSON and
    /// floating-point numbers are refused too, since databases compare them differently.
    pub async fn take_if(
        &self,
        id: &(impl AsRef<str> + Sync + ?Sized),
        expected: &Row,
    ) -> Result<Option<Record<R>>, Error> {
        let id = id.as_ref();
        self.check_expected(expected)?;
        if !is_id(id) || check_fit(self.table.columns(), expected).is_err() {
            return Ok(None);
        }
        let taken = self.store().take_record(&self.table, id, expected, self.services.now()).await?;
        taken.map(into_typed).transpose()
    }

    /// Inserts `fresh`, or adds `by` to an integer column of the record with its id. Returns the updated record, so
    /// that each of several concurrent callers receives a different number.
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
    /// As [`insert`](Records::insert), except for an id that is in use.
    pub async fn add(&self, fresh: Record<R>, column: &str, by: i64) -> Result<Record<R>, RecordError> {
        let is_integer = |it: &Column| it.column_type() == ColumnType::Integer && !it.is_nullable();
        let has_unique = self.table.columns().iter().any(Column::is_unique);
        if has_unique || !self.table.column(column).is_some_and(is_integer) {
            return Err(self
                .misuse(
                    "`add` needs an integer column that cannot be empty, in a table without unique columns",
                )
                .into());
        }
        let fresh = self.to_checked_row(fresh)?;
        let added = self.store().add_to_record(&self.table, fresh, column, by, self.services.now()).await?;
        Ok(into_typed(added)?)
    }

    /// Deletes the record with this id and returns true if it existed.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn delete(&self, id: &(impl AsRef<str> + Sync + ?Sized)) -> Result<bool, Error> {
        let id = id.as_ref();
        Ok(is_id(id) && self.store().delete_records(&self.table, RecordsBy::Id(id)).await? > 0)
    }

    /// Deletes the records of a user and returns their number, expired ones included. Passing tables support it too.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn delete_of_user(&self, user: &UserId) -> Result<u64, Error> {
        if !user.is_valid() {
            return Ok(0);
        }
        Ok(self.store().delete_records(&self.table, RecordsBy::User(user)).await?)
    }

    /// Prepares an insertion, to be done in one step with other writes: see [`Services::write`].
    ///
    /// # Errors
    /// As [`insert`](Records::insert), and if the table is not a lasting one.
    pub fn insertion(&self, record: Record<R>) -> Result<PreparedWrite<'_>, RecordError> {
        self.require_lasting()?;
        Ok(PreparedWrite(RecordWrite::Insert(&self.table, self.to_checked_row(record)?)))
    }

    /// Prepares a deletion, to be done in one step with other writes: see [`Services::write`].
    ///
    /// # Errors
    /// [`RecordError::Missing`] if the id is invalid, and [`RecordError::Failed`] if the table is not a lasting one.
    pub fn deletion<'a>(&'a self, id: &'a str) -> Result<PreparedWrite<'a>, RecordError> {
        self.require_lasting()?;
        if is_id(id) {
            Ok(PreparedWrite(RecordWrite::Delete(&self.table, id)))
        } else {
            Err(RecordError::Missing)
        }
    }

    async fn list(&self, by: RecordsBy<'_>, page: &Page) -> Result<Vec<Record<R>>, Error> {
        let found = self.store().find_records(&self.table, by, page, self.services.now()).await?;
        found.into_iter().map(into_typed).collect()
    }

    fn store(&self) -> &dyn RecordStore {
        self.services.record_store()
    }

    fn to_checked_row(&self, record: Record<R>) -> Result<Record, RecordError> {
        if !is_id(&record.id) {
            return Err(RecordError::InvalidId);
        }
        if record.user_id.as_ref().is_some_and(|it| !it.is_valid()) {
            return Err(RecordError::MissingUser);
        }
        if self.table.lifetime() == Lifetime::Passing && record.expires.is_none() {
            return Err(self.misuse("set an expiry for records of a passing table").into());
        }
        let record = record.map(|it| Ok::<_, Error>(it.to_row()))?;
        check_fit(self.table.columns(), &record.value)?;
        Ok(record)
    }

    fn require_lasting(&self) -> Result<(), Error> {
        match self.table.lifetime() {
            Lifetime::Lasting => Ok(()),
            Lifetime::Passing => Err(self.misuse("use a lasting table to do several writes in one step")),
        }
    }

    fn search_in_lasting<'a>(&self, by: RecordsBy<'a>) -> Result<RecordsBy<'a>, Error> {
        match self.table.lifetime() {
            Lifetime::Lasting => Ok(by),
            Lifetime::Passing => Err(self.misuse("find records of a passing table by id")),
        }
    }

    /// Refuses conditions that databases cannot compare. Dropping one would take the record unconditionally.
    fn check_expected(&self, expected: &Row) -> Result<(), Error> {
        let is_compared = |(name, value): (&str, &Value)| {
            let column = self.table.column(name);
            column.is_some_and(|it| is_comparable(it) && value.is_of(it.column_type()))
        };
        match expected.iter().all(is_compared) {
            true => Ok(()),
            false => Err(self.misuse("use conditions with columns of the table and values of their type")),
        }
    }

    /// Returns the columns of a row that every database compares in the same way.
    fn comparable(&self, row: &Row) -> Row {
        let mut expected = Row::new();
        for column in self.table.columns().iter().filter(|it| is_comparable(it)) {
            if let Some(value) = row.value(column.name()) {
                expected.push(column.name().clone(), value.clone());
            }
        }
        expected
    }

    fn misuse(&self, rule: &str) -> Error {
        Error::misuse(format!("table `{}`: {rule}", self.table.name()))
    }
}

/// A checked write, to be done in one step with others: see [`Services::write`].
///
/// ```
/// # use lucerna_core::*;
/// fn moved<'a>(from: &'a Records<()>, to: &'a Records<()>, id: &'a str) -> Result<[PreparedWrite<'a>; 2], RecordError> {
///     Ok([from.deletion(id)?, to.insertion(Record::new(id, ()))?])
/// }
/// ```
#[derive(Debug)]
#[must_use = "nothing is written until `Services::write`"]
pub struct PreparedWrite<'a>(pub(crate) RecordWrite<'a>);

fn into_typed<R: Attributes>(record: Record) -> Result<Record<R>, Error> {
    record.map(|mut row| Ok(R::from_row(&mut row)?))
}

fn is_comparable(column: &Column) -> bool {
    !matches!(column.column_type(), ColumnType::Json | ColumnType::Float)
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
