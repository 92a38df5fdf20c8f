//! Starting a session, in as few round trips as the database can.

use super::super::driver::{Connected, Driver, Failed, Failure, Parameter, Read};
use super::super::query::{Query, text};
use super::sessions::values;
use super::{Fetch, SqlStore, Work, read};
use crate::{Start, Statement};
use lucerna_core::{
    Conflict, PasswordProof, SessionId, SessionStart, SessionStarted, SessionStore, StoreError, UserStore,
};

impl<D: Driver> SqlStore<D> {
    pub(super) async fn start(&self, start: &SessionStart) -> Result<SessionStarted, StoreError> {
        match (&self.statements().session.start, &start.proof) {
            (Start::AtOnce(statement), _) => self.call(AtOnce { store: self, statement, start }).await?,
            (Start::Proven(statement), Some(proof)) => self.start_proven(statement, start, proof).await,
            (Start::Settled(statement), Some(proof)) => {
                self.insert_session(start.session.clone()).await?;
                self.settle(statement, start, proof).await
            }
            (_, None) => {
                self.insert_session(start.session.clone()).await?;
                self.replace(start.replaces.as_ref()).await
            }
        }
    }

    async fn replace(&self, older: Option<&SessionId>) -> Result<SessionStarted, StoreError> {
        let replaced = match older {
            Some(older) => self.delete_session(older).await?,
            None => false,
        };
        Ok(SessionStarted::Started { replaced })
    }

    async fn start_proven(
        &self,
        statement: &Statement,
        start: &SessionStart,
        proof: &PasswordProof,
    ) -> Result<SessionStarted, StoreError> {
        let key = proof.key.to_string();
        let mut bound = values(&self.statements().schema, &start.session);
        bound.extend([text(&key), text(proof.hash.expose())]);
        if self.call(InsertProven(Query::new(statement, bound))).await?? {
            return self.replace(start.replaces.as_ref()).await;
        }
        // Something else could be missing than somebody whose session it is.
        match proof.still_holds(self.find_key(&proof.key).await?.as_ref()) {
            false => Ok(SessionStarted::Superseded),
            true => Err(StoreError::Broken("the table of sessions takes no session".into())),
        }
    }

    /// Ends the older session, or the new one if the password was changed before it was there.
    async fn settle(
        &self,
        statement: &Statement,
        start: &SessionStart,
        proof: &PasswordProof,
    ) -> Result<SessionStarted, StoreError> {
        let (key, new) = (proof.key.to_string(), start.session.id.as_str());
        let older = Parameter::Text(start.replaces.as_ref().map(SessionId::as_str));
        let values = [text(&key), text(proof.hash.expose()), older, text(new)];
        let read = |row: &Read<D>| read::text::<D>(row, 0);
        let ended = self.call(Fetch(Query::new(statement, values), read)).await?.pop();
        Ok(match ended {
            Some(id) if id == new => SessionStarted::Superseded,
            ended => SessionStarted::Started { replaced: ended.is_some() },
        })
    }
}

/// Inserts the session, and says whether there was somebody whose it is.
struct InsertProven<'a>(Query<'a>);

impl<D: Driver> Work<D> for InsertProven<'_> {
    type Answer = Result<bool, StoreError>;

    async fn run(&self, connection: &mut Connected<D>) -> Result<Self::Answer, Failed> {
        match self.0.execute::<D>(connection).await {
            Err(it) if it.failure == Failure::Null => Ok(Ok(false)),
            Err(it) if it.failure == Failure::Unique => Ok(Err(StoreError::Conflict(Conflict::SessionId))),
            answer => answer.map(|_| Ok(true)),
        }
    }
}

/// Inserts the session, looks at the password and ends the older session in one statement.
struct AtOnce<'a, D: Driver> {
    store: &'a SqlStore<D>,
    statement: &'a Statement,
    start: &'a SessionStart,
}

impl<D: Driver> Work<D> for AtOnce<'_, D> {
    type Answer = Result<SessionStarted, StoreError>;

    async fn run(&self, connection: &mut Connected<D>) -> Result<Self::Answer, Failed> {
        let SessionStart { session, proof, replaces } = self.start;
        let key = proof.as_ref().map(|it| it.key.to_string());
        let hash = proof.as_ref().map(|it| it.hash.expose());
        let mut bound = values(&self.store.statements().schema, session);
        bound.extend([Parameter::Text(key.as_deref()), Parameter::Text(hash)]);
        bound.push(Parameter::Boolean(proof.is_some()));
        bound.push(Parameter::Text(replaces.as_ref().map(SessionId::as_str)));
        let rows = match Query::new(self.statement, bound).fetch::<D>(connection).await {
            Err(it) if it.failure == Failure::Unique => {
                return Ok(Err(StoreError::Conflict(Conflict::SessionId)));
            }
            rows => rows?,
        };
        let row = rows.first().ok_or_else(|| Failed::broken("the statement gave no row"))?;
        let (started, replaced) = (read::integer::<D>(row, 0)? > 0, read::integer::<D>(row, 1)? > 0);
        Ok(Ok(if started { SessionStarted::Started { replaced } } else { SessionStarted::Superseded }))
    }
}
