//! Locks of users: whoever changes their keys waits for whoever does so already.

use crate::query::{Query, text};
use crate::{Connection, Failed, Statement, Statements};
use lucerna_core::UserId;

/// Locks a user until the end of the transaction, and says whether the user exists. Where there is nothing to lock the
/// answer is yes.
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

/// Locks the user of a key, and says whether the key exists. Where there is nothing to lock the answer is yes.
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

/// The statements that lock a user.
pub(crate) fn of_lock(statements: &Statements) -> impl Iterator<Item = Statement> {
    let Statements { user, key, .. } = statements;
    let locks = [&user.lock, &key.lock_owner, &key.claim].into_iter().flatten();
    locks.chain([&key.delete]).cloned()
}

/// Writes a row that is not to stay, before the first read, which decides what all reads of the transaction see.
async fn claim<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    owner: &str,
) -> Result<(), Failed> {
    let Some(claim) = &statements.key.claim else { return Ok(()) };
    // No key's name begins so. One that is cut stands for several users, who then wait for each other.
    let name: String = format!(":{owner}").chars().take(255).collect();
    connection.execute(&Query::new(claim, [text(&name), text(owner)])).await?;
    connection.execute(&Query::new(&statements.key.delete, [text(&name)])).await.map(drop)
}
