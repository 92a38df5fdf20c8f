//! Databases: what their adoptions share.
//!
//! [`lucia`] finds the tables and refuses what could not be adopted, [`rows`] changes keys and sessions, [`indexes`] and
//! [`foreign_keys`] say which there are. What each database needs around that is in the file of its name.

mod foreign_keys;

mod indexes;

mod key_names;

mod lucia;

mod rows;

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

/// Adopts the database of this URL. Sessions that are adopted elsewhere last until this time.
pub(crate) async fn adopt(
    url: &str,
    schema: &Schema,
    options: &AdoptOptions,
    elsewhere: Option<Timestamp>,
) -> Result<StoreReport, AdoptError> {
    match url.split_once(':') {
        #[cfg(feature = "sqlite")]
        Some(("sqlite", path)) => {
            sqlite::adopt(path.strip_prefix("//").unwrap_or(path), schema, options, elsewhere)
        }
        #[cfg(feature = "postgres")]
        Some(("postgres" | "postgresql", _)) => postgres::adopt(url, schema, options, elsewhere).await,
        #[cfg(feature = "mysql")]
        Some(("mysql" | "mariadb", rest)) => {
            mysql::adopt(&format!("mysql:{rest}"), schema, options, elsewhere).await
        }
        _ => Err(AdoptError::Url(
            "the database has to be sqlite:, postgres:// or mysql://, each with the feature of its name",
        )),
    }
}

/// An adoption in its course.
struct Adoption<'a, C> {
    connection: &'a mut C,
    schema: &'a Schema,
    options: &'a AdoptOptions,
    report: StoreReport,
    /// Until when sessions last that are adopted elsewhere.
    elsewhere: Option<Timestamp>,
    /// In MySQL: the collation that the ids of users have.
    collation: Option<String>,
}

impl<'a, C: Connection> Adoption<'a, C> {
    fn new(
        connection: &'a mut C,
        schema: &'a Schema,
        options: &'a AdoptOptions,
        elsewhere: Option<Timestamp>,
    ) -> Self {
        Self {
            connection,
            schema,
            options,
            report: StoreReport::new(&DATABASE, options.dry_run),
            elsewhere,
            collation: None,
        }
    }

    fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// Returns a name as it stands in a statement.
    fn quote(&self, name: &str) -> String {
        self.dialect().quote(name)
    }

    async fn run(&mut self, sql: &str) -> Result<(), Failed> {
        self.connection.run(sql).await
    }

    /// Runs a statement that may have names of any kind in it, and returns the number of rows that it changed.
    async fn change(&mut self, sql: &str) -> Result<u64, Failed> {
        self.connection.execute(&Query::new(&Statement::verbatim(sql), [])).await
    }

    /// Runs such a statement and reads its rows.
    async fn ask<T: Send>(
        &mut self,
        sql: &str,
        read: impl Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync,
    ) -> Result<Vec<T>, Failed> {
        self.connection.fetch(&Query::new(&Statement::verbatim(sql), []), read).await
    }

    /// Runs such a statement and reads its columns, which are all text.
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

    /// The first column of what a template gives.
    async fn texts<const N: usize>(
        &mut self,
        template: &str,
        values: [&str; N],
    ) -> Result<Vec<String>, Failed> {
        let statement = self.dialect().statement(template);
        let query = Query::new(&statement, values.map(text));
        self.connection.fetch(&query, |row| Ok(row.text(0)?.to_owned())).await
    }

    /// The absolute limit of adopted sessions, in milliseconds, unless their idle period ends later.
    fn absolute_limit(&self) -> i64 {
        self.options.now.after(self.options.policy.absolute).unix_millis()
    }

    /// The database is Lucerna's already. What was adopted elsewhere can be new to it.
    async fn adopt_nothing(&mut self) -> Result<(), Failed> {
        self.report.outcome = AdoptOutcome::Nothing;
        match self.elsewhere.filter(|_| !self.options.dry_run) {
            Some(until) => record_adoption(self.connection, self.schema.tables(), until).await,
            None => Ok(()),
        }
    }

    /// Checks the tables as when a store is opened, and writes down until when Lucia's cookies can be read.
    async fn complete(&mut self) -> Result<(), AdoptError> {
        let schema = self.schema;
        prepare(self.connection, schema).await??;
        Ok(self.record_until("absolute_expires").await?)
    }

    /// Writes down until when Lucia's cookies can be read, by the column with the sessions' limits.
    async fn record_until(&mut self, column: &str) -> Result<(), Failed> {
        let (tables, absolute) = (self.schema.tables(), self.absolute_limit());
        let sql = format!("SELECT coalesce(max({column}), 0) FROM {}", self.quote(&tables.session));
        let last = self.ask(&sql, |row| row.integer(0)).await?.into_iter().fold(absolute, i64::max);
        let last = Timestamp::from_unix_millis(last);
        let until = self.elsewhere.map_or(last, |it| it.max(last));
        record_adoption(self.connection, tables, until).await
    }

    /// Notes what was done to the tables.
    fn note(&mut self, sentence: String) {
        self.report.notes.push(sentence);
    }
}

/// How MySQL's message begins.
const LOCK_TIMEOUT: &str = "Lock wait timeout exceeded";

fn refuse(reason: String) -> Result<(), AdoptError> {
    Err(AdoptError::NotLucia(reason))
}

/// Refuses if there are problems with rows.
fn refuse_rows(problems: Vec<String>) -> Result<(), AdoptError> {
    if problems.is_empty() { Ok(()) } else { Err(AdoptError::Rows(problems)) }
}

/// The error after waiting in vain for another process.
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

/// What is wrong with tables that were to be opened is wrong with the adoption that made them.
impl From<UnusableDatabase> for AdoptError {
    fn from(refusal: UnusableDatabase) -> Self {
        match refusal {
            UnusableDatabase::Tables(differences) => Self::Tables(differences),
            UnusableDatabase::Migrations(error) => Self::Database(error.into()),
            UnusableDatabase::NotAdopted { sessions } => {
                Self::NotLucia(format!("`{sessions}` is Lucia's still"))
            }
        }
    }
}
