//! The keys in Redis and their expiry.

use crate::fixtures::{
    HOUR, Raw, alice, cluster, id, is_found, keys, now, one, open, options, session, until,
};
use lucerna_core::{
    Carrier, Expiry, Methods, SessionDetails, SessionRecord, SessionStore, StoreError, Timestamp,
};
use lucerna_store_redis::RedisOptions;
use std::time::Duration;

/// Returns the expiry of each key of the session.
async fn lives(raw: &mut Raw, options: &RedisOptions, token: &str) -> Vec<i64> {
    let mut lives = Vec::new();
    for key in keys(options, &id(token)) {
        lives.push(raw.ask(&format!("PEXPIRETIME {key}")).await);
    }
    lives
}

/// Returns the number of keys that the sessions of these tokens have.
async fn count(raw: &mut Raw, options: &RedisOptions, tokens: &[&str]) -> i64 {
    let mut count = 0;
    for token in tokens {
        for key in keys(options, &id(token)) {
            count += raw.ask::<i64>(&format!("EXISTS {key}")).await;
        }
    }
    count
}

#[tokio::test]
async fn keys_expire_with_their_session() {
    for url in [one(), cluster()] {
        let (options, mut raw) = (options(), Raw::to(&url).await);
        let store = open(&url, &options).await;
        let new = session("a", HOUR);
        store.insert_session(new.clone()).await.unwrap();
        let over = new.expiry.idle.unix_millis();
        assert_eq!(lives(&mut raw, &options, "a").await, [over; 3], "{url}");

        let later = Expiry { active: now(), idle: now().after(3 * HOUR), ..new.expiry };
        assert!(store.renew_session(&new.id, later).await.unwrap());
        let over = later.idle.unix_millis();
        assert_eq!(lives(&mut raw, &options, "a").await, [over; 3], "{url}");

        let beyond = Expiry { idle: now().after(99 * HOUR), ..later };
        assert!(store.renew_session(&new.id, beyond).await.unwrap());
        let over = new.expiry.absolute.unix_millis();
        assert_eq!(lives(&mut raw, &options, "a").await[..2], [over; 2], "not beyond the absolute limit");
    }
}

fn details(verified: i64, methods: &str) -> SessionDetails {
    let [started, verified] = [1, verified].map(|it| Some(Timestamp::from_unix_millis(it)));
    SessionDetails { started, verified, methods: Methods::parse(methods), carrier: Carrier::Bearer }
}

#[tokio::test]
async fn details_of_a_session_are_stored() {
    for url in [one(), cluster()] {
        let store = open(&url, &options()).await;
        let new = SessionRecord { details: details(2, "password"), ..session("a", HOUR) };
        store.insert_session(new.clone()).await.unwrap();
        assert_eq!(store.find_session(&new.id, now()).await.unwrap(), Some(new.clone()), "{url}");

        let (at, methods) = (Timestamp::from_unix_millis(3), Methods::parse("password,totp"));
        assert!(store.rename_session(&new.id, &id("b"), Some((at, &methods))).await.unwrap());
        let renamed = SessionRecord { id: id("b"), details: details(3, "password,totp"), ..new };
        assert_eq!(store.find_session(&id("b"), now()).await.unwrap(), Some(renamed.clone()), "{url}");

        assert!(store.rename_session(&id("b"), &id("c"), Some((at, &Methods::default()))).await.unwrap());
        assert!(store.rename_session(&id("c"), &id("d"), None).await.unwrap());
        let unknown = SessionRecord { id: id("d"), details: details(3, ""), ..renamed };
        assert_eq!(store.find_user_sessions(&alice(), now()).await.unwrap(), [unknown], "{url}");
    }
}

#[tokio::test]
async fn a_session_of_an_earlier_version_is_valid_without_details() {
    for url in [one(), cluster()] {
        let (options, mut raw) = (options(), Raw::to(&url).await);
        let store = open(&url, &options).await;
        let new = SessionRecord { details: details(2, "password"), ..session("a", HOUR) };
        store.insert_session(new.clone()).await.unwrap();
        let [_, row, _] = keys(&options, &new.id);
        let later = "lucerna_started lucerna_verified lucerna_methods lucerna_carrier";
        assert_eq!(raw.ask::<i64>(&format!("HDEL {row} {later}")).await, 4);
        let found = store.find_session(&new.id, now()).await.unwrap();
        assert_eq!(found.map(|it| it.details), Some(SessionDetails::default()), "{url}");
    }
}

#[tokio::test]
async fn ended_sessions_leave_no_keys() {
    for url in [one(), cluster()] {
        let (options, mut raw) = (options(), Raw::to(&url).await);
        let store = open(&url, &options).await;
        for token in ["a", "b", "c"] {
            store.insert_session(session(token, HOUR)).await.unwrap();
        }
        assert!(store.delete_session(&id("a")).await.unwrap());
        assert_eq!(count(&mut raw, &options, &["a"]).await, 1, "the index, for the others");
        assert_eq!(store.delete_user_sessions(&alice(), Some(&id("b"))).await.unwrap(), 1);
        assert_eq!(store.delete_dead_sessions(now().after(2 * HOUR)).await.unwrap(), 1);
        assert_eq!(count(&mut raw, &options, &["a", "b", "c"]).await, 0, "{url}");
    }
}

#[tokio::test]
async fn lucia_flaw_45_expired_sessions_leave_no_keys() {
    for url in [one(), cluster()] {
        let (options, mut raw) = (options(), Raw::to(&url).await);
        let store = open(&url, &options).await;
        for token in ["a", "b"] {
            store.insert_session(session(token, Duration::from_millis(200))).await.unwrap();
        }
        until("Redis has forgotten both", async || count(&mut raw, &options, &["a", "b"]).await == 0).await;

        store.insert_session(session("c", Duration::from_millis(200))).await.unwrap();
        store.insert_session(session("d", HOUR)).await.unwrap();
        until("one is over", async || !is_found(&store, "c").await.unwrap()).await;
        until("its key is gone", async || count(&mut raw, &options, &["c"]).await == 1).await;
        assert_eq!(store.find_user_sessions(&alice(), now()).await.unwrap().len(), 1);
        let [index, ..] = keys(&options, &id("d"));
        assert_eq!(raw.ask::<Vec<String>>(&format!("ZRANGE {index} 0 -1")).await, [id("d").to_string()]);
    }
}

#[tokio::test]
async fn a_session_with_an_evicted_key_does_not_count() {
    for url in [one(), cluster()] {
        for part in 0..3 {
            let (options, mut raw) = (options(), Raw::to(&url).await);
            let store = open(&url, &options).await;
            let new = session("a", HOUR);
            store.insert_session(new.clone()).await.unwrap();
            assert!(is_found(&store, "a").await.unwrap());
            raw.ask::<i64>(&format!("DEL {}", keys(&options, &id("a"))[part])).await;
            assert!(!is_found(&store, "a").await.unwrap(), "part {part} at {url}");
            assert!(!store.renew_session(&new.id, new.expiry).await.unwrap());
            let left = store.delete_user_sessions(&alice(), None).await.unwrap();
            assert_eq!(left, u64::from(part == 2), "part {part} at {url}");
            assert!(!is_found(&store, "a").await.unwrap());
            store.insert_session(new).await.unwrap();
            assert!(is_found(&store, "a").await.unwrap());
        }
    }
}

#[tokio::test]
async fn damaged_keys_are_errors_not_absent_sessions() {
    for url in [one(), cluster()] {
        let (options, mut raw) = (options(), Raw::to(&url).await);
        let store = open(&url, &options).await;
        let [index, row, _] = keys(&options, &id("a"));
        for damage in [
            format!("HSET {row} device x"),
            format!("HSET {row} idle_expires soon"),
            format!("HDEL {row} user_id"),
            format!("HSET {row} lucerna_verified soon"),
            format!("HSET {row} lucerna_carrier pigeon"),
            format!("SET {row} x"),
            format!("SET {index} x"),
        ] {
            let _: redis::Value = raw.ask(&format!("DEL {index}")).await;
            store.insert_session(session("a", HOUR)).await.unwrap();
            let _: redis::Value = raw.ask(&damage).await;
            let found = is_found(&store, "a").await;
            assert!(matches!(found, Err(StoreError::Broken(_))), "{damage}: {found:?}");
            let listed = store.find_user_sessions(&alice(), now()).await;
            assert!(matches!(listed, Err(StoreError::Broken(_))), "{damage}: {listed:?}");
        }
    }
}

#[tokio::test]
async fn sessions_work_over_resp3() {
    for url in [one() + "?protocol=resp3", cluster() + "/?protocol=resp3"] {
        let store = open(&url, &options()).await;
        let new = session("a", HOUR);
        store.insert_session(new.clone()).await.unwrap();
        assert_eq!(store.find_session(&new.id, now()).await.unwrap(), Some(new.clone()));
        assert_eq!(store.find_user_sessions(&alice(), now()).await.unwrap(), std::slice::from_ref(&new));
        assert!(store.renew_session(&new.id, new.expiry).await.unwrap());
        assert_eq!(store.delete_dead_sessions(now()).await.unwrap(), 0);
        assert_eq!(store.delete_user_sessions(&alice(), None).await.unwrap(), 1);
    }
}
