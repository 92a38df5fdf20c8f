//! Tests of adoption in PostgreSQL.

use crate::database::{LuciaTestDatabase, adopt_with, assert_refusals};
use crate::fixture::{ACTIVE, DatabaseKind, fixture};
use lucerna_adopt::Counter;

#[tokio::test]
async fn narrow_columns_and_other_types_become_wide() {
    let narrow = [
        ("user_id TEXT", "user_id VARCHAR(15)"),
        ("hashed_password TEXT", "hashed_password VARCHAR(255)"),
        ("id TEXT", "id VARCHAR(255)"),
        ("active_expires BIGINT", "active_expires DOUBLE PRECISION"),
        ("idle_expires BIGINT", "idle_expires NUMERIC"),
    ];
    let notes = adopt_with(DatabaseKind::Postgres, &narrow).await;
    assert!(notes.contains(&"`user`.`id` is text instead of character varying(255)".to_owned()), "{notes:?}");
}

#[tokio::test]
async fn a_schema_is_chosen_by_the_search_path() {
    let mut database = LuciaTestDatabase::with(DatabaseKind::Postgres, "").await;
    let other = format!("{}_auth", database.name());
    let create = format!("CREATE SCHEMA \"{other}\"; SET search_path = \"{other}\"");
    database
        .execute(&format!("DROP TABLE user_session; {create}; {}", fixture(DatabaseKind::Postgres)))
        .await;
    assert!(database.try_adopt(false).await.unwrap_err().to_string().contains("not a database of Lucia v2"));
    database.url = database.url.replace(&database.name(), &other);
    assert_eq!(database.adopt().await.count(Counter::Sessions), 6);
    assert!(database.find(ACTIVE).await.is_some());
}

#[tokio::test]
async fn triggers_do_not_fire_and_keep_their_enabled_state() {
    let sql = "CREATE TABLE log (line TEXT);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_NAME); RETURN NULL; END $$;
         CREATE TRIGGER on_end AFTER DELETE ON user_session FOR EACH ROW EXECUTE FUNCTION note();
         CREATE TRIGGER \"al ways\" AFTER DELETE ON user_session FOR EACH ROW EXECUTE FUNCTION note();
         ALTER TABLE user_session ENABLE ALWAYS TRIGGER \"al ways\";
         CREATE TRIGGER never AFTER DELETE ON user_session FOR EACH ROW EXECUTE FUNCTION note();
         ALTER TABLE user_session DISABLE TRIGGER never;";
    let database = LuciaTestDatabase::with(DatabaseKind::Postgres, sql).await;
    database.adopt().await;
    assert_eq!(database.texts("SELECT line FROM log").await, [""; 0]);
    let enabled = "SELECT concat_ws(' ', tgname, tgenabled) FROM pg_trigger WHERE tgrelid = 'user_session'::regclass AND NOT tgisinternal ORDER BY 1";
    assert_eq!(database.texts(enabled).await, ["al ways A", "never D", "on_end O"]);
    assert!(database.delete_user("1xyxx5drff4o4wh").await);
    assert_eq!(database.texts("SELECT DISTINCT line FROM log ORDER BY 1").await, ["al ways", "on_end"]);
}

#[tokio::test]
async fn an_adoption_that_would_lose_data_is_refused() {
    let refused = "
        CREATE VIEW signed_in AS SELECT id FROM user_session;
        => used by a view
        CREATE TABLE other (a TEXT); CREATE INDEX user_session_idle_expires ON other (a);
        => already exists
        ALTER TABLE user_session ADD CHECK (length(id) = 40);
        => the database refused a value";
    assert_refusals(DatabaseKind::Postgres, refused).await;
}
