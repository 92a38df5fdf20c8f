//! The access to Redis for `lucerna-adopt`, which takes over Lucia's sessions. Only that crate uses it.

use crate::commands::ScriptCall;
use crate::error::broken;
use crate::keys::literally;
use crate::scan::Scan;
use crate::scripts::Script;
use crate::{RedisOpenError, RedisOptions, RedisStore};
use lucerna_core::{Schema, SessionRecord, SessionStore, StoreError};
use redis::{FromRedisValue, Value, cmd, from_redis_value};

/// A connection to a store whose adoption may be incomplete.
#[doc(hidden)]
#[derive(Debug)]
pub struct RedisAdoption(RedisStore);

impl RedisAdoption {
    pub async fn connect(url: &str, schema: &Schema, options: RedisOptions) -> Result<Self, RedisOpenError> {
        RedisStore::connect(url, schema, options).await.map(Self)
    }

    /// Returns the key that exists during an incomplete adoption.
    #[must_use]
    pub fn mark(&self) -> String {
        self.0.keys.adopting()
    }

    /// Starts a scan over the keys with this prefix.
    pub async fn scan(&self, prefix: &str) -> Result<Scan, StoreError> {
        self.0.scan(literally(prefix) + "*").await
    }

    /// Returns the next keys, possibly none, or `None` at the end of the scan.
    pub async fn next_page(&self, scan: &mut Scan) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
        self.0.next_page(scan).await
    }

    /// Runs a script that changes nothing, and returns its reply as bytes.
    pub async fn read(&self, script: &Script, keys: &[String]) -> Result<Option<Vec<u8>>, StoreError> {
        answer(self.0.commands.read(ScriptCall { script, keys, values: &[] }).await?)
    }

    /// Runs a script that writes, and returns its reply as a number once the requested replicas have the change.
    pub async fn write(
        &self,
        script: &Script,
        keys: &[String],
        values: &[Vec<u8>],
    ) -> Result<i64, StoreError> {
        answer(self.0.commands.write(ScriptCall { script, keys, values }).await?)
    }

    /// Returns the keys and arguments with which a script of [`Script::inserting`] inserts the session, unless it
    /// exists. On a cluster the session is in another slot than the script. It is inserted at once, and the script has
    /// nothing left to insert.
    pub async fn insert(&self, session: &SessionRecord) -> Result<(Vec<String>, Vec<Vec<u8>>), StoreError> {
        if self.0.owners.is_none() {
            let insertion = self.0.insertion(session)?;
            return Ok((insertion.keys, insertion.values));
        }
        match self.0.insert_session(session.clone()).await {
            Ok(()) | Err(StoreError::Conflict(_)) => Ok(Default::default()),
            Err(error) => Err(error),
        }
    }
}

impl RedisStore {
    /// Returns true if an adoption was begun and not completed.
    pub(crate) async fn is_half_adopted(&self) -> Result<bool, StoreError> {
        let there = self.commands.command(cmd("EXISTS").arg(self.keys.adopting())).await?;
        Ok(there != Value::Int(0))
    }
}

fn answer<T: FromRedisValue>(value: Value) -> Result<T, StoreError> {
    from_redis_value(value).map_err(|_| broken("a script returned an unexpected reply"))
}
