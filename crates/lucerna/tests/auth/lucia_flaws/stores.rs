//! What the database is asked, and what it keeps.

use crate::kit::{House, PASSWORD, Profile, alice, profiles};
use lucerna::extend::{NewUserRecord, UserRecord, UserStore};
use lucerna::{
    Column, Conflict, CreateUserError, KeyId, NewKey, NewUser, Row, Schema, SqliteStore, Store, Timestamp,
    UserId,
};
use rusqlite::{Connection, TransactionBehavior};

#[test]
fn lucia_flaw_36_a_name_of_a_column_is_a_name_and_no_sql() {
    for name in ["role\" = 'admin' --", "a.b", "x\"y", "role = 'admin', name"] {
        let column = Column::of::<String>(name.to_owned());
        assert!(Schema::of_columns(vec![column]).is_err(), "{name}");
    }
}

#[tokio::test]
async fn lucia_flaw_37_id_user_and_expiry_cannot_be_written_as_attributes() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let (alice, store) = (house.alice().await, open(&house));
    let smuggled =
        Row::new().with("id", &"u1".to_owned()).with("is_admin", &true).with("username", &"Al".to_owned());
    assert!(store.update_user(&alice, smuggled).await.unwrap());
    assert_eq!(house.auth.find_user(&alice).await.unwrap().unwrap().username, "Al");
    let id = house.auth.user_sessions(&alice).await.unwrap()[0].id;
    let moved = Row::new().with("user_id", &"mallory".to_owned()).with("idle_expires", &i64::MAX);
    lucerna::extend::SessionStore::update_session(&store, &id, moved).await.unwrap();
    let session = house.auth.find_session(&id).await.unwrap().unwrap();
    assert_eq!((session.user.id, session.expiry.idle.unix_millis()), (alice, 15 * crate::kit::DAY));
}

fn open(house: &House) -> SqliteStore {
    SqliteStore::open(&house.path, Schema::of::<Profile>().unwrap()).unwrap()
}

#[tokio::test]
async fn lucia_flaw_38_an_update_of_nothing_changes_nothing() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let user = house.auth.update_user(&house.alice().await, |_| {}).await.unwrap().unwrap();
    assert_eq!(user.username, "Alice");
}

#[tokio::test]
async fn lucia_flaw_39_a_users_id_that_is_taken_is_not_reported_as_a_key() {
    let house = profiles();
    let (key, profile) = alice();
    house.auth.create_user(NewUser::new().id("u1").key(key), profile).await.unwrap();
    let bob = NewUser::new().id("u1").key(NewKey::username("bob", PASSWORD));
    let refused = house.auth.create_user(bob, Profile { username: "Bob".to_owned() }).await.unwrap_err();
    assert!(matches!(refused, CreateUserError::Taken(Conflict::UserId)));
}

#[tokio::test]
async fn lucia_flaw_40_a_transaction_of_the_applications_own_outlives_a_write_that_could_not_begin() {
    let house = profiles();
    let mut application = Connection::open(&house.path).unwrap();
    application.execute_batch("CREATE TABLE post (title TEXT)").unwrap();
    let transaction = application.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    transaction.execute("INSERT INTO post VALUES ('Hello')", []).unwrap();
    let (key, profile) = alice();
    assert!(house.auth.create_user(key, profile).await.is_err(), "the database is locked");
    transaction.commit().unwrap();
    let posts: i64 = application.query_row("SELECT count(*) FROM post", [], |row| row.get(0)).unwrap();
    assert_eq!(posts, 1);
    let _cookie = house.sign_up().await;
}

#[tokio::test]
async fn lucia_flaw_42_a_session_and_its_user_are_one_query_of_one_moment() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let id = house.session(&cookie).await.unwrap().id;
    let found = open(&house).find_session_and_user(&id, Timestamp::from_unix_millis(0)).await.unwrap();
    let (session, user) = found.unwrap();
    assert_eq!(session.user_id, user.id);
}

#[tokio::test]
async fn lucia_flaw_43_log_out_everywhere_does() {
    let house = profiles();
    let cookies = [house.sign_up().await, house.sign_in().await];
    assert_eq!(house.auth.end_user_sessions(&house.alice().await, None).await.unwrap(), 2);
    for cookie in &cookies {
        assert!(house.session(cookie).await.is_none());
    }
}

#[tokio::test]
async fn lucia_flaw_46_a_key_that_is_taken_leaves_no_user_behind() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let refused =
        house.auth.create_user(NewKey::username("alice", PASSWORD), Profile { username: "B".to_owned() });
    assert!(refused.await.is_err());
    let connection = Connection::open(&house.path).unwrap();
    let users: i64 = connection.query_row("SELECT count(*) FROM user", [], |row| row.get(0)).unwrap();
    assert_eq!(users, 1);
}

#[tokio::test]
async fn lucia_flaw_47_a_user_or_key_that_is_not_there_is_said_and_is_no_driver_error() {
    let house = profiles();
    assert!(
        house
            .auth
            .update_user(&UserId::from("nobody"), |it| it.username = "x".to_owned())
            .await
            .unwrap()
            .is_none()
    );
    let missing = house.auth.danger_set_password(&KeyId::username("nobody"), PASSWORD).await;
    assert!(matches!(missing, Err(lucerna::ChangePasswordError::NoPassword)));
}

#[tokio::test]
async fn lucia_flaw_48_a_conflict_is_found_by_looking_and_not_in_the_words_of_the_driver() {
    // The name of one column is a part of the other's, and both stand in messages about the table `user`.
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
async fn lucia_flaw_49_whatever_is_searched_has_an_index_and_case_tells_ids_apart() {
    let house = profiles();
    for id in ["AbC", "abc"] {
        let key = NewKey::without_password(KeyId::new("github", id).unwrap());
        house.auth.create_user(key, Profile { username: id.to_owned() }).await.unwrap();
    }
    let connection = Connection::open(&house.path).unwrap();
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
fn lucia_flaw_50_a_configuration_that_is_wrong_is_an_error_and_does_not_end_the_process() {
    let missing = SqliteStore::open("/nonexistent/directory/test.db", Schema::of::<Profile>().unwrap());
    assert!(missing.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lucia_flaw_59_of_two_callbacks_at_once_one_creates_the_user_and_the_other_finds_it() {
    let house = profiles();
    let id = KeyId::new("github", "1234").unwrap();
    let sign_up = || {
        let key = NewKey::without_password(id.clone());
        house.auth.create_user(key, Profile { username: "Alice".to_owned() })
    };
    let (one, other) = tokio::join!(sign_up(), sign_up());
    let (created, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert!(matches!(refused, Err(CreateUserError::Taken(Conflict::Key))));
    let found = house.auth.find_key(&id).await.unwrap().unwrap();
    assert_eq!(found.user_id, created.unwrap().user.id);
}
