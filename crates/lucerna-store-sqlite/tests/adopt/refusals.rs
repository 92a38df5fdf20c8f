//! Whatever is unexpected stops the adoption: one error, and everything as it was.

use crate::kit::{Database, key, session, token};
use lucerna_core::{Column, Schema};
use lucerna_store_sqlite::{AdoptError, SqliteStore};
use rusqlite::TransactionBehavior;
use std::fs;

/// A database with rows of every kind and what these statements make, and what is said of it.
fn refusal(sql: &str) -> String {
    let rows = [key("username:Alice", "alice"), session(&token("a"), "alice")].concat();
    let refusal = Database::with(&format!("{rows}{sql}")).refusal();
    assert!(!refusal.contains(&token("a")), "{refusal}");
    refusal
}

#[test]
fn a_statement_that_fails_at_the_end_undoes_everything() {
    let refusal = refusal("CREATE TABLE other (a); CREATE INDEX user_session_idle_expires ON other (a);");
    assert!(refusal.contains("user_session_idle_expires already exists"), "{refusal}");
}

#[test]
fn what_would_be_lost_is_refused() {
    for (sql, reason) in [
        (
            "CREATE TABLE device (session TEXT REFERENCES user_session(id));",
            "`device`.`session` refers to `user_session`, whose ids change",
        ),
        (
            "CREATE TABLE invitation (by_key TEXT REFERENCES user_key(id)); INSERT INTO invitation VALUES ('username:Alice');",
            "rows of `invitation` refer to rows of `user_key` that change",
        ),
        (
            "ALTER TABLE user_session ADD COLUMN active_period TEXT;",
            "`user_session`.`active_period` is there already",
        ),
        ("CREATE TABLE user_session_adopted (a);", "user_session_adopted"),
        (
            "ALTER TABLE user_key ADD COLUMN expires INTEGER; CREATE VIEW old AS SELECT expires FROM user_key;",
            "no such column: expires",
        ),
        (
            "ALTER TABLE user_key RENAME TO auth_key; CREATE TABLE user_key (a);",
            "`auth_key` cannot be renamed to `user_key`",
        ),
    ] {
        let refusal = refusal(sql);
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[test]
fn a_table_that_would_not_fit_the_attributes_is_told_as_when_it_is_opened() {
    let mut database = Database::with("");
    let columns = vec![Column::of::<String>("username").unique(), Column::of::<Option<i64>>("age")];
    database.schema = Schema::of_columns(columns).unwrap();
    let refusal = database.refusal();
    assert!(
        refusal.contains(r#"`user` has no column `age`: ALTER TABLE "user" ADD COLUMN "age" INTEGER"#),
        "{refusal}"
    );
    database.execute(r#"ALTER TABLE "user" ADD COLUMN "age" INTEGER"#);
    database.adopt();
    database.open();
}

#[test]
fn what_is_none_of_lucias_is_told_so() {
    for sql in [
        "",
        "CREATE TABLE note (a);",
        "CREATE TABLE user (id TEXT PRIMARY KEY); CREATE TABLE user_key (id TEXT PRIMARY KEY, user_id TEXT, hashed_password TEXT);",
        "CREATE TABLE user (id TEXT); CREATE TABLE user_key (id, user_id, hashed_password);
         CREATE VIEW user_session AS SELECT id, user_id, 1 AS active_expires, 2 AS idle_expires FROM user_key;",
    ] {
        let refusal = Database::of(sql).refusal();
        assert!(refusal.contains("none of Lucia v2") && refusal.contains("`user_session` or `auth_session`"), "{refusal}");
    }
}

#[test]
fn a_file_that_is_not_there_is_not_made() {
    let database = Database::empty();
    let refusal = database.try_adopt(false).unwrap_err();
    assert!(
        matches!(&refusal, AdoptError::Database(_)) && refusal.to_string().contains("app.db"),
        "{refusal}"
    );
    assert!(!database.path.exists());
    fs::write(&database.path, "a letter to a friend, and no database".repeat(100)).unwrap();
    let before = database.bytes();
    assert!(matches!(database.try_adopt(false), Err(AdoptError::Database(_))));
    assert_eq!(database.bytes(), before);
}

#[test]
fn while_the_application_writes_it_waits_in_vain() {
    let database = Database::fixture();
    let before = database.dump();
    let mut application = database.connect();
    let transaction = application.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    for dry_run in [true, false] {
        let refusal = database.try_adopt(dry_run).unwrap_err().to_string();
        assert!(refusal.ends_with("database is locked: stop the application first"), "{refusal}");
    }
    transaction.rollback().unwrap();
    assert_eq!(database.dump(), before);
    database.adopt();
}

#[test]
fn while_the_application_has_a_log_open_nothing_is_done() {
    let database = Database::with(&format!("PRAGMA journal_mode = WAL; {}", session(&token("a"), "alice")));
    let application = database.connect();
    application.query_row("SELECT count(*) FROM user_session", [], |row| row.get::<_, i64>(0)).unwrap();
    let before = database.dump();
    database.try_adopt(true).unwrap();
    let refusal = database.try_adopt(false).unwrap_err().to_string();
    assert!(refusal.contains("stop the application first"), "{refusal}");
    assert_eq!(database.dump(), before);
    drop(application);
    database.adopt();
    database.open();
}

#[test]
fn an_adopted_database_with_other_attributes_is_told_by_the_store() {
    let mut database = Database::fixture();
    database.adopt();
    database.schema = Schema::of_columns(vec![Column::of::<String>("email")]).unwrap();
    assert!(SqliteStore::open(&database.path, database.schema.clone()).is_err());
}
