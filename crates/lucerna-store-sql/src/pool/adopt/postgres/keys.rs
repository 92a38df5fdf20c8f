//! Keys: what is left of Lucia v1 goes, and names that people type become canonical.

use super::super::renames::{Renames, renames};
use super::{AdoptError, Adoption, quote};
use crate::pool::driver::{Driver, Failed, Parameter};
use crate::pool::store::read::text;

impl<D: Driver> Adoption<'_, D> {
    pub(super) async fn adopt_keys(&mut self) -> Result<(), AdoptError> {
        let [key, user] = [&self.schema.tables().key, &self.schema.tables().user].map(|it| quote(it));
        self.drop_leftovers(&key).await?;
        let orphans =
            format!("DELETE FROM {key} k WHERE NOT EXISTS (SELECT 1 FROM {user} u WHERE u.id = k.user_id)");
        self.report.orphan_keys_removed = self.database.execute(&orphans, []).await?;
        self.name_keys(&key).await?;
        let report = &self.report;
        if report.single_use_keys_removed + report.orphan_keys_removed + report.keys_renamed > 0 {
            self.refuse_references_to_keys().await?;
        }
        Ok(())
    }

    /// Lucia v1 had single-use keys, and called one key of a user the primary one.
    async fn drop_leftovers(&mut self, key: &str) -> Result<(), Failed> {
        let leftovers =
            "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(@1) AND NOT attisdropped
             AND attname IN ('primary_key', 'expires') ORDER BY attnum";
        for column in self.database.texts(leftovers, [key]).await? {
            if column == "expires" {
                let single_use = format!("DELETE FROM {key} WHERE expires IS NOT NULL");
                self.report.single_use_keys_removed = self.database.execute(&single_use, []).await?;
            }
            self.database.run(&format!("ALTER TABLE {key} DROP COLUMN {column}")).await?;
            let table = &self.schema.tables().key;
            self.report.tables.push(format!("`{table}`.`{column}` of Lucia v1 dropped"));
        }
        Ok(())
    }

    async fn name_keys(&mut self, key: &str) -> Result<(), AdoptError> {
        let rows = self.database.rows(&format!("SELECT id, user_id FROM {key} ORDER BY id"), []).await?;
        let stored = rows.iter().map(|it| Ok((text::<D>(it, 0)?, text::<D>(it, 1)?)));
        let Renames { problems, pairs } = renames(stored.collect::<Result<_, Failed>>()?);
        if !problems.is_empty() {
            return Err(AdoptError::Rows(problems));
        }
        let update = format!("UPDATE {key} SET id = @2 WHERE id = @1");
        for (from, to) in &pairs {
            self.report.keys_renamed +=
                self.database.execute(&update, [from, to].map(|it| Parameter::Text(Some(it)))).await?;
        }
        Ok(())
    }
}
