//! MySQL and MariaDB, where what is done to a table is done at once and for ever.
//!
//! First everything is looked at and rehearsed: rows in a transaction that is rolled back, tables on empty doubles. What
//! stands in the way does so then, and nothing was changed. Then all steps are written down in a journal and done one by
//! one. A step that was done is not done again, so whoever finds a journal does it from its beginning. Until the last step,
//! which gives sessions their column `absolute_expires`, no store opens the database.

mod columns;

mod plan;

mod refusals;

use super::Adoption;
use super::lucia::{Found, Lucia};
use crate::{AdoptError, AdoptOptions, AdoptOutcome, StoreReport};
use columns::collation;
use lucerna_core::Schema;
use lucerna_store_mysql::MySql;
use lucerna_store_sql::{Connection, Dialect, Failed, Parameter, Query, SqlConnection, connect};
use plan::{MARKER, Step};

/// How often sessions are looked for that came while the table was about to be written anew.
const ATTEMPTS: usize = 3;

/// How the server's message begins.
const WAITED_IN_VAIN: &str = "Lock wait timeout exceeded";

const CREATE_JOURNAL: &str = "CREATE TABLE IF NOT EXISTS lucerna_adoption
    (number BIGINT NOT NULL PRIMARY KEY, done LONGTEXT NOT NULL, statement LONGTEXT NOT NULL)
    ENGINE = InnoDB CHARACTER SET utf8mb4";

pub(super) async fn adopt(
    url: &str,
    schema: &Schema,
    options: &AdoptOptions,
) -> Result<StoreReport, AdoptError> {
    let (mut connection, dialect) = connect::<MySql>(url).await?;
    let mut connection = SqlConnection::<'_, MySql>::new(&mut connection, dialect);
    // As when a store is opened, for as long as others migrate.
    connection.lock().await?;
    let mut adoption = Adoption::new(&mut connection, schema, options);
    adoption.lift_limits_of_session().await?;
    match adoption.find().await? {
        Found::Lucia(lucia) => adoption.take_over_in_steps(&lucia).await?,
        Found::Adopted => {
            adoption.report.outcome = AdoptOutcome::Nothing;
            if !(options.dry_run || adoption.journal().await?.is_empty()) {
                // The last step of all was interrupted.
                adoption.complete(true).await?;
                adoption.run("DROP TABLE lucerna_adoption").await?;
            }
        }
    }
    Ok(adoption.report)
}

impl<C: Connection> Adoption<'_, C> {
    /// What the account's connections have set does not hold here. Zero dates of the application's may stay.
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

    async fn take_over_in_steps(&mut self, lucia: &Lucia) -> Result<(), AdoptError> {
        let interrupted = self.journal().await?;
        if interrupted.is_empty() {
            let steps = self.rehearse(lucia).await?;
            if self.options.dry_run {
                return Ok(());
            }
            self.write_down(&steps).await?;
            let report = self.report.clone();
            self.carry_out(lucia, &steps).await.map_err(AdoptError::half_way)?;
            self.report = report;
        } else if self.options.dry_run {
            self.note("an adoption that was interrupted would be completed".to_owned());
        } else {
            self.carry_out(lucia, &interrupted).await.map_err(AdoptError::half_way)?;
            self.note("an adoption that was interrupted was completed".to_owned());
        }
        Ok(())
    }

    /// Looks at everything, and refuses what could not be adopted. Returns what is to be done.
    async fn rehearse(&mut self, lucia: &Lucia) -> Result<Vec<Step>, AdoptError> {
        self.refuse_tables(lucia).await?;
        self.refuse_users(lucia).await?;
        let plan = self.plan(lucia).await?;
        self.refuse_names(lucia, &plan).await?;
        self.refuse_other_letters(lucia, &plan).await?;
        self.run("BEGIN").await?;
        let outcome = self.change_rows(lucia, &lucia.names, plan.text_of_ids().as_ref()).await;
        self.run("ROLLBACK").await?;
        outcome?;
        self.rehearse_tables(&plan).await?;
        self.report.notes = plan.notes;
        Ok(plan.steps)
    }

    async fn journal(&mut self) -> Result<Vec<Step>, Failed> {
        if lucerna_store_sql::columns(self.connection, "lucerna_adoption", "").await?.is_empty() {
            return Ok(Vec::new());
        }
        let read = |row: &dyn lucerna_store_sql::Cells| {
            Ok(Step { done: row.text(0)?.to_owned(), statement: row.text(1)?.to_owned() })
        };
        self.ask("SELECT done, statement FROM lucerna_adoption ORDER BY number", read).await
    }

    /// Everything or nothing.
    async fn write_down(&mut self, steps: &[Step]) -> Result<(), Failed> {
        self.run(CREATE_JOURNAL).await?;
        self.run("BEGIN").await?;
        let insert = self.dialect().statement("INSERT INTO lucerna_adoption VALUES (@1, @2, @3)");
        for (number, Step { done, statement }) in (1..).zip(steps) {
            let texts = [done, statement].map(|it| Parameter::Text(Some(it)));
            let values = [Parameter::Integer(Some(number)), texts[0], texts[1]];
            self.connection.execute(&Query::new(&insert, values)).await?;
        }
        self.run("COMMIT").await
    }

    async fn carry_out(&mut self, lucia: &Lucia, steps: &[Step]) -> Result<(), AdoptError> {
        for step in steps {
            self.step(lucia, step).await?;
        }
        self.complete(lucia.has_sessions).await?;
        Ok(self.run("DROP TABLE lucerna_adoption").await?)
    }

    async fn step(&mut self, lucia: &Lucia, step: &Step) -> Result<(), AdoptError> {
        if step.is_rows() {
            return self.adopt_rows(lucia).await;
        }
        if !step.done.is_empty() && !self.ask(&step.done, |_| Ok(())).await?.is_empty() {
            return Ok(());
        }
        let mut attempt = 1;
        loop {
            match self.wait_for(&step.statement).await {
                // A session that came since has no absolute limit, and its id is no hash.
                Err(_) if attempt < ATTEMPTS && step.is_last() && self.has_unmarked().await? => {
                    let report = self.report.clone();
                    self.adopt_rows(lucia).await?;
                    self.report = report;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// One transaction, on columns that are ours already. The marker says of each session whether its id is a hash.
    async fn adopt_rows(&mut self, lucia: &Lucia) -> Result<(), AdoptError> {
        let (schema, dialect) = (self.schema, self.dialect());
        let text = ["utf8mb4", collation(dialect)].map(str::to_owned);
        self.run("BEGIN").await?;
        self.change_rows(lucia, schema.tables(), Some(&text)).await?;
        if lucia.has_sessions {
            let sessions = self.quote(&schema.tables().session);
            let absolute = self.options.now.after(self.options.policy.absolute).unix_millis();
            self.change(&format!(
                "UPDATE {sessions} SET id = SHA2(id, 256), {MARKER} = GREATEST({absolute}, idle_expires)
                 WHERE {MARKER} IS NULL"
            ))
            .await?;
        }
        Ok(self.run("COMMIT").await?)
    }

    async fn has_unmarked(&mut self) -> Result<bool, Failed> {
        let schema = self.schema;
        let sessions = self.quote(&schema.tables().session);
        let sql = format!("SELECT 1 FROM {sessions} WHERE {MARKER} IS NULL LIMIT 1");
        Ok(!self.ask(&sql, |_| Ok(())).await?.is_empty())
    }

    /// Runs what has to wait until no other connection uses a table.
    async fn wait_for(&mut self, sql: &str) -> Result<(), AdoptError> {
        self.run(sql).await.map_err(|failed| {
            if failed.source.to_string().starts_with(WAITED_IN_VAIN) {
                return AdoptError::Database(format!("{}: stop the application first", failed.source).into());
            }
            failed.into()
        })
    }
}
