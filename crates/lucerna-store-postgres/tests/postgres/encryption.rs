//! TLS: the server's certificate is verified by default.

use crate::fixtures::schema;
use lucerna_servers::Postgres;
use lucerna_store_postgres::{PoolOpenError, PostgresStore};

#[tokio::test]
async fn a_certificate_is_verified() {
    let server = Postgres::start_tls().unwrap();
    let (url, ca) = (server.url("postgres"), server.ca().unwrap().display().to_string());
    let known = format!("{url}?sslmode=verify-full&sslrootcert={ca}");
    PostgresStore::open(&known, schema()).await.unwrap();
    let refused = PostgresStore::open(&format!("{url}?sslmode=verify-full"), schema()).await.unwrap_err();
    assert!(matches!(refused, PoolOpenError::Unavailable(_)), "{refused}");
}

#[tokio::test]
async fn remote_servers_are_verified_by_default() {
    let options = |url: &str| {
        <lucerna_store_postgres::PostgresDriver as lucerna_store_sql::Driver>::options(url).unwrap()
    };
    let mode = |url: &str| format!("{:?}", options(url).get_ssl_mode());
    assert_eq!(mode("postgres://db.example.com/app"), "VerifyFull");
    assert_eq!(mode("postgres://db.example.com/app?sslmode=require"), "Require");
    for local in [
        "postgres://localhost/app",
        "postgres://127.0.0.1/app",
        "postgres://[::1]/app",
        "postgres:///app?host=/run/postgresql",
    ] {
        assert_ne!(mode(local), "VerifyFull", "{local}");
    }
}

#[tokio::test]
async fn errors_do_not_contain_the_password_of_the_url() {
    for url in ["postgres://app:hunter2@127.0.0.1:1/app", "postgres://app:hunter2@127.0.0.1:port/app"] {
        let refused = PostgresStore::open(url, schema()).await.unwrap_err();
        assert!(!format!("{refused} {refused:?}").contains("hunter2"), "{refused:?}");
    }
}
