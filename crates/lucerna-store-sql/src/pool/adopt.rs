//! Taking over the database of an application on Lucia v2, in one transaction.
//!
//! The steps stand in the order of the modules: Lucia's tables are found and given their configured names; triggers rest
//! and columns become wide enough; keys get their canonical names and sessions the hashes of their ids; foreign keys and
//! indexes are added; at last everything is checked as when a store is opened.

mod lucia;
pub(super) use lucia::{KEYS, OF_KEYS, unadopted};

mod names;

mod references;

mod triggers;

mod columns;

mod keys;

mod sessions;

mod indexes;

use super::driver::{Connected, Driver, Failed, Failure, Parameter, Read};
use super::query::Query;
use super::store::SqlStore;
use super::store::read::{integer, text};
use super::{ConnectError, migrate};
use crate::{AdoptError, AdoptOptions, AdoptOutcome, AdoptReport, Dialect, Statement};
use lucerna_core::{Schema, Tables};
use lucia::Found;
use sqlx::Connection;

/// A database in which statements about tables are undone with their transaction.
#[doc(hidden)]
pub trait TransactionalDdl: Driver {}

impl<D: TransactionalDdl> SqlStore<D> {
    /// Makes the database of an application on Lucia v2 one of Lucerna's, keeping its users, keys and sessions.
    ///
    /// Whoever was signed in stays so: sessions are kept under the hashes of their ids, so that the cookie a browser has
    /// goes on being its token, and the tables no longer hold anything that could be one. The application has to read
    /// the old cookie as well, with [`CookieOptions::also_read`](lucerna_core::CookieOptions::also_read). A database that
    /// was adopted before is left as it is.
    ///
    /// It is one transaction, in which nobody else reads or writes the three tables: either everything is done or nothing.
    /// Stop the application first, and make a backup. `docs/adopting-lucia.md` says what happens to each column.
    ///
    /// ```
    /// use lucerna_core::{Clock, Schema, SystemClock};
    /// use lucerna_store_sql::{AdoptError, AdoptOptions, SqlStore, TransactionalDdl};
    ///
    /// async fn adopt<D: TransactionalDdl>(url: &str, schema: &Schema) -> Result<(), AdoptError> {
    ///     let options = AdoptOptions::new(SystemClock::default().now());
    ///     println!("{}", SqlStore::<D>::adopt_lucia(url, schema, options).await?);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`AdoptError`], which says what stands in the way. The database is what it was before then.
    pub async fn adopt_lucia(
        url: &str,
        schema: &Schema,
        options: AdoptOptions,
    ) -> Result<AdoptReport, AdoptError> {
        let connect = D::options(url).map_err(Failed::of::<D>)?;
        let mut connection = Connected::<D>::connect_with(&connect).await.map_err(Failed::of::<D>)?;
        D::prepare(&mut connection).await.map_err(Failed::of::<D>)?;
        let dialect = D::dialect(&mut connection).await.map_err(Failed::of::<D>)?;
        let mut transaction = connection.begin().await.map_err(Failed::of::<D>)?;
        let report = AdoptReport::new(options.dry_run);
        let mut adoption =
            Adoption::<'_, D> { connection: &mut transaction, dialect, schema, options, report };
        adoption.prepare().await?;
        adoption.run().await?;
        let report = adoption.report;
        let end = if options.dry_run { transaction.rollback().await } else { transaction.commit().await };
        end.map_err(Failed::of::<D>)?;
        // What was to be done is done, whether or not the server hears the end of it.
        let _ = connection.close().await;
        Ok(report)
    }
}

/// An adoption in the course of its transaction.
struct Adoption<'a, D: TransactionalDdl> {
    connection: &'a mut Connected<D>,
    dialect: Dialect,
    schema: &'a Schema,
    options: AdoptOptions,
    report: AdoptReport,
}

impl<D: TransactionalDdl> Adoption<'_, D> {
    /// Limits that the application's connections may have do not hold here, and no row is hidden.
    async fn prepare(&mut self) -> Result<(), AdoptError> {
        // What others commit before their tables are locked has to be seen.
        self.run_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED").await?;
        // As when a store is opened, for as long as others migrate.
        D::lock(self.connection).await.map_err(Failed::of::<D>)?;
        let wait = self.options.busy_timeout.as_millis().max(1);
        self.run_sql(&format!(
            "SET LOCAL lock_timeout = '{wait}ms'; SET LOCAL statement_timeout = 0;
             SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off;
             SET CONSTRAINTS ALL IMMEDIATE"
        ))
        .await?;
        Ok(())
    }

    async fn run(&mut self) -> Result<(), AdoptError> {
        let configured = self.schema.tables();
        match self.find().await? {
            Found::Lucia(names) => self.adopt(&names).await,
            Found::Adopted => {
                self.report.outcome = AdoptOutcome::Nothing;
                Ok(())
            }
            Found::Neither => Err(AdoptError::NotLucia(lucia::sought(configured))),
        }
    }

    async fn find(&mut self) -> Result<Found, Failed> {
        let configured = self.schema.tables();
        match lucia::find::<D>(self.connection, self.dialect, configured).await? {
            Found::Neither if self.options.sessions_elsewhere => {
                self.create_sessions().await?;
                lucia::find::<D>(self.connection, self.dialect, configured).await
            }
            found => Ok(found),
        }
    }

    async fn adopt(&mut self, names: &Tables) -> Result<(), AdoptError> {
        self.lock_tables(names).await?;
        self.refuse_references_to_sessions(&names.session).await?;
        self.rename_tables(names).await?;
        let triggers = self.disable_triggers().await?;
        self.drop_references_without_cascade().await?;
        self.widen_columns().await?;
        self.adopt_keys().await?;
        self.adopt_sessions().await?;
        self.add_references().await?;
        self.add_indexes().await?;
        self.enable_triggers(&triggers).await?;
        migrate::prepare::<D>(self.connection, self.dialect, self.schema).await??;
        let Tables { user, key, session, .. } = self.schema.tables();
        self.report.users = self.count(user).await?;
        self.report.keys = self.count(key).await?;
        self.report.sessions = self.count(session).await?;
        Ok(())
    }

    async fn lock_tables(&mut self, names: &Tables) -> Result<(), AdoptError> {
        let names = [&names.user, &names.key, &names.session].map(|it| quote(it)).join(", ");
        let locked = self.run_sql(&format!("LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")).await;
        locked.map_err(|failed| match failed.failure {
            Failure::Unavailable => {
                AdoptError::Database(format!("{}: stop the application first", failed.source).into())
            }
            _ => failed.into(),
        })
    }

    async fn count(&mut self, table: &str) -> Result<u64, Failed> {
        let rows = self.rows(&format!("SELECT count(*) FROM {}", quote(table)), []).await?;
        let count = rows.first().map_or(Ok(0), |it| integer::<D>(it, 0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    async fn texts<const N: usize>(&mut self, sql: &str, values: [&str; N]) -> Result<Vec<String>, Failed> {
        let rows = self.rows(sql, values.map(|it| Parameter::Text(Some(it)))).await?;
        rows.iter().map(|it| text::<D>(it, 0)).collect()
    }

    async fn rows<const N: usize>(
        &mut self,
        template: &str,
        values: [Parameter<'_>; N],
    ) -> Result<Vec<Read<D>>, Failed> {
        let statement = Statement::new(self.dialect, template);
        Query::new(&statement, values).fetch::<D>(self.connection).await
    }

    async fn execute<const N: usize>(
        &mut self,
        template: &str,
        values: [Parameter<'_>; N],
    ) -> Result<u64, Failed> {
        let statement = Statement::new(self.dialect, template);
        Query::new(&statement, values).execute::<D>(self.connection).await
    }

    /// Statements without values, in which names may be anything.
    async fn run_sql(&mut self, sql: &str) -> Result<(), Failed> {
        D::run(self.connection, sql.into()).await.map_err(Failed::of::<D>)
    }
}

/// A name as it stands in a statement, whatever is in it.
fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl From<Failed> for AdoptError {
    fn from(failed: Failed) -> Self {
        match failed.failure {
            Failure::MissingUser => {
                Self::Rows(vec!["rows of another table refer to rows that change".to_owned()])
            }
            _ => Self::Database(failed.source),
        }
    }
}

/// What is wrong with tables that were to be opened is wrong with the adoption that made them.
impl From<ConnectError> for AdoptError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Tables(differences) => Self::Tables(differences),
            other => Self::Database(other.into()),
        }
    }
}
