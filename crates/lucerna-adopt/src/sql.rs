//! Databases, by the functions of their stores.

use crate::{AdoptError, AdoptOptions, StoreReport};
use lucerna_core::Schema;

/// Adopts the database at this address.
pub(crate) async fn adopt(
    database: &str,
    schema: &Schema,
    options: &AdoptOptions,
) -> Result<StoreReport, AdoptError> {
    let (scheme, _rest) = database.split_once(':').unwrap_or_default();
    #[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
    let _ = (schema, options);
    match scheme {
        #[cfg(feature = "sqlite")]
        "sqlite" => {
            let file = _rest.strip_prefix("//").unwrap_or(_rest);
            stores::report(lucerna_store_sqlite::adopt_lucia(file, schema, stores::options(options)))
        }
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => {
            let options = stores::options(options);
            stores::report(
                lucerna_store_postgres::PostgresStore::adopt_lucia(database, schema, options).await,
            )
        }
        #[cfg(feature = "mysql")]
        "mysql" | "mariadb" => {
            let (url, options) = (format!("mysql:{_rest}"), stores::options(options));
            stores::report(lucerna_store_mysql::MySqlStore::adopt_lucia(&url, schema, options).await)
        }
        #[cfg(not(feature = "sqlite"))]
        "sqlite" => Err(AdoptError::Url("to adopt a SQLite file, switch on the feature `sqlite`")),
        #[cfg(not(feature = "postgres"))]
        "postgres" | "postgresql" => {
            Err(AdoptError::Url("to adopt a PostgreSQL database, switch on the feature `postgres`"))
        }
        #[cfg(not(feature = "mysql"))]
        "mysql" | "mariadb" => {
            Err(AdoptError::Url("to adopt a MySQL or MariaDB database, switch on the feature `mysql`"))
        }
        _ => Err(AdoptError::Url(
            "the address of the database has to begin with `sqlite:`, `postgres://` or `mysql://`",
        )),
    }
}

/// The stores' own options, reports and errors.
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod stores {
    use crate::report::DATABASE;
    use crate::{AdoptError, AdoptOptions, AdoptOutcome, Counter, StoreReport};
    use lucerna_store_sql as sql;

    pub(super) fn options(options: &AdoptOptions) -> sql::AdoptOptions {
        let mut converted = sql::AdoptOptions::new(options.now);
        converted.policy = options.policy;
        converted.dry_run = options.dry_run;
        converted.busy_timeout = options.busy_timeout;
        converted.sessions_elsewhere = options.are_sessions_elsewhere();
        converted
    }

    pub(super) fn report(
        adopted: Result<sql::AdoptReport, sql::AdoptError>,
    ) -> Result<StoreReport, AdoptError> {
        let adopted = adopted.map_err(error)?;
        let mut report = StoreReport::new(&DATABASE, adopted.outcome == sql::AdoptOutcome::Rehearsed);
        if adopted.outcome == sql::AdoptOutcome::Nothing {
            report.outcome = AdoptOutcome::Nothing;
        }
        for (counter, count) in [
            (Counter::Users, adopted.users),
            (Counter::Keys, adopted.keys),
            (Counter::KeysRenamed, adopted.keys_renamed),
            (Counter::OrphanKeys, adopted.orphan_keys_removed),
            (Counter::SingleUseKeys, adopted.single_use_keys_removed),
            (Counter::Sessions, adopted.sessions),
            (Counter::DeadSessions, adopted.dead_sessions_removed),
            (Counter::OrphanSessions, adopted.orphan_sessions_removed),
            (Counter::UnusableSessions, adopted.unusable_sessions_removed),
        ] {
            report.add(counter, count);
        }
        report.notes = adopted.tables;
        Ok(report)
    }

    fn error(error: sql::AdoptError) -> AdoptError {
        match error {
            sql::AdoptError::NotLucia(reason) => AdoptError::NotLucia(reason),
            sql::AdoptError::Rows(problems) => AdoptError::Rows(problems),
            sql::AdoptError::Tables(differences) => AdoptError::Tables(differences),
            sql::AdoptError::HalfWay(reason) => self::error(*reason).half_way(),
            sql::AdoptError::Database(source) => AdoptError::Database(source),
            other => AdoptError::Database(other.into()),
        }
    }
}
