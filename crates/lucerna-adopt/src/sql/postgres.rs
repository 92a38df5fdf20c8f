//! The adoption of a PostgreSQL database: one transaction, since PostgreSQL rolls back changes of tables.

use super::lucia_tables::LuciaTables;
use super::{DatabaseAdoption, in_use};
use crate::{AdoptError, AdoptOptions, StoreReport};
use lucerna_core::{Schema, Timestamp};
use lucerna_store_postgres::PostgresDriver;
use lucerna_store_sql::lucia::{OF_KEYS, OF_SESSIONS};
use lucerna_store_sql::{Connection, Failed, FailureKind, SqlConnection, connect};

pub(super) async fn adopt(
    url: &str,
    schema: &Schema,
    options: &AdoptOptions,
    redis_until: Option<Timestamp>,
) -> Result<StoreReport, AdoptError> {
    let (mut connection, dialect) = connect::<PostgresDriver>(url).await?;
    let mut connection = SqlConnection::<'_, PostgresDriver>::new(&mut connection, dialect);
    // Changes that other transactions commit before the tables are locked must be visible.
    connection.run("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    // The lock that stores take when they open, which waits for running migrations.
    connection.lock().await?;
    let mut adoption = DatabaseAdoption::new(&mut connection, schema, options, redis_until);
    adoption.lift_limits().await?;
    match adoption.find().await? {
        Some(lucia) => adoption.adopt_tables(lucia).await?,
        None => adoption.adopt_nothing().await?,
    }
    let report = adoption.report;
    connection.run(if options.dry_run { "ROLLBACK" } else { "COMMIT" }).await?;
    Ok(report)
}

/// The query for the columns of the table `@1` and their types.
const TYPES: &str = "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = to_regclass(quote_ident(@1)) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

/// The query for statements that restore the enabled state of the table `@1`'s triggers.
const TRIGGERS: &str = "SELECT format('ALTER TABLE %s ENABLE %s TRIGGER %I', tgrelid::regclass,
        CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, tgname)
    FROM pg_trigger WHERE tgrelid = to_regclass(quote_ident(@1)) AND NOT tgisinternal AND tgenabled <> 'D'";

impl<C: Connection> DatabaseAdoption<'_, C> {
    /// Lifts the account's limits, and disables policies that hide rows.
    async fn lift_limits(&mut self) -> Result<(), Failed> {
        let wait = self.options.busy_timeout.as_millis().max(1);
        self.run(&format!(
            "SET LOCAL lock_timeout = '{wait}ms'; SET LOCAL statement_timeout = 0;
             SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off;
             SET CONSTRAINTS ALL IMMEDIATE"
        ))
        .await
    }

    async fn adopt_tables(&mut self, lucia: LuciaTables) -> Result<(), AdoptError> {
        self.lock_tables(&lucia).await?;
        self.refuse_tables(&lucia).await?;
        let lucia = self.rename_tables(lucia).await?;
        let triggers = self.disable_triggers(&lucia).await?;
        self.drop_references(&lucia).await?;
        self.widen_columns(&lucia).await?;
        self.change_rows(&lucia).await?;
        self.drop_v1_columns(&lucia.names.key).await?;
        if lucia.has_sessions {
            self.write_sessions(&lucia.names.session).await?;
        }
        self.bind_to_users(&lucia).await?;
        self.add_indexes(&lucia).await?;
        for enable in triggers {
            self.run(&enable).await?;
        }
        self.complete().await
    }

    async fn lock_tables(&mut self, lucia: &LuciaTables) -> Result<(), AdoptError> {
        let names: Vec<_> = lucia.tables().map(|it| self.quote(it)).collect();
        let sql = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", "));
        self.run(&sql).await.map_err(|failed| match failed.failure {
            FailureKind::Unavailable => in_use(&failed.source),
            _ => failed.into(),
        })
    }

    /// Disables the application's triggers. Returns the statements that enable them again.
    async fn disable_triggers(&mut self, lucia: &LuciaTables) -> Result<Vec<String>, Failed> {
        let mut enable = Vec::new();
        for table in lucia.tables() {
            enable.extend(self.texts(TRIGGERS, [table]).await?);
            self.run(&format!("ALTER TABLE {} DISABLE TRIGGER USER", self.quote(table))).await?;
        }
        Ok(enable)
    }

    /// Drops foreign keys to users that do not delete the row with its user.
    async fn drop_references(&mut self, lucia: &LuciaTables) -> Result<(), Failed> {
        for key in lucia.foreign_keys.iter().filter(|it| !it.cascades) {
            if lucia.owned().any(|(it, _)| key.is_of_user(it, &lucia.names.user)) {
                let [table, name] = [&key.table, &key.name].map(|it| self.quote(it));
                self.run(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
            }
        }
        Ok(())
    }

    /// Widens columns that are too narrow for Lucerna's values.
    async fn widen_columns(&mut self, lucia: &LuciaTables) -> Result<(), Failed> {
        let own: [&[&str]; 3] = [&["id"], &OF_KEYS, &OF_SESSIONS];
        for (table, own) in lucia.tables().zip(own) {
            for column in self.texts(TYPES, [table]).await? {
                let (name, found) = column.split_once(' ').unwrap_or_default();
                let Some(wide) = wide(found).filter(|_| own.contains(&name)) else { continue };
                let sql = format!("ALTER TABLE {} ALTER COLUMN {name} TYPE {wide}", self.quote(table));
                self.run(&sql).await?;
                self.note(format!("`{table}`.`{name}` is {wide} instead of {found}"));
            }
        }
        Ok(())
    }

    /// Hashes the ids. Changing a column's type makes PostgreSQL rewrite the table and discard its statistics. Unlike
    /// an update, that leaves no old row, and so no token, in the files.
    async fn write_sessions(&mut self, sessions: &str) -> Result<(), Failed> {
        let table = self.quote(sessions);
        let absolute = self.absolute_limit();
        self.run(&format!(
            "ALTER TABLE {table} ADD COLUMN absolute_expires bigint, ADD COLUMN active_period bigint,
             ADD COLUMN idle_period bigint;
             ALTER TABLE {table} ALTER COLUMN id TYPE text USING encode(sha256(convert_to(id, 'UTF8')), 'hex'),
             ALTER COLUMN absolute_expires TYPE bigint USING greatest({absolute}, idle_expires),
             ALTER COLUMN absolute_expires SET NOT NULL"
        ))
        .await?;
        self.note(format!(
            "`{sessions}` rewritten: it has `absolute_expires`, `active_period` and `idle_period`"
        ));
        Ok(())
    }
}

/// Returns the type that holds all values of this one and those that Lucerna writes.
fn wide(found: &str) -> Option<&'static str> {
    match found {
        "smallint" | "integer" | "double precision" => Some("bigint"),
        "uuid" => Some("text"),
        it if it.starts_with("numeric") => Some("bigint"),
        it if it.starts_with("character varying(") || it.starts_with("character(") => Some("text"),
        _ => None,
    }
}
