//! In what the databases' SQL differs.

use lucerna_core::{Column, ColumnType};

/// The SQL of one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "private to the stores; another dialect must not pass one unseen"
)]
#[doc(hidden)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL: without `RETURNING`.
    MySql,
    /// MariaDB.
    MariaDb,
}

impl Dialect {
    /// Whether it is MySQL or descends from it.
    #[must_use]
    pub fn is_mysql(self) -> bool {
        matches!(self, Self::MySql | Self::MariaDb)
    }

    /// The comparison that takes `NULL` for a value.
    pub(crate) fn differs(self) -> [&'static str; 3] {
        match self {
            Self::Sqlite => ["", " IS NOT ", ""],
            Self::Postgres => ["", " IS DISTINCT FROM ", ""],
            Self::MySql | Self::MariaDb => ["NOT (", " <=> ", ")"],
        }
    }

    /// The type of an attribute's column.
    #[must_use]
    pub fn column_type(self, column: &Column) -> String {
        let (column_type, unique) = (column.column_type(), column.is_unique());
        let name = match self {
            Self::Sqlite => match column_type {
                ColumnType::Integer | ColumnType::Boolean | ColumnType::Timestamp => "INTEGER",
                ColumnType::Float => "REAL",
                ColumnType::Bytes | ColumnType::Uuid => "BLOB",
                _ => "TEXT",
            },
            Self::Postgres => match column_type {
                ColumnType::Integer => "bigint",
                ColumnType::Float => "double precision",
                ColumnType::Boolean => "boolean",
                ColumnType::Bytes => "bytea",
                ColumnType::Timestamp => "timestamptz",
                ColumnType::Uuid => "uuid",
                ColumnType::Json => "jsonb",
                _ => "text",
            },
            Self::MySql | Self::MariaDb => match column_type {
                ColumnType::Integer => "BIGINT",
                ColumnType::Float => "DOUBLE",
                ColumnType::Boolean => "BOOLEAN",
                ColumnType::Bytes if unique => "VARBINARY(255)",
                ColumnType::Bytes => "LONGBLOB",
                ColumnType::Timestamp => "DATETIME(3)",
                ColumnType::Uuid => "BINARY(16)",
                ColumnType::Json => "JSON",
                _ if unique => return format!("VARCHAR(255) {}", self.collation()),
                _ => return format!("LONGTEXT {}", self.collation()),
            },
        };
        name.to_owned()
    }

    /// How text is compared to the letter: without it MySQL takes "a", "A" and "a " for one.
    pub(crate) fn collation(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => r#"COLLATE "C""#,
            Self::MySql => "CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
            Self::MariaDb => "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
        }
    }

    /// A column as it is read: what a driver has no type for is read as an integer or a text.
    pub(crate) fn read(self, column: &Column, table: &str) -> String {
        let name = format!(r#"{table}."{}""#, column.name());
        match column.column_type() {
            ColumnType::Timestamp if self.is_mysql() => {
                format!("TIMESTAMPDIFF(MICROSECOND, '1970-01-01', {name}) DIV 1000")
            }
            ColumnType::Json if self.is_mysql() => format!("CAST({name} AS CHAR)"),
            _ => name,
        }
    }

    /// A value of the column as it is written: the parameter of this number.
    pub(crate) fn write(self, column: &Column, parameter: usize) -> String {
        match column.column_type() {
            ColumnType::Timestamp if self.is_mysql() => {
                format!("TIMESTAMPADD(MICROSECOND, @{parameter} * 1000, '1970-01-01')")
            }
            _ => format!("@{parameter}"),
        }
    }
}
