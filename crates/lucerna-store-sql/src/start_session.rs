//! The statements that start a session.

use crate::mapping::{key, session_values};
use crate::query::{Query, text};
use crate::writes::unless_taken;
use crate::{Connection, Failed, FailureKind, Parameter, Statement, Statements};
use lucerna_core::{Conflict, KeyProof, PasswordHash, SessionId, SessionStart, SessionStarted, StoreError};

/// Inserts the session, checks the proof and ends the older session, in one statement
/// ([`StartStatement::AtOnce`](crate::StartStatement)).
///
/// # Errors
/// [`Failed`] if the statement fails. The inner error is a conflict.
#[doc(hidden)]
pub async fn start_at_once<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    statement: &Statement,
    SessionStart { session, proof, replaces, .. }: &SessionStart,
) -> Result<Result<SessionStarted, StoreError>, Failed> {
    let key = proof.as_ref().map(|it| it.key.to_string());
    let hash = proof.as_ref().and_then(|it| it.hash.as_ref()).map(PasswordHash::expose);
    let mut bound = session_values(&statements.schema, session);
    bound.extend([Parameter::Text(key.as_deref()), Parameter::Text(hash)]);
    bound.push(Parameter::Boolean(proof.is_some()));
    bound.push(Parameter::Text(replaces.as_ref().map(SessionId::as_str)));
    let query = Query::new(statement, bound);
    let rows = match connection.fetch(&query, |row| Ok([row.integer(0)? > 0, row.integer(1)? > 0])).await {
        Err(it) if it.failure == FailureKind::Unique => {
            return Ok(Err(StoreError::Conflict(Conflict::SessionId)));
        }
        rows => rows?,
    };
    match rows.first() {
        Some([true, replaced]) => Ok(Ok(SessionStarted::Started { replaced: *replaced })),
        Some([false, _]) => Ok(Ok(SessionStarted::Superseded)),
        None => Err(Failed::broken("the statement returned no row")),
    }
}

/// Inserts the session if the proof still holds, and returns true if it does
/// ([`StartStatement::Proven`](crate::StartStatement)).
///
/// # Errors
/// [`Failed`] if the statement fails. The inner error is a conflict.
#[doc(hidden)]
pub async fn insert_proven<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    statement: &Statement,
    start: &SessionStart,
    proof: &KeyProof,
) -> Result<Result<bool, StoreError>, Failed> {
    let id = proof.key.to_string();
    let mut bound = session_values(&statements.schema, &start.session);
    bound.extend([text(&id), hash(proof)]);
    match connection.execute(&Query::new(statement, bound)).await {
        Err(it) if it.failure == FailureKind::Null => {
            // A missing value may have another cause than a changed password.
            let query = Query::new(&statements.key.find, [text(&id)]);
            let found = connection.fetch(&query, |row| key(row)).await?.pop();
            match proof.still_holds(found.as_ref(), &start.session.user_id) {
                true => Err(Failed::broken("the database refused the session although its proof holds")),
                false => Ok(Ok(false)),
            }
        }
        outcome => Ok(unless_taken(outcome, Conflict::SessionId)?.map(|_| true)),
    }
}

/// Ends the older session, or the new one if its proof no longer holds
/// ([`StartStatement::Settled`](crate::StartStatement)). Returns `None` if neither existed.
///
/// # Errors
/// [`Failed`] if the statement fails.
#[doc(hidden)]
pub async fn settle<C: Connection>(
    connection: &mut C,
    statement: &Statement,
    start: &SessionStart,
    proof: &KeyProof,
) -> Result<Option<SessionStarted>, Failed> {
    let (key, new) = (proof.key.to_string(), start.session.id.as_str());
    let older = Parameter::Text(start.replaces.as_ref().map(SessionId::as_str));
    let user = text(start.session.user_id.as_str());
    let query = Query::new(statement, [text(&key), hash(proof), older, text(new), user]);
    let ended = connection.fetch(&query, |row| Ok(row.text(0)? == new)).await?.pop();
    Ok(ended.map(|is_new| match is_new {
        true => SessionStarted::Superseded,
        false => SessionStarted::Started { replaced: true },
    }))
}

/// Returns the hash of the proof, or `NULL` for a key that was proven without a password.
fn hash(proof: &KeyProof) -> Parameter<'_> {
    Parameter::Text(proof.hash.as_ref().map(PasswordHash::expose))
}
