//! Faults about records that are inserted, counted and written in batches.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use crate::values::{joined, single};
use lucerna_core::{
    Conflict, Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreError, Timestamp,
    Value,
};

const FIRST: Timestamp = Timestamp::from_unix_millis(i64::MIN);

impl FaultyStore {
    pub(crate) async fn add_record(
        &self,
        table: &RecordTable,
        record: Record,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let record = self.written(table, record);
        let now = if self.has(Fault::ExpiredRecordKeepsItsPlace) { FIRST } else { now };
        match self.fault {
            Fault::RecordIsCheckedThenInserted if self.one(table, &record.id, now).await?.is_none() => {
                self.wait_for_race().await;
                return self.overwrite_record(table, record, now).await;
            }
            Fault::UniqueValueIsCheckedThenInserted => {
                return self.check_then_insert(table, record, now).await;
            }
            Fault::EmptyRecordsConflict if record.value.value("nick") == Some(&Value::Null) => {
                let others = self.all(table, now).await?;
                if others.iter().any(|it| it.value.value("nick") == Some(&Value::Null)) {
                    return Err(StoreError::Conflict(Conflict::Column("nick".to_owned())));
                }
            }
            _ => {}
        }
        match self.right.insert_record(table, record.clone(), now).await {
            Err(StoreError::Conflict(Conflict::RecordId)) if self.has(Fault::RecordIsOverwritten) => {
                self.overwrite_record(table, record, now).await
            }
            Err(StoreError::Conflict(Conflict::Column(_))) if self.has(Fault::FirstRecordColumnIsBlamed) => {
                Err(StoreError::Conflict(Conflict::Column("email".to_owned())))
            }
            Err(StoreError::MissingUser) if self.has(Fault::RecordOfUnknownUser) => {
                self.right.insert_record(table, Record { user_id: None, ..record }, now).await
            }
            result => result,
        }
    }

    /// Returns the record as the fault writes it.
    fn written(&self, table: &RecordTable, record: Record) -> Record {
        let mut record = Record { id: self.seen_id(&record.id), ..record };
        match (self.fault, record.value.value("user_id")) {
            (Fault::OwnerOfARecordIsWritten, Some(Value::Text(user))) => {
                record.user_id = Some(user.as_str().into());
            }
            (Fault::RecordForgetsAColumn, _) if table.column("note").is_some() => {
                record.value = joined(&single("note", Value::Null), &record.value);
            }
            (Fault::MissingRecordValueIsEmptyText, _) => {
                record.value = joined(&record.value, &single("label", Value::Text(String::new())));
            }
            _ => {}
        }
        Record { value: self.stored(table.columns(), &record.value), ..record }
    }

    async fn check_then_insert(
        &self,
        table: &RecordTable,
        record: Record,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let email = record.value.value("email").cloned();
        let others = self.all(table, now).await?;
        let is_free = email.is_none() || others.iter().all(|it| it.value.value("email") != email.as_ref());
        self.wait_for_race().await;
        match self.right.insert_record(table, record, now).await {
            Err(_) if is_free => Ok(()),
            result => result,
        }
    }

    pub(crate) async fn overwrite_record(
        &self,
        table: &RecordTable,
        record: Record,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.right.delete_records(table, RecordsBy::Id(&record.id)).await?;
        self.right.insert_record(table, record, now).await
    }

    pub(crate) async fn count_up(
        &self,
        table: &RecordTable,
        fresh: Record,
        column: &str,
        by: i64,
        now: Timestamp,
    ) -> Result<Record, StoreError> {
        let now = if self.has(Fault::ExpiredNumberGoesOn) { FIRST } else { now };
        let old = self.one(table, &fresh.id, now).await?;
        let number = |it: &Record| match it.value.value(column) {
            Some(Value::Integer(it)) => *it,
            _ => 0,
        };
        let with = |it: &Record, sum: i64| {
            let value = joined(&single(column, Value::Integer(sum)), &it.value);
            Record { value, ..it.clone() }
        };
        let replacement = match (self.fault, &old) {
            (Fault::FirstAdditionAdds, None) => with(&fresh, number(&fresh) + by),
            (Fault::AdditionTakesTheRest, Some(old)) => with(&fresh, number(old) + by),
            (Fault::AdditionIsOfFloats, Some(old)) => with(old, (number(old) as f64 + by as f64) as i64),
            (Fault::AdditionSaturates, Some(old)) => with(old, number(old).saturating_add(by)),
            (Fault::AdditionReadsThenWrites, _) => {
                self.wait_for_race().await;
                old.map_or(fresh, |it| with(&it, number(&it) + by))
            }
            (Fault::ExpiredAdditionIsBroken, None) if !fresh.is_alive(now) => {
                return Err(StoreError::Broken("a written record is missing".into()));
            }
            (Fault::RecordOfUnknownUser, None) => Record { user_id: None, ..fresh },
            _ => return self.right.add_to_record(table, fresh, column, by, now).await,
        };
        self.overwrite_record(table, replacement.clone(), now).await?;
        Ok(self.one(table, &replacement.id, now).await?.unwrap_or(replacement))
    }

    pub(crate) async fn write_all(
        &self,
        mut writes: Vec<RecordWrite<'_>>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match self.fault {
            Fault::StepGoesBackwards => writes.reverse(),
            Fault::StepLosesTheLastWrite => drop(writes.pop()),
            Fault::StepDeletesTheExpired => return self.right.write_records(writes, FIRST).await,
            Fault::StepOfOneIsLost if writes.iter().any(|it| is_insertion(it, "r7")) => return Ok(()),
            Fault::StepIsSeveral => {
                for write in writes {
                    self.right.write_records(vec![write], now).await?;
                    self.wait_for_race().await;
                }
                return Ok(());
            }
            _ => {}
        }
        self.right.write_records(writes, now).await
    }

    pub(crate) async fn one(
        &self,
        table: &RecordTable,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Record>, StoreError> {
        Ok(self.right.find_records(table, RecordsBy::Id(id), &Page::first(1), now).await?.pop())
    }

    pub(crate) async fn all(&self, table: &RecordTable, now: Timestamp) -> Result<Vec<Record>, StoreError> {
        self.right.find_records(table, RecordsBy::All, &Page::first(Page::MAX), now).await
    }
}

fn is_insertion(write: &RecordWrite<'_>, id: &str) -> bool {
    matches!(write, RecordWrite::Insert(_, it) if it.id == id)
}

/// Returns a row without these columns.
pub(crate) fn without(row: &Row, dropped: impl Fn(&str, &Value) -> bool) -> Row {
    let mut left = Row::new();
    for (name, value) in row.iter().filter(|(name, value)| !dropped(name, value)) {
        left.push(name.to_owned(), value.clone());
    }
    left
}
