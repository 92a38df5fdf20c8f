//! Tables made anew where SQLite cannot alter them.
//!
//! The steps are SQLite's own (lang_altertable.html §7): the new table is made beside the old one, filled, and put in its
//! place; then it gets the indexes and triggers back. Views and other tables name it and need not know.

use super::super::Adoption;
use super::definition::Definition;
use crate::AdoptError;
use lucerna_store_sql::Connection;

/// A column that a table has afterwards, whether or not it had it before.
pub(super) struct OwnColumn {
    pub(super) name: &'static str,
    pub(super) definition: String,
    /// What it gets, from the columns of the old table.
    pub(super) value: String,
}

const MADE: &str = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = @1 COLLATE NOCASE";

/// The statements that make its indexes and triggers.
const ATTACHED: &str = "SELECT sql FROM sqlite_schema
    WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = @1 COLLATE NOCASE";

/// The columns that can be written.
const WRITTEN: &str = "SELECT name FROM pragma_table_xinfo(@1) WHERE hidden = 0";

impl<C: Connection> Adoption<'_, C> {
    /// Makes a table anew with these columns. All others stay, with what they hold.
    pub(super) async fn rebuild(&mut self, table: &str, own: &[OwnColumn]) -> Result<(), AdoptError> {
        let made = self.texts(MADE, [table]).await?.concat();
        let unreadable = || AdoptError::NotLucia(format!("`{table}` is not a plain table"));
        let definition = Definition::parse(&made).ok_or_else(unreadable)?;
        let attached = self.texts(ATTACHED, [table]).await?;
        let [old, new] = [table, &format!("{table}_adopted")].map(|it| self.quote(it));
        let definitions: Vec<_> = own.iter().map(|it| (it.name, it.definition.clone())).collect();
        self.run(&definition.create(&new, &definitions)).await?;
        let mut others = self.texts(WRITTEN, [table]).await?;
        others.retain(|it| !own.iter().any(|own| own.name.eq_ignore_ascii_case(it)));
        let others: String = others.iter().map(|it| format!(", {}", self.quote(it))).collect();
        let names = own.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
        let values = own.iter().map(|it| &*it.value).collect::<Vec<_>>().join(", ");
        self.change(&format!("INSERT INTO {new} ({names}{others}) SELECT {values}{others} FROM {old}"))
            .await?;
        // Or SQLite would complain of views on a table that is not there for a moment.
        self.run("PRAGMA legacy_alter_table = ON").await?;
        self.run(&format!("DROP TABLE {old}; ALTER TABLE {new} RENAME TO {old}")).await?;
        self.run("PRAGMA legacy_alter_table = OFF").await?;
        for statement in attached {
            self.run(&statement).await?;
        }
        Ok(())
    }
}
