//! The history of the migrations that were applied to each set of tables.

use crate::query::{Query, integer, text};
use crate::tables::columns;
use crate::{Connection, Failed, Migration};
use lucerna_core::{Tables, Timestamp};

/// The table of the applied migrations. One database can hold the tables of several applications.
const HISTORY: &str = "lucerna_migration";

pub(crate) const CREATE: &str = r#"CREATE TABLE IF NOT EXISTS "lucerna_migration" (
    of_tables VARCHAR(255) NOT NULL, number BIGINT NOT NULL, checksum VARCHAR(64) NOT NULL, PRIMARY KEY (of_tables, number))"#;

/// Returns true if a migration was applied to these tables.
pub(crate) async fn has_history<C: Connection>(connection: &mut C, tables: &Tables) -> Result<bool, Failed> {
    Ok(!applied(connection, tables).await?.is_empty())
}

/// Returns the numbers and checksums of the migrations that were applied to these tables.
pub(crate) async fn applied<C: Connection>(
    connection: &mut C,
    tables: &Tables,
) -> Result<Vec<(u32, String)>, Failed> {
    if columns(connection, HISTORY, "").await?.is_empty() {
        return Ok(Vec::new());
    }
    let select = r#"SELECT number, checksum FROM "lucerna_migration" WHERE of_tables = @1 ORDER BY number"#;
    let (select, names) = (connection.dialect().statement(select), names(tables));
    let query = Query::new(&select, [text(&names)]);
    let number = |it| u32::try_from(it).unwrap_or(u32::MAX);
    connection.fetch(&query, |row| Ok((number(row.integer(0)?), row.text(1)?.to_owned()))).await
}

/// Records that a migration was applied to these tables.
pub(crate) async fn record<C: Connection>(
    connection: &mut C,
    tables: &Tables,
    migration: &Migration,
) -> Result<(), Failed> {
    let insert = r#"INSERT INTO "lucerna_migration" (of_tables, number, checksum) VALUES (@1, @2, @3)"#;
    let dialect = connection.dialect();
    let (insert, checksum, names) = (dialect.statement(insert), migration.checksum(dialect), names(tables));
    let values = [text(&names), integer(migration.number().into()), text(&checksum)];
    connection.execute(&Query::new(&insert, values)).await.map(drop)
}

/// Records that tables were adopted from Lucia, and the time until which one of their sessions can be alive. It never
/// replaces a later time.
///
/// # Errors
/// [`Failed`] if the database fails.
#[doc(hidden)]
pub async fn record_adoption<C: Connection>(
    connection: &mut C,
    tables: &Tables,
    until: Timestamp,
) -> Result<(), Failed> {
    let dialect = connection.dialect();
    connection.run(&dialect.statement(CREATE).text).await?;
    let set = match adopted_until(connection, tables).await? {
        Some(later) if later >= until => return Ok(()),
        Some(_) => r#"UPDATE "lucerna_migration" SET checksum = @2 WHERE of_tables = @1"#,
        None => r#"INSERT INTO "lucerna_migration" (of_tables, number, checksum) VALUES (@1, 1, @2)"#,
    };
    let (set, names, until) = (dialect.statement(set), adopted(tables), until.unix_millis().to_string());
    connection.execute(&Query::new(&set, [text(&names), text(&until)])).await.map(drop)
}

/// Returns the time until which a session adopted from Lucia can be alive, or `None` if these tables were not adopted.
///
/// # Errors
/// [`Failed`] if the database could not answer.
#[doc(hidden)]
pub async fn adopted_until<C: Connection>(
    connection: &mut C,
    tables: &Tables,
) -> Result<Option<Timestamp>, Failed> {
    let select =
        connection.dialect().statement(r#"SELECT checksum FROM "lucerna_migration" WHERE of_tables = @1"#);
    let names = adopted(tables);
    let query = Query::new(&select, [text(&names)]);
    let until = connection.fetch(&query, |row| Ok(row.text(0)?.parse().ok())).await?.pop();
    Ok(until.flatten().map(Timestamp::from_unix_millis))
}

fn adopted(tables: &Tables) -> String {
    format!("adopted {}", names(tables))
}

fn names(Tables { user, key, session, .. }: &Tables) -> String {
    [&**user, key, session].join(",")
}
