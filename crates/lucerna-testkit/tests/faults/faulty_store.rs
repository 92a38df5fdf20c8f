//! A store in memory with one fault.

use crate::fault::Fault;
use lucerna_core::{
    CredentialChange, CredentialChanged, KeyRecord, NewUserRecord, Record, Row, Schema, SessionId,
    SessionRecord, SessionStart, SessionStarted, SessionStore, Store, StoreError, Timestamp, UserRecord,
    UserStore,
};
use lucerna_store_memory::MemoryStore;
use std::sync::{Arc, Mutex, MutexGuard};

#[derive(Clone)]
pub(crate) struct FaultyStore {
    /// The store without a fault, which does the work.
    pub(crate) right: MemoryStore,
    pub(crate) fault: Fault,
    other_schema: Arc<Schema>,
    memory: Arc<Mutex<FaultState>>,
}

/// The state that faults need.
#[derive(Default)]
pub(crate) struct FaultState {
    /// Wrong keys and sessions that the memory store cannot hold.
    pub(crate) stray_keys: Vec<KeyRecord>,
    pub(crate) stray_sessions: Vec<SessionRecord>,
    /// Wrong records, each with the name of its table.
    pub(crate) stray_records: Vec<(String, Record)>,
    /// The number of rows shown so far, for pages by number.
    pub(crate) shown: usize,
    /// All users and sessions that ever existed.
    pub(crate) users: Vec<UserRecord>,
    pub(crate) sessions: Vec<SessionRecord>,
    /// Columns outside the schema.
    pub(crate) extra: Row,
    /// True if a rollback is pending.
    pub(crate) rolling_back: bool,
    /// True if a write is in progress.
    busy: bool,
    /// The number of calls that have waited so far.
    waits: usize,
}

impl FaultyStore {
    pub(crate) fn new(schema: Schema, fault: Fault) -> Self {
        let other_schema = Arc::new(Schema::of::<()>().unwrap());
        Self { right: MemoryStore::new(schema), fault, other_schema, memory: Arc::default() }
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, FaultState> {
        self.memory.lock().unwrap()
    }

    pub(crate) async fn insert_plain_user(&self, user: UserRecord) -> Result<(), StoreError> {
        self.right.insert_user(NewUserRecord { user, key: None }).await
    }

    /// Begins a write.
    pub(crate) async fn begin(&self) -> Result<(), StoreError> {
        if self.has(Fault::DroppedWriteStaysLocked) {
            if std::mem::replace(&mut self.memory().busy, true) {
                return Err(StoreError::Unavailable("another write is in progress".into()));
            }
            self.wait_for_race().await;
            self.memory().busy = false;
        }
        Ok(())
    }

    /// Waits, so that a concurrent call reaches the same point: every first call waits up to a second for another.
    pub(crate) async fn wait_for_race(&self) {
        let mine = self.memory().waits;
        self.memory().waits += 1;
        for turn in 0..20_000 {
            tokio::task::yield_now().await;
            if turn > 200 && (mine % 2 == 1 || self.memory().waits > mine + 1) {
                break;
            }
        }
    }
}

impl Store for FaultyStore {
    fn schema(&self) -> &Schema {
        if self.has(Fault::SchemaIsForgotten) { &self.other_schema } else { self.right.schema() }
    }

    async fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        let found = self.right.find_session_and_user(id, self.told(now, Fault::JoinIgnoresExpiry)).await?;
        let found = found.filter(|(session, _)| self.lets_live(session, now));
        Ok(match self.fault {
            Fault::JoinFindsAnotherUser => match (found, self.right.find_user(&"bob".into()).await?) {
                (Some((session, _)), Some(bob)) => Some((session, bob)),
                (found, _) => found,
            },
            Fault::JoinFindsWhatIsGone => found.or(self.memory().once(id)),
            Fault::JoinFindsWhatWas => self.memory().once(id),
            _ => found,
        })
    }

    async fn start_session(&self, mut start: SessionStart) -> Result<SessionStarted, StoreError> {
        self.begin().await?;
        match self.fault {
            Fault::StartForgetsTheLimits => start.session.expiry.active = start.session.expiry.idle,
            Fault::ProofIsIgnored => start.proof = None,
            Fault::ProofNeverHolds if start.proof.is_some() => return Ok(SessionStarted::Superseded),
            Fault::ProofIsCheckedThenInserted => {
                if let Some(proof) = start.proof.take() {
                    let key = self.right.find_key(&proof.key).await?;
                    if !proof.still_holds(key.as_ref(), &start.session.user_id) {
                        return Ok(SessionStarted::Superseded);
                    }
                    self.wait_for_race().await;
                }
            }
            Fault::KeyOfAnyUserProves => start.proof = self.unless_it_holds(start.proof).await?,
            Fault::OlderSessionStays => start.replaces = None,
            Fault::OlderSessionEndsFirst => {
                if let Some(older) = &start.replaces {
                    self.right.delete_session(older).await?;
                }
            }
            _ => {}
        }
        self.right.start_session(start).await
    }

    async fn change_credential(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        self.begin().await?;
        self.change_what_opens(change).await
    }
}

impl FaultState {
    /// Returns the session and its user with their first values.
    fn once(&self, id: &SessionId) -> Option<(SessionRecord, UserRecord)> {
        let session = self.sessions.iter().find(|it| it.id == *id)?;
        let user = self.users.iter().find(|it| it.id == session.user_id)?;
        Some((session.clone(), user.clone()))
    }
}
