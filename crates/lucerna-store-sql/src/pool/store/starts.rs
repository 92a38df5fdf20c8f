//! Starting a session, in as few round trips as the database can.

use super::super::driver::{Connected, Driver, Failed, Failure, Parameter};
use super::super::query::{Query, text};
use super::sessions::values;
use super::{Fetch, SqlStore, Work, read};
use lucerna_core::{
    Conflict, PasswordProof, SessionId, SessionStart, SessionStarted, SessionStore, StoreError, UserStore,
};

impl<D: Driver> SqlStore<D> {
    pub(super) async fn start(&self, start: &SessionStart) -> Result<SessionStarted, StoreError> {
        let statements = &self.statements().session;
        if statements.start.is_some() {
            return self.call(AtOnce { store: self, start }).await?;
        }
        self.insert_session(start.session.clone()).await?;
        match (&start.proof, &statements.settle) {
            (Some(proof), Some(_)) => self.settle(start, proof).await,
            (Some(proof), None) if !self.holds(proof).await? => {
                self.delete_session(&start.session.id).await?;
                Ok(SessionStarted::Superseded)
            }
            _ => self.replace(start.replaces.as_ref()).await,
        }
    }

    async fn holds(&self, proof: &PasswordProof) -> Result<bool, StoreError> {
        Ok(proof.still_holds(self.find_key(&proof.key).await?.as_ref()))
    }

    async fn replace(&self, older: Option<&SessionId>) -> Result<SessionStarted, StoreError> {
        let replaced = match older {
            Some(older) => self.delete_session(older).await?,
            None => false,
        };
        Ok(SessionStarted::Started { replaced })
    }

    /// Ends the older session, or the new one if the password was changed before it was there.
    async fn settle(
        &self,
        start: &SessionStart,
        proof: &PasswordProof,
    ) -> Result<SessionStarted, StoreError> {
        let Some(statement) = &self.statements().session.settle else {
            return self.replace(start.replaces.as_ref()).await;
        };
        let (key, new) = (proof.key.to_string(), start.session.id.as_str());
        let older = Parameter::Text(start.replaces.as_ref().map(SessionId::as_str));
        let values = [text(&key), text(proof.hash.expose()), older, text(new)];
        let read = |row: &super::super::Read<D>| read::text::<D>(row, 0);
        let ended = self.call(Fetch(Query::new(statement, values), read)).await?.pop();
        Ok(match ended {
            Some(id) if id == new => SessionStarted::Superseded,
            ended => SessionStarted::Started { replaced: ended.is_some() },
        })
    }
}

/// Inserts the session, looks at the password and ends the older session in one statement.
struct AtOnce<'a, D: Driver> {
    store: &'a SqlStore<D>,
    start: &'a SessionStart,
}

impl<D: Driver> Work<D> for AtOnce<'_, D> {
    type Answer = Result<SessionStarted, StoreError>;

    async fn run(&self, connection: &mut Connected<D>) -> Result<Self::Answer, Failed> {
        let statements = self.store.statements();
        let Some(statement) = &statements.session.start else {
            return Err(Failed::broken("no statement starts a session at once"));
        };
        let SessionStart { session, proof, replaces } = self.start;
        let key = proof.as_ref().map(|it| it.key.to_string());
        let hash = proof.as_ref().map(|it| it.hash.expose());
        let mut bound = values(&statements.schema, session);
        bound.extend([Parameter::Text(key.as_deref()), Parameter::Text(hash)]);
        bound.push(Parameter::Boolean(proof.is_some()));
        bound.push(Parameter::Text(replaces.as_ref().map(SessionId::as_str)));
        let rows = match Query::new(statement, bound).fetch::<D>(connection).await {
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
