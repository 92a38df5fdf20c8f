//! The driver of MySQL and MariaDB.

use crate::{url, value};
use lucerna_core::{ColumnType, Value};
use lucerna_store_sql::{Dialect, Driver, FailureKind, Parameter};
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::mysql::{MySqlArguments, MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlRow};
use sqlx::{AssertSqlSafe, Error, Executor, SqlSafeStr};
use std::sync::Arc;

/// The marker type of MySQL and MariaDB in [`MySqlStore`](crate::MySqlStore). It has no values.
#[doc(hidden)]
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a marker type without values")]
pub enum MySqlDriver {}

/// The name of the lock for migrations of this database. Names are global to the server, with at most 64 characters.
const MIGRATING: &str = "CONCAT('lucerna ', LEFT(SHA2(DATABASE(), 256), 40))";

/// The SQL modes without which the server truncates or replaces values silently.
const STRICT: &str = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO')";

/// The bits of `wsrep_sync_wait` for reading, for updates and deletions, and for insertions.
const DATA: u32 = 1 | 2 | 4;

/// Returns the statements that wait for the cluster's other nodes on this connection, or `None` outside a cluster.
async fn sync_wait(connection: &mut MySqlConnection) -> Result<Option<u32>, Error> {
    let sql = "SHOW SESSION VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_sync_wait')";
    let found: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(connection).await?;
    let value = |name: &str| found.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
    let in_cluster = value("wsrep_on") == Some("ON");
    Ok(value("wsrep_sync_wait").filter(|_| in_cluster).map(|it| it.parse().unwrap_or_default()))
}

impl Driver for MySqlDriver {
    type Database = sqlx::MySql;

    fn options(url: &str) -> Result<MySqlConnectOptions, Error> {
        url::options(url)
    }

    fn address(options: &MySqlConnectOptions) -> String {
        let host = options.get_socket().map(|it| it.display().to_string());
        let host = host.unwrap_or_else(|| format!("{}:{}", options.get_host(), options.get_port()));
        format!("the database `{}` at {host}", options.get_database().unwrap_or_default())
    }

    async fn dialect(connection: &mut MySqlConnection) -> Result<Dialect, Error> {
        let (version, mode): (String, String) =
            sqlx::query_as("SELECT VERSION(), @@sql_mode").fetch_one(&mut *connection).await?;
        let waits = sync_wait(connection).await?;
        if !mode.contains("STRICT_") || waits.is_some_and(|it| it & DATA != DATA) {
            return Err(Error::Configuration(
                "the pool's connections are not prepared: call `MySqlStore::prepare` in its `after_connect`"
                    .into(),
            ));
        }
        match version.contains("MariaDB") {
            true => Ok(Dialect::MariaDb),
            // The start of a session relies on a lock, and a lock holds on one node only.
            false if waits.is_some() => Err(Error::Configuration(
                "Galera clusters of MySQL are not supported: use one of MariaDB".into(),
            )),
            false => Ok(Dialect::MySql),
        }
    }

    async fn is_clustered(connection: &mut MySqlConnection) -> Result<bool, Error> {
        Ok(sync_wait(connection).await?.is_some())
    }

    async fn prepare(connection: &mut MySqlConnection) -> Result<(), Error> {
        sqlx::raw_sql(STRICT).execute(&mut *connection).await?;
        if sync_wait(connection).await?.is_some() {
            let wait = format!("SET SESSION wsrep_sync_wait = {DATA}");
            sqlx::raw_sql(AssertSqlSafe(wait)).execute(connection).await?;
        }
        Ok(())
    }

    async fn lock(connection: &mut MySqlConnection) -> Result<(), Error> {
        let sql = format!("SELECT GET_LOCK({MIGRATING}, 60)");
        let locked: Option<i64> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(connection).await?;
        match locked {
            Some(1) => Ok(()),
            _ => Err(Error::Protocol(
                "another process holds the migration lock for more than a minute: retry later".to_owned(),
            )),
        }
    }

    async fn unlock(connection: &mut MySqlConnection) -> Result<(), Error> {
        let sql = format!("DO RELEASE_LOCK({MIGRATING})");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
    }

    /// A node may roll back a transaction while it prepares a statement, without an error.
    async fn prepare_statement(connection: &mut MySqlConnection, sql: Arc<str>) -> Result<(), Error> {
        connection.prepare(AssertSqlSafe(sql).into_sql_str()).await.map(drop)
    }

    async fn fetch(
        connection: &mut MySqlConnection,
        sql: Arc<str>,
        values: MySqlArguments,
        keep: bool,
    ) -> Result<Vec<MySqlRow>, Error> {
        sqlx::query_with(AssertSqlSafe(sql), values).persistent(keep).fetch_all(connection).await
    }

    async fn execute(
        connection: &mut MySqlConnection,
        sql: Arc<str>,
        values: MySqlArguments,
        keep: bool,
    ) -> Result<u64, Error> {
        // sqlx always requests the number of matched rows, not of changed rows.
        let query = sqlx::query_with(AssertSqlSafe(sql), values).persistent(keep);
        Ok(query.execute(connection).await?.rows_affected())
    }

    async fn run(connection: &mut MySqlConnection, sql: Arc<str>) -> Result<(), Error> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
    }

    fn bind(values: &mut MySqlArguments, parameter: Parameter<'_>) -> Result<(), BoxDynError> {
        value::bind(values, parameter)
    }

    fn value(row: &MySqlRow, at: usize, column_type: ColumnType) -> Result<Value, BoxDynError> {
        value::read(row, at, column_type)
    }

    fn text(row: &MySqlRow, at: usize) -> Result<Option<&str>, BoxDynError> {
        Ok(sqlx::Row::try_get(row, at)?)
    }

    fn failure(error: &dyn DatabaseError) -> FailureKind {
        let number = error.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number);
        failure(number, &error.code().unwrap_or_default())
    }
}

fn failure(number: u16, state: &str) -> FailureKind {
    match number {
        1062 | 1586 => FailureKind::Unique,
        1216 | 1452 => FailureKind::MissingUser,
        1048 => FailureKind::Null,
        1406 => FailureKind::TooLong,
        1264 | 1690 => FailureKind::OutOfRange,
        // Deadlock, an earlier transaction of another node, or a row or table that changed since it was read.
        1213 | 1020 | 1412 => FailureKind::Retry,
        // A statement that has to be prepared again, or that the server does not have.
        1615 | 1243 => FailureKind::Stale,
        // A refused login: user, password, database, host, or an account that is locked or expired.
        1044 | 1045 | 1049 | 1129 | 1130 | 1698 | 1820 | 1862 | 3118 | 4151 => FailureKind::Unavailable,
        // Another node of the cluster has already added the column or the index.
        1060 | 1061 => FailureKind::Retry,
        // A timeout of a lock or of the wait for other nodes' writes.
        1205 => FailureKind::Unavailable,
        // Disk, memory, full tables, limits of connections and of an account.
        1021 | 1037 | 1038 | 1041 | 1114 | 1203 | 1226 => FailureKind::Unavailable,
        // A half-failed commit, a shutdown, read-only servers and transactions, a `KILL` by an operator or a limit.
        1053 | 1180 | 1290 | 1317 | 1792 | 1836 | 1927 | 1969 | 3024 => FailureKind::Unavailable,
        _ => match state.get(..2) {
            // The connection, including too many connections (1040) and a node outside its cluster (1047).
            Some("08") => FailureKind::Unavailable,
            Some("40") => FailureKind::Retry,
            _ => FailureKind::Broken,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transient_errors_are_not_reported_as_broken() {
        let cases = [
            (1062, "23000", FailureKind::Unique),
            (1452, "23000", FailureKind::MissingUser),
            (1048, "23000", FailureKind::Null),
            (1213, "40001", FailureKind::Retry),
            (3101, "40000", FailureKind::Retry),
            (1205, "HY000", FailureKind::Unavailable),
            (1040, "08004", FailureKind::Unavailable),
            (1047, "08S01", FailureKind::Unavailable),
            (1290, "HY000", FailureKind::Unavailable),
            (1045, "28000", FailureKind::Unavailable),
            (1049, "42000", FailureKind::Unavailable),
            (1412, "HY000", FailureKind::Retry),
            (1615, "HY000", FailureKind::Stale),
            (1146, "42S02", FailureKind::Broken),
            (1406, "22001", FailureKind::TooLong),
        ];
        for (number, state, expected) in cases {
            assert_eq!(failure(number, state), expected, "{number}");
        }
    }
}
