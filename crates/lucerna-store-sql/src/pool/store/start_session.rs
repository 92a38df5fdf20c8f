//! The start of a session, in as few round trips as the database allows.

use super::super::connection::SqlConnection;
use super::super::driver::Driver;
use super::{SqlStore, Work};
use crate::{Failed, StartStatement, Statement, Statements, start_session};
use lucerna_core::{KeyProof, SessionId, SessionStart, SessionStarted, SessionStore, StoreError, UserStore};

impl<D: Driver> SqlStore<D> {
    /// Each statement is a call of its own, so that a retry never meets an earlier attempt.
    pub(super) async fn start(&self, start: &SessionStart) -> Result<SessionStarted, StoreError> {
        let statements = self.statements();
        match (&statements.session.start, &start.proof) {
            (StartStatement::AtOnce(statement), _) => {
                self.call(AtOnce { statements, statement, start }).await?
            }
            (StartStatement::Proven(statement), Some(proof)) => {
                match self.call(InsertProven { statements, statement, start, proof }).await?? {
                    true => self.replace(start.replaces.as_ref()).await,
                    false => Ok(SessionStarted::Superseded),
                }
            }
            (StartStatement::Settled(statement), Some(proof)) => {
                self.insert_session(start.session.clone()).await?;
                let ended = match start.replaces {
                    Some(_) => self.call(Settle { statement, start, proof }).await?,
                    None => None,
                };
                match ended {
                    Some(ended) => Ok(ended),
                    None => self.confirm(start, proof).await,
                }
            }
            (_, None) => {
                self.insert_session(start.session.clone()).await?;
                self.replace(start.replaces.as_ref()).await
            }
        }
    }

    /// Decides the result when the statement ended neither session. Either the older one did not exist, or the new one
    /// was deleted with its credential.
    async fn confirm(&self, start: &SessionStart, proof: &KeyProof) -> Result<SessionStarted, StoreError> {
        let key = self.find_key(&proof.key).await?;
        if proof.still_holds(key.as_ref(), &start.session.user_id) {
            return Ok(SessionStarted::Started { replaced: false });
        }
        self.delete_session(&start.session.id).await?;
        Ok(SessionStarted::Superseded)
    }

    async fn replace(&self, older: Option<&SessionId>) -> Result<SessionStarted, StoreError> {
        let replaced = match older {
            Some(older) => self.delete_session(older).await?,
            None => false,
        };
        Ok(SessionStarted::Started { replaced })
    }
}

struct AtOnce<'a> {
    statements: &'a Statements,
    statement: &'a Statement,
    start: &'a SessionStart,
}

impl<D: Driver> Work<D> for AtOnce<'_> {
    type Answer = Result<SessionStarted, StoreError>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        start_session::start_at_once(connection, self.statements, self.statement, self.start).await
    }
}

struct InsertProven<'a> {
    statements: &'a Statements,
    statement: &'a Statement,
    start: &'a SessionStart,
    proof: &'a KeyProof,
}

impl<D: Driver> Work<D> for InsertProven<'_> {
    type Answer = Result<bool, StoreError>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        let Self { statements, statement, start, proof } = *self;
        start_session::insert_proven(connection, statements, statement, start, proof).await
    }
}

struct Settle<'a> {
    statement: &'a Statement,
    start: &'a SessionStart,
    proof: &'a KeyProof,
}

impl<D: Driver> Work<D> for Settle<'_> {
    type Answer = Option<SessionStarted>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        start_session::settle(connection, self.statement, self.start, self.proof).await
    }
}
