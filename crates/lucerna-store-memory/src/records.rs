//! Reads and writes of declared tables.

use crate::MemoryStore;
use crate::tables::{MemoryTables, apply_changes};
use lucerna_core::{
    Conflict, Lifetime, Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreError,
    StoreFuture, Timestamp, UnfitValue, Value,
};
use std::collections::BTreeMap;

/// The records of one table, by id.
pub(crate) type RecordMap = BTreeMap<String, Record>;

impl RecordStore for MemoryStore {
    fn serves(&self, table: &RecordTable) -> bool {
        self.schema.record_tables().contains(table)
    }

    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.check_table(table)?.lock().insert_record(table, record, now).map(drop) })
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(async move {
            by.check(table)?;
            let mut rows = self.check_table(table)?.lock();
            let found = rows.table(table).values().filter(|it| it.is_alive(now) && matches(it, &by));
            let found = found.filter(|it| page.start().is_none_or(|start| &*it.id > start));
            Ok(found.take(page.limit().try_into().unwrap_or(usize::MAX)).cloned().collect())
        })
    }

    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let mut rows = self.check_table(table)?.lock();
            let Some(old) = rows.find_alive(table, id, still, now)? else { return Ok(false) };
            let record = Record { value: apply_changes(table.columns(), &old.value, set)?, ..old };
            rows.check_unique_record(table, &record, now)?;
            rows.table(table).insert(record.id.clone(), record);
            Ok(true)
        })
    }

    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>> {
        Box::pin(async move {
            let mut rows = self.check_table(table)?.lock();
            let taken = rows.find_alive(table, id, still, now)?;
            if taken.is_some() {
                rows.table(table).remove(id);
            }
            Ok(taken)
        })
    }

    fn add_to_record<'a>(
        &'a self,
        table: &'a RecordTable,
        fresh: Record,
        column: &'a str,
        by: i64,
        now: Timestamp,
    ) -> StoreFuture<'a, Record> {
        Box::pin(async move {
            let mut rows = self.check_table(table)?.lock();
            let id = fresh.id.clone();
            let Some(old) = rows.find_alive(table, &id, &Row::new(), now)? else {
                return rows.insert_record(table, fresh, now);
            };
            let before = match old.value.value(column) {
                Some(Value::Integer(before)) => *before,
                _ => 0,
            };
            let sum = before.checked_add(by).ok_or_else(|| StoreError::Unfit(UnfitValue::new(column)))?;
            let set = Row::new().with(column.to_owned(), &sum);
            let record = Record { value: apply_changes(table.columns(), &old.value, &set)?, ..old };
            rows.table(table).insert(id, record.clone());
            Ok(record)
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            for RecordWrite::Insert(table, _) | RecordWrite::Delete(table, _) in &writes {
                self.check_table(table)?;
                if table.lifetime() == Lifetime::Passing {
                    return Err(StoreError::Broken("several writes in one step need lasting tables".into()));
                }
            }
            let mut rows = self.lock();
            let before = rows.records.clone();
            let written = writes.into_iter().try_for_each(|it| rows.write(it, now));
            if written.is_err() {
                rows.records = before;
            }
            written
        })
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        Box::pin(async move {
            by.check(table)?;
            let mut rows = self.check_table(table)?.lock();
            Ok(delete(rows.table(table), |it| matches(it, &by)))
        })
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(async move {
            let mut rows = self.lock();
            Ok(rows.records.values_mut().map(|it| delete(it, |it| !it.is_alive(now))).sum())
        })
    }
}

impl MemoryStore {
    fn check_table(&self, table: &RecordTable) -> Result<&Self, StoreError> {
        match self.schema.record_table(table.name()) {
            Some(_) => Ok(self),
            None => Err(StoreError::Broken(format!("the table `{}` is not declared", table.name()).into())),
        }
    }
}

impl MemoryTables {
    fn table(&mut self, table: &RecordTable) -> &mut RecordMap {
        self.records.entry(table.name().to_owned()).or_default()
    }

    /// Returns the record if it has not expired and still has these values.
    fn find_alive(
        &mut self,
        table: &RecordTable,
        id: &str,
        still: &Row,
        now: Timestamp,
    ) -> Result<Option<Record>, StoreError> {
        let compared = table.compared(still)?;
        let is_still = |record: &&Record| {
            compared.iter().all(|(column, value)| record.value.value(column.name()) == Some(value))
        };
        Ok(self.table(table).get(id).filter(|it| it.is_alive(now)).filter(is_still).cloned())
    }

    fn insert_record(
        &mut self,
        table: &RecordTable,
        record: Record,
        now: Timestamp,
    ) -> Result<Record, StoreError> {
        if self.table(table).get(&record.id).is_some_and(|it| it.is_alive(now)) {
            return Err(StoreError::Conflict(Conflict::RecordId));
        }
        let record = Record { value: apply_changes(table.columns(), &Row::new(), &record.value)?, ..record };
        self.check_unique_record(table, &record, now)?;
        record.user_id.as_ref().map_or(Ok(()), |it| self.check_user(it))?;
        self.table(table).insert(record.id.clone(), record.clone());
        Ok(record)
    }

    /// Returns a conflict if another record has one of the values in a unique column. An expired one is deleted
    /// instead.
    fn check_unique_record(
        &mut self,
        table: &RecordTable,
        new: &Record,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for column in table.columns().iter().filter(|it| it.is_unique()) {
            let value = new.value.value(column.name()).filter(|it| **it != Value::Null);
            let has_it = |it: &Record| it.id != new.id && it.value.value(column.name()) == value;
            let Some(_) = value else { continue };
            if self.table(table).values().any(|it| has_it(it) && it.is_alive(now)) {
                return Err(StoreError::Conflict(Conflict::Column(column.name().to_string())));
            }
            self.table(table).retain(|_, it| !has_it(it));
        }
        Ok(())
    }

    fn write(&mut self, write: RecordWrite<'_>, now: Timestamp) -> Result<(), StoreError> {
        match write {
            RecordWrite::Insert(table, record) => self.insert_record(table, record, now).map(drop),
            RecordWrite::Delete(table, id) => match self.find_alive(table, id, &Row::new(), now)? {
                Some(_) => {
                    self.table(table).remove(id);
                    Ok(())
                }
                None => Err(StoreError::MissingRecord),
            },
        }
    }
}

fn matches(record: &Record, by: &RecordsBy<'_>) -> bool {
    match *by {
        RecordsBy::Id(id) => record.id == id,
        RecordsBy::User(user) => record.user_id.as_ref() == Some(user),
        RecordsBy::Column(name, value) => *value != Value::Null && record.value.value(name) == Some(value),
        RecordsBy::All => true,
    }
}

fn delete(table: &mut RecordMap, matches: impl Fn(&Record) -> bool) -> u64 {
    let before = table.len();
    table.retain(|_, it| !matches(it));
    u64::try_from(before - table.len()).unwrap_or(u64::MAX)
}
