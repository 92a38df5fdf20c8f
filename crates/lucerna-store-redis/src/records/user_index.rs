//! The index of a user's records, by which they are deleted with the user.
//!
//! On one Redis, the script that writes the record writes the index too. On a cluster the two are in different slots.
//! An entry is written before its record and deleted after it, so that every record has one. An entry holds the mark of
//! one insert, so that it never deletes a later record with the same id. An entry without its record deletes nothing,
//! and expires when the record would have.

use crate::RedisStore;
use crate::commands::ScriptCall;
use crate::error::broken;
use crate::insert_mark::MARK_LENGTH;
use crate::records::arguments::RecordInsertion;
use crate::scripts::{DELETE_RECORD_WITH_MARK, DELETE_USER_RECORDS, INDEX_RECORD};
use lucerna_core::{Record, RecordTable, StoreError, UserId};
use redis::{Value, cmd, from_redis_value};

impl RedisStore {
    /// On a cluster, writes the index entry of a record that is about to be inserted.
    pub(super) async fn write_index_entry(
        &self,
        table: &RecordTable,
        record: &Record,
        insertion: &RecordInsertion,
    ) -> Result<(), StoreError> {
        let (Some(user), Some(_)) = (&record.user_id, &self.owners) else { return Ok(()) };
        let keys = [self.keys.record_index(user, table.name())];
        let values = [insertion.over.clone(), entry(&insertion.mark, &record.id)];
        self.commands
            .write(ScriptCall { script: &INDEX_RECORD, keys: &keys, values: &values })
            .await
            .map(drop)
    }

    /// On a cluster, deletes the index entry of a deleted record. Errors are ignored, since the entry expires by
    /// itself.
    pub(super) async fn delete_index_entry(
        &self,
        table: &RecordTable,
        id: &str,
        user: Option<&UserId>,
        mark: &[u8],
    ) {
        if let (Some(user), Some(_)) = (user, &self.owners) {
            let index = self.keys.record_index(user, table.name());
            let _ = self.commands.command(cmd("ZREM").arg(index).arg(entry(mark, id))).await;
        }
    }

    pub(super) async fn delete_user_records(
        &self,
        table: &RecordTable,
        user: &UserId,
    ) -> Result<u64, StoreError> {
        let keys = [self.keys.record_index(user, table.name())];
        let values = [self.keys.records(table.name()).into(), crate::keys::Keys::RECORD_END.into()];
        count(
            self.commands
                .write(ScriptCall { script: &DELETE_USER_RECORDS, keys: &keys, values: &values })
                .await?,
        )
    }

    /// Deletes the records of a user one by one. The entry of a missing record stays, since the record may be about to
    /// be inserted. A repeated call can then delete it.
    pub(super) async fn delete_user_records_on_cluster(
        &self,
        table: &RecordTable,
        user: &UserId,
    ) -> Result<u64, StoreError> {
        let index = self.keys.record_index(user, table.name());
        let entries = self.commands.command(cmd("ZRANGE").arg(&index).arg(0).arg(-1)).await?;
        let entries = from_redis_value::<Vec<Vec<u8>>>(entries);
        let mut deleted = 0;
        for entry in entries.map_err(|_| broken("the index of a user's records cannot be read"))? {
            let (mark, id) = parsed(&entry)?;
            let (keys, values) = ([self.keys.record(table.name(), id)], [mark.to_vec()]);
            let call = ScriptCall { script: &DELETE_RECORD_WITH_MARK, keys: &keys, values: &values };
            if count(self.commands.write(call).await?)? > 0 {
                deleted += 1;
                self.delete_index_entry(table, id, Some(user), mark).await;
            }
        }
        Ok(deleted)
    }
}

fn entry(mark: &[u8], id: &str) -> Vec<u8> {
    [mark, id.as_bytes()].concat()
}

fn parsed(entry: &[u8]) -> Result<(&[u8], &str), StoreError> {
    let parts = entry.split_at_checked(MARK_LENGTH);
    let parts = parts.and_then(|(mark, id)| Some((mark, std::str::from_utf8(id).ok()?)));
    parts.ok_or_else(|| broken("the index of a user's records has an invalid entry"))
}

fn count(answer: Value) -> Result<u64, StoreError> {
    from_redis_value(answer).map_err(|_| broken("a script did not answer with a number"))
}
