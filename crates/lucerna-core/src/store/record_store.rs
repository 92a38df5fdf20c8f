//! The interface of a store for tables of features and applications.

use super::StoreError;
use crate::{Record, RecordTable, Row, Timestamp, UserId, Value};
use std::future::Future;
use std::pin::Pin;

/// The future of a store's answer.
///
/// ```
/// use lucerna_core::{StoreError, StoreFuture};
///
/// fn unavailable<'a>() -> StoreFuture<'a, ()> {
///     Box::pin(async { Err(StoreError::Unavailable("the database is unreachable".into())) })
/// }
/// ```
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// The declared tables of a database. The trait is object-safe. Each call is one statement, one short transaction or
/// one script.
///
/// The tables are those of the [`Schema`](crate::Schema) with which the store was opened. A call for another table
/// returns [`StoreError::Broken`]. Queries and changes exclude records that have expired at `now`, and their ids and
/// unique values are free. Lucerna checks ids and values before it calls a store.
///
/// ```
/// # use lucerna_core::*;
/// /// Redeems a code and returns true for one of several concurrent callers.
/// async fn redeem(store: &dyn RecordStore, codes: &RecordTable, id: &str, now: Timestamp) -> Result<bool, StoreError> {
///     Ok(store.take_record(codes, id, &Row::new(), now).await?.is_some())
/// }
///
/// /// Returns the number of attempts in the window, including this one.
/// async fn attempt(store: &dyn RecordStore, attempts: &RecordTable, id: &str, now: Timestamp) -> Result<i64, StoreError> {
///     let first = Record::new(id, Row::new().with("count", &1_i64))
///         .until(now.after(std::time::Duration::from_secs(3600)));
///     let counted = store.add_to_record(attempts, first, "count", 1, now).await?;
///     Ok(match counted.value.value("count") {
///         Some(Value::Integer(count)) => *count,
///         _ => 0,
///     })
/// }
/// ```
pub trait RecordStore: Send + Sync + 'static {
    /// Returns true if the store was opened with exactly this table. The default is true, for stores whose schema is
    /// checked instead.
    fn serves(&self, table: &RecordTable) -> bool {
        let _ = table;
        true
    }

    /// Inserts a record. It replaces an expired one with the same id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the id ([`Conflict::RecordId`](crate::Conflict)) or the value of a unique column is
    /// in use. [`StoreError::MissingUser`] if the record's user does not exist.
    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()>;

    /// Finds records, ordered by id.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer, or the column is neither unique nor indexed.
    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>>;

    /// Writes the columns in `set` if every column in `expected` has the given value (compare-and-set). Returns true if
    /// it did. A value in `expected` may be [`Value::Null`]. JSON and floating-point columns are not compared.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the value of a unique column is in use. [`StoreError::Broken`] if the table lacks a
    /// column of `expected`.
    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        expected: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool>;

    /// Deletes and returns a record if every column in `expected` has the given value. Of several concurrent callers,
    /// one receives it.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed, or if the table lacks a column of `expected`.
    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        expected: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>>;

    /// Inserts `fresh`, or adds `by` to an integer column of the live record with its id and keeps its other columns.
    /// Returns the updated record. The table has no unique columns.
    ///
    /// # Errors
    /// [`StoreError::Unfit`] if the sum exceeds a 64-bit integer. The record stays unchanged then.
    fn add_to_record<'a>(
        &'a self,
        table: &'a RecordTable,
        fresh: Record,
        column: &'a str,
        by: i64,
        now: Timestamp,
    ) -> StoreFuture<'a, Record>;

    /// Does several writes in one step and in order: all or none. The tables are [`Lasting`](crate::Lifetime::Lasting).
    ///
    /// # Errors
    /// The error of the first write that failed. Nothing is written then.
    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()>;

    /// Deletes records and returns their number. Records of a passing table are named by id or by user.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed, or if the column is neither unique nor indexed.
    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64>;

    /// Deletes the records of all tables that have expired at `now`, and returns their number. A store that expires
    /// records by itself returns 0.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64>;
}

/// The criterion of a search for records.
///
/// ```
/// use lucerna_core::{RecordsBy, Value};
///
/// let of_the_club = Value::Text("club".to_owned());
/// let by = RecordsBy::Column("organisation", &of_the_club);
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "stores must handle each variant")]
pub enum RecordsBy<'a> {
    /// The record with this id.
    Id(&'a str),
    /// The records of this user.
    User(&'a UserId),
    /// The records with this value in a unique or indexed column.
    Column(&'a str, &'a Value),
    /// All records of the table.
    All,
}

/// One of several writes in one step.
///
/// ```
/// use lucerna_core::{Lifetime, Record, RecordTable, RecordWrite, Row};
///
/// let outbox = RecordTable::of::<()>("outbox", Lifetime::Lasting);
/// let writes = vec![RecordWrite::Insert(&outbox, Record::new("m1", Row::new())), RecordWrite::Delete(&outbox, "m0")];
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "stores must handle each variant")]
pub enum RecordWrite<'a> {
    /// Inserts the record, as [`RecordStore::insert_record`] does.
    Insert(&'a RecordTable, Record),
    /// Deletes the record with this id. If there is no live one, the whole step fails with
    /// [`StoreError::MissingRecord`].
    Delete(&'a RecordTable, &'a str),
}

/// A page of a list, ordered by id. Pages stay stable while rows are added and deleted, since each begins after the
/// last id of the previous one.
///
/// ```
/// use lucerna_core::Page;
///
/// let first = Page::first(50);
/// let next = Page::after("00v0ze0fyw4b7ay", 50);
/// assert_eq!((first.limit(), next.start()), (50, Some("00v0ze0fyw4b7ay")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    after: Option<String>,
    limit: u32,
}

impl Page {
    /// The largest page size.
    pub const MAX: u32 = 1_000;

    /// Creates a page of the first rows: at most `limit`, and at most [`MAX`](Page::MAX).
    #[must_use]
    pub fn first(limit: u32) -> Self {
        Self { after: None, limit: limit.min(Self::MAX) }
    }

    /// Creates a page of the rows after this id: at most `limit`, and at most [`MAX`](Page::MAX). The id may come from
    /// a client. It is cut at a NUL, which no id contains.
    #[must_use]
    pub fn after(id: impl Into<String>, limit: u32) -> Self {
        let mut after = id.into();
        after.truncate(after.find('\0').unwrap_or(after.len()));
        Self { after: Some(after), ..Self::first(limit) }
    }

    /// Returns the next page of the same size, after the last id of this one.
    ///
    /// ```
    /// use lucerna_core::Page;
    ///
    /// assert_eq!(Page::first(50).next("u7"), Page::after("u7", 50));
    /// ```
    #[must_use]
    pub fn next(&self, last: impl Into<String>) -> Self {
        Self::after(last, self.limit)
    }

    /// Returns the id after which the page begins.
    #[must_use]
    pub fn start(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// Returns the maximum number of rows.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }
}
