//! Rows: what nobody can use goes, keys get their canonical names, and sessions the hashes of their ids.

use super::super::renames::{Renames, renames};
use super::wanted::collation;
use super::{Adoption, MARKER, quote};
use crate::pool::driver::{Driver, Failed, Parameter};
use crate::pool::store::read::text;
use crate::{AdoptError, Dialect};
use lucerna_core::Tables;

/// The bytes that a cookie can have, from `!` to `~`, in hexadecimal, as often as
/// [`SessionId::of_token`](lucerna_core::SessionId::of_token) takes them.
const TOKEN: &str = "^(2[1-9A-F]|[3-6][0-9A-F]|7[0-9A-E]){20,128}$";

/// Which rows are what, in statements in which keys or sessions are called [`KEYS`] or [`SESSIONS`].
pub(super) struct Conditions {
    pub(super) is_single_use: String,
    pub(super) has_no_user: String,
    pub(super) is_over: String,
    pub(super) is_no_token: String,
}

/// What the tables are called, also when they are locked.
pub(super) const USERS: &str = "p0";
pub(super) const KEYS: &str = "c1";
pub(super) const SESSIONS: &str = "c2";

impl Conditions {
    /// For rows that are called so, the table of users, and the character set and collation that its ids have now.
    fn new(dialect: Dialect, it: &str, users: &str, text: [&str; 2], now: i64) -> Self {
        let same = same(dialect, &format!("{USERS}.id"), &format!("{it}.user_id"), text);
        Self {
            is_single_use: format!("{it}.expires IS NOT NULL"),
            has_no_user: format!("NOT EXISTS (SELECT 1 FROM {} AS {USERS} WHERE {same})", quote(users)),
            is_over: format!("CAST({it}.idle_expires AS SIGNED) < {now}"),
            is_no_token: format!("HEX(CONVERT({it}.id USING utf8mb4)) NOT REGEXP '{TOKEN}'"),
        }
    }
}

/// The letters themselves, whatever the collation.
pub(super) fn exact(dialect: Dialect, value: &str) -> String {
    format!("CONVERT({value} USING utf8mb4) COLLATE {}", collation(dialect))
}

/// Whether a value is the same as the one that is indexed in this character set and collation.
fn same(dialect: Dialect, indexed: &str, value: &str, text: [&str; 2]) -> String {
    let [exact_indexed, exact_value] = [indexed, value].map(|it| exact(dialect, it));
    format!("{} AND {exact_indexed} = {exact_value}", alike(indexed, value, text))
}

/// Whether a value is taken for the one that is indexed.
pub(super) fn alike(indexed: &str, value: &str, [charset, collation]: [&str; 2]) -> String {
    format!("{indexed} = CONVERT({value} USING {charset}) COLLATE {collation}")
}

impl<D: Driver> Adoption<'_, D> {
    pub(super) fn conditions(&self, it: &str, names: &Tables, text: [&str; 2]) -> Conditions {
        Conditions::new(self.database.dialect, it, &names.user, text, self.options.now.unix_millis())
    }

    /// One transaction, on columns that are ours already.
    pub(super) async fn adopt_rows(&mut self, has_single_use_keys: bool) -> Result<(), AdoptError> {
        self.add_marker().await?;
        let text = ["utf8mb4", collation(self.database.dialect)];
        let names = self.schema.tables();
        let [keys, sessions] = [&names.key, &names.session].map(|it| quote(it));
        let Conditions { is_single_use, has_no_user, .. } = self.conditions(KEYS, names, text);
        let is_single_use = if has_single_use_keys { &*is_single_use } else { "FALSE" };
        self.database.run("BEGIN").await?;
        self.run_sql(&format!("DELETE {KEYS} FROM {keys} AS {KEYS} WHERE {is_single_use} OR {has_no_user}"))
            .await?;
        self.name_keys(&keys).await?;
        let Conditions { is_over, has_no_user, is_no_token, .. } = self.conditions(SESSIONS, names, text);
        self.run_sql(&format!(
            "DELETE {SESSIONS} FROM {sessions} AS {SESSIONS} WHERE {is_over} OR {has_no_user} OR {is_no_token}"
        ))
        .await?;
        let absolute = self.options.now.after(self.options.policy.absolute).unix_millis();
        self.run_sql(&format!(
            "UPDATE {sessions} SET id = SHA2(id, 256), {MARKER} = GREATEST({absolute}, idle_expires)
             WHERE {MARKER} IS NULL"
        ))
        .await?;
        Ok(self.database.run("COMMIT").await?)
    }

    /// Says of each session whether its id is a hash.
    async fn add_marker(&mut self) -> Result<(), AdoptError> {
        let sessions = &self.schema.tables().session;
        let columns = crate::catalog::table_columns(self.database.dialect);
        if self.database.texts(columns, [sessions]).await?.iter().any(|it| it == MARKER) {
            return Ok(());
        }
        self.alter(sessions, &format!("ADD COLUMN {MARKER} BIGINT")).await
    }

    async fn name_keys(&mut self, keys: &str) -> Result<(), AdoptError> {
        let update = format!("UPDATE {keys} SET id = @2 WHERE id = @1");
        let sql = format!("SELECT id, user_id FROM {keys} ORDER BY id");
        let Renames { problems, pairs } = self.renames_of_keys(&sql).await?;
        if !problems.is_empty() {
            return Err(AdoptError::Rows(problems));
        }
        for (from, to) in &pairs {
            self.database.execute(&update, [from, to].map(|it| Parameter::Text(Some(it)))).await?;
        }
        Ok(())
    }

    /// For the ids and users that a statement gives.
    pub(super) async fn renames_of_keys(&mut self, sql: &str) -> Result<Renames, Failed> {
        let rows = self.database.ask(sql).await?;
        let stored = rows.iter().map(|it| Ok((text::<D>(it, 0)?, text::<D>(it, 1)?)));
        Ok(renames(stored.collect::<Result<_, Failed>>()?))
    }
}
