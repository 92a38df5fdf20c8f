//! Tables under other names than are configured.

use super::{AdoptError, Adoption, quote};
use crate::pool::driver::Driver;
use lucerna_core::Tables;

impl<D: Driver> Adoption<'_, D> {
    /// Views, triggers and foreign keys follow.
    pub(super) async fn rename_tables(&mut self, found: &Tables) -> Result<(), AdoptError> {
        let configured = self.schema.tables();
        let pairs = [
            (&found.user, &configured.user),
            (&found.key, &configured.key),
            (&found.session, &configured.session),
        ];
        for (from, to) in pairs {
            if from != to {
                self.rename(from, to).await?;
            }
        }
        Ok(())
    }

    async fn rename(&mut self, from: &str, to: &str) -> Result<(), AdoptError> {
        let other = "SELECT 'found' WHERE to_regclass(@1) IS NOT NULL";
        if !self.database.texts(other, [&quote(to)]).await?.is_empty() {
            return Err(AdoptError::NotLucia(format!(
                "`{from}` cannot be renamed to `{to}`, since there is another table of that name"
            )));
        }
        self.database.run(&format!("ALTER TABLE {} RENAME TO {}", quote(from), quote(to))).await?;
        self.report.tables.push(format!("`{from}` renamed to `{to}`"));
        Ok(())
    }
}
