//! The driver of PostgreSQL.

use crate::value;
use lucerna_core::{ColumnType, Value};
use lucerna_store_sql::{Dialect, Driver, FailureKind, Parameter, needs_tls};
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow, PgSslMode};
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
        let options: PgConnectOptions = url.parse()?;
        let open = options.get_socket().is_some() || !needs_tls(url, options.get_host());
        Ok(if open { options } else { options.ssl_mode(PgSslMode::VerifyFull) })
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
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(MIGRATING).execute(connection).await.map(drop)
    }

    async fn unlock(_: &mut PgConnection) -> Result<(), Error> {
        // The lock has ended with its transaction.
        Ok(())
    }

    async fn fetch(
        connection: &mut PgConnection,
        sql: Arc<str>,
        values: PgArguments,
    ) -> Result<Vec<PgRow>, Error> {
        sqlx::query_with(AssertSqlSafe(sql), values).fetch_all(connection).await
    }

    async fn execute(
        connection: &mut PgConnection,
        sql: Arc<str>,
        values: PgArguments,
    ) -> Result<u64, Error> {
        Ok(sqlx::query_with(AssertSqlSafe(sql), values).execute(connection).await?.rows_affected())
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
            // The transaction is read-only, as on a standby.
            "25006" => FailureKind::Unavailable,
            // Connection, resources, a lock timeout, an operator's intervention, system errors.
            code if ["08", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class)) => {
                FailureKind::Unavailable
            }
            _ => FailureKind::Broken,
        }
    }
}
