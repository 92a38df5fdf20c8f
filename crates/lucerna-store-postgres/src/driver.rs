//! The driver of PostgreSQL.

use crate::{pooler, url, value};
use lucerna_core::{ColumnType, Value};
use lucerna_store_sql::{Dialect, Driver, FailureKind, Parameter, PreparedStatements};
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Error};
use std::sync::Arc;

/// The marker type of PostgreSQL in [`PostgresStore`](crate::PostgresStore). It has no values.
#[doc(hidden)]
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a marker type without values")]
pub enum PostgresDriver {}

/// The key of the advisory lock under which migrations run: "lucerna" in ASCII.
const MIGRATING: i64 = 0x006c_7563_6572_6e61;

impl Driver for PostgresDriver {
    type Database = sqlx::Postgres;

    const BEGIN: &'static str = "BEGIN ISOLATION LEVEL READ COMMITTED";

    fn options(url: &str) -> Result<PgConnectOptions, Error> {
        url::options(url, std::env::var("PGSSLMODE").ok().as_deref())
    }

    fn address(options: &PgConnectOptions) -> String {
        let port = options.get_port();
        let host = options.get_socket().map(|it| it.display().to_string());
        let host = host.unwrap_or_else(|| options.get_host().to_owned());
        let database = options.get_database().unwrap_or_else(|| options.get_username());
        format!("the database `{database}` at {host}:{port}")
    }

    fn without_refused(options: &PgConnectOptions, error: &Error) -> Option<PgConnectOptions> {
        pooler::without_refused(options, error)
    }

    fn explain(error: Error) -> Error {
        pooler::explain(error)
    }

    async fn prepared_statements(
        connection: &mut PgConnection,
        options: &PgConnectOptions,
    ) -> Result<PreparedStatements, Error> {
        pooler::prepared_statements(connection, options).await
    }

    async fn dialect(_: &mut PgConnection) -> Result<Dialect, Error> {
        Ok(Dialect::Postgres)
    }

    async fn prepare(_: &mut PgConnection) -> Result<(), Error> {
        Ok(())
    }

    async fn lock(connection: &mut PgConnection) -> Result<(), Error> {
        // The other process may be stuck. After a minute this is reported as an outage.
        sqlx::raw_sql("SET LOCAL lock_timeout = '60s'").execute(&mut *connection).await?;
        let lock = format!("SELECT pg_advisory_xact_lock({MIGRATING})");
        sqlx::raw_sql(AssertSqlSafe(lock)).execute(connection).await.map(drop)
    }

    async fn unlock(_: &mut PgConnection) -> Result<(), Error> {
        // The lock has ended with its transaction.
        Ok(())
    }

    async fn fetch(
        connection: &mut PgConnection,
        sql: Arc<str>,
        values: PgArguments,
        keep: bool,
    ) -> Result<Vec<PgRow>, Error> {
        sqlx::query_with(AssertSqlSafe(sql), values).persistent(keep).fetch_all(connection).await
    }

    async fn execute(
        connection: &mut PgConnection,
        sql: Arc<str>,
        values: PgArguments,
        keep: bool,
    ) -> Result<u64, Error> {
        let query = sqlx::query_with(AssertSqlSafe(sql), values).persistent(keep);
        Ok(query.execute(connection).await?.rows_affected())
    }

    async fn run(connection: &mut PgConnection, sql: Arc<str>) -> Result<(), Error> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
    }

    fn bind(values: &mut PgArguments, parameter: Parameter<'_>) -> Result<(), BoxDynError> {
        value::bind(values, parameter)
    }

    fn value(row: &PgRow, at: usize, column_type: ColumnType) -> Result<Value, BoxDynError> {
        value::read(row, at, column_type)
    }

    fn text(row: &PgRow, at: usize) -> Result<Option<&str>, BoxDynError> {
        Ok(sqlx::Row::try_get(row, at)?)
    }

    fn failure(error: &dyn DatabaseError) -> FailureKind {
        let code = error.code().unwrap_or_default();
        match &*code {
            "23505" => FailureKind::Unique,
            "23503" => FailureKind::MissingUser,
            "22001" => FailureKind::TooLong,
            "22003" => FailureKind::OutOfRange,
            // Serialisation failure, deadlock.
            "40001" | "40P01" => FailureKind::Retry,
            // A changed result of a kept plan; a kept statement that is missing, or another client's.
            "0A000" | "26000" | "42P05" => FailureKind::Stale,
            // The transaction is read-only, as on a standby; the database is missing.
            "25006" | "3D000" => FailureKind::Unavailable,
            // Connection, a refused login, resources, a lock timeout, an operator's intervention, system errors.
            code if ["08", "28", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class)) => {
                FailureKind::Unavailable
            }
            _ => FailureKind::Broken,
        }
    }
}
