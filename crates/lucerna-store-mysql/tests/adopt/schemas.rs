//! Every way in which Lucia's documentation makes its tables in MySQL, and what applications make beside them.

use crate::kit::{Database, FIXTURE};
use lucerna_core::{Column, KeyId, Schema, Tables, UserStore};
use lucerna_store_mysql::{AdoptOutcome, MySqlStore};

const ALICE: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";

/// The fixture in other tables.
fn fixture(replacements: &[(&str, &str)]) -> String {
    replacements.iter().fold(FIXTURE.to_owned(), |sql, (from, to)| sql.replace(from, to))
}

async fn assert_adoptable(sql: &str) -> Vec<String> {
    let database = Database::of(sql).await;
    let report = database.adopt().await;
    assert_eq!((report.users, report.keys, report.sessions), (4, 7, 6), "{report}");
    assert!(database.find(ALICE).await.is_some());
    report.tables
}

const REFERENCE: &str = ",\n    FOREIGN KEY (user_id) REFERENCES auth_user(id)";

#[tokio::test]
async fn planetscale_has_no_foreign_keys() {
    let tables = assert_adoptable(&fixture(&[(REFERENCE, "")])).await;
    for indexed in ["user_key", "user_session"] {
        assert!(tables.contains(&format!("`{indexed}`.`user_id` indexed")), "{tables:#?}");
    }
}

#[tokio::test]
async fn other_character_sets_and_collations_and_types() {
    for options in
        ["CHARACTER SET latin1", "CHARACTER SET utf8mb3", "COLLATE utf8mb4_unicode_ci", "COLLATE BINARY"]
    {
        let options = Database::with("").await.said(options).await;
        assert_adoptable(&fixture(&[("\n);", &format!("\n) {options};"))])).await;
    }
    let loose =
        [("BIGINT UNSIGNED NOT NULL", "VARCHAR(20)"), ("user_id VARCHAR(15) NOT NULL", "user_id CHAR(15)")];
    assert_adoptable(&fixture(&loose)).await;
    let numbers = [
        ("active_expires BIGINT UNSIGNED", "active_expires DOUBLE"),
        ("idle_expires BIGINT UNSIGNED", "idle_expires DECIMAL(20)"),
    ];
    assert_adoptable(&fixture(&numbers)).await;
}

#[tokio::test]
async fn prisma() {
    let sql = fixture(&[
        ("auth_user", "`User`"),
        ("user_key", "`Key`"),
        ("user_session", "`Session`"),
        ("VARCHAR(15)", "VARCHAR(191)"),
        ("VARCHAR(255)", "VARCHAR(191)"),
        ("VARCHAR(127)", "VARCHAR(191)"),
        ("BIGINT UNSIGNED", "BIGINT"),
        ("\n);", "\n) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"),
        (
            "FOREIGN KEY (user_id) REFERENCES `User`(id)",
            "INDEX (user_id), FOREIGN KEY (user_id) REFERENCES `User`(id) ON DELETE CASCADE ON UPDATE CASCADE",
        ),
    ]);
    let tables = assert_adoptable(&sql).await;
    assert_eq!(tables.len(), 13, "{tables:#?}");
    assert_eq!(tables.first().unwrap(), "`User` renamed to `user`");
    assert!(!tables.iter().any(|it| it.contains("end with their user")), "{tables:#?}");
}

#[tokio::test]
async fn v1_is_not_taken_for_an_empty_database() {
    let sql = fixture(&[("user_key", "auth_key"), ("user_session", "auth_session")]);
    let sql = format!(
        "{sql} ALTER TABLE auth_key ADD COLUMN primary_key BOOLEAN NOT NULL DEFAULT false, ADD COLUMN expires BIGINT;
         INSERT INTO auth_key VALUES ('password-reset:2', '00v0ze0fyw4b7ay', NULL, false, 1);"
    );
    let database = Database::of(&sql).await;
    let refused = MySqlStore::connect(&database.url, database.schema.clone()).await.unwrap_err();
    assert!(
        refused.to_string().contains("auth_session") && refused.to_string().contains("adopt-lucia"),
        "{refused}"
    );
    let report = database.adopt().await;
    assert_eq!((report.keys, report.single_use_keys_removed), (7, 1));
    assert!(report.tables.contains(&"`user_key`.`expires` of Lucia v1 dropped".to_owned()));
    database.open().await;
}

#[tokio::test]
async fn tables_of_other_names_in_a_database_of_its_own() {
    let sql = fixture(&[("auth_user", "`the member`"), ("user_key", "`way in`"), ("user_session", "visit")]);
    let mut database = Database::of(&sql).await;
    let mut tables = Tables::default();
    (tables.user, tables.key, tables.session) = ("member".into(), "way_in".into(), "visit".into());
    assert!(database.try_adopt(false).await.unwrap_err().to_string().contains("none of Lucia v2"));
    database.execute("RENAME TABLE `way in` TO way_in").await;
    database.schema = database.schema.with_tables(tables).unwrap();
    let report = database.adopt().await;
    assert_eq!(report.tables.first().unwrap(), "`the member` renamed to `member`");
    assert!(database.find(ALICE).await.is_some());
    assert_eq!(database.adopt().await.outcome, AdoptOutcome::Nothing);
}

#[tokio::test]
async fn nothing_of_the_applications_own_changes_but_what_refers_to_users() {
    let database = Database::with(
        "ALTER TABLE auth_user ADD COLUMN joined DATETIME NOT NULL DEFAULT '2020-02-20', ADD COLUMN invited_by VARCHAR(15),
             ADD COLUMN shout VARCHAR(31) AS (upper(username)) VIRTUAL, ADD FOREIGN KEY (invited_by) REFERENCES auth_user(id),
             MODIFY username VARCHAR(31) NOT NULL DEFAULT 'it''s, a' COMMENT 'a ''name'', typed';
         UPDATE auth_user SET invited_by = '00v0ze0fyw4b7ay' WHERE username = 'Legacy';
         ALTER TABLE user_session ADD COLUMN country VARCHAR(2) CHARACTER SET latin1 DEFAULT 'XX' COMMENT 'of the, visitor', ADD INDEX where_from (country);
         CREATE TABLE profile (`the user` VARCHAR(15) PRIMARY KEY, name VARCHAR(9) NOT NULL DEFAULT 'x',
             CONSTRAINT whose FOREIGN KEY (`the user`) REFERENCES auth_user(id) ON DELETE CASCADE ON UPDATE CASCADE);
         CREATE TABLE picture (id INT PRIMARY KEY AUTO_INCREMENT, of_profile VARCHAR(15), kind INT,
             FOREIGN KEY (of_profile) REFERENCES profile(`the user`) ON DELETE SET NULL);
         CREATE TABLE fan (named VARCHAR(31), FOREIGN KEY (named) REFERENCES auth_user(username) ON UPDATE CASCADE);
         INSERT INTO profile VALUES ('00v0ze0fyw4b7ay', 'A'), ('1xyxx5drff4o4wh', 'B');
         INSERT INTO picture VALUES (1, '00v0ze0fyw4b7ay', 1), (2, NULL, 1), (3, '1xyxx5drff4o4wh', 2);
         INSERT INTO fan VALUES ('José');
         CREATE TABLE log (line TEXT);
         CREATE TRIGGER on_user AFTER UPDATE ON auth_user FOR EACH ROW INSERT INTO log VALUES ('user');
         CREATE TRIGGER on_session AFTER INSERT ON user_session FOR EACH ROW INSERT INTO log VALUES ('session');
         CREATE VIEW sessions AS SELECT user_id FROM user_session;",
    )
    .await;
    database.adopt().await;
    assert_eq!(database.texts("SELECT line FROM log").await, [""; 0]);
    assert_eq!(database.texts("SELECT user_id FROM sessions").await.len(), 6);
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
        "picture 3 1xyxx5drff4o4wh 2",
    ] {
        assert!(dump.contains(kept), "{kept}: {dump}");
    }
    for dangling in
        ["INSERT INTO picture VALUES (4, 'nobody', 1)", "INSERT INTO profile VALUES ('1XYXX5DRFF4O4WH', 'B')"]
    {
        assert!(database.try_execute(dangling).await.is_err(), "{dangling}");
    }
    let store = database.open().await;
    assert!(store.delete_user(&"1xyxx5drff4o4wh".into()).await.unwrap());
    assert_eq!(
        database.texts("SELECT CAST(id AS CHAR) FROM picture WHERE of_profile IS NULL").await,
        ["2", "3"]
    );
}

#[tokio::test]
async fn columns_that_have_no_foreign_key_can_still_be_compared_with_ids() {
    let database = Database::with(
        "CREATE TABLE note (author VARCHAR(15)); INSERT INTO note VALUES ('00v0ze0fyw4b7ay');",
    )
    .await;
    database.adopt().await;
    let joined = "SELECT author FROM note JOIN user ON user.id = note.author";
    assert_eq!(database.texts(joined).await, ["00v0ze0fyw4b7ay"]);
}

#[tokio::test]
async fn attributes_become_comparable_and_keep_their_type() {
    let mut database = Database::with(
        "ALTER TABLE auth_user DROP INDEX username, ADD COLUMN bio TEXT CHARACTER SET latin1, ADD COLUMN motto TEXT;
         ALTER TABLE user_session ADD COLUMN device VARCHAR(40);
         UPDATE auth_user SET bio = 'naïve';",
    )
    .await;
    let columns = vec![
        Column::of::<String>("username").unique(),
        Column::of::<Option<String>>("bio"),
        Column::of::<Option<String>>("motto"),
    ];
    database.schema = Schema::of_columns(columns).unwrap();
    let tables = database.adopt().await.tables;
    assert!(tables.contains(&"`user`.`username` indexed".to_owned()), "{tables:#?}");
    let bio =
        database.said("`user`.`bio` is mediumtext in BINARY instead of text in latin1_swedish_ci").await;
    assert!(tables.contains(&bio), "{tables:#?}");
    assert!(!tables.iter().any(|it| it.contains("motto")), "{tables:#?}");
    assert_eq!(database.texts("SELECT DISTINCT bio FROM user").await, ["naïve"]);
}

#[tokio::test]
async fn names_that_people_type_become_canonical_and_others_stay() {
    let database = Database::with(
        "INSERT INTO user_key VALUES ('username:ÅSA', '00v0ze0fyw4b7ay', 's2:salt:hash'), ('github:AbC', '00v0ze0fyw4b7ay', NULL);",
    )
    .await;
    assert_eq!(database.adopt().await.keys_renamed, 1);
    database.execute("INSERT INTO user_key VALUES ('github:abc', '1xyxx5drff4o4wh', NULL)").await;
    let store = database.open().await;
    for (id, user) in [
        (KeyId::username("Åsa"), "00v0ze0fyw4b7ay"),
        (KeyId::new("github", "AbC").unwrap(), "00v0ze0fyw4b7ay"),
        (KeyId::new("github", "abc").unwrap(), "1xyxx5drff4o4wh"),
    ] {
        assert_eq!(store.find_key(&id).await.unwrap().unwrap().user_id.as_str(), user);
    }
}

#[tokio::test]
async fn on_galera_every_node_has_what_one_adopted() {
    let nodes = lucerna_servers::galera().unwrap();
    let database = Database::at(nodes.first().unwrap(), FIXTURE).await;
    assert_eq!(database.adopt().await.sessions, 6);
    for node in nodes {
        let (server, _) = node.rsplit_once('/').unwrap();
        let there =
            Database { url: format!("{server}/{}", database.name()), schema: database.schema.clone() };
        assert!(there.find(ALICE).await.is_some(), "{node}");
    }
}

#[tokio::test]
async fn what_refers_already_and_may_be_empty_is_bound_too() {
    let sql = fixture(&[
        ("VARCHAR(15) NOT NULL", "VARCHAR(255)"),
        ("VARCHAR(127) NOT NULL", "VARCHAR(255) NOT NULL"),
        ("REFERENCES auth_user(id)", "REFERENCES auth_user(id) ON DELETE CASCADE"),
        ("\n);", "\n) COLLATE BINARY;"),
    ]);
    let sql = Database::with("").await.said(&sql).await;
    assert_adoptable(&sql).await;
}

#[tokio::test]
async fn a_table_with_a_full_text_index_may_refer_to_users() {
    let sql = format!(
        "{FIXTURE} CREATE TABLE post (author VARCHAR(15), title TEXT, FULLTEXT (title), FOREIGN KEY (author) REFERENCES auth_user(id));
         INSERT INTO post VALUES ('00v0ze0fyw4b7ay', 'a title');"
    );
    assert_adoptable(&sql).await;
}
