//! The connection of sqlx on which the statements run.

use super::PreparedStatements;
use super::driver::{Driver, DriverArguments, DriverConnection, DriverRow, failed};
use crate::{Cells, Connection, Dialect, Failed, Query, Statement};
use lucerna_core::{ColumnType, Value};
use sqlx::Connection as _;
use std::fmt;
use std::sync::Arc;

/// Connects to the server of this URL, without a pool. Returns the connection and the dialect of the server.
///
/// # Errors
/// [`Failed`] if the URL is invalid, or the server cannot be reached or is behind a pooler that loses statements.
#[doc(hidden)]
pub async fn connect<D: Driver>(url: &str) -> Result<(DriverConnection<D>, Dialect), Failed> {
    let options = D::options(url).map_err(failed::<D>)?;
    let mut connection = match DriverConnection::<D>::connect_with(&options).await {
        Err(error) if D::without_refused(&options, &error).is_some() => return Err(pooled()),
        outcome => outcome.map_err(failed::<D>)?,
    };
    D::prepare(&mut connection).await.map_err(failed::<D>)?;
    let prepared = D::prepared_statements(&mut connection, &options).await.map_err(failed::<D>)?;
    if prepared == PreparedStatements::Lost {
        return Err(pooled());
    }
    let dialect = D::dialect(&mut connection).await.map_err(failed::<D>)?;
    Ok((connection, dialect))
}

fn pooled() -> Failed {
    Failed::unavailable(
        "a connection pooler is in between: use the address of the database itself for this step",
    )
}

/// A connection of sqlx with the dialect of its server.
#[doc(hidden)]
pub struct SqlConnection<'a, D: Driver> {
    connection: &'a mut DriverConnection<D>,
    dialect: Dialect,
    keeps_statements: bool,
}

impl<'a, D: Driver> SqlConnection<'a, D> {
    /// Wraps the connection to a server of this dialect, which keeps prepared statements.
    pub fn new(connection: &'a mut DriverConnection<D>, dialect: Dialect) -> Self {
        Self { connection, dialect, keeps_statements: true }
    }

    /// Says whether the server keeps prepared statements. If not, each runs in a transaction, without a name.
    pub(crate) fn keeping_statements(mut self, keeps: bool) -> Self {
        self.keeps_statements = keeps;
        self
    }

    pub(crate) fn keeps_statements(&self) -> bool {
        self.keeps_statements
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

    /// Returns true if a statement needs a transaction of its own, since the server's side may change between preparing
    /// and running it.
    async fn needs_transaction(&mut self) -> Result<bool, Failed> {
        if self.keeps_statements {
            return Ok(false);
        }
        // A statement kept earlier would be run by its name.
        if self.connection.cached_statements_size() > 0 {
            self.connection.clear_cached_statements().await.map_err(failed::<D>)?;
        }
        Ok(!self.connection.is_in_transaction())
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
        let rows = if self.needs_transaction().await? {
            let mut transaction = self.connection.begin().await.map_err(failed::<D>)?;
            let rows = D::fetch(&mut transaction, sql, bound, false).await.map_err(failed::<D>)?;
            transaction.commit().await.map_err(failed::<D>)?;
            rows
        } else {
            D::fetch(self.connection, sql, bound, self.keeps_statements).await.map_err(failed::<D>)?
        };
        rows.iter().map(|row| read(&FetchedRow::<'_, D>(row))).collect()
    }

    async fn execute(&mut self, query: &Query<'_>) -> Result<u64, Failed> {
        let (sql, bound) = (Arc::clone(&query.statement.text), Self::bind(query)?);
        if self.needs_transaction().await? {
            let mut transaction = self.connection.begin().await.map_err(failed::<D>)?;
            let changed = D::execute(&mut transaction, sql, bound, false).await.map_err(failed::<D>)?;
            transaction.commit().await.map_err(failed::<D>)?;
            return Ok(changed);
        }
        D::execute(self.connection, sql, bound, self.keeps_statements).await.map_err(failed::<D>)
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
