//! In MySQL and MariaDB, where what is done to a table is done at once and for ever.
//!
//! First everything is looked at, while the tables are locked, and nothing is changed if anything stands in the way. Then
//! come steps after each of which the adoption can be interrupted and done again: until the last one, which gives the
//! sessions their column `absolute_expires`, the database is none of Lucerna's and no store opens it.
//!
//! 1. Tables get their configured names.
//! 2. Columns get our types and collation. Foreign keys between them go before and come back after: a journal has them.
//! 3. In one transaction rows that nobody can use go, keys get their canonical names and sessions the hashes of their ids.
//!    A session that has its hash has an absolute limit, so that none is hashed twice.
//! 4. Keys and sessions are bound to their users.
//! 5. The table of sessions is written anew, with its last columns.

mod there;

mod wanted;

mod plan;

mod last;

mod refused_tables;

mod refused_rows;

mod rehearsal;

mod journal;

mod rows;

mod finish;

use super::database::Database;
use super::elsewhere::created;
use super::lucia::{self, Found};
use crate::pool::driver::{Driver, Failed};
use crate::pool::migrate;
use crate::{AdoptError, AdoptOptions, AdoptOutcome, AdoptReport, Dialect, catalog};
use lucerna_core::{Schema, Tables};

/// The absolute limit of a session while the adoption goes on.
const MARKER: &str = "lucerna_adopting";

/// How the server's message begins.
const WAITED_IN_VAIN: &str = "Lock wait timeout exceeded";

/// An adoption, on a connection of its own.
pub(super) struct Adoption<'a, D: Driver> {
    database: Database<'a, D>,
    schema: &'a Schema,
    options: AdoptOptions,
    /// Whether anything may have been changed.
    is_begun: bool,
    /// Whether the table of sessions was made, which nothing but an adoption that is begun keeps.
    made_sessions: bool,
}

impl<'a, D: Driver> Adoption<'a, D> {
    pub(super) fn new(database: Database<'a, D>, schema: &'a Schema, options: AdoptOptions) -> Self {
        Self { database, schema, options, is_begun: false, made_sessions: false }
    }

    pub(super) async fn run(mut self) -> Result<AdoptReport, AdoptError> {
        let outcome = self.adopt().await;
        if self.made_sessions && !self.is_begun {
            let dropped = self.drop_sessions().await;
            // What happened first is what is told.
            if outcome.is_ok() {
                dropped?;
            }
        }
        outcome.map_err(|it| if self.is_begun { AdoptError::HalfWay(Box::new(it)) } else { it })
    }

    async fn adopt(&mut self) -> Result<AdoptReport, AdoptError> {
        self.prepare().await?;
        let configured = self.schema.tables();
        match self.find().await? {
            Found::Lucia(names) => self.take_over(&names).await,
            Found::Adopted => {
                let mut report = AdoptReport::new(self.options.dry_run);
                report.outcome = AdoptOutcome::Nothing;
                Ok(report)
            }
            Found::Neither => Err(AdoptError::NotLucia(lucia::sought(configured))),
        }
    }

    async fn find(&mut self) -> Result<Found, Failed> {
        let configured = self.schema.tables();
        match lucia::find::<D>(&mut self.database, configured).await? {
            Found::Neither if self.options.sessions_elsewhere => {
                self.made_sessions = self.database.create_sessions(self.schema).await?;
                lucia::find::<D>(&mut self.database, configured).await
            }
            found => Ok(found),
        }
    }

    async fn drop_sessions(&mut self) -> Result<(), Failed> {
        self.database.run("UNLOCK TABLES").await?;
        self.database.drop_sessions(self.schema).await
    }

    /// What the application's connections have set does not hold here. Zero dates of the application's may stay.
    async fn prepare(&mut self) -> Result<(), Failed> {
        let wait = self.options.busy_timeout.as_secs().max(1);
        self.database
            .run(&format!(
                "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', sql_safe_updates = 0, lc_messages = 'en_US',
                 sql_quote_show_create = 1, lock_wait_timeout = {wait}, innodb_lock_wait_timeout = {wait}"
            ))
            .await?;
        let limit = if self.database.dialect == Dialect::MariaDb {
            "max_statement_time"
        } else {
            "max_execution_time"
        };
        self.database.run(&format!("SET SESSION {limit} = 0")).await?;
        // As when a store is opened, for as long as others migrate.
        D::lock(self.database.connection).await.map_err(Failed::of::<D>)
    }

    async fn take_over(&mut self, names: &Tables) -> Result<AdoptReport, AdoptError> {
        let sessions = catalog::table_columns(self.database.dialect);
        let sessions = self.database.texts(sessions, [&names.session]).await?;
        self.is_begun = sessions.iter().any(|it| it == MARKER);
        if !self.options.dry_run {
            self.resume().await?;
        }
        let mut plan = self.inspect(names).await?;
        let mut report = plan.report.clone();
        if self.made_sessions {
            report.tables.insert(0, created(self.schema));
        }
        if self.options.dry_run {
            return Ok(report);
        }
        self.is_begun = true;
        if !plan.renames.is_empty() {
            self.rename_tables(&plan.renames).await?;
            // Foreign keys have other names now.
            plan = self.inspect(self.schema.tables()).await?;
        }
        self.change_columns(&plan.changes).await?;
        self.adopt_rows(plan.has_single_use_keys).await?;
        self.finish(&plan).await?;
        migrate::prepare::<D>(self.database.connection, self.database.dialect, self.schema).await??;
        Ok(report)
    }

    /// All at once. Triggers and foreign keys follow.
    async fn rename_tables(&mut self, renames: &[(String, String)]) -> Result<(), AdoptError> {
        let renames: Vec<_> =
            renames.iter().map(|(from, to)| format!("{} TO {}", quote(from), quote(to))).collect();
        self.run_sql(&format!("RENAME TABLE {}", renames.join(", "))).await
    }

    /// Runs what has to wait until nobody uses a table.
    async fn run_sql(&mut self, sql: &str) -> Result<(), AdoptError> {
        self.database.run(sql).await.map_err(|failed| {
            if failed.source.to_string().starts_with(WAITED_IN_VAIN) {
                return AdoptError::Database(format!("{}: stop the application first", failed.source).into());
            }
            failed.into()
        })
    }
}

/// A name as it stands in a statement, whatever is in it.
fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
