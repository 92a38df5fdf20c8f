//! Every statement that is run often finds its rows by an index.

use lucerna_core::{Column, Schema};
use lucerna_store_sql::{Dialect, Statement, Statements};
use lucerna_store_sqlite::SqliteStore;
use rusqlite::Connection;

fn plan(connection: &Connection, statement: &Statement) -> String {
    let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.text)).unwrap();
    let values = vec![rusqlite::types::Null; explain.parameter_count()];
    let steps = explain.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
    steps.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_hot_statement_uses_an_index() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    let _store = SqliteStore::open(&file, schema.clone()).unwrap();
    let connection = Connection::open(&file).unwrap();
    let Statements { session, user, key, .. } = Statements::new(Dialect::Sqlite, schema);
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
    for statement in hot.into_iter().chain(user.find_unique.iter().map(|(_, it)| it)) {
        let plan = plan(&connection, statement);
        assert!(plan.contains("SEARCH") && !plan.contains("SCAN"), "{}\n{plan}", statement.text);
    }
}
