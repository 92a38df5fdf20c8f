//! Is this a database of Lucia's?

use super::words::{quote, same};
use crate::error::Stop;
use crate::{OpenError, tables};
use lucerna_core::Tables;
use lucerna_store_sql::SESSION;
use rusqlite::Connection;

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
const USERS: [&str; 2] = ["user", "auth_user"];
const KEYS: [&str; 3] = ["user_key", "auth_key", "key"];
const SESSIONS: [&str; 3] = ["user_session", "auth_session", "session"];

const OF_KEYS: [&str; 3] = ["id", "user_id", "hashed_password"];

pub(super) fn find(connection: &Connection, configured: &Tables) -> rusqlite::Result<Found> {
    if has(connection, &configured.session, &SESSION)? {
        return Ok(Found::Adopted);
    }
    let of_sessions = ["id", "user_id", "active_expires", "idle_expires"];
    let session = first(connection, names(&configured.session, &SESSIONS), &of_sessions)?;
    let key = first(connection, names(&configured.key, &KEYS), &OF_KEYS)?;
    let (Some(session), Some(key)) = (session, key) else { return Ok(Found::Neither) };
    if has(connection, &session, &["absolute_expires"])? {
        return Ok(Found::Neither);
    }
    // Users may be called anything that the others refer to.
    let mut users = referenced(connection, &session)?;
    users.extend(referenced(connection, &key)?);
    users.extend(names(&configured.user, &USERS));
    let Some(user) = first(connection, users, &["id"])? else { return Ok(Found::Neither) };
    let mut found = Tables::default();
    (found.user, found.key, found.session) = (user, key, session);
    Ok(Found::Lucia(found))
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

/// Refuses to open a database of Lucia's, before anything in it is changed.
pub(crate) fn refuse(connection: &Connection, configured: &Tables) -> Result<(), Stop<OpenError>> {
    match find(connection, configured)? {
        Found::Lucia(names) => Err(OpenError::NotAdopted { sessions: names.session }.into()),
        Found::Neither if has_keys_alone(connection, configured)? => {
            Err(OpenError::NotAdopted { sessions: "another store".to_owned() }.into())
        }
        Found::Adopted | Found::Neither => Ok(()),
    }
}

/// Whether somebody has keys who has no table of sessions, and they are not ours: Lucia had its sessions elsewhere.
fn has_keys_alone(connection: &Connection, configured: &Tables) -> rusqlite::Result<bool> {
    if tables::exists(connection, &configured.session)? || tables::exists(connection, tables::HISTORY)? {
        return Ok(false);
    }
    match first(connection, names(&configured.key, &KEYS), &OF_KEYS)? {
        Some(key) => connection.prepare(&format!("SELECT 1 FROM {} LIMIT 1", quote(&key)))?.exists([]),
        None => Ok(false),
    }
}

fn names(configured: &str, known: &[&str]) -> Vec<String> {
    let others = known.iter().copied().filter(|it| !same(it, configured));
    std::iter::once(configured).chain(others).map(str::to_owned).collect()
}

/// The first of these tables that is there with these columns.
fn first(connection: &Connection, names: Vec<String>, columns: &[&str]) -> rusqlite::Result<Option<String>> {
    for name in names {
        if has(connection, &name, columns)? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn has(connection: &Connection, table: &str, needed: &[&str]) -> rusqlite::Result<bool> {
    let found = columns(connection, table)?;
    let there = needed.iter().all(|needed| found.iter().any(|it| same(it, needed)));
    Ok(there && tables::exists(connection, table)?)
}

/// The names of a table's columns that can be written.
pub(super) fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0";
    connection.prepare(sql)?.query_map([table], |row| row.get(0))?.collect()
}

fn referenced(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let sql = r#"SELECT "table" FROM pragma_foreign_key_list(?) WHERE "from" = 'user_id' COLLATE NOCASE"#;
    connection.prepare(sql)?.query_map([table], |row| row.get(0))?.collect()
}
