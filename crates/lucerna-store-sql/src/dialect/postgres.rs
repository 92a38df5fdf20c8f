//! The SQL of PostgreSQL.

use super::{Sql, hex};
use crate::mapping::SESSION;
use crate::statements::insertion;
use crate::{Dialect, StartStatement};
use lucerna_core::{Column, ColumnType, Schema, Tables, Value};

pub(super) struct PostgresDialect;

const COLUMNS: &str = r#"
    SELECT a.attname::text, t.typname::text,
           coalesce((SELECT l.collname FROM pg_collation l
                     WHERE l.oid = a.attcollation AND NOT l.collisdeterministic), '')::text,
           a.attnotnull::int::bigint,
           (a.atthasdef OR a.attidentity <> '')::int::bigint,
           coalesce((SELECT max(CASE WHEN i.indisprimary THEN 2 ELSE 1 END) FROM pg_index i
                     WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indisvalid AND i.indimmediate
                       AND i.indnkeyatts = 1 AND i.indpred IS NULL AND i.indkey[0] = a.attnum
                       AND i.indcollation[0] = a.attcollation), 0)::bigint,
           (SELECT count(*) FROM pg_constraint c
            WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.confrelid = to_regclass(@2)
              AND c.conkey = ARRAY[a.attnum] AND c.confdeltype = 'c'),
           CASE WHEN t.typname = 'varchar' AND a.atttypmod > 4 THEN a.atttypmod - 4 ELSE 0 END::bigint,
           (SELECT count(*) FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisvalid AND i.indpred IS NULL
              AND i.indkey[0] = a.attnum)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_class r ON r.oid = a.attrelid
    WHERE a.attrelid = to_regclass(@1) AND r.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped"#;

#[cfg(feature = "pool")]
const INDEX: &str = "
    SELECT (i.indrelid = to_regclass(@3))::int::bigint, a.attname::text
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE c.relname = @1 AND i.indnkeyatts = 1 AND i.indpred IS NULL
      AND (i.indrelid = to_regclass(@2) OR i.indrelid = to_regclass(@3) AND i.indisprimary)";

impl Sql for PostgresDialect {
    fn differs(&self) -> [&'static str; 3] {
        ["", " IS DISTINCT FROM ", ""]
    }

    fn table_options(&self) -> &'static str {
        ""
    }

    fn literal(&self, value: &Value) -> String {
        match value {
            Value::Text(it) => escaped(it),
            Value::Json(it) => format!("{}::jsonb", escaped(it)),
            Value::Integer(it) => it.to_string(),
            Value::Float(it) => format!("'{it:?}'::double precision"),
            Value::Boolean(it) => it.to_string(),
            Value::Bytes(it) => format!("decode('{}', 'hex')", hex(it)),
            Value::Uuid(it) => format!("'{}'::uuid", hex(it)),
            Value::Timestamp(it) => {
                format!("'epoch'::timestamptz + {} * interval '1 millisecond'", it.unix_millis())
            }
            _ => "NULL".to_owned(),
        }
    }

    fn returns_rows(&self) -> bool {
        true
    }

    /// The id in the index lets the database read a page in the order of the index.
    fn index_columns(&self, column: &str) -> String {
        format!(r#""{column}", id"#)
    }

    fn column_type(&self, column: &Column) -> String {
        let name = match column.column_type() {
            ColumnType::Integer => "bigint",
            ColumnType::Float => "double precision",
            ColumnType::Boolean => "boolean",
            ColumnType::Bytes => "bytea",
            ColumnType::Timestamp => "timestamptz",
            ColumnType::Uuid => "uuid",
            ColumnType::Json => "jsonb",
            _ => "text",
        };
        name.to_owned()
    }

    fn collation(&self) -> &'static str {
        r#"COLLATE "C""#
    }

    fn start(&self, schema: &Schema) -> StartStatement {
        StartStatement::AtOnce(Dialect::Postgres.statement(&start(schema)))
    }

    fn inserts_two_rows(&self) -> bool {
        true
    }

    fn lock(&self) -> Option<&'static str> {
        Some(" FOR NO KEY UPDATE OF u")
    }

    fn choose<'a>(&self, [_, postgres, _]: &[&'a str; 3]) -> &'a str {
        postgres
    }

    fn columns(&self) -> &'static str {
        COLUMNS
    }

    fn table(&self, name: &str) -> String {
        Dialect::Postgres.quote(name)
    }

    fn is_same_name(&self, one: &str, other: &str) -> bool {
        one == other
    }

    fn holds(&self, found: &str, needed: ColumnType) -> bool {
        let types: &[&str] = match needed {
            ColumnType::Integer => &["int8"],
            ColumnType::Float => &["float8"],
            ColumnType::Boolean => &["bool"],
            ColumnType::Bytes => &["bytea"],
            ColumnType::Timestamp => &["timestamptz"],
            ColumnType::Uuid => &["uuid"],
            ColumnType::Json => &["jsonb"],
            _ => &["text", "varchar"],
        };
        types.contains(&found.to_ascii_lowercase().as_str())
    }

    fn keeps(&self, collation: &str, compared: bool) -> bool {
        // Only collations that treat different characters as equal are named.
        collation.is_empty() || !compared
    }

    #[cfg(feature = "pool")]
    fn index(&self) -> Option<&'static str> {
        Some(INDEX)
    }
}

/// Returns a text as a literal that does not depend on `standard_conforming_strings`.
fn escaped(text: &str) -> String {
    format!("E'{}'", text.replace('\\', r"\\").replace('\'', "''"))
}

/// The statement locks the key's row while it compares it. A change of the password waits until the session exists, and
/// then deletes it with the others.
fn start(schema: &Schema) -> String {
    let Tables { key, session, .. } = schema.tables();
    let (names, values) = insertion(Dialect::Postgres, &SESSION, schema.session(), 1);
    let next = SESSION.len() + schema.session().len() + 1;
    let (id, hash, proven, older) = (next, next + 1, next + 2, next + 3);
    format!(
        r#"WITH proof AS MATERIALIZED (SELECT 1 FROM "{key}" WHERE id = @{id} AND user_id = @2
                AND (@{hash}::text IS NULL OR hashed_password = @{hash}) FOR SHARE),
           new AS (INSERT INTO "{session}" ({names}) SELECT {values}
                   WHERE NOT @{proven}::boolean OR EXISTS (SELECT 1 FROM proof) RETURNING 1),
           old AS (DELETE FROM "{session}" WHERE id = @{older} AND EXISTS (SELECT 1 FROM new) RETURNING 1)
           SELECT (SELECT count(*) FROM new), (SELECT count(*) FROM old)"#
    )
}
