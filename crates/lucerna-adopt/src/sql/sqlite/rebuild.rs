//! The rebuilding of tables that SQLite cannot alter.
//!
//! The steps are SQLite's own (lang_altertable.html §7). The new table is created beside the old one, filled, and
//! renamed to replace it. Then its indexes and triggers are created again. Views and other tables refer to it by name
//! and stay unchanged.

use super::super::DatabaseAdoption;
use super::definition::TableDefinition;
use crate::AdoptError;
use lucerna_store_sql::Connection;

/// A column that a table has after the rebuild, with or without having it before.
pub(super) struct RequiredColumn {
    pub(super) name: &'static str,
    pub(super) definition: String,
    /// The expression for its value, over the columns of the old table.
    pub(super) value: String,
}

const CREATE_TABLE: &str = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = @1 COLLATE NOCASE";

/// The query for the statements that create the indexes and triggers of a table.
const ATTACHED: &str = "SELECT sql FROM sqlite_schema
    WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = @1 COLLATE NOCASE";

/// The query for the columns that can be written.
const WRITABLE: &str = "SELECT name FROM pragma_table_xinfo(@1) WHERE hidden = 0";

impl<C: Connection> DatabaseAdoption<'_, C> {
    /// Rebuilds a table with these columns. All other columns stay, with their values.
    pub(super) async fn rebuild(&mut self, table: &str, own: &[RequiredColumn]) -> Result<(), AdoptError> {
        let create = self.texts(CREATE_TABLE, [table]).await?.concat();
        let unreadable = || AdoptError::NotLucia(format!("`{table}` is not a plain table"));
        let definition = TableDefinition::parse(&create).ok_or_else(unreadable)?;
        let attached = self.texts(ATTACHED, [table]).await?;
        let [old, new] = [table, &format!("{table}_adopted")].map(|it| self.quote(it));
        let definitions: Vec<_> = own.iter().map(|it| (it.name, it.definition.clone())).collect();
        self.run(&definition.create(&new, &definitions)).await?;
        let mut others = self.texts(WRITABLE, [table]).await?;
        others.retain(|it| !own.iter().any(|own| own.name.eq_ignore_ascii_case(it)));
        let others: String = others.iter().map(|it| format!(", {}", self.quote(it))).collect();
        let names = own.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
        let values = own.iter().map(|it| &*it.value).collect::<Vec<_>>().join(", ");
        self.change(&format!("INSERT INTO {new} ({names}{others}) SELECT {values}{others} FROM {old}"))
            .await?;
        // Otherwise SQLite would reject views on the table, which does not exist for a moment.
        self.run("PRAGMA legacy_alter_table = ON").await?;
        self.run(&format!("DROP TABLE {old}; ALTER TABLE {new} RENAME TO {old}")).await?;
        self.run("PRAGMA legacy_alter_table = OFF").await?;
        for statement in attached {
            self.run(&statement).await?;
        }
        Ok(())
    }
}
