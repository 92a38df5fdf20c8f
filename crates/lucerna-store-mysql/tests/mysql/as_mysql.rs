//! A driver that treats MariaDB as MySQL.

use lucerna_core::{ColumnType, Value};
use lucerna_store_mysql::MySqlDriver;
use lucerna_store_sql::{
    Dialect, Driver, DriverArguments, DriverConnection, DriverRow, FailureKind, Parameter,
};
use sqlx::Error;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::mysql::MySqlConnectOptions;
use std::sync::Arc;

/// The driver. It replaces only the name of the collation, which differs between the two.
#[derive(Debug)]
pub(crate) enum AsMySql {}

impl Driver for AsMySql {
    type Database = sqlx::MySql;

    fn options(url: &str) -> Result<MySqlConnectOptions, Error> {
        MySqlDriver::options(url)
    }

    fn address(options: &MySqlConnectOptions) -> String {
        MySqlDriver::address(options)
    }

    async fn dialect(_: &mut DriverConnection<Self>) -> Result<Dialect, Error> {
        Ok(Dialect::MySql)
    }

    async fn prepare(connection: &mut DriverConnection<Self>) -> Result<(), Error> {
        MySqlDriver::prepare(connection).await
    }

    async fn lock(connection: &mut DriverConnection<Self>) -> Result<(), Error> {
        MySqlDriver::lock(connection).await
    }

    async fn unlock(connection: &mut DriverConnection<Self>) -> Result<(), Error> {
        MySqlDriver::unlock(connection).await
    }

    async fn fetch(
        connection: &mut DriverConnection<Self>,
        sql: Arc<str>,
        values: DriverArguments<Self>,
        keep: bool,
    ) -> Result<Vec<DriverRow<Self>>, Error> {
        MySqlDriver::fetch(connection, sql, values, keep).await
    }

    async fn execute(
        connection: &mut DriverConnection<Self>,
        sql: Arc<str>,
        values: DriverArguments<Self>,
        keep: bool,
    ) -> Result<u64, Error> {
        MySqlDriver::execute(connection, sql, values, keep).await
    }

    async fn run(connection: &mut DriverConnection<Self>, sql: Arc<str>) -> Result<(), Error> {
        MySqlDriver::run(connection, sql.replace("utf8mb4_0900_bin", "utf8mb4_nopad_bin").into()).await
    }

    fn bind(values: &mut DriverArguments<Self>, parameter: Parameter<'_>) -> Result<(), BoxDynError> {
        MySqlDriver::bind(values, parameter)
    }

    fn value(row: &DriverRow<Self>, at: usize, column_type: ColumnType) -> Result<Value, BoxDynError> {
        MySqlDriver::value(row, at, column_type)
    }

    fn text(row: &DriverRow<Self>, at: usize) -> Result<Option<&str>, BoxDynError> {
        MySqlDriver::text(row, at)
    }

    fn failure(error: &dyn DatabaseError) -> FailureKind {
        MySqlDriver::failure(error)
    }
}
