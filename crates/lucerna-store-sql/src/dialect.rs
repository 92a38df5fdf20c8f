//! The differences between the databases' SQL, in one file per database.

mod mysql;
mod postgres;
mod sqlite;

use crate::{StartStatement, Statement};
use data_encoding::HEXLOWER;
use lucerna_core::{Column, ColumnType, Schema, Value};

/// The SQL dialect of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "private to the stores; the compiler has to find each match that lacks a new dialect"
)]
#[doc(hidden)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL, which has no `RETURNING`.
    MySql,
    /// MariaDB.
    MariaDb,
}

/// The SQL that differs between databases. Templates are those of [`Statement`]: names stand in double quotes, and `@1`
/// is the first parameter.
pub(crate) trait Sql: Sync {
    /// Returns the comparison of two values that treats `NULL` as a value: the text before, between and after them.
    fn differs(&self) -> [&'static str; 3];

    /// Returns the type of an id.
    fn id_type(&self) -> String {
        format!("text {}", self.collation())
    }

    /// Returns the text after the columns in `CREATE TABLE`.
    fn table_options(&self) -> &'static str;

    /// Returns a value as a literal. Values come from the program, never from a client.
    fn literal(&self, value: &Value) -> String;

    /// Returns true if a statement that deletes or inserts rows can return them.
    fn returns_rows(&self) -> bool;

    /// Returns the text after an `INSERT` that makes it insert nothing on a unique conflict. Without such a text the
    /// statement fails, and its transaction goes on.
    fn insert_if_free(&self) -> &'static str {
        " ON CONFLICT DO NOTHING"
    }

    /// Returns the text between an `INSERT` and the assignments for a row whose id exists.
    fn or_update(&self) -> &'static str {
        " ON CONFLICT (id) DO UPDATE SET "
    }

    /// Returns the columns of an index for finding rows by a column, ordered by id.
    fn index_columns(&self, column: &str) -> String {
        format!(r#""{column}""#)
    }

    /// Returns the type of a column.
    fn column_type(&self, column: &Column) -> String;

    /// Returns the collation that compares text byte by byte, as it follows a type.
    fn collation(&self) -> &'static str;

    /// Returns the expression that reads a column. A type without a counterpart in the driver is read as an integer or
    /// a text.
    fn read(&self, _column: &Column, name: String) -> String {
        name
    }

    /// Returns the expression that writes the parameter of this number to the column.
    fn write(&self, _column: &Column, parameter: usize) -> String {
        format!("@{parameter}")
    }

    /// Returns the statement that starts a session.
    fn start(&self, schema: &Schema) -> StartStatement;

    /// Returns the end of a `SELECT` that reads the latest committed rows, even in an older transaction.
    fn locking_read(&self) -> &'static str {
        ""
    }

    /// Returns true if one statement can insert a user and a key.
    fn inserts_two_rows(&self) -> bool {
        false
    }

    /// Returns the end of a `SELECT` that locks the row `u`, if the database locks rows.
    fn lock(&self) -> Option<&'static str>;

    /// Returns true if a lock holds on one node of a cluster only.
    fn locks_on_one_node(&self) -> bool {
        false
    }

    /// Returns the text of a migration for this database.
    fn choose<'a>(&self, texts: &[&'a str; 3]) -> &'a str;

    /// Returns the query for the columns of the table `@1`, with the table of users as `@2`. Its rows are those of
    /// [`columns`](crate::tables::columns). It returns no rows for views.
    fn columns(&self) -> &'static str;

    /// Returns the name of a table as a parameter of that query.
    fn table(&self, name: &str) -> String {
        name.to_owned()
    }

    /// Returns true if the database treats two names of columns as equal.
    fn is_same_name(&self, one: &str, other: &str) -> bool {
        one.eq_ignore_ascii_case(other)
    }

    /// Returns true if a column of this type, as the database names it, holds every value of the needed type.
    fn holds(&self, found: &str, needed: ColumnType) -> bool;

    /// Returns true if a collation stores every character and, for compared columns, tells them all apart. Types
    /// without a collation have an empty one.
    fn keeps(&self, collation: &str, _compared: bool) -> bool {
        collation.is_empty()
    }

    /// Returns the query for the index `@1`, with the tables of users and of keys as `@2` and `@3`. Its row holds 1 if
    /// the index belongs to the keys, and the index's first column. Only databases whose errors name the index have it.
    #[cfg(feature = "pool")]
    fn index(&self) -> Option<&'static str> {
        None
    }
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

impl Dialect {
    /// Returns true for MySQL and MariaDB.
    #[must_use]
    pub fn is_mysql(self) -> bool {
        matches!(self, Self::MySql | Self::MariaDb)
    }

    pub(crate) fn sql(self) -> &'static dyn Sql {
        match self {
            Self::Sqlite => &sqlite::SqliteDialect,
            Self::Postgres => &postgres::PostgresDialect,
            Self::MySql => &mysql::MySqlDialect { is_mariadb: false },
            Self::MariaDb => &mysql::MySqlDialect { is_mariadb: true },
        }
    }

    /// Returns a name in quotes, with quotes inside it escaped.
    #[must_use]
    pub fn quote(self, name: &str) -> String {
        match self.is_mysql() {
            true => format!("`{}`", name.replace('`', "``")),
            false => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// Returns the collation that compares text byte by byte, as it follows a type.
    #[must_use]
    pub fn collation(self) -> &'static str {
        self.sql().collation()
    }

    /// Returns true if a collation stores every character and, for compared columns, tells them all apart.
    #[must_use]
    pub fn keeps(self, collation: &str, compared: bool) -> bool {
        self.sql().keeps(collation, compared)
    }

    /// Returns the definition of a column for `CREATE TABLE`.
    #[must_use]
    pub fn define(self, column: &Column) -> String {
        let unique = if column.is_unique() { " UNIQUE" } else { "" };
        format!("{}{unique}", self.define_without_index(column))
    }

    /// Returns the definition without `UNIQUE`.
    pub(crate) fn define_without_index(self, column: &Column) -> String {
        let null = if column.is_nullable() { "" } else { " NOT NULL" };
        let default = match column.default_value() {
            None | Some(Value::Null) => String::new(),
            Some(value) => format!(" DEFAULT {}", self.sql().literal(value)),
        };
        format!("{} {}{null}{default}", self.quote(column.name()), self.sql().column_type(column))
    }

    /// Translates a template, in which names stand in double quotes and `@1` is the first parameter.
    #[must_use]
    pub fn statement(self, template: &str) -> Statement {
        Statement::new(self, template)
    }
}
