//! Records of passing tables. Each method runs one script, and on a cluster a second one if the record has a user.

mod add;

mod arguments;

mod user_index;

use crate::RedisStore;
use crate::commands::ScriptCall;
use crate::error::broken;
use crate::keys::Keys;
use crate::scripts::{DELETE_RECORD, FIND_RECORD, INSERT_RECORD, Script, TAKE_RECORD, UPDATE_RECORD};
use crate::value::{Fields, write_arguments};
use crate::{row, value};
use arguments::{RecordInsertion, defaults, list, still_list};
use lucerna_core::{
    Conflict, Lifetime, Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreError,
    StoreFuture, Timestamp,
};
use redis::{Value, from_redis_value};

impl RecordStore for RedisStore {
    fn serves(&self, table: &RecordTable) -> bool {
        table.lifetime() == Lifetime::Passing && self.tables.contains(table)
    }

    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.check_table(table)?;
            let insertion = RecordInsertion::of(table, &record)?;
            self.write_index_entry(table, &record, &insertion).await?;
            let rest = insertion.values(table, now)?;
            if self.change_record(&INSERT_RECORD, table, &record.id, rest).await? == Value::Int(1) {
                return Ok(());
            }
            self.delete_index_entry(table, &record.id, record.user_id.as_ref(), &insertion.mark).await;
            Err(StoreError::Conflict(Conflict::RecordId))
        })
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(async move {
            self.check_table(table)?;
            let RecordsBy::Id(id) = by else { return Err(by_id_only(table)) };
            let keys = [self.keys.record(table.name(), id)];
            let found =
                self.commands.read(ScriptCall { script: &FIND_RECORD, keys: &keys, values: &[] }).await?;
            let is_meant = |it: &Record| {
                it.is_alive(now) && page.limit() > 0 && page.start().is_none_or(|start| id > start)
            };
            Ok(read(table, id, found)?.filter(is_meant).into_iter().collect())
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
            self.check_table(table)?;
            let mut rest = vec![value::time(now)];
            rest.extend(list(defaults(table)?));
            rest.extend(still_list(table, still)?);
            rest.extend(write_arguments(row::changed_fields(set, table.columns())?));
            Ok(self.change_record(&UPDATE_RECORD, table, id, rest).await? == Value::Int(1))
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
            self.check_table(table)?;
            let mut rest = vec![value::time(now)];
            rest.extend(list(defaults(table)?));
            rest.extend(still_list(table, still)?);
            let taken = self.change_record(&TAKE_RECORD, table, id, rest).await?;
            let Some(fields) = fields(taken)? else { return Ok(None) };
            let mark = fields.get("#").cloned().unwrap_or_default();
            let record = arguments::record(table, id, fields)?;
            self.delete_index_entry(table, id, record.user_id.as_ref(), &mark).await;
            Ok(Some(record))
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
            self.check_table(table)?;
            self.add(table, &fresh, column, by, now).await
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, _: Timestamp) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            if writes.is_empty() {
                return Ok(());
            }
            Err(broken(
                "Redis does not write several records in one step: put lasting tables into the store of the users",
            ))
        })
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        Box::pin(async move {
            self.check_table(table)?;
            match by {
                RecordsBy::Id(id) => self.delete_record(table, id).await,
                RecordsBy::User(user) if self.owners.is_none() => self.delete_user_records(table, user).await,
                RecordsBy::User(user) => self.delete_user_records_on_cluster(table, user).await,
                RecordsBy::Column(..) | RecordsBy::All => Err(by_id_only(table)),
            }
        })
    }

    /// Redis expires records by itself. Expired entries leave a user's index at the next insert, or with the latest
    /// record.
    fn delete_expired_records(&self, _: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(async { Ok(0) })
    }
}

impl RedisStore {
    fn check_table(&self, table: &RecordTable) -> Result<(), StoreError> {
        let name = table.name();
        if !self.tables.iter().any(|it| it.name() == name) {
            return Err(broken(&format!("the table `{name}` is not declared")));
        }
        match table.lifetime() {
            Lifetime::Passing => Ok(()),
            Lifetime::Lasting => Err(broken(&format!(
                "Redis keeps passing tables only, and `{name}` is lasting: put it into the store of the users"
            ))),
        }
    }

    /// Runs a script about one record.
    async fn change_record(
        &self,
        script: &Script,
        table: &RecordTable,
        id: &str,
        rest: Vec<Vec<u8>>,
    ) -> Result<Value, StoreError> {
        let keys = [self.keys.record(table.name(), id)];
        let (users, index) = match self.owners {
            None => (self.keys.users(), Keys::record_index_end(table.name())),
            Some(_) => Default::default(),
        };
        let mut values = vec![id.into(), users.into(), index.into()];
        values.extend(rest);
        self.commands.write(ScriptCall { script, keys: &keys, values: &values }).await
    }

    async fn delete_record(&self, table: &RecordTable, id: &str) -> Result<u64, StoreError> {
        let owner = self.change_record(&DELETE_RECORD, table, id, Vec::new()).await?;
        let owner = from_redis_value::<Option<(Option<String>, Option<Vec<u8>>)>>(owner);
        let Some((user, mark)) = owner.map_err(|_| broken("the user of a deleted record cannot be read"))?
        else {
            return Ok(0);
        };
        let user = user.as_deref().map(Into::into);
        self.delete_index_entry(table, id, user.as_ref(), &mark.unwrap_or_default()).await;
        Ok(1)
    }
}

fn read(table: &RecordTable, id: &str, found: Value) -> Result<Option<Record>, StoreError> {
    fields(found)?.map(|it| arguments::record(table, id, it)).transpose()
}

/// Returns the fields of a record, or `None` if it does not exist.
fn fields(found: Value) -> Result<Option<Fields>, StoreError> {
    let fields = from_redis_value::<Option<Fields>>(found);
    let fields = fields.map_err(|_| broken("the fields of a record cannot be read"))?;
    Ok(fields.filter(|it| !it.is_empty()))
}

fn by_id_only(table: &RecordTable) -> StoreError {
    broken(&format!("records of the passing table `{}` are found by id only", table.name()))
}
