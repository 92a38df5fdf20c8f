//! The connection of sqlx on which the statements run.

use super::driver::{Driver, DriverArguments, DriverConnection, DriverRow, failed};
use crate::{Cells, Connection, Dialect, Failed, Query, Statement};
use lucerna_core::{ColumnType, Value};
use sqlx::Connection as _;
use std::fmt;
use std::sync::Arc;

/// Connects to the server of this URL, without a pool. Returns the connection and the dialect of the server.
///
/// # Errors
/// [`Failed`] if the URL is invalid or the server cannot be reached.
#[doc(hidden)]
pub async fn connect<D: Driver>(url: &str) -> Result<(DriverConnection<D>, Dialect), Failed> {
    let options = D::options(url).map_err(failed::<D>)?;
    let mut connection = DriverConnection::<D>::connect_with(&options).await.map_err(failed::<D>)?;
    D::prepare(&mut connection).await.map_err(failed::<D>)?;
    let dialect = D::dialect(&mut connection).await.map_err(failed::<D>)?;
    Ok((connection, dialect))
}

/// A connection of sqlx with the dialect of its server.
#[doc(hidden)]
pub struct SqlConnection<'a, D: Driver> {
    connection: &'a mut DriverConnection<D>,
    dialect: Dialect,
}

impl<'a, D: Driver> SqlConnection<'a, D> {
    /// Wraps the connection to a server of this dialect.
    pub fn new(connection: &'a mut DriverConnection<D>, dialect: Dialect) -> Self {
        Self { connection, dialect }
    }

    /// Locks out other processes that migrate, as opening a store does.
    ///
    /// # Errors
    /// [`Failed`] if the lock is not free in time.
    pub async fn lock(&mut self) -> Result<(), Failed> {
        D::lock(self.connection).await.map_err(failed::<D>)
    }

    /// Prepares the statements of a transaction that is about to begin.
    pub(crate) async fn prepare_statements(&mut self, statements: Vec<Statement>) -> Result<(), Failed> {
        for statement in statements {
            D::prepare_statement(self.connection, statement.text).await.map_err(failed::<D>)?;
        }
        Ok(())
    }

    pub(crate) fn driver(&mut self) -> &mut DriverConnection<D> {
        self.connection
    }

    fn bind(query: &Query<'_>) -> Result<DriverArguments<D>, Failed> {
        let mut bound = DriverArguments::<D>::default();
        for value in query.bound()? {
            D::bind(&mut bound, value).map_err(Failed::broken)?;
        }
        Ok(bound)
    }
}

impl<D: Driver> Connection for SqlConnection<'_, D> {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    async fn fetch<T, F>(&mut self, query: &Query<'_>, read: F) -> Result<Vec<T>, Failed>
    where
        T: Send,
        F: Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync,
    {
        let (sql, bound) = (Arc::clone(&query.statement.text), Self::bind(query)?);
        let rows = D::fetch(self.connection, sql, bound).await.map_err(failed::<D>)?;
        rows.iter().map(|row| read(&FetchedRow::<'_, D>(row))).collect()
    }

    async fn execute(&mut self, query: &Query<'_>) -> Result<u64, Failed> {
        let (sql, bound) = (Arc::clone(&query.statement.text), Self::bind(query)?);
        D::execute(self.connection, sql, bound).await.map_err(failed::<D>)
    }

    async fn run(&mut self, sql: &str) -> Result<(), Failed> {
        D::run(self.connection, sql.into()).await.map_err(failed::<D>)
    }
}

impl<D: Driver> fmt::Debug for SqlConnection<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlConnection").field("dialect", &self.dialect).finish_non_exhaustive()
    }
}

struct FetchedRow<'a, D: Driver>(&'a DriverRow<D>);

impl<D: Driver> Cells for FetchedRow<'_, D> {
    fn value(&self, at: usize, column_type: ColumnType) -> Result<Value, Failed> {
        D::value(self.0, at, column_type).map_err(Failed::broken)
    }

    fn optional_text(&self, at: usize) -> Result<Option<&str>, Failed> {
        D::text(self.0, at).map_err(Failed::broken)
    }

    fn optional_integer(&self, at: usize) -> Result<Option<i64>, Failed> {
        match self.value(at, ColumnType::Integer)? {
            Value::Integer(it) => Ok(Some(it)),
            _ => Ok(None),
        }
    }
}
