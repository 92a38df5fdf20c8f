//! Keys: kept under the names that Lucerna looks for.

use crate::kit::{Database, key};
use lucerna_core::{KeyId, UserStore};

#[tokio::test]
async fn names_that_people_type_become_canonical_and_others_stay() {
    let stored = [
        "username:ALICE",
        "email: Alice@Example.COM",
        "username:jose\u{301}",
        "github:AbC",
        "github:abc",
        "auth0:a|b:C",
    ];
    let sql: String = stored.iter().map(|it| key(it, "alice")).collect();
    let database = Database::with(&sql);
    let report = database.adopt();
    assert_eq!((report.keys, report.keys_renamed), (6, 3));
    let store = database.open();
    for id in [
        KeyId::username("Alice"),
        KeyId::email("alice@example.com"),
        KeyId::username("JOSÉ"),
        KeyId::new("github", "AbC").unwrap(),
        KeyId::new("auth0", "a|b:C").unwrap(),
    ] {
        let key = store.find_key(&id).await.unwrap().unwrap();
        assert_eq!(key.password_hash.unwrap().expose(), "s2:salt:hash", "{id}");
    }
    assert_eq!(store.find_user_keys(&"alice".into()).await.unwrap().len(), 6);
}

#[test]
fn lucia_flaw_35_two_users_whose_names_are_one_are_both_named() {
    let sql = [
        key("username:alice", "alice"),
        key("username:ALICE", "bob"),
        key("email:A@b", "bob"),
        key("email:a@B", "alice"),
    ];
    let refusal = Database::with(&sql.concat()).refusal();
    let expected = [
        r#""username:alice" would be the key of user "alice" and, stored as "username:ALICE", of user "bob""#,
        r#""email:a@b" would be the key of user "bob" and, stored as "email:a@B", of user "alice""#,
    ];
    assert!(expected.iter().all(|it| refusal.contains(it)), "{refusal}");
    assert!(!refusal.contains('\n'));
}

#[test]
fn two_keys_of_one_user_are_not_made_one_since_their_passwords_may_differ() {
    let refusal =
        Database::with(&[key("username:Bob", "bob"), key("username:bob", "bob")].concat()).refusal();
    assert!(refusal.contains(r#"user "bob" and, stored as "username:Bob", of user "bob""#), "{refusal}");
}

#[test]
fn a_name_that_can_be_no_key_stops_it() {
    for name in ["alice", "username:", "username: ", ":alice", &format!("github:{}", "x".repeat(250))] {
        let refusal = Database::with(&key(name, "alice")).refusal();
        assert!(refusal.ends_with(&format!("the key {name:?} of user \"alice\" cannot be one")), "{refusal}");
    }
}

#[test]
fn keys_without_a_user_are_removed_and_counted() {
    let sql =
        [key("username:carol", "carol"), key("username:CAROL", "dave"), key("username:bob", "bob")].concat();
    let report = Database::with(&format!("PRAGMA foreign_keys = OFF; {sql}")).adopt();
    assert_eq!((report.keys, report.orphan_keys_removed), (1, 2));
}

#[test]
fn a_username_that_two_users_have_stops_it_where_it_has_to_be_unique() {
    let database = Database::of(
        "CREATE TABLE user (id TEXT NOT NULL PRIMARY KEY, username TEXT NOT NULL);
         CREATE TABLE user_key (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, hashed_password TEXT);
         CREATE TABLE user_session (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, active_expires INTEGER NOT NULL, idle_expires INTEGER NOT NULL);
         INSERT INTO user VALUES ('a', 'Alice'), ('b', 'Alice'), ('c', 'alice');",
    );
    let refusal = database.refusal();
    assert!(refusal.ends_with("the username 'Alice' is that of users 'a' and 'b'"), "{refusal}");
    database.execute("UPDATE user SET username = 'Alice 2' WHERE id = 'b'");
    let report = database.adopt();
    assert!(report.tables.contains(&"`user`.`username` indexed".to_owned()), "{report}");
    assert!(database.connect().execute("INSERT INTO user VALUES ('d', 'Alice')", []).is_err());
}
