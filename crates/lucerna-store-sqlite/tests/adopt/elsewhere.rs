//! Databases of those who kept their sessions in Redis.

use crate::kit::{Database, LUCIA, NOW, key, session, token};
use lucerna_core::{Column, KeyId, UserStore};
use lucerna_store_sqlite::{
    AdoptError, AdoptOptions, AdoptOutcome, AdoptReport, OpenError, SqliteStore, adopt_lucia,
};

/// Users and keys of Lucia's, without a table of sessions, and sessions with attributes.
fn without_sessions(more: &str) -> Database {
    let mut database = Database::with(&format!("DROP TABLE user_session; {more}"));
    let device = vec![Column::of::<String>("device"), Column::of::<Option<bool>>("remembered")];
    database.schema = database.schema.with_session_columns(device).unwrap();
    database
}

fn adopt(database: &Database, dry_run: bool) -> Result<AdoptReport, AdoptError> {
    let mut options = AdoptOptions::new(NOW);
    (options.sessions_elsewhere, options.dry_run) = (true, dry_run);
    adopt_lucia(&database.path, &database.schema, options)
}

#[tokio::test]
async fn users_and_keys_are_adopted_and_an_empty_table_of_sessions_is_made() {
    for rename in ["", "ALTER TABLE user RENAME TO auth_user; ALTER TABLE user_key RENAME TO auth_key;"] {
        let database = without_sessions(&(key("username:Alice", "alice") + rename));
        let before = database.dump();
        let refused = SqliteStore::open(&database.path, database.schema.clone()).unwrap_err();
        assert!(matches!(refused, OpenError::NotAdopted { .. }), "{refused}");
        let rehearsal = adopt(&database, true).unwrap();
        assert_eq!((rehearsal.outcome, database.dump()), (AdoptOutcome::Rehearsed, before));
        let report = adopt(&database, false).unwrap();
        assert_eq!(
            (report.users, report.keys, report.keys_renamed, report.sessions),
            (2, 1, 1, 0),
            "{report}"
        );
        assert_eq!(report.tables, rehearsal.tables);
        let store = database.open();
        assert!(store.find_key(&KeyId::username("ALICE")).await.unwrap().is_some());
        assert!(store.delete_user(&"alice".into()).await.unwrap());
        assert_eq!(adopt(&database, false).unwrap().outcome, AdoptOutcome::Nothing);
    }
}

#[test]
fn tables_that_nobody_used_are_not_taken_for_lucias() {
    let database = without_sessions("");
    database.open();
}

#[test]
fn a_table_of_sessions_that_is_there_is_adopted_as_ever() {
    let database = Database::with(&session(&token("a"), "alice"));
    assert_eq!(adopt(&database, false).unwrap().sessions, 1);
}

#[test]
fn what_is_no_database_of_lucias_stays_as_it_was() {
    let other = "CREATE TABLE user_session (cart TEXT);";
    for database in [without_sessions(other), Database::of("CREATE TABLE notes (id TEXT);")] {
        let before = database.dump();
        let refused = adopt(&database, false).unwrap_err();
        assert!(matches!(refused, AdoptError::NotLucia(_)), "{refused}");
        assert_eq!(database.dump(), before);
    }
    let untold = Database::of(&LUCIA.replace("user_session", "visits"));
    assert!(untold.refusal().contains("SESSION_URL"));
}
