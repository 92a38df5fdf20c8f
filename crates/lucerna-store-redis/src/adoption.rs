//! What `lucerna-adopt` does in Redis to take over Lucia's sessions. It is for that crate only.

use crate::calls::Call;
use crate::error::broken;
use crate::keys::literally;
use crate::scan::Scan;
use crate::scripts::Script;
use crate::{RedisOpenError, RedisOptions, RedisStore};
use lucerna_core::{Schema, SessionRecord, SessionStore, StoreError};
use redis::{FromRedisValue, Value, cmd, from_redis_value};

/// A connection to a store that may be adopted by half.
#[doc(hidden)]
#[derive(Debug)]
pub struct RedisAdoption(RedisStore);

impl RedisAdoption {
    pub async fn connect(url: &str, schema: &Schema, options: RedisOptions) -> Result<Self, RedisOpenError> {
        RedisStore::connect(url, schema, options).await.map(Self)
    }

    /// The key that is there while an adoption has not come to its end.
    #[must_use]
    pub fn mark(&self) -> String {
        self.0.keys.adopting()
    }

    /// A scan over the keys that begin so.
    pub async fn scan(&self, prefix: &str) -> Result<Scan, StoreError> {
        self.0.scan(literally(prefix) + "*").await
    }

    /// The next keys, which may be none; `None` at the end.
    pub async fn next_page(&self, scan: &mut Scan) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
        self.0.next_page(scan).await
    }

    /// The text with which a script answers that changes nothing.
    pub async fn read(&self, script: &Script, keys: &[String]) -> Result<Option<Vec<u8>>, StoreError> {
        answer(self.0.calls.read(Call { script, keys, values: &[] }).await?)
    }

    /// The number with which a script answers, when as many replicas have what it wrote as were asked for.
    pub async fn write(
        &self,
        script: &Script,
        keys: &[String],
        values: &[Vec<u8>],
    ) -> Result<i64, StoreError> {
        answer(self.0.calls.write(Call { script, keys, values }).await?)
    }

    /// The keys and values with which a script of [`Script::inserting`] inserts the session, if it is not there already. On a
    /// cluster the session is inserted at once, as it is in another slot than the script, and nothing is left to be done.
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
    /// Whether an adoption was begun that has not come to its end.
    pub(crate) async fn is_half_adopted(&self) -> Result<bool, StoreError> {
        let there = self.calls.command(cmd("EXISTS").arg(self.keys.adopting())).await?;
        Ok(there != Value::Int(0))
    }
}

fn answer<T: FromRedisValue>(value: Value) -> Result<T, StoreError> {
    from_redis_value(value).map_err(|_| broken("a script gave another answer than it can"))
}
