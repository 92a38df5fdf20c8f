//! The tables, as numbered steps.
//!
//! A step is a text with places for the names and the attributes' columns. Its checksum is that of the text, so that a
//! step which was published can be told from one that was changed afterwards.

use crate::Dialect;
use data_encoding::HEXLOWER;
use lucerna_core::{Column, Schema, Tables};
use sha2::{Digest, Sha256};

/// All steps in their order.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    sqlite: include_str!("migrations/0001_tables.sqlite.sql"),
    postgres: include_str!("migrations/0001_tables.postgres.sql"),
    mysql: include_str!("migrations/0001_tables.mysql.sql"),
}];

/// One step. It does nothing where it was done before, since MySQL cannot take back half a step.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    number: u32,
    sqlite: &'static str,
    postgres: &'static str,
    mysql: &'static str,
}

impl Migration {
    /// Its number, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// What tells it from another text, in 64 characters.
    #[must_use]
    pub fn checksum(&self, dialect: Dialect) -> String {
        HEXLOWER.encode(&Sha256::digest(self.text(dialect)))
    }

    /// Its statements for these tables.
    #[must_use]
    pub fn statements(&self, dialect: Dialect, schema: &Schema) -> Vec<String> {
        let Tables { user, key, session, .. } = schema.tables();
        let quote = if dialect.is_mysql() { '`' } else { '"' };
        let mut text = self.text(dialect).to_owned();
        for (place, table) in [("user", user), ("key", key), ("session", session)] {
            text = text.replace(&format!("{{{place}}}"), &format!("{quote}{table}{quote}"));
            for column in ["user_id", "idle_expires", "absolute_expires"] {
                let index = format!("{quote}{}{quote}", index_name(table, column));
                text = text.replace(&format!("{{{place}_{column}}}"), &index);
            }
        }
        text = text.replace("{user_attributes}", &definitions(dialect, schema.user()));
        text = text.replace("{session_attributes}", &definitions(dialect, schema.session()));
        text = text.replace("{collation}", dialect.collation());
        text.split(';').map(|it| it.trim().to_owned()).collect()
    }

    fn text(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
            Dialect::MySql | Dialect::MariaDb => self.mysql,
        }
    }
}

/// PostgreSQL cuts names after 63 bytes, and a name that was cut can be another's.
fn index_name(table: &str, column: &str) -> String {
    let whole = format!("{table}_{column}");
    if whole.len() <= 63 {
        return whole;
    }
    let mut short = HEXLOWER.encode(&Sha256::digest(&whole));
    short.truncate(32);
    format!("lucerna_{short}")
}

fn definitions(dialect: Dialect, columns: &[Column]) -> String {
    columns.iter().map(|it| format!(", {}", definition(dialect, it))).collect()
}

/// A column as the statement that creates it has it.
pub(crate) fn definition(dialect: Dialect, column: &Column) -> String {
    let quote = if dialect.is_mysql() { '`' } else { '"' };
    let null = if column.is_nullable() { "" } else { " NOT NULL" };
    let unique = if column.is_unique() { " UNIQUE" } else { "" };
    format!("{quote}{}{quote} {}{null}{unique}", column.name(), dialect.column_type(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_from_one() {
        assert!(MIGRATIONS.iter().zip(1..).all(|(it, number)| it.number == number));
    }

    /// Whoever changes a published text changes databases that have it already: add a step instead.
    #[test]
    fn what_was_published_is_never_changed() {
        let published = [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql]
            .map(|dialect| MIGRATIONS.iter().map(|it| it.checksum(dialect)).collect::<Vec<_>>());
        assert_eq!(published, [["?"], ["?"], ["?"]]);
    }

    #[test]
    fn a_long_name_of_an_index_is_not_cut() {
        let (one, other) =
            (index_name(&"t".repeat(63), "user_id"), index_name(&"t".repeat(63), "idle_expires"));
        assert!(one.len() <= 63 && one != other);
    }
}
