//! What refers to what.

use super::{AdoptError, Adoption, quote};
use crate::pool::driver::{Driver, Failed};
use crate::pool::tables;

/// Columns that refer to a table.
const TO: &str = "SELECT format('`%s`.`%s`', t.relname, a.attname)
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = to_regclass(@1) ORDER BY 1";

/// References to a user with whom the row does not end.
const WITHOUT_CASCADE: &str = "SELECT c.conname::text FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'user_id'
    WHERE c.contype = 'f' AND c.conrelid = to_regclass(@1) AND c.confrelid = to_regclass(@2)
      AND c.conkey = ARRAY[a.attnum] AND c.confdeltype <> 'c'";

impl<D: Driver> Adoption<'_, D> {
    /// The ids of sessions change, and what else refers to them is not ours to change.
    pub(super) async fn refuse_references_to_sessions(&mut self, sessions: &str) -> Result<(), AdoptError> {
        let found = self.database.texts(TO, [&quote(sessions)]).await?;
        if found.is_empty() {
            return Ok(());
        }
        let found = found.join(" and ");
        Err(AdoptError::NotLucia(format!(
            "{found} refers to `{sessions}`, whose ids change: drop that first"
        )))
    }

    /// Keys that change may take rows of other tables with them.
    pub(super) async fn refuse_references_to_keys(&mut self) -> Result<(), AdoptError> {
        let keys = &self.schema.tables().key;
        let found = self.database.texts(TO, [&quote(keys)]).await?;
        if found.is_empty() {
            return Ok(());
        }
        let sentence = |it: String| format!("{it} refers to rows of `{keys}`, and some of those change");
        Err(AdoptError::Rows(found.into_iter().map(sentence).collect()))
    }

    pub(super) async fn drop_references_without_cascade(&mut self) -> Result<(), Failed> {
        let tables = self.schema.tables();
        for table in [&tables.key, &tables.session] {
            let table = quote(table);
            for name in self.database.texts(WITHOUT_CASCADE, [&table, &quote(&tables.user)]).await? {
                self.database.run(&format!("ALTER TABLE {table} DROP CONSTRAINT {}", quote(&name))).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn add_references(&mut self) -> Result<(), Failed> {
        let tables = self.schema.tables();
        for (table, what) in [(&tables.key, "keys"), (&tables.session, "sessions")] {
            let found =
                tables::columns::<D>(self.database.connection, self.database.dialect, table, &tables.user)
                    .await?;
            if found.iter().any(|it| it.name == "user_id" && it.cascades) {
                continue;
            }
            let [quoted, users] = [table, &tables.user].map(|it| quote(it));
            let add = format!("ADD FOREIGN KEY (user_id) REFERENCES {users} (id) ON DELETE CASCADE");
            self.database.run(&format!("ALTER TABLE {quoted} {add}")).await?;
            self.report
                .tables
                .push(format!("`{table}`.`user_id` refers to `{}`: {what} end with their user", tables.user));
        }
        Ok(())
    }
}
