//! The tables, as numbered steps.
//!
//! A step is a text with places for the names and the attributes' columns. Its checksum is that of the text, so that a
//! step which was published can be told from one that was changed afterwards.

use crate::Dialect;
use data_encoding::HEXLOWER;
use lucerna_core::{Column, Schema, Tables};
use sha2::{Digest, Sha256};
use std::fmt;

/// All steps in their order.
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

/// One step. It does nothing where it was done before, since MySQL cannot take back half a step.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Migration {
    number: u32,
    /// The columns that it adds to sessions: each of its statements adds one, in this order.
    session_columns: &'static [&'static str],
    /// For SQLite, PostgreSQL and MySQL.
    texts: [&'static str; 3],
}

impl Migration {
    /// Its number, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Whether it creates the tables, so that there is nothing to do where they were made elsewhere.
    #[must_use]
    pub fn creates_tables(&self) -> bool {
        self.number == 1
    }

    /// The columns that it adds to the table of sessions, each with a statement of its own. A column that is there already
    /// is left alone: it was made elsewhere, or by a run that was interrupted.
    #[must_use]
    pub fn session_columns(&self) -> &'static [&'static str] {
        self.session_columns
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

/// The steps that are still to be done, given those that were, with their checksums.
///
/// # Errors
/// [`MigrationError`] if what was done is not what is known here.
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

/// What was done to the tables is not what this version of Lucerna knows.
///
/// ```
/// use lucerna_store_sql::MigrationError;
///
/// fn advice(error: &MigrationError) -> &'static str {
///     match error {
///         MigrationError::Newer { .. } => "deploy the later version again, or restore the backup from before it",
///         _ => "somebody changed the database or the program by hand",
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrationError {
    /// A later version was here: its tables are not known to this one.
    Newer {
        /// The last migration in the database.
        found: u32,
        /// The last one that this version knows.
        known: u32,
    },
    /// A migration that was applied is not the one that this version has under its number.
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
                "the database was migrated to {found} by a later version of Lucerna, and this one knows {known}: run \
                 that version or a later one"
            ),
            Self::Changed { migration } => write!(
                f,
                "migration {migration} was applied with another text than this version of Lucerna has under that number"
            ),
        }
    }
}

impl std::error::Error for MigrationError {}

/// Returns the columns that any step adds to the table of sessions.
#[doc(hidden)]
#[must_use]
pub fn migrated_session_columns() -> Vec<&'static str> {
    added_to_sessions(MIGRATIONS)
}

/// Returns the columns that these steps add to the table of sessions.
pub(crate) fn added_to_sessions(steps: &[Migration]) -> Vec<&'static str> {
    steps.iter().flat_map(Migration::session_columns).copied().collect()
}

/// Returns the name of an index. PostgreSQL cuts names after 63 bytes, and a name that was cut can be another's.
#[doc(hidden)]
#[must_use]
pub fn index_name(table: &str, column: &str) -> String {
    short_name(format!("{table}_{column}"))
}

/// Returns the name of an index of a declared table. No name of a table or column has the sign between the two, so that
/// no two indexes have one name.
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

    /// Whoever changes a published text changes databases that have it already: add a step instead.
    #[test]
    fn what_was_published_is_never_changed() {
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
    fn what_was_done_is_compared_with_what_is_known() {
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
    fn a_long_name_of_an_index_is_not_cut() {
        let (one, other) =
            (index_name(&"t".repeat(63), "user_id"), index_name(&"t".repeat(63), "idle_expires"));
        assert!(one.len() <= 63 && one != other);
    }
}
