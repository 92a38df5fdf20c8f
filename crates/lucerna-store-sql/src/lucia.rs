//! Recognition of Lucia's tables.

use crate::history::has_history;
use crate::query::Query;
use crate::tables::columns;
use crate::{Connection, Failed};
use lucerna_core::Tables;

/// The names of the table of users in Lucia's documentation for v2 and v1 and in its schema for Prisma.
#[doc(hidden)]
pub const USERS: [&str; 3] = ["user", "auth_user", "User"];

/// The names of the table of keys.
#[doc(hidden)]
pub const KEYS: [&str; 4] = ["user_key", "auth_key", "key", "Key"];

/// The names of the table of sessions.
#[doc(hidden)]
pub const SESSIONS: [&str; 4] = ["user_session", "auth_session", "session", "Session"];

/// The columns that Lucia's keys have.
#[doc(hidden)]
pub const OF_KEYS: [&str; 3] = ["id", "user_id", "hashed_password"];

/// The columns that Lucia's sessions have.
#[doc(hidden)]
pub const OF_SESSIONS: [&str; 4] = ["id", "user_id", "active_expires", "idle_expires"];

/// The column that only Lucerna's sessions have. Ids do not tell them apart, since an id of Lucia's may look like a
/// hash.
const OURS: &str = "absolute_expires";

/// Returns the table of sessions of a Lucia database that was not adopted yet, or `None` for every other database.
/// Returns `another store` if the sessions are not in this database.
///
/// # Errors
/// [`Failed`] if the database could not answer.
#[doc(hidden)]
pub async fn unadopted<C: Connection>(connection: &mut C, tables: &Tables) -> Result<Option<String>, Failed> {
    let keys = first(connection, candidates(&tables.key, &KEYS), &OF_KEYS).await?;
    let Some(keys) = keys else { return Ok(None) };
    for name in candidates(&tables.session, &SESSIONS) {
        let found = columns(connection, &name, &tables.user).await?;
        let has = |column: &str| found.iter().any(|it| it.name.eq_ignore_ascii_case(column));
        let are_sessions = OF_SESSIONS.iter().all(|it| has(it));
        if are_sessions && !has(OURS) {
            return Ok(Some(name));
        }
        // The sessions of another application on Lucerna stand beside Lucerna's keys.
        if are_sessions || name == tables.session && !found.is_empty() {
            return Ok(None);
        }
    }
    if has_history(connection, tables).await? {
        return Ok(None);
    }
    let dialect = connection.dialect();
    let any = dialect.statement(&format!(r#"SELECT id FROM "{keys}" LIMIT 1"#));
    let is_used = Query::new(&any, []).exists(connection).await?;
    Ok(is_used.then(|| "another store".to_owned()))
}

/// Returns the configured name, followed by the known ones.
#[doc(hidden)]
#[must_use]
pub fn candidates(configured: &str, known: &[&str]) -> Vec<String> {
    let others = known.iter().copied().filter(|it| *it != configured);
    std::iter::once(configured).chain(others).map(str::to_owned).collect()
}

/// Returns the first of these tables that exists and has these columns.
///
/// # Errors
/// [`Failed`] if the database could not answer.
#[doc(hidden)]
pub async fn first<C: Connection>(
    connection: &mut C,
    names: Vec<String>,
    needed: &[&str],
) -> Result<Option<String>, Failed> {
    for name in names {
        let found = columns(connection, &name, "").await?;
        if needed.iter().all(|it| found.iter().any(|found| found.name.eq_ignore_ascii_case(it))) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
