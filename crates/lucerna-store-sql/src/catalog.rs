//! What the database says of a table.

use crate::{Dialect, Statement};
use lucerna_core::ColumnType;

/// For the table and the table of users, both as [`table_name`] writes them: a row for every column. Its name, type and
/// collation; whether it must not be empty, has a default, is unique (2: the primary key), and references the table of
/// users with `ON DELETE CASCADE`; how long it is, or 0.
pub(crate) fn columns(dialect: Dialect) -> Statement {
    Statement::new(dialect, if dialect == Dialect::Postgres { POSTGRES } else { MYSQL })
}

/// For a table as [`table_name`] writes it: the names of its columns, none if it is a view.
pub(crate) fn table_columns(dialect: Dialect) -> &'static str {
    if dialect == Dialect::Postgres { POSTGRES_NAMES } else { MYSQL_NAMES }
}

/// For a table as [`table_name`] writes it: the tables that its `user_id` refers to, only such as are found by their name
/// alone.
pub(crate) fn referenced(dialect: Dialect) -> &'static str {
    if dialect == Dialect::Postgres { POSTGRES_REFERENCED } else { MYSQL_REFERENCED }
}

/// The name of a table as the database's own functions want it.
pub(crate) fn table_name(dialect: Dialect, table: &str) -> String {
    if dialect == Dialect::Postgres { format!("\"{table}\"") } else { table.to_owned() }
}

const POSTGRES: &str = r#"
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
           CASE WHEN t.typname = 'varchar' AND a.atttypmod > 4 THEN a.atttypmod - 4 ELSE 0 END::bigint
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass(@1) AND a.attnum > 0 AND NOT a.attisdropped"#;

const POSTGRES_NAMES: &str = "
    SELECT a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.oid = to_regclass(@1) AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped";

const POSTGRES_REFERENCED: &str = "
    SELECT t.relname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'user_id'
    WHERE c.contype = 'f' AND c.conrelid = to_regclass(@1) AND c.conkey = ARRAY[a.attnum]
      AND to_regclass(quote_ident(t.relname)) = t.oid";

const MYSQL_REFERENCED: &str = "
    SELECT CAST(k.referenced_table_name AS CHAR) FROM information_schema.key_column_usage k
    WHERE k.table_schema = DATABASE() AND k.table_name = @1 AND k.column_name = 'user_id'
      AND k.referenced_table_schema = DATABASE()";

const MYSQL_NAMES: &str = "
    SELECT CAST(c.column_name AS CHAR) FROM information_schema.columns c
    WHERE c.table_schema = DATABASE() AND c.table_name = @1
      AND EXISTS (SELECT 1 FROM information_schema.tables t
                  WHERE t.table_schema = DATABASE() AND t.table_name = @1 AND t.table_type = 'BASE TABLE')";

/// Only with the names of the schema and the table themselves does MariaDB not look through every table of the server.
const MYSQL: &str = r#"
    SELECT CAST(c.column_name AS CHAR),
           CAST(IF(c.data_type IN ('binary', 'datetime') OR c.column_type LIKE '%unsigned%', c.column_type, c.data_type) AS CHAR),
           CAST(coalesce(c.collation_name, '') AS CHAR),
           CAST(c.is_nullable = 'NO' AS SIGNED),
           CAST(c.column_default IS NOT NULL OR c.extra <> '' AS SIGNED),
           CAST(coalesce((SELECT max(IF(s.index_name = 'PRIMARY', 2, 1)) FROM information_schema.statistics s
                     WHERE s.table_schema = DATABASE() AND s.table_name = @1
                       AND s.column_name = c.column_name AND s.non_unique = 0 AND s.sub_part IS NULL
                       AND 1 = (SELECT count(*) FROM information_schema.statistics o
                                WHERE o.table_schema = DATABASE() AND o.table_name = @1
                                  AND o.index_name = s.index_name)), 0) AS SIGNED),
           (SELECT count(*) FROM information_schema.key_column_usage k
            JOIN information_schema.referential_constraints r ON r.constraint_name = k.constraint_name
            WHERE k.table_schema = DATABASE() AND k.table_name = @1 AND k.column_name = c.column_name
              AND r.constraint_schema = DATABASE() AND r.table_name = @1
              AND k.referenced_table_name = @2 AND r.delete_rule = 'CASCADE'),
           CAST(coalesce(c.character_maximum_length, 0) AS SIGNED)
    FROM information_schema.columns c WHERE c.table_schema = DATABASE() AND c.table_name = @1"#;

/// Whether text in this collation holds every letter, and compares them all if it is compared. Where there is no
/// collation, both are so.
pub(crate) fn keeps(dialect: Dialect, collation: &str, compared: bool) -> bool {
    let to_the_letter = matches!(collation, "" | "utf8mb4_nopad_bin" | "utf8mb4_0900_bin");
    let holds_every_letter = !dialect.is_mysql() || collation.starts_with("utf8mb4_");
    to_the_letter || (!compared && holds_every_letter)
}

/// The name of an index, then the tables of users and of keys as [`table_name`] writes them: 1 where it is one of the
/// keys', and its first column.
pub(crate) fn index(dialect: Dialect) -> Option<Statement> {
    (dialect == Dialect::Postgres).then(|| Statement::new(dialect, POSTGRES_INDEX))
}

const POSTGRES_INDEX: &str = "
    SELECT (i.indrelid = to_regclass(@3))::int::bigint, a.attname::text
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE c.relname = @1 AND i.indnkeyatts = 1 AND i.indpred IS NULL
      AND (i.indrelid = to_regclass(@2) OR i.indrelid = to_regclass(@3) AND i.indisprimary)";

/// Whether a column of this type, as the database calls it, holds every value of ours.
pub(crate) fn holds(dialect: Dialect, found: &str, needed: ColumnType) -> bool {
    let types: &[&str] = match (dialect, needed) {
        (Dialect::Postgres, ColumnType::Integer) => &["int8"],
        (Dialect::Postgres, ColumnType::Float) => &["float8"],
        (Dialect::Postgres, ColumnType::Boolean) => &["bool"],
        (Dialect::Postgres, ColumnType::Bytes) => &["bytea"],
        (Dialect::Postgres, ColumnType::Timestamp) => &["timestamptz"],
        (Dialect::Postgres, ColumnType::Uuid) => &["uuid"],
        (Dialect::Postgres, ColumnType::Json) => &["jsonb"],
        (Dialect::Postgres, _) => &["text", "varchar"],
        (_, ColumnType::Integer) => &["bigint"],
        (_, ColumnType::Float) => &["double"],
        (_, ColumnType::Boolean) => &["tinyint"],
        (_, ColumnType::Bytes) => &["varbinary", "blob", "mediumblob", "longblob"],
        (_, ColumnType::Timestamp) => &["datetime(3)", "datetime(4)", "datetime(5)", "datetime(6)"],
        (_, ColumnType::Uuid) => &["binary(16)"],
        (_, ColumnType::Json) => &["json", "longtext"],
        (_, _) => &["varchar", "text", "mediumtext", "longtext"],
    };
    types.contains(&found.to_ascii_lowercase().as_str())
}
