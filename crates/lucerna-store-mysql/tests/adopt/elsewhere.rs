//! Databases of those who kept their sessions in Redis.

use crate::kit::{Database, NOW};
use lucerna_core::{Column, KeyId, UserStore};
use lucerna_store_mysql::{AdoptError, AdoptOptions, AdoptOutcome, AdoptReport, ConnectError, MySqlStore};

async fn adopt(database: &Database, dry_run: bool) -> Result<AdoptReport, AdoptError> {
    let mut options = AdoptOptions::new(NOW);
    (options.sessions_elsewhere, options.dry_run) = (true, dry_run);
    MySqlStore::adopt_lucia(&database.url, &database.schema, options).await
}

#[tokio::test]
async fn users_and_keys_are_adopted_and_an_empty_table_of_sessions_is_made() {
    let mut database = Database::with("DROP TABLE user_session;").await;
    let device = vec![Column::of::<String>("device"), Column::of::<Option<bool>>("remembered")];
    database.schema = database.schema.with_session_columns(device).unwrap();
    let before = database.dump().await;
    let refused = MySqlStore::connect(&database.url, database.schema.clone()).await.unwrap_err();
    assert!(matches!(refused, ConnectError::NotAdopted { .. }), "{refused}");
    let rehearsal = adopt(&database, true).await.unwrap();
    assert_eq!((rehearsal.outcome, database.dump().await), (AdoptOutcome::Rehearsed, before));
    let report = adopt(&database, false).await.unwrap();
    assert_eq!((report.users, report.keys, report.sessions), (4, 7, 0), "{report}");
    assert_eq!(report.tables, rehearsal.tables);
    let store = database.open().await;
    assert!(store.find_key(&KeyId::username("ALICE")).await.unwrap().is_some());
    assert!(store.delete_user(&"00v0ze0fyw4b7ay".into()).await.unwrap());
    assert_eq!(adopt(&database, false).await.unwrap().outcome, AdoptOutcome::Nothing);
}

#[tokio::test]
async fn what_is_refused_leaves_no_table_of_sessions_behind() {
    let twice = "INSERT INTO user_key SELECT 'username:\u{ff21}LICE', user_id, NULL FROM user_key LIMIT 1;";
    let database = Database::with(&format!("DROP TABLE user_session; {twice}")).await;
    let before = database.dump().await;
    for dry_run in [true, false] {
        let refused = adopt(&database, dry_run).await.unwrap_err();
        assert!(matches!(refused, AdoptError::Rows(_)), "{refused}");
        assert_eq!(database.dump().await, before);
    }
}

#[tokio::test]
async fn what_is_no_database_of_lucias_stays_as_it_was() {
    let other = Database::with("DROP TABLE user_session; CREATE TABLE user_session (cart TEXT);").await;
    for database in [other, Database::of("CREATE TABLE notes (id TEXT);").await] {
        let before = database.dump().await;
        let refused = adopt(&database, false).await.unwrap_err();
        assert!(matches!(refused, AdoptError::NotLucia(_)), "{refused}");
        assert_eq!(database.dump().await, before);
    }
}
