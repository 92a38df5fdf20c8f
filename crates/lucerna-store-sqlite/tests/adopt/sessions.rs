//! Sessions: which are kept, and which go.

use crate::kit::{Database, LATER, NOW, session, token};
use lucerna_core::SessionId;

#[tokio::test]
async fn an_id_is_hashed_as_it_is_whatever_it_looks_like() {
    let ids = [
        "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789ABCD".to_owned(),
        // As a hash looks: it is one only in an adopted database.
        SessionId::of_token(&token("a")).unwrap().to_string(),
        "F".repeat(64),
        "!$%&()*+,-./:;<=>?@[]^_`{|}~".to_owned(),
    ];
    let sql: String = ids.iter().map(|it| session(it, "alice")).collect();
    let database = Database::with(&sql);
    assert_eq!(database.adopt().sessions, 4);
    for id in &ids {
        assert!(database.find(id).await.is_some(), "{id}");
    }
    let stored = database.texts("SELECT id FROM user_session ORDER BY id");
    let mut hashes: Vec<_> = ids.iter().map(|it| SessionId::of_token(it).unwrap().to_string()).collect();
    hashes.sort();
    assert_eq!(stored, hashes);
}

#[tokio::test]
async fn the_last_millisecond_counts() {
    let [last, over] = [NOW.unix_millis(), NOW.unix_millis() - 1];
    let (alive, dead) = (token("alive"), token("dead"));
    let database = Database::with(&format!(
        "INSERT INTO user_session VALUES ('{alive}', 'alice', 1, {last}), ('{dead}', 'alice', 1, {over});"
    ));
    let report = database.adopt();
    assert_eq!((report.sessions, report.dead_sessions_removed), (1, 1));
    assert!(database.find(&alive).await.is_some() && database.find(&dead).await.is_none());
}

#[test]
fn sessions_without_a_user_and_such_as_no_cookie_can_name_are_removed_and_counted() {
    let ids =
        ["short".to_owned(), "x".repeat(129), "with a space in the midst of it".to_owned(), "é".repeat(20)];
    let mut sql: String = ids.iter().map(|it| session(it, "alice")).collect();
    sql += &session(&token("orphan"), "carol");
    sql += &session(&token("alice"), "alice");
    let report = Database::with(&format!("PRAGMA foreign_keys = OFF; {sql}")).adopt();
    assert_eq!(
        (report.sessions, report.orphan_sessions_removed, report.unusable_sessions_removed),
        (1, 1, 4)
    );
}

#[tokio::test]
async fn drizzles_blobs_become_integers() {
    let stored = [
        LATER.to_string(),
        format!("{LATER}.0"),
        format!("CAST('{LATER}' AS BLOB)"),
        format!("CAST('{LATER}' AS TEXT)"),
    ];
    let row = |(at, value): (usize, &String)| format!("('{}', 'alice', {value}, {value})", token(at));
    let rows: Vec<_> = stored.iter().enumerate().map(row).collect();
    let database = Database::with(&format!(
        "DROP TABLE user_session;
         CREATE TABLE `user_session` (
            `id` text PRIMARY KEY NOT NULL,
            `user_id` text NOT NULL,
            `active_expires` blob NOT NULL,
            `idle_expires` blob NOT NULL,
            FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
         );
         INSERT INTO user_session VALUES {};",
        rows.join(", ")
    ));
    assert_eq!(database.adopt().sessions, 4);
    let limits = "SELECT DISTINCT typeof(active_expires), active_expires, typeof(idle_expires), idle_expires FROM user_session";
    let integer = format!(r#"Text("integer"), Integer({LATER})"#);
    assert_eq!(database.rows(limits), [format!("[{integer}, {integer}]")]);
    assert!(database.find(&token(2)).await.is_some());
}

#[test]
fn a_limit_that_is_no_time_stops_it_without_showing_the_session() {
    for value in ["'soon'", "1.5", "9e99", "x'00ff'", "''"] {
        let sql = format!("INSERT INTO user_session VALUES ('{}', 'alice', 1, {value});", token("secret"));
        let refusal = Database::with(&sql).refusal();
        assert!(refusal.ends_with("`idle_expires` of a session of user \"alice\" is no time"), "{refusal}");
    }
}
