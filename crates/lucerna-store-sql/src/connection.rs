//! The connection on which the stores run their statements, independent of the driver.

use crate::{Dialect, Query};
use lucerna_core::{ColumnType, StoreError, Value};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;

/// An open connection to a SQL database.
#[doc(hidden)]
pub trait Connection {
    /// Returns the dialect that the database speaks.
    fn dialect(&self) -> Dialect;

    /// Runs a statement and reads each of its rows.
    ///
    /// # Errors
    /// [`Failed`] if the statement fails, or the first error of `read`.
    fn fetch<T, F>(
        &mut self,
        query: &Query<'_>,
        read: F,
    ) -> impl Future<Output = Result<Vec<T>, Failed>> + Send
    where
        T: Send,
        F: Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync;

    /// Runs a statement and returns how many rows it changed.
    ///
    /// # Errors
    /// [`Failed`] if the statement fails.
    fn execute(&mut self, query: &Query<'_>) -> impl Future<Output = Result<u64, Failed>> + Send;

    /// Runs one or more statements that take no values and return no rows.
    ///
    /// # Errors
    /// [`Failed`] if one fails.
    fn run(&mut self, sql: &str) -> impl Future<Output = Result<(), Failed>> + Send;
}

/// The cells of one row, numbered from 0.
#[doc(hidden)]
pub trait Cells {
    /// Reads the value of an attribute.
    ///
    /// # Errors
    /// [`Failed`] if the cell holds something else.
    fn value(&self, at: usize, column_type: ColumnType) -> Result<Value, Failed>;

    /// Reads a text, or `None` for `NULL`, without copying it.
    ///
    /// # Errors
    /// [`Failed`] if the cell holds something else.
    fn optional_text(&self, at: usize) -> Result<Option<&str>, Failed>;

    /// Reads a text that is not `NULL`.
    ///
    /// # Errors
    /// [`Failed`] if the cell holds something else.
    fn text(&self, at: usize) -> Result<&str, Failed> {
        self.optional_text(at)?
            .ok_or_else(|| Failed::broken("a column of Lucerna's own holds NULL instead of a text"))
    }

    /// Reads an integer, or `None` for `NULL`.
    ///
    /// # Errors
    /// [`Failed`] if the cell holds something else.
    fn optional_integer(&self, at: usize) -> Result<Option<i64>, Failed>;

    /// Reads an integer that is not `NULL`.
    ///
    /// # Errors
    /// [`Failed`] if the cell holds something else.
    fn integer(&self, at: usize) -> Result<i64, Failed> {
        self.optional_integer(at)?
            .ok_or_else(|| Failed::broken("a column of Lucerna's own holds NULL instead of an integer"))
    }
}

/// A value for a statement's placeholder.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_enums, reason = "private to the stores; a driver must know each")]
#[doc(hidden)]
pub enum Parameter<'a> {
    /// A text or `NULL`.
    Text(Option<&'a str>),
    /// An integer or `NULL`.
    Integer(Option<i64>),
    /// A Boolean.
    Boolean(bool),
    /// The value of an attribute, and the type of its column.
    Value(&'a Value, ColumnType),
}

/// `Debug` is redacted, since values may be password hashes.
impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parameter")
    }
}

/// The kind of a database error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "private to the stores")]
#[doc(hidden)]
pub enum FailureKind {
    /// A unique constraint was violated.
    Unique,
    /// A foreign key was violated: the user does not exist.
    MissingUser,
    /// A column that requires a value received `NULL`.
    Null,
    /// A value is longer than its column.
    TooLong,
    /// A sum exceeds an integer of 64 bits.
    OutOfRange,
    /// The transaction was rolled back because of a concurrent one. The caller can retry it.
    Retry,
    /// The statement was not run, since the plan or the statement that the server kept no longer holds: a table was
    /// altered. The caller can prepare it again.
    Stale,
    /// The database could not answer.
    Unavailable,
    /// The database gave an unexpected answer.
    Broken,
}

/// The error of a statement: its kind and its cause.
#[derive(Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct Failed {
    /// The kind.
    pub failure: FailureKind,
    /// The violated constraint, if the database names it.
    pub constraint: Option<String>,
    /// The cause, without any of the written values.
    pub source: Box<dyn StdError + Send + Sync>,
}

impl Failed {
    /// Creates an error of this kind.
    pub fn new(failure: FailureKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { failure, constraint: None, source: source.into() }
    }

    /// Creates the error for an unexpected answer.
    pub fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(FailureKind::Broken, source)
    }

    /// Creates the error for an outage.
    pub fn unavailable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(FailureKind::Unavailable, source)
    }

    /// Adds the violated constraint.
    #[must_use]
    pub fn on(mut self, constraint: Option<String>) -> Self {
        self.constraint = constraint;
        self
    }
}

impl From<Failed> for StoreError {
    fn from(Failed { failure, source, .. }: Failed) -> Self {
        match failure {
            FailureKind::MissingUser => Self::MissingUser,
            FailureKind::Unavailable | FailureKind::Retry | FailureKind::Stale => Self::Unavailable(source),
            FailureKind::Unique
            | FailureKind::Null
            | FailureKind::TooLong
            | FailureKind::OutOfRange
            | FailureKind::Broken => Self::Broken(source),
        }
    }
}
