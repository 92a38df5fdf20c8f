//! The index of a user's records, by which they are deleted with the user.
//!
//! On one Redis the script that writes the record writes the index too. On a cluster the two are in different slots, and their
//! order is what holds: an entry is written before its record and deleted after it, so that whatever record there is has its
//! entry. An entry holds the mark of one insert, so that deleting it never deletes that of a later record with the same id. An
//! entry without its record deletes nothing, and goes when that would have expired.

use crate::RedisStore;
use crate::calls::Call;
use crate::error::broken;
use crate::mark::MARK;
use crate::records::arguments::Insertion;
use crate::scripts::{DELETE_MARKED, DELETE_NOTED, NOTE_RECORD};
use lucerna_core::{Record, RecordTable, StoreError, UserId};
use redis::{Value, cmd, from_redis_value};

impl RedisStore {
    /// Writes the entry of a record that is to be inserted, on a cluster.
    pub(super) async fn note(
        &self,
        table: &RecordTable,
        record: &Record,
        insertion: &Insertion,
    ) -> Result<(), StoreError> {
        let (Some(user), Some(_)) = (&record.user_id, &self.owners) else { return Ok(()) };
        let keys = [self.keys.record_index(user, table.name())];
        let values = [insertion.over.clone(), entry(&insertion.mark, &record.id)];
        self.calls.write(Call { script: &NOTE_RECORD, keys: &keys, values: &values }).await.map(drop)
    }

    /// Deletes the entry of a record that is gone, on a cluster. It would go by itself, so that failing here fails nothing.
    pub(super) async fn unnote(&self, table: &RecordTable, id: &str, user: Option<&UserId>, mark: &[u8]) {
        if let (Some(user), Some(_)) = (user, &self.owners) {
            let index = self.keys.record_index(user, table.name());
            let _ = self.calls.command(cmd("ZREM").arg(index).arg(entry(mark, id))).await;
        }
    }

    pub(super) async fn delete_noted(&self, table: &RecordTable, user: &UserId) -> Result<u64, StoreError> {
        let keys = [self.keys.record_index(user, table.name())];
        let values = [self.keys.records(table.name()).into(), crate::keys::Keys::RECORD_END.into()];
        count(self.calls.write(Call { script: &DELETE_NOTED, keys: &keys, values: &values }).await?)
    }

    /// The same, one record after the other. An entry stays whose record is not there: it may be just about to be inserted, and
    /// has to be found when this is repeated.
    pub(super) async fn delete_noted_on_cluster(
        &self,
        table: &RecordTable,
        user: &UserId,
    ) -> Result<u64, StoreError> {
        let index = self.keys.record_index(user, table.name());
        let entries = self.calls.command(cmd("ZRANGE").arg(&index).arg(0).arg(-1)).await?;
        let entries = from_redis_value::<Vec<Vec<u8>>>(entries);
        let mut deleted = 0;
        for entry in entries.map_err(|_| broken("the index of a user's records cannot be read"))? {
            let (mark, id) = parsed(&entry)?;
            let (keys, values) = ([self.keys.record(table.name(), id)], [mark.to_vec()]);
            let call = Call { script: &DELETE_MARKED, keys: &keys, values: &values };
            if count(self.calls.write(call).await?)? > 0 {
                deleted += 1;
                self.unnote(table, id, Some(user), mark).await;
            }
        }
        Ok(deleted)
    }
}

fn entry(mark: &[u8], id: &str) -> Vec<u8> {
    [mark, id.as_bytes()].concat()
}

fn parsed(entry: &[u8]) -> Result<(&[u8], &str), StoreError> {
    let parts = entry.split_at_checked(MARK);
    let parts = parts.and_then(|(mark, id)| Some((mark, std::str::from_utf8(id).ok()?)));
    parts.ok_or_else(|| broken("the index of a user's records has what is no entry"))
}

fn count(answer: Value) -> Result<u64, StoreError> {
    from_redis_value(answer).map_err(|_| broken("a script did not answer with a number"))
}
