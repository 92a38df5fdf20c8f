//! TLS, and the absence of passwords in errors.

use crate::fixtures::{HOUR, is_found, one, open, options, schema, session};
use lucerna_core::SessionStore;
use lucerna_servers::Redis;
use lucerna_store_redis::{RedisOpenError, RedisStore};
use std::fs;

#[tokio::test]
async fn only_certificates_of_trusted_authorities_are_accepted() {
    let server = Redis::start_tls().unwrap();
    let (url, mut options) = (server.url("0"), options());
    assert!(url.starts_with("rediss://"));
    let stranger = RedisStore::open_with(&url, schema(), options.clone()).await;
    assert!(matches!(stranger, Err(RedisOpenError::Connection(_))), "{stranger:?}");

    options.authorities = Some(fs::read(server.ca().unwrap()).unwrap());
    let store = open(&url, &options).await;
    store.insert_session(session("a", HOUR)).await.unwrap();
    assert!(is_found(&store, "a").await.unwrap());

    let plain = url.replacen("rediss://", "redis://", 1);
    assert!(RedisStore::open_with(&plain, schema(), options).await.is_err());
}

#[tokio::test]
async fn errors_do_not_contain_passwords() {
    let url = one();
    let (user, host) = url.rsplit_once('@').unwrap();
    let (_, password) = user.rsplit_once(':').unwrap();
    let store = open(&url, &options()).await;
    assert!(!format!("{store:?}").contains(password));

    let wrong = format!("redis://:an-old-secret@{host}");
    let refused = RedisStore::open(&wrong, schema()).await.unwrap_err();
    let shown = format!("{refused} {refused:?}");
    assert!(!shown.contains("an-old-secret"), "{shown}");
}
