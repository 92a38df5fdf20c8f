//! Whatever is unexpected stops the adoption: one error, and everything as it was.

use crate::kit::{Database, FIXTURE, token};
use lucerna_core::{Column, Schema};

#[tokio::test]
async fn what_would_be_lost_is_refused() {
    for (sql, reason) in [
        (
            "CREATE TABLE device (session VARCHAR(127), FOREIGN KEY (session) REFERENCES user_session(id));",
            "`device`.`session` refers to `user_session`, whose ids change",
        ),
        (
            "CREATE TABLE invitation (by_key VARCHAR(255), FOREIGN KEY (by_key) REFERENCES user_key(id) ON UPDATE CASCADE);
             UPDATE user_key SET id = 'username:ALICE' WHERE id = 'username:alice';",
            "`invitation`.`by_key` refers to rows of `user_key`, and some of those change",
        ),
        ("INSERT INTO user_key VALUES ('username: alice', '1xyxx5drff4o4wh', NULL);", "\"username:alice\" would be the key of user"),
        ("INSERT INTO user_key VALUES ('nothing', '1xyxx5drff4o4wh', NULL);", "cannot be one"),
        (
            "ALTER TABLE user_session ADD COLUMN active_period TEXT;",
            "`user_session`.`active_period` is there already",
        ),
        ("CREATE TABLE `user` (a TEXT);", "`auth_user` cannot be renamed to `user`"),
        ("CREATE VIEW `user` AS SELECT 1 AS a;", "`auth_user` cannot be renamed to `user`"),
        ("CREATE VIEW names AS SELECT username FROM auth_user;", "the view `names` uses `auth_user`, which is renamed"),
        (
            "CREATE TRIGGER on_end BEFORE DELETE ON user_session FOR EACH ROW SET @a = 1;",
            "the trigger `on_end` of `user_session` would fire",
        ),
        (
            "ALTER TABLE auth_user DROP INDEX username; UPDATE auth_user SET username = 'Alice' WHERE username = 'Legacy';",
            "the username \"Alice\" is that of users '00v0ze0fyw4b7ay' and 'legacyuser00001'",
        ),
        (
            "UPDATE user_key SET user_id = '1XYXX5DRFF4O4WH' WHERE id = 'github:1001';",
            "`user_key`.`user_id` has \"1XYXX5DRFF4O4WH\", and `auth_user`.`id` the same in other letters",
        ),
        (
            "CREATE TABLE post (author VARCHAR(20), FOREIGN KEY (author) REFERENCES auth_user(id)); SET foreign_key_checks = 0; INSERT INTO post VALUES ('1xyxx5drff4o4wh  ');",
            "`post`.`author` has \"1xyxx5drff4o4wh  \", and `auth_user`.`id` the same in other letters",
        ),
        (
            "ALTER TABLE user_session MODIFY idle_expires VARCHAR(20); UPDATE user_session SET idle_expires = 'never' LIMIT 1;",
            "`idle_expires` of a session of user",
        ),
        ("UPDATE user_session SET active_expires = 18446744073709551615 LIMIT 1;", "is no time"),
        ("ALTER TABLE user_session ADD COLUMN device INT NOT NULL;", "must not be empty and has no default, but is no attribute"),
        ("UPDATE user_key SET hashed_password = NULL; ALTER TABLE user_key MODIFY hashed_password INT;", "`user_key`.`hashed_password` is int"),
        ("UPDATE user_key SET hashed_password = ''; ALTER TABLE user_key MODIFY hashed_password VARCHAR(255) NOT NULL;", "must not be empty, but its attribute is an Option"),
        ("ALTER TABLE user_session ADD COLUMN a VARCHAR(10000), ADD COLUMN b VARCHAR(5980);", "`user_session` cannot be changed: Row size too large"),
        ("CREATE TABLE plan (id INT, author VARCHAR(15), title VARCHAR(700), PRIMARY KEY (author, title), FOREIGN KEY (author) REFERENCES auth_user(id));", "`plan` cannot be changed: Specified key was too long"),
    ] {
        let sql = sql.replace("UPDATE user_key SET user_id", "SET foreign_key_checks = 0; UPDATE user_key SET user_id");
        let refusal = Database::with(&sql).await.refusal().await;
        assert!(refusal.contains(reason), "{refusal}");
        assert!(!refusal.contains("geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle"), "{refusal}");
    }
}

#[tokio::test]
async fn tables_that_cannot_be_part_of_a_transaction_are_refused() {
    let sql = FIXTURE
        .replace(",\n    FOREIGN KEY (user_id) REFERENCES auth_user(id)", "")
        .replace("\n);", "\n) ENGINE = MyISAM CHARACTER SET latin1;");
    let refusal = Database::of(&sql).await.refusal().await;
    assert!(refusal.contains("ALTER TABLE `auth_user` ENGINE = InnoDB"), "{refusal}");
}

#[tokio::test]
async fn a_foreign_key_of_another_database_is_refused() {
    let database = Database::with("").await;
    let other = Database::of(&format!(
        "CREATE TABLE post (author VARCHAR(20), FOREIGN KEY (author) REFERENCES `{}`.auth_user(id))",
        database.name()
    ))
    .await;
    let refusal = database.refusal().await;
    let expected =
        format!("ties `auth_user`.`id`, which changes, to `{}`.`post` in another database", other.name());
    assert!(refusal.contains(&expected), "{refusal}");
}

#[tokio::test]
async fn a_table_that_would_not_fit_the_attributes_is_told_as_when_it_is_opened() {
    let mut database = Database::with("").await;
    let columns = vec![Column::of::<String>("username").unique(), Column::of::<Option<i64>>("age")];
    database.schema = Schema::of_columns(columns).unwrap();
    let refusal = database.refusal().await;
    assert!(refusal.contains("`user`.`age` is missing: add `age` BIGINT"), "{refusal}");
}

#[tokio::test]
async fn what_is_none_of_lucias_is_told_so() {
    let view = FIXTURE.replace("user_session", "visit");
    let view = format!("{view} CREATE VIEW user_session AS SELECT * FROM visit;");
    for sql in ["SELECT 1", "CREATE TABLE note (a TEXT);", &view] {
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
    let write = format!("UPDATE user_session SET active_expires = 1 WHERE id = '{}'", token("nobody"));
    sqlx::query(sqlx::AssertSqlSafe(write)).execute(&mut *transaction).await.unwrap();
    let refusal = database.refusal().await;
    assert!(refusal.ends_with("stop the application first"), "{refusal}");
    transaction.rollback().await.unwrap();
    database.adopt().await;
}
