//! Is this a database of Lucia's?

use super::database::Database;
use super::postgres;
use crate::pool::driver::{Connected, Driver, Failed};
use crate::{Dialect, SESSION, catalog};
use lucerna_core::Tables;

/// What a database is, judged by the columns of its sessions. Their ids tell nothing: an id of Lucia's may look like a
/// hash.
pub(super) enum Found {
    /// One of Lucia's, with its tables under these names.
    Lucia(Tables),
    /// One of Lucerna's, adopted or made so.
    Adopted,
    Neither,
}

/// The names in Lucia's documentation for v2 and v1 and in its schema for Prisma, after the configured one.
const USERS: [&str; 3] = ["user", "auth_user", "User"];
pub(in crate::pool) const KEYS: [&str; 4] = ["user_key", "auth_key", "key", "Key"];
const SESSIONS: [&str; 4] = ["user_session", "auth_session", "session", "Session"];

const OF_SESSIONS: [&str; 4] = ["id", "user_id", "active_expires", "idle_expires"];
pub(in crate::pool) const OF_KEYS: [&str; 3] = ["id", "user_id", "hashed_password"];

pub(super) async fn find<D: Driver>(
    database: &mut Database<'_, D>,
    configured: &Tables,
) -> Result<Found, Failed> {
    let mut tables = Catalog(database);
    if tables.has(&configured.session, &SESSION).await? {
        return Ok(Found::Adopted);
    }
    let session = tables.first(names(&configured.session, &SESSIONS), &OF_SESSIONS).await?;
    let key = tables.first(names(&configured.key, &KEYS), &OF_KEYS).await?;
    let (Some(session), Some(key)) = (session, key) else { return Ok(Found::Neither) };
    if tables.has(&session, &["absolute_expires"]).await? {
        return Ok(Found::Neither);
    }
    // Users may be called anything that the others refer to.
    let mut users = tables.referenced(&session).await?;
    users.extend(tables.referenced(&key).await?);
    users.extend(names(&configured.user, &USERS));
    let Some(user) = tables.first(users, &["id"]).await? else { return Ok(Found::Neither) };
    let mut found = Tables::default();
    (found.user, found.key, found.session) = (user, key, session);
    Ok(Found::Lucia(found))
}

/// Lucia's table of sessions under one of its own names, where there is none of the configured name.
pub(in crate::pool) async fn unadopted<D: Driver>(
    connection: &mut Connected<D>,
    dialect: Dialect,
    configured: &Tables,
) -> Result<Option<String>, Failed> {
    let mut database = Database::<'_, D> { connection, dialect };
    let mut tables = Catalog(&mut database);
    if !tables.columns(&configured.session).await?.is_empty() {
        return Ok(None);
    }
    match tables.first(names(&configured.session, &SESSIONS), &OF_SESSIONS).await? {
        Some(found) if !tables.has(&found, &["absolute_expires"]).await? => Ok(Some(found)),
        _ => Ok(None),
    }
}

/// What an error says was looked for.
pub(super) fn sought(configured: &Tables) -> String {
    let list = |configured: &str, known: &[&str]| names(configured, known).join("` or `");
    format!(
        "it is none of Lucia v2, which has its users in `{}`, keys in `{}` and sessions with `active_expires` and \
         `idle_expires`, but no `absolute_expires`, in `{}`; where they are in Redis, SESSION_URL names it",
        list(&configured.user, &USERS),
        list(&configured.key, &KEYS),
        list(&configured.session, &SESSIONS),
    )
}

fn names(configured: &str, known: &[&str]) -> Vec<String> {
    let others = known.iter().copied().filter(|it| *it != configured);
    std::iter::once(configured).chain(others).map(str::to_owned).collect()
}

struct Catalog<'a, 'b, D: Driver>(&'a mut Database<'b, D>);

impl<D: Driver> Catalog<'_, '_, D> {
    /// The first of these tables that is there with these columns.
    async fn first(&mut self, names: Vec<String>, columns: &[&str]) -> Result<Option<String>, Failed> {
        for name in names {
            if self.has(&name, columns).await? {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    async fn has(&mut self, table: &str, needed: &[&str]) -> Result<bool, Failed> {
        let found = self.columns(table).await?;
        Ok(needed.iter().all(|needed| found.iter().any(|it| it == needed)))
    }

    async fn columns(&mut self, table: &str) -> Result<Vec<String>, Failed> {
        self.0.texts(catalog::table_columns(self.0.dialect), [&self.name(table)]).await
    }

    /// The tables that `user_id` refers to.
    async fn referenced(&mut self, table: &str) -> Result<Vec<String>, Failed> {
        self.0.texts(catalog::referenced(self.0.dialect), [&self.name(table)]).await
    }

    fn name(&self, table: &str) -> String {
        if self.0.dialect == Dialect::Postgres { postgres::quote(table) } else { table.to_owned() }
    }
}
