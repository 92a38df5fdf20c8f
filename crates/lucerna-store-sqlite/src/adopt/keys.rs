//! Keys: what is left of Lucia v1 goes, and names that people type become canonical.

use super::words::{quote, same};
use super::{AdoptError, Adoption, lucia, rebuild};
use crate::error::Stop;
use crate::tables;
use lucerna_store_sql::canonical_key as canonical;
use rusqlite::OptionalExtension;

impl Adoption<'_> {
    pub(super) fn adopt_keys(&mut self) -> Result<(), Stop<AdoptError>> {
        let tables = self.schema.tables();
        let (key, user) = (quote(&tables.key), quote(&tables.user));
        self.drop_leftovers(&tables.key)?;
        let orphans =
            format!("DELETE FROM {key} WHERE NOT EXISTS (SELECT 1 FROM {user} u WHERE u.id = {key}.user_id)");
        self.report.orphan_keys_removed = self.delete(&orphans)?;
        self.name_keys(&key)?;
        self.report.keys = self.count(&tables.key)?;
        let [_, table, _] = tables::tables(self.schema);
        if !rebuild::cascades(self.connection, &table)? {
            rebuild::copy(self.connection, &table)?;
            self.report.tables.push(format!("`{}` rebuilt: keys end with their user", table.name));
        }
        Ok(())
    }

    /// Lucia v1 had single-use keys, and called one key of a user the primary one.
    fn drop_leftovers(&mut self, table: &str) -> Result<(), Stop<AdoptError>> {
        let quoted = quote(table);
        for column in lucia::columns(self.connection, table)? {
            if same(&column, "expires") {
                let single_use = format!("DELETE FROM {quoted} WHERE expires IS NOT NULL");
                self.report.single_use_keys_removed = self.delete(&single_use)?;
            } else if !same(&column, "primary_key") {
                continue;
            }
            self.connection.execute_batch(&format!("ALTER TABLE {quoted} DROP COLUMN {}", quote(&column)))?;
            self.report.tables.push(format!("`{table}`.`{column}` of Lucia v1 dropped"));
        }
        Ok(())
    }

    fn name_keys(&mut self, table: &str) -> Result<(), Stop<AdoptError>> {
        let mut problems = Vec::new();
        for (stored, user) in self.stored_keys(table)? {
            match canonical(&stored) {
                Some(name) if name == stored => {}
                Some(name) => problems.extend(self.rename_key(table, &stored, &name, &user)?),
                None => problems.push(format!("the key {stored:?} of user {user:?} cannot be one")),
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(AdoptError::Rows(problems).into()) }
    }

    fn stored_keys(&self, table: &str) -> rusqlite::Result<Vec<(String, String)>> {
        let mut statement =
            self.connection.prepare(&format!("SELECT id, user_id FROM {table} ORDER BY id"))?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// What stands in the way, if anything does. Two keys of one name are never made one: they may have two passwords.
    fn rename_key(
        &mut self,
        table: &str,
        from: &str,
        to: &str,
        user: &str,
    ) -> rusqlite::Result<Option<String>> {
        let owner = format!("SELECT user_id FROM {table} WHERE id = ?");
        let other: Option<String> =
            self.connection.prepare_cached(&owner)?.query_row([to], |row| row.get(0)).optional()?;
        if let Some(other) = other {
            return Ok(Some(format!(
                "{to:?} would be the key of user {other:?} and, stored as {from:?}, of user {user:?}"
            )));
        }
        let update = format!("UPDATE {table} SET id = ?2 WHERE id = ?1");
        self.connection.prepare_cached(&update)?.execute([from, to])?;
        self.report.keys_renamed += 1;
        Ok(None)
    }

    fn delete(&self, sql: &str) -> rusqlite::Result<u64> {
        self.connection.execute(sql, []).map(|it| u64::try_from(it).unwrap_or(u64::MAX))
    }
}
