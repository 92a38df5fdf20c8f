//! The differences between the databases' SQL: a file for each.

mod mysql;
mod postgres;
mod sqlite;

use crate::{Start, Statement};
use data_encoding::HEXLOWER;
use lucerna_core::{Column, ColumnType, Schema, Value};

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

/// What each database writes its own way. Templates are those of [`Statement`]: names stand in double quotes, `@1` is the
/// first parameter.
pub(crate) trait Sql: Sync {
    /// The comparison of two values that treats `NULL` as a value: what stands before, between and behind them.
    fn differs(&self) -> [&'static str; 3];

    /// The type of an id.
    fn id_type(&self) -> String {
        format!("text {}", self.collation())
    }

    /// What stands behind the columns of a table that is created.
    fn table_options(&self) -> &'static str;

    /// A value as a text in a statement. It comes from the program, never from a client.
    fn literal(&self, value: &Value) -> String;

    /// Returns true if a statement that deletes or inserts rows can return them.
    fn returns_rows(&self) -> bool;

    /// Inserts nothing where something unique is in the way, and does not fail: what stands behind an `INSERT`. Elsewhere
    /// the statement fails, and its transaction goes on.
    fn insert_if_free(&self) -> &'static str {
        " ON CONFLICT DO NOTHING"
    }

    /// What stands behind an `INSERT`, before the changes of the row that has the id already.
    fn or_update(&self) -> &'static str {
        " ON CONFLICT (id) DO UPDATE SET "
    }

    /// The columns of an index that finds the rows with a value in a column, ordered by id.
    fn index_columns(&self, column: &str) -> String {
        format!(r#""{column}""#)
    }

    /// The type of a column.
    fn column_type(&self, column: &Column) -> String;

    /// The collation that compares text to the letter, as it stands behind a type.
    fn collation(&self) -> &'static str;

    /// A column as it is read: what the driver has no type for is read as an integer or a text.
    fn read(&self, _column: &Column, name: String) -> String {
        name
    }

    /// A value of the column as it is written: the parameter of this number.
    fn write(&self, _column: &Column, parameter: usize) -> String {
        format!("@{parameter}")
    }

    /// How a session starts.
    fn start(&self, schema: &Schema) -> Start;

    /// What a `SELECT` needs at its end to see what is there now, also in a transaction that began before.
    fn now(&self) -> &'static str {
        ""
    }

    /// Returns true if one statement can insert a user and a key.
    fn inserts_two_rows(&self) -> bool {
        false
    }

    /// What a `SELECT` of the row `u` needs at its end to lock it, where rows are locked.
    fn lock(&self) -> Option<&'static str>;

    /// Returns true if rows are locked on one node of a cluster only.
    fn locks_on_one_node(&self) -> bool {
        false
    }

    /// The text of a migration that was published for this database.
    fn choose<'a>(&self, texts: &[&'a str; 3]) -> &'a str;

    /// The question for the columns of the table `@1`, with the table of users as `@2`: the rows of
    /// [`columns`](crate::tables::columns). Views have none.
    fn columns(&self) -> &'static str;

    /// The name of a table as a parameter of that question.
    fn table(&self, name: &str) -> String {
        name.to_owned()
    }

    /// Returns true if the database takes two names of columns for one.
    fn is_same_name(&self, one: &str, other: &str) -> bool {
        one.eq_ignore_ascii_case(other)
    }

    /// Returns true if a column of this type, as the database calls it, holds every value of ours.
    fn holds(&self, found: &str, needed: ColumnType) -> bool;

    /// Returns true if text in this collation holds every letter, and compares them all if it is compared. Types without
    /// a collation have an empty one.
    fn keeps(&self, collation: &str, _compared: bool) -> bool {
        collation.is_empty()
    }

    /// The question for the index `@1`, with the tables of users and of keys as `@2` and `@3`: 1 if it belongs to the keys,
    /// and its first column. Only where an error names the index.
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
            Self::Sqlite => &sqlite::Sqlite,
            Self::Postgres => &postgres::Postgres,
            Self::MySql => &mysql::MySql { is_mariadb: false },
            Self::MariaDb => &mysql::MySql { is_mariadb: true },
        }
    }

    /// Returns a name in quotes, whatever is in it.
    #[must_use]
    pub fn quote(self, name: &str) -> String {
        match self.is_mysql() {
            true => format!("`{}`", name.replace('`', "``")),
            false => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// The collation that compares text to the letter, as it stands behind a type.
    #[must_use]
    pub fn collation(self) -> &'static str {
        self.sql().collation()
    }

    /// Returns true if text in this collation holds every letter, and compares them all if it is compared.
    #[must_use]
    pub fn keeps(self, collation: &str, compared: bool) -> bool {
        self.sql().keeps(collation, compared)
    }

    /// Returns a column as the statement that creates it has it.
    #[must_use]
    pub fn define(self, column: &Column) -> String {
        let unique = if column.is_unique() { " UNIQUE" } else { "" };
        format!("{}{unique}", self.define_without_index(column))
    }

    /// The same without a word about being unique.
    pub(crate) fn define_without_index(self, column: &Column) -> String {
        let null = if column.is_nullable() { "" } else { " NOT NULL" };
        let default = match column.default_value() {
            None | Some(Value::Null) => String::new(),
            Some(value) => format!(" DEFAULT {}", self.sql().literal(value)),
        };
        format!("{} {}{null}{default}", self.quote(column.name()), self.sql().column_type(column))
    }

    /// Translates a text in which names stand in double quotes and `@1` is the first parameter.
    #[must_use]
    pub fn statement(self, template: &str) -> Statement {
        Statement::new(self, template)
    }
}
