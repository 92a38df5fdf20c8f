//! Addition to an integer column of a record that may not exist yet.

use crate::RedisStore;
use crate::records::arguments::{self, RecordInsertion};
use crate::records::fields;
use crate::scripts::ADD_TO_RECORD;
use crate::value::Fields;
use lucerna_core::{Record, RecordTable, StoreError, Timestamp, UnfitValue};
use redis::Value;

impl RedisStore {
    /// Adds the number, and inserts the record if it does not exist. On a cluster, the first script only adds to an
    /// existing record. The index entry, which is in another slot, is therefore written for new records only.
    pub(super) async fn add(
        &self,
        table: &RecordTable,
        fresh: &Record,
        column: &str,
        by: i64,
        now: Timestamp,
    ) -> Result<Record, StoreError> {
        let insertion = RecordInsertion::of(table, fresh)?;
        let add = async |insertion: &RecordInsertion| {
            let mut rest = insertion.values(table, now)?;
            rest.extend([column.into(), by.to_string().into()]);
            sum(column, self.change_record(&ADD_TO_RECORD, table, &fresh.id, rest).await?)
        };
        let is_noted = self.owners.is_some() && fresh.user_id.is_some();
        if is_noted && let Some(fields) = add(&insertion.without_fields()).await? {
            return arguments::record(table, &fresh.id, fields);
        }
        self.write_index_entry(table, fresh, &insertion).await?;
        let added = add(&insertion).await;
        if is_not_new(&added, &insertion) {
            self.delete_index_entry(table, &fresh.id, fresh.user_id.as_ref(), &insertion.mark).await;
        }
        arguments::record(table, &fresh.id, added?.unwrap_or_default())
    }
}

/// Returns the record after the addition, or `None` if it does not exist.
fn sum(column: &str, answer: Value) -> Result<Option<Fields>, StoreError> {
    match answer {
        Value::Int(_) => Err(StoreError::Unfit(UnfitValue::new(column))),
        answer => fields(answer),
    }
}

/// Returns true if the record existed before. After any other error the record may be new.
fn is_not_new(added: &Result<Option<Fields>, StoreError>, insertion: &RecordInsertion) -> bool {
    match added {
        Ok(fields) => fields.as_ref().and_then(|it| it.get("#")) != Some(&insertion.mark),
        Err(error) => matches!(error, StoreError::Unfit(_)),
    }
}
