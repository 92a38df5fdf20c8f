//! The tables: created when missing, compared when not.

use crate::OpenError;
use crate::error::Stop;
use lucerna_core::{Column, ColumnType, Schema};
use lucerna_store_sql::{Dialect, Migration, pending};
use rusqlite::Connection;

mod compare;
pub(crate) use compare::unique_columns;

/// Which migrations were applied to which tables.
pub(crate) const HISTORY: &str = "lucerna_migration";

const CREATE_HISTORY: &str = "CREATE TABLE IF NOT EXISTS lucerna_migration (
    of_tables TEXT NOT NULL, number INTEGER NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (of_tables, number)) STRICT";

/// Creates what is missing and compares what is there, in the caller's transaction.
pub(crate) fn prepare(connection: &Connection, schema: &Schema) -> Result<(), Stop<OpenError>> {
    let mut made = true;
    for table in tables(schema) {
        made &= exists(connection, &table.name)?;
    }
    connection.execute_batch(CREATE_HISTORY)?;
    let lucerna_core::Tables { user, key, session, .. } = schema.tables();
    let names = [&**user, key, session].join(",");
    let applied = applied(connection, &names)?;
    let pending = pending(Dialect::Sqlite, &applied).map_err(OpenError::Migrations)?;
    if pending.iter().all(Migration::creates_tables) {
        compare(connection, schema, made)?;
    }
    for migration in pending {
        // Tables that were made elsewhere are taken as they are, with their own indexes.
        if !(made && migration.creates_tables()) {
            connection.execute_batch(&migration.statements(Dialect::Sqlite, schema).join(";"))?;
        }
        let done = (&names, migration.number(), migration.checksum(Dialect::Sqlite));
        connection.execute("INSERT INTO lucerna_migration VALUES (?, ?, ?)", done)?;
    }
    compare(connection, schema, true)
}

/// Unless all have to be there, only those that are there are compared.
fn compare(connection: &Connection, schema: &Schema, all: bool) -> Result<(), Stop<OpenError>> {
    let mut differences = Vec::new();
    for table in tables(schema) {
        if all || exists(connection, &table.name)? {
            differences.extend(compare::differences(connection, &table)?);
        }
    }
    if differences.is_empty() { Ok(()) } else { Err(OpenError::Tables(differences).into()) }
}

fn applied(connection: &Connection, names: &str) -> rusqlite::Result<Vec<(u32, String)>> {
    let sql = "SELECT number, checksum FROM lucerna_migration WHERE of_tables = ? ORDER BY number";
    connection.prepare(sql)?.query_map([names], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

pub(crate) struct Table {
    pub(crate) name: String,
    /// The table of users, where this one names a user.
    pub(crate) users: Option<String>,
    pub(crate) columns: Vec<Column>,
    /// Columns that are searched, without being unique.
    pub(crate) indexed: &'static [&'static str],
}

pub(crate) fn tables(schema: &Schema) -> [Table; 3] {
    let lucerna_core::Tables { user, key, session, .. } = schema.tables();
    let text = Column::of::<String>;
    let integer = Column::of::<i64>;
    let own = [text("id"), text("user_id")];
    let limits = ["active_expires", "idle_expires", "absolute_expires"].map(integer);
    let periods = ["active_period", "idle_period"].map(Column::of::<Option<i64>>);
    [
        Table { name: user.clone(), users: None, columns: [&own[..1], schema.user()].concat(), indexed: &[] },
        Table {
            name: key.clone(),
            users: Some(user.clone()),
            columns: [&own[..], &[Column::of::<Option<String>>("hashed_password")]].concat(),
            indexed: &["user_id"],
        },
        Table {
            name: session.clone(),
            users: Some(user.clone()),
            columns: [&own[..], &limits[..], &periods[..], schema.session()].concat(),
            indexed: &["user_id", "idle_expires"],
        },
    ]
}

impl Table {
    /// A column as the statement that creates the table has it.
    pub(crate) fn define(&self, column: &Column) -> String {
        let null = if column.is_nullable() { "" } else { " NOT NULL" };
        let constraint = match (&**column.name(), &self.users) {
            ("id", _) => " PRIMARY KEY".to_owned(),
            ("user_id", Some(users)) => format!(r#" REFERENCES "{users}" (id) ON DELETE CASCADE"#),
            _ if column.is_unique() => " UNIQUE".to_owned(),
            _ => String::new(),
        };
        format!(r#""{}" {}{null}{constraint}"#, column.name(), storage(column.column_type()))
    }
}

/// How SQLite stores a type.
fn storage(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Integer | ColumnType::Boolean | ColumnType::Timestamp => "INTEGER",
        ColumnType::Float => "REAL",
        ColumnType::Bytes | ColumnType::Uuid => "BLOB",
        _ => "TEXT",
    }
}

pub(crate) fn exists(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    connection
        .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE")?
        .exists([table])
}
