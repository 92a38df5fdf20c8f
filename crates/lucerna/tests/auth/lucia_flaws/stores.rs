//! Flaws of stores: queries and stored values.

use crate::kit::{PASSWORD, Profile, SqliteApp, alice, sqlite_app};
use lucerna::extend::{NewUserRecord, UserRecord, UserStore};
use lucerna::{
    Column, Conflict, CreateUserError, KeyId, NewKey, NewUser, Row, Schema, SqliteStore, Store, Timestamp,
    UserId,
};
use rusqlite::{Connection, TransactionBehavior};

#[test]
fn lucia_flaw_36_a_column_name_cannot_inject_sql() {
    for name in ["role\" = 'admin' --", "a.b", "x\"y", "role = 'admin', name"] {
        let column = Column::of::<String>(name.to_owned());
        assert!(Schema::of_columns(vec![column]).is_err(), "{name}");
    }
}

#[tokio::test]
async fn lucia_flaw_37_id_user_and_expiry_cannot_be_written_as_attributes() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let (alice, store) = (app.alice().await, open(&app));
    let smuggled =
        Row::new().with("id", &"u1".to_owned()).with("is_admin", &true).with("username", &"Al".to_owned());
    assert!(store.update_user(&alice, smuggled).await.unwrap());
    assert_eq!(app.auth.find_user(&alice).await.unwrap().unwrap().username, "Al");
    let id = app.auth.user_sessions(&alice).await.unwrap()[0].id;
    let moved = Row::new().with("user_id", &"mallory".to_owned()).with("idle_expires", &i64::MAX);
    lucerna::extend::SessionStore::update_session(&store, &id, moved).await.unwrap();
    let session = app.auth.find_session(&id).await.unwrap().unwrap();
    assert_eq!((session.user.id, session.expiry.idle.unix_millis()), (alice, 15 * crate::kit::DAY));
}

fn open(app: &SqliteApp) -> SqliteStore {
    SqliteStore::open(&app.path, Schema::of::<Profile>().unwrap()).unwrap()
}

#[tokio::test]
async fn lucia_flaw_38_an_update_of_nothing_changes_nothing() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let user = app.auth.update_user(&app.alice().await, |_| {}).await.unwrap().unwrap();
    assert_eq!(user.username, "Alice");
}

#[tokio::test]
async fn lucia_flaw_39_a_taken_user_id_is_not_reported_as_a_taken_key() {
    let app = sqlite_app();
    let (key, profile) = alice();
    app.auth.create_user(NewUser::new().id("u1").key(key), profile).await.unwrap();
    let bob = NewUser::new().id("u1").key(NewKey::username("bob", PASSWORD));
    let refused = app.auth.create_user(bob, Profile { username: "Bob".to_owned() }).await.unwrap_err();
    assert!(matches!(refused, CreateUserError::Taken(Conflict::UserId)));
}

#[tokio::test]
async fn lucia_flaw_40_an_applications_transaction_survives_a_failed_write_of_lucerna() {
    let app = sqlite_app();
    let mut application = Connection::open(&app.path).unwrap();
    application.execute_batch("CREATE TABLE post (title TEXT)").unwrap();
    let transaction = application.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    transaction.execute("INSERT INTO post VALUES ('Hello')", []).unwrap();
    let (key, profile) = alice();
    assert!(app.auth.create_user(key, profile).await.is_err(), "the database is locked");
    transaction.commit().unwrap();
    let posts: i64 = application.query_row("SELECT count(*) FROM post", [], |row| row.get(0)).unwrap();
    assert_eq!(posts, 1);
    let _cookie = app.sign_up().await;
}

#[tokio::test]
async fn lucia_flaw_42_a_session_and_its_user_are_read_by_one_query() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let id = app.session(&cookie).await.unwrap().id;
    let found = open(&app).find_session_and_user(&id, Timestamp::from_unix_millis(0)).await.unwrap();
    let (session, user) = found.unwrap();
    assert_eq!(session.user_id, user.id);
}

#[tokio::test]
async fn lucia_flaw_43_ending_a_users_sessions_ends_all() {
    let app = sqlite_app();
    let cookies = [app.sign_up().await, app.sign_in().await];
    assert_eq!(app.auth.end_user_sessions(&app.alice().await, None).await.unwrap(), 2);
    for cookie in &cookies {
        assert!(app.session(cookie).await.is_none());
    }
}

#[tokio::test]
async fn lucia_flaw_46_a_taken_key_rolls_the_user_back() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let refused =
        app.auth.create_user(NewKey::username("alice", PASSWORD), Profile { username: "B".to_owned() });
    assert!(refused.await.is_err());
    let connection = Connection::open(&app.path).unwrap();
    let users: i64 = connection.query_row("SELECT count(*) FROM user", [], |row| row.get(0)).unwrap();
    assert_eq!(users, 1);
}

#[tokio::test]
async fn lucia_flaw_47_a_missing_user_or_key_is_an_error_of_its_own() {
    let app = sqlite_app();
    assert!(
        app.auth
            .update_user(&UserId::from("missing"), |it| it.username = "x".to_owned())
            .await
            .unwrap()
            .is_none()
    );
    let missing = app.auth.danger_set_password(&KeyId::username("missing"), PASSWORD).await;
    assert!(matches!(missing, Err(lucerna::ChangePasswordError::NoPassword)));
}

#[tokio::test]
async fn lucia_flaw_48_a_conflict_is_not_found_by_parsing_the_drivers_message() {
    // The name of one column is a part of the other's, and both occur in messages about the table `user`.
    let schema = Schema::of_columns(vec![
        Column::of::<Option<String>>("user").unique(),
        Column::of::<Option<String>>("user_key").unique(),
    ]);
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("test.db"), schema.unwrap()).unwrap();
    let insert = async |id: &str, column: &'static str| {
        let attributes = Row::new().with(column, &Some("x".to_owned()));
        store.insert_user(NewUserRecord { user: UserRecord { id: id.into(), attributes }, key: None }).await
    };
    insert("1", "user").await.unwrap();
    insert("2", "user_key").await.unwrap();
    for (id, column) in [("3", "user"), ("4", "user_key")] {
        let conflict = insert(id, column).await.unwrap_err();
        assert!(matches!(conflict, lucerna::StoreError::Conflict(Conflict::Column(it)) if it == column));
    }
}

#[tokio::test]
async fn lucia_flaw_49_searched_columns_have_an_index_and_ids_are_case_sensitive() {
    let app = sqlite_app();
    for id in ["AbC", "abc"] {
        let key = NewKey::without_password(KeyId::new("github", id).unwrap());
        app.auth.create_user(key, Profile { username: id.to_owned() }).await.unwrap();
    }
    let connection = Connection::open(&app.path).unwrap();
    for search in [
        "user_key WHERE user_id = 'u'",
        "user_session WHERE user_id = 'u'",
        "user_session WHERE idle_expires < 0",
    ] {
        let sql = format!("EXPLAIN QUERY PLAN SELECT * FROM {search}");
        let plan: String = connection.query_row(&sql, [], |row| row.get(3)).unwrap();
        assert!(plan.contains("USING INDEX"), "{search}: {plan}");
    }
}

#[test]
fn lucia_flaw_50_a_wrong_configuration_is_an_error_without_a_panic() {
    let missing = SqliteStore::open("/nonexistent/directory/test.db", Schema::of::<Profile>().unwrap());
    assert!(missing.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lucia_flaw_59_of_two_concurrent_callbacks_one_creates_the_user_and_the_other_finds_it() {
    let app = sqlite_app();
    let id = KeyId::new("github", "1234").unwrap();
    let sign_up = || {
        let key = NewKey::without_password(id.clone());
        app.auth.create_user(key, Profile { username: "Alice".to_owned() })
    };
    let (one, other) = tokio::join!(sign_up(), sign_up());
    let (created, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert!(matches!(refused, Err(CreateUserError::Taken(Conflict::Key))));
    let found = app.auth.find_key(&id).await.unwrap().unwrap();
    assert_eq!(found.user_id, created.unwrap().user.id);
}
