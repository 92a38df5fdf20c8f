//! PostgreSQL, where statements about tables are undone with their transaction: the whole adoption is one.

use super::Adoption;
use super::lucia::{Found, Lucia};
use crate::{AdoptError, AdoptOptions, AdoptOutcome, StoreReport};
use lucerna_core::{Schema, Tables};
use lucerna_store_postgres::Postgres;
use lucerna_store_sql::{Connection, Failed, Failure, SqlConnection, columns, connect};

pub(super) async fn adopt(
    url: &str,
    schema: &Schema,
    options: &AdoptOptions,
) -> Result<StoreReport, AdoptError> {
    let (mut connection, dialect) = connect::<Postgres>(url).await?;
    let mut connection = SqlConnection::<'_, Postgres>::new(&mut connection, dialect);
    // What others commit before their tables are locked has to be seen.
    connection.run("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    // As when a store is opened, for as long as others migrate.
    connection.lock().await?;
    let mut adoption = Adoption::new(&mut connection, schema, options);
    adoption.lift_limits().await?;
    match adoption.find().await? {
        Found::Lucia(lucia) => adoption.take_over(&lucia).await?,
        Found::Adopted => adoption.report.outcome = AdoptOutcome::Nothing,
    }
    let report = adoption.report;
    connection.run(if options.dry_run { "ROLLBACK" } else { "COMMIT" }).await?;
    Ok(report)
}

/// The columns of the table `@1` and their types.
const TYPES: &str = "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = to_regclass(quote_ident(@1)) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

/// The triggers of the table `@1`, each with how it is enabled before it.
const TRIGGERS: &str =
    "SELECT CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END || ' TRIGGER ' || quote_ident(tgname)
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

    async fn take_over(&mut self, lucia: &Lucia) -> Result<(), AdoptError> {
        let schema = self.schema;
        let (names, has_sessions) = (schema.tables(), lucia.has_sessions);
        self.lock_tables(lucia).await?;
        self.refuse_tables(lucia).await?;
        self.rename_tables(lucia).await?;
        let triggers = self.disable_triggers(names).await?;
        self.drop_references(names).await?;
        self.widen_columns(names).await?;
        self.change_rows(lucia, names, None).await?;
        self.drop_leftovers(&names.key).await?;
        if has_sessions {
            self.write_sessions(&names.session).await?;
        }
        self.add_references(names, has_sessions).await?;
        self.add_indexes(has_sessions).await?;
        for (table, trigger) in triggers {
            self.run(&format!("ALTER TABLE {table} ENABLE {trigger}")).await?;
        }
        self.complete(has_sessions).await
    }

    async fn lock_tables(&mut self, lucia: &Lucia) -> Result<(), AdoptError> {
        let Tables { user, key, session, .. } = &lucia.names;
        let names = if lucia.has_sessions { &[user, key, session][..] } else { &[user, key] };
        let names: Vec<_> = names.iter().map(|it| self.quote(it)).collect();
        let sql = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", "));
        self.run(&sql).await.map_err(|failed| match failed.failure {
            Failure::Unavailable => {
                AdoptError::Database(format!("{}: stop the application first", failed.source).into())
            }
            _ => failed.into(),
        })
    }

    /// The application's triggers rest meanwhile. Returns how they are enabled again.
    async fn disable_triggers(&mut self, names: &Tables) -> Result<Vec<(String, String)>, Failed> {
        let mut triggers = Vec::new();
        for table in [&names.user, &names.key, &names.session] {
            for trigger in self.texts(TRIGGERS, [table]).await? {
                let (table, name) = (self.quote(table), trigger.split_once("TRIGGER ").unwrap_or_default().1);
                self.run(&format!("ALTER TABLE {table} DISABLE TRIGGER {name}")).await?;
                triggers.push((table, trigger));
            }
        }
        Ok(triggers)
    }

    /// Drops references to users with whom the row is not deleted.
    async fn drop_references(&mut self, names: &Tables) -> Result<(), Failed> {
        for key in self.foreign_keys().await?.iter().filter(|it| !it.cascades) {
            if [&names.key, &names.session].iter().any(|it| key.is_of_user(it, &names.user)) {
                let [table, name] = [&key.table, &key.name].map(|it| self.quote(it));
                self.run(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
            }
        }
        Ok(())
    }

    /// Widens columns that are too narrow for what Lucerna writes.
    async fn widen_columns(&mut self, Tables { user, key, session, .. }: &Tables) -> Result<(), Failed> {
        for (table, own) in [
            (user, ["id"].as_slice()),
            (key, &["id", "user_id", "hashed_password"]),
            (session, &["id", "user_id", "active_expires", "idle_expires"]),
        ] {
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

    /// Drops the columns of Lucia v1, which had single-use keys, and called one key of a user the primary one.
    async fn drop_leftovers(&mut self, keys: &str) -> Result<(), Failed> {
        for column in columns(self.connection, keys, "").await? {
            if ["primary_key", "expires"].contains(&&*column.name) {
                let sql = format!("ALTER TABLE {} DROP COLUMN {}", self.quote(keys), column.name);
                self.run(&sql).await?;
                self.note(format!("`{keys}`.`{}` of Lucia v1 dropped", column.name));
            }
        }
        Ok(())
    }

    /// Hashes the ids. A column of another type makes the database write the whole table anew, and forget its statistics: no
    /// row that was, and no token with it, is left behind as it would be by an update.
    async fn write_sessions(&mut self, sessions: &str) -> Result<(), Failed> {
        let table = self.quote(sessions);
        let absolute = self.options.now.after(self.options.policy.absolute).unix_millis();
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

    async fn add_references(&mut self, names: &Tables, has_sessions: bool) -> Result<(), Failed> {
        let tables = [(&names.key, "keys"), (&names.session, "sessions")];
        for (table, what) in tables.into_iter().take(1 + usize::from(has_sessions)) {
            let found = self.foreign_keys().await?;
            if found.iter().any(|it| it.cascades && it.is_of_user(table, &names.user)) {
                continue;
            }
            let [quoted, users] = [table, &names.user].map(|it| self.quote(it));
            let add = format!("ADD FOREIGN KEY (user_id) REFERENCES {users} (id) ON DELETE CASCADE");
            self.run(&format!("ALTER TABLE {quoted} {add}")).await?;
            self.note(format!("`{table}`.`user_id` refers to `{}`: {what} end with their user", names.user));
        }
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
