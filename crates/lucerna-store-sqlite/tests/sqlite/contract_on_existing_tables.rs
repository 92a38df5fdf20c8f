//! The store's contract on tables created by another program: not `STRICT`, with row ids, with the types and references
//! of Lucia's guide, and without cascades or indexes.

use lucerna_core::{Column, ColumnType, Schema};
use lucerna_store_sqlite::SqliteStore;
use rusqlite::Connection;
use std::path::Path;

async fn open(schema: Schema, directory: &Path) -> SqliteStore {
    let path = directory.join("app.db");
    if !path.exists() {
        Connection::open(&path).unwrap().execute_batch(&tables(&schema)).unwrap();
    }
    SqliteStore::open(path, schema).unwrap()
}

lucerna_testkit::store_contract!(open);
lucerna_testkit::reopen_contract!(open);

fn tables(schema: &Schema) -> String {
    let lucerna_core::Tables { user, key, session, .. } = schema.tables();
    let (of_user, of_session) = (columns(schema.user()), columns(schema.session()));
    let reference = format!(r#"user_id VARCHAR(15) NOT NULL REFERENCES "{user}" (id)"#);
    format!(
        r#"CREATE TABLE "{user}" (id VARCHAR(15) NOT NULL PRIMARY KEY {of_user});
           CREATE TABLE "{key}" (id VARCHAR(255) NOT NULL PRIMARY KEY, {reference}, hashed_password VARCHAR(255));
           CREATE TABLE "{session}" (id VARCHAR(127) NOT NULL PRIMARY KEY, {reference},
               active_expires BIGINT NOT NULL, idle_expires BIGINT NOT NULL, absolute_expires BIGINT NOT NULL,
               active_period BIGINT, idle_period BIGINT {of_session});"#
    )
}

fn columns(columns: &[Column]) -> String {
    columns.iter().map(|it| format!(r#", "{}" {}"#, it.name(), definition(it))).collect()
}

fn definition(column: &Column) -> String {
    let declared = match column.column_type() {
        ColumnType::Integer => "BIGINT",
        ColumnType::Float => "DOUBLE PRECISION",
        ColumnType::Boolean => "BOOLEAN",
        ColumnType::Bytes | ColumnType::Uuid => "BLOB",
        ColumnType::Timestamp => "DATETIME",
        _ => "VARCHAR(31)",
    };
    let null = if column.is_nullable() { "" } else { " NOT NULL" };
    format!("{declared}{null}{}", if column.is_unique() { " UNIQUE" } else { "" })
}
