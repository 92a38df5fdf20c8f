//! The tables, as numbered migrations.
//!
//! A migration is a text with placeholders for the names and the attributes' columns. Its checksum is that of the text,
//! so that a published migration which was changed afterwards is detected.

use crate::Dialect;
use data_encoding::HEXLOWER;
use lucerna_core::{Column, Schema, Tables};
use sha2::{Digest, Sha256};
use std::fmt;

/// All migrations in order.
#[doc(hidden)]
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        session_columns: &[],
        texts: [
            include_str!("migrations/0001_tables.sqlite.sql"),
            include_str!("migrations/0001_tables.postgres.sql"),
            include_str!("migrations/0001_tables.mysql.sql"),
        ],
    },
    Migration {
        number: 2,
        session_columns: &["lucerna_started", "lucerna_verified", "lucerna_methods", "lucerna_carrier"],
        texts: [
            include_str!("migrations/0002_session_details.sqlite.sql"),
            include_str!("migrations/0002_session_details.postgres.sql"),
            include_str!("migrations/0002_session_details.mysql.sql"),
        ],
    },
];

/// A numbered migration. It skips the parts that were already applied, since MySQL cannot roll back part of it.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Migration {
    number: u32,
    /// The columns that it adds to sessions. Each statement adds one, in this order.
    session_columns: &'static [&'static str],
    /// The texts for SQLite, PostgreSQL and MySQL.
    texts: [&'static str; 3],
}

impl Migration {
    /// Returns its number, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns true if it creates the tables. It is then skipped for tables that another program created.
    #[must_use]
    pub fn creates_tables(&self) -> bool {
        self.number == 1
    }

    /// Returns the columns that it adds to the table of sessions, each with its own statement. A column that exists is
    /// skipped: another program or an interrupted run has created it.
    #[must_use]
    pub fn session_columns(&self) -> &'static [&'static str] {
        self.session_columns
    }

    /// Returns the SHA-256 of its text, in 64 hexadecimal digits.
    #[must_use]
    pub fn checksum(&self, dialect: Dialect) -> String {
        HEXLOWER.encode(&Sha256::digest(self.text(dialect)))
    }

    /// Returns its statements for these tables.
    #[must_use]
    pub fn statements(&self, dialect: Dialect, schema: &Schema) -> Vec<String> {
        let Tables { user, key, session, .. } = schema.tables();
        let mut text = self.text(dialect).to_owned();
        for (place, table) in [("user", user), ("key", key), ("session", session)] {
            text = text.replace(&format!("{{{place}}}"), &dialect.quote(table));
            for column in ["user_id", "idle_expires", "absolute_expires"] {
                let index = dialect.quote(&index_name(table, column));
                text = text.replace(&format!("{{{place}_{column}}}"), &index);
            }
        }
        let [of_users, of_sessions] = [schema.user(), schema.session()].map(|it| definitions(dialect, it));
        let fill = |statement: &str| {
            let statement = statement.trim().replace("{collation}", dialect.collation());
            statement.replace("{user_attributes}", &of_users).replace("{session_attributes}", &of_sessions)
        };
        // A column's default may have a semicolon in it.
        text.split(';').map(fill).collect()
    }

    fn text(&self, dialect: Dialect) -> &'static str {
        dialect.sql().choose(&self.texts)
    }
}

/// Returns the migrations that are still missing, given the applied ones with their checksums.
///
/// # Errors
/// [`MigrationError`] if the applied migrations are not those of this version.
#[doc(hidden)]
pub fn pending(dialect: Dialect, applied: &[(u32, String)]) -> Result<&'static [Migration], MigrationError> {
    let known = MIGRATIONS.last().map_or(0, Migration::number);
    let found = applied.last().map_or(0, |(number, _)| *number);
    if found > known {
        return Err(MigrationError::Newer { found, known });
    }
    let changed = MIGRATIONS.iter().zip(applied).find(|(it, (_, sum))| it.checksum(dialect) != *sum);
    match changed {
        Some((migration, _)) => Err(MigrationError::Changed { migration: migration.number }),
        None => Ok(MIGRATIONS.get(applied.len()..).unwrap_or_default()),
    }
}

/// The error of a database whose applied migrations are not those of this version of Lucerna.
///
/// ```
/// use lucerna_store_sql::MigrationError;
///
/// fn advice(error: &MigrationError) -> &'static str {
///     match error {
///         MigrationError::Newer { .. } => "deploy the later version again, or restore the backup from before it",
///         _ => "run the version of Lucerna that applied the migration",
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrationError {
    /// A later version of Lucerna migrated the tables. This version does not know them.
    Newer {
        /// The last migration in the database.
        found: u32,
        /// The last one that this version knows.
        known: u32,
    },
    /// An applied migration differs from the one that this version has under its number.
    Changed {
        /// Its number.
        migration: u32,
    },
}

lucerna_core::debug_as_display!(MigrationError);

impl fmt::Display for MigrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer { found, known } => write!(
                f,
                "a later version of Lucerna migrated the database to {found}, and this version knows {known}: run \
                 that version or a later one"
            ),
            Self::Changed { migration } => write!(
                f,
                "the applied migration {migration} differs from this version's: run the version of Lucerna that applied it"
            ),
        }
    }
}

impl std::error::Error for MigrationError {}

/// Returns the columns that any migration adds to the table of sessions.
#[doc(hidden)]
#[must_use]
pub fn migrated_session_columns() -> Vec<&'static str> {
    added_to_sessions(MIGRATIONS)
}

/// Returns the columns that these migrations add to the table of sessions.
pub(crate) fn added_to_sessions(steps: &[Migration]) -> Vec<&'static str> {
    steps.iter().flat_map(Migration::session_columns).copied().collect()
}

/// Returns the name of an index. PostgreSQL truncates names after 63 bytes, and a truncated name could collide.
#[doc(hidden)]
#[must_use]
pub fn index_name(table: &str, column: &str) -> String {
    short_name(format!("{table}_{column}"))
}

/// Returns the name of an index of a declared table. No table or column has `$` in its name, so that no two indexes
/// have the same name.
pub(crate) fn record_index_name(table: &str, column: &str) -> String {
    short_name(format!("{table}${column}"))
}

fn short_name(whole: String) -> String {
    if whole.len() <= 63 {
        return whole;
    }
    let mut short = HEXLOWER.encode(&Sha256::digest(&whole));
    short.truncate(32);
    format!("lucerna_{short}")
}

fn definitions(dialect: Dialect, columns: &[Column]) -> String {
    columns.iter().map(|it| format!(", {}", dialect.define(it))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_from_one() {
        assert!(MIGRATIONS.iter().zip(1..).all(|(it, number)| it.number == number));
    }

    /// A change of a published text would change databases that have it already. Add a migration instead.
    #[test]
    fn published_migrations_never_change() {
        let published = [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql]
            .map(|dialect| MIGRATIONS.iter().map(|it| it.checksum(dialect)).collect::<Vec<_>>());
        let sqlite = [
            "e8e0053634609e2e0e03186240f24464fe5fbcd046c3ecab41c6f4673fc8b1ea",
            "047521f4d788d8992964de6d83ed12fadfb065e03beaabd29565a205d0603324",
        ];
        let postgres = [
            "bd02c142aa93544282745d65adc2c7788913962d41a92289bfbd8ab2bc37168c",
            "87a31ae8cf78794a91bf5d28176a179e789f14015caf0d020fb9b2512bbc7900",
        ];
        let mysql = [
            "3f286427c06987534826bdc00ecc81124389d68e39232238c840c82a4505590b",
            "60c9ec1ec8687d100cfe23e6a8c0e87be84e16f4b3d0005cd72a73027362f54e",
        ];
        assert_eq!(published, [sqlite, postgres, mysql]);
    }

    #[test]
    fn applied_migrations_are_compared_with_the_known_ones() {
        let sum = |it: &Migration| it.checksum(Dialect::Sqlite);
        let done: Vec<_> = MIGRATIONS.iter().map(|it| (it.number, sum(it))).collect();
        assert_eq!(pending(Dialect::Sqlite, &[]).unwrap().len(), MIGRATIONS.len());
        assert!(pending(Dialect::Sqlite, &done).unwrap().is_empty());
        let later = [done.as_slice(), &[(99, "?".to_owned())]].concat();
        let known = MIGRATIONS.len().try_into().unwrap();
        assert_eq!(pending(Dialect::Sqlite, &later).unwrap_err(), MigrationError::Newer { found: 99, known });
        let other = pending(Dialect::Sqlite, &[(1, "?".to_owned())]);
        assert_eq!(other.unwrap_err(), MigrationError::Changed { migration: 1 });
    }

    #[test]
    fn each_statement_that_adds_a_column_to_sessions_names_it() {
        for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql, Dialect::MariaDb] {
            let schema = Schema::of::<()>().unwrap();
            for migration in MIGRATIONS.iter().filter(|it| !it.session_columns.is_empty()) {
                let statements = migration.statements(dialect, &schema);
                assert_eq!(statements.len(), migration.session_columns.len());
                for (statement, column) in statements.iter().zip(migration.session_columns) {
                    assert!(statement.contains(&format!("ADD COLUMN {column} ")), "{statement}");
                }
            }
        }
    }

    #[test]
    fn long_index_names_are_hashed_not_truncated() {
        let (one, other) =
            (index_name(&"t".repeat(63), "user_id"), index_name(&"t".repeat(63), "idle_expires"));
        assert!(one.len() <= 63 && one != other);
    }
}
