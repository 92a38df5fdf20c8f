//! Tables under other names than are configured.

use super::words::{quote, same};
use super::{AdoptError, Adoption};
use crate::error::Stop;
use crate::tables;
use lucerna_core::Tables;

impl Adoption<'_> {
    /// SQLite carries the new names into views, triggers and foreign keys.
    pub(super) fn rename_tables(&mut self, found: &Tables) -> Result<(), Stop<AdoptError>> {
        let configured = self.schema.tables();
        let pairs = [
            (&found.user, &configured.user),
            (&found.key, &configured.key),
            (&found.session, &configured.session),
        ];
        pairs
            .into_iter()
            .filter(|(from, to)| !same(from, to))
            .try_for_each(|(from, to)| self.rename(from, to))
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Stop<AdoptError>> {
        if tables::exists(self.connection, to)? {
            return Err(AdoptError::NotLucia(format!(
                "`{from}` cannot be renamed to `{to}`, since there is another table of that name"
            ))
            .into());
        }
        self.connection.execute_batch(&format!("ALTER TABLE {} RENAME TO {}", quote(from), quote(to)))?;
        self.report.tables.push(format!("`{from}` renamed to `{to}`"));
        Ok(())
    }
}
