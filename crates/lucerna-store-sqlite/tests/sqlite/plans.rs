//! Query plans: every frequent statement finds its rows by an index.

use lucerna_core::{Column, Lifetime, RecordTable, Schema};
use lucerna_store_sql::{Dialect, Statement, Statements};
use lucerna_store_sqlite::SqliteStore;
use rusqlite::Connection;

fn plan(connection: &Connection, statement: &Statement) -> String {
    let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.text)).unwrap();
    let values = vec![rusqlite::types::Null; explain.parameter_count()];
    let steps = explain.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
    steps.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

/// Returns a table with a column of each kind by which records are found.
fn members() -> RecordTable {
    let columns = vec![
        Column::of::<String>("email").unique(),
        Column::of::<String>("club").indexed(),
        Column::of::<i64>("count"),
    ];
    RecordTable::new("member", Lifetime::Lasting, columns)
}

#[test]
fn every_hot_statement_uses_an_index() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    let schema = schema.with([members()]).unwrap();
    let _store = SqliteStore::open(&file, schema.clone()).unwrap();
    let connection = Connection::open(&file).unwrap();
    let statements = Statements::new(Dialect::Sqlite, schema);
    let named = statements.set_password(2);
    let Statements { session, user, key, records, .. } = statements;
    let records = records.last().unwrap();
    let hot = [
        &session.find_with_user,
        &session.find,
        &session.find_all,
        &session.renew,
        &session.delete,
        &session.delete_all,
        &session.delete_dead,
        &user.find,
        &user.delete,
        &user.exists,
        &key.find,
        &key.find_all,
        &key.set_password,
        &named,
        &session.is_of_user,
        &key.copy,
        &key.rename,
        &session.rename,
        &session.rename_verified,
        &session.rename_of_user,
        &user.list,
        &key.replace_hash,
        &key.has_other,
        &key.delete,
    ];
    let of_records = [
        &records.find,
        &records.find_all,
        &records.find_of_user,
        &records.take,
        &records.delete,
        &records.delete_alive,
        &records.delete_of_user,
        &records.delete_expired,
        &records.delete_if_expired,
        &records.exists,
    ];
    let by_value = [&user.find_unique, &user.find_by, &records.find_by, &records.delete_by];
    let by_value =
        by_value.into_iter().chain([&records.delete_if_expired_by, &records.find_unique]).flatten();
    for statement in hot.into_iter().chain(of_records).chain(by_value.map(|(_, it)| it)) {
        let plan = plan(&connection, statement);
        assert!(plan.contains("SEARCH") && !plan.contains("SCAN"), "{}\n{plan}", statement.text);
    }
}
