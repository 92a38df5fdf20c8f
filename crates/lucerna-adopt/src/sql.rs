//! The adoption of databases: the parts that all of them share.
//!
//! [`lucia_tables`] finds the tables and refuses tables that an adoption would damage. [`row_changes`] changes keys
//! and sessions. [`indexes`] and [`foreign_keys`] read the schema. The steps of each database are in the file of its
//! name.

mod foreign_keys;

mod indexes;

mod key_names;

mod lucia_tables;

mod row_changes;

#[cfg(feature = "mysql")]
mod mysql;

#[cfg(feature = "postgres")]
mod postgres;

#[cfg(feature = "sqlite")]
mod sqlite;

use crate::report::DATABASE;
use crate::{AdoptError, AdoptOptions, AdoptOutcome, StoreReport};
use lucerna_core::{Schema, Timestamp};
use lucerna_store_sql::{
    Cells, Connection, Dialect, Failed, FailureKind, Query, Statement, UnusableDatabase, prepare,
    record_adoption, text,
};
use std::fmt::Display;

/// Adopts the database of this URL. `redis_until` is the time when the last session that is adopted in Redis expires.
#[cfg_attr(
    not(any(feature = "mysql", feature = "postgres", feature = "sqlite")),
    expect(unused_variables, reason = "each database is a feature, and there may be none")
)]
pub(crate) async fn adopt(
    url: &str,
    schema: &Schema,
    options: &AdoptOptions,
    redis_until: Option<Timestamp>,
) -> Result<StoreReport, AdoptError> {
    match url.split_once(':') {
        #[cfg(feature = "sqlite")]
        Some(("sqlite", path)) => {
            sqlite::adopt(path.strip_prefix("//").unwrap_or(path), schema, options, redis_until)
        }
        #[cfg(feature = "postgres")]
        Some(("postgres" | "postgresql", _)) => postgres::adopt(url, schema, options, redis_until).await,
        #[cfg(feature = "mysql")]
        Some(("mysql" | "mariadb", rest)) => {
            mysql::adopt(&format!("mysql:{rest}"), schema, options, redis_until).await
        }
        _ => Err(AdoptError::Url(
            "the address of the database has to begin with sqlite:, postgres:// or mysql://, and the feature of that name has to be enabled",
        )),
    }
}

/// The adoption of a database, with its connection and report.
struct DatabaseAdoption<'a, C> {
    connection: &'a mut C,
    schema: &'a Schema,
    options: &'a AdoptOptions,
    report: StoreReport,
    /// The time when the last session that is adopted in Redis expires.
    redis_until: Option<Timestamp>,
    /// The collation of the users' ids, in MySQL only.
    collation: Option<String>,
}

impl<'a, C: Connection> DatabaseAdoption<'a, C> {
    fn new(
        connection: &'a mut C,
        schema: &'a Schema,
        options: &'a AdoptOptions,
        redis_until: Option<Timestamp>,
    ) -> Self {
        Self {
            connection,
            schema,
            options,
            report: StoreReport::new(&DATABASE, options.dry_run),
            redis_until,
            collation: None,
        }
    }

    fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// Returns a name quoted for a statement.
    fn quote(&self, name: &str) -> String {
        self.dialect().quote(name)
    }

    async fn run(&mut self, sql: &str) -> Result<(), Failed> {
        self.connection.run(sql).await
    }

    /// Runs a statement that may contain any names, and returns the number of rows that it changed.
    async fn change(&mut self, sql: &str) -> Result<u64, Failed> {
        self.connection.execute(&Query::new(&Statement::verbatim(sql), [])).await
    }

    /// Runs a statement that may contain any names, and reads its rows.
    async fn ask<T: Send>(
        &mut self,
        sql: &str,
        read: impl Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync,
    ) -> Result<Vec<T>, Failed> {
        self.connection.fetch(&Query::new(&Statement::verbatim(sql), []), read).await
    }

    /// Runs a statement that may contain any names, and reads its columns, which are all text.
    async fn rows<const N: usize>(&mut self, sql: &str) -> Result<Vec<[String; N]>, Failed> {
        let read = |row: &dyn Cells| {
            let mut texts = [const { String::new() }; N];
            for (at, text) in texts.iter_mut().enumerate() {
                row.text(at)?.clone_into(text);
            }
            Ok(texts)
        };
        self.ask(sql, read).await
    }

    /// Runs a statement template and returns its first column.
    async fn texts<const N: usize>(
        &mut self,
        template: &str,
        values: [&str; N],
    ) -> Result<Vec<String>, Failed> {
        let statement = self.dialect().statement(template);
        let query = Query::new(&statement, values.map(text));
        self.connection.fetch(&query, |row| Ok(row.text(0)?.to_owned())).await
    }

    /// Returns the absolute limit of adopted sessions, in milliseconds. A session whose idle period ends later gets
    /// that instead.
    fn absolute_limit(&self) -> i64 {
        self.options.now.after(self.options.policy.absolute).unix_millis()
    }

    /// Handles a database that already belongs to Lucerna. Sessions adopted in Redis may still be new to it.
    async fn adopt_nothing(&mut self) -> Result<(), Failed> {
        self.report.outcome = AdoptOutcome::Nothing;
        match self.redis_until.filter(|_| !self.options.dry_run) {
            Some(until) => record_adoption(self.connection, self.schema.tables(), until).await,
            None => Ok(()),
        }
    }

    /// Checks the tables as a store does when it opens them, and records until when Lucia's cookies are accepted.
    async fn complete(&mut self) -> Result<(), AdoptError> {
        let schema = self.schema;
        prepare(self.connection, schema).await??;
        Ok(self.record_until("absolute_expires").await?)
    }

    /// Records until when Lucia's cookies are accepted, read from the column of the sessions' limits.
    async fn record_until(&mut self, column: &str) -> Result<(), Failed> {
        let (tables, absolute) = (self.schema.tables(), self.absolute_limit());
        let sql = format!("SELECT coalesce(max({column}), 0) FROM {}", self.quote(&tables.session));
        let last = self.ask(&sql, |row| row.integer(0)).await?.into_iter().fold(absolute, i64::max);
        let last = Timestamp::from_unix_millis(last);
        let until = self.redis_until.map_or(last, |it| it.max(last));
        record_adoption(self.connection, tables, until).await
    }

    /// Adds a sentence about a change to the report.
    fn note(&mut self, sentence: String) {
        self.report.notes.push(sentence);
    }
}

/// The beginning of MySQL's message.
const LOCK_TIMEOUT: &str = "Lock wait timeout exceeded";

fn refuse(reason: String) -> Result<(), AdoptError> {
    Err(AdoptError::NotLucia(reason))
}

/// Returns an error if there are problems with rows.
fn refuse_rows(problems: Vec<String>) -> Result<(), AdoptError> {
    if problems.is_empty() { Ok(()) } else { Err(AdoptError::Rows(problems)) }
}

/// Returns the error for a database that another process uses.
fn in_use(source: &dyn Display) -> AdoptError {
    AdoptError::Database(format!("{source}: stop the application first").into())
}

impl From<Failed> for AdoptError {
    fn from(failed: Failed) -> Self {
        match failed.failure {
            FailureKind::MissingUser => {
                Self::Rows(vec!["rows of another table refer to rows that change".to_owned()])
            }
            FailureKind::Unavailable if failed.source.to_string().starts_with(LOCK_TIMEOUT) => {
                in_use(&*failed.source)
            }
            _ => Self::Database(failed.source),
        }
    }
}

/// Converts the error of opening the adopted tables to the error of the adoption.
impl From<UnusableDatabase> for AdoptError {
    fn from(refusal: UnusableDatabase) -> Self {
        match refusal {
            UnusableDatabase::Tables(differences) => Self::Tables(differences),
            UnusableDatabase::Migrations(error) => Self::Database(error.into()),
            UnusableDatabase::NotAdopted { sessions } => {
                Self::NotLucia(format!("`{sessions}` still belongs to Lucia"))
            }
        }
    }
}
