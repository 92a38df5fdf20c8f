//! Opening a store: what is wrong is reported at once, with its cause and without a value of the URL.

use crate::fixtures::schema;
use lucerna_servers::Postgres;
use lucerna_store_postgres::{PoolOpenError, PoolOptions, PostgresStore};
use sqlx::postgres::PgPoolOptions;
use std::process::Command;
use std::time::{Duration, Instant};

/// Opens the store, and returns the sentence with which it is refused long before the pool would time out.
async fn refused(url: &str) -> String {
    let mut options = PoolOptions::default();
    options.timeout = Duration::from_secs(60);
    let start = Instant::now();
    let error = PostgresStore::open_with(url, schema(), options).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(10), "{error}: {:?}", start.elapsed());
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("timed out"), "{shown}");
    error.to_string()
}

#[tokio::test]
async fn a_wrong_port_password_database_or_host_is_reported_at_once() {
    let url = lucerna_servers::postgres().unwrap();
    let (user, place) = url.split_once('@').unwrap();
    let (name, _) = user.rsplit_once(':').unwrap();
    let (server, _) = place.rsplit_once('/').unwrap();
    for (wrong, causes) in [
        (
            "postgres://app:hunter2@127.0.0.1:1/shop".to_owned(),
            ["`shop` at 127.0.0.1:1", "Connection refused"],
        ),
        (format!("{name}:hunter2@{place}"), ["`postgres` at", "password authentication failed"]),
        (format!("{user}@{server}/no_such_shop"), ["no_such_shop", "does not exist"]),
        (
            "postgres://app:hunter2@no-such-host.invalid/shop".to_owned(),
            ["no-such-host.invalid:5432", "lookup"],
        ),
        (
            "postgres://app:hunter2@/shop?host=/no/such/directory".to_owned(),
            ["/no/such/directory", "No such file"],
        ),
    ] {
        let sentence = refused(&wrong).await;
        assert!(sentence.starts_with("the database is not available: the database"), "{sentence}");
        assert!(causes.iter().all(|it| sentence.contains(it)), "{sentence}");
    }
}

#[tokio::test]
async fn a_silent_server_is_reported_after_the_timeout() {
    let server = Postgres::start().unwrap();
    server.pause().unwrap();
    let mut options = PoolOptions::default();
    options.timeout = Duration::from_millis(300);
    let opened = PostgresStore::open_with(&server.url("postgres"), schema(), options).await;
    server.resume().unwrap();
    let sentence = opened.unwrap_err().to_string();
    assert!(sentence.ends_with("did not answer within 300ms"), "{sentence}");
}

#[tokio::test]
async fn a_pool_of_the_applications_is_reported_with_its_cause_too() {
    let pool = PgPoolOptions::new().acquire_timeout(Duration::from_millis(300));
    let pool = pool.connect_lazy("postgres://app:hunter2@127.0.0.1:1/shop").unwrap();
    let error = PostgresStore::from_pool(pool, schema()).await.unwrap_err();
    assert!(error.to_string().contains("Connection refused"), "{error}");
}

#[tokio::test]
async fn unknown_options_are_refused_by_name() {
    let url = lucerna_servers::postgres().unwrap();
    for (option, name) in [
        ("sslpassword=hunter2", "`sslpassword` is unknown"),
        ("schema=hunter2", "options[search_path]"),
        ("sslmode=hunter2", "`sslmode` is none of"),
        ("sslmode=prefer&ssl-mode=prefer", "given twice"),
    ] {
        let sentence = refused(&format!("{url}?{option}")).await;
        assert!(
            sentence.starts_with("the database URL is invalid: ") && sentence.contains(name),
            "{sentence}"
        );
    }
}

#[tokio::test]
async fn a_socket_is_used_and_a_line_end_is_no_part_of_the_url() {
    let server = Postgres::start().unwrap();
    let directory = server.directory().display().to_string();
    let (user, _) = server.url("").split_once('@').map(|(it, _)| (it.to_owned(), ())).unwrap();
    for url in [
        format!("{user}@/postgres?host={directory}&port={}\r\n", server.port()),
        format!("{user}@:{}/postgres?host={directory}", server.port()),
    ] {
        let store = PostgresStore::open(&url, schema()).await.unwrap();
        let client: Option<String> =
            sqlx::query_scalar("SELECT inet_client_addr()::text").fetch_one(store.pool()).await.unwrap();
        assert_eq!(client, None, "the connection uses TCP");
    }
}

/// Runs in a process of its own, since the variable is read from the environment.
#[tokio::test]
#[ignore = "`the_variable_of_libpq_for_encryption_is_obeyed` runs it"]
async fn open_with_the_environment() {
    let opened = PostgresStore::open(&lucerna_servers::postgres().unwrap(), schema()).await;
    println!("sentence: {}", opened.unwrap_err());
}

#[test]
fn the_variable_of_libpq_for_encryption_is_obeyed() {
    let run = |mode: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "opening::open_with_the_environment", "--ignored", "--nocapture"]);
        command.env("LUCERNA_TEST_POSTGRES", lucerna_servers::postgres().unwrap());
        let output = command.env("PGSSLMODE", mode).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let [required, misspelt] = ["require", "verify_full"].map(run);
    assert!(required.contains("TLS"), "the server has none: {required}");
    assert!(misspelt.contains("the variable PGSSLMODE is none of disable, allow"), "{misspelt}");
}

#[tokio::test]
async fn errors_of_a_url_are_of_their_own_kind() {
    let url = lucerna_servers::postgres().unwrap();
    let opened = PostgresStore::open(&format!("{url}?schema=auth"), schema()).await;
    assert!(matches!(opened, Err(PoolOpenError::Url(_))), "{opened:?}");
}
