//! Sessions: kept under the hashes of their ids.

use super::{AdoptError, Adoption, quote};
use crate::pool::driver::{Driver, Failed};
use crate::pool::query::integer;

impl<D: Driver> Adoption<'_, D> {
    pub(super) async fn adopt_sessions(&mut self) -> Result<(), AdoptError> {
        let session = quote(&self.schema.tables().session);
        self.refuse_periods(&session).await?;
        self.remove_sessions(&session).await?;
        self.database
            .run(&format!(
                "ALTER TABLE {session} ADD COLUMN absolute_expires bigint, ADD COLUMN active_period bigint,
             ADD COLUMN idle_period bigint"
            ))
            .await?;
        let absolute = self.options.now.after(self.options.policy.absolute).unix_millis();
        // A column of another type makes the database write the whole table anew, and forget its statistics: no row that
        // was, and no token with it, is left behind as it would be by an update.
        self.database.run(&format!(
            "ALTER TABLE {session} ALTER COLUMN id TYPE text USING encode(sha256(convert_to(id, 'UTF8')), 'hex'),
             ALTER COLUMN absolute_expires TYPE bigint USING greatest({absolute}, idle_expires),
             ALTER COLUMN absolute_expires SET NOT NULL"
        ))
        .await?;
        self.report.tables.push(format!(
            "`{}` rewritten: it has `absolute_expires`, `active_period` and `idle_period`",
            self.schema.tables().session
        ));
        Ok(())
    }

    /// What is in a column of the application's that happens to be called so is no period.
    async fn refuse_periods(&mut self, session: &str) -> Result<(), AdoptError> {
        let periods =
            "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(@1) AND NOT attisdropped
             AND attname IN ('active_period', 'idle_period') ORDER BY attnum";
        match self.database.texts(periods, [session]).await?.first() {
            None => Ok(()),
            Some(it) => {
                let table = &self.schema.tables().session;
                let reason = format!("`{table}`.`{it}` is there already, and not Lucerna's: rename it first");
                Err(AdoptError::NotLucia(reason))
            }
        }
    }

    /// Those that are over, have no user, or an id that [`SessionId::of_token`](lucerna_core::SessionId::of_token) takes
    /// for no token.
    async fn remove_sessions(&mut self, session: &str) -> Result<(), Failed> {
        let user = quote(&self.schema.tables().user);
        let now = integer(self.options.now.unix_millis());
        let delete = |which: &str| format!("DELETE FROM {session} s WHERE {which}");
        self.report.dead_sessions_removed =
            self.database.execute(&delete("s.idle_expires < @1"), [now]).await?;
        let orphans = format!("NOT EXISTS (SELECT 1 FROM {user} u WHERE u.id = s.user_id)");
        self.report.orphan_sessions_removed = self.database.execute(&delete(&orphans), []).await?;
        let unusable = r#"s.id COLLATE "C" !~ '^[!-~]{20,128}$'"#;
        self.report.unusable_sessions_removed = self.database.execute(&delete(unusable), []).await?;
        Ok(())
    }
}
