//! Faults about a store that is opened again, perhaps with another schema.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use lucerna_core::{
    NewUserRecord, Page, Record, RecordStore, RecordTable, Row, Schema, SessionStore, Store, Timestamp,
    UserStore, Value,
};

const FIRST: Timestamp = Timestamp::from_unix_millis(i64::MIN);

impl FaultyStore {
    /// Returns the store with all its data, as a database that persists opens it.
    pub(crate) async fn reopened(&self, schema: Schema) -> Self {
        if *self.right.schema() == schema || self.has(Fault::LaterTablesAreMissing) {
            return self.clone();
        }
        let old = self.right.schema().record_tables();
        for table in old {
            let same = schema.record_table(table.name());
            assert!(
                self.has(Fault::EveryTableIsAccepted) || same.is_none_or(|it| is_allowed(table, it)),
                "the table {} differs from the schema",
                table.name()
            );
        }
        let undeclared = old.iter().filter(|it| schema.record_table(it.name()).is_none());
        let undeclared = undeclared.filter(|_| !self.has(Fault::UndeclaredTablesAreDropped)).cloned();
        let all = schema.clone().with(undeclared).unwrap();
        let new = Self::new(all, self.fault);
        self.copy_users(&new).await;
        for table in old {
            let Some(later) = new.right.schema().record_table(table.name()) else { continue };
            for record in self.all(table, FIRST).await.unwrap() {
                let value = self.grown(later, record.value);
                new.right.insert_record(later, Record { value, ..record }, FIRST).await.unwrap();
            }
        }
        new
    }

    async fn copy_users(&self, new: &Self) {
        for user in self.right.list_users(&Page::first(Page::MAX)).await.unwrap() {
            let id = user.id.clone();
            new.right.insert_user(NewUserRecord { user, key: None }).await.unwrap();
            for key in self.right.find_user_keys(&id).await.unwrap() {
                new.right.insert_key(key).await.unwrap();
            }
            for session in self.right.find_user_sessions(&id, FIRST).await.unwrap() {
                new.right.insert_session(session).await.unwrap();
            }
        }
    }

    /// Returns the row with the defaults of columns that it lacks.
    fn grown(&self, table: &RecordTable, mut row: Row) -> Row {
        for column in table.columns() {
            if row.value(column.name()).is_none() {
                let default = column.default_value().cloned().unwrap_or(Value::Null);
                let forgotten = match default {
                    Value::Integer(_) if self.has(Fault::DefaultsAreForgotten) => Value::Integer(0),
                    default => default,
                };
                row.push(column.name().clone(), forgotten);
            }
        }
        row
    }
}

/// Returns true if the change only adds columns that have a default or are nullable.
fn is_allowed(old: &RecordTable, new: &RecordTable) -> bool {
    let kept = old.columns().iter().all(|it| {
        let same = new.column(it.name());
        same.is_some_and(|new| new.column_type() == it.column_type() && new.is_nullable() == it.is_nullable())
    });
    let added = new.columns().iter().filter(|it| old.column(it.name()).is_none());
    kept && added.into_iter().all(|it| it.is_nullable() || it.default_value().is_some())
}
