//! The trait for the differences between the drivers of sqlx.

use super::PreparedStatements;
use crate::{Dialect, Failed, FailureKind, Parameter};
use lucerna_core::{ColumnType, Value};
use sqlx::database::HasStatementCache;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::{Connection, Database, Error};
use std::fmt;
use std::future::Future;
use std::sync::Arc;

/// The connection type of this driver.
#[doc(hidden)]
pub type DriverConnection<D> = <<D as Driver>::Database as Database>::Connection;

/// The type of the options of this driver's connections.
#[doc(hidden)]
pub type DriverOptions<D> = <DriverConnection<D> as Connection>::Options;

/// The row type of this driver.
#[doc(hidden)]
pub type DriverRow<D> = <<D as Driver>::Database as Database>::Row;

/// The arguments type of this driver.
#[doc(hidden)]
pub type DriverArguments<D> = <<D as Driver>::Database as Database>::Arguments;

/// A database that sqlx speaks to.
#[doc(hidden)]
pub trait Driver: fmt::Debug + Send + Sync + Sized + 'static {
    /// The database.
    type Database: Database + HasStatementCache;

    /// The statement that begins a transaction. Each statement in it sees all earlier commits, even if the database's
    /// default isolation level differs.
    const BEGIN: &'static str = "BEGIN";

    /// Parses the options of a connection from a URL. TLS is verified, unless the URL says otherwise or the server is
    /// on this machine.
    ///
    /// # Errors
    /// [`Error`] if the URL is invalid or has an unknown option. The error has no value of an option.
    fn options(url: &str) -> Result<DriverOptions<Self>, Error>;

    /// Returns the server's address and database, without the password.
    fn address(options: &DriverOptions<Self>) -> String;

    /// Returns options without the setting because of which a pooler refused the connection, or `None` if it was
    /// refused for another reason.
    fn without_refused(_options: &DriverOptions<Self>, _error: &Error) -> Option<DriverOptions<Self>> {
        None
    }

    /// Returns a clearer error about a refused connection, or the same.
    fn explain(error: Error) -> Error {
        error
    }

    /// Returns where the statements are kept that this connection prepares.
    ///
    /// # Errors
    /// [`Error`] if the server could not answer, or a pooler drops options of the URL.
    fn prepared_statements(
        _connection: &mut DriverConnection<Self>,
        _options: &DriverOptions<Self>,
    ) -> impl Future<Output = Result<PreparedStatements, Error>> + Send {
        std::future::ready(Ok(PreparedStatements::Kept))
    }

    /// Returns the dialect of the server.
    ///
    /// # Errors
    /// [`Error`] if the server could not answer.
    fn dialect(
        connection: &mut DriverConnection<Self>,
    ) -> impl Future<Output = Result<Dialect, Error>> + Send;

    /// Returns true if the server is a node of a cluster, whose nodes do not wait for each other's locks.
    ///
    /// # Errors
    /// [`Error`] if the server could not answer.
    fn is_clustered(
        _connection: &mut DriverConnection<Self>,
    ) -> impl Future<Output = Result<bool, Error>> + Send {
        std::future::ready(Ok(false))
    }

    /// Sets the session variables of a new connection.
    ///
    /// # Errors
    /// [`Error`] if the server refuses a setting.
    fn prepare(connection: &mut DriverConnection<Self>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Locks out other processes that migrate, until [`unlock`](Driver::unlock).
    ///
    /// # Errors
    /// [`Error`] if the lock cannot be taken.
    fn lock(connection: &mut DriverConnection<Self>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Releases the lock of [`lock`](Driver::lock).
    ///
    /// # Errors
    /// [`Error`] if the lock cannot be released.
    fn unlock(connection: &mut DriverConnection<Self>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Prepares a statement before its transaction, if preparing it inside would be unsafe. Otherwise it does nothing.
    ///
    /// # Errors
    /// [`Error`] if the server refuses the statement.
    fn prepare_statement(
        _connection: &mut DriverConnection<Self>,
        _sql: Arc<str>,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        std::future::ready(Ok(()))
    }

    /// Runs a prepared statement and returns its rows.
    /// It is kept for the next call if `keep` is true.
    ///
    /// # Errors
    /// [`Error`] if it fails.
    fn fetch(
        connection: &mut DriverConnection<Self>,
        sql: Arc<str>,
        values: DriverArguments<Self>,
        keep: bool,
    ) -> impl Future<Output = Result<Vec<DriverRow<Self>>, Error>> + Send;

    /// Runs a prepared statement and returns the number of changed rows.
    /// It is kept for the next call if `keep` is true.
    ///
    /// # Errors
    /// [`Error`] if it fails.
    fn execute(
        connection: &mut DriverConnection<Self>,
        sql: Arc<str>,
        values: DriverArguments<Self>,
        keep: bool,
    ) -> impl Future<Output = Result<u64, Error>> + Send;

    /// Runs statements that are not prepared and take no values.
    ///
    /// # Errors
    /// [`Error`] if one fails.
    fn run(
        connection: &mut DriverConnection<Self>,
        sql: Arc<str>,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Binds the next value.
    ///
    /// # Errors
    /// The driver's error if the value cannot be encoded.
    fn bind(values: &mut DriverArguments<Self>, parameter: Parameter<'_>) -> Result<(), BoxDynError>;

    /// Reads the value of an attribute.
    ///
    /// # Errors
    /// The driver's error if the cell has another type.
    fn value(row: &DriverRow<Self>, at: usize, column_type: ColumnType) -> Result<Value, BoxDynError>;

    /// Reads a text, or `None` for `NULL`, without copying it.
    ///
    /// # Errors
    /// The driver's error if the cell has another type.
    fn text(row: &DriverRow<Self>, at: usize) -> Result<Option<&str>, BoxDynError>;

    /// Returns the kind of a database error.
    fn failure(error: &dyn DatabaseError) -> FailureKind;
}

/// Removes written values from an error. A message about a value can contain it, and the value may be a password hash.
fn without_values(error: Error, failure: FailureKind) -> BoxDynError {
    let Error::Database(error) = &error else { return error.into() };
    let code = error.code().unwrap_or_default();
    let about_values = ["22", "23", "HY"].iter().any(|class| code.starts_with(class));
    let is_about_server =
        matches!(failure, FailureKind::Retry | FailureKind::Stale | FailureKind::Unavailable);
    match about_values && !is_about_server {
        true => format!("the database refused a value (SQLSTATE {code})").into(),
        false => format!("{} (SQLSTATE {code})", error.message()).into(),
    }
}

/// Converts an error of sqlx.
pub(crate) fn failed<D: Driver>(error: Error) -> Failed {
    let failure = match &error {
        Error::Database(error) => D::failure(&**error),
        Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => {
            FailureKind::Unavailable
        }
        // sqlx reports these errors when a connection breaks.
        Error::Protocol(_) | Error::BeginFailed => FailureKind::Unavailable,
        _ => FailureKind::Broken,
    };
    let constraint = error.as_database_error().and_then(|it| it.constraint()).map(str::to_owned);
    Failed::new(failure, without_values(error, failure)).on(constraint)
}
