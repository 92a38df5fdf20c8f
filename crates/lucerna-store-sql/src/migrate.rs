//! The migration of a database's tables to this version.

use crate::history::{CREATE, applied, record};
use crate::lucia::unadopted;
use crate::migrations::{added_to_sessions, pending};
use crate::records::{create_record_tables, record_table_differences};
use crate::tables::{PendingChanges, columns, differences};
use crate::{Connection, Failed, Migration, MigrationError};
use lucerna_core::{Schema, Tables};

/// The reason why a store refuses a database.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "private to the stores")]
#[doc(hidden)]
pub enum UnusableDatabase {
    /// The tables differ from the needed ones. Each difference is one sentence.
    Tables(Vec<String>),
    /// Another version of Lucerna migrated the tables.
    Migrations(MigrationError),
    /// The database belongs to Lucia v2 and was not adopted yet.
    NotAdopted {
        /// The table of Lucia's sessions, or `another store`.
        sessions: String,
    },
}

/// Applies the missing migrations in the caller's transaction, and compares the tables with the needed ones. The caller
/// prevents concurrent migrations.
///
/// # Errors
/// [`Failed`] if the database fails. If the inner error is returned, nothing was changed. The exception is a database
/// without transactional DDL whose new tables turn out wrong.
#[doc(hidden)]
pub async fn migrate<C: Connection>(
    connection: &mut C,
    schema: &Schema,
) -> Result<Result<(), UnusableDatabase>, Failed> {
    if let Some(sessions) = unadopted(connection, schema.tables()).await? {
        return Ok(Err(UnusableDatabase::NotAdopted { sessions }));
    }
    prepare(connection, schema).await
}

/// Migrates tables that are known not to be Lucia's, as [`migrate`] does.
///
/// # Errors
/// As [`migrate`].
#[doc(hidden)]
pub async fn prepare<C: Connection>(
    connection: &mut C,
    schema: &Schema,
) -> Result<Result<(), UnusableDatabase>, Failed> {
    let applied = applied(connection, schema.tables()).await?;
    let pending = match pending(connection.dialect(), &applied) {
        Ok(pending) => pending,
        Err(problem) => return Ok(Err(UnusableDatabase::Migrations(problem))),
    };
    // The comparison comes before any change, since MySQL cannot roll back part of a migration.
    let added = added_to_sessions(pending);
    let is_new = applied.is_empty();
    let expected = if is_new { PendingChanges::Creation(&added) } else { PendingChanges::Columns(&added) };
    let mut found = differences(connection, schema, expected).await?;
    found.extend(record_table_differences(connection, schema).await?);
    if !found.is_empty() {
        return Ok(Err(UnusableDatabase::Tables(found)));
    }
    if !pending.is_empty() {
        let create = connection.dialect().statement(CREATE);
        connection.run(&create.text).await?;
    }
    // Tables that another program created stay as they are, with their own indexes.
    let made_elsewhere = is_new && has_tables(connection, schema.tables()).await?;
    for migration in pending {
        apply(connection, schema, migration, made_elsewhere).await?;
    }
    create_record_tables(connection, schema).await?;
    let mut found = differences(connection, schema, PendingChanges::Nothing).await?;
    found.extend(record_table_differences(connection, schema).await?);
    Ok(if found.is_empty() { Ok(()) } else { Err(UnusableDatabase::Tables(found)) })
}

async fn has_tables<C: Connection>(
    connection: &mut C,
    Tables { user, key, session, .. }: &Tables,
) -> Result<bool, Failed> {
    for table in [user, key, session] {
        if columns(connection, table, user).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn apply<C: Connection>(
    connection: &mut C,
    schema: &Schema,
    migration: &Migration,
    made_elsewhere: bool,
) -> Result<(), Failed> {
    let dialect = connection.dialect();
    let is_done = made_elsewhere && migration.creates_tables();
    let added = migration.session_columns();
    let found = columns(connection, &schema.tables().session, "").await?;
    let exists = |name: &&str| found.iter().any(|it| it.name.eq_ignore_ascii_case(name));
    for (at, statement) in migration.statements(dialect, schema).iter().enumerate() {
        if !(is_done || added.get(at).is_some_and(exists)) {
            connection.run(statement).await?;
        }
    }
    record(connection, schema.tables(), migration).await
}
