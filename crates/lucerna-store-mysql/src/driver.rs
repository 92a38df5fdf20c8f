//! What is MySQL's and MariaDB's own.

use crate::value;
use lucerna_core::{ColumnType, Value};
use lucerna_store_sql::{Dialect, Driver, FailureKind, Parameter, needs_tls};
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::mysql::{
    MySqlArguments, MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlRow, MySqlSslMode,
};
use sqlx::{AssertSqlSafe, Error, Executor, SqlSafeStr};
use std::sync::Arc;

/// Names MySQL and MariaDB in [`MySqlStore`](crate::MySqlStore), and has no values.
#[doc(hidden)]
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a name without values")]
pub enum MySqlDriver {}

/// The lock under which migrations of this database run. Names of locks are the server's, of 64 letters at most.
const MIGRATING: &str = "CONCAT('lucerna ', LEFT(SHA2(DATABASE(), 256), 40))";

/// Without these modes the server cuts or replaces values silently.
const STRICT: &str = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO')";

/// The bits of `wsrep_sync_wait` for reading, for updates and deletions, and for insertions.
const DATA: u32 = 1 | 2 | 4;

/// For which statements this connection waits for the other nodes of its cluster; `None` outside a cluster.
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
        let options: MySqlConnectOptions = url.parse()?;
        let open = options.get_socket().is_some() || !needs_tls(url, options.get_host());
        Ok(if open { options } else { options.ssl_mode(MySqlSslMode::VerifyIdentity) })
    }

    async fn dialect(connection: &mut MySqlConnection) -> Result<Dialect, Error> {
        let (version, mode): (String, String) =
            sqlx::query_as("SELECT VERSION(), @@sql_mode").fetch_one(&mut *connection).await?;
        let waits = sync_wait(connection).await?;
        if !mode.contains("STRICT_") || waits.is_some_and(|it| it & DATA != DATA) {
            return Err(Error::Configuration(
                "the pool's connections are not prepared: give it `after_connect` with `MySqlStore::prepare`"
                    .into(),
            ));
        }
        match version.contains("MariaDB") {
            true => Ok(Dialect::MariaDb),
            // How a session starts rests on a lock, and locks end at a node.
            false if waits.is_some() => {
                Err(Error::Configuration("of the Galera clusters only those of MariaDB can be used".into()))
            }
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
            _ => Err(Error::Protocol("another process has been migrating for a minute".to_owned())),
        }
    }

    async fn unlock(connection: &mut MySqlConnection) -> Result<(), Error> {
        let sql = format!("DO RELEASE_LOCK({MIGRATING})");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
    }

    /// A node that rolls a transaction back while a statement is prepared does not say so.
    async fn prepare_statement(connection: &mut MySqlConnection, sql: Arc<str>) -> Result<(), Error> {
        connection.prepare(AssertSqlSafe(sql).into_sql_str()).await.map(drop)
    }

    async fn fetch(
        connection: &mut MySqlConnection,
        sql: Arc<str>,
        values: MySqlArguments,
    ) -> Result<Vec<MySqlRow>, Error> {
        sqlx::query_with(AssertSqlSafe(sql), values).fetch_all(connection).await
    }

    async fn execute(
        connection: &mut MySqlConnection,
        sql: Arc<str>,
        values: MySqlArguments,
    ) -> Result<u64, Error> {
        // sqlx always asks for the rows that were found, not those in which something became another.
        Ok(sqlx::query_with(AssertSqlSafe(sql), values).execute(connection).await?.rows_affected())
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
        // Deadlock, or another node's transaction came first; a row that changed since it was read.
        1213 | 1020 => FailureKind::Retry,
        // Another node of a cluster was the first to add the column or the index.
        1060 | 1061 => FailureKind::Retry,
        // A lock, or the other nodes' writes, that were not to be had in the time that the server gives.
        1205 => FailureKind::Unavailable,
        // Disk, memory, full tables, limits of connections and of an account.
        1021 | 1037 | 1038 | 1041 | 1114 | 1203 | 1226 => FailureKind::Unavailable,
        // A commit that failed half-way, a shutdown, read-only servers and transactions, somebody's or a limit's KILL.
        1053 | 1180 | 1290 | 1317 | 1792 | 1836 | 1927 | 1969 | 3024 => FailureKind::Unavailable,
        _ => match state.get(..2) {
            // The connection, among it too many of them (1040) and a node outside its cluster (1047).
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
    fn other_machines_are_verified_unless_the_url_says_otherwise() {
        let mode = |url: &str| MySqlDriver::options(url).map(|it| it.get_ssl_mode());
        for verified in ["mysql://u:p@db.example.com/app", "mysql://db/app?ssl-ca=ca.pem"] {
            assert!(matches!(mode(verified), Ok(MySqlSslMode::VerifyIdentity)), "{verified}");
        }
        for open in ["mysql://localhost/app", "mysql://[::1]/app", "mysql://db/app?socket=run/mysqld.sock"] {
            assert!(matches!(mode(open), Ok(MySqlSslMode::Preferred)), "{open}");
        }
        assert!(matches!(mode("mysql://db/app?ssl-mode=DISABLED"), Ok(MySqlSslMode::Disabled)));
        assert!(mode("db.example.com").is_err());
    }

    #[test]
    fn what_passes_by_itself_is_no_fault_of_the_tables() {
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
            (1146, "42S02", FailureKind::Broken),
            (1406, "22001", FailureKind::TooLong),
        ];
        for (number, state, expected) in cases {
            assert_eq!(failure(number, state), expected, "{number}");
        }
    }
}
