//! Faults about searches for records.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use lucerna_core::{Page, Record, RecordStore, RecordTable, RecordsBy, StoreError, Timestamp, Value};
use std::time::Duration;

const FIRST: Timestamp = Timestamp::from_unix_millis(i64::MIN);

impl FaultyStore {
    pub(crate) async fn search_records(
        &self,
        table: &RecordTable,
        by: RecordsBy<'_>,
        page: &Page,
        now: Timestamp,
    ) -> Result<Vec<Record>, StoreError> {
        let now = match self.fault {
            Fault::ExpiredRecordIsFound => FIRST,
            Fault::RecordIsOverTooEarly => now.after(Duration::from_millis(1)),
            _ => now,
        };
        let page = if self.has(Fault::PageOfNoneIsAll) && page.limit() == 0 { &Page::first(9) } else { page };
        let mut found = match (self.fault, by) {
            (Fault::UndeclaredTableIsEmpty, by) => {
                self.right.find_records(table, by, page, now).await.unwrap_or_default()
            }
            (Fault::RecordIdsArePatterns, RecordsBy::Id(id)) if id.contains('%') => {
                self.all(table, now).await?
            }
            (_, RecordsBy::Id(id)) => {
                let id = self.seen_id(id);
                self.right.find_records(table, RecordsBy::Id(&id), page, now).await?
            }
            (Fault::RecordsOfOthersAreListed, RecordsBy::User(_)) => self.all(table, now).await?,
            (Fault::RecordColumnsIgnoreCase, RecordsBy::Column(column, value)) => {
                let mut all = self.all(table, now).await?;
                all.retain(|it| it.value.value(column).map(folded) == Some(folded(value)));
                all
            }
            (Fault::EmptinessIsFound, RecordsBy::Column(column, Value::Null)) => {
                let mut all = self.all(table, now).await?;
                all.retain(|it| it.value.value(column) == Some(&Value::Null));
                all
            }
            (Fault::AnyColumnIsSearched, by) if by.check(table).is_err() => Vec::new(),
            (Fault::PagesGoByNumber, by) => self.numbered_page(table, by, page, now).await?,
            (_, by) => self.right.find_records(table, by, page, now).await?,
        };
        match self.fault {
            Fault::RecordsAreUnordered => found.reverse(),
            Fault::EveryRecordExpires => {
                found.retain(|it| it.expires.is_some() || now.unix_millis() < i64::MAX);
            }
            _ => {}
        }
        found.extend(self.stray_records(table, by));
        Ok(found)
    }

    /// Returns records that should have been deleted.
    fn stray_records(&self, table: &RecordTable, by: RecordsBy<'_>) -> Vec<Record> {
        let RecordsBy::Id(id) = by else { return Vec::new() };
        let memory = self.memory();
        let stray = memory.stray_records.iter().filter(|(name, it)| name == table.name() && it.id == id);
        stray.map(|(_, it)| it.clone()).collect()
    }

    /// Returns the page that begins after as many rows as were shown before.
    async fn numbered_page(
        &self,
        table: &RecordTable,
        by: RecordsBy<'_>,
        page: &Page,
        now: Timestamp,
    ) -> Result<Vec<Record>, StoreError> {
        let all = self.right.find_records(table, by, &Page::first(Page::MAX), now).await?;
        Ok(self.numbered(all, page))
    }

    pub(crate) fn numbered<T>(&self, all: Vec<T>, page: &Page) -> Vec<T> {
        let mut memory = self.memory();
        let skipped = page.start().map_or(0, |_| memory.shown);
        let shown: Vec<_> = all.into_iter().skip(skipped).take(page.limit().try_into().unwrap()).collect();
        memory.shown = skipped + shown.len();
        shown
    }

    /// Returns the id that the fault looks up.
    pub(crate) fn seen_id(&self, id: &str) -> String {
        match self.fault {
            Fault::NamesIgnorePadding => id.trim_end().to_owned(),
            Fault::RecordIdsAreCut => id.chars().take(250).collect(),
            _ => id.to_owned(),
        }
    }
}

pub(crate) fn folded(value: &Value) -> Value {
    match value {
        Value::Text(it) => Value::Text(it.to_lowercase()),
        value => value.clone(),
    }
}
