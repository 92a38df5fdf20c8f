//! Tables made anew where SQLite cannot alter them.
//!
//! The steps are SQLite's own (lang_altertable.html §7): the new table is made beside the old one, filled, and put in its
//! place; then it gets the indexes and triggers back. Views and other tables name it and need not know.

use super::super::Adoption;
use super::definition::Definition;
use crate::AdoptError;
use lucerna_store_sql::{Connection, Failed};

/// A table being made anew, under a name of its own. All names are in quotes.
pub(super) struct Rebuild {
    old: String,
    new: String,
    columns: Vec<String>,
    /// The statements that make its indexes and triggers.
    attached: Vec<String>,
}

const MADE: &str = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = @1 COLLATE NOCASE";

const ATTACHED: &str = "SELECT sql FROM sqlite_schema
    WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = @1 COLLATE NOCASE";

/// The columns that can be written.
const WRITTEN: &str = "SELECT name FROM pragma_table_xinfo(@1) WHERE hidden = 0";

impl Rebuild {
    /// Makes the new table, which is empty. The definitions of all columns stay but for these.
    pub(super) async fn start<C: Connection>(
        adoption: &mut Adoption<'_, C>,
        table: &str,
        own: Vec<(&str, String)>,
    ) -> Result<Self, AdoptError> {
        let made = adoption.texts(MADE, [table]).await?.concat();
        let unreadable = || AdoptError::NotLucia(format!("`{table}` is not a plain table"));
        let definition = Definition::parse(&made).ok_or_else(unreadable)?;
        let rebuild = Self {
            old: adoption.quote(table),
            new: adoption.quote(&format!("{table}_adopted")),
            columns: adoption.texts(WRITTEN, [table]).await?,
            attached: adoption.texts(ATTACHED, [table]).await?,
        };
        adoption.run(&definition.create(&rebuild.new, &own)).await?;
        Ok(rebuild)
    }

    /// The names of the old table's columns but for these.
    pub(super) fn columns_without(&self, names: &[&str]) -> String {
        let others = self.columns.iter().filter(|it| !names.iter().any(|name| name.eq_ignore_ascii_case(it)));
        let quoted = others.map(|it| format!("\"{}\"", it.replace('"', "\"\"")));
        quoted.collect::<Vec<_>>().join(", ")
    }

    /// Copies every row: these values into these columns.
    pub(super) async fn fill<C: Connection>(
        &self,
        adoption: &mut Adoption<'_, C>,
        columns: &str,
        values: &str,
    ) -> Result<(), Failed> {
        let Self { old, new, .. } = self;
        adoption.change(&format!("INSERT INTO {new} ({columns}) SELECT {values} FROM {old}")).await.map(drop)
    }

    /// Puts the new table in the place of the old one.
    pub(super) async fn finish<C: Connection>(self, adoption: &mut Adoption<'_, C>) -> Result<(), Failed> {
        let Self { old, new, attached, .. } = self;
        // Or SQLite would complain of views on a table that is not there for a moment.
        adoption.run("PRAGMA legacy_alter_table = ON").await?;
        adoption.run(&format!("DROP TABLE {old}; ALTER TABLE {new} RENAME TO {old}")).await?;
        adoption.run("PRAGMA legacy_alter_table = OFF").await?;
        for statement in attached {
            adoption.run(&statement).await?;
        }
        Ok(())
    }
}
