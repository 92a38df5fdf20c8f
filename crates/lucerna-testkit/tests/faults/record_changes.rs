//! Faults about records that are changed, taken and deleted.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use crate::record_insertions::without;
use crate::values::{joined, single};
use lucerna_core::{
    Record, RecordStore, RecordTable, RecordsBy, Row, Store, StoreError, Timestamp, UserId, Value,
};
use std::time::Duration;

const FIRST: Timestamp = Timestamp::from_unix_millis(i64::MIN);

impl FaultyStore {
    pub(crate) async fn change_record(
        &self,
        table: &RecordTable,
        id: &str,
        still: &Row,
        set: &Row,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let now = if self.has(Fault::ExpiredRecordIsChanged) { FIRST } else { now };
        let (id, still) = (&*self.seen_id(id), &self.compared(table, still));
        let mut set = self.stored(table.columns(), set);
        let old = self.one(table, id, now).await?;
        match (self.fault, old) {
            (Fault::EmptyRecordUpdateSaysYes, _) if set == Row::new() => return Ok(true),
            (Fault::FloatsAreCompared, Some(old)) if differs(still, &old, "weight") => return Ok(false),
            (Fault::RecordUpdateBringsBack, None) => {
                let record = Record::new(id, set).until(now.after(Duration::from_secs(60)));
                return self.right.insert_record(table, record, now).await.map(|()| false);
            }
            (Fault::RecordUpdateEmptiesTheRest, Some(_)) => set = joined(&set, &single("note", Value::Null)),
            (Fault::MissingRecordValueIsEmptyText, _) => {
                set = without(&set, |name, value| name == "label" && *value == Value::Null);
            }
            (Fault::StillIsComparedThenWritten, Some(old)) => {
                if differs(still, &old, "count") {
                    return Ok(false);
                }
                self.wait_for_race().await;
                return self.right.update_record(table, id, &Row::new(), &set, now).await;
            }
            (Fault::RecordIsReadThenWritten, Some(old)) => {
                self.wait_for_race().await;
                let record = Record { value: joined(&set, &old.value), ..old };
                return self.overwrite_record(table, record, now).await.map(|()| true);
            }
            (Fault::RecordUpdateInSteps, Some(_)) => {
                let (name, value) = set.iter().next().unwrap();
                let first = single(name, value.clone());
                self.right.update_record(table, id, still, &first, now).await?;
                self.wait_for_race().await;
            }
            (Fault::OwnerOfARecordIsWritten, Some(old)) => {
                if let Some(Value::Text(user)) = set.value("user_id") {
                    let record = Record { user_id: Some(user.as_str().into()), ..old };
                    self.overwrite_record(table, record, now).await?;
                }
            }
            _ => {}
        }
        let result = self.right.update_record(table, id, still, &set, now).await;
        if self.has(Fault::RefusedRecordUpdateWritesTheRest) && result.is_err() {
            let rest = without(&set, |name, _| name == "email");
            self.right.update_record(table, id, still, &rest, now).await?;
        }
        result
    }

    pub(crate) async fn remove_record(
        &self,
        table: &RecordTable,
        id: &str,
        still: &Row,
        now: Timestamp,
    ) -> Result<Option<Record>, StoreError> {
        let now = if self.has(Fault::ExpiredRecordIsTaken) { FIRST } else { now };
        let (id, still) = (&*self.seen_id(id), &self.compared(table, still));
        match (self.fault, self.one(table, id, now).await?) {
            (Fault::TakenRecordStays, found) => Ok(found),
            (Fault::RecordIdsArePatterns, None) if id.contains('%') => Ok(self.all(table, now).await?.pop()),
            (Fault::RecordIsFoundThenTaken, Some(found)) => {
                self.wait_for_race().await;
                self.right.take_record(table, id, still, now).await?;
                Ok(Some(found))
            }
            _ => self.right.take_record(table, id, still, now).await,
        }
    }

    /// Returns the expected values that the fault compares.
    fn compared(&self, table: &RecordTable, still: &Row) -> Row {
        match self.fault {
            Fault::UnknownConditionHolds => without(still, |name, _| table.column(name).is_none()),
            Fault::StillIsIgnored => Row::new(),
            Fault::EmptinessIsNotCompared => without(still, |_, value| *value == Value::Null),
            _ => still.clone(),
        }
    }

    pub(crate) async fn remove_records(
        &self,
        table: &RecordTable,
        by: RecordsBy<'_>,
    ) -> Result<u64, StoreError> {
        match (self.fault, by) {
            (Fault::TablesAreOne, RecordsBy::Id(_)) => {
                let mut deleted = 0;
                for table in self.right.schema().record_tables() {
                    deleted = self.right.delete_records(table, by).await?.max(deleted);
                }
                Ok(deleted)
            }
            (Fault::DeletedRecordsAreNotCounted, _) => self.right.delete_records(table, by).await.map(|_| 0),
            (Fault::AnyColumnIsSearched, by) if by.check(table).is_err() => Ok(0),
            (Fault::DeletionIgnoresTheColumn, RecordsBy::Column(..)) => {
                self.right.delete_records(table, RecordsBy::All).await
            }
            _ => self.right.delete_records(table, by).await,
        }
    }

    pub(crate) async fn sweep_records(&self, now: Timestamp) -> Result<u64, StoreError> {
        match self.fault {
            Fault::SweepOfRecordsIsEarly => {
                self.right.delete_expired_records(now.after(Duration::from_millis(1))).await
            }
            Fault::SweptRecordsAreNotCounted => self.right.delete_expired_records(now).await.map(|_| 0),
            _ => self.right.delete_expired_records(now).await,
        }
    }

    /// Keeps the records of a deleted user, if that is the fault.
    pub(crate) async fn keep_records(&self, user: &UserId) -> Result<(), StoreError> {
        if self.has(Fault::RecordsOutliveTheirUser) {
            for table in self.right.schema().record_tables() {
                let mut records = self.all(table, FIRST).await?;
                records.retain(|it| it.user_id.as_ref() == Some(user));
                let name = table.name().to_owned();
                self.memory().stray_records.extend(records.into_iter().map(|it| (name.clone(), it)));
            }
        }
        Ok(())
    }
}

fn differs(still: &Row, record: &Record, column: &str) -> bool {
    still.value(column).is_some_and(|it| Some(it) != record.value.value(column))
}
