//! Tests of adoption in MySQL, MariaDB and Galera.

use crate::database::{LuciaTestDatabase, adopt_with, assert_refusals};
use crate::fixture::{ACTIVE, DatabaseKind, fixture};
use lucerna_adopt::Counter;
use lucerna_core::{Column, Schema};

/// Replaces `BINARY` by the name of the collation that compares text byte by byte on this server.
async fn with_collation(text: &str) -> String {
    let version =
        LuciaTestDatabase::of(DatabaseKind::MariaDb, "").await.texts("SELECT VERSION()").await.concat();
    text.replace("BINARY", if version.contains("MariaDB") { "utf8mb4_nopad_bin" } else { "utf8mb4_0900_bin" })
}

#[tokio::test]
async fn other_character_sets_collations_and_types() {
    let binary = with_collation("COLLATE BINARY").await;
    for options in ["CHARACTER SET latin1", "CHARACTER SET utf8mb3", "COLLATE utf8mb4_unicode_ci", &binary] {
        let [users, others] = [" UNIQUE", "auth_user(id)"].map(|it| format!("{it}) {options};"));
        adopt_with(DatabaseKind::MariaDb, &[(" UNIQUE);", &users), ("auth_user(id));", &others)]).await;
    }
    let texts =
        [("BIGINT UNSIGNED NOT NULL", "VARCHAR(20)"), ("user_id VARCHAR(15) NOT NULL", "user_id CHAR(15)")];
    let numbers = [
        ("active_expires BIGINT UNSIGNED", "active_expires DOUBLE"),
        ("idle_expires BIGINT UNSIGNED", "idle_expires DECIMAL(20)"),
    ];
    for other in [texts, numbers] {
        adopt_with(DatabaseKind::MariaDb, &other).await;
    }
    // Foreign keys that exist, and columns that may be empty, get the constraint too.
    let [users, others] = ["UNIQUE", "CASCADE"].map(|it| format!("{it}) {binary};"));
    let bound = [
        ("VARCHAR(15) NOT NULL", "VARCHAR(255)"),
        ("VARCHAR(127) NOT NULL", "VARCHAR(255) NOT NULL"),
        ("REFERENCES auth_user(id)", "REFERENCES auth_user(id) ON DELETE CASCADE"),
        ("UNIQUE);", &users),
        ("CASCADE);", &others),
    ];
    adopt_with(DatabaseKind::MariaDb, &bound).await;
    // PlanetScale has no foreign keys.
    let reference = "FOREIGN KEY (user_id) REFERENCES auth_user(id)";
    let [own_line, same_line] = [",\n             ", ", "].map(|it| format!("{it}{reference}"));
    let notes = adopt_with(DatabaseKind::MariaDb, &[(&own_line, ""), (&same_line, "")]).await;
    for indexed in ["user_key", "user_session"] {
        assert!(notes.contains(&format!("`{indexed}`.`user_id` indexed")), "{notes:#?}");
    }
}

#[tokio::test]
async fn own_columns_change_only_if_they_refer_to_users() {
    let sql = "ALTER TABLE auth_user ADD COLUMN joined DATETIME NOT NULL DEFAULT '2020-02-20', ADD COLUMN invited_by VARCHAR(15),
             ADD COLUMN shout VARCHAR(31) AS (upper(username)) VIRTUAL, ADD FOREIGN KEY (invited_by) REFERENCES auth_user(id),
             MODIFY username VARCHAR(31) NOT NULL DEFAULT 'it''s, a' COMMENT 'a ''name'', typed';
         UPDATE auth_user SET invited_by = '00v0ze0fyw4b7ay' WHERE username = 'Legacy';
         ALTER TABLE user_session ADD COLUMN country VARCHAR(2) CHARACTER SET latin1 DEFAULT 'XX' COMMENT 'of the, visitor', ADD INDEX where_from (country);
         CREATE TABLE profile (`the user` VARCHAR(15) PRIMARY KEY, name VARCHAR(9) NOT NULL DEFAULT 'x',
             CONSTRAINT whose FOREIGN KEY (`the user`) REFERENCES auth_user(id) ON DELETE CASCADE ON UPDATE CASCADE);
         CREATE TABLE picture (id INT PRIMARY KEY AUTO_INCREMENT, of_profile VARCHAR(15), kind INT, title TEXT, FULLTEXT (title),
             FOREIGN KEY (of_profile) REFERENCES profile(`the user`) ON DELETE SET NULL);
         CREATE TABLE fan (named VARCHAR(31), FOREIGN KEY (named) REFERENCES auth_user(username) ON UPDATE CASCADE);
         CREATE TABLE note (author VARCHAR(15)); INSERT INTO note VALUES ('00v0ze0fyw4b7ay');
         INSERT INTO profile VALUES ('00v0ze0fyw4b7ay', 'A'), ('1xyxx5drff4o4wh', 'B');
         INSERT INTO picture VALUES (1, '00v0ze0fyw4b7ay', 1, 'a'), (2, NULL, 1, 'b'), (3, '1xyxx5drff4o4wh', 2, 'c');
         INSERT INTO fan VALUES ('José');
         CREATE TABLE log (line TEXT);
         CREATE TRIGGER on_user AFTER UPDATE ON auth_user FOR EACH ROW INSERT INTO log VALUES ('user');
         CREATE TRIGGER on_session AFTER INSERT ON user_session FOR EACH ROW INSERT INTO log VALUES ('session');";
    let database = LuciaTestDatabase::with(DatabaseKind::MariaDb, sql).await;
    database.adopt().await;
    assert_eq!(database.texts("SELECT line FROM log").await, [""; 0]);
    let dump = database.dump().await.concat();
    for kept in [
        "`joined` datetime NOT NULL DEFAULT '2020-02-20 00:00:00'",
        "DEFAULT 'it''s, a' COMMENT 'a ''name'', typed'",
        "(`username`)) VIRTUAL",
        "CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT 'XX' COMMENT 'of the, visitor'",
        "KEY `where_from` (`country`)",
        "CONSTRAINT `whose` FOREIGN KEY (`the user`) REFERENCES `user` (`id`) ON DELETE CASCADE ON UPDATE CASCADE",
        "CONSTRAINT `picture_ibfk_1` FOREIGN KEY (`of_profile`) REFERENCES `profile` (`the user`) ON DELETE SET NULL",
        "FOREIGN KEY (`invited_by`) REFERENCES `user` (`id`)",
        "FOREIGN KEY (`named`) REFERENCES `user` (`username`) ON UPDATE CASCADE",
        "profile 1xyxx5drff4o4wh B",
        "picture 3 1xyxx5drff4o4wh 2 c",
    ] {
        assert!(dump.contains(kept), "{kept}: {dump}");
    }
    for dangling in ["picture VALUES (4, 'nobody', 1, '')", "profile VALUES ('1XYXX5DRFF4O4WH', 'B')"] {
        assert!(database.try_execute(&format!("INSERT INTO {dangling}")).await.is_err(), "{dangling}");
    }
    // Columns without a foreign key can still be compared with ids.
    assert_eq!(database.texts("SELECT author FROM note JOIN user ON user.id = note.author").await.len(), 1);
    assert!(database.delete_user("1xyxx5drff4o4wh").await);
    assert_eq!(database.texts("SELECT id FROM picture WHERE of_profile IS NULL").await, ["2", "3"]);
}

#[tokio::test]
async fn attributes_become_comparable_and_keep_their_type() {
    let sql = "ALTER TABLE auth_user DROP INDEX username, ADD COLUMN bio TEXT CHARACTER SET latin1, ADD COLUMN motto TEXT;
         UPDATE auth_user SET bio = 'naïve';";
    let mut database = LuciaTestDatabase::with(DatabaseKind::MariaDb, sql).await;
    let texts = ["bio", "motto"].map(Column::of::<Option<String>>);
    let columns = [&[Column::of::<String>("username").unique()], &texts[..]].concat();
    database.schema = Schema::of_columns(columns).unwrap();
    let notes = database.adopt().await.notes;
    let bio =
        with_collation("`user`.`bio` is mediumtext in BINARY instead of text in latin1_swedish_ci").await;
    assert!(notes.contains(&bio) && notes.contains(&"`user`.`username` indexed".to_owned()), "{notes:#?}");
    assert!(!notes.iter().any(|it| it.contains("motto")), "{notes:#?}");
    assert_eq!(database.texts("SELECT DISTINCT bio FROM user").await, ["naïve"]);
}

#[tokio::test]
async fn an_adoption_reaches_every_node_of_galera() {
    let nodes = lucerna_servers::galera().unwrap();
    let mut database =
        LuciaTestDatabase::at(DatabaseKind::MariaDb, nodes.first().unwrap(), &fixture(DatabaseKind::MariaDb))
            .await;
    assert_eq!(database.adopt().await.count(Counter::Sessions), 6);
    for node in nodes {
        database.url = format!("{}/{}", node.rsplit_once('/').unwrap().0, database.name());
        assert!(database.find(ACTIVE).await.is_some(), "{node}");
    }
}

#[tokio::test]
async fn an_adoption_that_would_lose_data_is_refused() {
    let refused = r#"
         CREATE VIEW names AS SELECT username FROM auth_user;
         => the view `names` uses `auth_user`, which is renamed
         CREATE TRIGGER on_end BEFORE DELETE ON user_session FOR EACH ROW SET @a = 1;
         => the trigger `on_end` of `user_session` would fire
         SET foreign_key_checks = 0; UPDATE user_key SET user_id = '1XYXX5DRFF4O4WH' WHERE id = 'github:1001';
         => `user_key`.`user_id` has "1XYXX5DRFF4O4WH", which equals a value of `auth_user`.`id` in Lucia's collation only
         CREATE TABLE post (author VARCHAR(20), FOREIGN KEY (author) REFERENCES auth_user(id)); SET foreign_key_checks = 0; INSERT INTO post VALUES ('1xyxx5drff4o4wh  ');
         => `post`.`author` has "1xyxx5drff4o4wh  ", which equals a value of `auth_user`.`id` in Lucia's collation only
         ALTER TABLE user_session MODIFY idle_expires VARCHAR(20); UPDATE user_session SET idle_expires = 'never' LIMIT 1;
         => `idle_expires` of a session of user
         ALTER TABLE user_session MODIFY user_id VARCHAR(15), MODIFY idle_expires VARCHAR(20); UPDATE user_session SET user_id = NULL, idle_expires = 'soon' LIMIT 1;
         => `idle_expires` of a session of user "" is not a time
         UPDATE user_key SET id = 'username: alice' WHERE id = 'username:alice'; CREATE TABLE invitation (by_key VARCHAR(255), FOREIGN KEY (by_key) REFERENCES user_key(id)); INSERT INTO invitation VALUES ('username: alice');
         => `invitation`.`by_key` refers to rows of `user_key`, and some of those change
         ALTER TABLE user_key DROP FOREIGN KEY user_key_ibfk_1, MODIFY user_id VARBINARY(15) NOT NULL;
         => `user_key`.`user_id` is varbinary
         UPDATE user_session SET active_expires = 18446744073709551615 LIMIT 1;
         => is not a time
         ALTER TABLE user_session ADD COLUMN device INT NOT NULL;
         => is NOT NULL without a default, but is not an attribute
         UPDATE user_key SET hashed_password = NULL; ALTER TABLE user_key MODIFY hashed_password INT;
         => `user_key`.`hashed_password` is int
         UPDATE user_key SET hashed_password = ''; ALTER TABLE user_key MODIFY hashed_password VARCHAR(255) NOT NULL;
         => is NOT NULL, but its attribute is an Option
         ALTER TABLE user_session ADD COLUMN a VARCHAR(10000), ADD COLUMN b VARCHAR(5980);
         => `user_session` cannot be changed: Row size too large
         CREATE TABLE plan (id INT, author VARCHAR(15), title VARCHAR(700), PRIMARY KEY (author, title), FOREIGN KEY (author) REFERENCES auth_user(id));
         => `plan` cannot be changed: Specified key was too long
         ALTER TABLE user_session DROP FOREIGN KEY user_session_ibfk_1; ALTER TABLE user_session ENGINE = MyISAM;
         => ALTER TABLE `user_session` ENGINE = InnoDB
    "#;
    assert_refusals(DatabaseKind::MariaDb, refused).await;
    let database = LuciaTestDatabase::with(DatabaseKind::MariaDb, "").await;
    let other = format!(
        "CREATE TABLE post (author VARCHAR(20), FOREIGN KEY (author) REFERENCES `{}`.auth_user(id))",
        database.name()
    );
    let other = LuciaTestDatabase::of(DatabaseKind::MariaDb, &other).await.name();
    let reason = format!("connects `auth_user`.`id`, which changes, to `{other}`.`post` in another database");
    database.assert_refused(&reason).await;
}
