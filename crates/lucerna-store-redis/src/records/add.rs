//! Adding to a number of a record that may not be there yet.

use crate::RedisStore;
use crate::records::arguments::{self, Insertion};
use crate::records::fields;
use crate::scripts::ADD_TO_RECORD;
use crate::value::Fields;
use lucerna_core::{Record, RecordTable, StoreError, Timestamp, UnfitValue};
use redis::Value;

impl RedisStore {
    /// Where the index of the record's user is in another slot, the number is added first if the record is there. So an entry is
    /// written for a new record only.
    pub(super) async fn add(
        &self,
        table: &RecordTable,
        fresh: &Record,
        column: &str,
        by: i64,
        now: Timestamp,
    ) -> Result<Record, StoreError> {
        let insertion = Insertion::of(table, fresh)?;
        let add = async |insertion: &Insertion| {
            let mut rest = insertion.values(table, now)?;
            rest.extend([column.into(), by.to_string().into()]);
            sum(column, self.change_record(&ADD_TO_RECORD, table, &fresh.id, rest).await?)
        };
        let is_noted = self.owners.is_some() && fresh.user_id.is_some();
        if is_noted && let Some(fields) = add(&insertion.without_fields()).await? {
            return arguments::record(table, &fresh.id, fields);
        }
        self.note(table, fresh, &insertion).await?;
        let added = add(&insertion).await;
        if is_not_new(&added, &insertion) {
            self.unnote(table, &fresh.id, fresh.user_id.as_ref(), &insertion.mark).await;
        }
        arguments::record(table, &fresh.id, added?.unwrap_or_default())
    }
}

/// The record after the addition, if there is one.
fn sum(column: &str, answer: Value) -> Result<Option<Fields>, StoreError> {
    match answer {
        Value::Int(_) => Err(StoreError::Unfit(UnfitValue::new(column))),
        answer => fields(answer),
    }
}

/// Returns true if the record was there before. After another error it may be new.
fn is_not_new(added: &Result<Option<Fields>, StoreError>, insertion: &Insertion) -> bool {
    match added {
        Ok(fields) => fields.as_ref().and_then(|it| it.get("#")) != Some(&insertion.mark),
        Err(error) => matches!(error, StoreError::Unfit(_)),
    }
}
