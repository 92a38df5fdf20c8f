//! Starting a session, in as few round trips as the database can.

use super::super::connection::SqlConnection;
use super::super::driver::Driver;
use super::{SqlStore, Work};
use crate::{Failed, Start, Statement, Statements, starts};
use lucerna_core::{KeyProof, SessionId, SessionStart, SessionStarted, SessionStore, StoreError, UserStore};

impl<D: Driver> SqlStore<D> {
    /// Each statement is a call of its own, so that what is done again never meets what it did before.
    pub(super) async fn start(&self, start: &SessionStart) -> Result<SessionStarted, StoreError> {
        let statements = self.statements();
        match (&statements.session.start, &start.proof) {
            (Start::AtOnce(statement), _) => self.call(AtOnce { statements, statement, start }).await?,
            (Start::Proven(statement), Some(proof)) => {
                match self.call(InsertProven { statements, statement, start, proof }).await?? {
                    true => self.replace(start.replaces.as_ref()).await,
                    false => Ok(SessionStarted::Superseded),
                }
            }
            (Start::Settled(statement), Some(proof)) => {
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

    /// Where nothing ended when the session was settled, the older one may have been gone, or this one with the credential.
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
        starts::start_at_once(connection, self.statements, self.statement, self.start).await
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
        starts::insert_proven(connection, statements, statement, start, proof).await
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
        starts::settle(connection, self.statement, self.start, self.proof).await
    }
}
