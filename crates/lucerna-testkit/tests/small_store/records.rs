//! The records of declared tables.

use crate::map::{Entry, Map, MapStore, entry, merge};
use lucerna_core::{
    Conflict, Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreError, StoreFuture,
    Timestamp, UnfitValue, Value,
};

impl Map {
    /// Returns the records of a table, in the order of their ids.
    fn records(&self, table: &RecordTable) -> impl Iterator<Item = &Record> {
        let rows = self.0.range(entry("record", &table.name(), &"")..);
        let rows = rows.take_while(|((kind, name, _), _)| *kind == "record" && name == table.name());
        rows.filter_map(|(_, it)| if let Entry::Record(it) = it { Some(it) } else { None })
    }

    /// Returns the record, if it has not expired and has the expected values.
    fn record(
        &self,
        table: &RecordTable,
        id: &str,
        still: &Row,
        now: Timestamp,
    ) -> Result<Option<Record>, StoreError> {
        let compared = table.compared(still)?;
        let Some(Entry::Record(found)) = self.0.get(&entry("record", &table.name(), &id)) else {
            return Ok(None);
        };
        let is_still = compared.iter().all(|(it, value)| found.value.value(it.name()) == Some(value));
        Ok((found.is_alive(now) && is_still).then(|| found.clone()))
    }

    fn put_record(&mut self, table: &RecordTable, new: Record, now: Timestamp) -> Result<(), StoreError> {
        for column in table.columns().iter().filter(|it| it.is_unique()) {
            let value = new.value.value(column.name()).filter(|it| **it != Value::Null);
            let has_it = |it: &Record| it.id != new.id && it.value.value(column.name()) == value;
            if value.is_some() && self.records(table).any(|it| has_it(it) && it.is_alive(now)) {
                return Err(StoreError::Conflict(Conflict::Column(column.name().to_string())));
            }
        }
        self.0.insert(entry("record", &table.name(), &new.id), Entry::Record(new));
        Ok(())
    }

    fn insert_record(&mut self, table: &RecordTable, new: Record, now: Timestamp) -> Result<(), StoreError> {
        if self.record(table, &new.id, &Row::new(), now)?.is_some() {
            return Err(StoreError::Conflict(Conflict::RecordId));
        }
        if let Some(user) = &new.user_id {
            self.user(user)?;
        }
        let value = merge(table.columns(), &Row::new(), &new.value)?;
        self.put_record(table, Record { value, ..new }, now)
    }

    fn delete_records(&mut self, table: &RecordTable, is_meant: impl Fn(&Record) -> bool) -> u64 {
        let meant = self.records(table).filter(|it| is_meant(it));
        let keys: Vec<_> = meant.map(|it| entry("record", &table.name(), &it.id)).collect();
        keys.iter().filter(|it| self.0.remove(it).is_some()).map(|_| 1).sum()
    }
}

fn is_by(by: RecordsBy<'_>, record: &Record) -> bool {
    match by {
        RecordsBy::Id(id) => record.id == id,
        RecordsBy::User(user) => record.user_id.as_ref() == Some(user),
        RecordsBy::Column(name, value) => *value != Value::Null && record.value.value(name) == Some(value),
        RecordsBy::All => true,
    }
}

impl MapStore {
    /// Checks that the schema declares the table.
    fn declared(&self, table: &RecordTable) -> Result<&Self, StoreError> {
        match self.schema.record_table(table.name()) {
            Some(_) => Ok(self),
            None => Err(StoreError::Broken(format!("the table `{}` is not declared", table.name()).into())),
        }
    }
}

impl RecordStore for MapStore {
    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.declared(table)?.begin().insert_record(table, record, now) })
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
            let map = self.declared(table)?.begin();
            let found = map.records(table).filter(|it| it.is_alive(now) && is_by(by, it));
            let found = found.filter(|it| page.start().is_none_or(|start| &*it.id > start));
            Ok(found.take(page.limit() as usize).cloned().collect())
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
            let mut map = self.declared(table)?.begin();
            let Some(old) = map.record(table, id, still, now)? else { return Ok(false) };
            let value = merge(table.columns(), &old.value, set)?;
            map.put_record(table, Record { value, ..old }, now).map(|()| true)
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
            let mut map = self.declared(table)?.begin();
            let Some(taken) = map.record(table, id, still, now)? else { return Ok(None) };
            map.0.remove(&entry("record", &table.name(), &id));
            Ok(Some(taken))
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
            let mut map = self.declared(table)?.begin();
            let Some(mut record) = map.record(table, &fresh.id, &Row::new(), now)? else {
                map.insert_record(table, fresh.clone(), now)?;
                return Ok(fresh);
            };
            let Some(Value::Integer(before)) = record.value.value(column) else {
                return Err(StoreError::Broken(format!("`{column}` is no number").into()));
            };
            let sum = before.checked_add(by).ok_or_else(|| StoreError::Unfit(UnfitValue::new(column)))?;
            let set = Row::new().with(column.to_owned(), &sum);
            record.value = merge(table.columns(), &record.value, &set)?;
            map.put_record(table, record.clone(), now).map(|()| record)
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            for RecordWrite::Insert(table, _) | RecordWrite::Delete(table, _) in &writes {
                self.declared(table)?;
            }
            let mut map = self.begin();
            let before = map.clone();
            let written = writes.into_iter().try_for_each(|it| match it {
                RecordWrite::Insert(table, record) => map.insert_record(table, record, now),
                RecordWrite::Delete(table, id) => match map.record(table, id, &Row::new(), now)? {
                    Some(_) => {
                        map.0.remove(&entry("record", &table.name(), &id));
                        Ok(())
                    }
                    None => Err(StoreError::MissingRecord),
                },
            });
            if written.is_err() {
                *map = before;
            }
            written
        })
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        Box::pin(async move {
            by.check(table)?;
            Ok(self.declared(table)?.begin().delete_records(table, |it| is_by(by, it)))
        })
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(async move {
            let mut map = self.begin();
            let tables = self.schema.record_tables().iter();
            Ok(tables.map(|it| map.delete_records(it, |record| !record.is_alive(now))).sum())
        })
    }
}
