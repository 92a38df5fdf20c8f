//! Whatever is unexpected stops the adoption: one error, and everything as it was.

use crate::kit::{Database, FIXTURE};
use lucerna_core::{Column, Schema};

#[tokio::test]
async fn what_would_be_lost_is_refused() {
    for (sql, reason) in [
        (
            "CREATE TABLE device (session TEXT REFERENCES user_session(id));",
            "`device`.`session` refers to `user_session`, whose ids change",
        ),
        (
            "CREATE TABLE invitation (by_key TEXT REFERENCES user_key(id) ON UPDATE CASCADE);
             UPDATE user_key SET id = 'username:ALICE' WHERE id = 'username:alice';",
            "`invitation`.`by_key` refers to rows of `user_key`, and some of those change",
        ),
        (
            "UPDATE user_key SET id = 'username:ALICE' WHERE id = 'username:alice';
             CREATE TABLE invitation (by_key TEXT REFERENCES user_key(id));
             INSERT INTO invitation VALUES ('username:ALICE');",
            "rows of another table refer to rows that change",
        ),
        (
            "INSERT INTO user_key VALUES ('username:ALICE', '1xyxx5drff4o4wh', NULL);",
            "\"username:alice\" would be the key of user \"00v0ze0fyw4b7ay\" and",
        ),
        ("INSERT INTO user_key VALUES ('nothing', '1xyxx5drff4o4wh', NULL);", "cannot be one"),
        (
            "ALTER TABLE user_session ADD COLUMN active_period TEXT;",
            "`user_session`.`active_period` is there already",
        ),
        ("CREATE TABLE \"user\" (a TEXT);", "`auth_user` cannot be renamed to `user`"),
        ("CREATE VIEW signed_in AS SELECT id FROM user_session;", "used by a view"),
        (
            "CREATE TABLE other (a TEXT); CREATE INDEX user_session_idle_expires ON other (a);",
            "already exists",
        ),
        ("ALTER TABLE user_session ADD CHECK (length(id) = 40);", "the database refused a value"),
        (
            "ALTER TABLE auth_user DROP CONSTRAINT auth_user_username_key; UPDATE auth_user SET username = 'Alice' WHERE username = 'Legacy';",
            "the username \"Alice\" is that of users '00v0ze0fyw4b7ay' and 'legacyuser00001'",
        ),
    ] {
        let refusal = Database::with(sql).await.refusal().await;
        assert!(refusal.contains(reason), "{refusal}");
        assert!(!refusal.contains("geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle"), "{refusal}");
    }
}

#[tokio::test]
async fn a_table_that_would_not_fit_the_attributes_is_told_as_when_it_is_opened() {
    let mut database = Database::with("").await;
    let columns = vec![Column::of::<String>("username").unique(), Column::of::<Option<i64>>("age")];
    database.schema = Schema::of_columns(columns).unwrap();
    let refusal = database.refusal().await;
    assert!(refusal.contains("`user`.`age` is missing: add \"age\" bigint"), "{refusal}");
}

#[tokio::test]
async fn what_is_none_of_lucias_is_told_so() {
    let view = FIXTURE.replace("user_session", "visit");
    let view = format!("{view} CREATE VIEW user_session AS SELECT * FROM visit;");
    for sql in ["", "CREATE TABLE note (a TEXT);", &view] {
        let refusal = Database::of(sql).await.refusal().await;
        assert!(
            refusal.contains("none of Lucia v2") && refusal.contains("`user_session` or `auth_session`"),
            "{refusal}"
        );
    }
}

#[tokio::test]
async fn while_the_application_is_writing_it_waits_in_vain() {
    let database = Database::with("").await;
    let mut application = database.connect().await;
    let mut transaction = sqlx::Connection::begin(&mut application).await.unwrap();
    sqlx::query("DELETE FROM user_session").execute(&mut *transaction).await.unwrap();
    let refusal = database.refusal().await;
    assert!(refusal.ends_with("stop the application first"), "{refusal}");
    transaction.rollback().await.unwrap();
    database.adopt().await;
}
