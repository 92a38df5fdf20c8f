//! Databases whose sessions Lucia kept elsewhere.

use super::database::Database;
use super::lucia::{self, Found};
use crate::migrations::definitions;
use crate::pool::driver::{Driver, Failed};
use crate::pool::tables;
use lucerna_core::Schema;

impl<D: Driver> Database<'_, D> {
    /// Makes the table of sessions that Lucia would have had, and says whether it did: not if there is one of that name. It
    /// goes again if the database is none of Lucia's with it either, as not every database could undo it.
    pub(super) async fn create_sessions(&mut self, schema: &Schema) -> Result<bool, Failed> {
        let (session, user) = (&schema.tables().session, &schema.tables().user);
        let found = tables::columns::<D>(self.connection, self.dialect, session, user).await?;
        if !found.is_empty() {
            return Ok(false);
        }
        self.run(&self.sessions(schema)).await?;
        if matches!(lucia::find::<D>(self, schema.tables()).await?, Found::Lucia(_)) {
            return Ok(true);
        }
        self.drop_sessions(schema).await?;
        Ok(false)
    }

    pub(super) async fn drop_sessions(&mut self, schema: &Schema) -> Result<(), Failed> {
        self.run(&format!("DROP TABLE {}", self.name(&schema.tables().session))).await
    }

    fn sessions(&self, schema: &Schema) -> String {
        let text = if self.dialect.is_mysql() { "VARCHAR(255)" } else { "text" };
        let collation = self.dialect.collation();
        format!(
            "CREATE TABLE {} (id {text} {collation} NOT NULL PRIMARY KEY, user_id {text} {collation} NOT NULL,
             active_expires BIGINT NOT NULL, idle_expires BIGINT NOT NULL{}){}",
            self.name(&schema.tables().session),
            definitions(self.dialect, schema.session()),
            if self.dialect.is_mysql() { " ENGINE = InnoDB" } else { "" }
        )
    }

    /// As it stands in a statement: the schema's own names are checked.
    fn name(&self, table: &str) -> String {
        if self.dialect.is_mysql() { format!("`{table}`") } else { format!("\"{table}\"") }
    }
}

/// What is told of it.
pub(super) fn created(schema: &Schema) -> String {
    format!("`{}` created: it stays empty, as sessions are elsewhere", schema.tables().session)
}
