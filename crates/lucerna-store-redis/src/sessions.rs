//! Sessions. Each method runs one script, and on a cluster reads the pointer first.

use crate::RedisStore;
use crate::commands::ScriptCall;
use crate::error::broken;
use crate::insert_mark::new_mark;
use crate::owners::OwnerCache;
use crate::row;
use crate::scripts::{
    END_SESSION, END_USER_SESSIONS, FIND, INSERT, LIST, RENAME, RENEW, SWEEP, Script, UPDATE,
};
use crate::value::{Fields, arguments, time, write_arguments};
use lucerna_core::{
    Conflict, Expiry, Methods, Row, SessionId, SessionRecord, SessionState, SessionStore, StoreError,
    Timestamp, UserId,
};
use redis::{Value, from_redis_value};

/// The latest time that scripts and scores can represent to the millisecond, since they use floating-point numbers.
pub(crate) const LATEST_MILLIS: i64 = (1 << 53) - 1;

impl SessionStore for RedisStore {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        let SessionInsertion { keys, values, over } = self.insertion(&session)?;
        if self.owners.is_some() && !self.set_pointer(&session.id, &session.user_id, over).await? {
            return Err(StoreError::Conflict(Conflict::SessionId));
        }
        match self.commands.write(ScriptCall { script: &INSERT, keys: &keys, values: &values }).await? {
            Value::Int(1) => Ok(()),
            _ => Err(StoreError::Conflict(Conflict::SessionId)),
        }
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let fields = match &self.owners {
            None => self.read_row(id, &[self.keys.pointer(id)]).await?,
            Some(cache) => self.read_row_on_cluster(id, cache).await?,
        };
        let found = fields.map(|it| row::session(*id, it, &self.columns)).transpose()?;
        Ok(found.filter(|it| is_alive(it, now)))
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let keys = [self.keys.index(user)];
        let listed = self.commands.read(ScriptCall { script: &LIST, keys: &keys, values: &[] }).await?;
        let listed = from_redis_value::<Vec<(String, Fields)>>(listed);
        let listed = listed.map_err(|_| broken("the sessions of a user cannot be read"))?;
        let mut sessions = Vec::with_capacity(listed.len());
        for (id, fields) in listed {
            sessions.push(row::session(parsed(&id)?, fields, &self.columns)?);
        }
        sessions.retain(|it| is_alive(it, now));
        sessions.sort_unstable_by_key(|it| it.id);
        Ok(sessions)
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        let owner = match self.owners {
            None => None,
            Some(_) => self.owner_until(id, expiry.idle.unix_millis().min(LATEST_MILLIS)).await?,
        };
        let [active, idle] = [expiry.active, expiry.idle].map(time);
        self.change(&RENEW, id, owner, [active, idle, LATEST_MILLIS.to_string().into()]).await
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        let rest = write_arguments(row::changed_fields(&changes, &self.columns)?);
        self.change(&UPDATE, id, self.owner_on_cluster(id).await?, rest).await
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        let owner = match self.owners {
            None => None,
            Some(_) => match self.copy_pointer(id, new).await? {
                None => return Ok(false),
                owner => owner,
            },
        };
        let mut rest = vec![new.as_str().into()];
        let fields = verified.map(|(at, methods)| row::verification(Some(at), methods).into());
        rest.extend(write_arguments(fields.unwrap_or_default()));
        let renamed = self.change(&RENAME, id, owner, rest).await?;
        if renamed {
            self.delete_pointers(&[*id]).await;
        }
        Ok(renamed)
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        let ended = self.change(&END_SESSION, id, self.owner_on_cluster(id).await?, []).await?;
        if ended {
            self.delete_pointers(&[*id]).await;
        }
        Ok(ended)
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        let keep = keep.map(|it| it.as_str().as_bytes().to_vec()).unwrap_or_default();
        let values = [self.pointer_prefix(), keep];
        let keys = [self.keys.index(user)];
        self.count_ended(
            self.commands
                .write(ScriptCall { script: &END_USER_SESSIONS, keys: &keys, values: &values })
                .await?,
        )
        .await
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let values = [self.pointer_prefix(), now.unix_millis().min(LATEST_MILLIS).to_string().into()];
        let (mut scan, mut count) = (self.scan(self.keys.any_index()).await?, 0);
        while let Some(indexes) = self.next_page(&mut scan).await? {
            // On a cluster, each index is in another slot.
            let together = if self.owners.is_some() { 1 } else { indexes.len().max(1) };
            for keys in indexes.chunks(together) {
                let dead = self.commands.write(ScriptCall { script: &SWEEP, keys, values: &values }).await?;
                count += self.count_ended(dead).await?;
            }
        }
        Ok(count)
    }
}

/// The arguments of the script that inserts a session, and the session's expiry.
pub(crate) struct SessionInsertion {
    pub(crate) keys: Vec<String>,
    pub(crate) values: Vec<Vec<u8>>,
    over: i64,
}

impl RedisStore {
    pub(crate) fn insertion(&self, session: &SessionRecord) -> Result<SessionInsertion, StoreError> {
        let (id, user) = (&session.id, &session.user_id);
        let over = session.expiry.idle.min(session.expiry.absolute).unix_millis().min(LATEST_MILLIS);
        let (fields, _) = arguments(row::fields(session, &self.columns)?);
        let mark = new_mark()?;
        let mut keys = vec![self.keys.index(user), self.keys.row(user, id)];
        if self.owners.is_none() {
            keys.push(self.keys.pointer(id));
        }
        let mut values = self.session_arguments(id);
        values.extend([user.as_str().into(), over.to_string().into(), mark.into()]);
        values.extend(fields);
        Ok(SessionInsertion { keys, values, over })
    }

    async fn read_row(&self, id: &SessionId, keys: &[String]) -> Result<Option<Fields>, StoreError> {
        let row = self
            .commands
            .read(ScriptCall { script: &FIND, keys, values: &self.session_arguments(id) })
            .await?;
        from_redis_value(row).map_err(|_| broken("the row of a session cannot be read"))
    }

    /// Reads the row on a cluster. If the owner is cached, pointer and row are read at once. Otherwise the pointer
    /// comes first.
    async fn read_row_on_cluster(
        &self,
        id: &SessionId,
        cache: &OwnerCache,
    ) -> Result<Option<Fields>, StoreError> {
        let (owner, asked) = match cache.get(id) {
            None => (self.owner(id).await?, None),
            Some(user) => {
                let (owner, row) = tokio::join!(self.owner(id), self.read_row_of(&user, id));
                (owner?, Some((user, row?)))
            }
        };
        let Some(owner) = owner else { return Ok(None) };
        match asked {
            Some((user, row)) if user == owner => Ok(row),
            _ => {
                cache.insert(id, &owner);
                self.read_row_of(&owner, id).await
            }
        }
    }

    async fn read_row_of(&self, user: &UserId, id: &SessionId) -> Result<Option<Fields>, StoreError> {
        self.read_row(id, &[self.keys.index(user), self.keys.row(user, id)]).await
    }

    /// Changes a session. Returns true if it existed. On a cluster, the caller passes the owner.
    async fn change(
        &self,
        script: &Script,
        id: &SessionId,
        owner: Option<UserId>,
        rest: impl IntoIterator<Item = Vec<u8>>,
    ) -> Result<bool, StoreError> {
        let keys = match owner {
            Some(user) => vec![self.keys.index(&user), self.keys.row(&user, id)],
            None if self.owners.is_some() => return Ok(false),
            None => vec![self.keys.pointer(id)],
        };
        let mut values = self.session_arguments(id);
        values.extend(rest);
        let changed = self.commands.write(ScriptCall { script, keys: &keys, values: &values }).await?;
        Ok(changed == Value::Int(1))
    }

    async fn owner_on_cluster(&self, id: &SessionId) -> Result<Option<UserId>, StoreError> {
        if self.owners.is_some() { self.owner(id).await } else { Ok(None) }
    }

    /// Returns the number of sessions that have just ended, and deletes their pointers.
    async fn count_ended(&self, ids: Value) -> Result<u64, StoreError> {
        let ids = from_redis_value::<Vec<String>>(ids)
            .map_err(|_| broken("the ids of the ended sessions cannot be read"))?;
        let ids = ids.iter().map(|it| parsed(it)).collect::<Result<Vec<_>, _>>()?;
        self.delete_pointers(&ids).await;
        Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
    }

    /// Returns the first arguments of each script about one session.
    fn session_arguments(&self, id: &SessionId) -> Vec<Vec<u8>> {
        vec![self.keys.users().into(), id.as_str().into()]
    }

    /// Returns the prefix of pointers if scripts can reach them, or an empty text on a cluster.
    fn pointer_prefix(&self) -> Vec<u8> {
        if self.owners.is_some() { Vec::new() } else { self.keys.pointers().into() }
    }
}

fn parsed(id: &str) -> Result<SessionId, StoreError> {
    SessionId::parse(id).ok_or_else(|| broken("an index has an invalid session id"))
}

fn is_alive(session: &SessionRecord, now: Timestamp) -> bool {
    session.expiry.judge(now) != SessionState::Dead
}
