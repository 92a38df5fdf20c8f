//! Keys and sessions are bound to their users, and the table of sessions is written anew.

use super::plan::Plan;
use super::there::foreign_keys;
use super::{Adoption, MARKER, quote};
use crate::AdoptError;
use crate::pool::driver::Driver;
use lucerna_core::Tables;

/// How often sessions are looked for that came while the table was about to be written anew.
const ATTEMPTS: usize = 3;

impl<D: Driver> Adoption<'_, D> {
    pub(super) async fn finish(&mut self, plan: &Plan) -> Result<(), AdoptError> {
        let Tables { user, key, session, .. } = self.schema.tables();
        let [of_users, of_keys, of_sessions] = &plan.last;
        if !of_users.is_empty() {
            self.alter(user, &of_users.join(", ")).await?;
        }
        self.drop_references(key, plan.binds_keys).await?;
        if !of_keys.is_empty() {
            self.alter(key, &of_keys.join(", ")).await?;
        }
        self.add_reference(key).await?;
        self.drop_references(session, plan.before_bound.is_some()).await?;
        if let Some(clause) = &plan.before_bound {
            self.alter(session, clause).await?;
        }
        self.add_reference(session).await?;
        self.write_sessions(of_sessions).await
    }

    /// Those to a user with whom the row does not end; and all, if the column that refers is to be changed.
    async fn drop_references(&mut self, table: &str, all: bool) -> Result<(), AdoptError> {
        let users = &self.schema.tables().user;
        let found = foreign_keys(&mut self.database).await?;
        for it in found.iter().filter(|it| it.is_of_user(table, users) && (all || !it.cascades)) {
            self.alter(table, &format!("DROP FOREIGN KEY {}", quote(&it.name))).await?;
        }
        Ok(())
    }

    async fn add_reference(&mut self, table: &str) -> Result<(), AdoptError> {
        let users = &self.schema.tables().user;
        let found = foreign_keys(&mut self.database).await?;
        if found.iter().any(|it| it.is_of_user(table, users) && it.cascades) {
            return Ok(());
        }
        let to = format!("REFERENCES {} (id) ON DELETE CASCADE", quote(users));
        self.alter(table, &format!("ADD FOREIGN KEY (user_id) {to}")).await
    }

    /// The last step: now it is a table of Lucerna's, in a file that never had a token.
    async fn write_sessions(&mut self, more: &[String]) -> Result<(), AdoptError> {
        let session = &self.schema.tables().session;
        let clauses = last_clauses(more);
        let mut attempt = 1;
        loop {
            match self.alter(session, &clauses).await {
                // One that came since has no absolute limit, and its id is no hash.
                Err(_) if attempt < ATTEMPTS && self.has_unmarked(session).await? => {
                    self.adopt_rows(false).await?;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn has_unmarked(&mut self, sessions: &str) -> Result<bool, AdoptError> {
        let sql = format!("SELECT 1 FROM {} WHERE {MARKER} IS NULL LIMIT 1", quote(sessions));
        Ok(!self.database.ask(&sql).await?.is_empty())
    }
}

pub(super) fn last_clauses(more: &[String]) -> String {
    let mut clauses = vec![
        format!("CHANGE {MARKER} absolute_expires BIGINT NOT NULL"),
        "ADD COLUMN active_period BIGINT".to_owned(),
        "ADD COLUMN idle_period BIGINT".to_owned(),
    ];
    clauses.extend_from_slice(more);
    clauses.push("ALGORITHM = COPY".to_owned());
    clauses.join(", ")
}
