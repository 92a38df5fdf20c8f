//! The adoption of MySQL and MariaDB databases, where a change of a table cannot be rolled back.
//!
//! Everything is checked and rehearsed first: rows in a transaction that is rolled back, tables on empty copies. An
//! obstacle is found then, before anything is changed.
//!
//! Then the statements run one after the other. Every adoption plans from what it finds, so it skips finished steps
//! and completes an interrupted adoption. Only the application's foreign keys that are dropped for a while have to be
//! remembered; a journal table holds them. The last statement gives sessions their column `absolute_expires`. Until
//! then no store opens the database.

mod columns;

mod plan;

mod preflight;

use super::DatabaseAdoption;
use super::foreign_keys::ForeignKey;
use super::lucia_tables::LuciaTables;
use crate::{AdoptError, AdoptOptions, StoreReport};
use columns::{Phase, collation};
use lucerna_core::{Schema, Timestamp};
use lucerna_store_mysql::MySqlDriver;
use lucerna_store_sql::{Connection, Dialect, Failed, Query, SqlConnection, connect, text};
use plan::{MARKER, Plan};

/// The number of attempts to rewrite the table of sessions while Lucia still adds some.
const ATTEMPTS: usize = 3;

const JOURNAL: &str = "lucerna_adoption";

/// The table of the foreign keys that have to be restored.
const CREATE_JOURNAL: &str = "CREATE TABLE IF NOT EXISTS lucerna_adoption
    (of_table VARCHAR(64) NOT NULL, name VARCHAR(64) NOT NULL, own VARCHAR(64) NOT NULL, parent VARCHAR(64) NOT NULL,
     other VARCHAR(64) NOT NULL, definition LONGTEXT NOT NULL, PRIMARY KEY (of_table, name, own)) ENGINE = InnoDB CHARACTER SET utf8mb4";

/// The query for the foreign keys in the journal.
const JOURNALED: &str =
    "SELECT name, of_table, parent, own, other, '', definition FROM lucerna_adoption ORDER BY of_table, name";

pub(super) async fn adopt(
    url: &str,
    schema: &Schema,
    options: &AdoptOptions,
    redis_until: Option<Timestamp>,
) -> Result<StoreReport, AdoptError> {
    let (mut connection, dialect) = connect::<MySqlDriver>(url).await?;
    let mut connection = SqlConnection::<'_, MySqlDriver>::new(&mut connection, dialect);
    // The lock that stores take when they open, which waits for running migrations.
    connection.lock().await?;
    let mut adoption = DatabaseAdoption::new(&mut connection, schema, options, redis_until);
    adoption.lift_limits_of_session().await?;
    let has_begun = !lucerna_store_sql::columns(adoption.connection, JOURNAL, "").await?.is_empty();
    let half_way = |it: AdoptError| if has_begun { it.half_way() } else { it };
    match adoption.find().await.map_err(half_way)? {
        Some(mut lucia) => {
            if has_begun {
                lucia.dropped = adoption.foreign_keys_of(JOURNALED).await?;
            }
            adoption.rehearse_and_carry_out(lucia, has_begun).await?;
        }
        None => {
            adoption.adopt_nothing().await?;
            if has_begun && !options.dry_run {
                // The adoption was interrupted after its last statement.
                adoption.finish().await.map_err(half_way)?;
            }
        }
    }
    Ok(adoption.report)
}

impl<C: Connection> DatabaseAdoption<'_, C> {
    /// Replaces the settings of the account's connections. Zero dates of the application may stay.
    async fn lift_limits_of_session(&mut self) -> Result<(), Failed> {
        let wait = self.options.busy_timeout.as_secs().max(1);
        let is_mariadb = self.dialect() == Dialect::MariaDb;
        let limit = if is_mariadb { "max_statement_time" } else { "max_execution_time" };
        self.run(&format!(
            "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', sql_safe_updates = 0, lc_messages = 'en_US',
             sql_quote_show_create = 1, lock_wait_timeout = {wait}, innodb_lock_wait_timeout = {wait}, {limit} = 0"
        ))
        .await
    }

    async fn rehearse_and_carry_out(
        &mut self,
        lucia: LuciaTables,
        has_begun: bool,
    ) -> Result<(), AdoptError> {
        let rehearsed = self.rehearse(&lucia).await;
        rehearsed.map_err(|it| if has_begun { it.half_way() } else { it })?;
        if has_begun {
            self.note("completes an adoption that was interrupted".to_owned());
        }
        if self.options.dry_run {
            return Ok(());
        }
        self.run(CREATE_JOURNAL).await?;
        let report = self.report.clone();
        self.carry_out(lucia).await.map_err(AdoptError::half_way)?;
        self.report = report;
        Ok(())
    }

    /// Checks and rehearses everything, and refuses databases that cannot be adopted.
    async fn rehearse(&mut self, lucia: &LuciaTables) -> Result<(), AdoptError> {
        self.refuse_tables(lucia).await?;
        self.refuse_unchangeable(lucia).await?;
        self.note_names(lucia);
        let plan = self.plan(lucia).await?;
        self.refuse_references(lucia, &plan).await?;
        self.refuse_collation_conflicts(lucia, &plan).await?;
        let id = plan.table(&lucia.names.user).and_then(|it| it.column("id"));
        self.collation = id.map(|it| it.collation.clone()).filter(|it| !it.is_empty());
        self.rehearse_tables(lucia, &plan).await?;
        // This crate names the references to keys; the database would refuse them without a name.
        self.run("SET SESSION foreign_key_checks = 0; BEGIN").await?;
        let outcome = self.change_rows(lucia).await;
        let undone = self.run("ROLLBACK; SET SESSION foreign_key_checks = 1").await;
        outcome?;
        Ok(undone?)
    }

    async fn carry_out(&mut self, lucia: LuciaTables) -> Result<(), AdoptError> {
        let lucia = self.rename_tables(lucia).await?;
        let plan = self.plan(&lucia).await?;
        self.run("SET SESSION foreign_key_checks = 0").await?;
        self.drop_foreign_keys(&plan).await?;
        self.alter_tables(&plan, Phase::Columns).await?;
        self.restore_foreign_keys().await?;
        self.run("SET SESSION foreign_key_checks = 1").await?;
        self.adopt_rows(&lucia).await?;
        self.alter_tables(&plan, Phase::Constraints).await?;
        let lucia = LuciaTables { foreign_keys: self.foreign_keys().await?, ..lucia };
        self.bind_to_users(&lucia).await?;
        if lucia.has_sessions {
            // This has to come before a store can open the database.
            self.record_until(MARKER).await?;
        }
        self.finish_sessions(&lucia, &plan).await?;
        self.finish().await
    }

    /// Drops the foreign keys that prevent changes of columns, and writes those to restore into the journal first.
    async fn drop_foreign_keys(&mut self, plan: &Plan) -> Result<(), Failed> {
        let insert =
            self.dialect().statement("REPLACE INTO lucerna_adoption VALUES (@1, @2, @3, @4, @5, @6)");
        for key in &plan.dropped {
            for [(table, own), (parent, other)] in key.pairs().filter(|_| !key.definition.is_empty()) {
                let values = [table, &key.name, own, parent, other, &key.definition].map(text);
                self.connection.execute(&Query::new(&insert, values)).await?;
            }
            let [table, name] = [&key.table, &key.name].map(|it| self.quote(it));
            self.run(&format!("ALTER TABLE {table} DROP FOREIGN KEY {name}")).await?;
        }
        Ok(())
    }

    async fn restore_foreign_keys(&mut self) -> Result<(), Failed> {
        let found = self.foreign_keys().await?;
        for ForeignKey { name, table, definition, .. } in self.foreign_keys_of(JOURNALED).await? {
            if !found.iter().any(|it| it.table == table && it.name == name) {
                let [table, name] = [table, name].map(|it| self.quote(&it));
                self.run(&format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")).await?;
            }
        }
        Ok(())
    }

    async fn alter_tables(&mut self, plan: &Plan, phase: Phase) -> Result<(), Failed> {
        for table in &plan.tables {
            if let Some(clauses) = table.clauses(phase) {
                self.run(&format!("ALTER TABLE {} {clauses}", self.quote(&table.name))).await?;
            }
        }
        Ok(())
    }

    /// Changes the rows in one transaction, after the columns have their types. The marker of each session tells
    /// whether its id is already a hash.
    async fn adopt_rows(&mut self, lucia: &LuciaTables) -> Result<(), AdoptError> {
        self.collation = Some(collation(self.dialect()).to_owned());
        self.run("BEGIN").await?;
        self.change_rows(lucia).await?;
        if lucia.has_sessions {
            let (sessions, absolute) = (self.quote(&lucia.names.session), self.absolute_limit());
            self.change(&format!(
                "UPDATE {sessions} SET id = SHA2(id, 256), {MARKER} = GREATEST({absolute}, idle_expires)
                 WHERE {MARKER} IS NULL"
            ))
            .await?;
        }
        Ok(self.run("COMMIT").await?)
    }

    /// Rewrites the table of sessions, including those that Lucia started meanwhile.
    async fn finish_sessions(&mut self, lucia: &LuciaTables, plan: &Plan) -> Result<(), AdoptError> {
        let unmarked =
            format!("SELECT 1 FROM {} WHERE {MARKER} IS NULL LIMIT 1", self.quote(&lucia.names.session));
        let mut attempts = 1;
        while let Err(failed) = self.alter_tables(plan, Phase::Sessions).await {
            // A session that was added since has no absolute limit, and its id is not a hash.
            if attempts == ATTEMPTS || self.ask(&unmarked, |_| Ok(())).await?.is_empty() {
                return Err(failed.into());
            }
            self.adopt_rows(lucia).await?;
            attempts += 1;
        }
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), AdoptError> {
        self.restore_foreign_keys().await?;
        self.complete().await?;
        Ok(self.run("DROP TABLE lucerna_adoption").await?)
    }
}
