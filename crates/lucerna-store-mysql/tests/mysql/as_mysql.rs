//! MariaDB, spoken to as if it were MySQL.

use lucerna_core::{ColumnType, Value};
use lucerna_store_mysql::MySql;
use lucerna_store_sql::{Bound, Connected, Dialect, Driver, Failure, Parameter, Read};
use sqlx::Error;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::mysql::MySqlConnectOptions;
use std::sync::Arc;

/// Takes MariaDB for MySQL. What it says differently is the name of a collation.
#[derive(Debug)]
pub(crate) enum AsMySql {}

impl Driver for AsMySql {
    type Database = sqlx::MySql;

    fn options(url: &str) -> Result<MySqlConnectOptions, Error> {
        MySql::options(url)
    }

    async fn dialect(_: &mut Connected<Self>) -> Result<Dialect, Error> {
        Ok(Dialect::MySql)
    }

    async fn prepare(connection: &mut Connected<Self>) -> Result<(), Error> {
        MySql::prepare(connection).await
    }

    async fn lock(connection: &mut Connected<Self>) -> Result<(), Error> {
        MySql::lock(connection).await
    }

    async fn unlock(connection: &mut Connected<Self>) -> Result<(), Error> {
        MySql::unlock(connection).await
    }

    async fn fetch(
        connection: &mut Connected<Self>,
        sql: Arc<str>,
        values: Bound<Self>,
    ) -> Result<Vec<Read<Self>>, Error> {
        MySql::fetch(connection, sql, values).await
    }

    async fn execute(
        connection: &mut Connected<Self>,
        sql: Arc<str>,
        values: Bound<Self>,
    ) -> Result<u64, Error> {
        MySql::execute(connection, sql, values).await
    }

    async fn run(connection: &mut Connected<Self>, sql: Arc<str>) -> Result<(), Error> {
        MySql::run(connection, sql.replace("utf8mb4_0900_bin", "utf8mb4_nopad_bin").into()).await
    }

    fn bind(values: &mut Bound<Self>, parameter: Parameter<'_>) -> Result<(), BoxDynError> {
        MySql::bind(values, parameter)
    }

    fn value(row: &Read<Self>, at: usize, column_type: ColumnType) -> Result<Value, BoxDynError> {
        MySql::value(row, at, column_type)
    }

    fn text(row: &Read<Self>, at: usize) -> Result<Option<&str>, BoxDynError> {
        MySql::text(row, at)
    }

    fn failure(error: &dyn DatabaseError) -> Failure {
        MySql::failure(error)
    }
}
