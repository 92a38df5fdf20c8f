//! Bringing a database's tables to this version.

use crate::history::{CREATE, applied, record};
use crate::lucia::unadopted;
use crate::migrations::{added_to_sessions, pending};
use crate::records::{create_record_tables, record_table_differences};
use crate::tables::{Expected, columns, differences};
use crate::{Connection, Failed, Migration, MigrationError};
use lucerna_core::{Schema, Tables};

/// Why a database is not used.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "private to the stores")]
#[doc(hidden)]
pub enum Refusal {
    /// The tables differ from what is needed: one sentence for each difference.
    Tables(Vec<String>),
    /// Another version of Lucerna migrated the tables.
    Migrations(MigrationError),
    /// The database is one of Lucia v2 that was not adopted yet.
    NotAdopted {
        /// The table of Lucia's sessions, or `another store`.
        sessions: String,
    },
}

/// Applies the migrations that are missing and compares the tables with what is needed, in the caller's transaction. The
/// caller keeps other processes from doing the same.
///
/// # Errors
/// [`Failed`] if the database fails. Nothing was changed where the inner error is returned, unless the tables of a
/// database that cannot roll back turned out wrong after they were made.
#[doc(hidden)]
pub async fn migrate<C: Connection>(
    connection: &mut C,
    schema: &Schema,
) -> Result<Result<(), Refusal>, Failed> {
    if let Some(sessions) = unadopted(connection, schema.tables()).await? {
        return Ok(Err(Refusal::NotAdopted { sessions }));
    }
    prepare(connection, schema).await
}

/// The same for tables that are known to be none of Lucia's.
///
/// # Errors
/// As [`migrate`].
#[doc(hidden)]
pub async fn prepare<C: Connection>(
    connection: &mut C,
    schema: &Schema,
) -> Result<Result<(), Refusal>, Failed> {
    let applied = applied(connection, schema.tables()).await?;
    let pending = match pending(connection.dialect(), &applied) {
        Ok(pending) => pending,
        Err(problem) => return Ok(Err(Refusal::Migrations(problem))),
    };
    // Before anything is changed: MySQL cannot take back half a step.
    let added = added_to_sessions(pending);
    let is_new = applied.is_empty();
    let expected = if is_new { Expected::Creation(&added) } else { Expected::Columns(&added) };
    let mut found = differences(connection, schema, expected).await?;
    found.extend(record_table_differences(connection, schema).await?);
    if !found.is_empty() {
        return Ok(Err(Refusal::Tables(found)));
    }
    if !pending.is_empty() {
        let create = connection.dialect().statement(CREATE);
        connection.run(&create.text).await?;
    }
    // Tables that were made elsewhere are taken as they are, with their own indexes.
    let made_elsewhere = is_new && has_tables(connection, schema.tables()).await?;
    for migration in pending {
        apply(connection, schema, migration, made_elsewhere).await?;
    }
    create_record_tables(connection, schema).await?;
    let mut found = differences(connection, schema, Expected::Nothing).await?;
    found.extend(record_table_differences(connection, schema).await?);
    Ok(if found.is_empty() { Ok(()) } else { Err(Refusal::Tables(found)) })
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
