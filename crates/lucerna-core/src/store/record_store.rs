//! What a database has to do for tables that it has never heard of.

use super::StoreError;
use crate::{Record, RecordTable, Row, Timestamp, UserId, Value};
use std::future::Future;
use std::pin::Pin;

/// The answer of a store, later.
///
/// ```
/// use lucerna_core::{StoreError, StoreFuture};
///
/// fn unavailable<'a>() -> StoreFuture<'a, ()> {
///     Box::pin(async { Err(StoreError::Unavailable("the database is away".into())) })
/// }
/// ```
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// The declared tables of a database. The trait is object-safe, and each call is one statement, one short transaction or one
/// script.
///
/// Tables are those of the [`Schema`](crate::Schema) with which the store was opened; a call about another table fails with
/// [`StoreError::Broken`]. A record that has expired at `now` is never found, changed, added to or taken, and its id and
/// its unique values are free. Ids and values were checked before a store sees them.
///
/// ```
/// # use lucerna_core::*;
/// /// Which of many callers redeems the code?
/// async fn redeem(store: &dyn RecordStore, codes: &RecordTable, id: &str, now: Timestamp) -> Result<bool, StoreError> {
///     Ok(store.take_record(codes, id, &Row::new(), now).await?.is_some())
/// }
///
/// /// How many attempts there were within the window, this one included.
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
    /// Returns true if the store was opened with this very table. True by default, for stores whose schema is asked instead.
    fn serves(&self, table: &RecordTable) -> bool {
        let _ = table;
        true
    }

    /// Inserts a record, in the place of one with the same id that has expired.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the id ([`Conflict::RecordId`](crate::Conflict)) or the value of a unique column is in use,
    /// [`StoreError::MissingUser`] if the record names a user that does not exist.
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

    /// Writes the columns in `set`, if every column in `still` has the value given there (compare-and-set), and says whether it
    /// did. A value in `still` may be [`Value::Null`]; columns that hold JSON or floating-point numbers are not compared.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the value of a unique column is in use, [`StoreError::Broken`] if `still` has a column that the
    /// table does not have.
    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool>;

    /// Deletes a record and returns it, if every column in `still` has the value given there. Of many callers one receives it.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not do it, or `still` has a column that the table does not have.
    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>>;

    /// Inserts `fresh`, or adds `by` to an integer column of the record that has its id and has not expired; everything else
    /// of that record stays. Returns the record as it is afterwards. The table has no unique columns.
    ///
    /// # Errors
    /// [`StoreError::Unfit`] if the sum is no integer of 64 bits; the record then stays as it was.
    fn add_to_record<'a>(
        &'a self,
        table: &'a RecordTable,
        fresh: Record,
        column: &'a str,
        by: i64,
        now: Timestamp,
    ) -> StoreFuture<'a, Record>;

    /// Does several writes in one step: all or none, in their order. The tables are [`Lasting`](crate::Lifetime::Lasting).
    ///
    /// # Errors
    /// As the writes; nothing was written then.
    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()>;

    /// Deletes records and returns their number. Of a passing table they are named by id or by user.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not do it, or the column is neither unique nor indexed.
    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64>;

    /// Deletes the records of all tables that have expired at `now`, and returns their number. A store that forgets them by
    /// itself returns 0.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not do it.
    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64>;
}

/// By what records are found.
///
/// ```
/// use lucerna_core::{RecordsBy, Value};
///
/// let of_the_club = Value::Text("club".to_owned());
/// let by = RecordsBy::Column("organisation", &of_the_club);
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a store has to know each")]
pub enum RecordsBy<'a> {
    /// The id: at most one record.
    Id(&'a str),
    /// The user whose records they are.
    User(&'a UserId),
    /// The value of a unique or indexed column.
    Column(&'a str, &'a Value),
    /// All records of the table.
    All,
}

/// One write of several that are done in one step.
///
/// ```
/// use lucerna_core::{Lifetime, Record, RecordTable, RecordWrite, Row};
///
/// let outbox = RecordTable::of::<()>("outbox", Lifetime::Lasting);
/// let writes = vec![RecordWrite::Insert(&outbox, Record::new("m1", Row::new())), RecordWrite::Delete(&outbox, "m0")];
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a store has to know each")]
pub enum RecordWrite<'a> {
    /// Inserts the record, as [`RecordStore::insert_record`] does.
    Insert(&'a RecordTable, Record),
    /// Deletes the record of this id. Without one that has not expired the whole step fails with
    /// [`StoreError::MissingRecord`].
    Delete(&'a RecordTable, &'a str),
}

/// A part of a list, ordered by id. Pages stay stable while rows come and go: the next one begins after the last id of this
/// one.
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
    /// The longest page.
    pub const MAX: u32 = 1_000;

    /// The first rows, at most this many and at most [`MAX`](Page::MAX).
    #[must_use]
    pub fn first(limit: u32) -> Self {
        Self { after: None, limit: limit.min(Self::MAX) }
    }

    /// The rows after this id, at most this many and at most [`MAX`](Page::MAX). The id may come from a client: no id has a
    /// NUL, so that one cut there begins the same page.
    #[must_use]
    pub fn after(id: impl Into<String>, limit: u32) -> Self {
        let mut after = id.into();
        after.truncate(after.find('\0').unwrap_or(after.len()));
        Self { after: Some(after), ..Self::first(limit) }
    }

    /// The page after the one that ended with this id, as long as this one.
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

    /// The id after which the page begins.
    #[must_use]
    pub fn start(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// The number of rows at most.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }
}
