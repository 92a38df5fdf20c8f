//! Opening a store: what is wrong is reported at once, with its cause and without a value of the URL.

use lucerna_core::Schema;
use lucerna_servers::MariaDb;
use lucerna_store_mysql::{MySqlStore, PoolOpenError, PoolOptions};
use std::time::{Duration, Instant};

fn schema() -> Schema {
    Schema::of::<()>().unwrap()
}

/// Opens the store, and returns the error with which it is refused long before the pool would time out.
async fn refused(url: &str) -> PoolOpenError {
    let mut options = PoolOptions::default();
    options.timeout = Duration::from_secs(60);
    let start = Instant::now();
    let error = MySqlStore::open_with(url, schema(), options).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(start.elapsed() < Duration::from_secs(10), "{error}: {:?}", start.elapsed());
    assert!(!shown.contains("hunter2") && !shown.contains("timed out"), "{shown}");
    error
}

#[tokio::test]
async fn a_wrong_port_password_database_or_host_is_reported_at_once() {
    let url = lucerna_servers::mariadb().unwrap();
    let (user, place) = url.split_once('@').unwrap();
    let (name, _) = user.rsplit_once(':').unwrap();
    let (server, _) = place.rsplit_once('/').unwrap();
    for (wrong, causes) in [
        ("mysql://app:hunter2@127.0.0.1:1/shop".to_owned(), ["`shop` at 127.0.0.1:1", "Connection refused"]),
        (format!("{name}:hunter2@{place}"), ["`lucerna` at", "Access denied"]),
        (format!("{user}@{server}/no_such_shop"), ["no_such_shop", "Unknown database"]),
        ("mysql://app:hunter2@no-such-host.invalid/shop".to_owned(), ["no-such-host.invalid:3306", "lookup"]),
        ("mysql://app:hunter2@/shop?socket=/no/such/socket".to_owned(), ["/no/such/socket", "No such file"]),
    ] {
        let error = refused(&wrong).await;
        assert!(matches!(error, PoolOpenError::Unavailable(_)), "{error}");
        assert!(causes.iter().all(|it| error.to_string().contains(it)), "{error}");
    }
}

#[tokio::test]
async fn unknown_options_are_refused_by_name() {
    let url = lucerna_servers::mariadb().unwrap();
    for (option, name) in [
        ("sslpassword=hunter2", "`sslpassword` is unknown"),
        ("useSSL=hunter2", "ssl-mode, ssl-ca"),
        ("ssl-mode=hunter2", "`ssl-mode` is none of"),
        ("ssl-mode=preferred&sslmode=preferred", "given twice"),
    ] {
        let error = refused(&format!("{url}?{option}")).await;
        assert!(matches!(error, PoolOpenError::Url(_)) && error.to_string().contains(name), "{error}");
    }
}

#[tokio::test]
async fn a_socket_is_used_and_a_line_end_is_no_part_of_the_url() {
    let server = MariaDb::start().unwrap();
    let socket = server.directory().join("data/socket");
    let (user, _) = server.url("").split_once('@').map(|(user, _)| (user.to_owned(), ())).unwrap();
    let url = format!("{user}@/lucerna?socket={}\r\n", socket.display());
    let store = MySqlStore::open(&url, schema()).await.unwrap();
    let host: String =
        sqlx::query_scalar("SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()")
            .fetch_one(store.pool())
            .await
            .unwrap();
    assert_eq!(host, "localhost", "the connection uses TCP");
}
