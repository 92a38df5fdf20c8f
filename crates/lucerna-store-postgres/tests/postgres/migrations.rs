//! Migrations run once, and errors name every difference of the tables.

use crate::fixtures::{run, schema, store, user};
use crate::test_schema;
use lucerna_core::{Column, Schema, UserStore};
use lucerna_store_postgres::{MigrationError, PoolOpenError, PostgresStore};
use sqlx::{Connection, PgConnection, Row};

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_concurrent_starts_migrates() {
    let directory = tempfile::tempdir().unwrap();
    let url = test_schema::url(directory.path()).await;
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { PostgresStore::open(&url, schema()).await.unwrap() })
        })
        .collect();
    for start in starts {
        start.await.unwrap().find_user(&"nobody".into()).await.unwrap();
    }
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let row = sqlx::query("SELECT count(*) FROM lucerna_migration").fetch_one(&mut connection).await.unwrap();
    assert_eq!(row.get::<i64, _>(0), 2);
}

#[tokio::test]
async fn tables_of_a_later_version_are_refused() {
    let (_store, url, _directory) = store().await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    run(
        &mut connection,
        "INSERT INTO lucerna_migration SELECT of_tables, 99, '?' FROM lucerna_migration WHERE number = 1",
    )
    .await;
    let refused = PostgresStore::open(&url, schema()).await.unwrap_err();
    assert!(
        matches!(refused, PoolOpenError::Migrations(MigrationError::Newer { found: 99, .. })),
        "{refused}"
    );
    assert!(refused.to_string().contains("later version of Lucerna"), "{refused}");
}

#[tokio::test]
async fn a_migration_changed_after_its_release_is_refused() {
    let (_store, url, _directory) = store().await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    run(&mut connection, "UPDATE lucerna_migration SET checksum = '?'").await;
    let refused = PostgresStore::open(&url, schema()).await.unwrap_err();
    assert!(
        matches!(refused, PoolOpenError::Migrations(MigrationError::Changed { migration: 1 })),
        "{refused}"
    );
}

#[tokio::test]
async fn every_difference_is_named_and_nothing_changes() {
    let directory = tempfile::tempdir().unwrap();
    let url = test_schema::url(directory.path()).await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let sql = r#"CREATE TABLE "user" (id varchar(15) PRIMARY KEY, username text, age integer, needed text NOT NULL)"#;
    run(&mut connection, sql).await;
    let columns = vec![
        Column::of::<String>("username").unique(),
        Column::of::<i64>("age"),
        Column::of::<Option<bool>>("is_admin"),
    ];
    let refused = PostgresStore::open(&url, Schema::of_columns(columns).unwrap()).await.unwrap_err();
    let PoolOpenError::Tables(differences) = refused else { panic!("{refused}") };
    assert_eq!(
        differences,
        [
            "`user`.`id` holds 15 characters and has to hold 255",
            "`user`.`username` is not unique",
            "`user`.`age` is int4 and has to be bigint",
            "`user`.`is_admin` is missing: ALTER TABLE \"user\" ADD COLUMN \"is_admin\" boolean",
            "`user`.`needed` is NOT NULL without a default, but is not an attribute",
        ]
    );
    let count = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()";
    let row = sqlx::query(count).fetch_one(&mut connection).await.unwrap();
    assert_eq!(row.get::<i64, _>(0), 1);
}

#[tokio::test]
async fn constraints_that_allow_equal_names_are_not_unique() {
    let (store, url, _directory) = store().await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    drop(store);
    let unique = "names are not unique";
    for (weaken, expected) in [
        (
            r#"ALTER TABLE "user" DROP CONSTRAINT user_username_key,
               ADD CONSTRAINT late UNIQUE (username) DEFERRABLE"#,
            "`user`.`username` is not unique",
        ),
        (
            r#"ALTER TABLE "user" DROP CONSTRAINT late;
               CREATE UNIQUE INDEX part ON "user" (username) WHERE username <> ''"#,
            "`user`.`username` is not unique",
        ),
        (
            r#"CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
               ALTER TABLE "user" ADD UNIQUE (username), ALTER COLUMN username TYPE text COLLATE any_case"#,
            "`user`.`username` has the collation any_case, which treats different characters as equal",
        ),
    ] {
        run(&mut connection, weaken).await;
        let refused = PostgresStore::open(&url, schema()).await.expect_err(unique);
        let PoolOpenError::Tables(differences) = refused else { panic!("{refused}") };
        assert_eq!(differences.len(), 1);
        assert!(differences[0].starts_with(expected), "{differences:?}");
    }
}

#[tokio::test]
async fn a_database_of_lucias_has_to_be_adopted_first() {
    let directory = tempfile::tempdir().unwrap();
    let url = test_schema::url(directory.path()).await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    for sql in [
        "CREATE TABLE user_key (id text PRIMARY KEY, user_id text, hashed_password text)",
        "CREATE TABLE user_session (id text PRIMARY KEY, user_id text, active_expires bigint, idle_expires bigint)",
    ] {
        run(&mut connection, sql).await;
    }
    let refused = PostgresStore::open(&url, schema()).await.unwrap_err();
    assert!(
        matches!(&refused, PoolOpenError::NotAdopted { sessions } if sessions == "user_session"),
        "{refused}"
    );
    assert!(refused.to_string().contains("has to be adopted first"), "{refused}");
}

#[tokio::test]
async fn existing_tables_need_no_permission_to_create_tables() {
    let (owner, url, _directory) = store().await;
    owner.insert_user(user("alice")).await.unwrap();
    let role = format!("reader_{}", url.rsplit_once("%3D").unwrap().1);
    let schema_name = url.rsplit_once("%3D").unwrap().1;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    run(
        &mut connection,
        &format!(
            "CREATE ROLE {role} LOGIN PASSWORD 'reads'; GRANT USAGE ON SCHEMA {schema_name} TO {role};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema_name} TO {role}"
        ),
    )
    .await;
    let (_, address) = url.split_once('@').unwrap();
    let store = PostgresStore::open(&format!("postgres://{role}:reads@{address}"), schema()).await.unwrap();
    assert!(store.find_user(&"alice".into()).await.unwrap().is_some());
}
