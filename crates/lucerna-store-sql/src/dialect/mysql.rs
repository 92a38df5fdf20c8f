//! The SQL of MySQL and MariaDB.

use super::{Sql, hex};
use crate::mapping::SESSION;
use crate::statements::{insert, settle};
use crate::{Dialect, StartStatement};
use lucerna_core::{Column, ColumnType, Schema, Tables, Value};

pub(super) struct MySqlDialect {
    pub(super) is_mariadb: bool,
}

/// Each subquery names schema and table directly. MariaDB would otherwise scan every table of the server.
const COLUMNS: &str = r#"
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
           CAST(coalesce(c.character_maximum_length, 0) AS SIGNED),
           (SELECT count(*) FROM information_schema.statistics i
            WHERE i.table_schema = DATABASE() AND i.table_name = @1
              AND i.column_name = c.column_name AND i.seq_in_index = 1)
    FROM information_schema.columns c WHERE c.table_schema = DATABASE() AND c.table_name = @1
      AND EXISTS (SELECT 1 FROM information_schema.tables t
                  WHERE t.table_schema = DATABASE() AND t.table_name = @1 AND t.table_type = 'BASE TABLE')"#;

impl Sql for MySqlDialect {
    fn differs(&self) -> [&'static str; 3] {
        ["NOT (", " <=> ", ")"]
    }

    fn id_type(&self) -> String {
        format!("VARCHAR(255) {}", self.collation())
    }

    fn table_options(&self) -> &'static str {
        " ENGINE = InnoDB"
    }

    /// Parentheses allow a default of any type. MariaDB rewrites the text of an expression, and fails to escape a
    /// literal that has an introducer.
    fn literal(&self, value: &Value) -> String {
        let text = |it: &str| format!("(CONVERT(x'{}' USING utf8mb4))", hex(it.as_bytes()));
        match value {
            Value::Text(it) | Value::Json(it) => text(it),
            Value::Integer(it) => format!("({it})"),
            Value::Float(it) => format!("({it:?})"),
            Value::Boolean(it) => format!("({})", u8::from(*it)),
            Value::Bytes(it) => format!("(x'{}')", hex(it)),
            Value::Uuid(it) => format!("(x'{}')", hex(it)),
            Value::Timestamp(it) => {
                format!("(TIMESTAMPADD(MICROSECOND, {} * 1000, '1970-01-01'))", it.unix_millis())
            }
            _ => "NULL".to_owned(),
        }
    }

    fn returns_rows(&self) -> bool {
        self.is_mariadb
    }

    fn insert_if_free(&self) -> &'static str {
        ""
    }

    fn or_update(&self) -> &'static str {
        " ON DUPLICATE KEY UPDATE "
    }

    fn column_type(&self, column: &Column) -> String {
        let is_key = column.is_unique() || column.is_indexed();
        let name = match column.column_type() {
            ColumnType::Integer => "BIGINT",
            ColumnType::Float => "DOUBLE",
            ColumnType::Boolean => "BOOLEAN",
            ColumnType::Bytes if is_key => "VARBINARY(255)",
            ColumnType::Bytes => "LONGBLOB",
            ColumnType::Timestamp => "DATETIME(3)",
            ColumnType::Uuid => "BINARY(16)",
            ColumnType::Json => "JSON",
            _ if is_key => return format!("VARCHAR(255) {}", self.collation()),
            _ => return format!("LONGTEXT {}", self.collation()),
        };
        name.to_owned()
    }

    fn collation(&self) -> &'static str {
        match self.is_mariadb {
            true => "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
            false => "CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
        }
    }

    fn read(&self, column: &Column, name: String) -> String {
        match column.column_type() {
            ColumnType::Timestamp => format!("TIMESTAMPDIFF(MICROSECOND, '1970-01-01', {name}) DIV 1000"),
            ColumnType::Json => format!("CAST({name} AS CHAR)"),
            _ => name,
        }
    }

    fn write(&self, column: &Column, parameter: usize) -> String {
        match column.column_type() {
            ColumnType::Timestamp => format!("TIMESTAMPADD(MICROSECOND, @{parameter} * 1000, '1970-01-01')"),
            _ => format!("@{parameter}"),
        }
    }

    fn start(&self, schema: &Schema) -> StartStatement {
        match self.is_mariadb {
            true => StartStatement::Settled(Dialect::MariaDb.statement(&settle(schema.tables()))),
            false => StartStatement::Proven(Dialect::MySql.statement(&insert_proven(schema))),
        }
    }

    /// A plain `SELECT` reads the snapshot of its transaction. It would miss a value that was committed later and still
    /// causes a conflict.
    fn locking_read(&self) -> &'static str {
        " LOCK IN SHARE MODE"
    }

    fn lock(&self) -> Option<&'static str> {
        Some(" FOR UPDATE")
    }

    fn locks_on_one_node(&self) -> bool {
        true
    }

    fn choose<'a>(&self, [_, _, mysql]: &[&'a str; 3]) -> &'a str {
        mysql
    }

    fn columns(&self) -> &'static str {
        COLUMNS
    }

    fn holds(&self, found: &str, needed: ColumnType) -> bool {
        let types: &[&str] = match needed {
            ColumnType::Integer => &["bigint"],
            ColumnType::Float => &["double"],
            ColumnType::Boolean => &["tinyint"],
            ColumnType::Bytes => &["varbinary", "blob", "mediumblob", "longblob"],
            ColumnType::Timestamp => &["datetime(3)", "datetime(4)", "datetime(5)", "datetime(6)"],
            ColumnType::Uuid => &["binary(16)"],
            ColumnType::Json => &["json", "longtext"],
            _ => &["varchar", "text", "mediumtext", "longtext"],
        };
        types.contains(&found.to_ascii_lowercase().as_str())
    }

    fn keeps(&self, collation: &str, compared: bool) -> bool {
        let to_the_letter = matches!(collation, "" | "utf8mb4_nopad_bin" | "utf8mb4_0900_bin");
        to_the_letter || (!compared && collation.starts_with("utf8mb4_"))
    }
}

/// The statement locks the key's row while it compares it. A change of the password therefore waits until the session
/// exists.
fn insert_proven(schema: &Schema) -> String {
    let Tables { key, session, .. } = schema.tables();
    let next = SESSION.len() + schema.session().len() + 1;
    let (id, hash) = (next, next + 1);
    let proven = format!(
        r#"(SELECT user_id FROM "{key}" WHERE id = @{id} AND user_id = @2
            AND (@{hash} IS NULL OR hashed_password = @{hash}) LOCK IN SHARE MODE)"#
    );
    insert(Dialect::MySql, session, &SESSION, schema.session(), 1).replacen("@2", &proven, 1)
}
