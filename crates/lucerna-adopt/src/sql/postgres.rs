//! PostgreSQL, where statements about tables are undone with their transaction: the whole adoption is one.

use super::lucia::Lucia;
use super::{Adoption, in_use};
use crate::{AdoptError, AdoptOptions, StoreReport};
use lucerna_core::{Schema, Timestamp};
use lucerna_store_postgres::PostgresDriver;
use lucerna_store_sql::lucia::{OF_KEYS, OF_SESSIONS};
use lucerna_store_sql::{Connection, Failed, FailureKind, SqlConnection, connect};

pub(super) async fn adopt(
    url: &str,
    schema: &Schema,
    options: &AdoptOptions,
    elsewhere: Option<Timestamp>,
) -> Result<StoreReport, AdoptError> {
    let (mut connection, dialect) = connect::<PostgresDriver>(url).await?;
    let mut connection = SqlConnection::<'_, PostgresDriver>::new(&mut connection, dialect);
    // What others commit before their tables are locked has to be seen.
    connection.run("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    // As when a store is opened, for as long as others migrate.
    connection.lock().await?;
    let mut adoption = Adoption::new(&mut connection, schema, options, elsewhere);
    adoption.lift_limits().await?;
    match adoption.find().await? {
        Some(lucia) => adoption.take_over(lucia).await?,
        None => adoption.adopt_nothing().await?,
    }
    let report = adoption.report;
    connection.run(if options.dry_run { "ROLLBACK" } else { "COMMIT" }).await?;
    Ok(report)
}

/// The columns of the table `@1` and their types.
const TYPES: &str = "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = to_regclass(quote_ident(@1)) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

/// The statements that enable the triggers of the table `@1` as they are enabled now.
const TRIGGERS: &str = "SELECT format('ALTER TABLE %s ENABLE %s TRIGGER %I', tgrelid::regclass,
        CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, tgname)
    FROM pg_trigger WHERE tgrelid = to_regclass(quote_ident(@1)) AND NOT tgisinternal AND tgenabled <> 'D'";

impl<C: Connection> Adoption<'_, C> {
    /// Lifts limits that the account may have, and lets no policy hide rows.
    async fn lift_limits(&mut self) -> Result<(), Failed> {
        let wait = self.options.busy_timeout.as_millis().max(1);
        self.run(&format!(
            "SET LOCAL lock_timeout = '{wait}ms'; SET LOCAL statement_timeout = 0;
             SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off;
             SET CONSTRAINTS ALL IMMEDIATE"
        ))
        .await
    }

    async fn take_over(&mut self, lucia: Lucia) -> Result<(), AdoptError> {
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

    async fn lock_tables(&mut self, lucia: &Lucia) -> Result<(), AdoptError> {
        let names: Vec<_> = lucia.tables().map(|it| self.quote(it)).collect();
        let sql = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", "));
        self.run(&sql).await.map_err(|failed| match failed.failure {
            FailureKind::Unavailable => in_use(&failed.source),
            _ => failed.into(),
        })
    }

    /// The application's triggers rest meanwhile. Returns the statements that enable them again.
    async fn disable_triggers(&mut self, lucia: &Lucia) -> Result<Vec<String>, Failed> {
        let mut enable = Vec::new();
        for table in lucia.tables() {
            enable.extend(self.texts(TRIGGERS, [table]).await?);
            self.run(&format!("ALTER TABLE {} DISABLE TRIGGER USER", self.quote(table))).await?;
        }
        Ok(enable)
    }

    /// Drops references to users with whom the row is not deleted.
    async fn drop_references(&mut self, lucia: &Lucia) -> Result<(), Failed> {
        for key in lucia.foreign_keys.iter().filter(|it| !it.cascades) {
            if lucia.owned().any(|(it, _)| key.is_of_user(it, &lucia.names.user)) {
                let [table, name] = [&key.table, &key.name].map(|it| self.quote(it));
                self.run(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
            }
        }
        Ok(())
    }

    /// Widens columns that are too narrow for what Lucerna writes.
    async fn widen_columns(&mut self, lucia: &Lucia) -> Result<(), Failed> {
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

    /// Hashes the ids. A column of another type makes the database write the whole table anew, and forget its statistics: no
    /// row that was, and no token with it, is left behind as it would be by an update.
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

/// The type that holds whatever this one does and Lucerna writes.
fn wide(found: &str) -> Option<&'static str> {
    match found {
        "smallint" | "integer" | "double precision" => Some("bigint"),
        "uuid" => Some("text"),
        it if it.starts_with("numeric") => Some("bigint"),
        it if it.starts_with("character varying(") || it.starts_with("character(") => Some("text"),
        _ => None,
    }
}
