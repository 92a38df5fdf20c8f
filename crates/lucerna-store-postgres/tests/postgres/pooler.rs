//! pgbouncer in its mode for transactions: Debian's version, or the one of `cargo xtask pgbouncer`.

use crate::fixtures::{NOW, at_once, id, run, schema, session, user};
use lucerna_core::{
    Auth, KeyId, LastKey, Origin, PasswordHash, Row, Schema, SessionStore, Store, StoreError, UserStore,
};
use lucerna_servers::{PgBouncer, Proxy, Server};
use lucerna_store_postgres::{PoolOpenError, PoolOptions, PostgresDriver, PostgresStore};
use lucerna_testkit::quick_passwords;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgConnection};
use std::path::Path;
use std::sync::OnceLock;

/// The first version that can keep prepared statements.
const KEEPS: (u32, u32) = (1, 21);

pub(crate) fn auth(store: &PostgresStore) -> Auth<Row> {
    let origin = "https://example.com".parse::<Origin>().unwrap();
    Auth::builder(store.clone(), quick_passwords(), origin).build().unwrap()
}

fn start(settings: &str) -> Server {
    PgBouncer::start(&lucerna_servers::postgres().unwrap(), settings).unwrap()
}

/// Returns settings with which statements are lost, also in versions that keep them by default.
fn losing() -> &'static str {
    if PgBouncer::version().unwrap() < KEEPS { "" } else { "max_prepared_statements = 0" }
}

/// Returns the settings of a pooler that keeps statements, if this pgbouncer can.
fn keeping() -> Option<&'static str> {
    let version = PgBouncer::version().unwrap();
    if version < KEEPS {
        eprintln!(
            "left out: pgbouncer {version:?} keeps no statements; `cargo xtask pgbouncer` tests the current one"
        );
    }
    (version >= KEEPS).then_some("max_prepared_statements = 50")
}

/// Creates a user with a schema of their own, as the documentation advises, and returns their URL through the pooler.
async fn url(pooler: &Server, directory: &Path) -> String {
    let name = directory.file_name().unwrap().to_str().unwrap().replace('.', "t_").to_lowercase();
    let mut connection = PgConnection::connect(&lucerna_servers::postgres().unwrap()).await.unwrap();
    let create = format!(
        "DO $$ BEGIN
           IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
             CREATE ROLE {name} LOGIN SUPERUSER PASSWORD 'pw'; CREATE SCHEMA {name} AUTHORIZATION {name};
             ALTER ROLE {name} SET search_path = {name};
           END IF;
         END $$"
    );
    run(&mut connection, &create).await;
    format!("postgres://{name}:pw@127.0.0.1:{}/postgres", pooler.port())
}

mod that_loses_statements {
    use super::*;

    async fn open(schema: Schema, directory: &Path) -> PostgresStore {
        static POOLER: OnceLock<Server> = OnceLock::new();
        let pooler = POOLER.get_or_init(|| start(losing()));
        PostgresStore::open(&url(pooler, directory).await, schema).await.unwrap()
    }

    lucerna_testkit::store_contract!(open);
    lucerna_testkit::reopen_contract!(open);
}

/// Signs many users up and in at the same time from two processes, over three connections to the server.
async fn serves_many(url: &str) {
    let mut options = PoolOptions::default();
    options.connections = 20;
    options.timeout = std::time::Duration::from_secs(60);
    let open = async || PostgresStore::open_with(url, schema(), options).await.unwrap();
    let (one, other) = (&open().await, &open().await);
    at_once((0..40).map(|number| {
        let store = if number % 2 == 0 { one } else { other };
        async move || live(store, &format!("user{number}")).await
    }));
    assert_eq!(one.count_users().await.unwrap(), 40);
}

/// Uses the store as one user does, and checks that each answer is this user's.
async fn live(store: &PostgresStore, name: &str) {
    store.insert_user(user(name)).await.unwrap();
    for round in 0..5 {
        let token = format!("{name}-{round}");
        store.insert_session(session(&token, name)).await.unwrap();
        let (found, owner) = store.find_session_and_user(&id(&token), NOW).await.unwrap().unwrap();
        assert_eq!((found.id, owner.id.as_str()), (id(&token), name));
        let (key, hash) = (KeyId::username(name), format!("{round} of {name}"));
        let new = Some(PasswordHash::new(hash.clone()));
        assert_eq!(store.set_password(&name.into(), std::slice::from_ref(&key), new).await.unwrap(), 1);
        assert_eq!(store.find_key(&key).await.unwrap().unwrap().password_hash.unwrap().expose(), hash);
        assert!(store.update_user(&name.into(), Row::new().with("username", &token)).await.unwrap());
        assert_eq!(store.find_user_sessions(&name.into(), NOW).await.unwrap().len(), 1);
        assert!(store.delete_session(&id(&token)).await.unwrap());
    }
    let kept = store.delete_key(&KeyId::username(name), LastKey::Keep).await.unwrap();
    assert!(format!("{kept:?}").contains("Last"), "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_concurrent_calls_get_their_own_answers_without_any_setting() {
    let (pooler, directory) = (start(losing()), tempfile::tempdir().unwrap());
    serves_many(&url(&pooler, directory.path()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_concurrent_calls_get_their_own_answers_with_kept_statements() {
    let Some(keeping) = keeping() else { return };
    let (pooler, directory) = (start(keeping), tempfile::tempdir().unwrap());
    serves_many(&url(&pooler, directory.path()).await).await;
}

/// Returns the round trips of looking a session up, when it was looked up before.
async fn trips(settings: &str) -> u64 {
    let (pooler, directory) = (start(settings), tempfile::tempdir().unwrap());
    let (proxy, url) = Proxy::before(&url(&pooler, directory.path()).await).unwrap();
    let mut options = PoolOptions::default();
    options.connections = 1;
    let store = PostgresStore::open_with(&url, schema(), options).await.unwrap();
    store.insert_user(user("alice")).await.unwrap();
    store.insert_session(session("a", "alice")).await.unwrap();
    let find = async || assert!(store.find_session_and_user(&id("a"), NOW).await.unwrap().is_some());
    find().await;
    let before = proxy.trips();
    find().await;
    proxy.trips() - before
}

#[tokio::test]
async fn statements_are_kept_where_the_pooler_keeps_them() {
    // Begin, prepare, run, commit.
    assert_eq!(trips(losing()).await, 4);
    assert_eq!(trips(&format!("{}\npool_mode = session", losing())).await, 4);
    assert_eq!(trips(&format!("{}\nignore_startup_parameters = extra_float_digits", losing())).await, 4);
    if let Some(keeping) = keeping() {
        assert_eq!(trips(keeping).await, 1);
    }
}

/// pgbouncer 1.26 accepts the option, and sometimes runs a statement with another client's.
#[tokio::test]
async fn options_are_refused_behind_a_pooler_with_the_remedy() {
    for settings in ["", "ignore_startup_parameters = extra_float_digits,options,search_path"] {
        let (pooler, directory) = (start(settings), tempfile::tempdir().unwrap());
        let url = url(&pooler, directory.path()).await;
        for option in ["options=-c%20search_path%3Dauth", "options[search_path]=auth"] {
            let refused = PostgresStore::open(&format!("{url}?{option}"), schema()).await.unwrap_err();
            assert!(matches!(refused, PoolOpenError::Url(_)), "{refused}");
            let sentence = refused.to_string();
            assert!(sentence.contains("ALTER ROLE … SET search_path"), "{sentence}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_of_the_applications_works_behind_the_pooler_too() {
    let settings = format!("{}\nignore_startup_parameters = extra_float_digits", losing());
    let (pooler, directory) = (start(&settings), tempfile::tempdir().unwrap());
    let url = url(&pooler, directory.path()).await;
    let pool = PgPoolOptions::new().max_connections(8).connect(&url).await.unwrap();
    let store = PostgresStore::from_pool(pool, schema()).await.unwrap();
    let store = &store;
    at_once((0..8).map(|number| async move || live(store, &format!("user{number}")).await));
}

#[tokio::test]
async fn a_changed_column_is_no_outage_behind_the_pooler() {
    for settings in [Some(losing()), keeping()].into_iter().flatten() {
        let (pooler, directory) = (start(settings), tempfile::tempdir().unwrap());
        let url = url(&pooler, directory.path()).await;
        let store = PostgresStore::open(&url, schema()).await.unwrap();
        store.insert_user(user("alice")).await.unwrap();
        store.insert_session(session("a", "alice")).await.unwrap();
        let mut connection = PgConnection::connect(&lucerna_servers::postgres().unwrap()).await.unwrap();
        let of_test = url.split(['/', ':']).nth(3).unwrap();
        for round in 0..6 {
            store.find_session_and_user(&id("a"), NOW).await.unwrap().unwrap();
            let kind = if round % 2 == 0 { "varchar(100)" } else { "text" };
            run(
                &mut connection,
                &format!(r#"ALTER TABLE {of_test}."user" ALTER COLUMN username TYPE {kind}"#),
            )
            .await;
            store.find_session_and_user(&id("a"), NOW).await.unwrap().unwrap();
            store.find_user(&"alice".into()).await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn a_pooler_without_its_server_is_an_outage() {
    let (pooler, directory) = (start(losing()), tempfile::tempdir().unwrap());
    let url = url(&pooler, directory.path()).await;
    let store = PostgresStore::open(&url, schema()).await.unwrap();
    pooler.kill().unwrap();
    let answer = store.find_user(&"alice".into()).await;
    assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
    pooler.restart().unwrap();
    let begin = std::time::Instant::now();
    while store.find_user(&"alice".into()).await.is_err() {
        assert!(begin.elapsed() < std::time::Duration::from_secs(10), "the store did not recover");
    }
}

#[tokio::test]
async fn a_connection_for_adoption_is_refused_with_the_remedy() {
    for settings in ["", "ignore_startup_parameters = extra_float_digits"] {
        let (pooler, directory) = (start(&format!("{}\n{settings}", losing())), tempfile::tempdir().unwrap());
        let url = url(&pooler, directory.path()).await;
        let Err(refused) = lucerna_store_sql::connect::<PostgresDriver>(&url).await else {
            panic!("a pooler that loses statements was not found")
        };
        assert!(refused.source.to_string().contains("the address of the database itself"), "{refused:?}");
    }
}
