//! The SQL of SQLite.

use super::{Sql, hex};
use crate::{Dialect, StartStatement};
use lucerna_core::{Column, ColumnType, Schema, Value};

pub(super) struct SqliteDialect;

/// Any reference to the table of users suffices, since the store deletes a user's keys and sessions itself.
const COLUMNS: &str = r#"
    SELECT c.name, c.type, '', c."notnull" OR c.pk > 0, c.dflt_value IS NOT NULL OR c.hidden > 0,
           CASE WHEN c.pk > 0 AND 1 = (SELECT count(*) FROM pragma_table_xinfo(@1) WHERE pk > 0) THEN 2
                ELSE EXISTS (SELECT 1 FROM pragma_index_list(@1) l WHERE l."unique" AND NOT l.partial
                             AND 1 = (SELECT count(*) FROM pragma_index_info(l.name))
                             AND c.name = (SELECT i.name FROM pragma_index_info(l.name) i) COLLATE NOCASE) END,
           (SELECT count(*) FROM pragma_foreign_key_list(@1) f
            WHERE f."from" = c.name COLLATE NOCASE AND f."table" = @2 COLLATE NOCASE),
           0,
           EXISTS (SELECT 1 FROM pragma_index_list(@1) l WHERE NOT l.partial AND c.name =
                   (SELECT i.name FROM pragma_index_info(l.name) i WHERE i.seqno = 0) COLLATE NOCASE)
    FROM pragma_table_xinfo(@1) c
    WHERE EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = @1 COLLATE NOCASE)"#;

impl Sql for SqliteDialect {
    fn differs(&self) -> [&'static str; 3] {
        ["", " IS NOT ", ""]
    }

    fn table_options(&self) -> &'static str {
        " STRICT, WITHOUT ROWID"
    }

    fn literal(&self, value: &Value) -> String {
        match value {
            Value::Text(it) | Value::Json(it) => format!("'{}'", it.replace('\'', "''")),
            Value::Integer(it) => it.to_string(),
            Value::Float(it) => format!("{it:?}"),
            Value::Boolean(it) => u8::from(*it).to_string(),
            Value::Bytes(it) => format!("x'{}'", hex(it)),
            Value::Uuid(it) => format!("x'{}'", hex(it)),
            Value::Timestamp(it) => it.unix_millis().to_string(),
            _ => "NULL".to_owned(),
        }
    }

    fn returns_rows(&self) -> bool {
        true
    }

    fn column_type(&self, column: &Column) -> String {
        storage(column.column_type()).to_owned()
    }

    fn collation(&self) -> &'static str {
        ""
    }

    fn start(&self, schema: &Schema) -> StartStatement {
        StartStatement::Settled(Dialect::Sqlite.statement(&crate::statements::settle(schema.tables())))
    }

    fn lock(&self) -> Option<&'static str> {
        None
    }

    fn choose<'a>(&self, [sqlite, ..]: &[&'a str; 3]) -> &'a str {
        sqlite
    }

    fn columns(&self) -> &'static str {
        COLUMNS
    }

    fn holds(&self, found: &str, needed: ColumnType) -> bool {
        let (affinity, needed) = (affinity(found), storage(needed));
        affinity == needed || (affinity == "NUMERIC" && needed == "INTEGER")
    }
}

/// The storage class of a type.
fn storage(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Integer | ColumnType::Boolean | ColumnType::Timestamp => "INTEGER",
        ColumnType::Float => "REAL",
        ColumnType::Bytes | ColumnType::Uuid => "BLOB",
        _ => "TEXT",
    }
}

/// Returns the affinity of a declared type, by SQLite's rules (datatype3.html §3.1).
///
fn affinity(declared: &str) -> &'static str {
    let declared = declared.to_ascii_uppercase();
    let has = |words: &[&str]| words.iter().any(|it| declared.contains(it));
    if has(&["INT"]) {
        "INTEGER"
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        "TEXT"
    } else if declared.is_empty() || has(&["BLOB"]) {
        "BLOB"
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        "REAL"
    } else {
        "NUMERIC"
    }
}
