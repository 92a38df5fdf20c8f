//! Every way in which Lucia's documentation makes its tables in PostgreSQL.

use crate::kit::{Database, FIXTURE, NOW};
use lucerna_core::{SessionId, Store, UserStore};
use lucerna_store_postgres::{AdoptOptions, PostgresStore};

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

#[tokio::test]
async fn drizzle_and_narrow_columns() {
    let narrow = [
        ("user_id TEXT", "user_id VARCHAR(15)"),
        ("hashed_password TEXT", "hashed_password VARCHAR(255)"),
        ("id TEXT", "id VARCHAR(255)"),
    ];
    let tables = assert_adoptable(&fixture(&narrow)).await;
    assert!(
        tables.contains(&"`user`.`id` is text instead of character varying(255)".to_owned()),
        "{tables:?}"
    );
}

#[tokio::test]
async fn prisma() {
    let sql = fixture(&[("auth_user", "\"User\""), ("user_key", "\"Key\""), ("user_session", "\"Session\"")]);
    let cascade = "REFERENCES \"User\"(id) ON DELETE CASCADE ON UPDATE CASCADE";
    let sql = sql.replace("REFERENCES \"User\"(id)", cascade);
    let sql = format!("{sql} CREATE INDEX \"Session_user_id_idx\" ON \"Session\"(user_id);");
    assert_eq!(
        assert_adoptable(&sql).await,
        [
            "`User` renamed to `user`",
            "`Key` renamed to `user_key`",
            "`Session` renamed to `user_session`",
            "`user_session` rewritten: it has `absolute_expires`, `active_period` and `idle_period`",
            "`user_key`.`user_id` indexed",
            "`user_session`.`idle_expires` indexed",
            "`user_session`.`absolute_expires` indexed",
        ]
    );
}

#[tokio::test]
async fn v1_is_not_taken_for_an_empty_database() {
    let sql = fixture(&[("user_key", "auth_key"), ("user_session", "auth_session")]);
    let sql = format!(
        "{sql} ALTER TABLE auth_key ADD COLUMN primary_key BOOLEAN NOT NULL DEFAULT false, ADD COLUMN expires BIGINT;
         INSERT INTO auth_key VALUES ('password-reset:2', '00v0ze0fyw4b7ay', NULL, false, 1);"
    );
    let database = Database::of(&sql).await;
    let refused = PostgresStore::connect(&database.url, database.schema.clone()).await.unwrap_err();
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
async fn a_schema_is_chosen_by_the_search_path() {
    let database = Database::of("").await;
    let schema = database.texts("SELECT current_schema()::text").await.concat();
    let other = format!("{schema}_auth");
    database.execute(&format!("CREATE SCHEMA \"{other}\"; SET search_path = \"{other}\"; {FIXTURE}")).await;
    assert!(database.try_adopt(false).await.unwrap_err().to_string().contains("none of Lucia v2"));
    let url = database.url.replace(&schema, &other);
    let report = PostgresStore::adopt_lucia(&url, &database.schema, AdoptOptions::new(NOW)).await.unwrap();
    assert_eq!(report.sessions, 6);
    let store = PostgresStore::connect(&url, database.schema.clone()).await.unwrap();
    let alice = SessionId::of_token(ALICE).unwrap();
    assert!(store.find_session_and_user(&alice, NOW).await.unwrap().is_some());
}

#[tokio::test]
async fn other_tables_views_and_triggers_follow_and_triggers_rest_meanwhile() {
    let database = Database::with(
        "CREATE TABLE post (author TEXT NOT NULL REFERENCES auth_user(id));
         INSERT INTO post VALUES ('00v0ze0fyw4b7ay');
         CREATE TABLE log (line TEXT);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_NAME); RETURN NULL; END $$;
         CREATE TRIGGER on_end AFTER DELETE ON user_session FOR EACH ROW EXECUTE FUNCTION note();
         CREATE TRIGGER always AFTER DELETE ON user_session FOR EACH ROW EXECUTE FUNCTION note();
         ALTER TABLE user_session ENABLE ALWAYS TRIGGER always;
         CREATE TRIGGER never AFTER DELETE ON user_session FOR EACH ROW EXECUTE FUNCTION note();
         ALTER TABLE user_session DISABLE TRIGGER never;
         CREATE VIEW names AS SELECT username FROM auth_user;",
    )
    .await;
    database.adopt().await;
    assert_eq!(database.texts("SELECT line FROM log").await, [""; 0]);
    assert_eq!(database.texts("SELECT username FROM names").await.len(), 4);
    assert!(database.try_execute("INSERT INTO post VALUES ('nobody')").await.is_err());
    let enabled = "SELECT concat_ws(' ', tgname, tgenabled) FROM pg_trigger WHERE tgrelid = 'user_session'::regclass AND NOT tgisinternal ORDER BY 1";
    assert_eq!(database.texts(enabled).await, ["always A", "never D", "on_end O"]);
    assert!(database.open().await.delete_user(&"1xyxx5drff4o4wh".into()).await.unwrap());
    assert_eq!(database.texts("SELECT DISTINCT line FROM log ORDER BY 1").await, ["always", "on_end"]);
}
