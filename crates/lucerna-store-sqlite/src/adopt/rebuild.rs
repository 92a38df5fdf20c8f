//! Tables made anew where SQLite cannot alter them.
//!
//! The steps are SQLite's own (lang_altertable.html §7): the new table is made beside the old one, filled, and put in its
//! place; then it gets the indexes and triggers back. Views and other tables name it and need not know.

use super::definition::Definition;
use super::words::{quote, same};
use super::{AdoptError, lucia};
use crate::error::Stop;
use crate::tables::Table;
use lucerna_core::Column;
use rusqlite::Connection;

/// A table being made anew, under a name of its own.
pub(super) struct Rebuild<'a> {
    connection: &'a Connection,
    /// Both in quotes.
    pub(super) old: String,
    pub(super) new: String,
    columns: Vec<String>,
    /// The statements that make its indexes and triggers.
    attached: Vec<String>,
}

impl<'a> Rebuild<'a> {
    /// Makes the new table, which is empty. The definitions of all columns stay but for Lucerna's own.
    pub(super) fn start(
        connection: &'a Connection,
        table: &Table,
        attributes: &[Column],
    ) -> Result<Self, Stop<AdoptError>> {
        let new = quote(&format!("{}_adopted", table.name));
        let definition = definition(connection, &table.name)?;
        let unreadable = || AdoptError::NotLucia(format!("`{}` is not a plain table", table.name));
        let definition = Definition::parse(&definition).ok_or_else(unreadable)?;
        let own = table.columns.iter().filter(|it| !attributes.contains(it));
        let own: Vec<_> = own.map(|it| (&**it.name(), table.define(it))).collect();
        connection.execute_batch(&definition.create(&new, &own))?;
        let columns = lucia::columns(connection, &table.name)?;
        Ok(Self {
            connection,
            old: quote(&table.name),
            new,
            columns,
            attached: attached(connection, &table.name)?,
        })
    }

    /// The names of the old table's columns but for these, in quotes.
    pub(super) fn columns_without(&self, names: &[&str]) -> String {
        let others = self.columns.iter().filter(|it| !names.iter().any(|name| same(name, it)));
        others.map(|it| quote(it)).collect::<Vec<_>>().join(", ")
    }

    /// Puts the new table in the place of the old one.
    pub(super) fn finish(self) -> rusqlite::Result<()> {
        let Self { connection, old, new, attached, .. } = self;
        // Or SQLite would complain of views on a table that is not there for a moment.
        connection.pragma_update(None, "legacy_alter_table", true)?;
        connection.execute_batch(&format!("DROP TABLE {old}; ALTER TABLE {new} RENAME TO {old}"))?;
        connection.pragma_update(None, "legacy_alter_table", false)?;
        attached.iter().try_for_each(|it| connection.execute_batch(it))
    }
}

/// Makes a table anew with all its rows.
pub(super) fn copy(connection: &Connection, table: &Table) -> Result<(), Stop<AdoptError>> {
    let rebuild = Rebuild::start(connection, table, &[])?;
    let (columns, Rebuild { old, new, .. }) = (rebuild.columns_without(&[]), &rebuild);
    connection.execute_batch(&format!("INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}"))?;
    Ok(rebuild.finish()?)
}

/// Whether the rows of a table already end with their user.
pub(super) fn cascades(connection: &Connection, table: &Table) -> rusqlite::Result<bool> {
    let sql = r#"SELECT 1 FROM pragma_foreign_key_list(?1) WHERE "from" = 'user_id' COLLATE NOCASE
                 AND "table" = ?2 COLLATE NOCASE AND on_delete = 'CASCADE'"#;
    connection.prepare(sql)?.exists((&table.name, &table.users))
}

fn definition(connection: &Connection, table: &str) -> rusqlite::Result<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE";
    connection.query_row(sql, [table], |row| row.get(0))
}

fn attached(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL
               AND tbl_name = ? COLLATE NOCASE";
    connection.prepare(sql)?.query_map([table], |row| row.get(0))?.collect()
}
