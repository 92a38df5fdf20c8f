//! Locks of users, which serialise concurrent changes of a user's keys.

use crate::query::{Query, text};
use crate::{Connection, Failed, Statement, Statements};
use lucerna_core::UserId;

/// Locks a user until the end of the transaction. Returns true if the user exists, or if the database has no such
/// locks.
pub(crate) async fn lock_user<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    user: &UserId,
) -> Result<bool, Failed> {
    let Some(lock) = &statements.user.lock else { return Ok(true) };
    let exists = Query::new(lock, [text(user.as_str())]).exists(connection).await?;
    if exists {
        claim(connection, statements, user.as_str()).await?;
    }
    Ok(exists)
}

/// Locks the user of a key. Returns true if the key exists, or if the database has no such locks.
pub(crate) async fn lock_owner<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    key: &str,
) -> Result<bool, Failed> {
    let Some(lock) = &statements.key.lock_owner else { return Ok(true) };
    let owners = connection.fetch(&Query::new(lock, [text(key)]), |row| Ok(row.text(0)?.to_owned())).await?;
    let Some(owner) = owners.first() else { return Ok(false) };
    claim(connection, statements, owner).await?;
    Ok(true)
}

/// Returns the statements that lock a user.
pub(crate) fn lock_statements(statements: &Statements) -> impl Iterator<Item = Statement> {
    let Statements { user, key, .. } = statements;
    let locks = [&user.lock, &key.lock_owner, &key.claim].into_iter().flatten();
    locks.chain([&key.delete]).cloned()
}

/// Inserts a temporary row before the first read, since that read fixes the snapshot of the transaction.
async fn claim<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    owner: &str,
) -> Result<(), Failed> {
    let Some(claim) = &statements.key.claim else { return Ok(()) };
    // No key's name begins with a colon. A truncated name stands for several users, who then wait for each other.
    let name: String = format!(":{owner}").chars().take(255).collect();
    connection.execute(&Query::new(claim, [text(&name), text(owner)])).await?;
    connection.execute(&Query::new(&statements.key.delete, [text(&name)])).await.map(drop)
}
