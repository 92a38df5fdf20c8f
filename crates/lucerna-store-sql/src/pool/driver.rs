//! What one driver does its own way.

use crate::{Dialect, Failed, Failure, Parameter};
use lucerna_core::{ColumnType, Value};
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::{Connection, Database, Error};
use std::fmt;
use std::future::Future;
use std::sync::Arc;

/// A connection of this driver's.
#[doc(hidden)]
pub type Connected<D> = <<D as Driver>::Database as Database>::Connection;

/// A row that this driver read.
#[doc(hidden)]
pub type Read<D> = <<D as Driver>::Database as Database>::Row;

/// The values that this driver binds.
#[doc(hidden)]
pub type Bound<D> = <<D as Driver>::Database as Database>::Arguments;

/// A database that sqlx speaks to.
#[doc(hidden)]
pub trait Driver: fmt::Debug + Send + Sync + Sized + 'static {
    /// The database.
    type Database: Database;

    /// Begins a transaction whose every statement sees what was committed before it, whatever the database's default is.
    const BEGIN: &'static str = "BEGIN";

    /// How connections are made from a URL, with TLS that is verified unless the URL says otherwise, or the server is
    /// on this machine.
    ///
    /// # Errors
    /// [`Error`] if the URL is none.
    fn options(url: &str) -> Result<<Connected<Self> as Connection>::Options, Error>;

    /// Which dialect the server speaks.
    ///
    /// # Errors
    /// [`Error`] if it cannot be asked.
    fn dialect(connection: &mut Connected<Self>) -> impl Future<Output = Result<Dialect, Error>> + Send;

    /// Whether the server is a node of a cluster, none of whose nodes waits for the locks of another.
    ///
    /// # Errors
    /// [`Error`] if it cannot be asked.
    fn is_clustered(_connection: &mut Connected<Self>) -> impl Future<Output = Result<bool, Error>> + Send {
        std::future::ready(Ok(false))
    }

    /// Tells a new connection what it has to know.
    ///
    /// # Errors
    /// [`Error`] if it does not take it.
    fn prepare(connection: &mut Connected<Self>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Keeps other processes from migrating until [`unlock`](Driver::unlock).
    ///
    /// # Errors
    /// [`Error`] if it cannot be done.
    fn lock(connection: &mut Connected<Self>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Lets other processes migrate.
    ///
    /// # Errors
    /// [`Error`] if it cannot be done.
    fn unlock(connection: &mut Connected<Self>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Prepares a statement, where that cannot be done safely within a transaction. Elsewhere it does nothing.
    ///
    /// # Errors
    /// [`Error`] if it fails.
    fn ready(
        _connection: &mut Connected<Self>,
        _sql: Arc<str>,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        std::future::ready(Ok(()))
    }

    /// The rows that a prepared statement gives.
    ///
    /// # Errors
    /// [`Error`] if it fails.
    fn fetch(
        connection: &mut Connected<Self>,
        sql: Arc<str>,
        values: Bound<Self>,
    ) -> impl Future<Output = Result<Vec<Read<Self>>, Error>> + Send;

    /// How many rows a prepared statement changes.
    ///
    /// # Errors
    /// [`Error`] if it fails.
    fn execute(
        connection: &mut Connected<Self>,
        sql: Arc<str>,
        values: Bound<Self>,
    ) -> impl Future<Output = Result<u64, Error>> + Send;

    /// Runs statements that are not prepared and take no values.
    ///
    /// # Errors
    /// [`Error`] if one fails.
    fn run(connection: &mut Connected<Self>, sql: Arc<str>)
    -> impl Future<Output = Result<(), Error>> + Send;

    /// Binds the next value.
    ///
    /// # Errors
    /// An error of the driver's if it cannot be encoded.
    fn bind(values: &mut Bound<Self>, parameter: Parameter<'_>) -> Result<(), BoxDynError>;

    /// Reads the value of an attribute.
    ///
    /// # Errors
    /// An error of the driver's if it is something else.
    fn value(row: &Read<Self>, at: usize, column_type: ColumnType) -> Result<Value, BoxDynError>;

    /// Reads a text, or `None` for `NULL`, without copying it.
    ///
    /// # Errors
    /// An error of the driver's if it is something else.
    fn text(row: &Read<Self>, at: usize) -> Result<Option<&str>, BoxDynError>;

    /// What an error of the database's means.
    fn failure(error: &dyn DatabaseError) -> Failure;
}

/// The error without what was written: a message about a value can hold the value, a password's hash among them.
fn without_values(error: Error, failure: Failure) -> BoxDynError {
    let Error::Database(error) = &error else { return error.into() };
    let code = error.code().unwrap_or_default();
    let about_values = ["22", "23", "HY"].iter().any(|class| code.starts_with(class));
    match about_values && !matches!(failure, Failure::Retry | Failure::Unavailable) {
        true => format!("the database refused a value (SQLSTATE {code})").into(),
        false => format!("{} (SQLSTATE {code})", error.message()).into(),
    }
}

/// What an error of sqlx's means.
pub(crate) fn failed<D: Driver>(error: Error) -> Failed {
    let failure = match &error {
        Error::Database(error) => D::failure(&**error),
        Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => {
            Failure::Unavailable
        }
        // What arrives of a connection that breaks.
        Error::Protocol(_) | Error::BeginFailed => Failure::Unavailable,
        _ => Failure::Broken,
    };
    let constraint = error.as_database_error().and_then(|it| it.constraint()).map(str::to_owned);
    Failed::new(failure, without_values(error, failure)).on(constraint)
}
